"""A path typed with the folder's files beneath it: what is typed narrows them, Enter takes or opens one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message as Event
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import Align, cut, fit
from opsconsole.errors import Refusal
from opsconsole.i18n import N_, _
from opsconsole.inert import unsafe_character, visible
from opsconsole.oserrors import reason_of

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp

MOST_SHOWN = 300
KILO = 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder: its name, for a file its size in bytes, when it was changed."""

    name: str
    is_folder: bool
    size: int = 0
    changed_at: datetime | None = None


def list_folder(folder: Path, start: str) -> list[Entry]:
    """Folders, then files, whose names begin with `start`; hidden ones only where it says so. Refusal for no folder."""
    try:
        with os.scandir(folder) as scanned:
            found = [_entry(one) for one in scanned if _is_wanted(one.name, start)]
    except OSError as error:
        raise Refusal(
            N_("{folder} cannot be listed: {reason}"), folder=visible(str(folder)), reason=reason_of(error)
        ) from None
    found.sort(key=lambda one: (not one.is_folder, one.name.lower()))
    return found[:MOST_SHOWN]


def _is_wanted(name: str, start: str) -> bool:
    hidden = name.startswith(".") and not start.startswith(".")
    return not hidden and unsafe_character(name) is None and name.lower().startswith(start.lower())


def _entry(one: os.DirEntry[str]) -> Entry:
    try:
        if one.is_dir():
            return Entry(one.name, True)
        known = one.stat()
    except OSError:
        return Entry(one.name, False)
    return Entry(one.name, False, known.st_size, datetime.fromtimestamp(known.st_mtime))


class PathBox(Input):
    """Where the path is typed; Enter, Tab and the arrows are for the files beneath."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("Read it"), N_("Opens the folder, or reads the file"), id="folder.take"),
    ]


class FolderBox(Vertical):
    """A path and the folder it leads into."""

    app: OpsApp
    BINDINGS: ClassVar[list[BindingType]] = [
        key("tab", "complete", N_("Complete"), N_("Completes the name"), id="folder.complete", show=False),
        key("down", "step('down')", N_("One file down"), id="folder.down", show=False),
        key("up", "step('up')", N_("One file up"), id="folder.up", show=False),
        key("pagedown", "step('page_down')", N_("One page of files down"), id="folder.page_down", show=False),
        key("pageup", "step('page_up')", N_("One page of files up"), id="folder.page_up", show=False),
    ]
    DEFAULT_CSS = """
    FolderBox { height: 1fr; }
    FolderBox #path { width: 1fr; }
    FolderBox #entries { height: 1fr; background: $background; border: none; scrollbar-size-vertical: 1; }
    FolderBox #entries > .option-list--option-highlighted { background: $cursor-row; text-style: bold; }
    FolderBox #folder-says { color: $warning; height: auto; }
    """

    @dataclass
    class Chosen(Event):
        """A file was chosen."""

        path: Path

    def __init__(self, path: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._start = path
        self._entries: list[Entry] = []
        self._listed = ""

    def compose(self) -> ComposeResult:
        yield PathBox(self._start, id="path", compact=True, select_on_focus=False, max_length=1000)
        yield Label("", id="folder-says", markup=False)
        entries = OptionList(id="entries", markup=False, compact=True)
        entries.can_focus = False
        yield entries

    def on_mount(self) -> None:
        self._list()

    @property
    def typed(self) -> str:
        """What stands in the path; a second slash, or a `~`, begins anew, so that a whole path can be pasted behind."""
        written = self.query_one("#path", Input).value
        anew = max(written.rfind(os.sep * 2), written.rfind(f"{os.sep}~"))
        return written[anew + 1 :]

    @property
    def _box(self) -> Input:
        return self.query_one("#path", Input)

    def focus_path(self) -> None:
        """Puts the cursor into the path, at its end."""
        self._box.focus()
        self._box.cursor_position = len(self._box.value)

    def on_input_changed(self, changed: Input.Changed) -> None:
        changed.stop()
        self._list()

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self._take()

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        selected.stop()
        self._take()

    def _list(self) -> None:
        folder, start = _split(self.typed)
        work = self._listed_folder(partial(list_folder, folder, start), self.typed)
        self.run_worker(work, group="folder", exclusive=True, exit_on_error=False)

    async def _listed_folder(self, call: partial[list[Entry]], typed: str) -> None:
        says = self.query_one("#folder-says", Label)
        try:
            self._entries = await self.app.off_loop(call)
            says.update("")
        except Refusal as refusal:
            self._entries = []
            says.update(str(refusal))
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            self.app.defect(error)
            return
        says.display = not self._entries
        if not self._entries and not str(says.content):
            says.update(_("No file here begins like that."))
        self._listed = typed
        self._show()

    def _show(self) -> None:
        entries = self.query_one("#entries", OptionList)
        width = max(entries.scrollable_content_region.width - 2, 40)
        entries.clear_options()
        entries.add_options([Option(_line(one, width)) for one in self._entries])
        entries.highlighted = 0 if self._entries else None

    def _here(self) -> Entry | None:
        place = self.query_one("#entries", OptionList).highlighted
        return self._entries[place] if place is not None and place < len(self._entries) else None

    def action_step(self, which: str) -> None:
        entries = self.query_one("#entries", OptionList)
        {
            "down": entries.action_cursor_down,
            "up": entries.action_cursor_up,
            "page_down": entries.action_page_down,
            "page_up": entries.action_page_up,
        }[which]()

    def action_complete(self) -> None:
        """Takes over the name under the cursor, as far as a shell would: whole, a folder with its slash."""
        here = self._here()
        if here is not None:
            self._put(here)

    def _put(self, entry: Entry) -> None:
        folder, _start = _split(self.typed)
        self._box.value = str(folder / entry.name) + (os.sep if entry.is_folder else "")
        self._box.cursor_position = len(self._box.value)

    def _take(self) -> None:
        typed = Path(self.typed).expanduser()
        here = self._here()
        if self.typed and typed.is_file():
            self.post_message(self.Chosen(typed))
        elif here is None or self._listed != self.typed:
            self._list()
        elif here.is_folder:
            self._put(here)
        else:
            self._put(here)
            self.post_message(self.Chosen(Path(self.typed).expanduser()))


def _split(typed: str) -> tuple[Path, str]:
    """The folder that a typed path leads into, and the beginning of a name in it."""
    head, _sep, start = typed.rpartition(os.sep)
    folder = Path(head + os.sep).expanduser() if _sep else Path.home()
    return folder, start


def _line(entry: Entry, width: int) -> Text:
    if entry.is_folder:
        return Text(cut(entry.name, width - 1) + os.sep, "bold", no_wrap=True)
    when = f"{entry.changed_at:%Y-%m-%d %H:%M}" if entry.changed_at else ""
    beside = fit(size_words(entry.size), 9, Align.RIGHT) + "  " + when
    return Text(fit(entry.name, width - len(beside) - 2) + "  " + beside, no_wrap=True)


def size_words(size: int) -> str:
    """Bytes as a person reads them."""
    for unit in ("B", "KB", "MB"):
        if size < 10 * KILO or unit == "MB":
            return f"{size:,} {unit}"
        size //= KILO
    raise AssertionError("megabytes are the last unit")
