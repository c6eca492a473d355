"""The figures of attendance that the company may change, each version from a date (ATT-14).

Plain values only: how versions are kept and found is the policy room's business. The defaults
are the company's own rules as of its founding text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from opsconsole.attendance.rules.values import Thresholds

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
    """A reason that explains a half day, picked by its digit (rule 6)."""

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
            Reason("forgot", "忘记打卡", "Forgot to clock"),
            Reason("clock_broken", "考勤机故障", "Clock broken"),
            Reason("business", "因公外出", "Out on business"),
            Reason("field", "外勤直接上下班", "Straight to or from a client"),
            Reason("overtime", "前日加班晚到", "Late after overtime"),
            Reason("weather", "天气交通", "Weather or traffic"),
            Reason("new_hire", "新人未录指纹", "New hire not enrolled"),
            Reason("other", "其他", "Other"),
        )
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
