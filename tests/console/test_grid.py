"""The grid: what is read, what is drawn, where the cursor is."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from opsconsole.console.widgets.cells import Align, cut, fit, plain
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource, RowId
from opsconsole.console.widgets.grid.drawing import Plan
from opsconsole.console.widgets.grid.pages import PAGE_ROWS, PAGES_KEPT, PageStore

from .conftest import HOSTILE, text_on, until
from .example_area import People

LEFT = [Column("badge", "Badge", width=6), Column("name", "Name", width=8)]
DAYS = [Column(f"d{day:02d}", str(day), "一", width=2) for day in range(1, 32)]
TOTALS = [Column(f"t{n}", "T", width=3, align=Align.RIGHT) for n in range(6)]


class Sheet(App[None]):
    def __init__(self, source) -> None:
        super().__init__()
        self.source = source
        self.told: list[object] = []

    def compose(self) -> ComposeResult:
        yield Grid(empty="Nobody here")

    def on_mount(self) -> None:
        self.grid.set_columns(LEFT, DAYS, TOTALS)
        self.grid.show(self.source)
        self.grid.focus()

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def on_grid_cursor_moved(self, moved: Grid.CursorMoved) -> None:
        self.told.append((moved.row_id, moved.column))

    def on_grid_opened(self, opened: Grid.Opened) -> None:
        self.told.append(("opened", opened.row_id, opened.column))


@pytest.fixture
def people():
    return People(10_000)


async def shown(app, pilot, text="E00001"):
    await until(pilot, lambda: text in text_on(app))


async def test_ten_thousand_rows_are_shown_by_reading_what_is_in_sight(people):
    app = Sheet(people)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        await pilot.press("ctrl+end")
        await shown(app, pilot, "E09999")
        await pilot.pause(0.1)
        assert app.grid.row_count == 10_000
        assert sum(map(len, people.read)) <= 5 * PAGE_ROWS


async def test_the_cursor_walks_cells_rows_and_pages_and_stops_at_the_edges(people):
    app = Sheet(people)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        grid = app.grid
        assert (grid.cursor_id, grid.cursor_key) == (0, "d01")
        await pilot.press("down", "down", "right")
        assert (grid.cursor_id, grid.cursor_key) == (2, "d02")
        await pilot.press("home")
        assert grid.cursor_key == "badge"
        await pilot.press("left", "end")
        assert grid.cursor_key == "t5"
        await pilot.press("right", "pagedown")
        assert (grid.cursor_id, grid.cursor_key) == (23, "t5")
        await pilot.press("ctrl+end", "down")
        assert grid.cursor_id == 9_999
        await pilot.press("ctrl+home", "up")
        assert grid.cursor_id == 0


async def test_moving_says_where_the_cursor_is_and_enter_opens_the_cell(people):
    app = Sheet(people)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        app.told.clear()
        await pilot.press("down", "right", "enter")
        assert app.told == [(1, "d01"), (1, "d02"), ("opened", 1, "d02")]


async def test_names_and_totals_stay_while_the_days_scroll(people):
    app = Sheet(people)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        await pilot.press(*["right"] * 30)
        assert app.grid.cursor_key == "d31"
        heading = text_on(app).splitlines()[0]
        assert "Badge" in heading
        assert " 31" in heading
        assert heading.rstrip().endswith("T")
        assert " 1  2 " not in heading


async def test_where_there_is_no_room_the_totals_scroll_with_the_days(people):
    app = Sheet(people)
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot)
        assert "T" not in text_on(app).splitlines()[0]
        await pilot.press("end")
        assert "T" in text_on(app).splitlines()[0]


async def test_marks_are_a_sign_and_stay_with_their_rows(people):
    app = Sheet(people)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        await pilot.press("space", "down", "space")
        assert app.grid.marked == {0, 2}
        lines = text_on(app).splitlines()
        assert lines[2].startswith("* E00000")
        assert lines[4].startswith("* E00002")
        await pilot.press("ctrl+a")
        assert len(app.grid.marked) == 10_000
        await pilot.press("ctrl+a")
        assert app.grid.marked == set()


class Growing:
    """A source that others write to."""

    def __init__(self) -> None:
        self.names = {number: f"N{number}" for number in range(100)}

    def ids(self) -> Sequence[RowId]:
        return sorted(self.names)

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        return [GridRow(i, [f"E{i:05d}", self.names[i]]) for i in ids if isinstance(i, int) and i in self.names]


class Held(Growing):
    """Answers a second reading only when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.asked, self.answered = threading.Event(), threading.Event(), 0
        self.go.set()

    def ids(self) -> Sequence[RowId]:
        if not self.go.is_set():
            self.asked.set()
            self.go.wait(20)
        self.answered += 1
        return super().ids()


