"""Keeping a database sound: checks, backups, migrations, moving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from opsconsole.cli import context
from opsconsole.cli.outcome import DONE, FAILED, say
from opsconsole.cli.root import root
from opsconsole.cli.shape import Group, Usage, needs_a_command
from opsconsole.i18n import N_, _, text_of

if TYPE_CHECKING:
    from opsconsole.audit.checks import Outcome
    from opsconsole.settings import Settings

MOST_FAILURES = 5


@root.command("check", about=N_("Proves every invariant, one line each; ends with 1 where one does not hold."))
def check() -> int:
    """Runs every check, also on a database that is open for reading only."""
    from opsconsole import assembly
    from opsconsole.audit import checks

    told = context.chosen()
    sound = True
    with context.opened(told) as database:
        for outcome in checks.run_all(database, assembly.CHECKS, told.now()):
            say(_outcome_line(outcome))
            sound = sound and not outcome.failures
    return DONE if sound else FAILED


def _outcome_line(outcome: Outcome) -> str:
    if not outcome.failures:
        return _("ok: {name}").format(name=_(outcome.name))
    reasons = "; ".join(text_of(failure) for failure in outcome.failures[:MOST_FAILURES])
    more = len(outcome.failures) - MOST_FAILURES
    if more > 0:
        reasons = _("{reasons}; and {count} more").format(reasons=reasons, count=more)
    return _("FAILED: {name}: {reasons}").format(name=_(outcome.name), reasons=reasons)


@root.command("backup", takes="FILE", about=N_("Writes a proven copy of the database while others work."))
@click.argument("file", metavar="FILE")
def backup(file: str) -> int:
    """Backs the database up to a file."""
    from opsconsole.audit import keeping

    told = context.chosen()
    with context.opened(told) as database:
        kept = keeping.back_up(database, Path(file), actor=context.machine())
    say(_("{file}: proven; {acts} acts, {rows} rows").format(file=file, acts=kept.acts, rows=kept.rows))
    say(_pepper_line(told))
    return DONE


def _pepper_line(told: Settings) -> str:
    return _("The pepper of the PINs is not in it: keep {path} apart, or every account will need a new PIN").format(
        path=told.pepper_file
    )


@root.command(
    "restore",
    takes="FILE",
    about=N_("Puts a backup in the place of the database, proven first; what was there is kept beside it."),
)
@click.argument("file", metavar="FILE")
def restore(file: str) -> int:
    """Restores the database from a backup."""
    from opsconsole import assembly  # noqa: F401 - every table is known
    from opsconsole.audit import keeping

    told = context.chosen()
    done = keeping.restore(
        told.database_url, Path(file), state_dir=told.state_dir, clock=told.now, actor=context.machine()
    )
    say(_("{file}: restored; {acts} acts, {rows} rows").format(file=file, acts=done.kept.acts, rows=done.kept.rows))
    if done.before is not None:
        say(_("What was there before is in {file}").format(file=done.before))
    say(_("Consoles that were open go on reading; close and start them again before working on"))
    return DONE


@root.group("db", cls=Group, takes="COMMAND", about=N_("The database itself: migrations, and moving it."))
def db() -> None:
    """Commands of the database itself."""
    needs_a_command()


@db.command("upgrade", about=N_("Brings the tables to what this opsconsole works with; make a backup first."))
def upgrade() -> int:
    """Migrates the database."""
    from opsconsole.db import Database, schema

    told = context.chosen()
    database = Database(told.database_url)
    try:
        found, reached = schema.upgrade(database)
    finally:
        database.close()
    with context.opened(told):
        pass
    if found == reached:
        say(_("Schema {schema}: nothing to do").format(schema=reached))
    else:
        say(_("Schema {found} -> {reached}").format(found=found or "-", reached=reached))
    return DONE


@db.command("status", about=N_("Which database it is, and how its tables stand."))
def status() -> int:
    """Tells about the database without changing it, nor making it."""
    from opsconsole.db import Database, schema
    from opsconsole.db.engine import sqlite_path

    told = context.chosen()
    database = Database(told.database_url)
    try:
        say(_("Database: {url}").format(url=database.url.render_as_string()))
        path = sqlite_path(database.url)
        if path is not None and not path.exists():
            found = None
        else:
            with database.reading() as engine:
                found = schema.revision(engine)
        state = schema.state_of(found)
        say(_("Schema: {found}; this opsconsole works with {known}").format(found=found or "-", known=schema.HEAD))
        say(_(STATES[state.value]))
    finally:
        database.close()
    return DONE


STATES = {
    "missing": N_("There is no database yet; the first command or console makes it"),
    "behind": N_("It is older: make a backup, then run opsconsole db upgrade"),
    "current": N_("Nothing to do"),
    "ahead": N_("It is newer: install the newer opsconsole"),
}


@db.command("copy", takes="--to URL", about=N_("Copies everything into another, empty database, of either kind."))
@click.option("--to", "url", metavar="URL", help=N_("The database to fill"))
def copy(url: str | None) -> int:
    """Copies the database to another one."""
    from opsconsole.audit import keeping

    if url is None:
        raise Usage(N_("--to URL is missing"))
    told = context.chosen()
    with context.opened(told) as database:
        kept = keeping.copy_to(database, url, state_dir=told.state_dir, actor=context.machine())
    say(_("Copied and compared: {acts} acts, {rows} rows").format(acts=kept.acts, rows=kept.rows))
    return DONE
