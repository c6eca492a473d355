"""The sales notes of a month: what each comes to, what was paid on it; finance checks them here (EXP-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.cashbook.files import SALES_NOTES_OUT
from opsconsole.cashbook.queries.goods import NoteLine, note_lines, regions
from opsconsole.cashbook.service.goods import NoteData, check_notes, enter_note
from opsconsole.console.keys import key
from opsconsole.console.naming import known_or_new
from opsconsole.console.page import MonthPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import DayField, Form, MoneyField, PickField, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan

NUMBER, DAY, REGION, MONEY, CHECKED = 12, 5, 8, 12, 12
GAPS, NARROWEST, ROOMY = 9, 8, 100


class NotesPage(MonthPage):
    """A line for each note; Space marks, Ctrl+Y checks what is marked or the one here."""

    AUTO_FOCUS = "#notes"
    NEEDS: ClassVar[Mapping[str, str]] = {
        "new": Permission.SALES_NOTES,
        "change": Permission.SALES_NOTES,
        "check": Permission.SALES_CHECK,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+y", "check", N_("Checked"), N_("What is marked, else this note, is checked"), id="notes.check"),
        key("ctrl+n", "new", N_("New"), N_("Enters a sales note"), id="notes.new"),
        key("f8", "unchecked", N_("Not checked"), N_("Only what is not checked, of all months"), id="notes.unchecked"),
        key("ctrl+e,f9", "export", N_("Export"), N_("Writes the notes of the month to a file"), id="notes.export"),
    ]
    DEFAULT_CSS = """
    NotesPage #notes-told { padding: 0 1; }
    """

    def __init__(self, area: str, month: Month | None = None) -> None:
        super().__init__(area, month)
        self._unchecked = False
        self._lines: Sequence[NoteLine] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="notes-told")
        yield Grid(id="notes")

    def context(self) -> str:
        return _("Sales notes")

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(note_lines, desk.actor, self.month, unchecked_only=self._unchecked, then=self._show)

    def _show(self, lines: Sequence[NoteLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        if self._unchecked:
            self.grid.empty = _("Every sales note is checked. F8 shows the month.")
        else:
            words = _("No sales note of {month}. Ctrl+N enters one; opsconsole import sales-notes reads a list.")
            self.grid.empty = words.format(month=self.month)
        roomy = self.size.width >= ROOMY
        rest = max(self.size.width - NUMBER - DAY - REGION - (2 + roomy) * MONEY - CHECKED - GAPS, NARROWEST)
        columns = [
            Column("number", _("Sales note"), width=NUMBER),
            Column("day", _("Date"), width=DAY),
            Column("region", _("Region"), width=REGION),
            Column("customer", _("Customer"), width=rest),
            Column("amount", _("Amount"), width=MONEY, align=Align.RIGHT),
            *([Column("paid", _("Paid in"), width=MONEY, align=Align.RIGHT)] if roomy else []),
            Column("open", _("Outstanding"), width=MONEY, align=Align.RIGHT),
            Column("checked", _("Checked"), width=CHECKED),
        ]
        rows = (_row(line, roomy=roomy) for line in self._lines)
        self.grid.show(ListSource(rows), columns=(columns, (), ()))
        told = _("{what}: {count} notes, {amount}, outstanding {open}").format(
            what=_("Not checked") if self._unchecked else self.month,
            count=len(self._lines),
            amount=format_yuan(sum(line.amount_fen for line in self._lines)),
            open=format_yuan(sum(line.open_fen for line in self._lines)),
        )
        self.query_one("#notes-told", Lines).show([Line(told, "strong")])
        self.refresh_bindings()

    @property
    def here(self) -> NoteLine | None:
        """The note under the cursor."""
        return next((line for line in self._lines or () if line.id == self.grid.cursor_id), None)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self.refresh_bindings()

    def _to_check(self) -> list[NoteLine]:
        lines = self._lines or ()
        marked = [line for line in lines if line.id in self.grid.marked]
        here = self.here
        wanted = marked or ([here] if here is not None else [])
        return [line for line in wanted if not line.checked_by]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and self.is_mounted and action == "check":
            return True if self._to_check() else None
        return allowed

    # Keys

    def action_month(self, step: int) -> None:
        self._unchecked = False
        super().action_month(step)

    def action_unchecked(self) -> None:
        self._unchecked = not self._unchecked
        self.refresh_data()

    def action_export(self) -> None:
        name = f"sales-notes-{self.month}.xlsx"
        print_kind(self, SALES_NOTES_OUT, ExportOptions(month=self.month), name, hint=N_(".xlsx or .csv"))

    def action_check(self) -> None:
        lines = self._to_check()
        if lines:
            ids = [line.id for line in lines]
            self.perform(
                check_notes,
                ids,
                self.app.clock(),
                said=lambda done: Message(N_("{count} notes are checked"), count=done["checked"]),
            )
            self.grid.marked.clear()

    def action_new(self) -> None:
        self._ask(None)

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        here = self.here
        if here is not None and not here.checked_by and self.app.may(Permission.SALES_NOTES):
            self._ask(here)

    def _ask(self, line: NoteLine | None) -> None:
        fields = (
            TextField("number", N_("Sales note"), required=True, max_length=64, half_width=True),
            PickField("region", N_("Region"), required=True, source=self._regions),
            TextField("customer", N_("Customer"), required=True, max_length=200),
            MoneyField("amount_fen", N_("Amount"), required=True, hint=N_("Below zero corrects an earlier one")),
            DayField("day", N_("Date"), required=True),
            TextField("note", N_("Note"), max_length=500),
        )
        values: dict[str, Any] = {"day": self.app.clock().date()}
        if line is not None:
            values = {name: getattr(line, name) for name in ("number", "customer", "amount_fen", "day", "note")}
            values["region"] = Choice(line.region, line.region)
        draft = f"sales-note:{line.id if line is not None else 'new'}"
        self.open_form(Form(Message(N_("Sales note")), fields, draft_key=draft, values=values, save=self._save))

    def _regions(self, text: str) -> list[Choice]:
        return known_or_new((Choice(name, name) for name in self.app.read(regions)), text)

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        data = NoteData(
            values["number"],
            values["day"],
            values["region"],
            values["customer"],
            values["amount_fen"],
            values["note"] or "",
        )
        said = Message(N_("Sales note {number} is kept"), number=data.number)
        self.perform(enter_note, data, form=form, said=said)


def _row(line: NoteLine, *, roomy: bool) -> GridRow:
    return GridRow(
        line.id,
        [
            line.number,
            f"{line.day:%m-%d}",
            line.region,
            line.customer,
            format_yuan(line.amount_fen),
            *([format_yuan(line.paid_fen)] if roomy else []),
            Cell(format_yuan(line.open_fen), "bad" if line.open_fen < 0 < line.amount_fen else ""),
            Cell(line.checked_by, "good") if line.checked_by else Cell(_("not checked"), "warn"),
        ],
    )
