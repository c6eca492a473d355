"""Plain pages beside the sheet: punches of nobody, and the calendar of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.attendance import queries
from opsconsole.attendance.punch_files import IdentKind
from opsconsole.attendance.rules.values import DayKind
from opsconsole.console.attendance.words import day_words
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.listing import ListColumn, Listing
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.i18n import N_, _

IDENT_KINDS = {
    IdentKind.CLOCK: N_("clock number"),
    IdentKind.BADGE: N_("badge"),
    IdentKind.EITHER: N_("badge or clock number"),
}
DAY_KINDS = {
    DayKind.HOLIDAY: N_("public holiday"),
    DayKind.WORKDAY: N_("make-up workday"),
    DayKind.REST: N_("rest day"),
}


class UnassignedPage(Page):
    """Numbers whose punches are nobody's: not assigned to anybody on those days."""

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area)
        self.month = month
        self._found: Sequence[queries.UnassignedIdent] = ()

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="told")
        yield Listing(id="idents")

    def context(self) -> str:
        return _("Punches of nobody in {month}").format(month=self.month)

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        self.fetch(queries.unassigned_idents, self.app.desk.actor, self.month, then=self._show)

    def retranslate(self) -> None:
        super().retranslate()
        self._show(self._found)

    def _show(self, found: Sequence[queries.UnassignedIdent]) -> None:
        self._found = found
        words = _("Give the number to somebody in the organisation (F2), and their days are judged again.")
        none = _("Every punch of the month is somebody's.")
        self.query_one("#told", Lines).show([Line(words if found else none, "muted")])
        columns = [
            ListColumn(_("Number"), 20),
            ListColumn(_("Kind"), 22),
            ListColumn(_("Punches"), 9, Align.RIGHT),
            ListColumn(_("First"), 16),
            ListColumn(_("Last"), 16),
        ]
        self.query_one(Listing).show(columns, [(f"{one.kind} {one.ident}", _ident_texts(one)) for one in found])


def _ident_texts(one: queries.UnassignedIdent) -> tuple[str, ...]:
    first, last = f"{one.first:%Y-%m-%d %H:%M}", f"{one.last:%Y-%m-%d %H:%M}"
    return one.ident, _(IDENT_KINDS[one.kind]), f"{one.punches:,}", first, last


class YearPage(Page):
    """The holidays and make-up workdays of a year, and where each comes from (ATT-1)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "left_square_bracket,ctrl+left", "year(-1)", N_("Year before"), N_("To the year before"), id="year.previous"
        ),
        key("right_square_bracket,ctrl+right", "year(1)", N_("Next year"), id="year.next"),
    ]

    def __init__(self, area: str, year: int) -> None:
        super().__init__(area)
        self.year = year
        self._calendar: queries.YearCalendar | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="told")
        yield Listing(id="days")

    def context(self) -> str:
        return _("Calendar of {year}").format(year=self.year)

    def refresh_data(self) -> None:
        self.fetch(queries.year_calendar, self.year, then=self._show)

    def retranslate(self) -> None:
        super().retranslate()
        if self._calendar is not None:
            self._show(self._calendar)

    def action_year(self, step: int) -> None:
        self.year = max(date.min.year, min(self.year + step, date.max.year))
        self.refresh_header()
        self.refresh_data()

    def _show(self, calendar: queries.YearCalendar) -> None:
        self._calendar = calendar
        if calendar.published:
            told = Line(_("Days that are not what their weekday says; Saturdays and Sundays rest."), "muted")
        else:
            told = Line(_("The holidays of {year} are not yet published: its weekdays count as workdays."), "warn")
        self.query_one("#told", Lines).show([Line(told.text.format(year=calendar.year), told.look)])
        columns = [
            ListColumn(_("Day"), 21),
            ListColumn(_("Kind"), 16),
            ListColumn(_("Name"), 20),
            ListColumn(_("Source"), 10),
        ]
        rows = [(str(one.day), _day_texts(one)) for one in calendar.days]
        self.query_one(Listing).show(columns, rows)


def _day_texts(one: queries.CalendarEntry) -> tuple[str, ...]:
    source = _("the office") if one.by_office else _("published")
    return day_words(one.day), _(DAY_KINDS[one.kind]), _(one.name), source
