"""The signs of the month sheet: one for each state of a half day, of certain width in every terminal.

In Chinese a sign is one character (two cells), in English one letter (one cell). A sign never stands for
colour's sake: the colour says again what the sign says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsconsole.attendance.rules.names import LEAVE_NAMES, RESULT_NAMES
from opsconsole.attendance.rules.values import JudgedDay, JudgedHalf, LeaveKind, Result
from opsconsole.console.widgets.grid import Cell
from opsconsole.i18n import N_, _, language


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign in both languages, and the look of its cell."""

    zh: str
    en: str
    look: str = ""

    @property
    def text(self) -> str:
        """The sign in the language in force."""
        return self.zh if language() == "zh" else self.en


RESULT_SIGNS: dict[Result, Sign] = {
    Result.PRESENT: Sign(".", "."),
    Result.LATE: Sign("迟", "L", "warn"),
    Result.EARLY: Sign("退", "E", "warn"),
    Result.LATE_EARLY: Sign("双", "B", "warn"),
    Result.ABSENT: Sign("旷", "A", "bad"),
    Result.MISSING: Sign("缺", "M", "bad"),
    Result.LEAVE: Sign("假", "V", "info"),
    Result.OPEN: Sign("待", "?", "muted"),
    Result.REST: Sign("休", "-"),
    Result.HOLIDAY: Sign("节", "="),
}

LEAVE_SIGNS: dict[LeaveKind, Sign] = {
    LeaveKind.SICK: Sign("病", "s", "info"),
    LeaveKind.PERSONAL: Sign("事", "p", "info"),
    LeaveKind.ANNUAL: Sign("年", "v", "info"),
    LeaveKind.FAMILY: Sign("探", "f", "info"),
    LeaveKind.MARRIAGE: Sign("婚", "m", "info"),
    LeaveKind.MATERNITY: Sign("产", "c", "info"),
    LeaveKind.SURGERY: Sign("术", "o", "info"),
    LeaveKind.BEREAVEMENT: Sign("丧", "b", "info"),
}

EXPLAINED = Sign("说", "X", "good")
NOT_EMPLOYED = Sign("/", "/", "muted")


def sign_width() -> int:
    """How many cells a sign takes in the language in force."""
    return 2 if language() == "zh" else 1


def sign_of(half: JudgedHalf) -> Sign:
    """The sign of a half, whatever the other half is."""
    if half.explained is not None:
        return EXPLAINED
    if half.leave is not None:
        return LEAVE_SIGNS[half.leave]
    return RESULT_SIGNS[half.result]


def half_cells(day: JudgedDay | None, *, is_rest: bool) -> tuple[Cell, Cell]:
    """The cells of a day's two halves; both empty where the person was there all day.

    In the column of a day of rest what is not special keeps the column's own look.
    """
    if day is None:
        nothing = Cell(NOT_EMPLOYED.text, "" if is_rest else NOT_EMPLOYED.look)
        return nothing, nothing
    am, pm = (sign_of(half) for half in day.halves)
    if am is pm is RESULT_SIGNS[Result.PRESENT]:
        return Cell(""), Cell("")
    return Cell(am.text, am.look), Cell(pm.text, pm.look)


def legend() -> Iterator[tuple[Sign, str]]:
    """Every sign with its meaning in the language in force."""
    for result, sign in RESULT_SIGNS.items():
        if result is not Result.LEAVE:
            yield sign, _(RESULT_NAMES[result])
    for kind, sign in LEAVE_SIGNS.items():
        yield sign, _(LEAVE_NAMES[kind])
    yield EXPLAINED, _("explained")
    yield NOT_EMPLOYED, _(N_("not employed"))
