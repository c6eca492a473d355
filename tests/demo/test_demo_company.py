"""The demo company is worth looking at: whole, plausible, and with everything in it that happens in a real one."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.access import signin
from opsconsole.access.actor import Actor, Role
from opsconsole.assembly import CHECKS
from opsconsole.assembly.todo import Todo, todo
from opsconsole.attendance import queries
from opsconsole.attendance.model import PunchImport, RejectedLine
from opsconsole.attendance.rules.values import Consequence, LeaveKind, Result
from opsconsole.db import Database
from opsconsole.demo import ready
from opsconsole.demo.building import STANDS_AT
from opsconsole.demo.people import GRANTED
from opsconsole.org.model import Employee, Layer, Position, PositionDuty, Unit, UnitKind
from tests.demo.made import MARCH, MONTHS, Made, make


def halves(made: Made) -> Counter[str]:
    """How often each result stands in the quarter's halves."""
    return Counter(
        half.result.value
        for month in MONTHS
        for row in made.rows(month)
        for judged in row.days
        if judged is not None
        for half in judged.halves
    )


def test_it_is_the_same_each_time_it_is_made(
    demo: Made, any_database: Database, tmp_path: Path, machine: Actor
) -> None:
    """On either database, and whenever it is made."""
    url = any_database.url.render_as_string(hide_password=False)
    any_database.close()
    again = make(url, tmp_path, machine, datetime(2027, 5, 6, 7, 8))
    try:
        assert again.exported() == demo.exported()
    finally:
        again.database.close()


def test_some_230_people_stand_in_every_layer_and_kind_of_unit(demo: Made) -> None:
    """ORG-1."""

    def looked_at(session: Session) -> tuple[set[Layer], set[UnitKind | None], int]:
        units = session.execute(select(Unit.layer, Unit.kind)).all()
        people = session.execute(select(func.count()).select_from(Employee)).scalar_one()
        return {row.layer for row in units}, {row.kind for row in units}, people

    layers, kinds, people = demo.database.read(looked_at)
    assert layers == set(Layer)
    assert kinds == {*UnitKind, None}
    assert 225 <= people <= 245
    assert len(demo.rows(MARCH)) == 230


def test_every_position_has_duties_and_some_are_vacant(demo: Made) -> None:
    """ORG-2."""

    def without_duties(session: Session) -> list[str]:
        written = select(PositionDuty.position_id)
        return list(session.scalars(select(Position.code).where(Position.id.not_in(written))))

    def words(session: Session, unit: str) -> int:
        query = select(func.sum(func.length(PositionDuty.text))).join(Position, Position.id == PositionDuty.position_id)
        return session.execute(query.join(Unit, Unit.id == Position.unit_id).where(Unit.code == unit)).scalar_one()

    assert demo.database.read(without_duties) == []
    assert all(demo.database.read(words, unit) > 700 for unit in ("YY", "QH", "QD"))


def test_every_result_occurs_but_a_day_that_is_not_over(demo: Made) -> None:
    found = halves(demo)
    assert set(found) == {result.value for result in Result} - {"open"}


def test_every_kind_of_leave_occurs(demo: Made) -> None:
    taken = [sum(row.leave_halves[index] for m in MONTHS for row in demo.rows(m)) for index, _ in enumerate(LeaveKind)]
    assert all(taken)


def test_march_looks_like_a_month_of_a_real_company(demo: Made) -> None:
    rows = demo.rows(MARCH)
    head = demo.database.read(queries.month_head, demo.machine, MARCH, demo.now)
    assert 100 <= head.unsettled <= 140
    assert 12 <= head.explained <= 24
    assert head.minimum_wage_known
    clock = demo.database.read(queries.clock_data, demo.machine, MARCH)
    assert clock.unassigned == 12
    assert clock.days_without == ()
    whole_month = [row for row in rows if "month" in (row.late_tier, row.absence_tier)]
    assert len(whole_month) == 2
    assert {row.late_tier for row in rows} == {"0", "5", "10", "15", "month"}
    assert {row.absence_tier for row in rows} == {"0", "1", "5", "10", "month"}
    assert {row.consequence for row in rows} == {Consequence.NONE, Consequence.PROBATION}
    assert sum(1 for row in rows if row.head_fine_fen) == 1
    assert any(row.policy_fen > row.cap_fen for row in rows if row.policy_fen is not None and row.cap_fen is not None)


