"""Cells into values. Each parser takes a stripped cell that is not empty, and raises Refusal for what it is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from opsconsole import dates, money
from opsconsole.errors import Refusal
from opsconsole.files.text import shown
from opsconsole.files.words import in_every_language, plain
from opsconsole.i18n import N_

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=StrEnum)
Parse = Callable[[str], Value]

LONGEST_CODE = 64
LONGEST_NUMBER = 40
LARGEST_WHOLE = 10**12
_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})


def half_width(cell: str) -> str:
    """A cell with full-width letters, digits and signs as their half-width twins (NFKC)."""
    return unicodedata.normalize("NFKC", cell).strip()


def text(*, max_length: int = 200) -> Parse[str]:
    """Free text kept as it stands, up to so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > max_length:
            raise Refusal(N_("This is longer than {most} characters"), most=max_length)
        return cell

    return parse


def code(cell: str) -> str:
    """A code, badge or number that identifies: half-width, without blanks, at most 64 characters."""
    written = half_width(cell)
    if len(written) > LONGEST_CODE:
        raise Refusal(N_("This is longer than {most} characters"), most=LONGEST_CODE)
    if not written or not written.isprintable() or any(character.isspace() for character in written):
        raise Refusal(N_('"{text}" is no code: blanks and invisible characters have no place in it'), text=shown(cell))
    return written


def choice(kinds: type[Kind], labels: Mapping[Kind, str] | None = None) -> Parse[Kind]:
    """One of an enum's machine codes, or its label (a message id in `labels`) in either language."""

    def parse(cell: str) -> Kind:
        word = plain(cell)
        for kind in kinds:
            if word == plain(kind.value) or word in _labels_of(kind, labels):
                return kind
        raise Refusal(
            N_('"{text}" is none of {known}'),
            text=shown(cell),
            known=", ".join(kind.value for kind in kinds if kind.value),
        )

    return parse


def _labels_of(kind: Kind, labels: Mapping[Kind, str] | None) -> frozenset[str]:
    return in_every_language(labels[kind]) if labels and kind in labels else frozenset()


def yes_no(cell: str) -> bool:
    """`yes` or `no`, also 是 否, y n, true false, 1 0."""
    word = plain(cell)
    if word in _YES | _NO:
        return word in _YES
    raise Refusal(N_('"{text}" is neither yes nor no'), text=shown(cell))


def day(cell: str) -> date:
    """A date in any form of `dates.parse_day`."""
    return dates.parse_day(cell)


def moment(cell: str) -> datetime:
    """A date and a time, `2026-03-05 09:00[:30]`."""
    return dates.parse_moment(cell)


def clock(cell: str) -> int:
    """A time of day in minutes, `09:00`."""
    return dates.parse_clock(cell)


def month(cell: str) -> dates.Month:
    """A month, `2026-03`."""
    return dates.Month.parse(cell)


def yuan(*, minimum_fen: int = 0) -> Parse[int]:
    """An amount in yuan, in fen; below `minimum_fen` it is refused."""

    def parse(cell: str) -> int:
        fen = money.parse_yuan(_short_number(cell))
        if fen < minimum_fen:
            raise Refusal(N_("{amount} is less than {least}"), amount=_yuan(fen), least=_yuan(minimum_fen))
        return fen

    return parse


def _yuan(fen: int) -> str:
    return money.format_yuan(fen, grouped=False)


def whole_number(minimum: int = 0, maximum: int = LARGEST_WHOLE) -> Parse[int]:
    """A whole number from `minimum` to `maximum`; no decimals, no exponent."""

    def parse(cell: str) -> int:
        digits = half_width(_short_number(cell))
        if not re.fullmatch(r"[+-]?[0-9]+", digits):
            raise Refusal(N_('"{text}" is no whole number'), text=shown(cell))
        number = int(digits)
        if not minimum <= number <= maximum:
            raise Refusal(N_("{number} is not from {least} to {most}"), number=number, least=minimum, most=maximum)
        return number

    return parse


def _short_number(cell: str) -> str:
    if len(cell) > LONGEST_NUMBER:
        raise Refusal(N_('"{text}" is too long for a number'), text=shown(cell, 20))
    return cell
