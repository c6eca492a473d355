"""The signs of the month sheet on paper: written from a judged day, and read back from a cell (rule 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.rules.names import result_code
from opsconsole.attendance.rules.values import JudgedDay, JudgedHalf, Result

NOTHING = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a version of the policy in one language; `reasons` is the code of a reason by its sign or digit."""

    by_code: Mapping[str, str]
    by_reason: Mapping[str, str]
    reasons: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: AttendancePolicy, language: str) -> Signs:
        """The signs in `zh`, else in English."""
        zh = language == "zh"
        by_code = {one.code: one.zh if zh else one.en for one in policy.symbols}
        by_reason: dict[str, str] = {}
        reasons: dict[str, str] = {}
        for digit, one in enumerate(policy.reasons, start=1):
            sign = (one.sign_zh if zh else one.sign_en) or str(digit)
            by_reason[one.code] = sign
            reasons[sign] = reasons[str(digit)] = one.code
        return cls(by_code, by_reason, reasons)

    def half(self, half: JudgedHalf) -> str:
        """The sign of a half: its reason's where it is explained, nothing while its day is not over."""
        if half.result is Result.OPEN:
            return NOTHING
        if half.explained is not None:
            return self.by_reason.get(half.explained, self.by_code.get("present", NOTHING))
        return self.by_code.get(result_code(half), NOTHING)

    def day(self, day: JudgedDay | None) -> str:
        """A day in one cell: one sign where both halves are alike, else two; nothing where nobody was employed."""
        if day is None:
            return NOTHING
        am, pm = (self.half(half) for half in day.halves)
        return am if am == pm else am + pm

    def read(self, cell: str) -> tuple[str, str] | None:
        """The signs of the two halves that a cell says; None where it says more than two."""
        cell = cell.strip()
        if len(cell) > 2:
            return None
        return (cell[:1], cell[-1:])
