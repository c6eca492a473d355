"""Judging one person's month from its sources: every day, what they count, and what that costs. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from opsconsole.attendance.packing import pack_day, pack_month, unpack_day
from opsconsole.attendance.rules.judge_day import judge_day, judge_plain_day
from opsconsole.attendance.rules.judge_span import JudgedEvent, absences_by_events, judge_duty, judge_event
from opsconsole.attendance.rules.money import deduct
from opsconsole.attendance.rules.month import count_month
from opsconsole.attendance.rules.values import (
    DayFacts,
    DayKind,
    Deduction,
    FindingKind,
    JudgedDay,
    JudgedSpan,
    MonthCounts,
    Pay,
    Shift,
    Thresholds,
)
from opsconsole.attendance.sources import MonthSources, Person
from opsconsole.dates import ONE_DAY


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What a day is judged by; one object for all days where it is the same.

    `plain` remembers the days that have nothing but punches, by their punches: most days of a company are alike.
    """

    kind: DayKind
    shift: Shift
    thresholds: Thresholds
    plain: dict[tuple[int, ...], tuple[JudgedDay, str]] = field(default_factory=dict)


class Judge:
    """Judges one person after another, remembering what is the same for many: shifts, kinds of days."""

    def __init__(self, sources: MonthSources, through: date) -> None:
        self.sources = sources
        starts_min = sources.policies.on(sources.month.first).clock_day_starts_min
        self._moment = datetime.combine(through + ONE_DAY, datetime.min.time()) + timedelta(minutes=starts_min)
        self.dates = sources.month.days()
        self.days_judged = 0
        self._ends = sources.policies.on(sources.month.last)
        self._over = [day <= through for day in self.dates]
        self._unit_days: dict[int, list[Work]] = {}
        self._works: dict[tuple[DayKind, Shift, Thresholds], Work] = {}
        self._without_punches: dict[int, tuple[list[str], list[tuple[date, JudgedDay]]]] = {}

    def row(self, person: Person, before: list[str] | None, chosen: set[int] | None) -> dict[str, Any]:
        """The row of a person's month; only the `chosen` days are judged where the others stand already."""
        packed, days = self._days(person, before, chosen)
        duties, events = self.spans(person, days)
        counts = self.count(person, days, duties, events)
        last = person.spans[-1]
        pay = self.pay(person)
        return {
            "month": str(self.sources.month),
            "employee_id": person.employee_id,
            "unit_id": last.unit_id,
            "days": pack_month(packed),
            "basic_fen": pay.basic_fen,
            "bonus_fen": pay.bonus_fen,
            **count_columns(counts),
            **money_columns(deduct(counts, pay, self._ends)),
        }

    def _days(
        self, person: Person, before: list[str] | None, chosen: set[int] | None
    ) -> tuple[list[str], list[tuple[date, JudgedDay]]]:
        """Every day of the month packed, and those employed judged."""
        if chosen is None and self._is_plain(person):
            return self._plain_days(person)
        packed = [""] * len(self.dates)
        days: list[tuple[date, JudgedDay]] = []
        special, punches = person.special_days, person.punches
        dates, over = self.dates, self._over
        for span in person.spans:
            works = self._days_of(person, span.unit_id)
            self.days_judged += span.last - span.first + 1
            for index in range(span.first, span.last + 1):
                if chosen is not None and before is not None and index not in chosen and before[index]:
                    text = before[index]
                    judged = unpack_day(text)
                    assert judged is not None
                    self.days_judged -= 1
                elif index in special or not over[index]:
                    judged = judge_day(self.facts(person, index, works[index]))
                    text = pack_day(judged)
                else:
                    work, clocked = works[index], punches.get(index, ())
                    judged, text = work.plain.get(clocked) or _plain(work, clocked)
                packed[index] = text
                days.append((dates[index], judged))
        return packed, days

    def _is_plain(self, person: Person) -> bool:
        """Whether a month is over, in one unit and its shift from the first day to the last, with punches alone."""
        first, *others = person.spans
        whole = not others and first.first == 0 and first.last == len(self.dates) - 1
        return whole and self._over[-1] and not person.own_shifts and not person.special_days

    def _plain_days(self, person: Person) -> tuple[list[str], list[tuple[date, JudgedDay]]]:
        """`_days` of a plain month: a day without punches is the same for everybody of the unit."""
        unit_id = person.spans[0].unit_id
        works = self._days_of(person, unit_id)
        if unit_id not in self._without_punches:
            found = [work.plain.get(()) or _plain(work, ()) for work in works]
            days = [(day, judged) for day, (judged, _) in zip(self.dates, found, strict=True)]
            self._without_punches[unit_id] = ([text for _, text in found], days)
        texts, quiet = self._without_punches[unit_id]
        packed, days = texts.copy(), quiet.copy()
        for index, clocked in person.punches.items():
            work = works[index]
            judged, packed[index] = work.plain.get(clocked) or _plain(work, clocked)
            days[index] = (self.dates[index], judged)
        self.days_judged += len(days)
        return packed, days

    def judge(self, person: Person, index: int, work: Work) -> JudgedDay:
        """One day, judged now from all that there is about it."""
        return judge_day(self.facts(person, index, work))

    def facts(self, person: Person, index: int, work: Work) -> DayFacts:
        """All that one day is judged from."""
        am, pm = (index, 0), (index, 1)
        return DayFacts(
            kind=work.kind,
            shift=work.shift,
            thresholds=work.thresholds,
            punches=person.punches.get(index, ()),
            outings=tuple(person.outings.get(index, ())),
            leave=(person.leave.get(am), person.leave.get(pm)),
            uncertified=(am in person.uncertified, pm in person.uncertified),
            explained=(person.explained.get(am), person.explained.get(pm)),
            over=self._over[index],
        )

    def work_on(self, person: Person, index: int) -> Work | None:
        """What a person's day is judged by; None where they were not employed."""
        for span in person.spans:
            if span.first <= index <= span.last:
                return self._days_of(person, span.unit_id)[index]
        return None

    def spans(
        self, person: Person, days: Sequence[tuple[date, JudgedDay]]
    ) -> tuple[list[JudgedSpan], list[JudgedSpan]]:
        """The judged duties and events of a person."""
        if not person.duties and not person.events:
            return [], []
        employed = {day for day, _ in days}
        duties = [
            self._duty(duty.start, duty.finish, duty.punches) for duty in person.duties if duty.start.date() in employed
        ]
        judged = [
            JudgedEvent(
                event.start,
                event.finish,
                judge_event(
                    event.start,
                    event.finish,
                    event.arrived,
                    event.departed,
                    event.excused,
                    self._thresholds(event.start.date()),
                    self._moment >= event.finish,
                ),
            )
            for event in person.events
            if event.start.date() in employed
        ]
        shifts: dict[date, tuple[Shift, JudgedDay]] = {}
        for day, judged_day in days:
            work = self.work_on(person, (day - self.sources.month.first).days)
            if work is not None:
                shifts[day] = (work.shift, judged_day)
        return duties, absences_by_events(judged, shifts)

    def _duty(self, start: datetime, finish: datetime, punches: Sequence[datetime]) -> JudgedSpan:
        thresholds = self._thresholds(start.date())
        over = self._moment >= finish + timedelta(minutes=thresholds.duty_margin_min)
        return judge_duty(start, finish, punches, thresholds, over)

    def _thresholds(self, day: date) -> Thresholds:
        return self.sources.policies.on(day).thresholds

    def count(
        self,
        person: Person,
        days: Sequence[tuple[date, JudgedDay]],
        duties: Sequence[JudgedSpan],
        events: Sequence[JudgedSpan],
    ) -> MonthCounts:
        """What the person's month adds up to."""
        findings: list[date] = []
        if person.findings:
            employed = {day for day, _ in days}
            findings = [
                finding.day
                for finding in person.findings
                if finding.kind is FindingKind.UNRELATED and finding.day in employed
            ]
        return count_month(days, duties, events, findings, person.outing_starts)

    def pay(self, person: Person) -> Pay:
        """The full monthly amounts of the last assignment; no bonus while probation runs (ATT-7, ATT-13)."""
        last = person.spans[-1]
        day = self.dates[last.last]
        on_probation = any(first <= day and (end is None or day <= end) for first, end in person.probations)
        return Pay(last.basic_fen, 0 if on_probation else last.bonus_fen)

    def _days_of(self, person: Person, unit_id: int) -> list[Work]:
        if person.own_shifts:
            return self._work(person, unit_id)
        known = self._unit_days.get(unit_id)
        if known is None:
            known = self._unit_days[unit_id] = self._work(person, unit_id)
        return known

    def _work(self, person: Person, unit_id: int) -> list[Work]:
        found: list[Work] = []
        for day in self.dates:
            key = (
                self.sources.kind(day),
                self.sources.shift(person, unit_id, day)[0],
                self.sources.policies.on(day).thresholds,
            )
            found.append(self._works.get(key) or self._works.setdefault(key, Work(*key)))
        return found


