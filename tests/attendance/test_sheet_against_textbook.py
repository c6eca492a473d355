"""A company made up at random, imported as an office would, and its sheet worked out again from the rows alone."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from opsconsole.assembly import EXPORTS, IMPORTS
from opsconsole.attendance.rules.values import DayFacts, DayKind, LeaveKind, Shift, Thresholds
from opsconsole.dates import Month
from opsconsole.files.exports import ExportOptions
from tests.attendance.company import Company
from tests.attendance.rules.textbook import textbook_halves

FEBRUARY = Month(2026, 2)
HOLIDAYS = {date(2026, 2, day) for day in range(15, 24)}
MAKE_UP = {date(2026, 2, 14), date(2026, 2, 28)}
CERTIFIED = {"family", "marriage", "maternity", "surgery"}
SHIFTS = {
    "company": (540, 720, 810, 1080, 2),
    "unit:U1": (510, 720, 780, 1050, 2),
    "staff:B03": (540, 720, 810, 1080, 4),
}


class Office:
    """The rows that the office has on paper."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.badges = [f"B{n:02d}" for n in range(1, 13)]
        self.spans = {badge: self._spans() for badge in self.badges}
        self.clock_of = {badge: f"{n + 100:05d}" for n, badge in enumerate(self.badges)}
        self.punches: dict[str, set[datetime]] = {badge: set(self._punches()) for badge in self.badges}
        self.leave = {badge: list(self._leave()) for badge in self.badges}
        self.outings = {badge: list(self._outings()) for badge in self.badges}
        self.findings = {
            badge: [self._day() for _ in range(self.random.choice([0, 0, 0, 1, 2]))] for badge in self.badges
        }

    def _day(self) -> date:
        return date(2026, 2, self.random.randint(1, 28))

    def _spans(self) -> list[tuple[str, date, date | None]]:
        one = self.random.choice(["U1", "U2"])
        how = self.random.choice(["whole", "whole", "hired", "gone", "moved"])
        day = self._day()
        if how == "hired":
            return [(one, day, None)]
        if how == "gone":
            return [(one, date(2025, 1, 1), day)]
        if how == "moved":
            other = "U2" if one == "U1" else "U1"
            return [(one, date(2025, 1, 1), day), (other, day + timedelta(days=1), None)]
        return [(one, date(2025, 1, 1), None)]

    def _punches(self) -> list[datetime]:
        found = []
        for day in FEBRUARY.days():
            midnight = datetime(day.year, day.month, day.day)
            how = self.random.random()
            if how < 0.08:
                continue
            first = self.random.choice([505, 535, 544, 545, 560, 570, 571, 640])
            last = self.random.choice([1040, 1050, 1055, 1079, 1080, 1085, 1300, 1500, 1679])
            times = [first, last] if how > 0.2 else [self.random.choice([first, last, 764, 765])]
            if self.random.random() < 0.3:
                times += [self.random.choice([715, 721, 760]), self.random.choice([770, 809, 815])]
            if self.random.random() < 0.1:
                times.append(times[0] + self.random.choice([3, 4, 5]))
            found += [midnight + timedelta(minutes=time, seconds=self.random.choice([0, 1, 59])) for time in times]
        return found

    def _leave(self) -> list[tuple[str, date, str, date, str, bool]]:
        found = []
        day = date(2026, 1, 25)
        while self.random.random() < 0.6:
            day += timedelta(days=self.random.randint(1, 12))
            last = day + timedelta(days=self.random.choice([0, 0, 1, 3]))
            halves = ("am", "pm") if day != last else self.random.choice([("am", "am"), ("am", "pm"), ("pm", "pm")])
            kind = self.random.choice([kind.value for kind in LeaveKind])
            found.append((kind, day, halves[0], last, halves[1], self.random.random() < 0.6))
            day = last + timedelta(days=1)
        return found

    def _outings(self) -> list[tuple[datetime, datetime]]:
        starts = {
            datetime(2026, 2, self.random.randint(1, 27))
            + timedelta(minutes=self.random.choice([300, 540, 700, 800, 1000]))
            for _ in range(self.random.randint(0, 4))
        }
        return [
            (start, start + timedelta(minutes=self.random.choice([30, 200, 500, 1500]))) for start in sorted(starts)
        ]

    def imports(self) -> list[tuple[str, str]]:
        staff = [
            f"{badge},名{badge},P{unit},{first},{last or ''},8700,2175,{self.clock_of[badge]},"
            for badge, spans in self.spans.items()
            for unit, first, last in spans
        ]
        leave = [
            f"{badge},{kind},{first},{half},{last},{to_half},,{'yes' if certificate else ''}"
            for badge, rows in self.leave.items()
            for kind, first, half, last, to_half, certificate in rows
        ]
        outings = [f"{b},{start},{end},外出" for b, rows in self.outings.items() for start, end in rows]
        findings = [f"{b},{day},n{i}" for b, found in self.findings.items() for i, day in enumerate(found)]
        shifts = [
            f"{scope},2026-01-01,{','.join(f'{time // 60:02d}:{time % 60:02d}' for time in times[:4])},{times[4]}"
            for scope, times in SHIFTS.items()
        ]
        return [
            ("units", "code,parent,name_zh,name_en,layer,kind,assessed,in_charge\n"
             "CO,,公司,Company,decision,,no,\nU1,CO,一部,One,execution,business,yes,\nU2,CO,二部,Two,execution,,no,"),
            ("positions", "code,unit,title_zh,title_en,reports_to,headcount,rank\nPU1,U1,员,Staff,,20,staff\n"
             "PU2,U2,员,Staff,PU1,20,staff"),
            ("staff", "badge,name,position,from,to,basic_wage,bonus,clock_id,work_since\n" + "\n".join(staff)),
            ("shifts", "scope,from,am_start,am_end,pm_start,pm_end,punches\n" + "\n".join(shifts)),
            ("leave", "badge,kind,from_date,from_half,to_date,to_half,approved_by,certificate\n" + "\n".join(leave)),
            ("outings", "badge,from,to,reason\n" + "\n".join(outings)),
            ("findings", "badge,date,note\n" + "\n".join(findings)),
        ]  # fmt: skip

    def clock_lines(self) -> list[str]:
        lines = [
            f"{self.clock_of[badge]} {punch:%Y-%m-%d %H:%M:%S}"
            for badge in self.badges
            for punch in self.punches[badge]
        ]
        self.random.shuffle(lines)
        return lines

    def unit_on(self, badge: str, day: date) -> str | None:
        return next((u for u, first, last in self.spans[badge] if first <= day and (last is None or day <= last)), None)

    def facts(self, badge: str, day: date) -> DayFacts | None:
        unit = self.unit_on(badge, day)
        if unit is None:
            return None
        kind = DayKind.WORKDAY
        if day in HOLIDAYS:
            kind = DayKind.HOLIDAY
        elif day.weekday() >= 5 and day not in MAKE_UP:
            kind = DayKind.REST
        midnight = datetime(day.year, day.month, day.day)
        mine = sorted(
            int((punch - midnight).total_seconds() // 60)
            for punch in self.punches[badge]
            if midnight + timedelta(hours=4) <= punch < midnight + timedelta(hours=28)
        )
        halves: dict[str, tuple[LeaveKind | None, bool]] = {"am": (None, False), "pm": (None, False)}
        for leave_kind, first, from_half, last, to_half, certificate in self.leave[badge]:
            for half in halves:
                if (first, from_half) <= (day, half) <= (last, to_half):
                    lacking = leave_kind in CERTIFIED and not certificate
                    halves[half] = (None if lacking else LeaveKind(leave_kind), lacking)
        shift = SHIFTS.get(f"staff:{badge}") or SHIFTS.get(f"unit:{unit}") or SHIFTS["company"]
        return DayFacts(
            kind=kind,
            shift=Shift(*shift),
            thresholds=Thresholds(),
            punches=tuple(mine),
            outings=tuple(
                (int((start - midnight).total_seconds() // 60), int((end - midnight).total_seconds() // 60))
                for start, end in self.outings[badge]
            ),
            leave=(halves["am"][0], halves["pm"][0]),
            uncertified=(halves["am"][1], halves["pm"][1]),
        )


def _exported(company: Company, kind: str) -> list[dict[str, Any]]:
    export = EXPORTS[kind]
    options = ExportOptions(month=FEBRUARY)
    assert export.prepare is not None
    export.prepare(company.database, company.machine, options, company.now)
    rows = company.database.read(lambda session: list(export.rows(session, options)))
    return [dict(zip([column.key for column in export.columns], row, strict=True)) for row in rows]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("clock_first", [False, True])
def test_the_exported_sheet_is_what_the_rows_on_paper_say(
    company: Company, seed: int, clock_first: bool, tmp_path: Path
) -> None:
    """Rules 1 to 4 and the month's totals, from import to export, whichever comes first."""
    office = Office(seed)
    if clock_first:
        company.clock(*office.clock_lines())
        company.judge(FEBRUARY)
    for kind, text in office.imports():
        company.give(IMPORTS[kind], text + "\n")
    if not clock_first:
        company.judge(FEBRUARY)
        company.clock(*office.clock_lines())

    expected: dict[tuple[str, str, str], tuple[str, int, int]] = {}
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for badge in office.badges:
        for day in FEBRUARY.days():
            facts = office.facts(badge, day)
            if facts is None:
                continue
            add = sums[badge]
            workday = facts.kind is DayKind.WORKDAY
            add["required_days"] += workday
            add["outing_times"] += workday * sum(1 for start, _ in office.outings[badge] if start.date() == day)
            add["absent_halves"] += 2 * office.findings[badge].count(day)
            for half, verdict in zip(("am", "pm"), textbook_halves(facts), strict=True):
                expected[badge, str(day), half] = verdict
                result, late, early = verdict
                add["present_halves"] += result in ("present", "late", "early", "late+early")
                add["absent_halves"] += result in ("absent", "missing")
                add["missing"] += result == "missing"
                add["late_times"] += late > 0
                add["late_minutes"] += late
                add["early_times"] += early > 0
                add["early_minutes"] += early
                if result.startswith("leave:"):
                    add[result.replace(":", "_")] += 1

    found = {
        (row["badge"], row["date"], row["half"]): (row["result"], row["late_min"], row["early_min"])
        for row in _exported(company, "attendance-days")
    }
    assert found == expected
    rows = _exported(company, "attendance")
    assert [row["badge"] for row in rows] == sorted(sums)
    for row in rows:
        add = sums[row["badge"]]
        for column in ("required_days", "late_times", "late_minutes", "early_times", "early_minutes", "missing"):
            assert (column, row[column]) == (column, add[column])
        assert row["outing_times"] == add["outing_times"]
        assert float(row["present_days"]) * 2 == add["present_halves"]
        assert float(row["absent_days"]) * 2 == add["absent_halves"]
        for kind in LeaveKind:
            assert float(row[f"leave_{kind}"]) * 2 == add[f"leave_{kind}"]
        assert row["unit"] == next(
            office.unit_on(row["badge"], day) for day in reversed(FEBRUARY.days()) if office.unit_on(row["badge"], day)
        )
