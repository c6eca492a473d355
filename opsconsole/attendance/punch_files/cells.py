"""Cells that hold times of day, one or many: split by line ends, blanks or commas, or glued as `07:5207:58`."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from opsconsole.attendance.punch_files.moments import Clocks
from opsconsole.errors import Message

EMPTY = frozenset({"", "-", "--", "---", "/", "无", "未打卡", "缺卡", "None", "null"})
"""What a machine or an app writes where there was no punch."""

_NEXT_DAY_BLANK = re.compile(r"((?:次日|翌日|第二天)[)]?)\s+")
_SEPARATOR = re.compile(r"[\s,;、|]+")
_GLUED = re.compile(r"(?:\d{1,2}:\d{2}:\d{2}){2,}|(?:\d{1,2}:\d{2}){2,}", re.ASCII)
_GLUED_PART = (re.compile(r"\d{1,2}:\d{2}:\d{2}", re.ASCII), re.compile(r"\d{1,2}:\d{2}", re.ASCII))
_LONGEST_CELL = 2_000


class ClockCell(NamedTuple):
    """Times of a cell in seconds after midnight (next day's past 86,400), and what is wrong with the first bad one."""

    seconds: list[int]
    fault: Message | None


def holds_times(text: str) -> bool:
    """Whether a cell says anything about times at all; words alone (旷工, 休息) do not."""
    return any(character.isdigit() for character in text)


class ClockCells(dict[str, ClockCell]):
    """Cells read once each; what a cell repeats in a month is read once."""

    def __init__(self) -> None:
        super().__init__()
        self.clocks = Clocks()

    def __missing__(self, text: str) -> ClockCell:
        whole = self.clocks.read(text)
        result = self[text] = ClockCell([whole], None) if isinstance(whole, int) else self._read(text[:_LONGEST_CELL])
        return result

    def _read(self, text: str) -> ClockCell:
        plain = _NEXT_DAY_BLANK.sub(r"\1", unicodedata.normalize("NFKC", text).strip())
        read = [self.clocks.read(part) for token in _SEPARATOR.split(plain) if token for part in _parts(token)]
        fault = next((part for part in read if isinstance(part, Message)), None)
        return ClockCell([part for part in read if isinstance(part, int)], fault)


def _parts(token: str) -> list[str]:
    """A glued token as its times; a token that cannot be told apart stays whole, to be refused."""
    if not _GLUED.fullmatch(token):
        return [token]
    with_seconds, without = _GLUED_PART
    parts = with_seconds.findall(token)
    return parts if "".join(parts) == token else without.findall(token)
