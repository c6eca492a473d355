"""What is being written at the counter, before it is a voucher: plain values, no screen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from opsconsole.i18n import N_
from opsconsole.money import half_up
from opsconsole.stockroom.queries.counter import AtCounter
from opsconsole.stockroom.queries.forms import FormDetail
from opsconsole.stockroom.queries.items import ItemLine
from opsconsole.stockroom.rules.ledger import cost_of
from opsconsole.stockroom.rules.values import Stock

MOST = 10**9


class Mode(StrEnum):
    """What is being written."""

    ISSUE = "issue"
    RETURN = "return"
    IN = "in"
    HANDOVER = "handover"
    LOSS = "loss"
    FUNDS = "funds"


MODE_NAMES = {
    Mode.ISSUE: N_("Issue"),
    Mode.RETURN: N_("Return to stock"),
    Mode.IN: N_("Stock-in on a form"),
    Mode.HANDOVER: N_("Hand-over between people"),
    Mode.LOSS: N_("Loss, paid for"),
    Mode.FUNDS: N_("Funds-use form"),
}
KEEPING = frozenset(Mode) - {Mode.FUNDS}
"""Those that the storekeeper writes."""

WITH_PERSON = frozenset({Mode.ISSUE, Mode.RETURN, Mode.HANDOVER, Mode.LOSS})
PRICED = frozenset({Mode.IN, Mode.FUNDS})
"""Those whose lines say what they cost."""

FROM_PERSON = frozenset({Mode.HANDOVER, Mode.LOSS})
"""Those that take from what a person has in custody."""


@dataclass(frozen=True, slots=True)
class BasketLine:
    """So many of an item; `amount_fen` where lines say what they cost."""

    item: ItemLine
    quantity: int
    amount_fen: int | None = None


@dataclass(slots=True)
class Basket:
    """Head and lines of what is being written. `here` is the line that a typed number is for."""

    mode: Mode = Mode.ISSUE
    person: AtCounter | None = None
    receiver: AtCounter | None = None
    form: FormDetail | None = None
    day: date | None = None
    unit: tuple[int, str] | None = None
    invoice: str = ""
    list_attached: bool = False
    supplier: str = ""
    note: str = ""
    slip: str = ""
    purpose: str = ""
    payee: str = ""
    changes: tuple[int, int, str] | None = None
    """The returned form that is handed in again: its request, version and number."""
    lines: list[BasketLine] = field(default_factory=list)
    here: int = -1
    prices: dict[int, Fraction] = field(default_factory=dict)
    """What one base unit of an item is expected to cost, where that is known."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was put in yet that would be lost."""
        return not self.lines and self.person is None and self.form is None

    def add(self, item: ItemLine, quantity: int = 1) -> None:
        """So many more of an item; its line becomes the one that numbers are for."""
        place = next((place for place, line in enumerate(self.lines) if line.item.id == item.id), None)
        if place is None:
            self.lines.append(BasketLine(item, 0))
            place = len(self.lines) - 1
        self.here = place
        line = self.lines[place]
        fitting = self.mode is not Mode.IN or self.form is None or line.quantity == 0
        self._set(place, line.quantity + quantity if fitting else line.quantity)

    def set_quantity(self, quantity: int) -> bool:
        """Sets the quantity of the line here; 0 takes the line out. False where there is no line."""
        if not 0 <= self.here < len(self.lines) or quantity > MOST:
            return False
        if quantity == 0:
            del self.lines[self.here]
            self.here = len(self.lines) - 1
        else:
            self._set(self.here, quantity)
        return True

    def set_amount(self, amount_fen: int) -> bool:
        """Sets what the line here costs; False where there is none or lines have no price."""
        if not 0 <= self.here < len(self.lines) or self.mode not in PRICED:
            return False
        line = self.lines[self.here]
        self.prices[line.item.id] = Fraction(amount_fen, line.quantity)
        self.lines[self.here] = replace(line, amount_fen=amount_fen)
        return True

    def _set(self, place: int, quantity: int) -> None:
        line = self.lines[place]
        amount = half_up(self.prices.get(line.item.id, Fraction(0)) * quantity) if self.mode in PRICED else None
        self.lines[place] = replace(line, quantity=quantity, amount_fen=amount)

    def take_form(self, form: FormDetail) -> None:
        """Begins a stock-in on a form: its lines come with what is left of them, at its prices."""
        self.form = form
        self.payee = self.supplier = form.head.payee
        self.lines = []
        for item, line in form.lines:
            self.prices[item.id] = Fraction(line.amount_fen, line.quantity)
            if line.left > 0:
                self.lines.append(BasketLine(item, line.left, line.left_fen))
        self.here = 0 if self.lines else -1

    @classmethod
    def of_returned(cls, form: FormDetail, unit: str) -> Basket:
        """A form that was returned for change, as it stands."""
        head = form.head
        basket = cls(mode=Mode.FUNDS, unit=(form.unit_id, unit), purpose=head.purpose, payee=head.payee)
        basket.changes = head.id, form.version, head.number
        for item, line in form.lines:
            basket.prices[item.id] = Fraction(line.amount_fen, line.quantity)
            basket.lines.append(BasketLine(item, line.quantity, line.amount_fen))
        basket.here = len(basket.lines) - 1
        return basket

    def worth(self, line: BasketLine) -> int | None:
        """What a line comes to, as far as it can be told before it is posted."""
        if self.mode in PRICED:
            return line.amount_fen
        stock = self.held(line.item)
        if stock is None or line.quantity > stock.quantity:
            return None
        return cost_of(stock, line.quantity)

    def held(self, item: ItemLine) -> Stock | None:
        """What there is to take an item from; None where that is not known here."""
        if self.mode is Mode.ISSUE:
            return item.stock
        if self.mode in FROM_PERSON and self.person is not None:
            return next((one.stock for one in self.person.custody if one.item_id == item.id), Stock())
        return None

    def is_short(self, line: BasketLine) -> bool:
        """Whether there are fewer than the line wants."""
        stock = self.held(line.item)
        return stock is not None and line.quantity > stock.quantity

    @property
    def total_fen(self) -> int:
        """What the lines come to, as far as it can be told."""
        return sum(self.worth(line) or 0 for line in self.lines)
