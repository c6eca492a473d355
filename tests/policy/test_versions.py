"""Dated policy: every figure from the day it holds (ATT-14)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from opsconsole.access.actor import Actor
from opsconsole.db import Database
from opsconsole.errors import Refusal
from opsconsole.policy import service
from opsconsole.policy.queries import Timeline, timeline


@dataclass(frozen=True, slots=True)
class Tier:
    from_times: int
    days: int | str


@dataclass(frozen=True, slots=True)
class Figures:
    late_from_min: int = 5
    certificate_kinds: tuple[str, ...] = ("family",)
    tiers: tuple[Tier, ...] = (Tier(3, 5), Tier(10, "month"))
    minimum_wage_fen: int | None = None


FOUNDING = Figures()
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def held(database: Database) -> Timeline[Figures]:
    return database.read(timeline, "tests", FOUNDING)


def test_before_the_first_version_the_founding_figures_hold(any_database: Database) -> None:
    found = held(any_database)
    assert found.on(date(1999, 1, 1)) == FOUNDING
    assert found.since(date(1999, 1, 1)) is None


def test_a_version_holds_from_its_day_until_the_next(any_database: Database, machine: Actor) -> None:
    second, third = replace(FOUNDING, late_from_min=6), replace(FOUNDING, minimum_wage_fen=254_000)
    any_database.run(service.enter, machine, "tests", MARCH, third)
    any_database.run(service.enter, machine, "tests", FEBRUARY, second)
    found = held(any_database)
    assert [found.on(day) for day in (date(2026, 1, 31), FEBRUARY, date(2026, 2, 28), MARCH)] == [
        FOUNDING,
        second,
        second,
        third,
    ]
    assert found.since(date(2026, 2, 28)) == FEBRUARY


def test_the_same_day_again_replaces_and_the_same_figures_change_nothing(database: Database, machine: Actor) -> None:
    database.run(service.enter, machine, "tests", MARCH, FOUNDING)
    database.run(service.enter, machine, "tests", MARCH, replace(FOUNDING, late_from_min=6))
    head = database.head()
    database.run(service.enter, machine, "tests", MARCH, replace(FOUNDING, late_from_min=6))
    assert database.head() == head
    assert held(database).on(MARCH).late_from_min == 6


def test_domains_do_not_meet(database: Database, machine: Actor) -> None:
    database.run(service.enter, machine, "others", MARCH, replace(FOUNDING, late_from_min=6))
    assert held(database).on(MARCH) == FOUNDING


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ('{"late_from_min": "5"}', "late_from_min"),
        ('{"late_from_min": true}', "late_from_min"),
        ('{"late_from_min": 5.0}', "late_from_min"),
        ('{"late_from_min": null}', "late_from_min"),
        ('{"tiers": [{"from_times": 3}]}', "tiers.0.days"),
        ("5", "Figures"),
        ("{", "Figures"),
    ],
)
def test_a_figure_that_is_none_is_refused_by_name(text: str, figure: str) -> None:
    with pytest.raises(Refusal, match=f"The policy figure {figure} cannot be"):
        service.load(Figures, text)


def test_figures_come_back_as_they_went_in() -> None:
    assert service.load(Figures, service.dump(FOUNDING)) == FOUNDING


def test_figures_of_the_wrong_type_are_not_kept(database: Database, machine: Actor) -> None:
    wrong = replace(FOUNDING, late_from_min="5")
    with pytest.raises(Refusal, match="late_from_min"):
        database.run(service.enter, machine, "tests", MARCH, wrong)
    assert held(database).on(MARCH) == FOUNDING
