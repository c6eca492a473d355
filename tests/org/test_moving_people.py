"""Hire, transfer, departure and corrections, every step dated (ORG-3, ORG-4, ORG-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy.orm import Session

from opsconsole.dates import ONE_DAY
from opsconsole.errors import Message, Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.org import checks, hooks
from opsconsole.org.queries import person_detail
from opsconsole.org.service import (
    cancel_transfer,
    change_assignment,
    correct_employee,
    depart,
    hire,
    rehire,
    transfer,
)
from opsconsole.org.values import PersonData, Terms
from tests.org.conftest import Office, day

NEWCOMER = PersonData("N1", "欧阳娜娜", day("2018-07-01"))
TERMS = Terms("YY-02", 600_000, 150_000, "17")


def history(office: Office, badge: str) -> list[tuple[str, str, str]]:
    detail = office.read(person_detail, badge, day("2026-03-01"))
    return [(line.position, str(line.from_day), str(line.to_day or "")) for line in reversed(detail.assignments)]


def refusal(office: Office, verb: Any, *args: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        office.run(verb, *args)
    return refused.value


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The first days touched, in the order in which they were told."""
    heard: list[date] = []

    def listen(session: Session, actor: Any, earliest: dict[int, date], now: datetime) -> None:
        heard.extend(earliest.values())

    monkeypatch.setattr(hooks, "assignments_changed", [listen])
    return heard


def test_a_hire_is_a_person_with_a_first_assignment(any_office: Office, told: list[date]) -> None:
    any_office.run(hire, NEWCOMER, day("2026-03-02"), None, replace(TERMS, clock_id="０１７"))
    detail = any_office.read(person_detail, "N1", day("2026-03-05"), with_pay=True)
    assert (detail.person.name, detail.work_since) == ("欧阳娜娜", day("2018-07-01"))
    assert detail.running is not None
    assert detail.running.terms() == TERMS
    assert told == [day("2026-03-02")]


@pytest.mark.parametrize(
    ("person", "terms", "to_day", "clause"),
    [
        (replace(NEWCOMER, badge="E4"), TERMS, None, "ORG-3"),
        (replace(NEWCOMER, name=""), TERMS, None, ""),
        (replace(NEWCOMER, name="\x1b]52;c;x\x07"), TERMS, None, ""),
        (NEWCOMER, replace(TERMS, position="NONE"), None, "ORG-2"),
        (NEWCOMER, replace(TERMS, position="YY-01"), None, "ORG-4"),
        (NEWCOMER, replace(TERMS, clock_id="006"), None, "ORG-3"),
        (NEWCOMER, replace(TERMS, basic_wage_fen=-1), None, "ORG-3"),
        (NEWCOMER, TERMS, day("2026-03-01"), "ORG-3"),
    ],
)
def test_a_hire_that_will_not_do_leaves_nothing(
    office: Office, person: PersonData, terms: Terms, to_day: date | None, clause: str
) -> None:
    assert refusal(office, hire, person, day("2026-03-02"), to_day, terms).clause == clause
    with pytest.raises(Refusal):
        office.read(person_detail, "N1", day("2026-03-05"))


def test_a_transfer_ends_the_running_assignment_the_day_before(any_office: Office, told: list[date]) -> None:
    any_office.run(transfer, "E4", day("2026-03-16"), None, replace(TERMS, position="QD-02", clock_id="4"))
    assert history(any_office, "E4") == [("YY-02", "2024-01-01", "2026-03-15"), ("QD-02", "2026-03-16", "")]
    assert told == [day("2026-03-16")]


def test_the_heads_post_is_taken_over_on_the_day_after(any_office: Office) -> None:
    promotion = replace(TERMS, position="YY-01", clock_id="4")
    assert refusal(any_office, transfer, "E4", day("2026-03-16"), None, promotion).clause == "ORG-4"
    any_office.run(depart, "E3", day("2026-03-15"))
    any_office.run(transfer, "E4", day("2026-03-16"), None, promotion)
    assert history(any_office, "E4")[-1] == ("YY-01", "2026-03-16", "")


