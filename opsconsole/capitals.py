"""Amounts in Chinese capitals (人民币大写): one form is printed, every lawful variant is read (EXP-1)."""

from __future__ import annotations

import re
import unicodedata

from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万")
LARGEST_FEN = 10**15 - 1
_LONGEST = 60

_VARIANTS = str.maketrans(
    {"圆": "元", "正": "整", "貳": "贰", "參": "叁", "陸": "陆", "億": "亿", "萬": "万", "〇": "零"}
)
_AMOUNT = re.compile(
    "(负?)(?:([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?(零?)(?:([壹贰叁肆伍陆柒捌玖])角)?(零?)(?:([壹贰叁肆伍陆柒捌玖])分)?(整?)"
)


def capitals(fen: int) -> str:
    """An amount in capitals: 1409.50 is 壹仟肆佰零玖元伍角; 整 stands after 元 alone. Up to 9,999,999,999,999.99."""
    if abs(fen) > LARGEST_FEN:
        raise ValueError(f"{fen} fen is more than capitals are written for")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        text = text + "整" if yuan else "零元整"
    else:
        text += f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
        text += f"{_DIGITS[cents]}分" if cents else ""
    return ("负" if fen < 0 else "") + text


def _whole(yuan: int) -> str:
    parts: list[str] = []
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    gap = False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = bool(parts)
            # 亿 is said of the whole above it, also where its own four digits are zero.
            if place == 2 and len(groups) > 3:
                parts.append("亿")
            continue
        if parts and (gap or group < 1000):
            parts.append("零")
        parts.append(_four(group) + _GROUPS[place])
        gap = False
    return "".join(parts)


def _four(group: int) -> str:
    text, zero = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if not digit:
            zero = bool(text)
            continue
        text += ("零" if zero else "") + _DIGITS[digit] + _UNITS[place]
        zero = False
    return text


def read_capitals(text: str) -> int:
    """The fen of an amount in capitals; 圆 for 元, 正 for 整, optional 零 and 整 there or not. Raises Refusal."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).translate(_VARIANTS)
    plain = re.sub(r"\s+", "", plain).removeprefix("人民币")
    if len(text) <= _LONGEST and plain in ("零元整", "零元", "负零元整"):
        return 0
    match = _AMOUNT.fullmatch(plain) if len(text) <= _LONGEST else None
    yuan = _read_whole(match[2]) if match and match[2] else 0
    if match is None or yuan is None or not (match[2] or match[4] or match[6]) or (match[7] and match[6]):
        raise Refusal(N_('"{text}" is no amount in Chinese capitals'), clause="EXP-1", text=visible(text[:_LONGEST]))
    fen = yuan * 100 + _digit(match[4]) * 10 + _digit(match[6])
    return -fen if match[1] else fen


def _digit(found: str | None) -> int:
    return _DIGITS.index(found) if found else 0


def _read_whole(text: str) -> int | None:
    """A whole number in capitals; None for one whose units do not fall."""
    above, _, rest = text.rpartition("亿")
    high = 0
    if "亿" in text:
        read = _read_below_yi(above.removeprefix("零"))
        if not read:
            return None
        high = read * 10**8
    low = _read_below_yi(rest) if rest else 0
    return None if low is None else high + low


def _read_below_yi(text: str) -> int | None:
    above, wan, rest = text.rpartition("万")
    high = _read_four(above) if wan else 0
    low = _read_four(rest) if rest else 0
    if high is None or low is None or (wan and not high):
        return None
    return high * 10_000 + low


def _read_four(text: str) -> int | None:
    found, last, number = 0, 4, text
    while number:
        match = re.match("零?([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", number)
        if match is None:
            return None
        place = _UNITS.index(match[2])
        if place >= last:
            return None
        found, last = found + _DIGITS.index(match[1]) * 10**place, place
        number = number[match.end() :]
    return found
