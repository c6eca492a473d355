"""Why a cell or a total is what it is, in lines of words: for the pane under the sheet and for the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from opsconsole.attendance import queries
from opsconsole.attendance.queries import DayExplained, HalfExplained, HalfPlace, PunchSeen, TotalExplained
from opsconsole.attendance.rules.names import HALF_NAMES, LEAVE_NAMES, RESULT_NAMES, as_days
from opsconsole.attendance.rules.shifts import SourceScope
from opsconsole.attendance.rules.values import (
    UNSETTLED,
    Consequence,
    DayKind,
    HalfName,
    JudgedHalf,
    LeaveKind,
    Result,
    Shift,
)
from opsconsole.attendance.sources import LeaveSpan
from opsconsole.console.attendance.signs import RESULT_SIGNS, legend
from opsconsole.console.widgets.cells import cut
from opsconsole.console.widgets.prose import Line
from opsconsole.dates import Month, format_clock
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, language, text_of

WEEKDAY_NAMES = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)

SHIFT_SCOPES = {
    SourceScope.STAFF: N_("of {whose}, from {since}"),
    SourceScope.UNIT: N_("of unit {whose}, from {since}"),
    SourceScope.COMPANY: N_("of the company, from {since}"),
    SourceScope.DEFAULT: N_("the policy's default"),
}

LONGEST_NAME = 24
"""In cells: in a line about something else a longer name is cut."""


def day_words(day: date) -> str:
    """A day with its weekday."""
    return f"{day} {_(WEEKDAY_NAMES[day.weekday()])}"


def half_words(half: JudgedHalf) -> str:
    """What a half was judged, with its minutes: `late 6 min`."""
    name = _(LEAVE_NAMES[half.leave] if half.leave is not None else RESULT_NAMES[half.result])
    if half.result is Result.LATE_EARLY:
        minutes = _("{late} + {early} min").format(late=half.late_min, early=half.early_min)
    else:
        minutes = _("{minutes} min").format(minutes=half.late_min or half.early_min)
    words = f"{name} {minutes}" if half.late_min or half.early_min else name
    if half.judged_first is not None:
        first = _(RESULT_NAMES[half.judged_first])
        return _("{result}, explained; judged first: {first}").format(result=words, first=first)
    return words


def when_words(place: HalfPlace) -> Message:
    """A half day, whosever it is."""
    return Message(N_("{day} {half}"), day=f"{place.day:%m-%d}", half=Message(HALF_NAMES[place.half]))


def place_words(place: HalfPlace, name: str) -> Message:
    """A half day and whose it is, for a line to the person."""
    return Message(
        N_("{name} {day} {half}"),
        name=cut(name, LONGEST_NAME),
        day=f"{place.day:%m-%d}",
        half=Message(HALF_NAMES[place.half]),
    )


def day_lines(explained: DayExplained, chosen: HalfName | None, *, at_length: bool = False) -> list[Line]:
    """A day: each half with its clauses, shift and its source, punches with file and line, outings, leave.

    In short the chosen half comes first: there may be room for little more.
    """
    lines = [Line(f"{explained.badge} {explained.name} | {explained.unit_code} | {_kind_words(explained)}", "strong")]
    halves = explained.halves if at_length else sorted(explained.halves, key=lambda one: one.half is not chosen)
    for half in halves:
        lines += _half_lines(half, half.half is chosen, at_length)
    lines += [Line(_with_clause(clause, sentence), "info") for clause, sentence in explained.beside]
    shift = Line(_shift_words(explained))
    if at_length:
        lines += [Line(""), shift, Line(_("Punches"), "muted"), *_each(map(_punch_words, explained.punches))]
        lines += [Line(_("Outings"), "muted"), *_each(map(_outing_words, explained.outings))]
        lines += [Line(_("Leave"), "muted"), *_each(map(_leave_words, explained.leaves))]
        return lines
    punches = _("Punches: {list}").format(list=_joined(_punches_by_file(explained.punches)))
    outings = _("Outings: {list}").format(list=_joined(map(_outing_words, explained.outings)))
    leaves = _("Leave: {list}").format(list=_joined(map(_leave_words, explained.leaves)))
    return [*lines, Line(punches), shift, Line(f"{outings} | {leaves}")]


def _kind_words(explained: DayExplained) -> str:
    words = day_words(explained.day)
    if explained.kind is DayKind.WORKDAY:
        return f"{words} ({_(explained.kind_name)})" if explained.kind_name else words
    kind = _("public holiday") if explained.kind is DayKind.HOLIDAY else _("rest day")
    return f"{words} | {kind}" + (f" ({_(explained.kind_name)})" if explained.kind_name else "")


def shift_times(shift: Shift) -> str:
    """`09:00-12:00 13:30-18:00`"""
    am = f"{format_clock(shift.am_start)}-{format_clock(shift.am_end)}"
    return f"{am} {format_clock(shift.pm_start)}-{format_clock(shift.pm_end)}"


def _shift_words(explained: DayExplained) -> str:
    source = _(SHIFT_SCOPES[explained.shift_scope]).format(whose=explained.shift_of, since=explained.shift_since)
    words = _("Shift: {times} ({source})").format(times=shift_times(explained.shift), source=source)
    return words if explained.shift.punches == 2 else words + ", " + _("four punches a day")


def _punch_words(punch: PunchSeen) -> str:
    return _("{time} from {file}, line {line}").format(time=f"{punch.at:%H:%M:%S}", file=punch.file, line=punch.line)


def _punches_by_file(punches: Sequence[PunchSeen]) -> Iterator[str]:
    """Times, each with its line, under the name of the file that they are from."""
    files = dict.fromkeys(punch.file for punch in punches)
    one = _("{time} (line {line})")
    for file in files:
        times = [one.format(time=f"{punch.at:%H:%M}", line=punch.line) for punch in punches if punch.file == file]
        yield _("{times} - {file}").format(times=", ".join(times), file=file)


def _outing_words(outing: tuple[object, object, str]) -> str:
    start, finish, reason = outing
    return f"{start:%m-%d %H:%M} - {finish:%H:%M}" + (f" {reason}" if reason else "")


def _leave_words(leave: LeaveSpan) -> str:
    name = _(LEAVE_NAMES[leave.kind])
    start = f"{leave.from_day:%m-%d} {_(HALF_NAMES[leave.from_half])}"
    finish = f"{leave.to_day:%m-%d} {_(HALF_NAMES[leave.to_half])}"
    words = _("{kind} {start} to {finish}").format(kind=name, start=start, finish=finish)
    approved = _("approved by {badge}").format(badge=leave.approved_by) if leave.approved_by else ""
    paper = _("on paper") if leave.on_paper else ""
    beside = ", ".join(part for part in (approved, paper) if part)
    return f"{words} ({beside})" if beside else words


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words) or _("none")


def _each(words: Iterable[str]) -> list[Line]:
    return [Line("  " + each) for each in words] or [Line("  " + _("none"))]


def _half_lines(half: HalfExplained, chosen: bool, at_length: bool) -> Iterator[Line]:
    look = "" if half.judged.explained else RESULT_SIGNS[half.judged.result].look
    head = _("{half}: {result}").format(half=_(HALF_NAMES[half.half]), result=half_words(half.judged))
    sign = "> " if chosen else "  "
    shown = half.reasons[-1:] if half.judged.explained and not at_length else half.reasons
    sentences = [_with_clause(clause, sentence) for clause, sentence in shown]
    if at_length:
        yield Line(sign + head, look or "strong")
        yield from (Line("    " + sentence) for sentence in sentences)
    else:
        head = _(HALF_NAMES[half.half]) if half.judged.explained else head
        yield Line(f"{sign}{head} - {'; '.join(sentences)}", look)
    if half.explained_by:
        note = f": {half.explanation_note}" if half.explanation_note else ""
        yield Line("    " + _("explained by {badge}").format(badge=half.explained_by) + note, "good")


def _with_clause(clause: str, sentence: Message) -> str:
    return f"{text_of(sentence)} ({_(clause)})"


def total_lines(explained: TotalExplained, heading: str) -> list[Line]:
    """A total: the days it is made of, and what it comes to."""
    lines = [Line(f"{explained.badge} {explained.name} | {heading}", "strong")]
    lines += [Line(f"{day_words(day)} {text_of(words)}") for day, words in explained.days]
    lines += [Line(_with_clause(clause, words)) for clause, words in explained.arithmetic]
    return lines if len(lines) > 1 else [*lines, Line(_("No day counts here."), "muted")]


def halves_lines(figures: queries.GridRow, month: Month, heading: str, *, settled: bool) -> list[Line]:
    """The halves of a row that wait for a verdict, or those that were explained."""
    lines = [Line(f"{figures.badge} {figures.name} | {heading}", "strong")]
    for index, judged in enumerate(figures.days):
        for name, half in zip(HalfName, judged.halves if judged else (), strict=False):
            if half.explained is not None if settled else half.result in UNSETTLED:
                day = day_words(month.first + timedelta(days=index))
                lines.append(Line(f"{day} {_(HALF_NAMES[name])}: {half_words(half)}"))
    return lines if len(lines) > 1 else [*lines, Line(_("No day counts here."), "muted")]


def consequence_lines(figures: queries.GridRow, month: Month) -> list[Line]:
    """What the month's absence leads to (ATT-7)."""
    absence = _("absence {days} d").format(days=as_days(figures.absence_halves))
    lines = [Line(f"{figures.badge} {figures.name} | {absence}", "strong")]
    if figures.consequence == Consequence.PROBATION:
        first = month.next.first
        lines.append(Line(_("Probation on basic wage alone from {day} on, once confirmed (ATT-7).").format(day=first)))
    elif figures.consequence == Consequence.DISMISSAL:
        lines.append(Line(_("Dismissal is proposed (ATT-7)."), "bad"))
    else:
        lines.append(Line(_("The absence of this month leads to nothing more."), "muted"))
    return lines


def person_lines(figures: queries.GridRow) -> list[Line]:
    """Who a row is, what it adds up to, and the legend of the signs."""
    unit = figures.unit_name_zh if language() == "zh" else figures.unit_name_en
    counts = _("open {open}, explained {explained}, absence {absence} d, late {late}, early {early}").format(
        open=figures.unsettled,
        explained=figures.explained,
        absence=as_days(figures.absence_halves),
        late=figures.late_times,
        early=figures.early_times,
    )
    leave = ", ".join(
        f"{_(LEAVE_NAMES[kind])} {as_days(halves)}"
        for kind, halves in zip(LeaveKind, figures.leave_halves, strict=True)
        if halves
    )
    lines = [
        Line(f"{figures.badge} {figures.name} | {figures.unit_code} {unit}", "strong"),
        Line(counts + (f" | {leave}" if leave else "")),
        Line(_("Enter shows the month of this person as a calendar."), "muted"),
    ]
    return [*lines, Line(legend_words())]


def legend_words() -> str:
    """The signs and what they mean, on one line."""
    signs = "  ".join(f"{sign.text} {meaning}" for sign, meaning in legend())
    return _("Signs: {signs}").format(signs=signs)