def test_there_is_nothing_to_transfer_from(office: Office) -> None:
    for badge, first in (("E5", "2026-03-16"), ("E4", "2023-12-31"), ("E4", "2024-01-01"), ("NONE", "2026-03-01")):
        assert refusal(office, transfer, badge, day(first), None, TERMS).clause == "ORG-3"


def test_a_transfer_into_an_assignment_that_is_planned_already_is_refused(any_office: Office) -> None:
    terms = replace(TERMS, clock_id="4")
    any_office.run(transfer, "E4", day("2026-05-01"), None, terms)
    assert refusal(any_office, transfer, "E4", day("2026-04-01"), None, terms).clause == "ORG-3"
    any_office.run(transfer, "E4", day("2026-04-01"), day("2026-04-30"), terms)
    assert [line[1:] for line in history(any_office, "E4")] == [
        ("2024-01-01", "2026-03-31"),
        ("2026-04-01", "2026-04-30"),
        ("2026-05-01", ""),
    ]


def test_a_transfer_entered_by_mistake_is_taken_back(any_office: Office, told: list[date]) -> None:
    before = history(any_office, "E4")
    any_office.run(transfer, "E4", day("2026-03-16"), None, replace(TERMS, position="QD-02"))
    any_office.run(cancel_transfer, "E4", day("2026-03-16"))
    assert history(any_office, "E4") == before
    assert told == [day("2026-03-16"), day("2026-03-16")]
    for badge, first in (("E4", "2026-03-16"), ("E4", "2024-01-01")):
        refusal(any_office, cancel_transfer, badge, day(first))


def test_a_transfer_is_not_taken_back_into_a_post_that_somebody_else_has_taken(office: Office) -> None:
    office.run(transfer, "E3", day("2026-03-16"), None, Terms("QD-01", 1, 1, "3"))
    office.run(transfer, "E4", day("2026-03-16"), None, Terms("YY-01", 1, 1, "4"))
    assert refusal(office, cancel_transfer, "E3", day("2026-03-16")).clause == "ORG-4"


def test_a_departure_ends_with_its_last_day_and_can_be_moved_and_taken_back(
    any_office: Office, told: list[date]
) -> None:
    any_office.run(depart, "E4", day("2026-03-20"))
    any_office.run(depart, "E4", day("2026-03-10"))
    any_office.run(depart, "E4", day("2026-03-10"))
    assert history(any_office, "E4") == [("YY-02", "2024-01-01", "2026-03-10")]
    any_office.run(depart, "E4", None)
    assert history(any_office, "E4") == [("YY-02", "2024-01-01", "")]
    assert told == [day("2026-03-21"), day("2026-03-11"), day("2026-03-11")]
    assert refusal(any_office, depart, "E4", day("2023-12-31")).clause == "ORG-3"


def test_a_departure_is_not_taken_back_into_what_somebody_else_has_taken(office: Office) -> None:
    office.run(depart, "E3", day("2026-03-15"))
    office.run(depart, "E4", day("2026-03-15"))
    office.run(transfer, "E6", day("2026-03-16"), None, Terms("YY-01", 1, 1, "4"))
    assert refusal(office, depart, "E3", None).clause == "ORG-4"
    assert refusal(office, depart, "E4", day("2026-03-16")).clause == "ORG-3"


def test_who_left_comes_back_under_the_old_badge(any_office: Office) -> None:
    terms = replace(TERMS, clock_id="5")
    assert refusal(any_office, rehire, "E5", day("2026-03-15"), None, terms).clause == "ORG-3"
    assert refusal(any_office, rehire, "E5", day("2024-01-01"), day("2024-01-01"), terms).clause == "ORG-3"
    any_office.run(rehire, "E5", day("2026-04-01"), None, terms)
    assert history(any_office, "E5") == [("YY-02", "2024-01-01", "2026-03-15"), ("YY-02", "2026-04-01", "")]


