"""One person's month on a page to sign: every day with its punches and halves, the totals, and how the money came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.attendance.files.exports import DAY_COLUMNS, day_rows
from opsconsole.attendance.files.month_sheet import title_of
from opsconsole.attendance.files.options import bring_up_to_date, month_of
from opsconsole.attendance.queries.grid import DayHead
from opsconsole.attendance.queries.on_paper import MonthOnPaper, PersonOnPaper, UnitOnPaper, month_on_paper
from opsconsole.attendance.queries.verdicts import Verdicts, verdicts
from opsconsole.attendance.rules.names import LEAVE_NAMES, RESULT_NAMES, as_days
from opsconsole.attendance.rules.values import Consequence, DayKind, HalfName, JudgedDay, JudgedHalf, LeaveKind, Result
from opsconsole.attendance.words import STATE_NAMES, WEEKDAYS
from opsconsole.dates import format_clock
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Text, Words
from opsconsole.i18n import N_, _, language
from opsconsole.inert import visible
from opsconsole.money import format_yuan

POINT = 8.5
MONTH_AND_BADGE = frozenset({"month", "badge"})
CONSEQUENCES = {
    Consequence.PROBATION: N_("probation on basic wage alone from the next month (ATT-7)"),
    Consequence.DISMISSAL: N_("dismissal proposed (ATT-7)"),
}


def of_badge(options: ExportOptions) -> ExportOptions:
    """The options with the one badge as what is chosen, where nothing narrower is."""
    if options.badge is None or options.badges is not None:
        return options
    return replace(options, badges=frozenset({options.badge}))


def person_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every half day of one person."""
    chosen = of_badge(options).badges
    return (row for row in day_rows(session, options) if chosen is None or row[0] in chosen)


def person_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A page for each person who was chosen. Raises Refusal where nobody of that badge is on the month's sheet."""
    month = month_of(options)
    sheet = month_on_paper(session, month, of_badge(options).badges)
    if not sheet.units:
        raise Refusal(
            N_("Nobody with the badge {badge} is on the sheet of {month}"),
            badge=visible(options.badge or ""),
            month=str(month),
        )
    given = verdicts(session, month)
    return [_paper(sheet, unit, person, given) for unit in sheet.units for person in unit.people]


def _paper(sheet: MonthOnPaper, unit: UnitOnPaper, person: PersonOnPaper, given: Verdicts) -> Paper:
    head: list[tuple[Text, Text]] = [
        (Message(N_("Name")), person.name),
        (Message(N_("Badge")), person.badge),
        (Message(N_("Unit")), unit.name),
        (Message(N_("Position")), person.position),
        (Message(N_("Judged up to")), str(sheet.through)),
        (Message(N_("State")), Message(STATE_NAMES[sheet.state])),
    ]
    columns = [
        PaperColumn(_("Date"), 1.6),
        PaperColumn(_("First punch"), 1.0, Align.CENTER),
        PaperColumn(_("Last punch"), 1.0, Align.CENTER),
        PaperColumn(_("Morning"), 2.0),
        PaperColumn(_("Afternoon"), 2.0),
        PaperColumn(_("Note"), 3.0),
    ]
    rows = [
        _day(sheet, head_, day, _note(person, head_, day, given))
        for head_, day in zip(sheet.days, person.days, strict=True)
        if day is not None
    ]
    parts = [
        Fields(head, across=3),
        PaperTable(columns, rows),
        Fields(list(_totals(person)), across=4),
        Fields(list(_money(person)), across=3),
        *(Words(text, strong=True) for text in _consequence(person)),
        Words(_("I have read this record of my attendance.")),
        Signatures([Message(N_("Signed")), Message(N_("Head of the unit")), Message(N_("Date"))]),
    ]
    title = Message(N_("{sheet}: {name}"), sheet=title_of(sheet), name=person.name)
    return Paper(title, parts, point=POINT, tab=f"{person.badge} {person.name}")


