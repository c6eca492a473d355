"""GLG/AGL logs: three dialects, three date forms, door events."""

from __future__ import annotations

from datetime import date

import pytest

from opsconsole.attendance.punch_files import DateOrder, IdentKind, Layout
from opsconsole.errors import Refusal
from tests.attendance.punch_files.layouts import GLG_HEADING, GMNO_HEADING, glg, punches, read, rejects

ISO = [("12", "2026-03-25 08:58:01"), ("0013", "2026-03-25 18:02:44")]
READ = [("12", "2026-03-25 08:58:01"), ("13", "2026-03-25 18:02:44")]


@pytest.mark.parametrize(
    "heading",
    [
        GLG_HEADING,
        GMNO_HEADING,
        GLG_HEADING[1:],
        GMNO_HEADING[1:],
        None,
        "No\tDN\tUID\tName\tStatus\tAction\tAPB\tDateTime\tEnNo",
    ],
    ids=["inout", "gmno", "inout without its first byte", "gmno without its first byte", "none", "EnNo elsewhere"],
)
def test_every_dialect_is_read(heading: str | None) -> None:
    text = glg(ISO, heading)
    if heading and heading.endswith("EnNo"):
        text = heading + "\r\n" + "".join(f"1\t1\t\t\t\t\t\t{moment}\t{ident}\r\n" for ident, moment in ISO)
    found = read(text)
    assert found.layout is Layout.GLG
    assert punches(found) == READ
    assert {kind for kind, *_ in found.punches} == {IdentKind.CLOCK}
    assert found.rejects == []


@pytest.mark.parametrize(
    "moments",
    [
        ("2026-03-25 08:58:01", "2026-03-25 18:02:44"),
        ("2026/03/25 08:58:01", "2026/3/25 18:02:44"),
        ("03/25/2026 08:58:01", "03/25/2026 18:02:44"),
        ("25/03/2026 08:58:01", "25/03/2026 18:02:44"),
        ("25-03-2026 08:58:01", "25-3-2026 18:02:44"),
    ],
)
def test_every_date_form_is_read(moments: tuple[str, str]) -> None:
    found = read(glg([("12", moments[0]), ("13", moments[1])]))
    assert punches(found) == READ


def test_one_row_settles_the_order_of_all() -> None:
    rows = [("1", "03/04/2026 08:00:00"), ("1", "03/25/2026 08:00:00")]
    assert [moment for _, moment in punches(read(glg(rows)))] == ["2026-03-04 08:00:00", "2026-03-25 08:00:00"]
    rows = [("1", "03/04/2026 08:00:00"), ("1", "25/04/2026 08:00:00")]
    assert [moment for _, moment in punches(read(glg(rows)))] == ["2026-04-03 08:00:00", "2026-04-25 08:00:00"]


def test_dates_that_can_be_read_two_ways_are_refused_until_the_order_is_given() -> None:
    text = glg([("1", "03/04/2026 08:00:00"), ("1", "03/05/2026 08:00:00")])
    with pytest.raises(Refusal, match="--date-order"):
        read(text)
    assert punches(read(text, date_order=DateOrder.MONTH_FIRST))[0] == ("1", "2026-03-04 08:00:00")
    assert punches(read(text, date_order=DateOrder.DAY_FIRST))[0] == ("1", "2026-04-03 08:00:00")


def test_dates_that_are_the_same_both_ways_need_no_order() -> None:
    assert punches(read(glg([("1", "03/03/2026 08:00:00")]))) == [("1", "2026-03-03 08:00:00")]


def test_rows_that_contradict_each_other_are_refused_until_the_order_is_given() -> None:
    text = glg([("1", "03/25/2026 08:00:00"), ("1", "25/03/2026 18:00:00")])
    with pytest.raises(Refusal, match="two ways"):
        read(text)
    found = read(text, date_order=DateOrder.DAY_FIRST)
    assert punches(found) == [("1", "2026-03-25 18:00:00")]
    assert rejects(found) == [(2, "there is no day 03/25/2026")]


def test_a_bad_date_has_no_say_in_the_order() -> None:
    found = read(glg([("1", "03/25/2026 08:00:00"), ("1", "02/30/2026 08:00:00"), ("1", "99/99/2131 08:00:00")]))
    assert punches(found) == [("1", "2026-03-25 08:00:00")]
    assert [line for line, _ in rejects(found)] == [3, 4]


def test_an_order_that_would_lie_in_the_future_does_not_fit() -> None:
    text = glg([("1", "03/04/2026 08:00:00"), ("1", "03/05/2026 08:00:00")])
    found = read(text, latest=date(2026, 3, 10))
    assert [moment for _, moment in punches(found)] == ["2026-03-04 08:00:00", "2026-03-05 08:00:00"]


def test_door_events_are_ignored_and_counted() -> None:
    found = read(glg([("0", "2026/03/25 08:00:00"), *ISO, ("00000", "2026/03/25 09:00:00")]))
    assert punches(found) == READ
    assert (found.ignored, found.rejects) == (2, [])


def test_exact_repeats_are_all_there() -> None:
    assert len(read(glg([*ISO, *ISO])).punches) == 4


def test_names_in_gbk_do_not_hinder() -> None:
    assert punches(read(glg(ISO, name="王").encode("gbk"))) == READ
    assert punches(read(glg(ISO, name="[red]张三").encode("utf-16"))) == READ


def test_bad_lines_are_set_apart() -> None:
    text = (
        glg(ISO)
        + "3\t1\t14\r\n"
        + "4\t1\t\x02Z\t\t0\t1\t2026/03/25 08:00:00\r\n"
        + "5\t1\t15\t\t0\t1\t2026/03/25 08:61\r\n"
    )
    found = read(text)
    assert punches(found) == READ
    assert rejects(found) == [
        (4, "the line is not: No, TMNo, EnNo, Name, ..., date and time"),
        (5, "the number holds characters that no clock gives"),
        (6, "there is no time 08:61"),
    ]
    assert found.rejects[1].raw == "4\\t1\\t\\x02Z\\t\\t0\\t1\\t2026/03/25 08:00:00"


def test_headings_that_come_again_are_no_bad_lines() -> None:
    assert read(glg(ISO) + glg(ISO)).rejects == []


def test_a_log_of_headings_alone_has_no_punches() -> None:
    found = read(GLG_HEADING + "\r\n")
    assert (found.layout, found.punches, found.rejects) == (Layout.GLG, [], [])
