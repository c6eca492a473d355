"""Money: whole fen as integers, in and out of text. No float ever touches an amount."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from opsconsole.errors import Refusal
from opsconsole.i18n import N_

_YUAN = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
LARGEST_FEN = 10**15
LONGEST_WHOLE = 24


def parse_yuan(text: str) -> int:
    """An amount in yuan as typed or read (`1680.32`, `1,680.3`, full-width too), in fen.

    Raises Refusal for more than two decimals, an exponent, or anything that is no amount.
    """
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").strip().lstrip("¥")
    match = _YUAN.fullmatch(plain)
    if not match:
        raise Refusal(N_('"{text}" is not an amount in yuan such as 1680.32'), text=text)
    sign, whole, decimals = match.groups()
    if len(whole) > LONGEST_WHOLE:
        raise Refusal(N_('"{text}..." is more than this console keeps'), text=text[:LONGEST_WHOLE])
    fen = int(whole.replace(",", "")) * 100 + int((decimals or "").ljust(2, "0"))
    if fen > LARGEST_FEN:
        raise Refusal(N_('"{text}" is more than this console keeps'), text=text)
    return -fen if sign == "-" else fen


def format_yuan(fen: int, *, grouped: bool = True) -> str:
    """Fen as yuan with two decimals: `1,680.32`, or `1680.32` for files."""
    whole, rest = divmod(abs(fen), 100)
    digits = f"{whole:,}" if grouped else str(whole)
    return f"{'-' if fen < 0 else ''}{digits}.{rest:02d}"


def format_each(amount_fen: int, quantity: int) -> str:
    """What one of so many costs, to the fen, half up; '' for none."""
    return format_yuan(half_up(Fraction(amount_fen, quantity))) if quantity else ""


def half_up(value: Fraction) -> int:
    """A non-negative fraction of fen rounded half up to whole fen."""
    return int(value + Fraction(1, 2))
