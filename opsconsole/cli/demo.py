"""The demo company, in a database of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsconsole import settings
from opsconsole.cli import context
from opsconsole.cli.outcome import DONE, say
from opsconsole.cli.root import has_screen, root
from opsconsole.cli.shape import cells
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _, language, text_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from opsconsole.access.actor import Actor
    from opsconsole.dates import Month
    from opsconsole.db import Database
    from opsconsole.demo import DemoCompany

LONGEST_MAKING_S = 120.0


@root.command(
    "demo",
    about=N_("Makes a demo company in a database of its own, once, and opens the console on it."),
    more=(N_("Without a terminal it prints the month sheet's totals instead."),),
)
def demo() -> int:
    """Makes the demo company where it is not there yet, tells how to sign in, and opens the console."""
    told = _DemoSettings.like(context.chosen(), context.named_database() or settings.demo_database_url())
    company = _made(told)
    _tell_accounts(company)
    if has_screen():
        from opsconsole.console.app import run

        sys.stdout.flush()
        return run(told, welcome=partial(_welcome, company))
    with context.opened(told) as database:
        _tell_totals(database, company.month)
    say(_("To open the console: run opsconsole demo at a terminal"))
    return DONE


class _DemoSettings(settings.Settings):
    """This machine's settings, on the demo's database and by the demo's clock."""

    @classmethod
    def like(cls, told: settings.Settings, url: str) -> _DemoSettings:
        """The same settings, for the demo in the database of `url`."""
        values: dict[str, Any] = {field.name: getattr(told, field.name) for field in fields(told)}
        values["database_url"] = url
        return cls(**values)

    def now(self) -> datetime:
        """Never before the quarter that the demo shows is over."""
        from opsconsole.demo.building import STANDS_AT

        return max(super().now(), STANDS_AT)


def _made(told: _DemoSettings) -> DemoCompany:
    """The demo company, made where it is not there yet; one that was broken off is made again from the start."""
    from opsconsole import demo
    from opsconsole.db.engine import parse_url, sqlite_path
    from opsconsole.db.gate import WriteGate
    from opsconsole.demo import ready

    path = sqlite_path(parse_url(told.database_url))
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with WriteGate(path.with_name(path.name + ".making") if path else None, LONGEST_MAKING_S).held():
        with context.opened(told) as database:
            found = database.read(ready.found)
            if found is ready.Found.NOTHING:
                return _make(database, told)
        if found is ready.Found.WHOLE:
            return demo.company()
        if path is None or told.database_url != settings.demo_database_url():
            raise Refusal(N_("Another company lies in this database; the demo goes into an empty one"))
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        with context.opened(told) as database:
            return _make(database, told)


def _make(database: Database, told: _DemoSettings) -> DemoCompany:
    from opsconsole import demo
    from opsconsole.access.pins import LIGHT, PinHasher
    from opsconsole.demo import ready

    pins = PinHasher(told.pepper_file, LIGHT)
    made = demo.build(database, now=told.now(), pins=pins, progress=_tell_progress())
    database.run(ready.mark_whole, context.machine())
    return made


def _tell_progress() -> Any:
    """Tells each step on a terminal; elsewhere nobody watches."""
    if not sys.stderr.isatty():
        return None

    def tell(what: Message, done: int, steps: int) -> None:
        sys.stderr.write(f"\r\x1b[K[{done + 1}/{steps}] {text_of(what)}")
        if done + 1 == steps:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    return tell


def _tell_accounts(company: DemoCompany) -> None:
    say(_("The demo company. Sign in with badge and PIN:"))
    for line in _account_lines(company):
        say(line)


def _welcome(company: DemoCompany) -> str:
    """What stands at the door of the demo, where everybody may know the PINs."""
    return "\n".join(_account_lines(company))


def _account_lines(company: DemoCompany) -> list[str]:
    rows = [
        (one.badge, one.pin, one.name, one.title_zh if language() == "zh" else one.title_en) for one in company.accounts
    ]
    return _table_lines([_("Badge"), _("PIN"), _("Name"), _("Position")], rows, numbers_from=4)


def _tell_totals(database: Database, month: Month) -> None:
    say("")
    say(_("Month sheet of {month}, by unit:").format(month=month))
    rows = database.read(_totals, context.machine(), month)
    headings = [
        _("Unit"),
        _("People"),
        _("Days required"),
        _("Days present"),
        _("Times late"),
        _("Times early"),
        _("Missing punches"),
        _("Days absent"),
        _("Leave"),
        _("Deduction by policy"),
        _("Payable"),
    ]
    _tell_table(headings, rows, numbers_from=1)


def _totals(session: Session, actor: Actor, month: Month) -> list[tuple[str, ...]]:
    """What the sheet's columns add up to, a line for each unit and one for all."""
    from opsconsole.attendance import queries
    from opsconsole.attendance.rules.names import as_days
    from opsconsole.money import format_yuan

    rows = queries.rows(session, actor, month, queries.row_ids(session, actor, month, queries.GridFilter()))
    units = {row.unit_code: row.unit_name_zh if language() == "zh" else row.unit_name_en for row in rows}
    groups = [(name, [row for row in rows if row.unit_code == code]) for code, name in units.items()]
    return [
        (
            name,
            str(len(held)),
            str(sum(row.required_days for row in held)),
            str(as_days(sum(row.present_halves for row in held))),
            str(sum(row.late_times for row in held)),
            str(sum(row.early_times for row in held)),
            str(sum(row.missing for row in held)),
            str(as_days(sum(row.absence_halves for row in held))),
            str(as_days(sum(sum(row.leave_halves) for row in held))),
            format_yuan(sum(row.policy_fen or 0 for row in held), grouped=False),
            format_yuan(sum(row.payable_fen or 0 for row in held), grouped=False),
        )
        for name, held in [*groups, (_("All"), rows)]
    ]


def _tell_table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int) -> None:
    for line in _table_lines(headings, rows, numbers_from):
        say(line)


def _table_lines(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int) -> list[str]:
    """A table whose columns from `numbers_from` on are set to the right."""
    lines = [headings, *rows]
    widths = [max(cells(line[column]) for line in lines) for column in range(len(headings))]
    told: list[str] = []
    for line in lines:
        blanks = [" " * (width - cells(cell)) for cell, width in zip(line, widths, strict=True)]
        padded = (
            blank + cell if place >= numbers_from else cell + blank
            for place, (cell, blank) in enumerate(zip(line, blanks, strict=True))
        )
        told.append("  " + "  ".join(padded).rstrip())
    return told
