"""A second judge of days, written from the house rules alone: slow, minute by minute, sharing no code with the first.

It answers in plain words, so that it cannot borrow a mistake from the values either.
"""

from __future__ import annotations

from fractions import Fraction

from opsconsole.attendance.rules.values import DayFacts

Verdict = tuple[str, int, int]
"""Result, late minutes, early minutes; before any explanation."""

ABSENT: Verdict = ("absent", 0, 0)
MISSING: Verdict = ("missing", 0, 0)
FOREVER = 10**6


def textbook_halves(facts: DayFacts) -> list[Verdict]:
    """Morning and afternoon as rules 1 to 4 have them, explanations left aside."""
    if facts.kind.value == "rest":
        return [("rest", 0, 0)] * 2
    if facts.kind.value == "holiday":
        return [("holiday", 0, 0)] * 2
    if not facts.over:
        return [("open", 0, 0)] * 2
    by_punches = four_punch_halves(facts) if facts.shift.punches == 4 else two_punch_halves(facts)
    verdicts = []
    for verdict, kind, lacking in zip(by_punches, facts.leave, facts.uncertified, strict=True):
        if lacking:
            verdicts.append(ABSENT)
        elif kind:
            verdicts.append((f"leave:{kind.value}", 0, 0))
        else:
            verdicts.append(verdict)
    return verdicts


def halves_of(facts: DayFacts) -> list[tuple[int, int]]:
    s = facts.shift
    return [(s.am_start, s.am_end), (s.pm_start, s.pm_end)]


def middle(facts: DayFacts) -> Fraction:
    return Fraction(facts.shift.am_end + facts.shift.pm_start, 2)


def minutes_out(facts: DayFacts, start: int, end: int) -> set[int]:
    """The minutes of the clock day that are spent out, of every outing that has a minute between start and end."""
    opens = facts.thresholds.clock_day_starts_min
    out: set[int] = set()
    for left, back in facts.outings:
        if set(range(left, back)) & set(range(start, end)):
            out |= set(range(left, back)) & set(range(opens, opens + 24 * 60))
    return out


def ends(punches: list[int], out: set[int]) -> tuple[int, int]:
    """First and last moment of `P`; a minute out lasts until the next begins."""
    moments = set(punches) | out | {minute + 1 for minute in out}
    return min(moments), max(moments)


def two_punch_halves(facts: DayFacts) -> list[Verdict]:
    out = minutes_out(facts, facts.shift.am_start, facts.shift.pm_end)
    punches = list(facts.punches)
    if not punches and not out:
        return [ABSENT, ABSENT]
    first, last = ends(punches, out)
    if out or last - first >= facts.thresholds.one_punch_under_min:
        return [compare(facts, half, first, last) for half in halves_of(facts)]
    on_leave = [bool(kind) and not lacking for kind, lacking in zip(facts.leave, facts.uncertified, strict=True)]
    if any(on_leave):
        return [MISSING, MISSING]
    morning, afternoon = halves_of(facts)
    if first < middle(facts):
        return [compare(facts, morning, first, FOREVER), MISSING]
    return [MISSING, compare(facts, afternoon, -FOREVER, first)]


def four_punch_halves(facts: DayFacts) -> list[Verdict]:
    verdicts = []
    for half, mine in zip(halves_of(facts), (lambda p: p < middle(facts), lambda p: p >= middle(facts)), strict=True):
        punches = [punch for punch in facts.punches if mine(punch)]
        out = minutes_out(facts, *half)
        if not punches and not out:
            verdicts.append(ABSENT)
            continue
        first, last = ends(punches, out)
        if not out and last - first < facts.thresholds.one_punch_under_min:
            verdicts.append(MISSING)
        else:
            verdicts.append(compare(facts, half, first, last))
    return verdicts


def compare(facts: DayFacts, half: tuple[int, int], first: int, last: int) -> Verdict:
    start, end = half
    there = [minute for minute in range(start, end) if first <= minute < last]
    if not there:
        return ABSENT
    late = there[0] - start
    early = end - (there[-1] + 1)
    limits = facts.thresholds
    if late > limits.late_to_min or early > limits.early_to_min:
        return ABSENT
    late_counts = limits.late_from_min <= late <= limits.late_to_min and late > 0
    early_counts = limits.early_from_min <= early <= limits.early_to_min and early > 0
    words = [word for word, counts in (("late", late_counts), ("early", early_counts)) if counts]
    return "+".join(words) or "present", late if late_counts else 0, early if early_counts else 0