def test_what_is_in_custody_keeps_people_where_they_are(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Message(N_("{badge} holds no position"), badge="stand-in")
    monkeypatch.setattr(hooks, "holding_back", [lambda session, employee_id: [held]])
    other = replace(TERMS, position="QD-02", clock_id="4")
    assert refusal(office, transfer, "E4", day("2026-03-16"), None, other).clause == "ORG-6"
    assert refusal(office, depart, "E4", day("2026-03-16")).clause == "ORG-6"
    assert office.read(person_detail, "E4", day("2026-03-01")).held_back == (held,)
    office.run(transfer, "E4", day("2026-03-16"), None, replace(TERMS, clock_id="4"))


def test_an_assignment_is_corrected_for_all_of_its_days(any_office: Office, told: list[date]) -> None:
    def terms() -> Terms:
        return any_office.read(person_detail, "E4", day("2026-03-01"), with_pay=True).assignments[0].terms()

    was = terms()
    any_office.run(change_assignment, "E4", day("2024-01-01"), was, replace(was, basic_wage_fen=1, clock_id="044"))
    assert terms() == replace(was, basic_wage_fen=1, clock_id="44")
    assert told == [day("2024-01-01")]
    with pytest.raises(Stale):
        any_office.run(change_assignment, "E4", day("2024-01-01"), was, replace(was, bonus_fen=1))
    clash = replace(terms(), clock_id="6")
    assert refusal(any_office, change_assignment, "E4", day("2024-01-01"), terms(), clash).clause == "ORG-3"


def test_a_name_is_corrected_and_the_badge_stays(office: Office, told: list[date]) -> None:
    was = PersonData("E4", "张三", day("2015-07-01"))
    office.run(correct_employee, was, PersonData("E400", "曾三", None))
    detail = office.read(person_detail, "E4", day("2026-03-01"))
    assert (detail.person.name, detail.work_since) == ("曾三", None)
    assert told == []
    with pytest.raises(Stale):
        office.run(correct_employee, was, PersonData("E4", "张叁", None))


FIRST = day("2026-01-01")
days = st.integers(0, 90).map(lambda number: FIRST + number * ONE_DAY)
badges = st.sampled_from(["E2", "E3", "E4", "E5", "E6"])
positions = st.sampled_from(["YY-01", "YY-02", "QD-01"])


@pytest.fixture
def _machine_office(office: Office) -> None:
    PeopleMachine.office = office


class PeopleMachine(RuleBasedStateMachine):
    """Whatever is asked in whatever order: refused or done, the invariants of ORG-3 and ORG-4 hold."""

    office: Office

    def attempt(self, verb: Any, *args: Any) -> None:
        try:
            self.office.run(verb, *args)
        except Refusal:
            return

    @rule(badge=badges, first=days, position=positions, clock=st.sampled_from(["", "7", "8"]))
    def transfer(self, badge: str, first: date, position: str, clock: str) -> None:
        self.attempt(transfer, badge, first, None, Terms(position, 1, 1, clock))

    @rule(badge=badges, last=st.one_of(st.none(), days))
    def depart(self, badge: str, last: date | None) -> None:
        self.attempt(depart, badge, last)

    @rule(badge=badges, first=days, position=positions)
    def rehire(self, badge: str, first: date, position: str) -> None:
        self.attempt(rehire, badge, first, None, Terms(position, 1, 1, ""))

    @rule(badge=badges, first=days)
    def cancel(self, badge: str, first: date) -> None:
        self.attempt(cancel_transfer, badge, first)

    @rule(badge=badges, position=positions, first=days, last=st.one_of(st.none(), days))
    def import_row(self, badge: str, position: str, first: date, last: date | None) -> None:
        try:
            self.office.staff(f"{badge},某,{position},{first},{last or ''},1,1,,")
        except Refusal:
            return

    @invariant()
    def nothing_is_broken(self) -> None:
        for check in checks.CHECKS:
            assert self.office.read(check.run, self.office.now) == []


@pytest.mark.usefixtures("_machine_office")
def test_no_order_of_events_breaks_the_organisation() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        PeopleMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
