"""attlog: good lines in, erased flash kept apart, whatever the line ends, the columns and the encoding."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.attendance.punch_files import IdentKind, Layout, moment_of, seconds_of
from opsconsole.errors import Refusal
from opsconsole.i18n import text_of
from tests.attendance.punch_files.layouts import ERASED, attlog, punches, read, rejects

DAY = [("730011", "2026-03-05 08:58:01"), ("730011", "2026-03-05 18:02:44"), ("4", "2026-03-04 08:59:00")]
PLAIN = [(ident, moment) for ident, moment in DAY]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_is_a_punch_with_its_line_number(end: str) -> None:
    found = read(attlog(DAY, end))
    assert found.layout is Layout.ATTLOG
    assert text_of(found.layout_label) == "attlog of a clock machine"
    assert found.punches == [
        (IdentKind.CLOCK, "730011", seconds_of(datetime(2026, 3, 5, 8, 58, 1)), 1),
        (IdentKind.CLOCK, "730011", seconds_of(datetime(2026, 3, 5, 18, 2, 44)), 2),
        (IdentKind.CLOCK, "4", seconds_of(datetime(2026, 3, 4, 8, 59)), 3),
    ]
    assert (found.rejects, found.ignored, found.notes) == ([], 0, ())


def test_the_last_line_needs_no_end() -> None:
    assert punches(read(attlog(DAY).rstrip("\n"))) == PLAIN
    assert punches(read(attlog(DAY, "\r\n").rstrip("\r\n"))) == PLAIN


def test_blank_lines_are_nothing() -> None:
    assert read("\n" + attlog(DAY) + "\r\n  \n").rejects == []


def test_the_push_form_has_ten_columns_and_no_device() -> None:
    found = read(attlog(DAY, rest="0\t25\t0\t0\t0\t0\t0\t0"))
    assert found.layout is Layout.ATTLOG_PUSH
    assert punches(found) == PLAIN


def test_clock_numbers_lose_their_leading_zeros_and_nothing_else() -> None:
    idents = ["0012", "00000", "0", "A001", "1-2", "0A"]
    found = read(attlog([(ident, "2026-03-05 08:58:01") for ident in idents]))
    assert [ident for _, ident, _, _ in found.punches] == ["12", "0", "0", "A001", "1-2", "0A"]


def test_erased_flash_is_set_apart_and_every_good_line_is_taken() -> None:
    text = attlog(DAY) + "".join(line + "\n" for line in ERASED) + attlog(DAY)
    found = read(text)
    assert punches(found) == PLAIN * 2
    assert [line for line, _ in rejects(found)] == list(range(4, 4 + len(ERASED)))
    reasons = [reason for _, reason in rejects(found)]
    assert reasons[1] == "the machine's memory was erased here"
    assert reasons[3] == "the line has no number of an employee"
    assert all(reject.raw.isprintable() for reject in found.rejects)
    assert found.rejects[8].raw.startswith("      \\x020\\x0c\\t2023-01-25")


def test_a_number_that_holds_zz_is_a_number_where_the_rest_of_the_line_is_sound() -> None:
    found = read(attlog([("ZZ001", "2026-03-05 08:58:01"), ("ZHZZ2", "2026-03-05 08:58:01")]))
    assert [ident for ident, _ in punches(found)] == ["ZZ001", "ZHZZ2"]


def test_bytes_of_no_encoding_cost_only_their_own_line() -> None:
    data = attlog(DAY).encode() + b"    \xff\xfe\xff\x80\t2026-03-05 08:58:01\t1\t0\t1\t0\n" + attlog(DAY).encode()
    found = read(data)
    assert punches(found) == PLAIN * 2
    assert [line for line, _ in rejects(found)] == [4]
    assert "\\xff\\xfe" in found.rejects[0].raw
    assert [text_of(note) for note in found.notes] == ["Some bytes belong to no encoding; they are shown as \\xNN"]


def test_erased_bytes_of_zero_do_not_make_the_file_utf16() -> None:
    found = read(attlog(DAY).encode() + b"\0" * 64 + b"\n" + attlog(DAY).encode())
    assert punches(found) == PLAIN * 2
    assert [line for line, _ in rejects(found)] == [4]


def test_an_old_machines_serial_number_and_checksum_are_noted_and_no_bad_lines() -> None:
    found = read("3452130900012\r\n" + attlog(DAY, "\r\n") + "7F3A\r\n")
    assert punches(found) == PLAIN
    assert [line for _, _, _, line in found.punches] == [2, 3, 4]
    assert found.rejects == []
    assert [text_of(note) for note in found.notes] == ["Serial number of the machine: 3452130900012"]


def test_a_cut_last_line_is_no_checksum_where_there_was_no_serial_number() -> None:
    assert rejects(read(attlog(DAY) + "   7300")) == [(4, "the line is not: number, date and time, numbers")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("12\t2026-02-30 08:00:00\t1\t0\t1\t0", "there is no day 2026-02-30"),
        ("12\t2026-13-01 08:00:00\t1\t0\t1\t0", "there is no day 2026-13-01"),
        ("12\t2000-01-01 08:00:00\t1\t0\t1\t0", "the year 2000 is not from 2001 to 2100"),
        ("12\t2131-01-01 08:00:00\t1\t0\t1\t0", "the year 2131 is not from 2001 to 2100"),
        ("12\t2026-03-05 24:00:00\t1\t0\t1\t0", "there is no time 24:00:00"),
        ("12\t2026-03-05 08:00:60\t1\t0\t1\t0", "there is no time 08:00:60"),
        ("12\t2026-03-05 08:0", "the line is not: number, date and time, numbers"),
        ("12", "the line is not: number, date and time, numbers"),
        ("1 2\t2026-03-05 08:00:00\t1\t0\t1\t0", "the number holds characters that no clock gives"),
        ("王\t2026-03-05 08:00:00\t1\t0\t1\t0", "the number holds characters that no clock gives"),
        ("1" * 65 + "\t2026-03-05 08:00:00\t1\t0\t1\t0", "the number holds characters that no clock gives"),
        ("\t2026-03-05 08:00:00\t1\t0\t1\t0", "the line has no number of an employee"),
    ],
)
def test_a_bad_line_says_why(line: str, reason: str) -> None:
    found = read(attlog(DAY) + line + "\n" + attlog(DAY))
    assert punches(found) == PLAIN * 2
    assert rejects(found) == [(4, reason)]


def test_a_line_without_its_last_columns_still_has_all_that_counts() -> None:
    assert punches(read(attlog(DAY) + "12\t2026-03-05 08:00:00\n"))[-1] == ("12", "2026-03-05 08:00:00")


def test_what_is_more_than_a_day_after_today_is_set_apart() -> None:
    text = attlog([("1", "2026-03-05 08:00:00"), ("1", "2026-03-06 08:00:00"), ("1", "2026-03-07 08:00:00")])
    found = read(text, latest=date(2026, 3, 5))
    assert len(found.punches) == 2
    assert rejects(found) == [(3, "2026-03-07 is still to come")]
    assert read(text).rejects == []


def test_a_file_of_bad_lines_alone_is_refused_in_one_sentence() -> None:
    with pytest.raises(Refusal) as refused:
        read("".join(line + "\n" for line in ERASED))
    assert str(refused.value) == (
        "No line of file could be read as attlog of a clock machine; line 1: there is no day 2047-02-30"
    )


def test_progress_is_told_now_and_then_and_ends_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    read(attlog(DAY * 20_000), progress=lambda done, total: told.append((done, total)))
    assert len(told) >= 3
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] >= 60_000


def test_the_preview_says_what_is_in_the_file() -> None:
    preview = read(attlog(DAY) + ERASED[0] + "\n").preview()
    assert (preview.punches, preview.idents, preview.rejects, preview.ignored) == (3, 2, 1, 0)
    assert preview.first == datetime(2026, 3, 4, 8, 59)
    assert preview.last == datetime(2026, 3, 5, 18, 2, 44)


MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2100, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
LINES = st.lists(st.tuples(st.integers(0, 10**9 - 1), MOMENTS), min_size=1, max_size=30)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk"]))
def test_what_a_machine_writes_is_what_is_read(lines: list[tuple[int, datetime]], end: str, encoding: str) -> None:
    found = read(attlog([(f"{ident:06d}", str(moment)) for ident, moment in lines], end).encode(encoding))
    assert [(ident, moment_of(at_s)) for _, ident, at_s, _ in found.punches] == [
        (str(ident), moment) for ident, moment in lines
    ]


@given(LINES, st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=5))
def test_no_garbage_between_the_lines_costs_a_good_one(lines: list[tuple[int, datetime]], garbage: list[bytes]) -> None:
    """Except for garbage that itself looks like the head of a table, or like another encoding's mark at the start."""
    good = attlog([(str(ident), str(moment)) for ident, moment in lines]).encode()
    found = read(good + b"".join(line + b"\n" for line in garbage) + good)
    expected = [(str(ident), str(moment)) for ident, moment in lines]
    assert punches(found) == expected * 2


@given(MOMENTS)
def test_moments_are_the_clocks_own_seconds(moment: datetime) -> None:
    assert moment_of(seconds_of(moment)) == moment
    assert seconds_of(moment + timedelta(days=1)) - seconds_of(moment) == 86_400
