"""What a month's lateness and absence cost, and what the law allows (ATT-6, ATT-7, ATT-10, ATT-11, ATT-13).

Whole fen; what a day rate divides stays exact until the one rounding of each part.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from opsconsole.attendance.policy import MONTH, AbsenceTier, AttendancePolicy, LateTier, Payable
from opsconsole.attendance.rules.values import Consequence, Deduction, LeaveKind, MonthCounts, Pay
from opsconsole.money import half_up

_SICK = tuple(LeaveKind).index(LeaveKind.SICK)


def deduct(counts: MonthCounts, pay: Pay, policy: AttendancePolicy) -> Deduction:
    """The money of one month: the policy's figure, the lawful cap, and what goes to payroll.

    Readings: one tier of each kind applies, the highest reached; the basic-wage part is that of both
    tiers, at most the month's basic wage, the bonus part that of the absence tier, at most the bonus;
    each is rounded half up once, then they are added. `policy` is the version of the month's last day
    (ATT-14); while probation runs the bonus of `pay` is 0 (ATT-7).
    """
    late, absence = late_tier(counts, policy), absence_tier(counts, policy)
    basic_part = bonus_part = 0
    if late is not None or absence is not None:
        basic = _cost(late, pay.basic_fen, policy) + _cost(absence, pay.basic_fen, policy)
        basic_part = _rounded(min(_parts(pay.basic_fen, policy), basic), policy)
        bonus_part = _rounded(min(_parts(pay.bonus_fen, policy), _cost(absence, pay.bonus_fen, policy)), policy)
    policy_fen, cap_fen = basic_part + bonus_part, lawful_cap(pay, policy)
    return Deduction(
        late_tier=late.days if late else 0,
        absence_tier=absence.days if absence else 0,
        basic_part_fen=basic_part,
        bonus_part_fen=bonus_part,
        policy_fen=policy_fen,
        cap_fen=cap_fen,
        payable_fen=min(policy_fen, cap_fen) if policy.payable is Payable.LOWER else policy_fen,
        sick_bonus_fen=sick_bonus(counts, pay, policy, bonus_part),
        minimum_wage_known=policy.minimum_wage_fen is not None,
        consequence=consequence(counts, policy),
    )


def late_tier(counts: MonthCounts, policy: AttendancePolicy) -> LateTier | None:
    """The highest tier that the late and early times reach, None below the first (ATT-6)."""
    times = counts.late_times + counts.early_times
    reached = [tier for tier in policy.late_tiers if times >= tier.from_times]
    return max(reached, key=lambda tier: tier.from_times, default=None)


def absence_tier(counts: MonthCounts, policy: AttendancePolicy) -> AbsenceTier | None:
    """The highest tier that the half days of absence reach, None below the first (ATT-7)."""
    reached = [tier for tier in policy.absence_tiers if counts.absence_halves >= tier.from_halves]
    return max(reached, key=lambda tier: tier.from_halves, default=None)


def consequence(counts: MonthCounts, policy: AttendancePolicy) -> Consequence:
    """What the absence leads to, beside its tier: over 3 days probation, from 6 days dismissal (ATT-7)."""
    if counts.absence_halves >= policy.dismissal_from_halves:
        return Consequence.DISMISSAL
    if counts.absence_halves > policy.probation_over_halves:
        return Consequence.PROBATION
    return Consequence.NONE


def lawful_cap(pay: Pay, policy: AttendancePolicy) -> int:
    """The most that the law lets a month's deduction take, in fen (ATT-13).

    20% of the wage rounded down, and never more than what lies above the minimum wage; with no minimum
    wage entered the 20% stands alone.
    """
    wage = pay.basic_fen + pay.bonus_fen
    share = wage * policy.cap_percent // 100
    if policy.minimum_wage_fen is None:
        return share
    return max(0, min(share, wage - policy.minimum_wage_fen))


def sick_bonus(counts: MonthCounts, pay: Pay, policy: AttendancePolicy, bonus_part_fen: int) -> int:
    """The bonus not paid for sick days, in fen: at most what ATT-7 leaves of it (ATT-10)."""
    halves = counts.leave_halves[_SICK]
    if not halves:
        return 0
    unpaid = half_up(Fraction(halves * pay.bonus_fen * 100, 2 * policy.day_rate_days_hundredths))
    return min(unpaid, pay.bonus_fen - bonus_part_fen)


def head_fine_fen(policy_figures_fen: Iterable[int], head: Deduction, policy: AttendancePolicy) -> int:
    """The fine of a head who falsified or covered up, in fen (ATT-11).

    Twice the policy figure of each employee concerned, at most what the head's own deduction leaves of
    the head's own lawful cap.
    """
    fine = policy.head_fine_times * sum(policy_figures_fen)
    return min(fine, max(0, head.cap_fen - head.payable_fen))


def _parts(monthly_fen: int, policy: AttendancePolicy) -> int:
    """A monthly amount in the parts of a fen that a day rate makes, so that sums stay whole until they are rounded."""
    return monthly_fen * policy.day_rate_days_hundredths


def _cost(tier: LateTier | AbsenceTier | None, monthly_fen: int, policy: AttendancePolicy) -> int:
    """What a tier takes of a monthly amount at its day rate (ATT-13), in parts of a fen."""
    if tier is None:
        return 0
    return _parts(monthly_fen, policy) if tier.days == MONTH else int(tier.days) * monthly_fen * 100


def _rounded(parts: int, policy: AttendancePolicy) -> int:
    return half_up(Fraction(parts, policy.day_rate_days_hundredths))
