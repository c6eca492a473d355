"""Files of a request: one is read in from a path, one is written out to a path; never unpacked, never parsed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from opsconsole.approvals.queries import AttachmentLine, RequestDetail, attachment
from opsconsole.approvals.service import attach
from opsconsole.console.base import AreaScreen
from opsconsole.console.requests.detail import size_words
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.errors import Message, Refusal
from opsconsole.files.attachments import MOST_BYTES, check_attachment
from opsconsole.files.read import read_bytes
from opsconsole.i18n import N_
from opsconsole.inert import filtered, visible
from opsconsole.oserrors import reason_of

LONGEST_PATH = 1000


def read_attachment(path: Path) -> tuple[str, bytes]:
    """Name and content of a file to be attached; Refusal where it cannot be read, or is not to be kept."""
    try:
        too_large = path.stat().st_size > MOST_BYTES
    except OSError:
        too_large = False
    if too_large:
        raise Refusal(N_("An attachment has at most {most} MB"), most=MOST_BYTES >> 20)
    name, content = filtered(path.name), read_bytes(path)
    check_attachment(name, content)
    return name, content


def write_attachment(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all; Refusal where it cannot."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refusal(N_("{file} cannot be written: {why}"), file=visible(str(path)), why=reason_of(error)) from error


def safe_name(name: str) -> str:
    """The name of a file as it is offered: without folders, and never hidden."""
    return name.replace("/", "_").replace("\\", "_").lstrip(".") or "attachment"


class FilesOfRequest(AreaScreen):
    """A screen with one request whose files are added and saved."""

    detail: RequestDetail | None = None

    def action_attach(self) -> None:
        detail = self.detail
        if detail is None:
            return
        title = Message(N_("Attach a file to {number}"), number=detail.line.number)
        hint = N_("A path: pdf, picture, xml, ofd, office document, txt; at most 10 MB")
        fields = (TextField("path", N_("File"), required=True, max_length=LONGEST_PATH, hint=hint),)
        draft = f"attach:{detail.line.id}"
        self.open_form(Form(title, fields, draft_key=draft, save=partial(self._read_in, detail.line.id)))

    def _read_in(self, request_id: int, values: Mapping[str, Any], form: Form) -> None:
        path = Path(values["path"]).expanduser()

        def read() -> tuple[str, bytes] | Refusal:
            try:
                return read_attachment(path)
            except Refusal as refusal:
                return refusal

        def taken(found: tuple[str, bytes] | Refusal) -> None:
            if isinstance(found, Refusal):
                form.refuse(found.message)
                return
            name, content = found
            said = Message(N_("{file} is attached"), file=name)
            self.perform(attach, request_id, name, content, self.app.clock(), form=form, said=said)

        self.look_up(read, then=taken, group="attach")

    def action_save_file(self) -> None:
        files = self.detail.attachments if self.detail is not None else ()
        if len(files) == 1:
            self._ask_where(files[0])
        elif files:

            def matching(text: str) -> Sequence[Choice]:
                choices = [Choice(str(one.id), one.name, size_words(one.size_bytes)) for one in files]
                return [choice for choice in choices if text.casefold() in choice.label.casefold()]

            by_id = {str(one.id): one for one in files}
            self.ask(
                Picker(Message(N_("Which attachment?")), matching), lambda choice: self._ask_where(by_id[choice.key])
            )

    def _ask_where(self, one: AttachmentLine) -> None:
        fields = (TextField("path", N_("File"), required=True, max_length=LONGEST_PATH),)
        title = Message(N_("Save {file}"), file=one.name)
        begin = {"path": str(Path.home() / safe_name(one.name))}
        draft = f"save-file:{one.id}"
        self.open_form(Form(title, fields, draft_key=draft, values=begin, save=partial(self._save, one)))

    def _save(self, one: AttachmentLine, values: Mapping[str, Any], form: Form) -> None:
        path = Path(values["path"]).expanduser()
        if path.exists():
            question = Message(N_("{file} is there already. Write over it?"), file=visible(str(path)))
            self.ask(Confirm(question), lambda yes: self._write(one, path, form) if yes else None)
        else:
            self._write(one, path, form)

    def _write(self, one: AttachmentLine, path: Path, form: Form) -> None:
        assert self.app.desk is not None
        form.saved(self.app.desk)
        actor, now = self.app.desk.actor, self.app.clock()

        def write() -> None:
            _name, content = self.app.read(attachment, actor, one.id, now)
            write_attachment(path, content)

        def written(_nothing: None) -> None:
            self.say(Message(N_("Written to {file}"), file=visible(str(path))))

        self.look_up(write, then=written, label=Message(N_("Writing {file}"), file=visible(path.name)), group="save")
