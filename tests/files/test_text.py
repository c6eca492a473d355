"""Bytes become text only where that is certain, and what is shown steers no terminal."""

from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.errors import Refusal
from opsconsole.files.text import decode, recognise, shown

ENCODABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")
TABLES = st.lists(
    st.tuples(st.text(ENCODABLE, min_size=1, max_size=8), st.integers(0, 10**6)), min_size=1, max_size=12
).map(lambda rows: "".join(f"{name},{number}\r\n" for name, number in rows))


@given(TABLES)
def test_utf8_comes_back_as_it_went(text: str) -> None:
    assert decode(text.encode()) == text
    assert recognise(text.encode("utf-8-sig")) == (text, "utf-8-sig")


@given(TABLES)
def test_utf16_with_a_mark_comes_back_as_it_went(text: str) -> None:
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == text
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_nuls(encoding: str) -> None:
    text = "工号,打卡时间\r\n0012,2026-03-05 08:58:01\r\n" * 3
    assert recognise(text.encode(encoding)) == (text, encoding)


def test_a_gbk_file_with_a_single_hanzi_is_read_as_gbk() -> None:
    text = "1\t1\t12\t王\t0\t1\t2026/03/05 08:58:01\r\n" + "2\t1\t13\t\t0\t1\t2026/03/05 08:59:01\r\n" * 50
    assert recognise(text.encode("gbk")) == (text, "gb18030")


def test_rare_hanzi_and_emoji_come_through_every_encoding() -> None:
    text = "工号,姓名\n1,𠮷野\n2,王😀\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        assert decode(text.encode(encoding)) == text


def test_a_stray_nul_does_not_make_a_text_utf16() -> None:
    assert recognise(b"12\t2026-03-05 08:58:01\t1\t0\n" * 40 + b"\0\0\0\n") == (
        "12\t2026-03-05 08:58:01\t1\t0\n" * 40 + "\0\0\0\n",
        "utf-8",
    )


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"abc\x80", codecs.BOM_UTF8 + b"\xff", codecs.BOM_UTF16_LE + b"a"])
def test_bytes_of_no_encoding_are_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="UTF-8"):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(Refusal):
        assert isinstance(decode(data), str)


@given(st.text(st.characters(), max_size=300))
def test_what_is_shown_is_short_and_inert(text: str) -> None:
    line = shown(text, 40)
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 or character == "\u202e" for character in line)
    line.encode()


def test_a_long_text_is_cut_where_it_is_shown() -> None:
    assert shown("a" * 81) == "a" * 80 + "..."
    assert shown("a" * 80) == "a" * 80
    assert shown("\x1b[2J") == "\\x1b[2J"
