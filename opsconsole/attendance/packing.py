"""Judged days as short text: how a person's month is stored, and read back.

A month is its days joined by `;`, one entry a calendar day, empty where the person was not employed.
A day is `kind,first,last,am,pm`; a half is its result's letter, then its minutes or kind of leave, then
`!reason!letter` where it was explained: `W,537,1083,L12,P`, `W,,,M!forgot!M,P`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from opsconsole.attendance.rules.values import DayKind, JudgedDay, JudgedHalf, LeaveKind, Result

_KIND = {DayKind.WORKDAY: "W", DayKind.REST: "R", DayKind.HOLIDAY: "H"}
_LETTER = {
    Result.PRESENT: "P",
    Result.LATE: "L",
    Result.EARLY: "E",
    Result.LATE_EARLY: "B",
    Result.ABSENT: "A",
    Result.MISSING: "M",
    Result.LEAVE: "V",
    Result.OPEN: "O",
    Result.REST: "R",
    Result.HOLIDAY: "H",
}
_KIND_OF = {letter: kind for kind, letter in _KIND.items()}
_RESULT_OF = {letter: result for result, letter in _LETTER.items()}


def pack_day(day: JudgedDay) -> str:
    """A judged day as text; `why` is left out, since it is judged anew when somebody asks."""
    first = "" if day.first is None else str(day.first)
    last = "" if day.last is None else str(day.last)
    return f"{_KIND[day.kind]},{first},{last},{_pack_half(day.am)},{_pack_half(day.pm)}"


@lru_cache(maxsize=65536)
def unpack_day(text: str) -> JudgedDay | None:
    """The judged day of `pack_day`'s text; None for a day not employed."""
    if not text:
        return None
    kind, first, last, am, pm = text.split(",")
    return JudgedDay(
        kind=_KIND_OF[kind],
        am=_unpack_half(am),
        pm=_unpack_half(pm),
        first=int(first) if first else None,
        last=int(last) if last else None,
    )


def pack_month(days: Sequence[str]) -> str:
    """The packed days of a month in one text."""
    return ";".join(days)


def unpack_month(text: str) -> list[JudgedDay | None]:
    """The judged days of a month, None where the person was not employed."""
    return [unpack_day(day) for day in text.split(";")]


def _pack_half(half: JudgedHalf) -> str:
    text = _LETTER[half.result]
    if half.result is Result.LEAVE and half.leave is not None:
        text += half.leave.value
    elif half.late_min or half.early_min:
        text += f"{half.late_min}/{half.early_min}"
    if half.explained is not None and half.judged_first is not None:
        text += f"!{half.explained}!{_LETTER[half.judged_first]}"
    return text


def _unpack_half(text: str) -> JudgedHalf:
    body, *explanation = text.split("!")
    result = _RESULT_OF[body[0]]
    leave = LeaveKind(body[1:]) if result is Result.LEAVE and len(body) > 1 else None
    late, early = (int(part) for part in body[1:].split("/")) if "/" in body else (0, 0)
    return JudgedHalf(
        result=result,
        late_min=late,
        early_min=early,
        leave=leave,
        explained=explanation[0] if explanation else None,
        judged_first=_RESULT_OF[explanation[1]] if explanation else None,
    )
