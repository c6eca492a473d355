"""The rules of the organisation, over plain values (ORG-1 to ORG-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.org import rules
from opsconsole.org.rules import Post, Tenure

DAYS = [date(2026, 3, 1) + timedelta(days=number) for number in range(12)]

upwards = st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from([*"ABCDEFGH", None]), max_size=8)


@st.composite
def tenures(draw: st.DrawFn) -> Tenure:
    first = draw(st.integers(0, 10))
    last = draw(st.one_of(st.none(), st.integers(first, 11)))
    return Tenure(
        badge=draw(st.sampled_from(["E1", "E2", "E3"])),
        position=draw(st.sampled_from(["YY-01", "YY-02"])),
        from_day=DAYS[first],
        to_day=DAYS[last] if last is not None else None,
        clock_id=draw(st.sampled_from(["", "7", "8"])),
    )


companies = st.lists(tenures(), max_size=8, unique_by=lambda tenure: (tenure.badge, tenure.from_day))


def share_a_day(one: Tenure, other: Tenure) -> bool:
    return any(one.covers(day) and other.covers(day) for day in DAYS)


@given(upwards)
def test_a_loop_is_found_if_and_only_if_somebody_never_reaches_the_top(parents: dict[str, str | None]) -> None:
    found = rules.loops(parents)
    trapped: set[str] = set()
    for start in parents:
        here: str | None = start
        for _ in range(len(parents) + 1):
            here = parents.get(here) if here is not None else None
        if here is not None:
            trapped.add(start)
    assert bool(found) == bool(trapped)
    for loop in found:
        assert all(parents[member] == after for member, after in zip(loop, [*loop[1:], loop[0]], strict=True))
    members = [member for loop in found for member in loop]
    assert len(members) == len(set(members))


def test_a_loop_names_its_members_and_nobody_hanging_on_it() -> None:
    assert rules.loops({"A": "B", "B": "C", "C": "B", "D": None}) == [("B", "C")]


@given(companies)
def test_a_person_in_two_places_on_one_day_is_always_found(company: list[Tenure]) -> None:
    found = rules.double_assignments(company)
    clashing = {
        tenure
        for tenure in company
        for other in company
        if other is not tenure and other.badge == tenure.badge and share_a_day(tenure, other)
    }
    assert {tenure for pair in found for tenure in pair} <= clashing
    assert all(share_a_day(*pair) for pair in found)
    begun_inside_another = {
        tenure
        for tenure in clashing
        if any(
            tenure.from_day > other.from_day and share_a_day(tenure, other)
            for other in clashing
            if other.badge == tenure.badge
        )
    }
    assert {later for _, later in found} == begun_inside_another


@given(companies)
def test_two_holders_and_shared_clock_numbers_are_found_among_sound_assignments(company: list[Tenure]) -> None:
    if rules.double_assignments(company):
        return
    held = [
        (one, other)
        for place, one in enumerate(company)
        for other in company[:place]
        if share_a_day(one, other) and one.badge != other.badge
    ]
    assert bool(rules.double_holders(company, {"YY-01"})) == any(
        one.position == other.position == "YY-01" for one, other in held
    )
    assert bool(rules.shared_clock_numbers(company)) == any(one.clock_id == other.clock_id != "" for one, other in held)


def test_the_day_after_the_last_is_free() -> None:
    first = Tenure("E1", "YY-01", DAYS[0], DAYS[4])
    assert rules.double_holders([first, Tenure("E2", "YY-01", DAYS[5], None)], {"YY-01"}) == []
    assert rules.double_holders([first, Tenure("E2", "YY-01", DAYS[4], None)], {"YY-01"}) != []


def test_a_clock_number_may_go_to_another_person_later() -> None:
    first = Tenure("E1", "YY-01", DAYS[0], DAYS[4], "7")
    assert rules.shared_clock_numbers([first, Tenure("E2", "YY-02", DAYS[5], None, "7")]) == []


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("0017", "17"),
        ("17", "17"),
        ("000", "0"),
        ("１７", "17"),
        (" 17 ", "17"),
        ("A017", "A017"),
        ("0A", "0A"),
        ("", ""),
    ],
)
def test_clock_numbers_of_digits_are_equal_without_leading_zeros(written: str, compared: str) -> None:
    assert rules.normal_clock_id(written) == compared


def test_a_unit_has_one_head_and_the_company_one_general_manager() -> None:
    posts = [
        Post("A", "U1", heads_unit=True, heads_company=False),
        Post("B", "U2", heads_unit=True, heads_company=False),
        Post("C", "U1", heads_unit=True, heads_company=False),
        Post("D", "U3", heads_unit=False, heads_company=True),
        Post("E", "U4", heads_unit=False, heads_company=True),
    ]
    assert [(first.code, second.code) for first, second in rules.second_heads(posts)] == [("A", "C")]
    assert [(first.code, second.code) for first, second in rules.second_general_managers(posts)] == [("D", "E")]


def test_headcount_is_shown_both_ways() -> None:
    assert (rules.vacancies(3, 1), rules.overrun(3, 1)) == (2, 0)
    assert (rules.vacancies(3, 5), rules.overrun(3, 5)) == (0, 2)
