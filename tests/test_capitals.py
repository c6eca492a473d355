"""Amounts in Chinese capitals (EXP-1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.capitals import LARGEST_FEN, capitals, read_capitals
from opsconsole.errors import Refusal

KNOWN = [
    (5, "伍分"),
    (1005, "壹拾元零伍分"),
    (32504, "叁佰贰拾伍元零肆分"),
    (140950, "壹仟肆佰零玖元伍角"),
    (600714, "陆仟零柒元壹角肆分"),
    (1000100, "壹万零壹元整"),
    (10000000, "壹拾万元整"),
    (10000000100, "壹亿零壹元整"),
    (100001000000, "壹拾亿零壹万元整"),
    (-19901, "负壹佰玖拾玖元零壹分"),
    (0, "零元整"),
    (50, "伍角"),
    (100000000000000, "壹万亿元整"),
    (100000000000100, "壹万亿零壹元整"),
    (1050000000000, "壹佰零伍亿元整"),
]


@pytest.mark.parametrize(("fen", "text"), KNOWN)
def test_known_amounts(fen: int, text: str) -> None:
    assert capitals(fen) == text
    assert read_capitals(text) == fen


@given(st.integers(1, 999_999_999_999) | st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_every_amount_reads_back_to_the_same_fen(fen: int) -> None:
    assert read_capitals(capitals(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("人民币壹佰圆正", 10000),
        ("壹仟肆佰零玖元伍角整", 140950),
        ("壹佰元伍分", 10005),
        ("壹仟零拾元", None),
        ("壹仟柒元", 100700),
        ("伍角零伍分", 55),
        (" 壹 佰 元 整 ", 10000),
    ],
)
def test_lawful_variants_are_read(text: str, fen: int | None) -> None:
    if fen is None:
        with pytest.raises(Refusal):
            read_capitals(text)
    else:
        assert read_capitals(text) == fen


@pytest.mark.parametrize(
    "text", ["", "元", "一百元", "壹佰", "拾壹佰元", "壹元壹分整", "亿元", "万亿元", "壹" * 99, "\x1b[31m"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_capitals(text)