def test_somebody_transferred_in_mid_month_has_one_row(demo: Made) -> None:
    """ORG-3."""
    moved = [row for row in demo.rows(MARCH) if row.badge == "E00050"]
    assert [row.unit_code for row in moved] == ["QD"]
    assert moved[0].required_days == 22


def test_a_clock_number_given_out_again_is_its_holders_of_the_day(demo: Made) -> None:
    rows = {row.badge: row for row in demo.rows(MARCH)}
    new = rows["E00232"]
    assert new.required_days == 17
    assert new.present_halves >= 30
    assert "E00187" not in rows


def test_work_past_midnight_counts_for_the_day_it_began(demo: Made) -> None:
    """Rule 2."""
    late = [
        judged for row in demo.rows(MARCH) for judged in row.days if judged is not None and (judged.last or 0) > 1440
    ]
    assert late
    assert all(judged.pm.result is Result.PRESENT for judged in late)


def test_the_clock_files_have_their_bad_lines_set_apart(demo: Made) -> None:
    def bad(session: Session) -> tuple[int, int]:
        files = session.execute(select(func.count()).select_from(PunchImport)).scalar_one()
        return files, session.execute(select(func.count()).select_from(RejectedLine)).scalar_one()

    files, lines = demo.database.read(bad)
    assert files == 10
    assert 10 <= lines <= 40


def test_the_branchs_broken_clock_was_explained(demo: Made) -> None:
    """Rule 6: what was judged first stays beside it."""
    day = date(2026, 3, 18)
    branch = [row.days[day.day - 1] for row in demo.rows(MARCH) if row.unit_code == "HD"]
    explained = [judged.pm for judged in branch if judged is not None and judged.pm.explained == "clock_broken"]
    assert len(explained) >= 10
    assert {half.judged_first for half in explained} <= {Result.MISSING, Result.ABSENT}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_invariant_holds(demo: Made, check) -> None:
    assert demo.database.read(check.run, STANDS_AT) == []


def test_a_dozen_roles_can_sign_in_with_the_published_pins(demo: Made) -> None:
    """SEC-5; nobody is asked for another PIN first."""
    roles: set[Role] = set()
    for account in demo.company.accounts:
        entered = signin.sign_in(
            demo.database, account.badge, account.pin, terminal="tests", now=demo.now, pins=demo.pins
        )
        assert entered.actor.name == account.name
        assert not entered.must_change
        roles |= entered.actor.roles
    assert roles == set(Role) - {Role.MACHINE}
    assert len(demo.company.accounts) == len(GRANTED)


def test_the_desks_of_whoever_decides_are_not_empty(demo: Made) -> None:
    """Long leave, certificates and heads' own wait for the general manager; one deputy decides in another's place."""
    accounts = {account.title_en: account for account in demo.company.accounts}

    def desk_of(title: str) -> Todo:
        account = accounts[title]
        entered = signin.sign_in(
            demo.database, account.badge, account.pin, terminal="tests", now=demo.now, pins=demo.pins
        )
        return demo.database.read(todo, entered.actor, demo.now)

    assert len(desk_of("General manager").requests) >= 10
    deputy = desk_of("Deputy general manager, marketing").requests
    assert {line.acting_for is not None for line in deputy} == {True, False}
    assert {line.kind for line in desk_of("Head of operations").requests} == {"leave", "outing", "explanation"}
    office = desk_of("Office secretary")
    assert office.requests
    assert {"returned", "certificates"} <= {item.key for item in office.items}


def test_a_demo_broken_off_is_not_taken_for_a_whole_one(database: Database, tmp_path: Path, machine: Actor) -> None:
    class Killed(Exception):
        """Stands for the power going off."""

    def until_the_clocks(what, done: int, steps: int) -> None:
        if done == 4:
            raise Killed

    from opsconsole.access.pins import PinHasher
    from opsconsole.demo import build

    assert database.read(ready.found) is ready.Found.NOTHING
    with pytest.raises(Killed):
        build(database, now=STANDS_AT, pins=PinHasher(tmp_path / "pepper"), progress=until_the_clocks)
    assert database.read(ready.found) is ready.Found.OTHER


def test_a_whole_demo_is_known_as_one(demo: Made) -> None:
    assert demo.database.read(ready.found) is ready.Found.WHOLE
