"""Random facts for hypothesis, crowded around the moments where rules change their mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from opsconsole.attendance.rules.values import DayFacts, DayKind, LeaveKind, Shift, Thresholds
from tests.attendance.rules.days import DEFAULT, FOUR, FOUR_ODD, LATE_SHIFT, NO_BREAK, ODD_BREAK

SHIFTS = (DEFAULT, FOUR, ODD_BREAK, FOUR_ODD, LATE_SHIFT, NO_BREAK)
LIMITS = (Thresholds(), Thresholds(late_from_min=1, late_to_min=15, early_from_min=3, early_to_min=20))
NEAR = (-32, -31, -30, -29, -6, -5, -4, -1, 0, 1, 4, 5, 6, 29, 30, 31, 32)
REASONS = st.sampled_from([None, None, None, "forgot", "field"])


def turning_points(shift: Shift) -> list[int]:
    """Minutes of the clock day that lie near an end of a half or the middle of the break."""
    edges = (shift.am_start, shift.am_end, shift.middle_doubled // 2, shift.pm_start, shift.pm_end, 240, 1679)
    return sorted({edge + near for edge in edges for near in NEAR if 240 <= edge + near < 1680})


def punches_near(shift: Shift, min_size: int = 0, max_size: int = 6) -> st.SearchStrategy[tuple[int, ...]]:
    minute = st.one_of(st.sampled_from(turning_points(shift)), st.integers(240, 1679))
    return st.lists(minute, min_size=min_size, max_size=max_size, unique=True).map(lambda p: tuple(sorted(p)))


def outings_near(shift: Shift) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """Outings of at least a minute, some of which reach out of the clock day."""
    minute = st.one_of(st.sampled_from(turning_points(shift)), st.integers(-600, 2400))
    spans = st.tuples(minute, minute).filter(lambda s: s[0] != s[1]).map(lambda s: (min(s), max(s)))
    return st.one_of(st.just(()), st.lists(spans, max_size=2).map(tuple))


@st.composite
def day_facts(
    draw: st.DrawFn,
    kinds: Sequence[DayKind] = (DayKind.WORKDAY, *DayKind),
    shifts: Sequence[Shift] = SHIFTS,
    min_punches: int = 0,
) -> DayFacts:
    """Any facts of a day."""
    shift = draw(st.sampled_from(shifts))
    leave = st.sampled_from([None, None, None, *LeaveKind])
    lacking = st.sampled_from([False, False, False, True])
    return DayFacts(
        kind=draw(st.sampled_from(kinds)),
        shift=shift,
        thresholds=draw(st.sampled_from(LIMITS)),
        punches=draw(punches_near(shift, min_punches)),
        outings=draw(outings_near(shift)),
        leave=(draw(leave), draw(leave)),
        uncertified=(draw(lacking), draw(lacking)),
        explained=(draw(REASONS), draw(REASONS)),
        over=draw(st.sampled_from([True, True, True, False])),
    )


WORKDAY = (DayKind.WORKDAY,)
TWO_PUNCH_SHIFTS = tuple(shift for shift in SHIFTS if shift.punches == 2)


@st.composite
def widened_days(draw: st.DrawFn) -> tuple[DayFacts, DayFacts]:
    """A workday whose punches span 5 minutes or more, and the same with one punch before or after them."""
    facts = draw(day_facts(kinds=WORKDAY, min_punches=2))
    first = facts.punches[0]
    seen = [first, *(punch for punch in facts.punches if punch >= first + facts.thresholds.one_punch_under_min)]
    if len(seen) == 1:
        seen = [first - 30, first] if first >= 1650 else [first, first + 30]
    outside = [minute for minute in turning_points(facts.shift) if not seen[0] <= minute <= seen[-1]]
    more = draw(st.sampled_from(outside or [240, 1679]))
    return replace(facts, punches=tuple(seen)), replace(facts, punches=tuple(sorted({*seen, more})))


@st.composite
def longer_outings(draw: st.DrawFn) -> tuple[DayFacts, DayFacts]:
    """A workday of a two-punch shift with an outing in work hours, and the same with a longer one."""
    facts = draw(day_facts(kinds=WORKDAY, shifts=TWO_PUNCH_SHIFTS))
    left = draw(st.integers(facts.shift.am_start, facts.shift.pm_end - 1))
    back = draw(st.integers(left + 1, facts.shift.pm_end + 60))
    before, after = draw(st.integers(0, 300)), draw(st.integers(0, 300))
    return replace(facts, outings=((left, back),)), replace(facts, outings=((left - before, back + after),))
