"""A month's money in sentences, each with the sum that it is (ATT-6, ATT-7, ATT-10, ATT-13)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from opsconsole.attendance.policy import MONTH, AbsenceTier, AttendancePolicy, LateTier, Payable
from opsconsole.attendance.rules.money import absence_tier, late_tier
from opsconsole.attendance.rules.values import Consequence, Deduction, LeaveKind, MonthCounts, Pay
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.money import format_yuan

Line = tuple[str, Message]


def explain_deduction(
    counts: MonthCounts, pay: Pay, deduction: Deduction, policy: AttendancePolicy
) -> list[tuple[str, Message]]:
    """How `deduction` came out of `counts`: clause and sentence of each step, amounts in yuan.

    The steps are the tiers, the parts that they cost, the lawful cap, what goes to payroll, the bonus not
    paid for sick days and what follows from the absence; what does not arise has no line.
    """
    late, absence = late_tier(counts, policy), absence_tier(counts, policy)
    return [
        _late_line(counts, late),
        _absence_line(counts, absence),
        *_part_lines(pay, deduction, late, absence, policy),
        _cap_line(pay, deduction, policy),
        *_payable_lines(deduction, policy),
        *_sick_lines(counts, pay, deduction, policy),
        *_consequence_lines(counts, deduction, policy),
    ]


def _late_line(counts: MonthCounts, tier: LateTier | None) -> Line:
    times = counts.late_times + counts.early_times
    if tier is None:
        return "ATT-6", Message(N_("late or early times: {times}, no tier reached"), times=times)
    return "ATT-6", Message(
        N_("late or early times: {times}, tier of {tier} reached: {days} basic wage"),
        times=times,
        tier=tier.from_times,
        days=_days(tier.days),
    )


def _absence_line(counts: MonthCounts, tier: AbsenceTier | None) -> Line:
    absence = _halves(counts.absence_halves)
    if tier is None:
        return "ATT-7", Message(N_("days of absence: {absence}, no tier reached"), absence=absence)
    return "ATT-7", Message(
        N_("days of absence: {absence}, tier of {tier} reached: {days} basic wage and bonus"),
        absence=absence,
        tier=_halves(tier.from_halves),
        days=_days(tier.days),
    )


def _part_lines(
    pay: Pay, deduction: Deduction, late: LateTier | None, absence: AbsenceTier | None, policy: AttendancePolicy
) -> Iterator[Line]:
    tiers = [tier.days for tier in (late, absence) if tier]
    if not tiers:
        return
    yield "ATT-13", _part(N_("basic wage"), tiers, pay.basic_fen, deduction.basic_part_fen, policy)
    if absence:
        yield "ATT-13", _part(N_("bonus"), [absence.days], pay.bonus_fen, deduction.bonus_part_fen, policy)
    total = Message(
        N_("policy figure: {basic} + {bonus} = {total}"),
        basic=format_yuan(deduction.basic_part_fen),
        bonus=format_yuan(deduction.bonus_part_fen),
        total=format_yuan(deduction.policy_fen),
    )
    yield "ATT-13", total


def _part(of: str, tiers: list[int | str], monthly_fen: int, part_fen: int, policy: AttendancePolicy) -> Message:
    """One part: days at the day rate, or the whole amount where a tier or both together reach it."""
    monthly, part = format_yuan(monthly_fen), format_yuan(part_fen)
    days = [days for days in tiers if isinstance(days, int)]
    if len(days) < len(tiers):
        return Message(N_("{of}: the month's, {part}"), of=Message(of), part=part)
    both = " + ".join(map(str, days))
    facts: dict[str, Any] = {
        "of": Message(of),
        "days": both if len(days) == 1 else f"({both})",
        "monthly": monthly,
        "divisor": _hundredths(policy.day_rate_days_hundredths),
        "part": part,
    }
    if sum(days) * 100 > policy.day_rate_days_hundredths:
        return Message(N_("{of}: {days} x {monthly} / {divisor}, at most the month's, {part}"), **facts)
    return Message(N_("{of}: {days} x {monthly} / {divisor} = {part}"), **facts)


def _cap_line(pay: Pay, deduction: Deduction, policy: AttendancePolicy) -> Line:
    wage = pay.basic_fen + pay.bonus_fen
    facts: dict[str, Any] = {
        "percent": policy.cap_percent,
        "wage": format_yuan(wage),
        "share": format_yuan(wage * policy.cap_percent // 100),
        "cap": format_yuan(deduction.cap_fen),
    }
    if policy.minimum_wage_fen is None:
        return "ATT-13", Message(N_("lawful cap: {percent}% x {wage} = {cap}; no minimum wage is entered"), **facts)
    facts["minimum"] = format_yuan(policy.minimum_wage_fen)
    facts["rest"] = format_yuan(wage - policy.minimum_wage_fen)
    lower = N_(
        "lawful cap: the lower of {percent}% x {wage} = {share} "
        "and {wage} - minimum wage {minimum} = {rest}, at least 0: {cap}"
    )
    return "ATT-13", Message(lower, **facts)


def _payable_lines(deduction: Deduction, policy: AttendancePolicy) -> Iterator[Line]:
    if deduction.over_the_law:
        over = format_yuan(deduction.policy_fen - deduction.cap_fen)
        yield "ATT-13", Message(N_("the policy figure is {over} above the lawful cap"), over=over)
    amount = format_yuan(deduction.payable_fen)
    if policy.payable is Payable.LOWER:
        yield "ATT-13", Message(N_("to payroll, the lower of policy figure and lawful cap: {amount}"), amount=amount)
    else:
        yield "ATT-13", Message(N_("to payroll, the policy figure: {amount}"), amount=amount)


def _sick_lines(counts: MonthCounts, pay: Pay, deduction: Deduction, policy: AttendancePolicy) -> Iterator[Line]:
    halves = counts.leave_halves[tuple(LeaveKind).index(LeaveKind.SICK)]
    if not halves or not pay.bonus_fen:
        return
    facts: dict[str, Any] = {
        "days": _halves(halves),
        "bonus": format_yuan(pay.bonus_fen),
        "divisor": _hundredths(policy.day_rate_days_hundredths),
        "amount": format_yuan(deduction.sick_bonus_fen),
    }
    left = pay.bonus_fen - deduction.bonus_part_fen
    whole = Fraction(halves, 2) * pay.bonus_fen * 100 / policy.day_rate_days_hundredths
    if whole > left:
        msgid = N_("bonus not paid for sick days: {days} x {bonus} / {divisor}, at most the bonus left, {amount}")
    else:
        msgid = N_("bonus not paid for sick days: {days} x {bonus} / {divisor} = {amount}")
    yield "ATT-10", Message(msgid, **facts)


def _consequence_lines(counts: MonthCounts, deduction: Deduction, policy: AttendancePolicy) -> Iterator[Line]:
    if deduction.consequence is Consequence.DISMISSAL:
        msgid = N_("days of absence: {absence}, {limit} or more: dismissal is proposed")
        limit = policy.dismissal_from_halves
    elif deduction.consequence is Consequence.PROBATION:
        msgid = N_("days of absence: {absence}, over {limit}: probation on basic wage alone from next month")
        limit = policy.probation_over_halves
    else:
        return
    yield "ATT-7", Message(msgid, absence=_halves(counts.absence_halves), limit=_halves(limit))


def _days(days: int | str) -> Message:
    """The size of a tier: `5 days'`, or the month's."""
    if days == MONTH:
        return Message(N_("the month's"))
    return Message(N_("1 day's")) if days == 1 else Message(N_("{days} days'"), days=days)


def _halves(halves: int) -> str:
    """Half days as days: 3 is `1.5`, 4 is `2`."""
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def _hundredths(value: int) -> str:
    """Hundredths as a decimal number without needless zeros: 2175 is `21.75`."""
    return f"{value // 100}.{value % 100:02d}".rstrip("0").rstrip(".")
