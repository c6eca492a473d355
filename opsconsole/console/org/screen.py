"""F2, the organisation: the tree at the left, what is selected in it at the right, as of any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from opsconsole.access.permissions import Permission
from opsconsole.console.base import AreaScreen
from opsconsole.console.keys import key
from opsconsole.console.org import finding, reading
from opsconsole.console.org.acts import Acts
from opsconsole.console.org.asof import AskDay, month_end
from opsconsole.console.org.chart_page import ChartPage
from opsconsole.console.org.facts import facts
from opsconsole.console.org.line_view import LineView
from opsconsole.console.org.names import Kind, Subject, position_key, unit_key
from opsconsole.console.org.outline import Outline
from opsconsole.console.org.reading import Detail, View, every_unit
from opsconsole.console.org.sheet import Sheet
from opsconsole.console.org.tree_rows import tree_rows
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.queries import PersonDetail, PositionLine, UnitNode

STACKED_BELOW = 72
"""The width in cells under which the two sides stand one above the other."""


class OrgScreen(AreaScreen):
    """Units, positions and people, as things stood on a day."""

    DEFAULT_CSS = """
    OrgScreen #tree { width: 46%; }
    OrgScreen #facts { width: 1fr; border-left: solid $panel; }
    OrgScreen #org-empty { padding: 1 2; height: auto; }
    OrgScreen.-narrow #panes { layout: vertical; }
    OrgScreen.-narrow #tree { width: 1fr; height: 1fr; }
    OrgScreen.-narrow #facts { width: 1fr; height: 1fr; border-left: none; border-top: solid $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "add", N_("New"), N_("Adds a unit, a position or a person here"), id="org.add"),
        key("ctrl+o", "change", N_("Change"), N_("Changes what is shown at the right"), id="org.change"),
        key("ctrl+f,slash", "find", N_("Find"), N_("Finds by code, badge, name or pinyin"), id="org.find"),
        key("ctrl+d", "day", N_("Date"), N_("Shows everything as of a day"), id="org.day"),
        key(
            "left_square_bracket,ctrl+left",
            "month(-1)",
            N_("Month end before"),
            N_("Shows the end of the month before"),
            id="org.earlier",
            show=False,
        ),
        key(
            "right_square_bracket,ctrl+right",
            "month(1)",
            N_("Next month end"),
            N_("Shows the end of the month, then of the next"),
            id="org.later",
            show=False,
        ),
        key("f8", "chart", N_("Chart"), N_("Draws who reports to whom"), id="org.chart"),
        key("ctrl+t", "transfer", N_("Transfer"), N_("Moves the person to another position"), id="org.transfer"),
        key("ctrl+x", "depart", N_("Departure"), N_("Ends the person's employment"), id="org.depart"),
        key("tab", "other_pane", N_("Other side"), N_("To the other side"), id="org.pane", show=False),
    ]
    NEEDS: ClassVar[Mapping[str, str]] = dict.fromkeys(("add", "change", "transfer", "depart"), Permission.ORG_EDIT)

    def __init__(self) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (STACKED_BELOW, "-broad")]
        self._day: date | None = None
        self._tree: Sequence[UnitNode] = ()
        self._positions: dict[str, Sequence[PositionLine]] = {}
        self._unfolded: set[str] | None = None
        self._subject: Subject | None = None
        self._detail: Detail | None = None
        self._goal: Subject | None = None
        self._acts = Acts(self)

    def body(self) -> ComposeResult:
        with Horizontal(id="panes"):
            yield Outline(id="tree")
            yield Sheet(id="facts")
        empty = Static("", markup=False, id="org-empty")
        empty.display = False
        yield empty

    # What is shown

    @property
    def day(self) -> date:
        """The day that is shown: today, until another is asked for."""
        return self._day or self.app.clock().date()

    @property
    def subject(self) -> Subject | None:
        """What is looked at."""
        return self._subject

    @property
    def detail(self) -> Detail | None:
        """What is known of it."""
        return self._detail

    @property
    def outline(self) -> Outline:
        return self.query_one("#tree", Outline)

    @property
    def sheet(self) -> Sheet:
        return self.query_one("#facts", Sheet)

    def context(self) -> str:
        return _("as of {day}").format(day=self.day)

    def refresh_data(self) -> None:
        """Reads the tree and the subject once more, or those that are on their way to be shown."""
        subject = self._goal or self._subject
        is_arriving = self._goal is not None or not self._tree
        then = self._arrived if is_arriving else self._refreshed
        with_pay = self.app.may(Permission.PAY_VIEW)
        self.fetch(reading.view, self.day, frozenset(self._unfolded or ()), subject, with_pay, then=then)

    def go_to(self, subject: Subject | None, day: date | None = None) -> None:
        """Shows a subject, unfolding what it is part of; as of another day, where one is given."""
        if day is not None:
            self._day = None if day == self.app.clock().date() else day
            self.refresh_header()
        self._goal = subject
        self.refresh_data()

    def show_day(self, day: date) -> None:
        """Shows the organisation, and the same subject, as of a day."""
        self.go_to(self._goal or self._subject, day)

    def _refreshed(self, view: View) -> None:
        """The same once more: the cursor stays, and so does what is looked at."""
        self._take(view)
        if view.subject == self._subject:
            self._show_detail(view.detail, afresh=False)

    def _arrived(self, view: View) -> None:
        """Somewhere else: the cursor goes there."""
        self._goal = None
        if self._unfolded is None and view.tree:
            self._unfolded = {unit_key(unit.code) for unit in view.tree}
        if view.trail:
            self._unfolded = {*(self._unfolded or ()), *view.trail}
        moved = view.subject != self._subject
        self._subject = view.subject
        self._take(view)
        self._show_detail(view.detail, afresh=moved)
        if view.subject is not None and view.trail is not None:
            self.outline.move_to(view.subject.key)
        if isinstance(view.detail, PersonDetail) and view.trail is None:
            person = view.detail.person
            self.say(
                Message(
                    N_("{name} holds no position on {day} and is not in the tree"), name=person.name, day=str(self.day)
                )
            )

    def _take(self, view: View) -> None:
        self._tree = view.tree
        self._positions = dict(view.positions)
        self._draw_tree()
        for unit in every_unit(view.tree):
            if unit_key(unit.code) in (self._unfolded or ()) and unit.code not in self._positions:
                self._read_positions(unit.code)

    def _draw_tree(self) -> None:
        self.query_one("#panes").display = bool(self._tree)
        empty = self.query_one("#org-empty", Static)
        empty.display = not self._tree
        empty.update(self._empty_words())
        had_rows = bool(self.outline.rows)
        self.outline.show(list(tree_rows(self._tree, self._positions, self._unfolded or ())))
        if self._tree and not had_rows and self.focused is None:
            self.outline.focus()

    def _empty_words(self) -> str:
        if not self.app.may(Permission.ORG_EDIT):
            return _("The company has no units yet. Somebody who may change the organisation has to add them.")
        return _(
            "The company has no units yet.\n\n"
            "Ctrl+N adds the first one, the company itself; units, positions and people then go under it.\n"
            "Or bring them in from files, outside the console:\n\n"
            "  opsconsole import units units.csv\n"
            "  opsconsole import positions positions.csv\n"
            "  opsconsole import staff staff.csv\n\n"
            "opsconsole import units --template units.xlsx writes an empty sheet to fill in."
        )

    def _show_detail(self, detail: Detail | None, *, afresh: bool) -> None:
        self._detail = detail
        self.sheet.show(facts(detail, self._tree) if detail is not None else [], afresh=afresh)
        self.refresh_bindings()

    def retranslate(self) -> None:
        super().retranslate()
        self._draw_tree()
        self._show_detail(self._detail, afresh=False)

    def place(self) -> dict[str, Any]:
        return {
            "day": self._day,
            "unfolded": self._unfolded,
            "subject": self._subject,
            "at_facts": self.focused is self.sheet,
        }

    def restore(self, place: Mapping[str, Any]) -> None:
        self._day, self._unfolded = place["day"], place["unfolded"]
        if place["at_facts"]:
            self.sheet.focus()
        self._goal = place["subject"]

    def open_found(self, found: str) -> None:
        self.go_to(Subject.of(found))

    # The tree

    def on_line_view_cursor_moved(self, moved: LineView.CursorMoved) -> None:
        row = self.outline.row_here
        if moved.view is self.outline and row is not None:
            self._select(Subject.of(row.key))

    def _select(self, subject: Subject) -> None:
        """Shows what the cursor of the tree is on."""
        if subject == self._subject:
            return
        self._subject, self._goal = subject, None
        self.quiet()
        with_pay = self.app.may(Permission.PAY_VIEW)
        self.fetch(reading.detail, self.day, subject, with_pay, then=partial(self._selected, subject))

    def _selected(self, subject: Subject, detail: Detail) -> None:
        if subject == self._subject:
            self._show_detail(detail, afresh=True)

    def on_outline_folded(self, folded: Outline.Folded) -> None:
        unfolded = self._unfolded if self._unfolded is not None else set()
        self._unfolded = unfolded | {folded.row_key} if folded.is_open else unfolded - {folded.row_key}
        subject = Subject.of(folded.row_key)
        if folded.is_open and subject.kind is Kind.UNIT and subject.code not in self._positions:
            self._read_positions(subject.code)
        self._draw_tree()

    def _read_positions(self, unit: str) -> None:
        then = partial(self._positions_read, self.day, unit)
        self.fetch(reading.positions_of, self.day, unit, then=then, group=f"positions of {unit}")

    def _positions_read(self, day: date, unit: str, lines: Sequence[PositionLine]) -> None:
        if day == self.day:
            self._positions[unit] = lines
            self._draw_tree()

    def on_outline_opened(self, opened: Outline.Opened) -> None:
        self._select(Subject.of(opened.row_key))
        self.sheet.focus()

    def on_sheet_followed(self, followed: Sheet.Followed) -> None:
        self.go_to(Subject.of(followed.target))

    def back(self) -> None:
        self.outline.focus()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and action in ("change", "transfer", "depart"):
            return True if self._acts.can(action) else None
        if allowed and action in ("chart", "day", "month", "find", "other_pane"):
            return True if self._tree else None
        return allowed

    def action_other_pane(self) -> None:
        (self.outline if self.focused is self.sheet else self.sheet).focus()

    def action_day(self) -> None:
        self.ask(AskDay(), self.show_day)

    def action_month(self, step: int) -> None:
        self.show_day(month_end(self.day, step))

    def action_find(self) -> None:
        day = self.day
        title = Message(N_("Find a unit, a position, a person"))
        self.ask(Picker(title, lambda text: self.app.read(finding.find, text, day)), self._found)

    def _found(self, choice: Choice) -> None:
        self.go_to(Subject.of(choice.key))

    def action_chart(self) -> None:
        self.app.push_screen(ChartPage(self.area, self.day, self._position_here()))

    def _position_here(self) -> str:
        """The position that is looked at, or that the person looked at holds."""
        if isinstance(self._detail, PersonDetail) and self._detail.running is not None:
            return position_key(self._detail.running.position)
        return self._subject.key if self._subject is not None else ""

    def action_add(self) -> None:
        self._acts.add()

    def action_change(self) -> None:
        self._acts.change()

    def action_transfer(self) -> None:
        self._acts.transfer()

    def action_depart(self) -> None:
        self._acts.depart()
