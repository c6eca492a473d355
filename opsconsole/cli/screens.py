"""The console in a browser."""

from __future__ import annotations

import os
import shlex
import sys

import click

from opsconsole.cli import context
from opsconsole.cli.outcome import DONE, say
from opsconsole.cli.root import root
from opsconsole.cli.shape import Usage
from opsconsole.errors import Refusal
from opsconsole.i18n import N_, _

LOOPBACK = "127.0.0.1"


@root.command("serve", about=N_("The console in a browser of this host."))
@click.option("--port", metavar="PORT", help=N_("The port; 8000 unless said"))
def serve(port: str | None) -> int:
    """Serves the console to browsers of this host alone."""
    number = 8000 if port is None else _port(port)
    told = context.chosen()
    try:
        from textual_serve.server import Server
    except ModuleNotFoundError:
        raise Refusal(N_("A browser needs the extra 'serve': pip install opsconsole[serve]")) from None
    # A URL may hold a password, and a command line is seen by every user of the host.
    os.environ["OPSCONSOLE_DATABASE_URL"] = told.database_url
    os.environ["OPSCONSOLE_LANG"] = told.language
    say(_("Open http://{host}:{port} in a browser; Ctrl+C ends").format(host=LOOPBACK, port=number))
    Server(f"{shlex.quote(sys.executable)} -m opsconsole", host=LOOPBACK, port=number, title="opsconsole").serve()
    return DONE


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Usage(N_("--port is a number from 1 to 65535, not {value}"), value=text)
    return int(text)
