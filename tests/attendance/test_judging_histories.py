"""Whatever happens in whatever order, the sheet stands as if it had all been known from the start."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from opsconsole.assembly import open_database
from opsconsole.attendance import checks, service
from opsconsole.attendance.files.arrangements import DUTY, FINDINGS, LEAVE, OUTINGS
from opsconsole.attendance.files.calendar import CALENDAR, SHIFTS
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.errors import ImportRefused, Refusal
from opsconsole.files.imports import ImportKind
from tests.attendance.company import Company
from tests.conftest import MACHINE, NOW

BADGES = ("E0001", "E0002", "E0003")
badges = st.sampled_from(BADGES)
days = st.integers(1, 14).map(lambda n: date(2026, 3, n))
minutes = st.sampled_from([239, 240, 500, 537, 544, 545, 570, 571, 764, 765, 1049, 1050, 1079, 1080, 1400, 1500])


def _moment(day: date, minute: int) -> str:
    return f"{datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute):%Y-%m-%d %H:%M}"


class Histories(RuleBasedStateMachine):
    """An office that learns of things late."""

    template: ClassVar[Path]

    @initialize(opened=st.booleans())
    def begin(self, opened: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "ops.sqlite3"
        shutil.copyfile(self.template, path)
        database = open_database(
            f"sqlite:///{path}", state_dir=Path(self.folder.name) / "state", clock=lambda: NOW, actor=MACHINE
        )
        self.company = Company(database, MACHINE, datetime(2026, 3, 10, 12, 0), Path(self.folder.name), clock_now=NOW)
        self.company.unit("OPS")
        self.company.unit("CHN", "OPS")
        self.ids = {
            "E0001": self.company.hire("E0001"),
            "E0002": self.company.hire("E0002", "CHN"),
            "E0003": self.company.hire("E0003", from_day="2026-03-04", to_day="2026-03-12"),
        }
        if opened:
            self.company.judge()

    def _give(self, kind: ImportKind, text: str) -> None:
        try:
            self.company.give(kind, text)
        except ImportRefused:
            return

    @rule(badge=badges, day=days, found=st.lists(minutes, min_size=1, max_size=3))
    def clock(self, badge: str, day: date, found: list[int]) -> None:
        self.company.clock(*(f"{badge[-1]} {_moment(day, minute)}" for minute in found))

    @rule(badge=badges, day=days, start=minutes, length=st.integers(1, 700))
    def go_out(self, badge: str, day: date, start: int, length: int) -> None:
        self._give(OUTINGS, f"badge,from,to\n{badge},{_moment(day, start)},{_moment(day, start + length)}\n")

    @rule(badge=badges, day=days, start=st.sampled_from([480, 1200]), length=st.integers(60, 900))
    def keep_duty(self, badge: str, day: date, start: int, length: int) -> None:
        self._give(DUTY, f"badge,from,to\n{badge},{_moment(day, start)},{_moment(day, start + length)}\n")

    @rule(
        badge=badges,
        kind=st.sampled_from(list(LeaveKind)),
        first=days,
        length=st.integers(0, 4),
        halves=st.tuples(st.sampled_from(["am", "pm"]), st.sampled_from(["am", "pm"])),
        certificate=st.sampled_from(["yes", ""]),
    )
    def take_leave(
        self, badge: str, kind: LeaveKind, first: date, length: int, halves: tuple[str, str], certificate: str
    ) -> None:
        last = first + timedelta(days=length)
        heading = "badge,kind,from_date,from_half,to_date,to_half,certificate\n"
        self._give(LEAVE, f"{heading}{badge},{kind},{first},{halves[0]},{last},{halves[1]},{certificate}\n")

    @rule(day=days, kind=st.sampled_from(["workday", "holiday"]))
    def overrule_calendar(self, day: date, kind: str) -> None:
        self._give(CALENDAR, f"date,kind,name\n{day},{kind},\n")

    @rule(
        scope=st.sampled_from(["company", "unit:OPS", "unit:CHN", "staff:E0001", "staff:E0003"]),
        day=days,
        times=st.sampled_from(["08:30,12:00,13:00,17:30", "09:00,12:00,13:30,18:00", ",,,"]),
        punches=st.sampled_from([2, 4]),
    )
    def give_shift(self, scope: str, day: date, times: str, punches: int) -> None:
        self._give(SHIFTS, f"scope,from,am_start,am_end,pm_start,pm_end,punches\n{scope},{day},{times},{punches}\n")

    @rule(badge=badges, day=days, concerns=st.sampled_from(["", *BADGES]))
    def find(self, badge: str, day: date, concerns: str) -> None:
        kind = "falsified" if concerns else "unrelated"
        self._give(FINDINGS, f"badge,date,note,kind,concerns\n{badge},{day},n,{kind},{concerns}\n")

    @rule(badge=badges, day=days, half=st.sampled_from(list(HalfName)), back=st.booleans())
    def explain(self, badge: str, day: date, half: HalfName, back: bool) -> None:
        company = self.company
        try:
            if back:
                company.database.run(service.withdraw_explanation, MACHINE, self.ids[badge], day, half)
            else:
                company.database.run(
                    service.explain_half, MACHINE, self.ids[badge], day, half, "forgot", "", company.now
                )
        except Refusal:
            return

    @rule(day=days, grace=st.integers(1, 20))
    def change_policy(self, day: date, grace: int) -> None:
        figures = AttendancePolicy(late_from_min=grace, minimum_wage_fen=800_000)
        self.company.database.run(service.enter_policy, MACHINE, day, figures, "")

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.company.now += timedelta(hours=hours)
        self.company.judge()

    @invariant()
    def stands_as_its_sources_say(self) -> None:
        if hasattr(self, "company"):
            for check in (
                checks.judged_days_follow_from_sources,
                checks.one_row_a_person,
                checks.punches_are_those_imported,
                checks.leave_does_not_overlap,
            ):
                assert self.company.database.read(check, self.company.now) == []

    def teardown(self) -> None:
        if hasattr(self, "company"):
            self.company.database.close()
            self.folder.cleanup()


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_the_sheet_always_follows_from_its_sources(sqlite_template: Path) -> None:
    """Rules 1 to 6 and ATT-14, over histories that nobody thought of."""
    Histories.template = sqlite_template
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
