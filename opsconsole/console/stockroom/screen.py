"""F4, the counter: scan a badge, scan items, Ctrl+S. The cursor is always in the scan box."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

from opsconsole.access.permissions import Permission
from opsconsole.console.base import AreaScreen
from opsconsole.console.desk import Tone
from opsconsole.console.keys import key
from opsconsole.console.printing import print_kind
from opsconsole.console.stockroom import drawing
from opsconsole.console.stockroom.basket import KEEPING, MODE_NAMES, PRICED, WITH_PERSON, Basket, Mode
from opsconsole.console.stockroom.budgets import BudgetsShown
from opsconsole.console.stockroom.details import Details
from opsconsole.console.stockroom.item_form import ItemForm
from opsconsole.console.stockroom.pages import pages
from opsconsole.console.stockroom.sending import Sending
from opsconsole.console.widgets.grid import Grid, ListSource
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.console.widgets.scanbox import ScanBox
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.invoices import is_scan, parse_invoice, parse_scan
from opsconsole.money import format_yuan, parse_yuan
from opsconsole.stockroom.files.papers import STOCK_VOUCHER
from opsconsole.stockroom.queries.counter import AtCounter, Found, at_counter, items_again, look, resolve
from opsconsole.stockroom.queries.custody import CustodyLine, custody
from opsconsole.stockroom.queries.forms import FormDetail, form_detail, forms, last_prices
from opsconsole.stockroom.queries.items import ItemLine, below_minimum
from opsconsole.stockroom.queries.ledger import LedgerLine, item_page

PEEKED = 3
LONGEST_NUMBER = 5
_TIMES = re.compile(r"([0-9]{1,6})[*xX](.+)|(.+)\*([0-9]{1,6})")
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{1,2}")


class StockroomScreen(AreaScreen):
    """The counter of the storeroom, and the way to everything else that it keeps."""

    AUTO_FOCUS = "#scan"
    NEEDS: ClassVar[Mapping[str, str]] = {"new_item": Permission.ITEMS_EDIT, "minimum": Permission.FUNDS_DRAFT}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", N_("Save"), N_("Writes the basket as a voucher or a form"), id="counter.save"),
        key("f8", "mode", N_("What is written"), N_("Issue, return, stock-in, loss and more"), id="counter.mode"),
        key("ctrl+o", "details", N_("Details"), N_("Date, unit, note and more"), id="counter.details"),
        key("ctrl+r", "pages", N_("Lists"), N_("Ledger, vouchers, custody, count and more"), id="counter.pages"),
        key("ctrl+l", "minimum", N_("Below minimum"), N_("Drafts a form for what is below minimum"), id="counter.low"),
        key("f9", "print", N_("Print"), N_("Writes the slip of the last voucher as PDF"), id="counter.print"),
        key("ctrl+n", "new_item", N_("New item"), N_("Enters an item, with the code last scanned"), id="counter.item"),
        key("ctrl+t", "list_attached", N_("The itemised list is attached, or not"), id="counter.list", show=False),
        key("tab", "basket", N_("To the basket and back"), id="counter.basket", show=False),
        key("up", "step(-1)", N_("One line up"), id="counter.up", show=False),
        key("down", "step(1)", N_("One line down"), id="counter.down", show=False),
        key("pageup", "turn(-1)", N_("One page up"), id="counter.page_up", show=False),
        key("pagedown", "turn(1)", N_("One page down"), id="counter.page_down", show=False),
    ]
    DEFAULT_CSS = """
    StockroomScreen #scan-line { height: 1; background: $surface; padding: 0 1; }
    StockroomScreen #scan-line Label { width: auto; color: $muted; }
    StockroomScreen #scan { width: 1fr; }
    StockroomScreen #panes { height: 1fr; border-bottom: solid $panel; }
    StockroomScreen #found { width: 50%; }
    StockroomScreen #basket-side { width: 1fr; border-left: solid $panel; }
    StockroomScreen #basket-head, StockroomScreen #basket-foot { padding: 0 1; }
    StockroomScreen #peek { padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.basket = Basket()
        self.last_voucher = ""
        self._found: Found | None = None
        self._ledger: tuple[int, list[LedgerLine]] = (0, [])
        self._scans: deque[str] = deque()
        self._resolving = False
        self._chosen = False
        self._own: Sequence[CustodyLine] = ()
        self._unknown = ""
        self._wanted_text = ""
        self._sending = Sending(self)
        self._budgets = BudgetsShown(self)

    def body(self) -> ComposeResult:
        with Horizontal(id="scan-line"):
            yield Label("", markup=False)
            yield ScanBox(id="scan", compact=True, select_on_focus=False, max_length=200)
        with Horizontal(id="panes"):
            yield Grid(id="found")
            with Vertical(id="basket-side"):
                yield Lines(most=5, wraps=False, id="basket-head")
                yield Grid(id="basket")
                yield Lines(most=1, id="basket-foot")
        yield Lines(most=PEEKED + 1, wraps=False, id="peek")

    def on_mount(self) -> None:
        self.query_one("#found", Grid).can_focus = False
        self._label()
        super().on_mount()
        if not self.app.may(Permission.STOCK_KEEP) and self.app.may(Permission.FUNDS_DRAFT):
            self.basket.mode = Mode.FUNDS if self.basket.is_empty else self.basket.mode
        self.draw()

    # What is shown

    @property
    def scan(self) -> ScanBox:
        return self.query_one("#scan", ScanBox)

    @property
    def found(self) -> Grid:
        return self.query_one("#found", Grid)

    @property
    def lines(self) -> Grid:
        return self.query_one("#basket", Grid)

    def context(self) -> str:
        return _(MODE_NAMES[self.basket.mode]) if self.may_write else ""

    @property
    def may_write(self) -> bool:
        """Whether the person at the keys may write what the basket is for."""
        mode = self.basket.mode
        return self.app.may(Permission.STOCK_KEEP if mode in KEEPING else Permission.FUNDS_DRAFT)

    def refresh_data(self) -> None:
        self.look_for(self.scan.value)
        if self.may_write:
            self._read_basket_again()
        elif self.app.desk is not None and self.app.desk.actor.employee_id is not None:
            self.fetch(custody, self.app.desk.actor.employee_id, then=self._own_read)

    def look_for(self, text: str) -> None:
        """Reads what a text finds."""
        self._wanted_text = text
        people = self._wants_person
        self.fetch(look, text, self.app.clock().date(), people=people, then=self._show_found, group="look")

    @property
    def _wants_person(self) -> bool:
        basket = self.basket
        if not self.may_write or basket.mode not in WITH_PERSON:
            return False
        return basket.person is None or (basket.mode is Mode.HANDOVER and basket.receiver is None)

    def _show_found(self, found: Found) -> None:
        self._found = found
        self.draw_found(first=True)

    def draw(self) -> None:
        """Draws everything in the language in force and for this width."""
        if not self.is_mounted:
            return
        self.draw_found()
        self.draw_basket()
        self._draw_peek()

    def draw_found(self, *, first: bool = False) -> None:
        if self._found is None:
            return
        rows = list(drawing.found_rows(self._found, self.basket))
        self.found.empty = self._nothing_found()
        cursor = rows[0].id if rows and first and not self._chosen else None
        columns = drawing.item_columns(self.found.size.width or self.size.width // 2)
        self.found.show(ListSource(rows), cursor=cursor, columns=(columns, (), ()))

    def _nothing_found(self) -> str:
        if self._wanted_text.strip():
            return _("Nothing is called that.")
        if self.basket.person is not None and self.basket.mode in (Mode.LOSS, Mode.HANDOVER):
            return _("{name} holds nothing in custody.").format(name=self.basket.person.name)
        if self.app.may(Permission.ITEMS_EDIT):
            return _("The stockroom has no items yet. Ctrl+N enters one; opsconsole import items reads a list.")
        return _("The stockroom has no items yet.")

    def draw_basket(self) -> None:
        if not self.is_mounted:
            return
        if not self.may_write:
            self._draw_own()
            return
        self._budgets.read_for(self.basket)
        self.query_one("#basket-head", Lines).show(drawing.head_lines(self.basket, self._budgets.lines))
        self.query_one("#basket-foot", Lines).show(drawing.foot_lines(self.basket))
        self.lines.empty = _("Nothing in the basket yet.")
        width = self.lines.size.width or self.size.width // 2
        here = self.basket.lines[self.basket.here].item.id if 0 <= self.basket.here < len(self.basket.lines) else None
        rows = list(drawing.basket_rows(self.basket))
        self.lines.show(ListSource(rows), cursor=here, columns=(drawing.basket_columns(width), (), ()))
        self.refresh_header()
        self.refresh_bindings()

    def _draw_own(self) -> None:
        """Whoever writes nothing here sees what they hold themselves."""
        self.query_one("#basket-head", Lines).show([Line(_("What you hold in custody"), "strong")])
        self.lines.empty = _("You hold nothing in custody.")
        width = self.lines.size.width or self.size.width // 2
        rows = list(drawing.custody_rows(self._own))
        self.lines.show(ListSource(rows), columns=(drawing.basket_columns(width), (), ()))

    def _own_read(self, lines: Sequence[CustodyLine]) -> None:
        self._own = lines
        self.draw_basket()

    def _draw_peek(self) -> None:
        item_id, lines = self._ledger
        item = self._item(item_id)
        shown = drawing.peek_lines(item, lines, values=self.app.may(Permission.STOCK_VIEW))
        # As tall as ever, whatever it shows: nothing above it jumps while one types.
        blank = [Line("")] * (PEEKED + 1 - len(shown))
        self.query_one("#peek", Lines).show([*shown, *blank])

    def _item(self, item_id: int) -> ItemLine | None:
        items = self._found.items if self._found is not None else ()
        return next((item for item in items if item.id == item_id), None)

    def _label(self) -> None:
        self.query_one("#scan-line Label", Label).update(_("Find / scan") + " ")

    def on_resize(self) -> None:
        self.draw()

    def retranslate(self) -> None:
        super().retranslate()
        self._label()
        self.draw()

    def place(self) -> dict[str, Any]:
        return {"basket": self.basket, "last": self.last_voucher, "typed": self.scan.value}

    def restore(self, place: Mapping[str, Any]) -> None:
        self.basket, self.last_voucher = place["basket"], place["last"]
        self.scan.value = place["typed"]

    def open_found(self, found: str) -> None:
        kind, _colon, rest = found.partition(":")
        if kind == "item":
            self.scan.value = rest
        elif kind == "low":
            self.action_minimum()
        else:
            pages(self).open(kind, rest)

    # Typing and scanning

    def on_input_changed(self, changed: Input.Changed) -> None:
        changed.stop()
        if changed.value:
            self._chosen = False
        self.look_for(changed.value)

    def on_scan_box_scanned(self, scanned: ScanBox.Scanned) -> None:
        scanned.stop()
        row = self.found.cursor_id
        if self._chosen and isinstance(row, tuple):
            self._chosen = False
            self._take_row(*row)
        elif scanned.text:
            self._scans.append(scanned.text)
            self._resolve_all()

    def _take_row(self, kind: str, row_id: int) -> None:
        item = self._item(row_id) if kind == "item" else None
        if item is not None:
            self._take_item(item, 1)
        elif kind == "person":
            self.fetch(at_counter, row_id, self.app.clock().date(), then=self._take_person, group="person")

    @property
    def is_resolving(self) -> bool:
        """Whether something that was scanned is still being looked up."""
        return self._resolving or bool(self._scans)

    def _resolve_all(self) -> None:
        """Takes what was scanned, one after the other in the order in which it came."""
        if not self._resolving and self._scans and not self._sending.is_busy:
            self._resolving = True
            self._resolve(self._scans.popleft())

    def _resolve(self, text: str) -> None:
        self.quiet()
        try:
            done = self._take_typed(text)
        except Refusal as refusal:
            self.refuse(refusal)
            done = True
        if done:
            self._resolved()
            return
        match = _TIMES.fullmatch(text)
        times, name = 1, text
        if match:
            times, name = int(match[1] or match[4]), (match[2] or match[3]).strip()
        self.fetch(
            resolve,
            name,
            self.app.clock().date(),
            people=self._wants_person,
            then=partial(self._take, name, times),
            refused=self._scan_refused,
            group="scan",
        )

    def _take_typed(self, text: str) -> bool:
        """Takes what needs no look-up: a quantity, an amount, an invoice. False for everything else."""
        basket = self.basket
        if text.isdecimal() and len(text) <= LONGEST_NUMBER and basket.lines and self.may_write:
            basket.set_quantity(int(text))
            self._changed()
            return True
        if basket.mode in PRICED and _AMOUNT.fullmatch(text):
            basket.set_amount(parse_yuan(text))
            self._changed()
            return True
        if is_scan(text) or (basket.mode is Mode.IN and text.isdecimal() and len(text) == 20):
            self._take_invoice(text)
            return True
        return False

    def _take_invoice(self, text: str) -> None:
        scanned = parse_scan(text) if is_scan(text) else None
        number = scanned.number if scanned is not None else parse_invoice(text)
        if self.basket.mode is not Mode.IN:
            self.say(Message(N_("An invoice belongs to a stock-in: F8 begins one")), Tone.REFUSED)
            return
        self.basket.invoice = str(number)
        self._changed()
        amount = scanned.amount_fen if scanned is not None else None
        if amount is not None and scanned is not None and scanned.with_tax and amount != self.basket.total_fen:
            self.say(
                Message(
                    N_("The invoice says {amount}, the lines {total}"),
                    amount=format_yuan(amount),
                    total=format_yuan(self.basket.total_fen),
                ),
                Tone.REFUSED,
            )

    def _scan_refused(self, refusal: Refusal) -> None:
        self.refuse(refusal)
        self._resolved()

    def _take(self, text: str, times: int, found: AtCounter | ItemLine | None) -> None:
        if isinstance(found, AtCounter):
            self._take_person(found)
        elif found is not None:
            self._take_item(found, times)
        else:
            self._unknown = text
            words = N_("Nothing is called {text}")
            if self.app.may(Permission.ITEMS_EDIT):
                words = N_("Nothing is called {text}: Ctrl+N enters a new item with this barcode")
            self.say(Message(words, text=text), Tone.REFUSED)
        self._resolved()

    def _resolved(self) -> None:
        self._resolving = False
        if self._scans:
            self._resolve_all()
        else:
            self._sending.when_resolved()

    def _take_person(self, person: AtCounter) -> None:
        basket = self.basket
        if not self.may_write or basket.mode not in WITH_PERSON:
            self.say(Message(N_("{name} {badge}: nobody is asked for here"), name=person.name, badge=person.badge))
            return
        if basket.mode is Mode.HANDOVER and basket.person is not None:
            basket.receiver = person
        elif basket.person is not None and basket.person.id != person.id and basket.lines:
            words = N_("The basket is for {name}: Ctrl+S writes it, F8 throws it away")
            self.say(Message(words, name=basket.person.name), Tone.REFUSED)
        else:
            basket.person, basket.unit = person, None
        self._changed()
        self.look_for(self.scan.value)

    def _take_item(self, item: ItemLine, times: int) -> None:
        if not self.may_write:
            self.scan.value = item.code
            return
        if self.basket.mode is Mode.IN and self.basket.form is not None:
            on_form = {line.item.id for line in self.basket.lines} | {one.id for one, _left in self.basket.form.lines}
            if item.id not in on_form:
                number = self.basket.form.head.number
                self.say(Message(N_("{item} is not on {number}"), item=item.named, number=number), Tone.REFUSED)
                return
        self.basket.add(item, times)
        self._changed()
        self._peek(item.id)

    def _changed(self) -> None:
        self.draw_basket()
        self.draw_found()

    # Moving about

    def action_step(self, rows: int) -> None:
        self._chosen = True
        self.found.action_move(rows, 0)

    def action_turn(self, pages_: int) -> None:
        self._chosen = True
        self.found.action_page(pages_)

    def action_basket(self) -> None:
        (self.scan if self.lines.has_focus else self.lines).focus()

    def on_grid_cursor_moved(self, moved: Grid.CursorMoved) -> None:
        if moved.grid.id == "basket":
            if self.lines.has_focus:
                places = [line.item.id for line in self.basket.lines]
                self.basket.here = places.index(moved.row_id) if moved.row_id in places else -1
        elif isinstance(moved.row_id, tuple) and moved.row_id[0] == "item":
            self._peek(moved.row_id[1])
        else:
            self._ledger = (0, [])
            self._draw_peek()

    def on_grid_opened(self, opened: Grid.Opened) -> None:
        """Enter on a line of the basket: numbers typed next are for it."""
        if opened.grid.id == "basket":
            places = [line.item.id for line in self.basket.lines]
            self.basket.here = places.index(opened.row_id) if opened.row_id in places else -1
            self.scan.focus()
            self.draw_basket()

    def _peek(self, item_id: int) -> None:
        if not self.app.may(Permission.STOCK_VIEW):
            self._ledger = (item_id, [])
            self._draw_peek()
            return
        self.fetch(item_page, item_id, None, PEEKED, then=partial(self._peeked, item_id), group="peek")

    def _peeked(self, item_id: int, lines: list[LedgerLine]) -> None:
        self._ledger = (item_id, lines)
        self._draw_peek()

    def back(self) -> None:
        """Esc empties the scan box; the basket stays as it is."""
        self.scan.value = ""
        self.scan.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if not allowed or not self.is_mounted:
            return allowed
        fits = {
            "save": self.may_write and (bool(self.basket.lines) or self.is_resolving),
            "details": self.may_write,
            "mode": bool(self._modes()),
            "print": bool(self.last_voucher),
            "list_attached": self.basket.mode is Mode.IN,
        }
        return True if fits.get(action, True) else None

    # What is written

    def _modes(self) -> list[Mode]:
        keeps, drafts = self.app.may(Permission.STOCK_KEEP), self.app.may(Permission.FUNDS_DRAFT)
        return [mode for mode in Mode if (keeps if mode in KEEPING else drafts)]

    def action_mode(self) -> None:
        entries = [Entry(Message(MODE_NAMES[mode]), partial(self.begin, mode)) for mode in self._modes()]
        if not self.basket.is_empty:
            entries.append(Entry(Message(N_("Throw the basket away")), self.empty))
        offer(self, Message(N_("What is written?")), entries)

    def begin(self, mode: Mode) -> None:
        """Begins another kind of voucher; what is in the basket stays where it can."""
        if mode is Mode.IN:
            actor = self.app.desk.actor if self.app.desk is not None else None
            assert actor is not None

            def find(text: str) -> list[Choice]:
                found = self.app.read(forms, actor, self.app.clock(), open_only=True)
                choices = [Choice(str(one.id), f"{one.number} {drawing.said(one.unit)}", one.purpose) for one in found]
                words = text.casefold().split()
                return [one for one in choices if all(word in f"{one.label} {one.hint}".casefold() for word in words)]

            self.ask(Picker(Message(N_("Which approved form?")), find), self._form_chosen)
            return
        person = self.basket.person if mode in WITH_PERSON else None
        lines = self.basket.lines if mode not in PRICED and self.basket.mode not in PRICED else []
        self.basket = Basket(mode=mode, person=person, lines=lines, here=len(lines) - 1)
        self._begun()

    def _form_chosen(self, choice: Choice) -> None:
        self.fetch(form_detail, int(choice.key), then=self._form_read)

    def _form_read(self, form: FormDetail) -> None:
        self.basket = Basket(mode=Mode.IN)
        self.basket.take_form(form)
        self._begun()

    def empty(self) -> None:
        """Throws the basket away and begins the next one."""
        mode = Mode.ISSUE if self.app.may(Permission.STOCK_KEEP) else self.basket.mode
        self.basket = Basket(mode=mode)
        self._budgets.forget()
        self._begun()

    def _begun(self) -> None:
        self.scan.focus()
        self._changed()
        self.look_for(self.scan.value)

    def action_minimum(self) -> None:
        self.fetch(below_minimum, then=self._draft_minimum)

    def _draft_minimum(self, low: list[ItemLine]) -> None:
        if not low:
            self.say(Message(N_("Nothing is below its minimum.")))
            return
        ids = [item.id for item in low]
        self.fetch(last_prices, ids, then=partial(self._drafted, low))

    def _drafted(self, low: list[ItemLine], prices: Mapping[int, Any]) -> None:
        self.basket = Basket(mode=Mode.FUNDS)
        for item in low:
            last = prices.get(item.id)
            if last is not None:
                self.basket.prices[item.id] = drawing.price_each(last.amount_fen, last.quantity)
            self.basket.add(item, drawing.to_order(item))
        self._begun()
        self.say(Message(N_("A form for {count} items, up to twice their minimum; look it through"), count=len(low)))

    def action_details(self) -> None:
        Details(self).open()

    @property
    def item_here(self) -> ItemLine | None:
        """The item under the cursor of what is found, else the one of the basket's line."""
        row = self.found.cursor_id
        item = self._item(row[1]) if isinstance(row, tuple) and row[0] == "item" else None
        if item is None and 0 <= self.basket.here < len(self.basket.lines):
            item = self.basket.lines[self.basket.here].item
        return item

    def begin_with(self, mode: Mode, employee_id: int, item_id: int) -> None:
        """Begins a voucher about what somebody has in custody; a page of the area asks for it."""

        def read(person: AtCounter) -> None:
            self.basket = Basket(mode=mode, person=person)
            self.fetch(items_again, (item_id,), then=partial(self._begin_with, item_id), group="again")

        self.fetch(at_counter, employee_id, self.app.clock().date(), then=read, group="person")

    def _begin_with(self, item_id: int, items: dict[int, ItemLine]) -> None:
        self.basket.add(items[item_id])
        self._begun()

    def begin_change(self, form: FormDetail) -> None:
        """Begins handing a returned form in again."""
        self.basket = Basket.of_returned(form, drawing.said(form.head.unit))
        self._begun()

    def begin_on(self, form: FormDetail) -> None:
        """Begins a stock-in on an approved form."""
        self._form_read(form)

    def action_list_attached(self) -> None:
        self.basket.list_attached = not self.basket.list_attached
        self.draw_basket()

    def action_new_item(self) -> None:
        ItemForm(self).open(barcode=self._unknown)
        self._unknown = ""

    def action_pages(self) -> None:
        pages(self).offer()

    def action_print(self) -> None:
        number = self.last_voucher
        print_kind(self, STOCK_VOUCHER, ExportOptions(number=number), f"{number}.pdf")

    def action_save(self) -> None:
        self._sending.save()

    def saved(self, done: dict[str, Any]) -> None:
        """The basket was written: the next in the queue."""
        if self.basket.mode is not Mode.FUNDS:
            self.last_voucher = done["number"]
        mode = Mode.ISSUE if self.app.may(Permission.STOCK_KEEP) else self.basket.mode
        self.basket = Basket(mode=mode)
        self._begun()
        self._resolve_all()

    def not_saved(self) -> None:
        """It was refused: everything is still there."""
        self._resolve_all()

    def _read_basket_again(self) -> None:
        """Somebody else has changed something: what the basket's items and person have now."""
        basket = self.basket
        if basket.lines:
            self.fetch(items_again, tuple(line.item.id for line in basket.lines), then=self._items_read, group="again")
        if basket.person is not None:
            self.fetch(at_counter, basket.person.id, self.app.clock().date(), then=self._person_read, group="whose")
        self.draw_basket()

    def _items_read(self, items: dict[int, ItemLine]) -> None:
        self.basket.lines = [replace(line, item=items.get(line.item.id, line.item)) for line in self.basket.lines]
        self.draw_basket()

    def _person_read(self, person: AtCounter) -> None:
        if self.basket.person is not None and self.basket.person.id == person.id:
            self.basket.person = person
            self._changed()
