"""The lines above the sheet: how far the review of the month is, and what the month lacks."""

from __future__ import annotations

from collections.abc import Iterator

from opsconsole.attendance.queries import ClockData, MonthHead, MonthState
from opsconsole.attendance.words import STATE_NAMES
from opsconsole.console.widgets.prose import Line
from opsconsole.i18n import _

BAR_CELLS = 12
MOST_DAYS_NAMED = 4


def status_lines(head: MonthHead, clock: ClockData | None, chosen: str) -> Iterator[Line]:
    """The month's state and progress, which rows are `chosen`, and one line of what it lacks.

    `clock` comes later than the head, for it takes longer to find out.
    """
    parts = [
        f"{head.month} {_(STATE_NAMES[head.state])}",
        _("{count} people").format(count=head.people),
        _progress(head),
        _confirmed(head),
        chosen,
    ]
    yield Line(" | ".join(part for part in parts if part), "strong")
    notes = [*_clock_notes(clock), *_notes(head)] if clock is not None else list(_notes(head))
    if notes:
        yield Line("! " + " | ".join(notes), "warn")


def _progress(head: MonthHead) -> str:
    """How many of the halves that wait for a verdict have one, with a bar."""
    halves = head.explained + head.unsettled
    if not halves:
        return _("nothing to settle")
    filled = BAR_CELLS * head.explained // halves
    bar = "#" * filled + "." * (BAR_CELLS - filled)
    return _("settled {settled} of {all} [{bar}]").format(settled=head.explained, all=halves, bar=bar)


def _confirmed(head: MonthHead) -> str:
    """How many units their heads have confirmed, once the first of them has."""
    if not head.confirmed or head.state is MonthState.CLOSED:
        return ""
    return _("confirmed {confirmed}/{units}").format(confirmed=head.confirmed, units=head.units)


def _clock_notes(clock: ClockData) -> Iterator[str]:
    if clock.days_without:
        named = ", ".join(f"{day:%m-%d}" for day in clock.days_without[:MOST_DAYS_NAMED])
        more = len(clock.days_without) - MOST_DAYS_NAMED
        if more > 0:
            named = _("{days} and {count} more").format(days=named, count=more)
        yield _("no clock data: {days}").format(days=named)
    if clock.unassigned:
        yield _("punches of nobody: {count}").format(count=clock.unassigned)


def _notes(head: MonthHead) -> Iterator[str]:
    if not head.calendar_published:
        yield _("holidays of {year} not yet published").format(year=head.month.year)
    if not head.minimum_wage_known:
        yield _("no minimum wage entered")
