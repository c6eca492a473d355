"""The sheet of a day on paper, as it goes to the general manager (EXP-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.cashbook.model import CashAccount, CashVoucher, DaySheet
from opsconsole.cashbook.rules import Direction, masked
from opsconsole.cashbook.service import figures_of
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Text
from opsconsole.files.write import Kind
from opsconsole.i18n import N_, _, pgettext
from opsconsole.inert import visible
from opsconsole.money import format_yuan

WANTED = frozenset({"number", "on"})


def day_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """The sheet of a day of an account; Refusal for an account that there is not."""
    account, day = _account(session, options), _day(options)
    opening, came, went = figures_of(session, account, day)
    closing = opening + came - went
    sheet = session.get(DaySheet, (account.id, day))
    fields: list[tuple[Text, Text]] = [
        (_("Account"), f"{account.code} {account.name}"),
        (_("Account number"), masked(account.number)),
        (_("Date"), str(day)),
        (_("Opening balance"), format_yuan(opening)),
    ]
    columns = [
        PaperColumn(_("Voucher"), 1.4),
        PaperColumn(_("Party"), 2),
        PaperColumn(_("Note"), 2.6),
        PaperColumn(_("In"), 1.4, Align.RIGHT),
        PaperColumn(_("Out"), 1.4, Align.RIGHT),
        PaperColumn(pgettext("account", "Balance"), 1.6, Align.RIGHT),
    ]
    rows = []
    for one in _vouchers(session, account.id, day):
        fen, comes = format_yuan(one.amount_fen), one.direction is Direction.IN
        note = " ".join(word for word in (one.note, one.region, one.sales_note) if word)
        opening += one.amount_fen if comes else -one.amount_fen
        rows.append([one.number, one.party, note, fen if comes else "", "" if comes else fen, format_yuan(opening)])
    total = [_("Total"), "", "", format_yuan(came), format_yuan(went), format_yuan(closing)]
    told: list[tuple[Text, Text]] = [(_("Closing balance"), format_yuan(closing))]
    if sheet is not None and sheet.counted_fen is not None:
        told += [
            (_("Cash counted"), format_yuan(sheet.counted_fen)),
            (_("Difference"), format_yuan(sheet.counted_fen - closing)),
        ]
    if sheet is not None and sheet.note:
        told.append((_("Note"), sheet.note))
    told.append((_("Sent"), f"{sheet.sent_at:%Y-%m-%d %H:%M}" if sheet is not None else _("not sent yet")))
    parts: list[Any] = [
        Fields(fields),
        PaperTable(columns, rows, totals=[total]),
        Fields(told),
        Signatures([_("Cashier"), _("Reviewed by finance"), _("General manager")]),
    ]
    return [Paper(Message(N_("Daily balance sheet")), parts, number=f"{account.code} {day}")]


def _rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    account, day = _account(session, options), _day(options)
    for one in _vouchers(session, account.id, day):
        came, went = (one.amount_fen, 0) if one.direction is Direction.IN else (0, one.amount_fen)
        yield one.number, one.party, one.note, one.region, one.sales_note, came, went


def _vouchers(session: Session, account_id: int, day: date) -> Sequence[CashVoucher]:
    query = select(CashVoucher).where(CashVoucher.account_id == account_id, CashVoucher.day == day)
    return session.scalars(query.order_by(CashVoucher.id)).all()


def _account(session: Session, options: ExportOptions) -> CashAccount:
    code = options.number or ""
    account = session.scalars(select(CashAccount).where(CashAccount.code == code)).one_or_none()
    if account is None:
        raise Refusal(N_("No account has the code {code}"), clause="EXP-5", code=visible(code))
    return account


def _day(options: ExportOptions) -> date:
    assert options.on is not None
    return options.on


DAY_SHEET = ExportKind(
    "day-sheet",
    N_("Daily balance sheet"),
    (
        ExportColumn("voucher", N_("Voucher"), width=14),
        ExportColumn("party", N_("Party"), width=20),
        ExportColumn("note", N_("Note"), width=30),
        ExportColumn("region", N_("Region")),
        ExportColumn("sales_note", N_("Sales note"), width=16),
        ExportColumn("in_fen", N_("In"), Kind.MONEY),
        ExportColumn("out_fen", N_("Out"), Kind.MONEY),
    ),
    _rows,
    Permission.CASH_VIEW,
    options=WANTED,
    required=WANTED,
    papers=day_papers,
)
