"""How the counter looks: items and people found, the basket, the last lines of an item's ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from opsconsole.budgets.queries import BudgetLeft
from opsconsole.console.budget_words import budget_line
from opsconsole.console.naming import said
from opsconsole.console.stockroom.basket import FROM_PERSON, MODE_NAMES, WITH_PERSON, Basket, Mode
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, GridRow
from opsconsole.console.widgets.prose import Line
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, language, pgettext
from opsconsole.money import format_yuan
from opsconsole.stockroom.queries.counter import AtCounter, Found
from opsconsole.stockroom.queries.custody import CustodyLine
from opsconsole.stockroom.queries.items import ItemLine
from opsconsole.stockroom.queries.ledger import LedgerLine
from opsconsole.stockroom.service.quotas import QuotaLeft
from opsconsole.stockroom.words import KIND_NAMES

CODE, ON_HAND, MINIMUM = 9, 8, 5
FOUND_GAPS = 7
MINIMUM_FROM = 50
QUANTITY, WORTH = 7, 9
GAPS = 5
NARROWEST = 10
PEEK_NUMBER = 7


def quantity_words(item: ItemLine, quantity: int) -> str:
    """A quantity in base units, and in packs where it is whole packs: `20 包`, `20 包 (2 箱)`."""
    words = f"{quantity} {item.unit}".strip()
    if item.pack_size and quantity and quantity % item.pack_size == 0:
        words += f" ({quantity // item.pack_size} {item.pack_unit})"
    return words


def item_columns(width: int) -> list[Column]:
    """The columns of what is found, in so many cells: without the minimum where names would have no room."""
    narrow = width < MINIMUM_FROM
    rest = max(width - CODE - ON_HAND - (0 if narrow else MINIMUM + 1) - FOUND_GAPS, NARROWEST)
    columns = [
        Column("code", pgettext("item", "Code"), width=CODE),
        Column("name", _("Item"), width=rest),
        Column("on_hand", pgettext("column", "On hand"), width=ON_HAND, align=Align.RIGHT),
    ]
    if not narrow:
        columns.append(Column("minimum", pgettext("column", "Min"), width=MINIMUM, align=Align.RIGHT))
    return columns


def found_rows(found: Found, basket: Basket) -> Iterator[GridRow]:
    """People first, then items; of an item what there is to take it from."""
    for person in found.people:
        yield GridRow(("person", person.id), [person.badge, Cell(f"{person.name} {said(person.unit)}", "info"), "", ""])
    for item in found.items:
        stock = basket.held(item)
        if basket.mode in FROM_PERSON and basket.person is not None and (stock is None or not stock.quantity):
            continue
        held = stock.quantity if stock is not None else item.stock.quantity
        low = item.is_low and basket.mode not in FROM_PERSON
        on_hand = Cell(_("{quantity} low").format(quantity=held), "warn") if low else str(held)
        yield GridRow(
            ("item", item.id), [item.code, said(item.named), on_hand, str(item.minimum) if item.minimum else ""]
        )


def basket_columns(width: int) -> list[Column]:
    rest = max(width - QUANTITY - WORTH - GAPS, NARROWEST)
    return [
        Column("item", _("Basket"), width=rest),
        Column("quantity", pgettext("column", "Qty"), width=QUANTITY, align=Align.RIGHT),
        Column("worth", _("Amount"), width=WORTH, align=Align.RIGHT),
    ]


def basket_rows(basket: Basket) -> Iterator[GridRow]:
    """The lines, the one that numbers are for in bold."""
    for place, line in enumerate(basket.lines):
        here = place == basket.here
        worth = basket.worth(line)
        name = said(line.item.named)
        short = basket.is_short(line)
        quantity = f"{line.quantity} {line.item.unit}"
        yield GridRow(
            line.item.id,
            [
                Cell(name, "strong" if here else ""),
                Cell(quantity, "bad" if short else ""),
                Cell(_("short"), "bad") if short else "" if worth is None else format_yuan(worth),
            ],
        )


def custody_rows(lines: Sequence[CustodyLine]) -> Iterator[GridRow]:
    """What somebody holds: the thing, how many, at which cost."""
    for line in lines:
        name = f"{line.name_zh if language() == 'zh' else line.name_en} {line.spec}".strip()
        yield GridRow(line.item_id, [name, f"{line.stock.quantity} {line.unit}", format_yuan(line.stock.amount_fen)])


def head_lines(basket: Basket, budgets: Sequence[BudgetLeft] = ()) -> list[Line]:
    """What stands above the basket: what is written, for whom, what is left of quota and budget."""
    lines = [Line(_(MODE_NAMES[basket.mode]) + (f"  {basket.day}" if basket.day is not None else ""), "strong")]
    if basket.mode in WITH_PERSON:
        lines.append(_person_line(basket))
        if basket.mode is Mode.HANDOVER:
            if basket.receiver is None:
                lines.append(Line(_("To: scan a badge"), "warn"))
            else:
                lines.append(Line(_("to {person}").format(person=_called(basket.receiver))))
        elif basket.mode is Mode.ISSUE:
            lines += [*_quota_lines(basket), *_budget_lines(basket, budgets)]
    elif basket.mode is Mode.IN and basket.form is not None:
        head = basket.form.head
        lines.append(Line(f"{head.number} {said(head.unit)} {head.purpose}"))
        listed = _("list attached") if basket.list_attached else _("list missing: Ctrl+T")
        invoice = _("invoice missing: scan it")
        if basket.invoice:
            invoice = _("invoice {number}").format(number=basket.invoice)
        lines.append(Line(invoice, "" if basket.invoice else "warn"))
        lines.append(Line(listed, "" if basket.list_attached else "warn"))
    elif basket.mode is Mode.FUNDS:
        if basket.changes is not None:
            lines.append(Line(_("{number}, returned for change").format(number=basket.changes[2]), "info"))
        unit = basket.unit[1] if basket.unit else _("Unit and purpose: Ctrl+O")
        lines.append(Line(f"{unit} {basket.purpose}".strip(), "" if basket.unit and basket.purpose else "warn"))
        lines += _budget_lines(basket, budgets)
    return lines


def _person_line(basket: Basket) -> Line:
    if basket.person is None:
        return Line(_("Who: scan a badge, or type a name"), "warn")
    unit = basket.unit[1] if basket.unit else said(basket.person.unit)
    return Line(f"{_called(basket.person)}  {unit}".rstrip())


def _called(person: AtCounter | None) -> str:
    return f"{person.name} {person.badge}" if person is not None else ""


def _quota_lines(basket: Basket) -> list[Line]:
    """What is left of each quota of the unit once the basket is drawn; below zero it stands out (SUP-6)."""
    lines = []
    for quota in basket.person.quotas if basket.person is not None and basket.unit is None else ():
        left = quota.left - _drawn(basket, quota)
        told = format_yuan(left) if quota.measure.value == "fen" else str(left)
        words = _("Quota left ({category}): {left}").format(category=quota.category or _("all"), left=told)
        lines.append(Line(words, "bad" if left < 0 else "muted"))
    return lines


def _budget_lines(basket: Basket, budgets: Sequence[BudgetLeft]) -> Iterator[Line]:
    """What is left of each budget that the basket draws on, once it is drawn (EXP-7)."""
    for one in budgets:
        lines = [line for line in basket.lines if line.item.category in one.categories]
        if lines:
            yield budget_line(one, sum(basket.worth(line) or 0 for line in lines))


def _drawn(basket: Basket, quota: QuotaLeft) -> int:
    lines = [line for line in basket.lines if quota.category in ("", line.item.category)]
    if quota.measure.value == "fen":
        return sum(basket.worth(line) or 0 for line in lines)
    return sum(line.quantity for line in lines)


def foot_lines(basket: Basket) -> list[Line]:
    """What stands below it: the total."""
    if not basket.lines:
        return []
    words = _("{count} lines, total {total}").format(count=len(basket.lines), total=format_yuan(basket.total_fen))
    return [Line(words, "strong")]


def peek_lines(item: ItemLine | None, lines: Sequence[LedgerLine], *, values: bool) -> list[Line]:
    """The last movements of an item: date, voucher, what it was, received, issued, left."""
    if item is None:
        return []
    stock = item.stock
    title = f"{item.code} {said(item.named)}  {quantity_words(item, stock.quantity)}"
    if values:
        title += "  " + _("worth {amount}").format(amount=format_yuan(stock.amount_fen))
    if item.durable:
        title += "  " + _("durable")
    shown = [Line(title, "strong")]
    for line in lines:
        came = f"+{line.quantity}" if line.quantity > 0 else str(line.quantity) if line.quantity else "0"
        words = " ".join(part for part in (_(KIND_NAMES[line.kind]), line.unit, line.person, line.note) if part)
        left = line.balance.quantity
        told = f"{line.day} {line.voucher:<11} {came:>{PEEK_NUMBER}} {left:>{PEEK_NUMBER}}  {words}"
        shown.append(Line(told, "muted"))
    return shown


def said_of(done: dict[str, Any], mode: Mode) -> Message:
    """What is said when a basket was written."""
    if mode is Mode.FUNDS:
        return Message(N_("{number} was submitted"), number=done["number"])
    return Message(
        N_("{number}: {what}, {amount}. F9 prints it"),
        number=done["number"],
        what=Message(MODE_NAMES[mode]),
        amount=format_yuan(done["amount_fen"]),
    )


def price_each(amount_fen: int, quantity: int) -> Fraction:
    """What one base unit cost."""
    return Fraction(amount_fen, quantity)


def to_order(item: ItemLine) -> int:
    """How many to ask for of something below its minimum: up to twice the minimum, in whole packs."""
    wanted = max(2 * item.minimum - item.stock.quantity, 1)
    if item.pack_size:
        wanted = -(-wanted // item.pack_size) * item.pack_size
    return wanted
