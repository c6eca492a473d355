"""Cells into values: full-width as half-width, and a clear sentence for everything that is none."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.dates import Month
from opsconsole.errors import Refusal
from opsconsole.files import parse

pytestmark = pytest.mark.usefixtures("few_words")


class Half(StrEnum):
    AM = "am"
    PM = "pm"


HALF = parse.choice(Half, {Half.AM: "Morning", Half.PM: "Afternoon"})


@pytest.mark.parametrize(
    ("parser", "cell", "value"),
    [
        (parse.code, "ＡＢ－０１２", "AB-012"),
        (parse.code, "0012", "0012"),
        (parse.code, "张三", "张三"),
        (parse.whole_number(), "１２３", 123),
        (parse.whole_number(-10), "－５", -5),
        (parse.whole_number(), "007", 7),
        (parse.yuan(), "１６８０．３２", 168_032),
        (parse.yuan(), "￥1,680.3", 168_030),
        (parse.yuan(minimum_fen=-100), "-1", -100),
        (parse.day, "２０２６－０３－０５", date(2026, 3, 5)),
        (parse.day, "2026年3月5日", date(2026, 3, 5)),
        (parse.day, "2026.3.5", date(2026, 3, 5)),
        (parse.day, "20240229", date(2024, 2, 29)),
        (parse.moment, "2026/3/5 ０９：００", datetime(2026, 3, 5, 9)),
        (parse.moment, "2026-03-05 09:00:30", datetime(2026, 3, 5, 9, 0, 30)),
        (parse.clock, "24:30", 1470),
        (parse.clock, "9：05", 545),
        (parse.month, "2026-03", Month(2026, 3)),
        (parse.yes_no, "是", True),
        (parse.yes_no, "ＹＥＳ", True),
        (parse.yes_no, "TRUE", True),
        (parse.yes_no, "0", False),
        (parse.yes_no, "否", False),
        (HALF, "AM", Half.AM),
        (HALF, "下午", Half.PM),
        (HALF, "Morning", Half.AM),
        (parse.text(max_length=4), "𠮷=1+", "𠮷=1+"),
    ],
)
def test_what_people_write_is_understood(parser: parse.Parse, cell: str, value: object) -> None:
    assert parser(cell) == value


@pytest.mark.parametrize(
    ("parser", "cell"),
    [
        (parse.code, "12 34"),
        (parse.code, "12\u3000" + "34"),
        (parse.code, "a\u200bb"),
        (parse.code, "\u2003"),
        (parse.code, "x" * 65),
        (parse.whole_number(), "－５"),
        (parse.whole_number(), "1e309"),
        (parse.whole_number(), "NaN"),
        (parse.whole_number(), str(2**63)),
        (parse.whole_number(), "9" * 5000),
        (parse.whole_number(), "12.0"),
        (parse.whole_number(), "1,000"),
        (parse.whole_number(), "٣"),
        (parse.whole_number(1, 5), "6"),
        (parse.yuan(), "1e309"),
        (parse.yuan(), "NaN"),
        (parse.yuan(), "inf"),
        (parse.yuan(), "1.234"),
        (parse.yuan(), "-0.01"),
        (parse.yuan(), str(2**63)),
        (parse.yuan(), "9" * 5000),
        (parse.day, "2026-02-29"),
        (parse.day, "2026-13-01"),
        (parse.day, "26-03-05"),
        (parse.day, "0000-00-00"),
        (parse.day, "45296"),
        (parse.moment, "2026-03-05"),
        (parse.moment, "2026-03-05 25:00"),
        (parse.clock, "0900"),
        (parse.clock, "09:60"),
        (parse.month, "2026-13"),
        (parse.yes_no, "maybe"),
        (HALF, "noon"),
        (parse.text(max_length=4), "five!"),
    ],
)
def test_what_is_none_is_refused_in_a_sentence(parser: parse.Parse, cell: str) -> None:
    with pytest.raises(Refusal) as refused:
        parser(cell)
    assert str(refused.value)


PARSERS = [
    parse.code,
    parse.day,
    parse.moment,
    parse.clock,
    parse.month,
    parse.yes_no,
    parse.yuan(),
    parse.whole_number(),
    parse.text(),
    HALF,
]


@given(st.sampled_from(PARSERS), st.text(min_size=1) | st.text("0123456789０９-/.:年月日 e+,", min_size=1))
def test_any_cell_is_a_value_or_refused(parser: parse.Parse, cell: str) -> None:
    with contextlib.suppress(Refusal):
        assert parser(cell) is not None
