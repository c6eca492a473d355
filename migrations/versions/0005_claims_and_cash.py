"""Reimbursement and the cash desk: claims with their invoices, loans, accounts, vouchers, sheets of days.

Revision: 0005, from 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = ("cash_voucher", "loan_entry", "claim_review", "day_sheet")


def upgrade() -> None:
    op.create_table('cash_account',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('code', sa.String(32), nullable=False),
    sa.Column('name', sa.String(200), nullable=False),
    sa.Column('kind', sa.Enum('cash', 'bank', name='kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('number', sa.String(40), nullable=False),
    sa.Column('opened', sa.Date(), nullable=False),
    sa.Column('opening_fen', WHOLE, nullable=False),
    sa.Column('balance_fen', WHOLE, nullable=False),
    sa.CheckConstraint('balance_fen >= 0', name=op.f('ck_cash_account_never_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_account')),
    sa.UniqueConstraint('code', name=op.f('uq_cash_account_code'))
    )
    op.create_table('cash_number',
    sa.Column('series', sa.String(length=8), nullable=False),
    sa.Column('year', WHOLE, autoincrement=False, nullable=False),
    sa.Column('last', WHOLE, nullable=False),
    sa.PrimaryKeyConstraint('series', 'year', name=op.f('pk_cash_number'))
    )
    op.create_table('day_sheet',
    sa.Column('account_id', WHOLE, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('opening_fen', WHOLE, nullable=False),
    sa.Column('in_fen', WHOLE, nullable=False),
    sa.Column('out_fen', WHOLE, nullable=False),
    sa.Column('closing_fen', WHOLE, nullable=False),
    sa.Column('counted_fen', WHOLE, nullable=True),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('sent_by_id', WHOLE, nullable=True),
    sa.CheckConstraint('opening_fen + in_fen - out_fen = closing_fen', name=op.f('ck_day_sheet_adds_up')),
    sa.ForeignKeyConstraint(['account_id'], ['cash_account.id'], name=op.f('fk_day_sheet_account_id')),
    sa.ForeignKeyConstraint(['sent_by_id'], ['employee.id'], name=op.f('fk_day_sheet_sent_by_id')),
    sa.PrimaryKeyConstraint('account_id', 'day', name=op.f('pk_day_sheet'))
    )
    op.create_table('loan',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.Column('purpose', sa.String(500), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_loan_amount')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_loan_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_loan'))
    )
    op.create_table('claim',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('kind', sa.Enum('daily', 'travel', 'purchase', 'loan', name='kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('purpose', sa.String(500), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('claimed_fen', WHOLE, nullable=False),
    sa.Column('sanctioned_fen', WHOLE, nullable=True),
    sa.Column('reviewed_by_id', WHOLE, nullable=True),
    sa.Column('stock_in_id', WHOLE, nullable=True),
    sa.Column('loan_id', WHOLE, nullable=True),
    sa.Column('from_day', sa.Date(), nullable=True),
    sa.Column('to_day', sa.Date(), nullable=True),
    sa.Column('papers', WHOLE, nullable=False),
    sa.Column('paper_number', sa.String(64), nullable=True),
    sa.CheckConstraint("(kind = 'loan') = (loan_id IS NOT NULL)", name=op.f('ck_claim_loan')),
    sa.CheckConstraint("kind = 'purchase' OR stock_in_id IS NULL", name=op.f('ck_claim_stock_in')),
    sa.CheckConstraint('claimed_fen > 0', name=op.f('ck_claim_claimed')),
    sa.CheckConstraint('sanctioned_fen IS NULL OR sanctioned_fen BETWEEN 0 AND claimed_fen', name=op.f('ck_claim_sanctioned')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.request_id'], name=op.f('fk_claim_loan_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_claim_request_id')),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['employee.id'], name=op.f('fk_claim_reviewed_by_id')),
    sa.ForeignKeyConstraint(['stock_in_id'], ['stock_voucher.id'], name=op.f('fk_claim_stock_in_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_claim')),
    sa.UniqueConstraint('paper_number', name=op.f('uq_claim_paper_number'))
    )
    op.create_index('ix_claim_loan_id', 'claim', ['loan_id'], unique=False)
    op.create_index('ix_claim_stock_in_id', 'claim', ['stock_in_id'], unique=False)
    op.create_table('cash_voucher',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('number', sa.String(32), nullable=False),
    sa.Column('direction', sa.Enum('in', 'out', name='direction', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('account_id', WHOLE, nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.Column('balance_fen', WHOLE, nullable=False),
    sa.Column('claim_id', WHOLE, nullable=True),
    sa.Column('loan_id', WHOLE, nullable=True),
    sa.Column('party', sa.String(200), nullable=False),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('region', sa.String(64), nullable=False),
    sa.Column('sales_note', sa.String(64), nullable=False),
    sa.Column('posted_at', sa.DateTime(), nullable=False),
    sa.Column('posted_by_id', WHOLE, nullable=True),
    sa.Column('reverses_id', WHOLE, nullable=True),
    sa.CheckConstraint('amount_fen <> 0 AND (amount_fen < 0) = (reverses_id IS NOT NULL)', name=op.f('ck_cash_voucher_amount')),
    sa.CheckConstraint('claim_id IS NULL OR loan_id IS NULL', name=op.f('ck_cash_voucher_one_cause')),
    sa.ForeignKeyConstraint(['account_id'], ['cash_account.id'], name=op.f('fk_cash_voucher_account_id')),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.request_id'], name=op.f('fk_cash_voucher_claim_id')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.request_id'], name=op.f('fk_cash_voucher_loan_id')),
    sa.ForeignKeyConstraint(['posted_by_id'], ['employee.id'], name=op.f('fk_cash_voucher_posted_by_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['cash_voucher.id'], name=op.f('fk_cash_voucher_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cash_voucher')),
    sa.UniqueConstraint('number', name=op.f('uq_cash_voucher_number')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_cash_voucher_reverses_id'))
    )
    op.create_index('ix_cash_voucher_account_id', 'cash_voucher', ['account_id', 'day', 'id'], unique=False)
    op.create_index('ix_cash_voucher_claim_id', 'cash_voucher', ['claim_id'], unique=False)
    op.create_index('ix_cash_voucher_loan_id', 'cash_voucher', ['loan_id'], unique=False)
    op.create_table('claim_line',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('line', WHOLE, nullable=False),
    sa.Column('category', sa.String(64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.Column('purpose', sa.String(500), nullable=False),
    sa.Column('invoice_code', sa.String(length=12), nullable=False),
    sa.Column('invoice_number', sa.String(length=20), nullable=False),
    sa.Column('invoice_fen', WHOLE, nullable=True),
    sa.Column('invoice_day', sa.Date(), nullable=True),
    sa.Column('tax_fen', WHOLE, nullable=True),
    sa.Column('seller', sa.String(200), nullable=False),
    sa.Column('buyer', sa.String(200), nullable=False),
    sa.Column('from_place', sa.String(64), nullable=False),
    sa.Column('to_place', sa.String(64), nullable=False),
    sa.Column('transport', sa.String(64), nullable=False),
    sa.Column('sanctioned_fen', WHOLE, nullable=True),
    sa.Column('cut_reason', sa.String(200), nullable=False),
    sa.CheckConstraint("sanctioned_fen IS NULL OR (sanctioned_fen BETWEEN 0 AND amount_fen AND (sanctioned_fen = amount_fen OR cut_reason <> ''))", name=op.f('ck_claim_line_sanctioned')),
    sa.CheckConstraint('amount_fen > 0', name=op.f('ck_claim_line_amount')),
    sa.ForeignKeyConstraint(['request_id'], ['claim.request_id'], name=op.f('fk_claim_line_request_id')),
    sa.PrimaryKeyConstraint('request_id', 'line', name=op.f('pk_claim_line'))
    )
    op.create_table('claim_review',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('round', WHOLE, nullable=False),
    sa.Column('line', WHOLE, nullable=False),
    sa.Column('sanctioned_fen', WHOLE, nullable=False),
    sa.Column('reason', sa.String(200), nullable=False),
    sa.Column('by_id', WHOLE, nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['employee.id'], name=op.f('fk_claim_review_by_id')),
    sa.ForeignKeyConstraint(['request_id'], ['claim.request_id'], name=op.f('fk_claim_review_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_review'))
    )
    op.create_index(op.f('ix_claim_review_request_id'), 'claim_review', ['request_id'], unique=False)
    op.create_table('claimed_invoice',
    sa.Column('key', sa.String(length=20), nullable=False),
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('line', WHOLE, nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['claim.request_id'], name=op.f('fk_claimed_invoice_request_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_claimed_invoice'))
    )
    op.create_index(op.f('ix_claimed_invoice_request_id'), 'claimed_invoice', ['request_id'], unique=False)
    op.create_table('loan_entry',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('loan_id', WHOLE, nullable=False),
    sa.Column('fen', WHOLE, nullable=False),
    sa.Column('claim_id', WHOLE, nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('fen <> 0', name=op.f('ck_loan_entry_fen')),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.request_id'], name=op.f('fk_loan_entry_claim_id')),
    sa.ForeignKeyConstraint(['loan_id'], ['loan.request_id'], name=op.f('fk_loan_entry_loan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_loan_entry'))
    )
    op.create_index('ix_loan_entry_loan_id', 'loan_entry', ['loan_id'], unique=False)
    op.create_table('settled',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('voucher_id', WHOLE, nullable=True),
    sa.Column('paid_fen', WHOLE, nullable=False),
    sa.Column('offset_fen', WHOLE, nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', WHOLE, nullable=True),
    sa.CheckConstraint('paid_fen >= 0 AND offset_fen >= 0 AND paid_fen + offset_fen > 0', name=op.f('ck_settled_amounts')),
    sa.ForeignKeyConstraint(['by_id'], ['employee.id'], name=op.f('fk_settled_by_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_settled_request_id')),
    sa.ForeignKeyConstraint(['voucher_id'], ['cash_voucher.id'], name=op.f('fk_settled_voucher_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_settled')),
    sa.UniqueConstraint('voucher_id', name=op.f('uq_settled_voucher_id'))
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        _only_grows(table, sqlite=sqlite)
    _not_into_sent_days(sqlite=sqlite)


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


def _not_into_sent_days(*, sqlite: bool) -> None:
    """A day whose sheet was sent takes no voucher of the account, nor does any day before it (EXP-5)."""
    sent = "EXISTS (SELECT 1 FROM day_sheet WHERE account_id = NEW.account_id AND day >= NEW.day)"
    if sqlite:
        op.execute(
            f"CREATE TRIGGER cash_voucher_open_day BEFORE INSERT ON cash_voucher WHEN {sent}"
            " BEGIN SELECT RAISE(ABORT, 'a day that was sent takes no voucher'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION cash_voucher_day() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {sent} THEN RAISE EXCEPTION 'a day that was sent takes no voucher'; END IF;"
        " RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER cash_voucher_open_day BEFORE INSERT ON cash_voucher"
        " FOR EACH ROW EXECUTE FUNCTION cash_voucher_day()"
    )
