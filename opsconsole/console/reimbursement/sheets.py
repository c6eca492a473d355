"""The sheets of days that were sent: what each account held, and whether the general manager has looked (EXP-5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.actor import Role
from opsconsole.cashbook.files import DAY_SHEET
from opsconsole.cashbook.queries.days import SheetLine, day_sheets
from opsconsole.cashbook.service import see_days
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_yuan

DAY, MONEY, SEEN = 10, 13, 11
GAPS, NARROWEST, ROOMY = 9, 8, 100


class SheetsPage(GridPage):
    """A line for each sheet, the newest first; the general manager says with one key that all of them are seen."""

    AUTO_FOCUS = "#sheets"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+y", "seen", N_("Seen"), N_("What is marked, else every sheet here, is seen"), id="sheets.seen"),
        key("f9", "print", N_("Print"), N_("Writes this sheet as PDF"), id="sheets.print"),
    ]
    DEFAULT_CSS = """
    SheetsPage #sheets-told { padding: 0 1; }
    SheetsPage #sheets { border-bottom: solid $panel; }
    SheetsPage #sheet-here { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._lines: Sequence[SheetLine] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="sheets-told")
        yield Grid(id="sheets")
        yield Lines(most=3, id="sheet-here")

    def context(self) -> str:
        return _("Sheets of days")

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(day_sheets, desk.actor, then=self._show)

    def _show(self, lines: Sequence[SheetLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        self.grid.empty = _("No sheet of a day was sent yet. The cash book sends one with F8.")
        roomy = self.size.width >= ROOMY
        rest = max(self.size.width - DAY - (4 if roomy else 2) * MONEY - SEEN - GAPS, NARROWEST)
        came_and_went = [
            Column("in", _("In"), width=MONEY, align=Align.RIGHT),
            Column("out", _("Out"), width=MONEY, align=Align.RIGHT),
        ]
        columns = [
            Column("day", _("Date"), width=DAY),
            Column("account", _("Account"), width=rest),
            *(came_and_went if roomy else []),
            Column("closing", pgettext("account", "Balance"), width=MONEY, align=Align.RIGHT),
            Column("over", _("Difference"), width=MONEY, align=Align.RIGHT),
            Column("seen", _("Seen"), width=SEEN),
        ]
        rows = (_row(line, roomy=roomy) for line in self._lines)
        self.grid.show(ListSource(rows), columns=(columns, (), ()))
        newest = _newest(self._lines)
        told = _("All accounts: {sum}; sheets not seen yet: {count}").format(
            sum=format_yuan(sum(line.closing_fen for line in newest)),
            count=sum(line.seen_at is None for line in self._lines),
        )
        self.query_one("#sheets-told", Lines).show([Line(told, "strong")])
        self._draw_here()
        self.refresh_bindings()

    def _draw_here(self) -> None:
        here = self.here
        shown = []
        if here is not None:
            words = _("{day}: {opening} + {came} - {went} = {closing}").format(
                day=here.day,
                opening=format_yuan(here.opening_fen),
                came=format_yuan(here.in_fen),
                went=format_yuan(here.out_fen),
                closing=format_yuan(here.closing_fen),
            )
            shown = [Line(f"{here.code} {here.account}  {words}")]
            if here.counted_fen is not None:
                counted = _("Counted: {fen}").format(fen=format_yuan(here.counted_fen))
                shown.append(Line(f"{counted}  {here.note}".rstrip(), "warn" if here.over_fen else "muted"))
            sent = _("Sent {at:%Y-%m-%d %H:%M} by {name}").format(at=here.sent_at, name=here.sent_by)
            shown.append(Line(sent, "muted"))
        self.query_one("#sheet-here", Lines).show(shown)

    @property
    def here(self) -> SheetLine | None:
        """The sheet under the cursor."""
        return next((line for line in self._lines or () if _id(line) == self.grid.cursor_id), None)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self._draw_here()
        self.refresh_bindings()

    def _unseen(self) -> list[SheetLine]:
        lines = self._lines or ()
        marked = [line for line in lines if _id(line) in self.grid.marked]
        return [line for line in marked or lines if line.seen_at is None]

    @property
    def _is_general_manager(self) -> bool:
        desk = self.app.desk
        return desk is not None and Role.GENERAL_MANAGER in desk.actor.roles

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and self.is_mounted and action == "seen":
            return True if self._is_general_manager and self._unseen() else None
        if allowed and self.is_mounted and action == "print" and self.here is None:
            return None
        return allowed

    def action_seen(self) -> None:
        unseen = [(line.account_id, line.day) for line in self._unseen()]
        if unseen:
            self.perform(
                see_days,
                unseen,
                self.app.clock(),
                said=lambda done: Message(N_("{count} sheets are seen"), count=done["seen"]),
            )
            self.grid.marked.clear()

    def action_print(self) -> None:
        here = self.here
        if here is not None:
            options = ExportOptions(number=here.code, on=here.day)
            print_kind(self, DAY_SHEET, options, f"{here.code}-{here.day}.pdf")


def _newest(lines: Sequence[SheetLine]) -> list[SheetLine]:
    """The last sheet of each account."""
    found: dict[int, SheetLine] = {}
    for line in lines:
        found.setdefault(line.account_id, line)
    return list(found.values())


def _id(line: SheetLine) -> tuple[int, str]:
    return line.account_id, str(line.day)


def _row(line: SheetLine, *, roomy: bool) -> GridRow:
    over = line.over_fen
    return GridRow(
        _id(line),
        [
            str(line.day),
            f"{line.code} {line.account}",
            *([format_yuan(line.in_fen), format_yuan(line.out_fen)] if roomy else []),
            format_yuan(line.closing_fen),
            Cell(format_yuan(over), "bad") if over else "",
            f"{line.seen_at:%m-%d %H:%M}" if line.seen_at is not None else Cell(_("not seen"), "warn"),
        ],
    )
