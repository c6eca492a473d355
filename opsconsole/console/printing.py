"""Writing a form or a list to a file, asked for by its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from opsconsole.console.base import AreaScreen
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportKind, ExportOptions, refuse_other_endings
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.stockroom.files.chosen import write_kind

LONGEST_PATH = 1000
Write = Callable[..., int]


def print_kind(
    screen: AreaScreen,
    kind: ExportKind,
    options: ExportOptions,
    name: str,
    *,
    hint: str = N_(".pdf, .xlsx or .csv"),
    write: Write = write_kind,
) -> None:
    """Asks where to, and writes; `name` is what the file is called unless another is typed. `write` is the query that
    writes what the person may see of the kind."""
    title = Message(N_("Write {what} to a file"), what=Message(kind.title))
    fields = (TextField("path", N_("File"), required=True, max_length=LONGEST_PATH, hint=hint),)
    begin = {"path": str(Path.home() / name)}
    save = partial(_asked, screen, partial(_write, screen, write, kind, options), kind)
    screen.open_form(Form(title, fields, draft_key=f"print:{kind.name}", values=begin, save=save))


def _asked(
    screen: AreaScreen, write: Callable[[Path, Form], None], kind: ExportKind, values: Mapping[str, Any], form: Form
) -> None:
    path = Path(values["path"]).expanduser()
    try:
        refuse_other_endings(path, kind)
    except Refusal as refusal:
        form.refuse(refusal.message)
        return
    if path.is_file():
        question = Message(N_("{file} is there already. Write over it?"), file=visible(str(path)))
        screen.ask(Confirm(question), lambda yes: write(path, form) if yes else None)
    else:
        write(path, form)


def _write(screen: AreaScreen, write: Write, kind: ExportKind, options: ExportOptions, path: Path, form: Form) -> None:
    desk = screen.app.desk
    assert desk is not None
    form.saved(desk)

    def written(count: int) -> None:
        screen.say(Message(N_("Written to {file}: {count}"), file=visible(str(path)), count=count))

    label = Message(N_("Writing {file}"), file=visible(path.name))
    screen.fetch(write, desk.actor, kind, options, path, then=written, label=label)
