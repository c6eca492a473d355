"""How one day is judged, half by half ("How one day is judged" of the house rules, ATT-1 to ATT-5, ATT-10).

Pure: the same facts always give the same judgement, in any order and at any time.
"""

from __future__ import annotations

from functools import lru_cache

from opsconsole.attendance.rules.lateness import lateness_of
from opsconsole.attendance.rules.presence import (
    Presence,
    half_span,
    presence_of_day,
    presence_of_half,
)
from opsconsole.attendance.rules.values import (
    UNSETTLED,
    DayFacts,
    DayKind,
    HalfName,
    JudgedDay,
    JudgedHalf,
    LeaveKind,
    Result,
    Shift,
    Thresholds,
    Why,
)

_AM, _PM = HalfName.AM, HalfName.PM
_FREE = {
    DayKind.REST: JudgedHalf(Result.REST, why=(Why.DAY_OFF,)),
    DayKind.HOLIDAY: JudgedHalf(Result.HOLIDAY, why=(Why.DAY_OFF,)),
}
_OPEN = JudgedHalf(Result.OPEN, why=(Why.NOT_OVER,))
_ON_LEAVE = {kind: JudgedHalf(Result.LEAVE, leave=kind, why=(Why.ON_LEAVE,)) for kind in LeaveKind}
_NO_CERTIFICATE = JudgedHalf(Result.ABSENT, why=(Why.NO_CERTIFICATE,))
_NO_PUNCH = JudgedHalf(Result.ABSENT, why=(Why.NO_PUNCH,))
_NO_PUNCH_IN_WINDOW = JudgedHalf(Result.ABSENT, why=(Why.NO_PUNCH_IN_WINDOW,))
_ONE_PUNCH_IN_WINDOW = JudgedHalf(Result.MISSING, why=(Why.ONE_PUNCH_IN_WINDOW,))
_OTHER_ON_LEAVE = JudgedHalf(Result.MISSING, why=(Why.ONE_PUNCH_OTHER_ON_LEAVE,))
_DEPARTURE_MISSING = JudgedHalf(Result.MISSING, why=(Why.ONE_PUNCH_ARRIVAL,))
_ARRIVAL_MISSING = JudgedHalf(Result.MISSING, why=(Why.ONE_PUNCH_DEPARTURE,))
_ON_TIME = JudgedHalf(Result.PRESENT, why=(Why.ON_TIME,))


def judge_day(facts: DayFacts) -> JudgedDay:
    """Judges both halves of one person's calendar day.

    Readings: a day off is free whatever lies on it; a workday that is not over is open whatever lies on
    it; an uncertified half is absent outright and does not count as leave beside a lone punch; an
    explanation touches only a half that is late, early, absent or missing (rule 6). The first and last
    real punch are always told.
    """
    punches = facts.punches
    first, last = (punches[0], punches[-1]) if punches else (None, None)
    if facts.kind is not DayKind.WORKDAY:
        free = _FREE[facts.kind]
        return JudgedDay(facts.kind, free, free, first, last)
    if not facts.over:
        return JudgedDay(facts.kind, _OPEN, _OPEN, first, last)
    am, pm = _by_windows(facts) if facts.shift.punches == 4 else _by_one_presence(facts)
    am_reason, pm_reason = facts.explained
    if am_reason is not None:
        am = _explained(am, am_reason)
    if pm_reason is not None:
        pm = _explained(pm, pm_reason)
    return JudgedDay(facts.kind, am, pm, first, last)


judge_day_cached = lru_cache(maxsize=1 << 16)(judge_day)
"""`judge_day` that remembers: in a month of many people most days equal a day already judged.

Equal facts share one judgement. Only the first and the last punch matter to a two-punch shift, so
whoever leaves out those between finds more days already judged.
"""


@lru_cache(maxsize=1 << 16)
def judge_plain_day(kind: DayKind, shift: Shift, thresholds: Thresholds, punches: tuple[int, ...] = ()) -> JudgedDay:
    """Judges a day that is over and has nothing but punches: no outing, leave or explanation.

    The same as `judge_day` of such facts, without making them for a day that is already known; for
    whole companies, where nearly every day is plain.
    """
    return judge_day(DayFacts(kind, shift, thresholds, punches))


