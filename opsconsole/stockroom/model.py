"""Items, and the ledger of the stockroom: vouchers, movements between places, what each place holds (SUP).

Vouchers and movements only grow; no voucher gets into a closed month; nothing is held below zero: triggers and
constraints of both databases hold that.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.db.types import Base, CleanText, enum_column
from opsconsole.stockroom.rules.values import PlaceKind, VoucherKind

NUMBER_LENGTH = 64
_NAMES_FORM, _REVERSES = text("form_id IS NOT NULL"), text("reverses_id IS NOT NULL")
_INVOICED = text("invoice <> ''")


class Item(Base):
    """Something that the stockroom keeps (SUP-10). Quantities are whole `unit`s; a `pack_unit` holds `pack_size` of
    them. `durable`: issued to a person it is in their custody (SUP-7). `search` holds every code that finds it."""

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("minimum >= 0", name="minimum"),
        CheckConstraint("(pack_unit = '') = (pack_size = 0) AND (pack_size = 0 OR pack_size > 1)", name="pack"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CleanText(64), unique=True)
    name_zh: Mapped[str] = mapped_column(CleanText(200))
    name_en: Mapped[str] = mapped_column(CleanText(200))
    spec: Mapped[str] = mapped_column(CleanText(200), default="")
    category: Mapped[str] = mapped_column(CleanText(64), default="")
    unit: Mapped[str] = mapped_column(CleanText(16))
    pack_unit: Mapped[str] = mapped_column(CleanText(16), default="")
    pack_size: Mapped[int] = mapped_column(default=0)
    minimum: Mapped[int] = mapped_column(default=0)
    durable: Mapped[bool] = mapped_column(default=False)
    search: Mapped[str] = mapped_column(Text, default="")


class ItemBarcode(Base):
    """A barcode of an item; an item may have several."""

    __tablename__ = "item_barcode"

    barcode: Mapped[str] = mapped_column(CleanText(64), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)


class StockNumber(Base):
    """The last number given in a series of a year: a row of its own, counted in the voucher's transaction."""

    __tablename__ = "stock_number"

    series: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class StockVoucher(Base):
    """A voucher of the stockroom; append-only (SUP-8).

    `own`: the console gave the number; else it was written on paper, and is kept as it stands there. `unit_id` is the
    unit that is charged, `employee_id` who took, brought back, handed over or lost, `receiver_id` who took over.
    `form_id` is the funds-use form that a stock-in was bought on, `form` what the paper names. `accepted`: the person
    who takes custody said so with badge and PIN; `slip` names the paper that they signed instead. `incomplete`: a paper
    stock-in lacks form, invoice or list, and pays nothing (EXP-3). `over_quota` is the reason given for going over a
    unit's quota (SUP-6).
    """

    __tablename__ = "stock_voucher"
    __table_args__ = (
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reverses"),
        CheckConstraint("kind <> 'out' OR (unit_id IS NOT NULL AND employee_id IS NOT NULL)", name="taker"),
        CheckConstraint("(kind = 'handover') = (receiver_id IS NOT NULL)", name="receiver"),
        CheckConstraint(
            "kind <> 'in' OR incomplete OR (list_attached AND invoice <> '' AND (form_id IS NOT NULL OR form <> ''))",
            name="complete",
        ),
        Index("ix_stock_voucher_day", "day"),
        # Most vouchers name neither: an index of nothing but blanks would be passed over.
        Index("ix_stock_voucher_form_id", "form_id", sqlite_where=_NAMES_FORM, postgresql_where=_NAMES_FORM),
        Index("ix_stock_voucher_invoice", "invoice", sqlite_where=_INVOICED, postgresql_where=_INVOICED),
        Index(
            "uq_stock_voucher_reverses_id",
            "reverses_id",
            unique=True,
            sqlite_where=_REVERSES,
            postgresql_where=_REVERSES,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CleanText(NUMBER_LENGTH), unique=True)
    own: Mapped[bool]
    kind: Mapped[VoucherKind] = mapped_column(enum_column(VoucherKind, "kind"))
    day: Mapped[date]
    posted_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    accepted: Mapped[bool] = mapped_column(default=False)
    slip: Mapped[str] = mapped_column(CleanText(64), default="")
    form_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    form: Mapped[str] = mapped_column(CleanText(64), default="")
    invoice: Mapped[str] = mapped_column(CleanText(64), default="")
    supplier: Mapped[str] = mapped_column(CleanText(200), default="")
    list_attached: Mapped[bool] = mapped_column(default=False)
    incomplete: Mapped[bool] = mapped_column(default=False)
    on_paper: Mapped[bool] = mapped_column(default=False)
    over_quota: Mapped[str] = mapped_column(CleanText(500), default="")
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("stock_voucher.id"))


