"""The benchmarks run and tell both sides, in small; how long anything takes is never asserted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks import companies, raw
from benchmarks.__main__ import NAMES, bench, main
from benchmarks.measuring import SMOKE, Line
from opsconsole.attendance import punches, queries
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.punch_files.times import day_start_s
from opsconsole.attendance.queries import GridFilter


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_tells_both_sides_or_why_it_was_left_out(name: str, tmp_path: Path) -> None:
    lines = list(bench(name)(SMOKE, tmp_path))
    assert lines
    for line in lines:
        assert line.note if line.ratio is None else line.ratio > 0


def test_the_raw_side_judges_as_we_do(tmp_path: Path) -> None:
    """A ratio says something only where both sides do the same."""
    people, a_day = 40, 3
    database = companies.company(tmp_path / "company", people)
    data = companies.read(companies.attlog(people, a_day))
    punches.take_file(database, companies.MACHINE, data, now=companies.NOW)
    database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW)
    ids = database.read(queries.row_ids, companies.MACHINE, companies.MARCH, GridFilter())
    ours = {
        int(row.badge[1:]): (
            row.present_halves,
            row.late_times,
            row.late_min,
            row.early_times,
            row.early_min,
            row.missing,
            row.absence_halves,
        )
        for row in database.read(queries.rows, companies.MACHINE, companies.MARCH, ids)
    }
    database.close()
    found = sorted((number, day_start_s(day) + second) for number, day, second in companies.punches(people, a_day))
    workdays = [(day - date(1970, 1, 1)).days for day in companies.workdays()]
    assert {row[0]: row[1:8] for row in raw.judge(found, workdays)} == ours
    assert sum(row[6] for row in ours.values()) > 0


def test_the_raw_side_reads_what_we_read() -> None:
    data = companies.attlog(7, 2)
    ours = [(int(ident), at_s, 1, line) for _, ident, at_s, line in companies.read(data).parsed.punches]
    assert raw.parse(data) == ours


def test_a_line_tells_its_ratio_and_whether_the_goal_was_met() -> None:
    slow = Line("import", 6.0, "bare", 1.5, 3.0)
    assert str(slow).split() == ["import", "6.00", "s", "bare", "1.50", "s", "4.00x", "goal", "3.0x", "MISSED"]
    assert str(Line("import", 3.0, "bare", 1.5, 3.0)).endswith("met")
    assert str(Line("start", note="no terminal")).endswith("left out: no terminal")


def test_a_benchmark_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gardening"]) == 2
    assert "importing" in capsys.readouterr().err
