"""The import of vouchers that were written on paper while the machine was down: each is taken or refused by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.approvals.model import Request
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.text import shown
from opsconsole.i18n import N_
from opsconsole.org.model import Employee, Unit
from opsconsole.stockroom.files.opening import unknown_item
from opsconsole.stockroom.model import FundsForm, Item, StockMovement, StockVoucher
from opsconsole.stockroom.rules.values import VoucherKind
from opsconsole.stockroom.service import vouchers as service
from opsconsole.stockroom.service.posting import LARGEST_QUANTITY
from opsconsole.stockroom.service.vouchers import Brought, Issue, OnPaper, StockIn, Wanted, is_own_number
from opsconsole.stockroom.words import KIND_NAMES

PAPER_KINDS = (VoucherKind.IN, VoucherKind.OUT, VoucherKind.RETURN, VoucherKind.LOSS)
ONE_PER_VOUCHER = ("date", "kind", "unit", "badge", "form", "invoice", "list", "note")


def take_voucher(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes the rows of one voucher. Known and the same it is unchanged; known and other it is refused (SUP-8)."""
    require(session, actor, Permission.STOCK_KEEP)
    head = rows[0].values
    problems = [*_disagreeing(rows), *_wanting(rows), *_unknown(session, rows)]
    if problems:
        raise ImportRefused(problems)
    items = dict(session.execute(select(Item.code, Item.id).where(Item.code.in_({_item(row) for row in rows}))).all())
    held = session.scalars(select(StockVoucher).where(StockVoucher.number == head["voucher"])).one_or_none()
    if held is not None:
        if _content(session, held) != _asked(session, rows, items):
            raise _other_content(rows[0])
        return Counts(unchanged=len(rows))
    if is_own_number(head["voucher"]):
        raise ImportRefused(
            [
                rows[0].problem(
                    "voucher",
                    N_("{number} is a number that the console gives itself; number paper vouchers otherwise"),
                    number=head["voucher"],
                )
            ]
        )
    lines = [Wanted(items[_item(row)], row.values["quantity"], row.values.get("amount")) for row in rows]
    try:
        _post(session, actor, head, lines, now)
    except ImportRefused:
        raise
    except Refusal as refusal:
        raise ImportRefused([Problem(rows[0].file, rows[0].line, "voucher", refusal.message)]) from None
    return Counts(new=len(rows))


def _post(session: Session, actor: Any, head: dict[str, Any], lines: Sequence[Wanted], now: datetime) -> None:
    paper = OnPaper(head["voucher"], head.get("form") or "")
    day, note = head["date"], head.get("note") or ""
    if head["kind"] is VoucherKind.IN:
        form_id = _form(session, paper.form)
        asked = StockIn(day, lines, form_id, head.get("invoice") or "", bool(head.get("list")), note=note)
        service.take_in(session, actor, asked, now, OnPaper(paper.number, "" if form_id else paper.form))
        return
    employee_id = session.scalars(select(Employee.id).where(Employee.badge == head["badge"])).one()
    unit_id = session.scalars(select(Unit.id).where(Unit.code == head["unit"])).one() if head.get("unit") else None
    plain = [Wanted(line.item_id, line.quantity) for line in lines]
    if head["kind"] is VoucherKind.OUT:
        service.issue(session, actor, Issue(day, employee_id, plain, unit_id, note=note), now, paper)
    elif head["kind"] is VoucherKind.RETURN:
        service.give_back(session, actor, Brought(day, employee_id, plain, unit_id, note), now, paper)
    else:
        service.lose(session, actor, Brought(day, employee_id, plain, unit_id, note), now, paper)


def _item(row: FileRow) -> str:
    return row.values["item"]


def _form(session: Session, number: str) -> int | None:
    """The form that the console knows under a number, None for one that is on paper alone."""
    if not number:
        return None
    return session.scalars(
        select(Request.id).join(FundsForm, FundsForm.request_id == Request.id).where(Request.number == number)
    ).one_or_none()


def _disagreeing(rows: Sequence[FileRow]) -> list[Problem]:
    """Rows that say of their voucher something else than its first row."""
    first = rows[0]
    return [
        row.problem(
            column,
            N_("The first row of voucher {number}, line {line}, says otherwise"),
            number=first.values["voucher"],
            line=first.line,
        )
        for row in rows[1:]
        for column in ONE_PER_VOUCHER
        if row.values.get(column) != first.values.get(column)
    ]


def _wanting(rows: Sequence[FileRow]) -> list[Problem]:
    """Cells that a row of its kind cannot do without."""
    problems: list[Problem] = []
    for row in rows:
        kind = row.values["kind"]
        if kind is VoucherKind.IN and row.values.get("amount") is None:
            problems.append(row.problem("amount", N_("A stock-in says what each line cost"), clause="SUP-3"))
        if kind is not VoucherKind.IN and not row.values.get("badge"):
            problems.append(row.problem("badge", N_("Who took, brought back or lost it is missing"), clause="SUP-5"))
    return problems