def _plain(work: Work, punches: tuple[int, ...]) -> tuple[JudgedDay, str]:
    """A day that is over and has nothing but punches, and its packed form; kept for the next one like it."""
    judged = judge_plain_day(work.kind, work.shift, work.thresholds, punches)
    known = work.plain[punches] = (judged, pack_day(judged))
    return known


def count_columns(counts: MonthCounts) -> dict[str, Any]:
    """A month's counts as columns of its row."""
    return {
        "required_days": counts.required_days,
        "present_halves": counts.present_halves,
        "late_times": counts.late_times,
        "late_min": counts.late_min,
        "early_times": counts.early_times,
        "early_min": counts.early_min,
        "missing": counts.missing,
        "absence_halves": counts.absence_halves,
        "leave_halves": ",".join(map(str, counts.leave_halves)),
        "outing_times": counts.outing_times,
        "duty_days": counts.duty_days,
        "finding_days": counts.finding_days,
        "unsettled": counts.unsettled,
        "explained": counts.explained,
    }


def money_columns(deduction: Deduction) -> dict[str, Any]:
    """A month's money as columns of its row."""
    return {
        "late_tier": str(deduction.late_tier),
        "absence_tier": str(deduction.absence_tier),
        "basic_part_fen": deduction.basic_part_fen,
        "bonus_part_fen": deduction.bonus_part_fen,
        "policy_fen": deduction.policy_fen,
        "cap_fen": deduction.cap_fen,
        "payable_fen": deduction.payable_fen,
        "sick_bonus_fen": deduction.sick_bonus_fen,
        "minimum_wage_known": deduction.minimum_wage_known,
        "consequence": deduction.consequence.value,
    }