def _by_one_presence(facts: DayFacts) -> tuple[JudgedHalf, JudgedHalf]:
    """A two-punch shift: both halves are judged by the one presence of the day (rules 2 and 3)."""
    am, pm = _settled(facts, 0), _settled(facts, 1)
    if am is not None and pm is not None:
        return am, pm
    presence = presence_of_day(facts)
    if presence is None:
        return am or _NO_PUNCH, pm or _NO_PUNCH
    if presence.one_punch:
        return _by_one_punch(facts, presence.first, am, pm)
    return am or _by_presence(facts, _AM, presence), pm or _by_presence(facts, _PM, presence)


def _by_one_punch(
    facts: DayFacts, punch: int, am: JudgedHalf | None, pm: JudgedHalf | None
) -> tuple[JudgedHalf, JudgedHalf]:
    """One punch in all: one side is missing, the known side is judged as usual (rule 2)."""
    if any(half is not None and half.result is Result.LEAVE for half in (am, pm)):
        return am or _OTHER_ON_LEAVE, pm or _OTHER_ON_LEAVE
    if 2 * punch < facts.shift.middle_doubled:
        _, end = half_span(facts, _AM)
        return am or _by_times(facts, _AM, punch, end, Why.ONE_PUNCH_ARRIVAL), pm or _DEPARTURE_MISSING
    start, _ = half_span(facts, _PM)
    return am or _ARRIVAL_MISSING, pm or _by_times(facts, _PM, start, punch, Why.ONE_PUNCH_DEPARTURE)


def _by_windows(facts: DayFacts) -> tuple[JudgedHalf, JudgedHalf]:
    """A four-punch shift: each half is judged by the presence in its own window (rule 4)."""
    return (
        _settled(facts, 0) or _by_window(facts, _AM),
        _settled(facts, 1) or _by_window(facts, _PM),
    )


def _by_window(facts: DayFacts, half: HalfName) -> JudgedHalf:
    presence = presence_of_half(facts, half)
    if presence is None:
        return _NO_PUNCH_IN_WINDOW if facts.punches else _NO_PUNCH
    if presence.one_punch:
        return _ONE_PUNCH_IN_WINDOW
    return _by_presence(facts, half, presence)


def _settled(facts: DayFacts, index: int) -> JudgedHalf | None:
    """What leave makes of a half before any punch is looked at; None where it has to be judged (ATT-10)."""
    if facts.uncertified[index]:
        return _NO_CERTIFICATE
    kind = facts.leave[index]
    return None if kind is None else _ON_LEAVE[kind]


def _by_presence(facts: DayFacts, half: HalfName, presence: Presence) -> JudgedHalf:
    if facts.outings and presence.widened_over(*half_span(facts, half)):
        return _by_times(facts, half, presence.first, presence.last, Why.BY_OUTING)
    return _by_times(facts, half, presence.first, presence.last)


def _by_times(facts: DayFacts, half: HalfName, first: int, last: int, *before: Why) -> JudgedHalf:
    """One half against a presence from `first` to `last`; `before` is what led to these times (rule 3)."""
    start, end = half_span(facts, half)
    if first <= start and last >= end and not before:
        return _ON_TIME
    lateness = lateness_of(start, end, first, last, facts.thresholds)
    why = before + lateness.why
    if lateness.absent:
        return JudgedHalf(Result.ABSENT, why=why)
    return JudgedHalf(_result(lateness.late_min, lateness.early_min), lateness.late_min, lateness.early_min, why=why)


def _result(late_min: int, early_min: int) -> Result:
    if late_min:
        return Result.LATE_EARLY if early_min else Result.LATE
    return Result.EARLY if early_min else Result.PRESENT


def _explained(half: JudgedHalf, reason: str) -> JudgedHalf:
    """A half that an explanation makes present; any other stays as it is (rule 6)."""
    if half.result not in UNSETTLED:
        return half
    return JudgedHalf(Result.PRESENT, explained=reason, judged_first=half.result, why=(*half.why, Why.EXPLAINED))
