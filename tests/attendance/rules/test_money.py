"""The money of a month: tiers, parts, the lawful cap, the bonus of sick days, the head's fine.

Basic wage 5,000.00 and bonus 800.00 unless said otherwise: 229.885... and 36.781... a day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.attendance.policy import MONTH, AbsenceTier, AttendancePolicy, LateTier, Payable
from opsconsole.attendance.rules.clauses import explain_deduction
from opsconsole.attendance.rules.money import deduct, head_fine_fen
from opsconsole.attendance.rules.values import Consequence, Deduction, LeaveKind, MonthCounts, Pay
from opsconsole.i18n import text_of, use
from tests.attendance.rules.test_month import NOTHING

PAY = Pay(basic_fen=500_000, bonus_fen=80_000)
POLICY = AttendancePolicy()
NONE, PROBATION, DISMISSAL = Consequence.NONE, Consequence.PROBATION, Consequence.DISMISSAL


def month(late: int = 0, early: int = 0, absence_halves: int = 0, sick_halves: int = 0) -> MonthCounts:
    kinds = tuple(sick_halves if kind is LeaveKind.SICK else 0 for kind in LeaveKind)
    return replace(NOTHING, late_times=late, early_times=early, absence_halves=absence_halves, leave_halves=kinds)


@pytest.mark.parametrize(
    ("late", "early", "tier", "fen"),
    [
        (0, 0, 0, 0),
        (2, 0, 0, 0),
        (1, 1, 0, 0),
        (3, 0, 5, 114_943),  # 5 x 500,000 / 21.75 = 114,942.53
        (1, 2, 5, 114_943),
        (4, 0, 10, 229_885),  # 229,885.06
        (5, 0, 15, 344_828),  # 344,827.59
        (4, 5, 15, 344_828),
        (10, 0, MONTH, 500_000),
        (6, 7, MONTH, 500_000),
    ],
)
def test_late_and_early_times_reach_one_tier(late: int, early: int, tier: int | str, fen: int) -> None:
    """ATT-6: 3 times 5 days, 4 times 10, from 5 to 9 times 15, from 10 the month; basic wage alone."""
    deduction = deduct(month(late, early), PAY, POLICY)
    assert (deduction.late_tier, deduction.absence_tier) == (tier, 0)
    assert (deduction.basic_part_fen, deduction.bonus_part_fen, deduction.policy_fen) == (fen, 0, fen)
    assert deduction.consequence is NONE


@pytest.mark.parametrize(
    ("halves", "tier", "basic_fen", "bonus_fen", "consequence"),
    [
        (0, 0, 0, 0, NONE),
        (1, 1, 22_989, 3_678, NONE),  # 22,988.51 and 3,678.16
        (2, 5, 114_943, 18_391, NONE),  # 18,390.80
        (3, 5, 114_943, 18_391, NONE),
        (4, 10, 229_885, 36_782, NONE),  # 36,781.61
        (5, 10, 229_885, 36_782, NONE),
        (6, MONTH, 500_000, 80_000, NONE),
        (7, MONTH, 500_000, 80_000, PROBATION),
        (11, MONTH, 500_000, 80_000, PROBATION),
        (12, MONTH, 500_000, 80_000, DISMISSAL),
        (44, MONTH, 500_000, 80_000, DISMISSAL),
    ],
)
def test_absence_reaches_one_tier(
    halves: int, tier: int | str, basic_fen: int, bonus_fen: int, consequence: Consequence
) -> None:
    """ATT-7: half a day 1 day, 1 day 5, 2 days 10, 3 days the month; over 3 probation, from 6 dismissal."""
    deduction = deduct(month(absence_halves=halves), PAY, POLICY)
    assert (deduction.late_tier, deduction.absence_tier) == (0, tier)
    assert (deduction.basic_part_fen, deduction.bonus_part_fen) == (basic_fen, bonus_fen)
    assert deduction.policy_fen == basic_fen + bonus_fen
    assert deduction.consequence is consequence


@pytest.mark.parametrize(
    ("late", "halves", "basic_fen", "bonus_fen"),
    [
        (3, 1, 137_931, 3_678),  # 6 days, 137,931.03
        (5, 2, 459_770, 18_391),  # 20 days, 459,770.11
        (5, 4, 500_000, 36_782),  # 25 days are more than the month's
        (4, 4, 459_770, 36_782),  # 20 days; each rounded by itself would be 459,770 too
        (3, 2, 229_885, 18_391),  # 10 days, 229,885.06; each rounded by itself would be 229,886
        (10, 1, 500_000, 3_678),
        (10, 6, 500_000, 80_000),
        (3, 6, 500_000, 80_000),
    ],
)
def test_both_tiers_together_take_at_most_the_months_basic_wage(
    late: int, halves: int, basic_fen: int, bonus_fen: int
) -> None:
    """The basic-wage part has both tiers and is rounded once; the bonus part has that of ATT-7 alone."""
    deduction = deduct(month(late, absence_halves=halves), PAY, POLICY)
    assert (deduction.basic_part_fen, deduction.bonus_part_fen) == (basic_fen, bonus_fen)
    assert deduction.policy_fen == basic_fen + bonus_fen


@pytest.mark.parametrize(
    ("basic_fen", "bonus_fen", "parts"),
    [
        (10, 30, (1, 2)),  # 0.5 and 1.5
        (9, 29, (0, 1)),  # 0.45 and 1.45
        (11, 31, (1, 2)),
        (50, 70, (3, 4)),  # 2.5 is 3: half up, not half to even
    ],
)
def test_half_a_fen_is_rounded_up(basic_fen: int, bonus_fen: int, parts: tuple[int, int]) -> None:
    """With a day rate of a twentieth, one day of 10 fen is half a fen."""
    deduction = deduct(
        month(absence_halves=1), Pay(basic_fen, bonus_fen), replace(POLICY, day_rate_days_hundredths=2000)
    )
    assert (deduction.basic_part_fen, deduction.bonus_part_fen) == parts


def test_the_tiers_are_policy() -> None:
    """ATT-14; in whatever order they were entered."""
    policy = replace(
        POLICY,
        late_tiers=(LateTier(6, 2), LateTier(2, 1)),
        absence_tiers=(AbsenceTier(3, MONTH), AbsenceTier(1, 3)),
        probation_over_halves=3,
        dismissal_from_halves=5,
    )
    assert deduct(month(1), PAY, policy).late_tier == 0
    assert deduct(month(5), PAY, policy).late_tier == 1
    assert deduct(month(6), PAY, policy).late_tier == 2
    assert deduct(month(absence_halves=2), PAY, policy).absence_tier == 3
    assert deduct(month(absence_halves=3), PAY, policy).absence_tier == MONTH
    assert deduct(month(absence_halves=3), PAY, policy).consequence is NONE
    assert deduct(month(absence_halves=4), PAY, policy).consequence is PROBATION
    assert deduct(month(absence_halves=5), PAY, policy).consequence is DISMISSAL


@pytest.mark.parametrize(
    ("pay", "minimum_fen", "cap_fen"),
    [
        (PAY, None, 116_000),  # 20% of 5,800.00
        (PAY, 269_000, 116_000),  # 3,110.00 above the minimum wage
        (PAY, 464_000, 116_000),  # both are 1,160.00
        (PAY, 464_001, 115_999),
        (PAY, 579_999, 1),
        (PAY, 580_000, 0),
        (PAY, 600_000, 0),
        (Pay(333_333, 0), None, 66_666),  # 66,666.6 is cut, never rounded up
        (Pay(333_334, 1), None, 66_667),
        (Pay(0, 0), None, 0),
    ],
)
def test_the_law_caps_what_may_be_deducted(pay: Pay, minimum_fen: int | None, cap_fen: int) -> None:
    """ATT-13: 20% of the wage rounded down, and never into the minimum wage."""
    deduction = deduct(month(absence_halves=6), pay, replace(POLICY, minimum_wage_fen=minimum_fen))
    assert deduction.cap_fen == cap_fen
    assert deduction.minimum_wage_known is (minimum_fen is not None)
    assert deduction.payable_fen == min(deduction.policy_fen, cap_fen)


@pytest.mark.parametrize(
    ("late", "policy_fen", "payable_fen", "over"),
    [
        (3, 114_943, 114_943, False),
        (4, 229_885, 116_000, True),
    ],
)
def test_the_lower_of_policy_and_law_goes_to_payroll(late: int, policy_fen: int, payable_fen: int, over: bool) -> None:
    """ATT-13, as policy has it by default; both figures stand on the sheet."""
    deduction = deduct(month(late), PAY, POLICY)
    assert (deduction.policy_fen, deduction.payable_fen, deduction.over_the_law) == (policy_fen, payable_fen, over)


def test_policy_may_send_its_own_figure_to_payroll() -> None:
    deduction = deduct(month(4), PAY, replace(POLICY, payable=Payable.POLICY))
    assert (deduction.payable_fen, deduction.cap_fen, deduction.over_the_law) == (229_885, 116_000, True)


@pytest.mark.parametrize(
    ("sick_halves", "absence_halves", "sick_fen"),
    [
        (0, 0, 0),
        (1, 0, 1_839),  # 0.5 x 80,000 / 21.75 = 1,839.08
        (2, 0, 3_678),
        (3, 0, 5_517),  # 5,517.24
        (43, 0, 79_080),  # 79,080.46
        (44, 0, 80_000),  # 22 days are more than the bonus
        (2, 4, 3_678),
        (30, 4, 43_218),  # 55,172.41, and ATT-7 leaves 80,000 - 36,782
        (2, 6, 0),
    ],
)
def test_sick_days_are_paid_without_the_bonus_that_is_left(
    sick_halves: int, absence_halves: int, sick_fen: int
) -> None:
    """ATT-10; no part of the deduction and of no cap."""
    with_sick = deduct(month(absence_halves=absence_halves, sick_halves=sick_halves), PAY, POLICY)
    assert with_sick.sick_bonus_fen == sick_fen
    assert replace(with_sick, sick_bonus_fen=0) == deduct(month(absence_halves=absence_halves), PAY, POLICY)


def test_no_other_leave_touches_money() -> None:
    """ATT-10."""
    kinds = tuple(0 if kind is LeaveKind.SICK else 20 for kind in LeaveKind)
    assert deduct(replace(month(), leave_halves=kinds), PAY, POLICY) == deduct(month(), PAY, POLICY)


def test_on_probation_there_is_no_bonus_to_take() -> None:
    """ATT-7: the bonus of whoever is on probation is 0."""
    deduction = deduct(month(absence_halves=1, sick_halves=4), Pay(500_000, 0), POLICY)
    assert (deduction.basic_part_fen, deduction.bonus_part_fen, deduction.sick_bonus_fen) == (22_989, 0, 0)


@pytest.mark.parametrize(
    ("figures", "late", "fine"),
    [
        ([], 0, 0),
        ([10_000], 0, 20_000),
        ([10_000, 15_000], 0, 50_000),
        ([57_999], 0, 115_998),
        ([58_001], 0, 116_000),  # the head's own cap
        ([10_000], 3, 1_057),  # of which 114,943 is taken by the head's own deduction
        ([10_000], 4, 0),
    ],
)
def test_a_heads_fine_is_twice_the_figure_inside_the_heads_own_cap(figures: list[int], late: int, fine: int) -> None:
    """ATT-11."""
    assert head_fine_fen(figures, deduct(month(late), PAY, POLICY), POLICY) == fine


def test_a_head_whose_payroll_figure_is_above_the_cap_pays_no_fine() -> None:
    policy = replace(POLICY, payable=Payable.POLICY)
    assert head_fine_fen([10_000], deduct(month(4), PAY, policy), policy) == 0


fen = st.one_of(st.integers(0, 3_000_000), st.sampled_from([0, 1, 2175, 87, 435]))
months = st.builds(
    month,
    late=st.integers(0, 12),
    early=st.integers(0, 12),
    absence_halves=st.integers(0, 62),
    sick_halves=st.integers(0, 62),
)
policies = st.builds(
    AttendancePolicy,
    minimum_wage_fen=st.one_of(st.none(), fen),
    payable=st.sampled_from(Payable),
    cap_percent=st.integers(0, 100),
)


@given(months, st.builds(Pay, fen, fen), policies)
def test_a_deduction_keeps_every_cap_that_it_promises(counts: MonthCounts, pay: Pay, policy: AttendancePolicy) -> None:
    """ATT-13, ATT-7, ATT-10."""
    deduction = deduct(counts, pay, policy)
    assert 0 <= deduction.basic_part_fen <= pay.basic_fen
    assert 0 <= deduction.bonus_part_fen <= pay.bonus_fen
    assert deduction.policy_fen == deduction.basic_part_fen + deduction.bonus_part_fen
    assert 0 <= deduction.sick_bonus_fen <= pay.bonus_fen - deduction.bonus_part_fen
    wage = pay.basic_fen + pay.bonus_fen
    assert 0 <= deduction.cap_fen <= wage * policy.cap_percent / 100
    if policy.minimum_wage_fen is not None and deduction.cap_fen:
        assert wage - deduction.cap_fen >= policy.minimum_wage_fen
    if policy.payable is Payable.LOWER:
        assert deduction.payable_fen <= min(deduction.cap_fen, deduction.policy_fen)
    else:
        assert deduction.payable_fen == deduction.policy_fen


@given(months, st.builds(Pay, fen, fen), policies)
def test_one_more_sin_never_costs_less(counts: MonthCounts, pay: Pay, policy: AttendancePolicy) -> None:
    before = deduct(counts, pay, policy)
    for worse in (
        replace(counts, late_times=counts.late_times + 1),
        replace(counts, absence_halves=counts.absence_halves + 1),
    ):
        after = deduct(worse, pay, policy)
        assert after.policy_fen >= before.policy_fen
        assert after.payable_fen >= before.payable_fen


@given(st.lists(fen, max_size=4), months, st.builds(Pay, fen, fen), policies)
def test_deduction_and_fine_together_stay_inside_the_cap(
    figures: list[int], counts: MonthCounts, pay: Pay, policy: AttendancePolicy
) -> None:
    """ATT-11."""
    head = deduct(counts, pay, policy)
    fine = head_fine_fen(figures, head, policy)
    assert 0 <= fine <= 2 * sum(figures)
    assert fine == 0 or head.payable_fen + fine <= head.cap_fen


# ---- in words ----------------------------------------------------------------------------------------


def lines(counts: MonthCounts, policy: AttendancePolicy = POLICY, pay: Pay = PAY) -> list[str]:
    deduction = deduct(counts, pay, policy)
    return [f"{clause}: {text_of(words)}" for clause, words in explain_deduction(counts, pay, deduction, policy)]


def test_a_month_without_fault_explains_its_cap_alone() -> None:
    assert lines(month()) == [
        "ATT-6: late or early times: 0, no tier reached",
        "ATT-7: days of absence: 0, no tier reached",
        "ATT-13: lawful cap: 20% x 5,800.00 = 1,160.00; no minimum wage is entered",
        "ATT-13: to payroll, the lower of policy figure and lawful cap: 0.00",
    ]


def test_every_step_of_the_money_is_shown_with_its_sum() -> None:
    told = lines(month(late=2, early=1, absence_halves=2, sick_halves=3), replace(POLICY, minimum_wage_fen=269_000))
    assert told == [
        "ATT-6: late or early times: 3, tier of 3 reached: 5 days' basic wage",
        "ATT-7: days of absence: 1, tier of 1 reached: 5 days' basic wage and bonus",
        "ATT-13: basic wage: (5 + 5) x 5,000.00 / 21.75 = 2,298.85",
        "ATT-13: bonus: 5 x 800.00 / 21.75 = 183.91",
        "ATT-13: policy figure: 2,298.85 + 183.91 = 2,482.76",
        "ATT-13: lawful cap: the lower of 20% x 5,800.00 = 1,160.00 "
        "and 5,800.00 - minimum wage 2,690.00 = 3,110.00, at least 0: 1,160.00",
        "ATT-13: the policy figure is 1,322.76 above the lawful cap",
        "ATT-13: to payroll, the lower of policy figure and lawful cap: 1,160.00",
        "ATT-10: bonus not paid for sick days: 1.5 x 800.00 / 21.75 = 55.17",
    ]


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        (month(late=10), "ATT-6: late or early times: 10, tier of 10 reached: the month's basic wage"),
        (month(late=10), "ATT-13: basic wage: the month's, 5,000.00"),
        (
            month(absence_halves=1),
            "ATT-7: days of absence: 0.5, tier of 0.5 reached: 1 day's basic wage and bonus",
        ),
        (
            month(late=5, absence_halves=4),
            "ATT-13: basic wage: (15 + 10) x 5,000.00 / 21.75, at most the month's, 5,000.00",
        ),
        (
            month(absence_halves=7),
            "ATT-7: days of absence: 3.5, over 3: probation on basic wage alone from next month",
        ),
        (month(absence_halves=12), "ATT-7: days of absence: 6, 6 or more: dismissal is proposed"),
        (
            month(absence_halves=4, sick_halves=30),
            "ATT-10: bonus not paid for sick days: 15 x 800.00 / 21.75, at most the bonus left, 432.18",
        ),
    ],
)
def test_tiers_limits_and_consequences_speak(counts: MonthCounts, line: str) -> None:
    assert line in lines(counts)


def test_a_policy_that_pays_its_own_figure_says_so() -> None:
    told = lines(month(late=4), replace(POLICY, payable=Payable.POLICY))
    assert "ATT-13: the policy figure is 1,138.85 above the lawful cap" in told
    assert "ATT-13: to payroll, the policy figure: 2,298.85" in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_deduction_explains_itself_in_words(language: str) -> None:
    use(language)

    @given(months, st.builds(Pay, fen, fen), policies)
    def explains(counts: MonthCounts, pay: Pay, policy: AttendancePolicy) -> None:
        deduction: Deduction = deduct(counts, pay, policy)
        told: Any = explain_deduction(counts, pay, deduction, policy)
        assert all("{" not in text_of(words) for _, words in told)
        assert [clause for clause, _ in told[:2]] == ["ATT-6", "ATT-7"]

    try:
        explains()
    finally:
        use("en")
