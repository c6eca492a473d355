"""The figures of attendance that the company may change, each version from a date (ATT-14).

Plain values only: how versions are kept and found is the policy room's business. The defaults
are the company's own rules as of its founding text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from opsconsole.attendance.rules.values import LeaveKind, Thresholds
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_

DAY_MIN = 24 * 60
MOST_REASONS = 9
"""A reason is picked by one digit."""
LONGEST_REASON = 40

MONTH = "month"
"""A tier that costs the whole month, instead of a number of days."""


class Payable(StrEnum):
    """Which figure goes to payroll where policy and law differ (ATT-13)."""

    LOWER = "lower"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class LateTier:
    """From so many late and early times in a month, so many days' basic wage (ATT-6)."""

    from_times: int
    days: int | str


@dataclass(frozen=True, slots=True)
class AbsenceTier:
    """From so many half days of absence in a month, so many days' basic wage and bonus (ATT-7)."""

    from_halves: int
    days: int | str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that explains a half day, picked by its digit (rule 6); `sign_zh` and `sign_en` stand for it on paper,
    and in a month sheet that is filled in and read back. Without a sign its digit does."""

    code: str
    zh: str
    en: str
    sign_zh: str = ""
    sign_en: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """What stands on paper for a half day that was judged so: `code` as exports call the result (`late`,
    `leave:sick`)."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class AttendancePolicy:
    """One version of the figures. Minutes end in `_min`, money in `_fen`, shares in `_percent`."""

    # a day's thresholds: the version of that day holds
    late_from_min: int = 5
    late_to_min: int = 30
    early_from_min: int = 1
    early_to_min: int = 30
    one_punch_under_min: int = 5
    clock_day_starts_min: int = 4 * 60
    duty_margin_min: int = 120
    short_event_to_min: int = 4 * 60
    default_shift: tuple[int, int, int, int] = (9 * 60, 12 * 60, 13 * 60 + 30, 18 * 60)
    certificate_kinds: tuple[str, ...] = ("family", "marriage", "maternity", "surgery")
    # tiers, rates and caps: the version of the month's last day holds
    late_tiers: tuple[LateTier, ...] = (
        LateTier(3, 5),
        LateTier(4, 10),
        LateTier(5, 15),
        LateTier(10, MONTH),
    )
    absence_tiers: tuple[AbsenceTier, ...] = (
        AbsenceTier(1, 1),
        AbsenceTier(2, 5),
        AbsenceTier(4, 10),
        AbsenceTier(6, MONTH),
    )
    probation_over_halves: int = 6
    dismissal_from_halves: int = 12
    day_rate_days_hundredths: int = 2175
    cap_percent: int = 20
    minimum_wage_fen: int | None = None
    payable: Payable = Payable.LOWER
    head_fine_times: int = 2
    reasons: tuple[Reason, ...] = field(
        default=(
            Reason("forgot", "忘记打卡", "Forgot to clock", "补", "f"),
            Reason("clock_broken", "考勤机故障", "Clock broken", "机", "c"),
            Reason("business", "因公外出", "Out on business", "外", "b"),
            Reason("field", "外勤直接上下班", "Straight to or from a client", "勤", "d"),
            Reason("overtime", "前日加班晚到", "Late after overtime", "加", "o"),
            Reason("weather", "天气交通", "Weather or traffic", "天", "w"),
            Reason("new_hire", "新人未录指纹", "New hire not enrolled", "新", "n"),
            Reason("other", "其他", "Other", "他", "x"),
        )
    )

    symbols: tuple[Symbol, ...] = (
        Symbol("present", "√", "√"),
        Symbol("late", "迟", "L"),
        Symbol("early", "退", "E"),
        Symbol("late+early", "双", "B"),
        Symbol("absent", "旷", "A"),
        Symbol("missing", "缺", "M"),
        Symbol("leave:sick", "病", "S"),
        Symbol("leave:personal", "事", "P"),
        Symbol("leave:annual", "年", "V"),
        Symbol("leave:family", "探", "F"),
        Symbol("leave:marriage", "婚", "W"),
        Symbol("leave:maternity", "产", "N"),
        Symbol("leave:surgery", "术", "O"),
        Symbol("leave:bereavement", "丧", "D"),
        Symbol("rest", "休", "-"),
        Symbol("holiday", "节", "="),
    )

    @property
    def thresholds(self) -> Thresholds:
        """The figures that a day is judged by (ATT-5, ATT-14)."""
        return Thresholds(
            late_from_min=self.late_from_min,
            late_to_min=self.late_to_min,
            early_from_min=self.early_from_min,
            early_to_min=self.early_to_min,
            one_punch_under_min=self.one_punch_under_min,
            clock_day_starts_min=self.clock_day_starts_min,
            duty_margin_min=self.duty_margin_min,
            short_event_to_min=self.short_event_to_min,
        )