class StockMovement(Base):
    """So many of an item from one place to another, at an amount; append-only. `id` is the order of posting.

    `store_quantity` and `store_amount_fen` are what the storeroom held of the item after it.
    """

    __tablename__ = "stock_movement"
    __table_args__ = (
        UniqueConstraint("voucher_id", "line"),
        CheckConstraint("quantity > 0 AND amount_fen >= 0", name="amounts"),
        CheckConstraint("from_kind <> to_kind OR from_id <> to_id", name="moves"),
        CheckConstraint(
            "(from_kind IN ('unit', 'person')) = (from_id <> 0) AND (to_kind IN ('unit', 'person')) = (to_id <> 0)",
            name="places",
        ),
        Index("ix_stock_movement_item_id", "item_id", "id"),
        Index("ix_stock_movement_item_day", "item_id", "day", "id"),
        # Covers the sums of a span of days: they are read from the index alone.
        Index("ix_stock_movement_day", "day", "item_id", "from_kind", "to_kind", "quantity", "amount_fen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("stock_voucher.id"))
    line: Mapped[int]
    day: Mapped[date]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    from_kind: Mapped[PlaceKind] = mapped_column(enum_column(PlaceKind, "from_kind"))
    from_id: Mapped[int]
    to_kind: Mapped[PlaceKind] = mapped_column(enum_column(PlaceKind, "to_kind"))
    to_id: Mapped[int]
    quantity: Mapped[int]
    amount_fen: Mapped[int]
    store_quantity: Mapped[int]
    store_amount_fen: Mapped[int]


class StockBalance(Base):
    """What a place holds of an item now; `last_day` is the latest day of its movements."""

    __tablename__ = "stock_balance"
    __table_args__ = (
        CheckConstraint("quantity >= 0 AND amount_fen >= 0", name="never_negative"),
        CheckConstraint("quantity > 0 OR amount_fen = 0", name="nothing_is_worth_nothing"),
        Index("ix_stock_balance_place", "place_kind", "place_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    place_kind: Mapped[PlaceKind] = mapped_column(enum_column(PlaceKind, "place_kind"), primary_key=True)
    place_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quantity: Mapped[int]
    amount_fen: Mapped[int]
    last_day: Mapped[date]


class StockMonth(Base):
    """A month of the stockroom that was closed at least once (SUP-11); `closed` says whether it is."""

    __tablename__ = "stock_month"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    closed: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    reason: Mapped[str] = mapped_column(CleanText(500), default="")


class StockMonthBalance(Base):
    """What a place held at the end of a closed month; frozen while it is closed (SUP-11)."""

    __tablename__ = "stock_month_balance"

    month: Mapped[str] = mapped_column(ForeignKey("stock_month.month"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    place_kind: Mapped[PlaceKind] = mapped_column(enum_column(PlaceKind, "place_kind"), primary_key=True)
    place_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quantity: Mapped[int]
    amount_fen: Mapped[int]


class Measure(StrEnum):
    """What a quota counts."""

    FEN = "fen"
    QUANTITY = "quantity"


class StockQuota(Base):
    """What a unit may draw in a month (SUP-6), in fen or in base units, of one category ('' for all), from a month on
    until the next line of the same unit, category and measure. `most` None ends it."""

    __tablename__ = "stock_quota"
    __table_args__ = (
        UniqueConstraint("unit_id", "category", "measure", "from_month"),
        CheckConstraint("most IS NULL OR most >= 0", name="most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category: Mapped[str] = mapped_column(CleanText(64), default="")
    measure: Mapped[Measure] = mapped_column(enum_column(Measure, "measure"))
    from_month: Mapped[str] = mapped_column(String(7))
    most: Mapped[int | None]


class FundsForm(Base):
    """A funds-use approval form (资金使用审批表, SUP-1): for which unit, what for, and who is paid."""

    __tablename__ = "funds_form"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    purpose: Mapped[str] = mapped_column(CleanText(500))
    payee: Mapped[str] = mapped_column(CleanText(200), default="")


class FundsLine(Base):
    """What a form asks for: an item, at most so many, at most at this amount."""

    __tablename__ = "funds_line"
    __table_args__ = (
        UniqueConstraint("request_id", "item_id"),
        CheckConstraint("quantity > 0 AND amount_fen >= 0", name="amounts"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("funds_form.request_id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    quantity: Mapped[int]
    amount_fen: Mapped[int]


class CountState(StrEnum):
    """How far a stocktake is: being counted, waiting for approval, posted, or given up."""

    COUNTING = "counting"
    WAITING = "waiting"
    POSTED = "posted"
    DROPPED = "dropped"


class StockCount(Base):
    """A stocktake (盘点, SUP-9) of a category ('' for all); `request_id` is what asks for its differences."""

    __tablename__ = "stock_count"
    __table_args__ = (
        Index(
            "uq_stock_count_open",
            "category",
            unique=True,
            sqlite_where=text("state IN ('counting', 'waiting')"),
            postgresql_where=text("state IN ('counting', 'waiting')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(CleanText(64), default="")
    state: Mapped[CountState] = mapped_column(enum_column(CountState, "state"))
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), unique=True)
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("stock_voucher.id"), unique=True)


class StockCountLine(Base):
    """What was counted of an item, beside what the book said at that moment, up to which movement; and why they
    differ."""

    __tablename__ = "stock_count_line"
    __table_args__ = (CheckConstraint("counted >= 0 AND book_quantity >= 0", name="amounts"),)

    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    counted: Mapped[int]
    book_quantity: Mapped[int]
    after_movement: Mapped[int]
    counted_at: Mapped[datetime]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    reason: Mapped[str] = mapped_column(CleanText(200), default="")


class PriceOffer(Base):
    """What a supplier asks for an item (询价): so much for so many, until when; append-only, the newest of a supplier
    counts (EXP-8)."""

    __tablename__ = "price_offer"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND amount_fen > 0", name="amounts"),
        Index("ix_price_offer_item_id", "item_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    supplier: Mapped[str] = mapped_column(CleanText(200))
    day: Mapped[date]
    quantity: Mapped[int]
    amount_fen: Mapped[int]
    until: Mapped[date | None]
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
