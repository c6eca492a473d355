"""Files that are attached from a path: how much of them is ever read."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from opsconsole.console.requests.files import read_attachment
from opsconsole.errors import Refusal


def test_two_gigabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    """EXP-1: a size that is not kept costs no memory."""
    path = tmp_path / "large.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(2 << 30)
    tracemalloc.start()
    with pytest.raises(Refusal, match="at most 10 MB"):
        read_attachment(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_what_is_no_pdf_is_refused_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "\u62a5\u9500.pdf"
    path.write_text("no pdf")
    with pytest.raises(Refusal, match="is no pdf, whatever it is called"):
        read_attachment(path)
    with pytest.raises(Refusal, match="There is no file"):
        read_attachment(tmp_path / "nothing.pdf")
