"""A file is what its content says; what nobody knows is refused in one sentence; nothing harms the reader."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsconsole.attendance.punch_files import Layout, PunchFile, read_punch_file
from opsconsole.errors import Refusal
from opsconsole.inert import unsafe_character
from tests.attendance.punch_files.layouts import (
    ERASED,
    attlog,
    csv,
    dingtalk_raw,
    glg,
    punches,
    read,
    standard_report,
    wecom,
    zktime,
)
from tests.files.workbooks import claiming, xls, xlsx

LOG = [("12", "2026-03-05 08:58:01"), ("13", "2026-03-25 18:00:00")]
SAMPLES: dict[Layout, bytes] = {
    Layout.ATTLOG: (attlog(LOG) + "".join(line + "\n" for line in ERASED)).encode(),
    Layout.ATTLOG_PUSH: attlog(LOG, rest="0\t25\t0\t0\t0\t0\t0\t0").encode(),
    Layout.GLG: glg([("12", "03/25/2026 08:58:01")], name="王").encode("gbk"),
    Layout.STANDARD_REPORT: csv(standard_report({"4": [["07:5207:58"]]})).encode(),
    Layout.DINGTALK_RAW: csv(dingtalk_raw([("", "u1", "26-03-05 星期四", "26-03-05 08:55")])).encode(),
    Layout.WECOM_DAILY: csv(wecom([("u1", "2026/02/02", "08:57", "--")])).encode("utf-16"),
    Layout.ZKTIME: csv(zktime([("12", "2026-03-05", "08:55", "18:01")]), "\t").encode(),
    Layout.HEADINGS: b"badge;date;time\n12;2026-03-05;08:58\n",
}


@pytest.mark.parametrize("layout", SAMPLES)
def test_the_layout_shows_in_the_content_whatever_the_name(layout: Layout) -> None:
    for name in ("1_attlog.dat", "GLG_001.TXT", "1_标准报表.xls", "a.csv", ""):
        found = read_punch_file(SAMPLES[layout], name)
        assert found.layout is layout
        assert found.punches
        assert found.sha256 == hashlib.sha256(SAMPLES[layout]).hexdigest()


def test_a_table_with_tabs_and_headings_is_no_attlog() -> None:
    found = read("考勤号码\t打卡时间\n0012\t2026-03-05 08:58:01\n")
    assert found.layout is Layout.HEADINGS
    assert found.rejects == []


def test_a_web_page_saved_as_xls_is_read() -> None:
    page = "<html><table><tr><td>工号</td><td>打卡时间</td></tr><tr><td>12</td><td>2026-03-05 08:58</td></tr></table>"
    assert punches(read(page.encode("gbk"))) == [("12", "2026-03-05 08:58:00")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n  \r\n",
        b"\0" * 100,
        b"hello\nworld\n",
        "姓名,部门\n王,总经办\n".encode(),
        "工号,姓名\n12,王\n".encode(),
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
        b"%PDF-1.7\n" + bytes(range(128, 256)),
        b'<?xml version="1.0"?><Invoice><Number>1</Number></Invoice>',
        b"01,32,,10000000000000000001,48.90,20260602,,7014\n",
        b"PK\x03\x04garbage",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1garbage",
        xlsx({"1": [["工号", "姓名"], ["12", "王"]]}),
        xls({"1": [["工号", "姓名"], ["12", "王"]]}),
    ],
)
def test_what_is_no_punch_file_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read_punch_file(data, "\x1b[2J.dat")
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.isprintable()


def test_an_unknown_layout_is_told_what_was_looked_for() -> None:
    with pytest.raises(Refusal, match=r"attlog.*GLG/AGL.*standard report.*考勤号码"):
        read("hello\nworld\n")


def test_a_workbook_that_is_a_trap_is_refused() -> None:
    with pytest.raises(Refusal):
        read(claiming(b"XFD1048576"))


def test_the_collector_runs_again_after_reading_and_after_a_refusal() -> None:
    read(SAMPLES[Layout.ATTLOG])
    assert gc.isenabled()
    with contextlib.suppress(Refusal):
        read(b"hello")
    assert gc.isenabled()


def read_or_refuse(data: bytes) -> PunchFile | None:
    """Anything but a Refusal fails the test that calls."""
    with contextlib.suppress(Refusal):
        return read_punch_file(data, "fuzz")
    return None


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refuse(data)


WORDS = re.split(
    "[|]",
    "工号|姓名|打卡时间|日期|时间|上班1|下班1|签到时间|EnNo|DateTime|UserId|账号|工号:|姓名:|2026-03-01~2026-03-31|"
    "2026-03-05|08:58|2026-03-05 08:58:01|次日00:30|03/04/2026|26-03-05|45296|0.5|07:5207:58|--|1|2|31|0|ZZ|王|999999",
)
CELLS = st.sampled_from(WORDS) | st.text(max_size=6)


@given(st.lists(st.lists(CELLS, max_size=8), max_size=12), st.sampled_from(["\t", ",", ";"]))
def test_any_table_of_likely_words_is_read_or_refused(rows: list[list[str]], delimiter: str) -> None:
    found = read_or_refuse("\n".join(delimiter.join(row) for row in rows).encode("utf-8", "replace"))
    if found:
        assert all(line > 0 and at_s > 0 and ident for _, ident, at_s, line in found.punches)
        assert all(reject.line > 0 and unsafe_character(reject.raw) is None for reject in found.rejects)


@settings(deadline=None)
@given(st.sampled_from(list(SAMPLES.values())), st.randoms(use_true_random=False))
def test_a_damaged_text_file_is_read_or_refused(data: bytes, chance: random.Random) -> None:
    read_or_refuse(damaged(data, chance))


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few flipped, cut out or doubled."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place : place + chance.randrange(1, 40)]
            case _:
                changed[place:place] = changed[place : place + chance.randrange(1, 40)]
        if not changed:
            break
    return bytes(changed)


WORKBOOKS = (
    xls({"考勤记录": standard_report({"4": [["07:5207:58"]]})}),
    xlsx({"原始记录": dingtalk_raw([("", "u1", "26-03-05 星期四", "26-03-05 08:55")])}),
)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_workbook_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    began = time.perf_counter()
    read_or_refuse(damaged(chance.choice(WORKBOOKS), chance))
    assert time.perf_counter() - began < 30


def test_300_000_lines_take_a_second_or_so() -> None:
    """Bound loosely, for machines that are busy; the benchmark states the ratio to the bare parse."""
    day = [
        (str(700_000 + number), f"2026-03-05 {7 + number % 12:02d}:{number % 60:02d}:{number % 59:02d}")
        for number in range(3_000)
    ]
    data = (attlog(day, "\r\n") * 100).encode()
    began = time.perf_counter()
    assert len(read(data).punches) == 300_000
    assert time.perf_counter() - began < 10
