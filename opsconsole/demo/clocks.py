"""The files of the clock machines, with all that real ones have: erased flash, lost clocks, a serial number, CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from opsconsole.dates import Month
from opsconsole.demo.swipes import BRANCH_CLOCK, FACTORY_CLOCK, HEAD_OFFICE_CLOCK, Swipe
from opsconsole.demo.working import MARCH, MONTHS

BROKEN_FROM = datetime(2026, 3, 18, 12, 15)
BROKEN_UNTIL = datetime(2026, 3, 19, 7, 0)
"""The branch's machine lost power for an afternoon; it woke up in the year 2000 and stayed there until the morning."""

LATE_FROM = date(2026, 3, 23)
"""From this day the branch's data of March came only after the month had been judged."""

_VISITOR_CARD, _TEMPORARY = 900, 2099
_STRANGERS = (
    *(
        Swipe(datetime(2026, month, day, 10, 5, 11), _VISITOR_CARD, HEAD_OFFICE_CLOCK)
        for month in (1, 3)
        for day in (8, 22)
    ),
    *(
        Swipe(datetime(2026, 3, day, hour, 21 + day, 40), _TEMPORARY, FACTORY_CLOCK)
        for day in range(2, 7)
        for hour in (8, 17)
    ),
)
"""Swipes under numbers that are nobody's."""

_ERASED = (
    b"ZZZZZZZZZZ\t2090-90-90 90:90:90\t90\t90\t90\t90",
    b"ZZZZZZZZZZ\t2131-90-26 90:90:90\t90\t90\t90\t90",
    b"  \x01\x02ZZ17\t2026-03-04 08:51:09\t90\t90\t90\t90",
    b"      118\t2026-02-30 08:47:33\t1\t0\t1\t0",
    b"       23\t2118-03-11 17:58:02\t1\t0\t1\t0",
)
_DIRTY = {(HEAD_OFFICE_CLOCK, MONTHS[1]): _ERASED[:2], (HEAD_OFFICE_CLOCK, MARCH): _ERASED}
_CLOCKS = (HEAD_OFFICE_CLOCK, FACTORY_CLOCK, BRANCH_CLOCK)
_SERIAL_NUMBER = b"A6HX184460217"


@dataclass(frozen=True, slots=True)
class ClockFile:
    """A file as a machine wrote it."""

    name: str
    content: bytes


def clock_files(swipes: Iterable[Swipe]) -> tuple[list[ClockFile], ClockFile]:
    """One file a machine and month; and the one that came late."""
    found: dict[tuple[int, Month], list[Swipe]] = {(clock, month): [] for month in MONTHS for clock in _CLOCKS}
    for one in sorted({*swipes, *_STRANGERS}):
        found[one.clock, _file_month(one)].append(one)
    branch = found[BRANCH_CLOCK, MARCH]
    late = [one for one in branch if one.at.date() >= LATE_FROM]
    found[BRANCH_CLOCK, MARCH] = branch[: len(branch) - len(late)]
    files = [
        ClockFile(f"{clock}_attlog_{month}.dat", _content(clock, ones, _DIRTY.get((clock, month), ())))
        for (clock, month), ones in found.items()
    ]
    return files, ClockFile(f"{BRANCH_CLOCK}_attlog_{MARCH}_late.dat", _content(BRANCH_CLOCK, late, ()))


def _file_month(swipe: Swipe) -> Month:
    """A swipe soon after midnight of a month's last day is still in that month's file."""
    return Month.of((swipe.at - timedelta(hours=4)).date())


def _content(clock: int, swipes: Sequence[Swipe], dirt: Sequence[bytes]) -> bytes:
    lines = [_line(one) for one in swipes]
    # The head office machine keeps two buffers and writes the second one first.
    if clock == HEAD_OFFICE_CLOCK:
        lines = lines[len(lines) // 2 :] + lines[: len(lines) // 2]
    place = len(lines) // 3
    lines[place:place] = dirt
    if clock == BRANCH_CLOCK:
        return b"".join(line + b"\r\n" for line in lines)
    if clock == FACTORY_CLOCK:
        body = b"\n".join(lines)
        return b"\n".join((_SERIAL_NUMBER, body, b"%08X" % crc32(body)))
    return b"\n".join(lines)


def _line(swipe: Swipe) -> bytes:
    at = swipe.at
    if swipe.clock == BRANCH_CLOCK and BROKEN_FROM <= at < BROKEN_UNTIL:
        at = datetime(2000, 1, 1) + (at - BROKEN_FROM)
    return b"%9d\t%s\t%d\t0\t1\t0" % (swipe.number, at.isoformat(" ").encode(), swipe.clock)