def refuse_unsound(policy: AttendancePolicy) -> None:
    """Raises Refusal for a version whose figures contradict each other or could judge nobody."""
    for name, first, last in (
        (N_("Late"), policy.late_from_min, policy.late_to_min),
        (N_("Left early"), policy.early_from_min, policy.early_to_min),
    ):
        if not 1 <= first <= last < DAY_MIN:
            raise Refusal(
                N_("{what}: from {first} to {last} min is no span; at least 1 min, and the first not over the last"),
                clause="ATT-5",
                what=Message(name),
                first=first,
                last=last,
            )
    shift = policy.default_shift
    if not all(one < other for one, other in pairwise((0, *shift, DAY_MIN))):
        raise Refusal(N_("The four times of a shift follow one another within a day"), clause="ATT-1")
    if not 0 <= policy.clock_day_starts_min < shift[0]:
        raise Refusal(N_("A clock day begins before the shift does"), clause="rule 2")
    for tiers, clause in (
        ([tier.from_times for tier in policy.late_tiers], "ATT-6"),
        ([tier.from_halves for tier in policy.absence_tiers], "ATT-7"),
    ):
        if not all(one < other for one, other in pairwise((0, *tiers))):
            raise Refusal(N_("Each tier begins above the one before it, the first above nothing"), clause=clause)
    for tier in (*policy.late_tiers, *policy.absence_tiers):
        if tier.days != MONTH and (isinstance(tier.days, str) or tier.days < 0):
            raise Refusal(N_("A tier costs a number of days or the whole month"), clause="ATT-6")
    if not 1 <= policy.cap_percent <= 100:
        raise Refusal(N_("The lawful cap is 1 to 100 percent of the wage"), clause="ATT-13")
    if policy.day_rate_days_hundredths <= 0:
        raise Refusal(N_("The day rate needs a number of days over 0"), clause="ATT-13")
    amounts = (policy.one_punch_under_min, policy.duty_margin_min, policy.short_event_to_min, policy.head_fine_times)
    halves = (policy.probation_over_halves, policy.dismissal_from_halves, policy.minimum_wage_fen or 0)
    if min(*amounts, *halves) < 0:
        raise Refusal(N_("No figure of the policy is under 0"))
    unknown = set(policy.certificate_kinds) - set(LeaveKind)
    if unknown:
        raise Refusal(N_("There is no leave of the kind {kind}"), clause="ATT-10", kind=min(unknown))
    _refuse_unsound_signs(policy)
    codes = [reason.code for reason in policy.reasons]
    if len(set(codes)) < len(codes) or not 1 <= len(codes) <= MOST_REASONS:
        raise Refusal(N_("1 to {most} reasons, each once"), clause="rule 6", most=MOST_REASONS)
    for reason in policy.reasons:
        for text in (reason.zh, reason.en):
            if not text.strip() or len(text) > LONGEST_REASON:
                raise Refusal(
                    N_("A reason has a name of at most {most} characters in both languages"),
                    clause="rule 6",
                    most=LONGEST_REASON,
                )


def _refuse_unsound_signs(policy: AttendancePolicy) -> None:
    """Signs are what a filled-in sheet is read by: one character each, a reason's like no other."""
    for at in (0, 1):
        # Rest days and holidays may look alike: nobody explains either.
        signs = [(one.zh, one.en)[at] for one in policy.symbols if one.code != "holiday"]
        reasons = [sign for one in policy.reasons if (sign := (one.sign_zh, one.sign_en)[at])]
        for sign in (*signs, *reasons):
            if len(sign) != 1 or sign.isspace() or sign.isdigit():
                raise Refusal(N_('A sign is one character and no digit, not "{sign}"'), clause="rule 6", sign=sign)
        every = [*signs, *reasons]
        twice = sorted({sign for sign in every if every.count(sign) > 1})
        if twice:
            raise Refusal(N_('The sign "{sign}" stands for two things'), clause="rule 6", sign=twice[0])
