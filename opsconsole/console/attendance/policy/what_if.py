"""Who would change, and by how much, if the figures held in a month: before they are kept."""

from __future__ import annotations

from textual.app import ComposeResult

from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.queries.what_if import Changed, WhatIf, what_if
from opsconsole.attendance.rules.names import as_days
from opsconsole.attendance.rules.values import Consequence
from opsconsole.attendance.words import CONSEQUENCE_NAMES
from opsconsole.console.page import MonthPage
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, pgettext, text_of
from opsconsole.money import format_yuan

NAME, PAIR, MONEY, LEADS = 12, 11, 12, 14
GAPS, NARROWEST = 12, 10
TO = "->"
"""An arrow of certain width in every terminal."""


class WhatIfPage(MonthPage):
    """One line for each person who would change, those whose pay changes most first."""

    AUTO_FOCUS = "#changed"
    DEFAULT_CSS = """
    WhatIfPage #what-if-told { padding: 0 1; }
    """

    def __init__(self, area: str, month: Month, policy: AttendancePolicy) -> None:
        super().__init__(area, month)
        self._policy = policy
        self._found: WhatIf | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="what-if-told")
        yield Grid(id="changed")

    def context(self) -> str:
        return _("If it held in {month}").format(month=self.month)

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            label = Message(N_("Judging {month} by the changed figures"), month=str(self.month))
            args = (desk.actor, self.month, self._policy, self.app.clock())
            self.fetch(what_if, *args, then=self._show, label=label)

    def _show(self, found: WhatIf) -> None:
        self._found = found
        self.draw()

    def draw(self) -> None:
        found = self._found
        if found is None:
            return
        words = _("{count} of {people} people would change; kept back in all: {sum} yuan.")
        told = words.format(count=len(found.changed), people=found.people, sum=_signed(found.kept_back_fen))
        self.query_one("#what-if-told", Lines).show([Line(told, "strong")])
        self.grid.empty = _("Nobody's {month} would be another.").format(month=found.month)
        rest = self.size.width - NAME - 3 * PAIR - 2 * MONEY - GAPS
        unit = max(min(rest, 2 * NARROWEST), NARROWEST)
        columns = [
            Column("unit", _("Unit"), width=unit),
            Column("days", pgettext("column", "Days"), width=PAIR, align=Align.RIGHT),
            Column("times", pgettext("column", "Late+early"), width=PAIR, align=Align.RIGHT),
            Column("absence", _("Days absent"), width=PAIR, align=Align.RIGHT),
            Column("now", _("Kept back"), width=MONEY, align=Align.RIGHT),
            Column("difference", _("Difference"), width=MONEY, align=Align.RIGHT),
            Column("leads", pgettext("column", "Leads to"), width=LEADS),
        ]
        rows = [_row(one) for one in found.changed]
        self.grid.show(ListSource(rows), columns=([Column("name", _("Name"), width=NAME)], columns, []))


def _row(one: Changed) -> GridRow:
    was, now = one.was, one.now
    leads = [_(CONSEQUENCE_NAMES[Consequence(text)]) if text else "" for text in (was.consequence, now.consequence)]
    fen = now.kept_back_fen - was.kept_back_fen
    return GridRow(
        one.employee_id,
        [
            one.name,
            text_of(one.unit),
            str(one.days) if one.days else "",
            _pair(str(was.times), str(now.times)),
            _pair(as_days(was.absence_halves), as_days(now.absence_halves)),
            format_yuan(now.kept_back_fen),
            Cell(_signed(fen) if fen else "", "bad" if fen > 0 else "good"),
            _pair(*leads) if was.consequence != now.consequence else leads[0],
        ],
    )


def _pair(was: str, now: str) -> Cell:
    """A figure before and after; alone where it stays."""
    if was == now:
        return Cell("" if now == "0" else now, "muted")
    return Cell(f"{was or '-'} {TO} {now or '-'}", "warn")


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{format_yuan(fen)}"
