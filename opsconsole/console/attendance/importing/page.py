"""The page of an import: choose a file, look at what it is, take it in or leave it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Label

from opsconsole.assembly import IMPORTS
from opsconsole.attendance.punch_files import DateOrder
from opsconsole.console.attendance.importing.folder import FolderBox
from opsconsole.console.attendance.importing.reading import (
    CLOCK_DATA,
    BadLine,
    Reading,
    kinds_for,
    read_clock_file,
    read_table_file,
)
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.console.widgets.form.boxes import ChoiceBox
from opsconsole.console.widgets.grid import Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.grid.widget import Columns
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.files.write import write_csv
from opsconsole.i18n import N_, _, text_of
from opsconsole.inert import visible

MOST_FACTS = 16
LONGEST_COLUMN = 16
OTHER_CELLS = 17
"""Margins, gutter, line number, gaps and scroll bar of the list of bad lines."""
LEAST_CELLS = 40

ORDERS = (
    ("", Message(N_("as the file shows"))),
    (DateOrder.MONTH_FIRST, Message(N_("month before day"))),
    (DateOrder.DAY_FIRST, Message(N_("day before month"))),
)


class ImportPage(Page):
    """Nothing is kept before Ctrl+S; Esc goes back a step."""

    AUTO_FOCUS = "#path"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "take", N_("Take in"), N_("Takes the file in as it is shown"), id="import.take"),
        key("ctrl+t", "turn_kind", N_("Kind"), N_("The next kind of file"), id="import.kind"),
        key("ctrl+y", "turn_order", N_("Dates"), N_("How dates with the year at the end are read"), id="import.order"),
        key("ctrl+e", "export_bad", N_("Export bad lines"), N_("Writes the bad lines to a file"), id="import.bad"),
    ]
    DEFAULT_CSS = """
    ImportPage .row { height: 1; padding: 0 1; }
    ImportPage .row Label { width: 10; color: $muted; }
    ImportPage ChoiceBox { width: 40; }
    ImportPage FolderBox { padding: 0 1; }
    ImportPage #shown { display: none; padding: 0 1; }
    ImportPage.-shown #shown { display: block; }
    ImportPage.-shown #choose { display: none; }
    ImportPage #bad { height: 1fr; }
    """

    def __init__(self, area: str, place: Mapping[str, Any] | None = None) -> None:
        super().__init__(area)
        self._place = dict(place or {})
        self.left_at: dict[str, Any] = {}
        """The place that was left with Esc."""
        self.reading: Reading | None = None
        self._outcome: Message | None = None

    def body(self) -> ComposeResult:
        with Vertical(id="choose"):
            with Horizontal(classes="row"):
                yield Label("", id="kind-label", markup=False)
                yield ChoiceBox(kinds_for(self.app.may))
            with Horizontal(classes="row", id="order-row"):
                yield Label("", id="order-label", markup=False)
                yield ChoiceBox(ORDERS)
            with Horizontal(classes="row"):
                yield Label("", id="path-label", markup=False)
            yield FolderBox(self._place.get("path") or str(Path.home()) + os.sep, id="folder")
        with Vertical(id="shown"):
            yield Lines(most=MOST_FACTS, id="facts")
            yield Grid(id="bad")

    def context(self) -> str:
        return _("Import a file")

    def place(self) -> dict[str, Any]:
        return {"path": self.query_one(FolderBox).typed, "kind": self._kind_box.typed}

    @property
    def _kind_box(self) -> ChoiceBox:
        return self.query(ChoiceBox).first(ChoiceBox)

    @property
    def _order_box(self) -> ChoiceBox:
        return self.query(ChoiceBox).last(ChoiceBox)

    def on_mount(self) -> None:
        if "kind" in self._place:
            self._kind_box.typed = self._place["kind"]
        for box in self.query(ChoiceBox):
            box.can_focus = False
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.query_one("#kind-label", Label).update(_("Kind (^T)"))
        self.query_one("#order-label", Label).update(_("Dates (^Y)"))
        self.query_one("#path-label", Label).update(_("File"))
        self.query_one("#order-row").display = self._kind_box.typed == CLOCK_DATA
        for box in self.query(ChoiceBox):
            box.refresh()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        reading = self.reading
        if action == "take":
            return None if reading is None or reading.verb is None or self._outcome is not None else True
        if action == "export_bad":
            return None if reading is None or not reading.bad else True
        if action in ("turn_kind", "turn_order"):
            return None if reading is not None else True
        return super().check_action(action, parameters)

    # Choosing

    def action_turn_kind(self) -> None:
        self._kind_box.action_turn(1)
        self.retranslate()

    def action_turn_order(self) -> None:
        self._order_box.action_turn(1)

    def on_folder_box_chosen(self, chosen: FolderBox.Chosen) -> None:
        self.quiet()
        assert self.app.desk is not None
        database: Any = self.app.link.program.database
        actor = self.app.desk.actor
        now, kind = self.app.clock(), self._kind_box.typed
        label = Message(N_("Reading {file}"), file=visible(chosen.path.name))
        if kind == CLOCK_DATA:
            order = DateOrder(self._order_box.typed) if self._order_box.typed else None
            call = partial(read_clock_file, database, actor, chosen.path, order, now)
            self.look_up(call, then=self._read, label=label, reporting=True, group="import")
        else:
            call = partial(read_table_file, database, actor, chosen.path, IMPORTS[kind], now)
            self.look_up(call, then=self._read, label=label, group="import")

    def _read(self, reading: Reading) -> None:
        self.reading, self._outcome = reading, None
        self.add_class("-shown")
        self._show()
        self.query_one("#bad", Grid).focus()
        self.refresh_bindings()

    # Looking

    def _show(self) -> None:
        reading = self.reading
        if reading is None:
            return
        self.query_one("#facts", Lines).show(list(self._lines(reading)))
        bad = self.query_one("#bad", Grid)
        bad.display = bool(reading.bad)
        rows = [_bad_row(number, one) for number, one in enumerate(reading.bad)]
        bad.show(ListSource(rows), columns=self._columns(reading))

    def _columns(self, reading: Reading) -> Columns:
        """Line and column of a fault, its reason and the line as it stood, as wide as the terminal lets them be."""
        named = max((min(len(one.column), LONGEST_COLUMN) for one in reading.bad), default=0)
        room = max(self.size.width - named - OTHER_CELLS, LEAST_CELLS)
        reason = room * 3 // 5
        return (
            [Column("line", _("Line"), width=7, align=Align.RIGHT)],
            [
                Column("column", _("Column") if named else "", width=named),
                Column("reason", _("Why it cannot be taken"), width=reason),
                Column("raw", _("How it stands in the file"), width=room - reason),
            ],
            [],
        )

    def _lines(self, reading: Reading) -> list[Line]:
        lines = [Line(visible(str(reading.path)), "strong")]
        if self._outcome is not None:
            lines.append(Line(text_of(self._outcome), "good"))
        lines += [Line(text_of(fact)) for fact in reading.facts]
        if self._outcome is None and reading.first_rows:
            lines.append(Line(_("First rows, with their lines:"), "muted"))
            lines += [Line("  " + row) for row in reading.first_rows]
        if reading.bad:
            lines.append(
                Line(_("Bad lines: {count}. Ctrl+E writes them to a file.").format(count=len(reading.bad)), "warn")
            )
        if self._outcome is None:
            lines.append(self._what_next(reading))
        return lines

    def _what_next(self, reading: Reading) -> Line:
        if reading.verb is None:
            return Line(_("Refused as a whole; nothing was kept. Put the file right and read it again."), "bad")
        return Line(_("Nothing is kept yet. Ctrl+S takes the file in, Esc leaves it."), "info")

    # Taking in

    def action_take(self) -> None:
        reading = self.reading
        if reading is None or reading.verb is None:
            return
        label = Message(N_("Taking in {file}"), file=visible(reading.path.name))
        self.perform(
            reading.verb,
            *reading.arguments,
            said=reading.said,
            label=label,
            reporting=reading.reporting,
            then=partial(self._taken, reading),
        )

    def _taken(self, reading: Reading, result: Any) -> None:
        if reading is self.reading and reading.said is not None:
            self._outcome = reading.said(result)
            self._show()
            self.refresh_bindings()

    def back(self) -> None:
        if self.reading is None:
            self.left_at = self.place()
            super().back()
            return
        self.reading = self._outcome = None
        self.remove_class("-shown")
        self.query_one(FolderBox).focus_path()
        self.refresh_bindings()

    # Bad lines

    def action_export_bad(self) -> None:
        reading = self.reading
        if reading is None:
            return
        path = reading.path.with_name(reading.path.stem + ".bad.csv")
        fields = (TextField("path", N_("File"), required=True, max_length=1000),)
        form = Form(
            Message(N_("Write the bad lines to a csv file")),
            fields,
            draft_key="import:bad",
            values={"path": str(path)},
            save=self._save_bad,
        )
        self.open_form(form)

    def _save_bad(self, values: Mapping[str, Any], form: Form) -> None:
        assert self.reading is not None
        assert self.app.desk is not None
        path, bad = Path(values["path"]).expanduser(), self.reading.bad
        form.saved(self.app.desk)
        self.look_up(partial(_write_bad, path, bad), then=partial(self._bad_saved, path))

    def _bad_saved(self, path: Path, count: int) -> None:
        self.say(Message(N_("{count} bad lines written to {file}"), count=count, file=visible(str(path))))


def _bad_row(number: int, bad: BadLine) -> GridRow:
    return GridRow(number, (str(bad.line), bad.column, text_of(bad.reason), visible(bad.raw)))


def _write_bad(path: Path, bad: Any) -> int:
    rows = [(one.line, one.column, text_of(one.reason), visible(one.raw)) for one in bad]
    return write_csv(path, ("line", "column", "reason", "raw"), rows)
