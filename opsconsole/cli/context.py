"""What a command works with: this machine's settings, and the database that was named."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from opsconsole import i18n, settings
from opsconsole.cli import outcome
from opsconsole.errors import Refusal

if TYPE_CHECKING:
    from opsconsole.access.actor import Actor
    from opsconsole.access.pins import PinHasher
    from opsconsole.db import Database


def speak(arguments: Sequence[str]) -> None:
    """Puts the language in force that the options, the environment or the settings file name, before anything is said.

    A language that is none, and a settings file that cannot be read, are told by whoever meets them next.
    """
    named = _option(arguments, "--lang")
    try:
        i18n.use(named if named in i18n.LANGUAGES else settings.load().language)
    except Refusal:
        i18n.use(i18n.default_language())


def _option(arguments: Sequence[str], name: str) -> str | None:
    told = None
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == name and place + 1 < len(arguments):
            told = arguments[place + 1]
        elif argument.startswith(f"{name}="):
            told = argument.partition("=")[2]
    return told


def named_database() -> str | None:
    """The database that the command line names."""
    return (click.get_current_context().find_root().obj or {}).get("database")


def chosen() -> settings.Settings:
    """This machine's settings, with what the command line names."""
    told = settings.load(named_database(), i18n.language())
    outcome.keep_log(told.log_dir)
    return told


def machine() -> Actor:
    """Who acts in a command: nobody signed in, and the operating system's user goes on the record."""
    from opsconsole.access.actor import machine_actor

    return machine_actor()


def pins(told: settings.Settings) -> PinHasher:
    """What makes digests of PINs, with this machine's pepper."""
    from opsconsole.access.pins import PinHasher

    return PinHasher(told.pepper_file)


@contextmanager
def opened(told: settings.Settings) -> Generator[Database]:
    """The database of the settings, made and migrated where there is none."""
    from opsconsole import assembly

    database = assembly.open_database(told.database_url, state_dir=told.state_dir, clock=told.now, actor=machine())
    try:
        yield database
    finally:
        database.close()
