"""The widgets under F2: lines with a cursor, of which only those in sight are drawn."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from opsconsole.console.org.outline import Outline, OutlineRow
from opsconsole.console.org.sheet import Sheet, SheetLine, wrap

from .company import LONG


class Lines(App[None]):
    """An outline and a sheet, nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme_variables()

    def register_theme_variables(self) -> None:
        from opsconsole.console import themes

        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK

    def compose(self) -> ComposeResult:
        yield Outline()
        yield Sheet()


def rows_of(count: int) -> list[OutlineRow]:
    return [OutlineRow(f"person:{number}", 1, f"员工{number}", right="1/1") for number in range(count)]


async def test_ten_thousand_lines_draw_only_those_in_sight_and_the_end_is_one_key_away():
    drawn: list[int] = []

    class Counting(Outline):
        def pieces(self, line, width):
            drawn.append(line)
            return super().pieces(line, width)

    class Many(Lines):
        def compose(self) -> ComposeResult:
            yield Counting()

    app = Many()
    async with app.run_test(size=(60, 20)) as pilot:
        outline = app.query_one(Counting)
        outline.show(rows_of(10_000))
        await pilot.pause()
        assert set(drawn) <= set(range(20))
        outline.focus()
        await pilot.press("end")
        await pilot.pause()
        assert outline.cursor_line == 9_999
        assert min(number for number in drawn if number >= 20) >= 9_900
        await pilot.press("pageup", "home")
        assert outline.cursor_line == 0


async def test_the_cursor_stays_on_its_row_or_goes_to_what_the_row_was_part_of():
    app = Lines()
    async with app.run_test() as pilot:
        outline = app.query_one(Outline)
        unit = OutlineRow("unit:A", 0, "A", is_open=True)
        outline.show([unit, *rows_of(5)])
        outline.move_to("person:3")
        outline.show([OutlineRow("unit:0", 0, "first"), unit, *rows_of(5)])
        await pilot.pause()
        assert outline.row_here is not None
        assert outline.row_here.key == "person:3"
        outline.show([OutlineRow("unit:0", 0, "first"), OutlineRow("unit:A", 0, "A", is_open=False)])
        assert outline.row_here.key == "unit:A"
        outline.show([])
        assert outline.row_here is None


async def test_a_branch_unfolded_at_the_bottom_is_brought_into_sight():
    app = Lines()
    async with app.run_test(size=(60, 20)) as pilot:
        outline = app.query_one(Outline)
        outline.styles.height = 10
        units = [OutlineRow(f"unit:{number}", 0, f"U{number}", is_open=False) for number in range(10)]
        outline.show(units)
        await pilot.pause()
        outline.focus()
        await pilot.press("end")
        outline.show([*units[:9], OutlineRow("unit:9", 0, "U9", is_open=True), *rows_of(4)])
        await pilot.pause()
        assert outline.scroll_offset.y == 4
        outline.show([*units[:9], OutlineRow("unit:9", 0, "U9", is_open=True), *rows_of(40)])
        await pilot.pause()
        assert outline.scroll_offset.y == outline.cursor_line == 9


def test_no_line_begins_with_a_mark_that_ends_a_sentence():
    assert wrap("检查与改进。", 10) == ["检查与改", "进。"]


@pytest.mark.parametrize("width", [14, 20, 30, 80])
def test_a_row_fills_its_width_exactly_whatever_it_is_called(width):
    outline = Outline()
    for label in ("A", LONG, "[red]x[/]", "\U00020bb7野家", "👨‍👩‍👧x", "a\x1b[2Jb"):
        outline._rows = [OutlineRow("unit:A", 9, label, beside=label, right="3/4 vac 1")]
        text = "".join(text for text, _look in outline.pieces(0, width))
        assert "\x1b" not in text
        assert cell_len(text) == width


@pytest.mark.parametrize("width", [10, 11, 25])
@pytest.mark.parametrize(
    "text", [LONG, "a plain line of words that is too long", "x" * 70, "编制 a 计划, 汇报", "", "a\n\nb"]
)
def test_wrapped_text_loses_nothing_and_never_splits_a_hanzi(text, width):
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")


async def test_the_cursor_of_a_sheet_goes_back_to_the_top_for_another_subject_only():
    app = Lines()
    async with app.run_test() as pilot:
        sheet = app.query_one(Sheet)
        lines = [SheetLine(str(number)) for number in range(50)]
        sheet.show(lines, afresh=True)
        sheet.focus()
        await pilot.press("down", "down", "down")
        sheet.show(lines, afresh=False)
        assert sheet.cursor_line == 3
        sheet.show(lines, afresh=True)
        assert sheet.cursor_line == 0
