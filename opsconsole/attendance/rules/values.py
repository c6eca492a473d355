"""The plain values that attendance rules take and give.

Times of a day are whole minutes after that day's midnight; a clock day runs from 04:00 to 04:00,
so they reach from 240 to 1679 (`24:30` is 1470). Amounts of days are counted in half days
(`…_halves`) so that nothing is ever a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    """What the company's calendar says of a day (ATT-1)."""

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"


class HalfName(StrEnum):
    AM = "am"
    PM = "pm"


class LeaveKind(StrEnum):
    """Kinds of leave, in the order of the month sheet's columns (ATT-4, ATT-10)."""

    SICK = "sick"
    PERSONAL = "personal"
    ANNUAL = "annual"
    FAMILY = "family"
    MARRIAGE = "marriage"
    MATERNITY = "maternity"
    SURGERY = "surgery"
    BEREAVEMENT = "bereavement"


class FindingKind(StrEnum):
    """What was found: things unrelated to work (ATT-8), or a falsified record (ATT-11)."""

    UNRELATED = "unrelated"
    FALSIFIED = "falsified"


class Result(StrEnum):
    """What a half day was judged."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    LATE_EARLY = "late+early"
    ABSENT = "absent"
    MISSING = "missing"
    LEAVE = "leave"
    OPEN = "open"
    REST = "rest"
    HOLIDAY = "holiday"


UNSETTLED = frozenset({Result.LATE, Result.EARLY, Result.LATE_EARLY, Result.ABSENT, Result.MISSING})
"""Results that a clerk may explain away (rule 6)."""


class Why(StrEnum):
    """Why a half was judged as it was; each names its clause where it is shown."""

    DAY_OFF = "day_off"
    NOT_OVER = "not_over"
    ON_LEAVE = "on_leave"
    NO_CERTIFICATE = "no_certificate"
    NO_PUNCH = "no_punch"
    ONE_PUNCH_ARRIVAL = "one_punch_arrival"
    """One punch, before the middle of the break: an arrival; the departure is missing."""
    ONE_PUNCH_DEPARTURE = "one_punch_departure"
    """One punch, later: a departure; the arrival is missing."""
    ONE_PUNCH_OTHER_ON_LEAVE = "one_punch_other_on_leave"
    ONE_PUNCH_IN_WINDOW = "one_punch_in_window"
    NO_PUNCH_IN_WINDOW = "no_punch_in_window"
    NO_OVERLAP = "no_overlap"
    LATE_OVER = "late_over"
    EARLY_OVER = "early_over"
    LATE = "late"
    LATE_WITHIN_GRACE = "late_within_grace"
    EARLY = "early"
    EARLY_WITHIN_GRACE = "early_within_grace"
    ON_TIME = "on_time"
    BY_OUTING = "by_outing"
    """An outing widened the span that this half was judged by."""
    EXPLAINED = "explained"


@dataclass(frozen=True, slots=True)
class Shift:
    """Two halves of a workday, in minutes after midnight, and how many punches a day it asks for."""

    am_start: int
    am_end: int
    pm_start: int
    pm_end: int
    punches: int = 2

    @property
    def middle_doubled(self) -> int:
        """Twice the middle of the midday break, so that an odd break stays whole."""
        return self.am_end + self.pm_start


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The part of a policy version that a day is judged by (ATT-5, ATT-14)."""

    late_from_min: int = 5
    late_to_min: int = 30
    early_from_min: int = 1
    early_to_min: int = 30
    one_punch_under_min: int = 5
    clock_day_starts_min: int = 240
    duty_margin_min: int = 120
    short_event_to_min: int = 240


@dataclass(frozen=True, slots=True)
class DayFacts:
    """All that one person's calendar day is judged from; nothing in it names the day or the person.

    `punches` are sorted whole minutes of that clock day; `outings` are spans in minutes after that
    day's midnight and may reach outside the day; `leave` holds, for each half, the kind of approved
    leave that covers it or None; `uncertified` marks a half covered by leave whose certificate is
    outstanding (ATT-10); `explained` holds each half's reason code or None; `over` tells that the
    clock day has ended.
    """

    kind: DayKind
    shift: Shift
    thresholds: Thresholds
    punches: tuple[int, ...] = ()
    outings: tuple[tuple[int, int], ...] = ()
    leave: tuple[LeaveKind | None, LeaveKind | None] = (None, None)
    uncertified: tuple[bool, bool] = (False, False)
    explained: tuple[str | None, str | None] = (None, None)
    over: bool = True


@dataclass(frozen=True, slots=True)
class JudgedHalf:
    """One half day's judgement. Minutes are only those that count; `judged_first` is what stood before
    an explanation made it present (rule 6), else None."""

    result: Result
    late_min: int = 0
    early_min: int = 0
    leave: LeaveKind | None = None
    explained: str | None = None
    judged_first: Result | None = None
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedDay:
    """Both halves of a day, and the first and last real punch of its clock day (minutes, or None)."""

    kind: DayKind
    am: JudgedHalf
    pm: JudgedHalf
    first: int | None = None
    last: int | None = None

    @property
    def halves(self) -> tuple[JudgedHalf, JudgedHalf]:
        return (self.am, self.pm)


class SpanResult(StrEnum):
    """What a duty or an event was judged (ATT-3, ATT-9)."""

    KEPT = "kept"
    LATE = "late"
    EARLY = "early"
    LATE_EARLY = "late+early"
    ABSENT = "absent"
    EXCUSED = "excused"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class JudgedSpan:
    """One duty or event of one person: minutes only where they count, absence in half days."""

    day: date
    result: SpanResult
    late_min: int = 0
    early_min: int = 0
    absence_halves: int = 0


class Consequence(StrEnum):
    """What the month's absence leads to (ATT-7)."""

    NONE = ""
    PROBATION = "probation"
    DISMISSAL = "dismissal"


@dataclass(frozen=True, slots=True)
class Pay:
    """A person's full monthly amounts in fen: those of the month's last assignment (ATT-13)."""

    basic_fen: int
    bonus_fen: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """The money of one month (ATT-6, ATT-7, ATT-10, ATT-13); all in fen. Tiers are 0, a number of days
    or `month`."""

    late_tier: int | str
    absence_tier: int | str
    basic_part_fen: int
    bonus_part_fen: int
    policy_fen: int
    cap_fen: int
    payable_fen: int
    sick_bonus_fen: int
    minimum_wage_known: bool
    consequence: Consequence

    @property
    def over_the_law(self) -> bool:
        """Whether the policy's figure exceeds the lawful cap (ATT-13)."""
        return self.policy_fen > self.cap_fen


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """What a month adds up for one person, before money. Halves are half days."""

    required_days: int
    present_halves: int
    late_times: int
    late_min: int
    early_times: int
    early_min: int
    missing: int
    absence_halves: int
    leave_halves: tuple[int, ...]
    """One figure per `LeaveKind`, in its order."""
    outing_times: int
    duty_days: int
    finding_days: int
    unsettled: int
    """Halves late, early, absent or missing that nobody has explained."""
    explained: int
