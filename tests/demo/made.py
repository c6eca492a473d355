"""The demo company made in a folder, and what tests look at of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opsconsole.access.actor import Actor
from opsconsole.access.pins import PinHasher
from opsconsole.assembly import EXPORTS, open_database
from opsconsole.assembly.exchange import export_file
from opsconsole.attendance import queries
from opsconsole.attendance.queries import GridFilter, GridRow
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.demo import DemoCompany, build, ready
from opsconsole.files.exports import ExportOptions

MONTHS = (Month(2026, 1), Month(2026, 2), Month(2026, 3))
MARCH = MONTHS[2]


@dataclass(frozen=True)
class Made:
    """A database with the demo company in it."""

    database: Database
    company: DemoCompany
    pins: PinHasher
    machine: Actor
    now: datetime
    folder: Path

    def rows(self, month: Month) -> list[GridRow]:
        """The sheet of a month."""
        ids = self.database.read(queries.row_ids, self.machine, month, GridFilter())
        return self.database.read(queries.rows, self.machine, month, ids)

    def exported(self) -> dict[str, bytes]:
        """Every export of attendance, of every month."""
        found: dict[str, bytes] = {}
        for month in MONTHS:
            for kind in ("attendance", "attendance-days"):
                path = self.folder / f"{kind}-{month}.csv"
                options = ExportOptions(month=month)
                export_file(self.database, self.machine, EXPORTS[kind], options, path, now=self.now)
                found[path.name] = path.read_bytes()
        return found


def make(url: str, folder: Path, machine: Actor, now: datetime) -> Made:
    """The demo company in the empty database of `url`."""
    database = open_database(url, state_dir=folder / "state", clock=lambda: now, actor=machine)
    pins = PinHasher(folder / "pepper")
    made = Made(database, build(database, now=now, pins=pins), pins, machine, now, folder)
    database.run(ready.mark_whole, machine)
    return made
