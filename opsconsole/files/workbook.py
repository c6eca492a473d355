"""Workbooks, xlsx and xls: read in a process of their own, within limits of memory and time."""

from __future__ import annotations

import marshal
import signal
import subprocess
import sys
from pathlib import Path

from opsconsole.errors import Refusal
from opsconsole.files.archive import refuse_a_bomb
from opsconsole.files.table import Row, Sheet
from opsconsole.i18n import N_

ZIP_SIGNATURE = b"PK\x03\x04"
OLE2_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PROCESS = Path(__file__).with_name("workbook_process.py")
_LONGEST_S = 90
_DIED_OF = {"SIGABRT": "memory", "SIGKILL": "memory", "SIGXCPU": "slow"}
"""What it means where the process was stopped by a signal; memory that is refused aborts it."""

_WHY = {
    "password": N_("The workbook is protected by a password; save it without one"),
    "damaged": N_("The workbook is damaged, or is no workbook"),
    "memory": N_("The workbook claims more cells than there is memory for; delete its empty rows and columns"),
    "cell": N_("A cell holds more than 32767 characters"),
    "characters": N_("The workbook holds more than 100 million characters"),
    "slow": N_("The workbook takes too long to read"),
}


def is_workbook(data: bytes) -> bool:
    """Whether the content, whatever the name, is that of an xlsx (a zip) or an xls (OLE2)."""
    return data.startswith((ZIP_SIGNATURE, OLE2_SIGNATURE))


def read_workbook(data: bytes) -> list[Sheet]:
    """The work sheets of an xlsx or xls in their order; raises Refusal for what is damaged, locked or a trap."""
    if data.startswith(ZIP_SIGNATURE):
        refuse_a_bomb(data)
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_PROCESS)], input=data, capture_output=True, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal(_WHY["slow"]) from error
    if done.returncode < 0:
        raise Refusal(_WHY[_DIED_OF.get(signal.Signals(-done.returncode).name, "damaged")])
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    kind, *rest = marshal.loads(done.stdout)
    if kind == "refused":
        raise Refusal(_WHY[rest[0]])
    return [Sheet(name, list(map(Row._make, rows))) for name, rows in rest[0]]