def _unknown(session: Session, rows: Sequence[FileRow]) -> list[Problem]:
    known = set(session.scalars(select(Item.code).where(Item.code.in_({_item(row) for row in rows}))))
    problems = [unknown_item(row) for row in rows if _item(row) not in known]
    head = rows[0]
    badge, unit = head.values.get("badge"), head.values.get("unit")
    if badge and session.scalars(select(Employee.id).where(Employee.badge == badge)).first() is None:
        problems.append(
            head.problem("badge", N_('Nobody has the badge "{badge}"; import the staff first'), badge=badge)
        )
    if unit and session.scalars(select(Unit.id).where(Unit.code == unit)).first() is None:
        problems.append(head.problem("unit", N_('No unit has the code "{code}"; import the units first'), code=unit))
    return problems


def _other_content(row: FileRow) -> ImportRefused:
    return ImportRefused(
        [
            row.problem(
                "voucher",
                N_("{number} was taken already with other content; a mistake is put right by a reversal"),
                clause="SUP-8",
                number=row.values["voucher"],
            )
        ]
    )


def _asked(session: Session, rows: Sequence[FileRow], items: dict[str, int]) -> tuple[Any, ...]:
    """What the rows of a voucher say, to be compared with one that is held."""
    head = rows[0].values
    lines: dict[int, list[int]] = {}
    for row in rows:
        line = lines.setdefault(items[_item(row)], [0, 0])
        line[0] += row.values["quantity"]
        line[1] += (row.values.get("amount") or 0) if head["kind"] is VoucherKind.IN else 0
    stock_in = head["kind"] is VoucherKind.IN
    return (
        head["kind"],
        head["date"],
        "" if stock_in else head.get("badge") or "",
        (head.get("form") or "") if stock_in else "",
        service.invoice_as_kept(head.get("invoice") or "", on_paper=True) if stock_in else "",
        bool(head.get("list")) if stock_in else False,
        head.get("note") or "",
        lines,
    )


def _content(session: Session, held: StockVoucher) -> tuple[Any, ...]:
    badge = session.scalars(select(Employee.badge).where(Employee.id == held.employee_id)).first() or ""
    form = session.scalars(select(Request.number).where(Request.id == held.form_id)).first() or held.form
    stock_in = held.kind is VoucherKind.IN
    moves = session.scalars(select(StockMovement).where(StockMovement.voucher_id == held.id))
    return (
        held.kind,
        held.day,
        "" if stock_in else badge,
        form,
        held.invoice,
        held.list_attached,
        held.note,
        {move.item_id: [move.quantity, move.amount_fen if stock_in else 0] for move in moves},
    )


_any_kind = parse.choice(VoucherKind, KIND_NAMES)


def _paper_kind(cell: str) -> VoucherKind:
    """One of the kinds that are written on paper; the others are the console's own."""
    try:
        kind = _any_kind(cell)
    except Refusal:
        kind = None
    if kind not in PAPER_KINDS:
        raise Refusal(N_('"{text}" is none of {known}'), text=shown(cell), known=", ".join(PAPER_KINDS))
    return kind


STOCK_VOUCHERS = ImportKind(
    "stock-vouchers",
    N_("Vouchers on paper"),
    (
        Column("voucher", N_("Voucher"), N_("The number on the paper; its rows share it"), "P-0001", parse=parse.code),
        Column("date", N_("Date"), N_("The date on the paper"), "2026-03-02", parse=parse.day),
        Column(
            "kind",
            N_("Kind"),
            N_("in, out, return or loss"),
            "out",
            parse=_paper_kind,
        ),
        Column("item", N_("Item"), N_("The item's code"), "A-001", parse=parse.code),
        Column(
            "quantity", N_("Quantity"), N_("In whole base units"), "3", parse=parse.whole_number(1, LARGEST_QUANTITY)
        ),
        Column(
            "amount",
            N_("Amount"),
            N_("What the line cost, in yuan; of a stock-in alone"),
            "64.50",
            required=False,
            optional_column=True,
            parse=parse.yuan(),
        ),
        Column(
            "unit",
            N_("Unit"),
            N_("The unit that is charged; empty: that of the person"),
            "YY",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.code,
        ),
        Column(
            "badge",
            N_("Badge"),
            N_("Who took, brought back or lost it"),
            "E00017",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.code,
        ),
        Column(
            "form",
            N_("Funds-use form"),
            N_("The number of the approved form"),
            "",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.code,
        ),
        Column(
            "invoice",
            N_("Invoice"),
            N_("The number of the invoice"),
            "",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.code,
        ),
        Column(
            "list",
            N_("List"),
            N_("yes: the itemised list lies beside it"),
            "yes",
            required=False,
            optional_column=True,
            empty=False,
            parse=parse.yes_no,
        ),
        Column(
            "note",
            N_("Note"),
            N_("What else stands there"),
            "",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.text(max_length=500),
        ),
    ),
    take_voucher,
    Permission.STOCK_KEEP,
    group="voucher",
)
