"""The month sheet on the screen: which month and rows are shown, and why each cell is what it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.timer import Timer

from opsconsole.attendance import queries
from opsconsole.attendance.judging import ensure_judged, needs_judging
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.queries import ClockData, GridFilter, HalfPlace, MonthHead
from opsconsole.attendance.sources import policies
from opsconsole.console.attendance import words
from opsconsole.console.attendance.sheet import SheetPlan, SheetRow, SheetSource, half_of
from opsconsole.console.attendance.status import status_lines
from opsconsole.console.attendance.totals import BY_KEY, WIDE_FROM, TotalColumn
from opsconsole.console.attendance.why import WhyPane, empty_line
from opsconsole.console.base import AreaScreen
from opsconsole.console.jobs import Job
from opsconsole.console.widgets.find_bar import FindBar
from opsconsole.console.widgets.form import Form, MonthField
from opsconsole.console.widgets.grid import Cell, Grid
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, language
from opsconsole.policy.queries import Timeline

SETTLES_AFTER_S = 0.12
"""A cursor that is held down is told about where it stops, not on its way."""
JUDGES_AFTER_S = 0.3
"""A month that is only passed on the way to another one is not judged."""
TALL_FROM = 30
ALL_UNITS = ""


@dataclass(frozen=True, slots=True)
class OpenedMonth:
    """What the screen knows of a month beside its rows."""

    head: MonthHead
    policies: Timeline[AttendancePolicy]
    needs_judging: bool


def open_month(session: Any, actor: Any, month: Month | None, now: datetime) -> OpenedMonth:
    """A query: the month's head, its policy, and whether days of it ended since it was judged.

    Without a month it is the newest that has clock data: the one that an office has in hand.
    """
    month = month or queries.month_in_hand(session, now.date())
    head = queries.month_head(session, actor, month, now)
    return OpenedMonth(head, policies(session), needs_judging(session, month, now))


class SheetScreen(AreaScreen):
    """Month, rows and reasons; what can be done to them is the subclass's."""

    DEFAULT_CSS = """
    SheetScreen #status { padding: 0 1; }
    """

    AUTO_FOCUS = "#sheet"

    def __init__(self) -> None:
        super().__init__()
        self.month: Month | None = None
        self.chosen = GridFilter()
        self.unit_label = ""
        self.opened: OpenedMonth | None = None
        self.clock: ClockData | None = None
        self._judging: Job | None = None
        self._judging_soon: Timer | None = None
        self._why_soon: Timer | None = None
        self._typed_soon: Timer | None = None
        self.told: HalfPlace | None = None
        """The half that the pane tells of already."""
        self._moved_at = 0.0
        self.plan: SheetPlan | None = None
        self._clock_is_due = False

    def body(self) -> ComposeResult:
        yield Lines(most=2, wraps=False, id="status")
        yield FindBar(id="find-bar")
        yield Grid(id="sheet")
        yield WhyPane(id="pane")

    def context(self) -> str:
        return str(self.month) if self.month else ""

    @property
    def grid(self) -> Grid:
        return self.query_one("#sheet", Grid)

    @property
    def actor(self) -> Any:
        assert self.app.desk is not None
        return self.app.desk.actor

    # Where the person is

    def place(self) -> dict[str, Any]:
        return {"month": self.month, "chosen": self.chosen, "unit": self.unit_label, "grid": self.grid.place()}

    def restore(self, place: Mapping[str, Any]) -> None:
        self.month, self.chosen, self.unit_label = place["month"], place["chosen"], place["unit"]
        self.query_one(FindBar).fill(self.chosen.text)
        self.grid.restore(place["grid"])

    # Reading the month

    def refresh_data(self) -> None:
        self.fetch(open_month, self.actor, self.month, self.app.clock(), then=self._show_month)

    def _show_month(self, opened: OpenedMonth) -> None:
        if self.month is None:
            self.month = opened.head.month
        if opened.head.month != self.month:
            return
        if self.opened is None or self.opened.head.month != opened.head.month:
            self.clock = None
        self.opened = opened
        self._clock_is_due = True
        self.refresh_header()
        self.show_status()
        self.show_rows()
        if opened.needs_judging and opened.head.month.first <= self.app.clock().date():
            self._stop(self._judging_soon)
            self._judging_soon = self.set_timer(JUDGES_AFTER_S, partial(self._judge, opened.head.month))

    def _judge(self, month: Month) -> None:
        if month != self.month or (self._judging is not None and not self._judging.over):
            return
        label = Message(N_("Judging the days of {month}"), month=str(month))
        self._judging = self.perform(ensure_judged, month, self.app.clock(), label=label, reporting=True)

    def show_status(self) -> None:
        """Says above the sheet what the month is like."""
        if self.opened is not None:
            self.query_one("#status", Lines).show(
                list(status_lines(self.opened.head, self.clock, self._chosen_words()))
            )

    def _chosen_words(self) -> str:
        parts = [
            _("unit {unit}").format(unit=self.unit_label) if self.chosen.unit_id is not None else "",
            _("only unsettled") if self.chosen.unsettled_only else "",
            _('found by "{text}"').format(text=self.chosen.text) if self.chosen.text else "",
        ]
        words = ", ".join(part for part in parts if part)
        shown = _("{count} shown: {words}").format(count=self.grid.row_count, words=words) if words else ""
        marked = _("marked {count}").format(count=len(self.grid.marked)) if self.grid.marked else ""
        return " | ".join(part for part in (shown, marked) if part)

    def show_rows(self) -> None:
        """Reads the rows of the month as they are chosen, and lays them out for this terminal."""
        if self.opened is None or self.month is None:
            return
        plan = SheetPlan(self.opened.head, self.size.width, self.app.may("pay.view"), language())
        self.plan = plan
        self.grid.empty = self._why_empty(self.opened)
        source = SheetSource(self.app.read, self.actor, self.month, self.chosen, plan)
        self.grid.show(source, columns=plan.columns())

    def _why_empty(self, opened: OpenedMonth) -> str:
        month = opened.head.month
        if self.chosen != GridFilter():
            return _("Nobody here is like that. Esc shows everybody again.")
        if month.first > self.app.clock().date():
            return _("{month} has not begun yet.").format(month=month)
        if opened.needs_judging:
            return _("{month} is being judged ...").format(month=month)
        return _("Nobody whom you may see was employed in {month}.").format(month=month)

    def on_grid_loaded(self, loaded: Grid.Loaded) -> None:
        self.show_status()
        if not loaded.count:
            self.tell([empty_line()])
        if self._clock_is_due and self.month is not None:
            self._clock_is_due = False
            show = partial(self._show_clock, self.month)
            self.fetch(queries.clock_data, self.actor, self.month, then=show)

    def on_grid_marked(self, _marked: Grid.Marked) -> None:
        self.show_status()
        self.offer_reasons()

    def _show_clock(self, month: Month, clock: ClockData) -> None:
        if month == self.month:
            self.clock = clock
            self.show_status()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(WhyPane).set_class(event.size.height >= TALL_FROM, "-tall")
        if self.plan is not None and self.plan.is_wide != (event.size.width >= WIDE_FROM):
            self.show_rows()

    def retranslate(self) -> None:
        super().retranslate()
        self.query_one(FindBar).retranslate()
        self.show_status()
        self.show_rows()

    # Why a cell is what it is

    def half_here(self) -> HalfPlace | None:
        """The half day under the cursor; None on a name or a total."""
        row = self.row_here()
        if row is None or self.month is None or row.figures is None:
            return None
        found = half_of(self.month, self.grid.cursor_key)
        return HalfPlace(row.figures.employee_id, *found) if found else None

    def row_here(self) -> SheetRow | None:
        """The row under the cursor, as far as it was read."""
        row = self.grid.row_here()
        return row if isinstance(row, SheetRow) else None

    def on_grid_cursor_moved(self, moved: Grid.CursorMoved) -> None:
        self.offer_reasons()
        told, self.told = self.told, None
        if told is not None and told == self.half_here():
            self._stop(self._why_soon)
            return
        at = self.app.ticks()
        rested, self._moved_at = at - self._moved_at > SETTLES_AFTER_S, at
        self._stop(self._why_soon)
        if rested:
            self.tell_why()
        else:
            self._why_soon = self.set_timer(SETTLES_AFTER_S, self.tell_why)

    def offer_reasons(self) -> None:
        """Offers what a digit would do here; nothing where verdicts cannot be given."""

    def tell_why(self) -> None:
        """Tells in the pane why the cell under the cursor is what it is."""
        self.explain_here(self.tell)

    def tell(self, lines: Sequence[Line]) -> None:
        """Tells these lines in the pane."""
        self.query_one(WhyPane).show(lines)

    def explain_here(self, then: Any, *, at_length: bool = False) -> None:
        """Finds out why the cell under the cursor is what it is; `then` gets the lines."""
        row, month = self.row_here(), self.month
        if row is None or row.figures is None or month is None:
            return
        figures, half = row.figures, self.half_here()
        total = BY_KEY.get(self.grid.cursor_key)
        if half is not None:
            show = partial(self._day_told, half, then, at_length)
            args = (self.actor, month, half.employee_id, half.day, self.app.clock())
            self.fetch(queries.explain_day, *args, then=show, group="why")
        elif total is None:
            then(words.person_lines(figures))
        elif total.explained_by is not None:
            heading = _heading(total, figures)
            args = (self.actor, month, figures.employee_id, total.explained_by, self.app.clock())
            show = partial(self._total_told, heading, then)
            self.fetch(queries.explain_total, *args, then=show, group="why")
        else:
            then(self.lines_of_total(total, figures, month))

    def _day_told(self, half: HalfPlace, then: Any, at_length: bool, explained: queries.DayExplained | None) -> None:
        if explained is None:
            then([Line(_("Not employed on {day}.").format(day=words.day_words(half.day)), "muted")])
        else:
            then(words.day_lines(explained, half.half, at_length=at_length))

    def _total_told(self, heading: str, then: Any, explained: queries.TotalExplained) -> None:
        then(words.total_lines(explained, heading))

    def lines_of_total(self, total: TotalColumn, figures: queries.GridRow, month: Month) -> list[Line]:
        """What a total says that nothing but the row itself explains."""
        heading = _heading(total, figures)
        return words.halves_lines(figures, month, heading, settled=total.key == "explained")

    # Choosing month and rows

    def go_to_month(self, month: Month) -> None:
        """Shows another month, the cursor where it is."""
        self.month = month
        self.quiet()
        self.refresh_data()

    def action_month(self, step: int) -> None:
        if self.month is not None:
            self.go_to_month(self.month.next if step > 0 else self.month.previous)

    def action_type_month(self) -> None:
        fields = (MonthField("month", N_("Month"), required=True, hint=N_("2026-03, or 3 for this year's")),)
        self.open_form(Form(Message(N_("Go to month")), fields, draft_key="attendance:month", save=self._typed_month))

    def _typed_month(self, values: Mapping[str, Any], form: Form) -> None:
        assert self.app.desk is not None
        form.saved(self.app.desk)
        self.go_to_month(values["month"])

    def choose(self, chosen: GridFilter) -> None:
        """Shows other rows of the same month."""
        self.chosen = chosen
        self.show_rows()

    def action_unsettled_only(self) -> None:
        self.choose(dataclasses.replace(self.chosen, unsettled_only=not self.chosen.unsettled_only))

    def action_unit(self) -> None:
        month, actor = self.month, self.actor

        def find(text: str) -> Sequence[Choice]:
            units = self.app.read(queries.units_in_month, actor, month, text)
            everybody = [] if text else [Choice(ALL_UNITS, _("All units"))]
            return everybody + [_unit_choice(unit) for unit in units]

        self.ask(Picker(Message(N_("People of one unit")), find), self._unit_chosen)

    def _unit_chosen(self, choice: Choice) -> None:
        self.unit_label = choice.label
        self.choose(dataclasses.replace(self.chosen, unit_id=int(choice.key) if choice.key else None))

    def action_find(self) -> None:
        self.query_one(FindBar).open()

    def on_find_bar_changed(self, changed: FindBar.Changed) -> None:
        self._stop(self._typed_soon)
        chosen = dataclasses.replace(self.chosen, text=changed.text.strip())
        self._typed_soon = self.set_timer(SETTLES_AFTER_S, partial(self.choose, chosen))

    def on_find_bar_left(self) -> None:
        self.grid.focus()

    def back(self) -> None:
        """Takes back what was chosen last: the marks, the text found by, the unit, only the unsettled."""
        if self.grid.marked:
            self.grid.marked.clear()
            self.grid.refresh_marks()
        elif self.chosen.text or self.query_one(FindBar).has_focus_within:
            self._stop(self._typed_soon)
            self.query_one(FindBar).fill("")
            self.grid.focus()
            self.choose(dataclasses.replace(self.chosen, text=""))
        elif self.chosen.unit_id is not None:
            self.choose(dataclasses.replace(self.chosen, unit_id=None))
        elif self.chosen.unsettled_only:
            self.choose(GridFilter())
        else:
            self.grid.focus()

    def _stop(self, timer: Timer | None) -> None:
        if timer is not None:
            timer.stop()


def _unit_choice(unit: queries.UnitInMonth) -> Choice:
    name = unit.name_zh if language() == "zh" else unit.name_en
    hint = _("{people} people, {open} unsettled").format(people=unit.people, open=unit.unsettled)
    return Choice(str(unit.unit_id), f"{unit.code} {name}", hint)


def _heading(total: TotalColumn, figures: queries.GridRow) -> str:
    text = total.text(figures)
    words_of = text.text if isinstance(text, Cell) else text
    return f"{_(total.name)}: {words_of or 0} {total.unit()}"
