"""Stocktaking: counted by scanning without sight of the book, differences looked through, then handed in (SUP-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Label

from opsconsole.access.permissions import Permission
from opsconsole.approvals.service import withdraw
from opsconsole.console.desk import Tone
from opsconsole.console.keys import key
from opsconsole.console.naming import said
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.console.widgets.scanbox import ScanBox
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _, pgettext
from opsconsole.stockroom.files.papers import STOCK_COUNT
from opsconsole.stockroom.queries.counts import CountLine, CountView, last_count
from opsconsole.stockroom.queries.items import ItemLine, categories, scanned
from opsconsole.stockroom.requests.counting import ask_for_differences
from opsconsole.stockroom.service.counts import drop_count, enter_count, give_reason, open_count
from opsconsole.stockroom.words import COUNT_STATES

CODE, UNIT, FIGURE, REASON = 10, 6, 9, 20
GAPS, NARROWEST = 10, 14
ALL = ""
LONGEST_NUMBER = 9


class CountPage(GridPage):
    """Blind while it is counted: the book's figures come with F8, for looking through the differences."""

    AUTO_FOCUS = "#scan"
    NEEDS: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("new", "hand_in", "reason", "give_up", "again"), Permission.STOCK_KEEP
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "new", N_("Begin"), N_("Begins a stocktake"), id="count.new"),
        key("f8", "turn", N_("Differences"), N_("The differences from the book, or the count sheet"), id="count.turn"),
        key("ctrl+o", "reason", N_("Reason"), N_("Says why this item differs"), id="count.reason"),
        key("ctrl+s", "hand_in", N_("Hand in"), N_("Asks for the differences to be approved"), id="count.hand_in"),
        key("f9", "print", N_("Print"), N_("Writes the count sheet, or the stocktake"), id="count.print"),
        key("ctrl+r", "give_up", N_("Gives the stocktake up; nothing is posted"), id="count.give_up", show=False),
        key("ctrl+z", "again", N_("Count again"), N_("Takes the differences back, to count again"), id="count.again"),
        key("up", "step(-1)", N_("One line up"), id="count.up", show=False),
        key("down", "step(1)", N_("One line down"), id="count.down", show=False),
    ]
    DEFAULT_CSS = """
    CountPage #count-line { height: 1; background: $surface; padding: 0 1; }
    CountPage #count-line Label { width: auto; color: $muted; }
    CountPage #scan { width: 1fr; }
    CountPage #count-told { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._count: CountView | None = None
        self._read = False
        self._book = False

    def body(self) -> ComposeResult:
        with Horizontal(id="count-line"):
            yield Label("", markup=False)
            yield ScanBox(id="scan", compact=True, select_on_focus=False, max_length=100)
        yield Lines(most=2, id="count-told")
        yield Grid(id="count")

    def on_mount(self) -> None:
        self.grid.can_focus = False
        super().on_mount()

    def context(self) -> str:
        return _("Stocktake")

    def refresh_data(self) -> None:
        self.fetch(last_count, then=self._show)

    def _show(self, count: CountView | None) -> None:
        self._count, self._read = count, True
        self.draw()

    @property
    def is_counting(self) -> bool:
        """Whether something may be counted now."""
        return self._count is not None and self._count.state == "counting"

    @property
    def scan(self) -> ScanBox:
        return self.query_one("#scan", ScanBox)

    def draw(self) -> None:
        if not self._read or not self.is_mounted:
            return
        label = _("Scan an item, then type how many") if self.is_counting else _("No stocktake is under way")
        self.query_one("#count-line Label", Label).update(label + " ")
        count = self._count
        told = []
        if count is not None:
            words = _("{state}: {category}, {counted} of {items} counted").format(
                state=_(COUNT_STATES[count.state]),
                category=count.category or _("all categories"),
                counted=count.counted,
                items=len(count.lines),
            )
            told = [Line(f"{words}  {count.request}".rstrip(), "strong")]
            if self._shows_book:
                differing = _("{count} items differ from the book").format(count=len(count.differing))
                told.append(Line(differing, "warn" if count.differing else "good"))
        self.query_one("#count-told", Lines).show(told)
        self.grid.empty = self._empty()
        shown = count.lines if count is not None else ()
        if self._book and self._shows_book:
            shown = tuple(line for line in shown if line.difference or line.moved)
        rows = [self._row(line) for line in shown]
        self.grid.show(ListSource(rows), columns=(self._columns(), (), ()))
        self.refresh_bindings()

    @property
    def _shows_book(self) -> bool:
        """Whoever counts asks for it; what was handed in is shown with it."""
        return self._count is not None and (self._book or not self.is_counting)

    def _empty(self) -> str:
        if self._count is None:
            return _("There was no stocktake yet. Ctrl+N begins one.")
        if self._book:
            return _("Everything that was counted is as the book has it.")
        return _("The stockroom has no items yet.")

    def _columns(self) -> list[Column]:
        figures = 3 if self._shows_book else 1
        rest = max(self.size.width - CODE - UNIT - figures * (FIGURE + 1) - REASON - GAPS, NARROWEST)
        columns = [
            Column("code", pgettext("item", "Code"), width=CODE),
            Column("item", _("Item"), width=rest),
            Column("unit", _("Unit of measure"), width=UNIT),
            Column("counted", _("Counted"), width=FIGURE, align=Align.RIGHT),
        ]
        if self._shows_book:
            columns += [
                Column("book", _("Book"), width=FIGURE, align=Align.RIGHT),
                Column("difference", _("Differs"), width=FIGURE, align=Align.RIGHT),
            ]
        return [*columns, Column("reason", _("Reason, moved since"), width=REASON)]

    def _row(self, line: CountLine) -> GridRow:
        item = line.item
        counted = "" if line.counted is None else str(line.counted)
        cells: list[Any] = [item.code, said(item.named), item.unit, Cell(counted, "strong")]
        if self._shows_book:
            differs = f"{line.difference:+d}" if line.difference else ""
            book = str(line.book) if line.counted is not None else ""
            cells += [book, Cell(differs, "bad" if line.difference < 0 else "warn")]
        moved = _("moved {count} since").format(count=f"{line.moved:+d}") if line.moved else ""
        cells.append(Cell(" ".join(part for part in (line.reason, moved) if part), "warn" if line.moved else ""))
        return GridRow(item.id, cells)

    @property
    def here(self) -> CountLine | None:
        """The line under the cursor."""
        lines = self._count.lines if self._count is not None else ()
        return next((line for line in lines if line.item.id == self.grid.cursor_id), None)

    # Counting

    def on_scan_box_scanned(self, found: ScanBox.Scanned) -> None:
        found.stop()
        text = found.text
        self.quiet()
        if not text or not self.is_counting:
            return
        if text.isdecimal() and len(text) <= LONGEST_NUMBER and self.here is not None and not self._is_code(text):
            self._enter(int(text))
        else:
            self.fetch(scanned, text, then=partial(self._scanned, text), group="scan")

    def _is_code(self, text: str) -> bool:
        lines = self._count.lines if self._count is not None else ()
        return any(line.item.code == text for line in lines)

    def _scanned(self, text: str, item: ItemLine | None) -> None:
        found = item.id if item is not None else self._first_like(text)
        if found is None or not self.grid.move_to(found):
            self.say(Message(N_("Nothing is called {text}"), text=text), Tone.REFUSED)

    def _first_like(self, text: str) -> int | None:
        words = text.casefold().split()
        lines = self._count.lines if self._count is not None else ()
        return next((line.item.id for line in lines if all(word in line.item.search for word in words)), None)

    def _enter(self, counted: int) -> None:
        line, count = self.here, self._count
        if line is not None and count is not None:
            self.perform(
                enter_count,
                count.id,
                line.item.id,
                counted,
                self.app.clock(),
                said=Message(
                    N_("{item}: {count} {unit} counted"), item=line.item.named, count=counted, unit=line.item.unit
                ),
            )

    def action_step(self, rows: int) -> None:
        self.grid.action_move(rows, 0)

    # What can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if not allowed or not self._read:
            return allowed
        under_way = self._count is not None and self._count.state in ("counting", "waiting")
        fits = {
            "new": not under_way,
            "turn": self._count is not None,
            "print": self._count is not None,
            "hand_in": self.is_counting,
            "reason": self.is_counting,
            "give_up": self.is_counting,
            "again": self._count is not None and self._count.state == "waiting",
        }
        return True if fits.get(action, True) else None

    def action_new(self) -> None:
        def find(text: str) -> Sequence[Choice]:
            everything = [Choice(ALL, _("All categories"))]
            return [
                choice
                for choice in (*everything, *(Choice(one, one) for one in self.app.read(categories)))
                if text.casefold() in choice.label.casefold()
            ]

        self.ask(Picker(Message(N_("What is counted?")), find), self._begin)

    def _begin(self, choice: Choice) -> None:
        self._book = False
        self.perform(open_count, choice.key, self.app.clock(), said=Message(N_("The stocktake has begun")))

    def action_turn(self) -> None:
        self._book = not self._book
        self.draw()

    def action_reason(self) -> None:
        line = self.here
        if line is None or self._count is None:
            return
        if line.counted is None:
            self.say(Message(N_("This item was not counted yet")), Tone.REFUSED)
            return
        fields = (TextField("reason", N_("Reason"), required=True, max_length=200),)
        title = Message(N_("Why does {item} differ?"), item=line.item.named)
        save = partial(self._give_reason, self._count.id, line.item.id)
        draft = f"count:{self._count.id}:{line.item.id}"
        self.open_form(Form(title, fields, draft_key=draft, values={"reason": line.reason}, save=save))

    def _give_reason(self, count_id: int, item_id: int, values: Mapping[str, Any], form: Form) -> None:
        self.perform(give_reason, count_id, item_id, values["reason"], form=form, said=Message(N_("Noted")))

    def action_hand_in(self) -> None:
        count = self._count
        if count is None:
            return
        left = len(count.lines) - count.counted
        words = Message(N_("Hand in the stocktake: {count} items differ?"), count=len(count.differing))
        more = (
            [Message(N_("{left} items were not counted: they stay as the book has them."), left=left)] if left else []
        )

        def answered(yes: bool) -> None:
            if yes:
                self._book = True
                self.perform(ask_for_differences, count.id, self.app.clock(), said=_handed_in)

        self.ask(Confirm(words, *more), answered)

    def action_give_up(self) -> None:
        count = self._count
        if count is None:
            return

        def answered(yes: bool) -> None:
            if yes:
                self.perform(drop_count, count.id, said=Message(N_("The stocktake was given up")))

        self.ask(Confirm(Message(N_("Give the stocktake up? What was counted is not posted."))), answered)

    def action_again(self) -> None:
        count = self._count
        if count is not None and count.request_id is not None:
            said = Message(N_("The differences were taken back: count again"))
            self.perform(withdraw, count.request_id, count.request_version, self.app.clock(), said=said)

    def action_print(self) -> None:
        print_kind(self, STOCK_COUNT, ExportOptions(), "stocktake.pdf")


def _handed_in(done: Mapping[str, Any]) -> Message:
    if done["request"] is None:
        return Message(N_("Nothing differs: the stocktake is done"))
    return Message(N_("{number} was submitted"), number=done["number"])
