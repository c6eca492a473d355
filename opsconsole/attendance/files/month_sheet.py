"""The month sheet on paper: a page for each unit, with days, totals, legend and places to sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.attendance.files.options import month_of
from opsconsole.attendance.queries.grid import DayHead
from opsconsole.attendance.queries.on_paper import MonthOnPaper, PersonOnPaper, UnitOnPaper, month_on_paper
from opsconsole.attendance.rules.names import LEAVE_NAMES, RESULT_NAMES, as_days
from opsconsole.attendance.rules.signs import Signs
from opsconsole.attendance.rules.values import Consequence, DayKind, LeaveKind, Result
from opsconsole.attendance.words import CONSEQUENCE_NAMES, STATE_NAMES, WEEKDAYS
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Size, Text, Words
from opsconsole.i18n import N_, _, language, pgettext
from opsconsole.money import format_yuan

FIXED = 4
"""No., badge, name and position stay in sight."""
LEAVE_PREFIX = "leave:"
POINT = 6.5
NUMBER, BADGE, NAME, POSITION, DAY, COUNT, MONEY, NOTE, SIGNED = 0.9, 1.9, 2.0, 2.6, 1.1, 1.3, 2.3, 2.4, 2.0

SIGN_OFF = (N_("Made by"), N_("Head of the unit"), N_("Checked by administration"), N_("Approved by general manager"))
BADGE_HEADING = N_("Badge")


def title_of(sheet: MonthOnPaper) -> Message:
    """What stands over a month sheet."""
    month = Message(N_("{year}/{number}"), year=sheet.month.year, number=sheet.month.number)
    if not sheet.company.zh:
        return Message(N_("Attendance {month}"), month=month)
    return Message(N_("{company}: attendance {month}"), company=sheet.company, month=month)


def sheet_papers(session: Session, options: ExportOptions) -> Iterator[Paper]:
    """A paper for each unit of the month, in the language in force; one after the other, for there may be many."""
    sheet = month_on_paper(session, month_of(options), options.badges)
    signs = Signs.of(sheet.policy, language())
    legend = legend_of(sheet, signs)
    return (_paper(sheet, unit, signs, legend) for unit in sheet.units)


def _paper(sheet: MonthOnPaper, unit: UnitOnPaper, signs: Signs, legend: str) -> Paper:
    pairs: list[tuple[Text, Text]] = [
        (Message(N_("Unit")), unit.name),
        (Message(N_("People")), str(len(unit.people))),
        (Message(N_("Judged up to")), str(sheet.through)),
        (Message(N_("State")), Message(STATE_NAMES[sheet.state])),
    ]
    columns = list(_columns(sheet.days))
    rows = [_line(number, person, signs) for number, person in enumerate(unit.people, start=1)]
    shaded = frozenset(FIXED + index for index, head in enumerate(sheet.days) if head.kind is not DayKind.WORKDAY)
    parts = [
        Fields(pairs, across=4),
        PaperTable(
            columns, rows, [_sums(unit.people, len(sheet.days))], shaded, list(_above(sheet.days)), frozen=FIXED
        ),
        Words(legend),
        *_remarks(sheet),
        Signatures([Message(label) for label in SIGN_OFF]),
    ]
    return Paper(title_of(sheet), parts, size=Size.A3, landscape=True, point=POINT, tab=unit.name)


def _remarks(sheet: MonthOnPaper) -> Iterator[Words]:
    if sheet.policy.minimum_wage_fen is None:
        yield Words(_("No minimum wage is entered: the cap is the percentage alone (ATT-13)."))


def _columns(days: Sequence[DayHead]) -> Iterator[PaperColumn]:
    yield PaperColumn(_("No."), NUMBER, Align.CENTER)
    yield PaperColumn(_(BADGE_HEADING), BADGE)
    yield PaperColumn(_("Name"), NAME)
    yield PaperColumn(_("Position"), POSITION)
    for head in days:
        yield PaperColumn(str(head.day.day), DAY, Align.CENTER)
    for heading in _total_headings():
        yield PaperColumn(heading, COUNT, Align.RIGHT)
    for heading in (_("Policy figure"), _("Lawful cap"), _("To payroll")):
        yield PaperColumn(heading, MONEY, Align.RIGHT)
    yield PaperColumn(_("Note"), NOTE)
    yield PaperColumn(_("Signed"), SIGNED)


def _total_headings() -> Iterator[str]:
    yield pgettext("paper", "Due")
    yield pgettext("paper", "Here")
    yield pgettext("paper", "Late")
    yield pgettext("paper", "Late min")
    yield pgettext("paper", "Early")
    yield pgettext("paper", "Early min")
    yield pgettext("paper", "Miss")
    yield pgettext("paper", "Abs.")
    yield pgettext("paper", "Sick")
    yield pgettext("paper", "Pers.")
    yield pgettext("paper", "Ann.")
    yield pgettext("paper", "Fam.")
    yield pgettext("paper", "Marr.")
    yield pgettext("paper", "Mat.")
    yield pgettext("paper", "Surg.")
    yield pgettext("paper", "Ber.")
    yield pgettext("paper", "Out")
    yield pgettext("paper", "Duty")


TOTALS = 10 + len(LEAVE_NAMES)


def _above(days: Sequence[DayHead]) -> Iterator[tuple[str, int]]:
    """The weekdays over the days, words over the rest."""
    yield "", FIXED
    for head in days:
        yield _(WEEKDAYS[head.day.weekday()]), 1
    yield _("Days and times"), TOTALS
    yield _("Deduction in yuan"), 3
    yield "", 2


def _line(number: int, person: PersonOnPaper, signs: Signs) -> list[Text]:
    return [
        str(number),
        person.badge,
        person.name,
        person.position,
        *(signs.day(day) for day in person.days),
        *_counts(person.figures),
        *(_yuan(person.figures[column]) for column in ("policy_fen", "cap_fen", "payable_fen")),
        _note(person.figures),
        "",
    ]


def _counts(figures: Mapping[str, Any]) -> Iterator[str]:
    yield str(figures["required_days"])
    yield as_days(figures["present_halves"])
    for column in ("late_times", "late_min", "early_times", "early_min", "missing"):
        yield _some(figures[column])
    yield _days(figures["absence_halves"])
    for halves in figures["leave_halves"].split(","):
        yield _days(int(halves))
    yield _some(figures["outing_times"])
    yield _some(figures["duty_days"])


def _sums(people: Sequence[PersonOnPaper], days: int) -> list[Text]:
    """The last line: what the unit adds up to."""
    each = [person.figures for person in people]
    leave = [sum(int(one["leave_halves"].split(",")[place]) for one in each) for place in range(len(LeaveKind))]
    summed = {
        column: sum(one[column] for one in each)
        for column in (
            "required_days",
            "present_halves",
            "late_times",
            "late_min",
            "early_times",
            "early_min",
            "missing",
            "absence_halves",
            "outing_times",
            "duty_days",
            "policy_fen",
            "payable_fen",
        )
    }
    summed["leave_halves"] = ",".join(map(str, leave))
    money = [_yuan(summed["policy_fen"]), "", _yuan(summed["payable_fen"])]
    return ["", "", _("Total"), "", *([""] * days), *_counts(summed), *money, "", ""]


def _some(number: int) -> str:
    return str(number) if number else ""


def _days(halves: int) -> str:
    return as_days(halves) if halves else ""


def _yuan(fen: int) -> str:
    return format_yuan(fen) if fen else ""


def _note(figures: Mapping[str, Any]) -> str:
    parts = []
    if figures["explained"]:
        parts.append(_("explained: {count}").format(count=figures["explained"]))
    leads_to = CONSEQUENCE_NAMES.get(Consequence(figures["consequence"]))
    if leads_to is not None:
        parts.append(_(leads_to))
    return ", ".join(parts)


def legend_of(sheet: MonthOnPaper, signs: Signs) -> str:
    """Every sign with its meaning: how a half was judged, then the reasons that explain one."""
    judged = [f"{sign} {_meaning(code)}" for code, sign in signs.by_code.items()]
    zh = language() == "zh"
    reasons = [f"{signs.by_reason[one.code]} {one.zh if zh else one.en}" for one in sheet.policy.reasons]
    words = _("Signs: {signs}. Explained: {reasons}. Two signs in a cell: morning, afternoon.")
    return words.format(signs="  ".join(judged), reasons="  ".join(reasons))


def _meaning(code: str) -> str:
    if code.startswith(LEAVE_PREFIX):
        return _(LEAVE_NAMES[LeaveKind(code.removeprefix(LEAVE_PREFIX))])
    return _(RESULT_NAMES[Result(code)])
