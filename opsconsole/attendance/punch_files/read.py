"""A file from a clock machine or a phone app into punches. The layout shows in the content, never in the name."""

from __future__ import annotations

import codecs
import gc
import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

from opsconsole.attendance.punch_files.attlog import is_attlog, read_attlog
from opsconsole.attendance.punch_files.gathering import Gathering
from opsconsole.attendance.punch_files.glg import is_glg, read_glg
from opsconsole.attendance.punch_files.grid import (
    find_times_sheet,
    is_standard_report,
    read_standard_report,
    read_times_sheet,
)
from opsconsole.attendance.punch_files.headings import find_headings, read_table
from opsconsole.attendance.punch_files.values import LAYOUT_LABELS, DateOrder, Layout, Progress, PunchFile
from opsconsole.errors import Message, Refusal
from opsconsole.files.delimited import MOST_LINES, first_rows, looks_like_html, read_delimited, read_html
from opsconsole.files.read import refuse_too_large
from opsconsole.files.table import Sheet
from opsconsole.files.text import Decoded, recognise, shown
from opsconsole.files.workbook import is_workbook, read_workbook
from opsconsole.i18n import N_

_SHEET_NAMES = ("考勤记录", "员工刷卡记录表", "刷卡记录")

MOST_DETAIL_FIRST = (
    Layout.DINGTALK_RAW,
    Layout.DINGTALK_TIMES,
    Layout.DINGTALK_DAILY,
    Layout.WECOM_DAILY,
    Layout.ZKTIME,
    Layout.STANDARD_REPORT,
    Layout.HEADINGS,
)
"""Which sheet is read where a workbook says the same in several."""

DAMAGED_TEXT = Message(N_("Some bytes belong to no encoding; they are shown as \\xNN"))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sheet that one of the readers knows, and how to read it."""

    layout: Layout
    sheet: Sheet
    rows: int
    read: Callable[[], Gathering]

    def rank(self) -> tuple[bool, int, int]:
        """Sheets with data first, then those with the most detail, then the names that clocks give."""
        name = self.sheet.name.strip()
        return (
            not self.rows,
            MOST_DETAIL_FIRST.index(self.layout),
            _SHEET_NAMES.index(name) if name in _SHEET_NAMES else len(_SHEET_NAMES),
        )


def read_punch_file(
    data: bytes,
    name: str,
    date_order: DateOrder | None = None,
    progress: Progress | None = None,
    latest: date | None = None,
) -> PunchFile:
    """The punches of a file, its bad lines set apart.

    `name` is only named in refusals. `date_order` settles dates such as `02/03/2026` where the file itself
    leaves them open. `latest` is today: what is more than a day after it is a bad line. Raises Refusal, in
    one sentence, for an empty file, an unknown layout, a damaged or locked workbook, dates that can be
    read two ways, and a file none of whose lines can be read.
    """
    report = progress or _no_progress
    if not data.strip(b"\0 \t\r\n"):
        raise Refusal(N_("{file} is empty"), file=shown(name))
    refuse_too_large(data)
    with _collector_paused():
        if is_workbook(data):
            encoding, gathered = "", _read_sheets(read_workbook(data), name, date_order, latest, report)
        else:
            decoded, notes = _decode(data)
            encoding, gathered = decoded.encoding, _read_text(decoded.text, name, date_order, latest, report)
            gathered.notes += notes
    _refuse_if_nothing_was_read(gathered, name)
    return PunchFile(
        layout=gathered.layout,
        encoding=encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        sheet=gathered.sheet,
        punches=gathered.punches,
        rejects=sorted(gathered.rejects, key=lambda reject: reject.line),
        ignored=gathered.ignored,
        notes=tuple(gathered.notes),
    )


@contextmanager
def _collector_paused() -> Generator[None]:
    """Nothing here makes cycles; walking 300,000 tuples for some, again and again, takes longer than making them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _no_progress(done: int, total: int) -> None:
    """For callers that show none."""


def _decode(data: bytes) -> tuple[Decoded, list[Message]]:
    """The text; erased flash may hold bytes of no encoding, which only cost the lines they stand in."""
    try:
        return recognise(data), []
    except Refusal:
        utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if utf16 else "utf-8"
        return Decoded(data.decode(encoding, "replace" if utf16 else "backslashreplace"), encoding), [DAMAGED_TEXT]


def _read_text(text: str, name: str, order: DateOrder | None, latest: date | None, progress: Progress) -> Gathering:
    if text.count("\n") > MOST_LINES:
        raise Refusal(N_("{file} has more than {most} lines; split it"), file=shown(name), most=MOST_LINES)
    if is_glg(text):
        return read_glg(text, latest, order, progress)
    named = find_headings(first_rows(text)) is not None
    if not named and is_attlog(text):
        return read_attlog(text, latest, progress)
    rows = read_html(text) if looks_like_html(text) else read_delimited(text)
    return _read_sheets([Sheet("", rows)], name, order, latest, progress)


def _read_sheets(
    sheets: list[Sheet], name: str, order: DateOrder | None, latest: date | None, progress: Progress
) -> Gathering:
    candidates = sorted(
        (candidate for sheet in sheets for candidate in _candidates(sheet, order, latest, progress)),
        key=_Candidate.rank,
    )
    if not candidates:
        raise _unknown_layout(name)
    gathered = candidates[0].read()
    others = {candidate.sheet.name for candidate in candidates[1:]} - {gathered.sheet}
    if others:
        gathered.notes.append(
            Message(
                N_("Read from the sheet {sheet}, which has the most detail; not from {others}"),
                sheet=shown(gathered.sheet),
                others=", ".join(shown(sheet.name) for sheet in sheets if sheet.name in others),
            )
        )
    return gathered


def _candidates(sheet: Sheet, order: DateOrder | None, latest: date | None, progress: Progress) -> Iterator[_Candidate]:
    rows = len(sheet.rows)
    if is_standard_report(sheet):
        read = partial(read_standard_report, sheet, latest, progress)
        yield _Candidate(Layout.STANDARD_REPORT, sheet, rows, read)
    elif found := find_headings(sheet.rows):
        read = partial(read_table, sheet, found, latest, order, progress)
        yield _Candidate(found.layout, sheet, rows - found.first_row, read)
    elif times := find_times_sheet(sheet):
        read = partial(read_times_sheet, sheet, times, latest, progress)
        yield _Candidate(Layout.DINGTALK_TIMES, sheet, rows - times.first_row, read)


def _unknown_layout(name: str) -> Refusal:
    return Refusal(
        N_(
            "{file} is no punch file that is known: looked for attlog, GLG/AGL (EnNo, DateTime), a standard report"
            " (工号 over days), and headings such as 考勤号码 or UserId with 打卡时间, AC-No. with Clock In,"
            " badge with time"
        ),
        file=shown(name),
    )


def _refuse_if_nothing_was_read(gathered: Gathering, name: str) -> None:
    if gathered.rejects and not gathered.punches:
        first = min(gathered.rejects, key=lambda reject: reject.line)
        raise Refusal(
            N_("No line of {file} could be read as {layout}; line {line}: {reason}"),
            file=shown(name),
            layout=Message(LAYOUT_LABELS[gathered.layout]),
            line=first.line,
            reason=first.reason,
        )
