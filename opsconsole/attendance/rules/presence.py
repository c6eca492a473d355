"""`P`, the span of presence that a day or a half of it is judged by (rules 2 and 4, ATT-2)."""

from __future__ import annotations

from dataclasses import dataclass

from opsconsole.attendance.rules.times import MINUTES_A_DAY
from opsconsole.attendance.rules.values import DayFacts, HalfName


@dataclass(frozen=True, slots=True)
class Presence:
    """From the first to the last known minute of presence.

    `one_punch` tells that nothing but one punch is known (a double swipe is one, at the earlier time);
    then `first` and `last` are that time. `punched_first` and `punched_last` are the ends before an
    outing widened them, None where nobody clocked.
    """

    first: int
    last: int
    one_punch: bool
    punched_first: int | None
    punched_last: int | None

    def widened_over(self, start: int, end: int) -> bool:
        """Whether an outing made more of the half from `start` to `end` covered than the punches alone do."""
        if self.punched_first is None or self.punched_last is None:
            return True
        return (self.first < self.punched_first and self.punched_first > start) or (
            self.last > self.punched_last and self.punched_last < end
        )


def half_span(facts: DayFacts, half: HalfName) -> tuple[int, int]:
    """Start and end of a half of the day's shift, in minutes."""
    shift = facts.shift
    return (shift.am_start, shift.am_end) if half is HalfName.AM else (shift.pm_start, shift.pm_end)


def presence_of_day(facts: DayFacts) -> Presence | None:
    """The presence that both halves of a two-punch shift are judged by; None where there is none.

    Reading: an outing counts here if it overlaps the span from the first half's start to the second
    half's end; one that only touches it does not.
    """
    shift = facts.shift
    outings = _overlapping(facts, shift.am_start, shift.pm_end) if facts.outings else ()
    return _presence(facts, facts.punches, outings)


def window_punches(facts: DayFacts, half: HalfName) -> tuple[int, ...]:
    """The punches in a half's own window: up to the middle of the midday break, or from there (rule 4)."""
    doubled = facts.shift.middle_doubled
    return tuple(p for p in facts.punches if (2 * p < doubled) == (half is HalfName.AM))


def presence_of_half(facts: DayFacts, half: HalfName) -> Presence | None:
    """The presence that one half of a four-punch shift is judged by; None where there is none (rule 4)."""
    outings = _overlapping(facts, *half_span(facts, half)) if facts.outings else ()
    return _presence(facts, window_punches(facts, half), outings)


def presence_for(facts: DayFacts, half: HalfName) -> Presence | None:
    """The presence that a half is judged by, whichever the shift asks for."""
    return presence_of_half(facts, half) if facts.shift.punches == 4 else presence_of_day(facts)


def _overlapping(facts: DayFacts, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The outings that overlap a span, as far as they lie in the clock day."""
    opens = facts.thresholds.clock_day_starts_min
    closes = opens + MINUTES_A_DAY
    return tuple((max(left, opens), min(back, closes)) for left, back in facts.outings if left < end and back > start)


def _presence(facts: DayFacts, punches: tuple[int, ...], outings: tuple[tuple[int, int], ...]) -> Presence | None:
    if not punches and not outings:
        return None
    first, last = (punches[0], punches[-1]) if punches else (None, None)
    if not outings and first is not None and last is not None:
        if last - first < facts.thresholds.one_punch_under_min:
            return Presence(first, first, True, first, first)
        return Presence(first, last, False, first, last)
    begins = [left for left, _ in outings] + ([] if first is None else [first])
    ends = [back for _, back in outings] + ([] if last is None else [last])
    return Presence(min(begins), max(ends), False, first, last)
