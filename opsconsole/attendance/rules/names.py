"""What halves of a day, results and kinds of leave are called, as message ids."""

from __future__ import annotations

from collections.abc import Mapping

from opsconsole.attendance.rules.values import FindingKind, HalfName, JudgedHalf, LeaveKind, Result
from opsconsole.i18n import N_

HALF_NAMES: Mapping[HalfName, str] = {HalfName.AM: N_("morning"), HalfName.PM: N_("afternoon")}

RESULT_NAMES: Mapping[Result, str] = {
    Result.PRESENT: N_("present"),
    Result.LATE: N_("late"),
    Result.EARLY: N_("left early"),
    Result.LATE_EARLY: N_("late and left early"),
    Result.ABSENT: N_("absent"),
    Result.MISSING: N_("missing punch"),
    Result.LEAVE: N_("on leave"),
    Result.OPEN: N_("open"),
    Result.REST: N_("rest day"),
    Result.HOLIDAY: N_("public holiday"),
}

LEAVE_NAMES: Mapping[LeaveKind, str] = {
    LeaveKind.SICK: N_("sick leave"),
    LeaveKind.PERSONAL: N_("personal leave"),
    LeaveKind.ANNUAL: N_("annual leave"),
    LeaveKind.FAMILY: N_("family-visit leave"),
    LeaveKind.MARRIAGE: N_("marriage leave"),
    LeaveKind.MATERNITY: N_("maternity leave"),
    LeaveKind.SURGERY: N_("surgery leave"),
    LeaveKind.BEREAVEMENT: N_("bereavement leave"),
}

KEPT_BACK = ("payable_fen", "sick_bonus_fen", "head_fine_fen")
"""The figures of a month that payroll keeps back (ATT-10, ATT-11, ATT-13)."""

FINDING_NAMES: Mapping[FindingKind, str] = {
    FindingKind.UNRELATED: N_("unrelated to work"),
    FindingKind.FALSIFIED: N_("falsified record"),
}


def result_code(half: JudgedHalf) -> str:
    """A half's result as files write it: `present`, `late+early`, `leave:sick`."""
    return f"leave:{half.leave}" if half.result is Result.LEAVE else half.result.value


def as_days(halves: int) -> str:
    """Half days as days: `0.5`, `1`, `21.5`."""
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)