async def test_rows_that_come_and_go_leave_the_cursor_on_its_row():
    source = Growing()
    app = Sheet(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        app.grid.move_to(50, "d07")
        del source.names[3]
        source.names[-1] = "first"
        source.names[-2] = "before"
        app.grid.reload()
        await until(pilot, lambda: app.grid.row_count == 101)
        assert (app.grid.cursor_id, app.grid.cursor_key) == (50, "d07")
        assert "E00050" in text_on(app)
        del source.names[50]
        app.grid.reload()
        await until(pilot, lambda: app.grid.row_count == 100)
        assert app.grid.cursor_id == 51


async def test_a_key_pressed_while_rows_are_read_again_keeps_its_step_and_its_mark():
    source = Held()
    app = Sheet(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        app.grid.move_to(5)
        source.go.clear()
        app.grid.reload()
        await until(pilot, source.asked.is_set)
        app.grid.focus()
        await pilot.press("space", "down")
        source.go.set()
        await until(pilot, lambda: source.answered == 2)
        await pilot.pause(0.1)
        assert (app.grid.cursor_id, app.grid.marked) == (7, {5})


async def test_one_row_is_read_again_without_the_others():
    source = Growing()
    app = Sheet(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot)
        source.names[4], source.names[5] = "changed", "unseen"
        app.grid.reload_row(4)
        await until(pilot, lambda: "changed" in text_on(app))
        assert "unseen" not in text_on(app)


async def test_a_resized_terminal_keeps_the_cursor_in_sight(people):
    app = Sheet(people)
    async with app.run_test(size=(120, 36)) as pilot:
        await shown(app, pilot)
        app.grid.move_to(30, "d27")
        await pilot.resize_terminal(80, 12)
        await pilot.pause()
        assert (app.grid.cursor_id, app.grid.cursor_key) == (30, "d27")
        assert "E00030" in text_on(app)
        assert " 27" in text_on(app).splitlines()[0]


async def test_nothing_to_show_is_said_in_words():
    app = Sheet(ListSource([]))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot, "Nobody here")
        await pilot.press("down", "space", "enter", "pagedown", "ctrl+end", "ctrl+a")
        assert app.grid.cursor_id is None


async def test_every_line_has_the_width_of_the_screen_whatever_is_in_the_cells():
    rows = [GridRow(n, [text, text, Cell(text, "bad"), Cell(text, "no such look")]) for n, text in enumerate(HOSTILE)]
    app = Sheet(ListSource(rows))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot, "[red]x")
        for line in app.screen._compositor.render_strips(app.size):
            drawn = "".join(segment.text for segment in line)
            assert cell_len(drawn) == 80
            assert plain(drawn) == drawn


def test_wide_text_is_cut_at_a_whole_character_and_says_so():
    assert cut("汉字很宽", 8) == "汉字很宽"
    assert cut("汉字很宽了", 8) == "汉字很.."
    assert cut("汉字很宽了", 7) == "汉字.."
    assert cut("abc", 2) == ".."
    assert fit("汉", 3) == "汉 "
    assert fit("12", 5, Align.RIGHT) == "   12"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [1, 2, 7, 20])
def test_a_fitted_text_is_exactly_as_wide_as_its_column(text, width):
    assert cell_len(fit(text, width)) == width


@pytest.mark.parametrize("width", range(20, 160, 7))
def test_every_column_can_be_brought_into_sight(width):
    plan = Plan(LEFT, DAYS, TOTALS, width)
    for index in [*range(len(plan.columns)), *reversed(range(len(plan.columns)))]:
        plan.bring_in(index)
        seen = {start + offset for start, columns in plan.parts() for offset in range(len(columns))}
        assert index in seen


def test_the_least_lately_seen_pages_are_given_up():
    store = PageStore(range(PAGE_ROWS * (PAGES_KEPT + 2)))
    for page in range(PAGES_KEPT + 1):
        store.keep(page, [GridRow(row_id, []) for row_id in store.ids_of(page)])
    assert store.row(0) is None
    assert store.row(PAGE_ROWS) is not None
    assert store.missing(0, PAGE_ROWS) == [0]
