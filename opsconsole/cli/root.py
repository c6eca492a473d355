"""`opsconsole` by itself opens the console."""

from __future__ import annotations

import os
import sys

import click

from opsconsole.cli import context
from opsconsole.cli.shape import Group
from opsconsole.errors import Refusal
from opsconsole.i18n import N_


@click.group(cls=Group, about=N_("Opens the console, or does one thing by a command."), takes="[COMMAND]")
@click.pass_context
def root(ctx: click.Context) -> int | None:
    """Without a command, the console on the configured database."""
    return open_console() if ctx.invoked_subcommand is None else None


def has_screen() -> bool:
    """Whether there is something to draw on: a terminal, or a browser that textual-serve has put in its place."""
    return (sys.stdin.isatty() and sys.stdout.isatty()) or "TEXTUAL_DRIVER" in os.environ


def open_console() -> int:
    """Opens the console on the configured database; its exit status. Refusal where there is no terminal."""
    if not has_screen():
        raise Refusal(N_("The console needs a terminal; opsconsole --help lists what goes without one"))
    told = context.chosen()
    from opsconsole.console.app import run

    return run(told)
