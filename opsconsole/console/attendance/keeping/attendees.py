"""Who is expected at an event, when they came and went, and who was excused beforehand (ATT-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.attendance.arranging import (
    AttendeeLine,
    EventLine,
    attendees,
    expect_more,
    expect_unit,
    note_attendance,
)
from opsconsole.console.attendance.keeping.month_list import GAPS, MOST_FOUND, NARROWEST, minutes_of, moment, span_words
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.widgets.form import ClockField, Field, Form, PickField, YesNoField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.queries import FoundKind, search

NAME_LEAST, BADGE, TIME, EXCUSED = 12, 10, 8, 10


class AttendeeGrid(Grid):
    """Space ticks off who came, instead of marking."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "space",
            "screen.on_time",
            N_("Came"),
            N_("Notes that they came on time and stayed, or that they did not"),
            id="attendees.on_time",
        ),
    ]


class AttendeesPage(Page):
    """One event: a line for each who is expected."""

    AUTO_FOCUS = "#attendees"
    NEEDS: ClassVar[Mapping[str, str]] = dict.fromkeys(("add", "unit", "on_time", "excuse"), "attendance.import")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "add", N_("Add one"), N_("Adds somebody who is expected"), id="attendees.add"),
        key("ctrl+u", "unit", N_("Add a unit"), N_("Adds everybody of a unit"), id="attendees.unit"),
        key("ctrl+x", "excuse", N_("Excused"), N_("Notes that they asked beforehand"), id="attendees.excuse"),
    ]
    DEFAULT_CSS = """
    AttendeesPage #event-told { padding: 0 1; }
    """

    def __init__(self, area: str, event: EventLine, month: Month) -> None:
        super().__init__(area)
        self.event = event
        self.month = month
        self._lines: dict[int, AttendeeLine] = {}

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="event-told")
        yield AttendeeGrid(id="attendees")

    def context(self) -> str:
        return f"{self.event.code} {self.event.title}"

    @property
    def grid(self) -> Grid:
        return self.query_one("#attendees", Grid)

    @property
    def _here(self) -> AttendeeLine | None:
        here = self.grid.cursor_id
        return self._lines.get(here) if isinstance(here, int) else None

    def refresh_data(self) -> None:
        self.fetch(attendees, self.event.id, then=self._show)

    def _show(self, lines: Sequence[AttendeeLine]) -> None:
        self._lines = {line.employee_id: line for line in lines}
        self._draw()

    def _draw(self) -> None:
        lines = self._lines.values()
        came = sum(line.arrived is not None for line in lines)
        words = _("{day} {span}: expected {expected}, came {came}, excused {excused}").format(
            day=self.event.start.date(),
            span=span_words(self.event.start, self.event.finish),
            expected=len(lines),
            came=came,
            excused=sum(line.excused for line in lines),
        )
        self.query_one("#event-told", Lines).show([Line(words, "info")])
        self.grid.empty = _("Nobody is expected yet. Ctrl+U adds a unit, Ctrl+N one person.")
        columns = [
            Column("badge", _("Badge"), width=BADGE),
            Column(
                "name", _("Name"), width=max(self.size.width - BADGE - 2 * TIME - EXCUSED - GAPS, NAME_LEAST, NARROWEST)
            ),
            Column("arrived", _("Came"), width=TIME),
            Column("left", _("Left"), width=TIME),
            Column("excused", _("Excused"), width=EXCUSED),
        ]
        self.grid.show(ListSource(self._row(line) for line in lines), columns=(columns, (), ()))
        self.refresh_bindings()

    def _row(self, line: AttendeeLine) -> GridRow:
        def clock(at: Any) -> str:
            return f"{at:%H:%M}" if at is not None else ""

        arrived = Cell(clock(line.arrived))
        if line.arrived is None and not line.excused:
            arrived = Cell(_("no"), "bad")
        excused = Cell(_("excused"), "good") if line.excused else ""
        return GridRow(line.employee_id, [line.badge, line.name, arrived, clock(line.departed), excused])

    def on_resize(self) -> None:
        self._draw()

    def retranslate(self) -> None:
        super().retranslate()
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("on_time", "excuse") and self.is_mounted and self._here is None:
            return None
        return super().check_action(action, parameters)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self.refresh_bindings()

    # Who is expected

    def action_add(self) -> None:
        fields: list[Field] = [PickField("employee", N_("Employee"), required=True, source=self._people)]
        self.open_form(Form(Message(N_("Expected")), fields, draft_key="attendees:add", save=self._add))

    def _people(self, text: str) -> list[Choice]:
        return self._found(text, FoundKind.PERSON)

    def _units(self, text: str) -> list[Choice]:
        return self._found(text, FoundKind.UNIT)

    def _found(self, text: str, kind: FoundKind) -> list[Choice]:
        found = self.app.read(search, text, self.event.start.date(), MOST_FOUND, frozenset({kind}))
        return [Choice(str(one.id), f"{one.name_zh} {one.code}") for one in found]

    def _add(self, values: Mapping[str, Any], form: Form) -> None:
        self.perform(expect_more, self.event.id, [int(values["employee"])], form=form, said=Message(N_("Added")))

    def action_unit(self) -> None:
        fields: list[Field] = [PickField("unit", N_("Unit"), required=True, source=self._units)]
        self.open_form(Form(Message(N_("A unit is expected")), fields, draft_key="attendees:unit", save=self._add_unit))

    def _add_unit(self, values: Mapping[str, Any], form: Form) -> None:
        self.perform(
            expect_unit,
            self.event.id,
            int(values["unit"]),
            form=form,
            said=lambda done: Message(N_("Added: {count}"), count=done["added"]),
        )

    # Who came

    def action_on_time(self) -> None:
        line = self._here
        if line is None:
            return
        arrived = None if line.arrived is not None else self.event.start
        words = N_("{name} came") if arrived is not None else N_("{name} did not come")
        self.perform(
            note_attendance,
            self.event.id,
            line.employee_id,
            arrived,
            None,
            False,
            said=Message(words, name=line.name),
            then=self._next,
        )

    def _next(self, _done: Any) -> None:
        """The list is ticked off from the top: the next one comes up by itself."""
        self.grid.action_move(1, 0)
        self.refresh_data()

    def action_excuse(self) -> None:
        line = self._here
        if line is None:
            return
        excused = not line.excused
        words = N_("{name} is excused") if excused else N_("{name} is not excused")
        self.perform(
            note_attendance,
            self.event.id,
            line.employee_id,
            line.arrived,
            line.departed,
            excused,
            said=Message(words, name=line.name),
        )

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        """Enter: the very times, for who came late or left early."""
        line = self._here
        if line is None or not self.app.may("attendance.import"):
            return
        day = self.event.start.date()
        fields: list[Field] = [
            ClockField("arrived", N_("Came"), hint=N_("0930 is 09:30")),
            ClockField("left", N_("Left"), hint=N_("Empty: stayed to the end")),
            YesNoField("excused", N_("Excused")),
        ]
        begin = {
            "arrived": None if line.arrived is None else minutes_of(line.arrived, day),
            "left": None if line.departed is None else minutes_of(line.departed, day),
            "excused": line.excused,
        }

        def save(values: Mapping[str, Any], form: Form) -> None:
            arrived, left = (
                None if values[name] is None else moment(day, values[name]) for name in ("arrived", "left")
            )
            self.perform(
                note_attendance,
                self.event.id,
                line.employee_id,
                arrived,
                left,
                values["excused"],
                form=form,
                said=Message(N_("Noted for {name}"), name=line.name),
            )

        title = Message(N_("{name} {badge}: came and left"), name=line.name, badge=line.badge)
        draft = f"attendees:{self.event.id}:{line.employee_id}"
        self.open_form(Form(title, fields, draft_key=draft, values=begin, save=save))