def _note(person: PersonOnPaper, head: DayHead, day: JudgedDay, given: Verdicts) -> str:
    """What was noted with the explanations of a day, once where both halves have the same."""
    found = (
        given.of(person.figures["employee_id"], head.day, name, half)
        for name, half in zip(HalfName, day.halves, strict=True)
    )
    return "; ".join(dict.fromkeys(one.note for one in found if one is not None and one.note))


def _day(sheet: MonthOnPaper, head: DayHead, day: JudgedDay, note: str) -> Sequence[Text]:
    said = f"{head.day:%m-%d} {_(WEEKDAYS[head.day.weekday()])}"
    rest = head.kind is not DayKind.WORKDAY
    return [
        f"{said} {_(head.name)}" if rest and head.name else said,
        "" if day.first is None else format_clock(day.first),
        "" if day.last is None else format_clock(day.last),
        _half(sheet, day.am),
        _half(sheet, day.pm),
        note,
    ]


def _half(sheet: MonthOnPaper, half: JudgedHalf) -> str:
    """A half in words, with its minutes, and the reason where it is explained."""
    if half.result is Result.LEAVE and half.leave is not None:
        return _(LEAVE_NAMES[half.leave])
    if half.result in (Result.PRESENT, Result.REST, Result.HOLIDAY) and half.explained is None:
        return "" if half.result is Result.PRESENT else _(RESULT_NAMES[half.result])
    words = _(RESULT_NAMES[half.result])
    minutes = half.late_min or half.early_min
    if minutes:
        words = _("{words} {minutes} min").format(words=words, minutes=minutes)
    if half.explained is None:
        return words
    named = next((one for one in sheet.policy.reasons if one.code == half.explained), None)
    reason = half.explained if named is None else (named.zh if language() == "zh" else named.en)
    first = _(RESULT_NAMES[half.judged_first]) if half.judged_first is not None else words
    return _("{first}, explained: {reason}").format(first=first, reason=reason)


def _totals(person: PersonOnPaper) -> Iterator[tuple[Text, Text]]:
    figures = person.figures
    yield Message(N_("Days due")), str(figures["required_days"])
    yield Message(N_("Days present")), as_days(figures["present_halves"])
    late = Message(N_("{times} times, {minutes} min"), times=figures["late_times"], minutes=figures["late_min"])
    early = Message(N_("{times} times, {minutes} min"), times=figures["early_times"], minutes=figures["early_min"])
    yield Message(N_("Late")), late
    yield Message(N_("Left early")), early
    yield Message(N_("Missing punches")), str(figures["missing"])
    yield Message(N_("Days absent")), as_days(figures["absence_halves"])
    yield Message(N_("Outings")), str(figures["outing_times"])
    yield Message(N_("Duty days")), str(figures["duty_days"])
    for kind, halves in zip(LeaveKind, figures["leave_halves"].split(","), strict=True):
        if int(halves):
            yield Message(LEAVE_NAMES[kind]), as_days(int(halves))


def _money(person: PersonOnPaper) -> Iterator[tuple[Text, Text]]:
    for column, name in (
        ("policy_fen", N_("Policy figure")),
        ("cap_fen", N_("Lawful cap")),
        ("payable_fen", N_("To payroll")),
        ("sick_bonus_fen", N_("Bonus not paid for sick days")),
        ("head_fine_fen", N_("Fine of a head")),
    ):
        fen = person.figures[column]
        if fen or column in ("policy_fen", "cap_fen", "payable_fen"):
            yield Message(name), Message(N_("{yuan} yuan"), yuan=format_yuan(fen))


def _consequence(person: PersonOnPaper) -> Iterator[str]:
    words = CONSEQUENCES.get(Consequence(person.figures["consequence"]))
    if words is not None:
        yield _("Leads to: {what}").format(what=_(words))


ATTENDANCE_PERSON = ExportKind(
    name="attendance-person",
    title=N_("One person's month, to sign"),
    columns=DAY_COLUMNS,
    rows=person_rows,
    permission=Permission.PAY_VIEW,
    options=MONTH_AND_BADGE,
    required=MONTH_AND_BADGE,
    prepare=bring_up_to_date,
    papers=person_papers,
    laid_out=True,
)
