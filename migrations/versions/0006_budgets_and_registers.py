"""Budgets, the register of invoices, price offers, sales notes with their reconciliation, drafts of claims.

Revision: 0006, from 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = ("price_offer", "goods_reconciled", "day_sheet_seen")


def upgrade() -> None:
    op.create_table('budget',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('unit_id', WHOLE, nullable=False),
    sa.Column('category', sa.String(64), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('fen', WHOLE, nullable=True),
    sa.CheckConstraint('fen >= 0', name=op.f('ck_budget_fen')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_budget_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget')),
    sa.UniqueConstraint('unit_id', 'category', 'month', name=op.f('uq_budget_unit_id_category_month'))
    )
    op.create_index('ix_budget_month', 'budget', ['month'], unique=False)
    op.create_table('claim_draft',
    sa.Column('employee_id', WHOLE, nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_claim_draft_employee_id')),
    sa.PrimaryKeyConstraint('employee_id', name=op.f('pk_claim_draft'))
    )
    op.create_table('goods_reconciled',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('region', sa.String(64), nullable=False),
    sa.Column('noted_fen', WHOLE, nullable=False),
    sa.Column('received_fen', WHOLE, nullable=False),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', WHOLE, nullable=True),
    sa.CheckConstraint("noted_fen = received_fen OR note <> ''", name=op.f('ck_goods_reconciled_difference')),
    sa.ForeignKeyConstraint(['by_id'], ['employee.id'], name=op.f('fk_goods_reconciled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goods_reconciled'))
    )
    op.create_index('ix_goods_reconciled_day', 'goods_reconciled', ['day', 'region'], unique=False)
    op.create_table('price_offer',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('item_id', WHOLE, nullable=False),
    sa.Column('supplier', sa.String(200), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('quantity', WHOLE, nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('entered_at', sa.DateTime(), nullable=False),
    sa.Column('entered_by_id', WHOLE, nullable=True),
    sa.CheckConstraint('quantity > 0 AND amount_fen > 0', name=op.f('ck_price_offer_amounts')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['employee.id'], name=op.f('fk_price_offer_entered_by_id')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_price_offer_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_offer'))
    )
    op.create_index('ix_price_offer_item_id', 'price_offer', ['item_id', 'day'], unique=False)
    op.create_table('registered_invoice',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('side', sa.Enum('in', 'out', name='side', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('key', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('party', sa.String(200), nullable=False),
    sa.Column('fen', WHOLE, nullable=False),
    sa.Column('tax_fen', WHOLE, nullable=False),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('entered_at', sa.DateTime(), nullable=False),
    sa.Column('entered_by_id', WHOLE, nullable=True),
    sa.CheckConstraint('(fen > 0 AND tax_fen BETWEEN 0 AND fen) OR (fen < 0 AND tax_fen BETWEEN fen AND 0)', name=op.f('ck_registered_invoice_tax')),
    sa.CheckConstraint('fen <> 0', name=op.f('ck_registered_invoice_fen')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['employee.id'], name=op.f('fk_registered_invoice_entered_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registered_invoice')),
    sa.UniqueConstraint('side', 'key', name=op.f('uq_registered_invoice_side_key'))
    )
    op.create_index('ix_registered_invoice_day', 'registered_invoice', ['side', 'day'], unique=False)
    op.create_table('sales_note',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('number', sa.String(64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('region', sa.String(64), nullable=False),
    sa.Column('customer', sa.String(200), nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('checked_at', sa.DateTime(), nullable=True),
    sa.Column('checked_by_id', WHOLE, nullable=True),
    sa.CheckConstraint('(checked_at IS NULL) = (checked_by_id IS NULL)', name=op.f('ck_sales_note_checked')),
    sa.CheckConstraint('amount_fen <> 0', name=op.f('ck_sales_note_amount')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['employee.id'], name=op.f('fk_sales_note_checked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sales_note')),
    sa.UniqueConstraint('number', name=op.f('uq_sales_note_number'))
    )
    op.create_index('ix_sales_note_day', 'sales_note', ['day', 'region'], unique=False)
    op.create_table('day_sheet_seen',
    sa.Column('account_id', WHOLE, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', WHOLE, nullable=True),
    sa.ForeignKeyConstraint(['account_id', 'day'], ['day_sheet.account_id', 'day_sheet.day'], name=op.f('fk_day_sheet_seen_account_id_day')),
    sa.ForeignKeyConstraint(['by_id'], ['employee.id'], name=op.f('fk_day_sheet_seen_by_id')),
    sa.PrimaryKeyConstraint('account_id', 'day', name=op.f('pk_day_sheet_seen'))
    )
    for table, column in (("claim_line", "invoice_number"), ("stock_voucher", "invoice")):
        named = sa.text(f"{column} <> ''")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=named, postgresql_where=named)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        _only_grows(table, sqlite=sqlite)
    _checked_notes_stand(sqlite=sqlite)


def _only_grows(table: str, *, sqlite: bool) -> None:
    if not sqlite:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )


def _checked_notes_stand(*, sqlite: bool) -> None:
    """A sales note that finance has checked does not change any more (EXP-5)."""
    if sqlite:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER sales_note_checked_{act.lower()} BEFORE {act} ON sales_note"
                " WHEN OLD.checked_at IS NOT NULL"
                " BEGIN SELECT RAISE(ABORT, 'a checked sales note stands'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION sales_note_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'a checked sales note stands'; END $$"
    )
    op.execute(
        "CREATE TRIGGER sales_note_checked BEFORE UPDATE OR DELETE ON sales_note"
        " FOR EACH ROW WHEN (OLD.checked_at IS NOT NULL) EXECUTE FUNCTION sales_note_stands()"
    )
