"""The stockroom: items, vouchers, movements and balances, months, quotas, funds-use forms, stocktaking.

Revision: 0004, from 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = ("stock_voucher", "stock_movement")


def upgrade() -> None:
    op.create_table('item',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('code', sa.String(64), nullable=False),
    sa.Column('name_zh', sa.String(200), nullable=False),
    sa.Column('name_en', sa.String(200), nullable=False),
    sa.Column('spec', sa.String(200), nullable=False),
    sa.Column('category', sa.String(64), nullable=False),
    sa.Column('unit', sa.String(16), nullable=False),
    sa.Column('pack_unit', sa.String(16), nullable=False),
    sa.Column('pack_size', WHOLE, nullable=False),
    sa.Column('minimum', WHOLE, nullable=False),
    sa.Column('durable', sa.Boolean(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.CheckConstraint("(pack_unit = '') = (pack_size = 0) AND (pack_size = 0 OR pack_size > 1)", name=op.f('ck_item_pack')),
    sa.CheckConstraint('minimum >= 0', name=op.f('ck_item_minimum')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item')),
    sa.UniqueConstraint('code', name=op.f('uq_item_code'))
    )
    op.create_table('stock_number',
    sa.Column('series', sa.String(length=8), nullable=False),
    sa.Column('year', WHOLE, autoincrement=False, nullable=False),
    sa.Column('last', WHOLE, nullable=False),
    sa.PrimaryKeyConstraint('series', 'year', name=op.f('pk_stock_number'))
    )
    op.create_table('item_barcode',
    sa.Column('barcode', sa.String(64), nullable=False),
    sa.Column('item_id', WHOLE, nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_item_barcode_item_id')),
    sa.PrimaryKeyConstraint('barcode', name=op.f('pk_item_barcode'))
    )
    op.create_index(op.f('ix_item_barcode_item_id'), 'item_barcode', ['item_id'], unique=False)
    op.create_table('stock_balance',
    sa.Column('item_id', WHOLE, nullable=False),
    sa.Column('place_kind', sa.Enum('supplier', 'store', 'unit', 'person', 'lost', 'counted', name='place_kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('place_id', WHOLE, autoincrement=False, nullable=False),
    sa.Column('quantity', WHOLE, nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.CheckConstraint('quantity > 0 OR amount_fen = 0', name=op.f('ck_stock_balance_nothing_is_worth_nothing')),
    sa.CheckConstraint('quantity >= 0 AND amount_fen >= 0', name=op.f('ck_stock_balance_never_negative')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_stock_balance_item_id')),
    sa.PrimaryKeyConstraint('item_id', 'place_kind', 'place_id', name=op.f('pk_stock_balance'))
    )
    op.create_index('ix_stock_balance_place', 'stock_balance', ['place_kind', 'place_id'], unique=False)
    op.create_table('stock_month',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('changed_by_id', WHOLE, nullable=True),
    sa.Column('reason', sa.String(500), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['employee.id'], name=op.f('fk_stock_month_changed_by_id')),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_stock_month'))
    )
    op.create_table('stock_quota',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('unit_id', WHOLE, nullable=False),
    sa.Column('category', sa.String(64), nullable=False),
    sa.Column('measure', sa.Enum('fen', 'quantity', name='measure', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('from_month', sa.String(length=7), nullable=False),
    sa.Column('most', WHOLE, nullable=True),
    sa.CheckConstraint('most IS NULL OR most >= 0', name=op.f('ck_stock_quota_most')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_stock_quota_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_quota')),
    sa.UniqueConstraint('unit_id', 'category', 'measure', 'from_month', name=op.f('uq_stock_quota_unit_id_category_measure_from_month'))
    )
    op.create_table('funds_form',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('unit_id', WHOLE, nullable=False),
    sa.Column('purpose', sa.String(500), nullable=False),
    sa.Column('payee', sa.String(200), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_funds_form_request_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_funds_form_unit_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_funds_form'))
    )
    op.create_table('stock_month_balance',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('item_id', WHOLE, nullable=False),
    sa.Column('place_kind', sa.Enum('supplier', 'store', 'unit', 'person', 'lost', 'counted', name='place_kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('place_id', WHOLE, autoincrement=False, nullable=False),
    sa.Column('quantity', WHOLE, nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_stock_month_balance_item_id')),
    sa.ForeignKeyConstraint(['month'], ['stock_month.month'], name=op.f('fk_stock_month_balance_month')),
    sa.PrimaryKeyConstraint('month', 'item_id', 'place_kind', 'place_id', name=op.f('pk_stock_month_balance'))
    )
    op.create_table('stock_voucher',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('number', sa.String(64), nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.Enum('opening', 'in', 'out', 'return', 'loss', 'handover', 'count', 'reversal', name='kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('posted_at', sa.DateTime(), nullable=False),
    sa.Column('posted_by_id', WHOLE, nullable=True),
    sa.Column('unit_id', WHOLE, nullable=True),
    sa.Column('employee_id', WHOLE, nullable=True),
    sa.Column('receiver_id', WHOLE, nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('slip', sa.String(64), nullable=False),
    sa.Column('form_id', WHOLE, nullable=True),
    sa.Column('form', sa.String(64), nullable=False),
    sa.Column('invoice', sa.String(64), nullable=False),
    sa.Column('supplier', sa.String(200), nullable=False),
    sa.Column('list_attached', sa.Boolean(), nullable=False),
    sa.Column('incomplete', sa.Boolean(), nullable=False),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.Column('over_quota', sa.String(500), nullable=False),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('reverses_id', WHOLE, nullable=True),
    sa.CheckConstraint("(kind = 'handover') = (receiver_id IS NOT NULL)", name=op.f('ck_stock_voucher_receiver')),
    sa.CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name=op.f('ck_stock_voucher_reverses')),
    sa.CheckConstraint("kind <> 'in' OR incomplete OR (list_attached AND invoice <> '' AND (form_id IS NOT NULL OR form <> ''))", name=op.f('ck_stock_voucher_complete')),
    sa.CheckConstraint("kind <> 'out' OR (unit_id IS NOT NULL AND employee_id IS NOT NULL)", name=op.f('ck_stock_voucher_taker')),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_stock_voucher_employee_id')),
    sa.ForeignKeyConstraint(['form_id'], ['request.id'], name=op.f('fk_stock_voucher_form_id')),
    sa.ForeignKeyConstraint(['posted_by_id'], ['employee.id'], name=op.f('fk_stock_voucher_posted_by_id')),
    sa.ForeignKeyConstraint(['receiver_id'], ['employee.id'], name=op.f('fk_stock_voucher_receiver_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['stock_voucher.id'], name=op.f('fk_stock_voucher_reverses_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_stock_voucher_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_voucher')),
    sa.UniqueConstraint("number", name=op.f("uq_stock_voucher_number"))
    )
    op.create_index('ix_stock_voucher_day', 'stock_voucher', ['day'], unique=False)
    op.create_index('ix_stock_voucher_form_id', 'stock_voucher', ['form_id'], unique=False, sqlite_where=sa.text('form_id IS NOT NULL'), postgresql_where=sa.text('form_id IS NOT NULL'))
    op.create_index('uq_stock_voucher_reverses_id', 'stock_voucher', ['reverses_id'], unique=True, sqlite_where=sa.text('reverses_id IS NOT NULL'), postgresql_where=sa.text('reverses_id IS NOT NULL'))
    op.create_table('funds_line',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('line', WHOLE, nullable=False),
    sa.Column('item_id', WHOLE, nullable=False),
    sa.Column('quantity', WHOLE, nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.CheckConstraint('quantity > 0 AND amount_fen >= 0', name=op.f('ck_funds_line_amounts')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_funds_line_item_id')),
    sa.ForeignKeyConstraint(['request_id'], ['funds_form.request_id'], name=op.f('fk_funds_line_request_id')),
    sa.PrimaryKeyConstraint('request_id', 'line', name=op.f('pk_funds_line')),
    sa.UniqueConstraint('request_id', 'item_id', name=op.f('uq_funds_line_request_id_item_id'))
    )
    op.create_table('stock_count',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('category', sa.String(64), nullable=False),
    sa.Column('state', sa.Enum('counting', 'waiting', 'posted', 'dropped', name='state', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('opened_by_id', WHOLE, nullable=True),
    sa.Column('request_id', WHOLE, nullable=True),
    sa.Column('voucher_id', WHOLE, nullable=True),
    sa.ForeignKeyConstraint(['opened_by_id'], ['employee.id'], name=op.f('fk_stock_count_opened_by_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_stock_count_request_id')),
    sa.ForeignKeyConstraint(['voucher_id'], ['stock_voucher.id'], name=op.f('fk_stock_count_voucher_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_count')),
    sa.UniqueConstraint('request_id', name=op.f('uq_stock_count_request_id')),
    sa.UniqueConstraint('voucher_id', name=op.f('uq_stock_count_voucher_id'))
    )
    op.create_index('uq_stock_count_open', 'stock_count', ['category'], unique=True, sqlite_where=sa.text("state IN ('counting', 'waiting')"), postgresql_where=sa.text("state IN ('counting', 'waiting')"))
    op.create_table('stock_movement',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('voucher_id', WHOLE, nullable=False),
    sa.Column('line', WHOLE, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('item_id', WHOLE, nullable=False),
    sa.Column('from_kind', sa.Enum('supplier', 'store', 'unit', 'person', 'lost', 'counted', name='from_kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('from_id', WHOLE, nullable=False),
    sa.Column('to_kind', sa.Enum('supplier', 'store', 'unit', 'person', 'lost', 'counted', name='to_kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('to_id', WHOLE, nullable=False),
    sa.Column('quantity', WHOLE, nullable=False),
    sa.Column('amount_fen', WHOLE, nullable=False),
    sa.Column('store_quantity', WHOLE, nullable=False),
    sa.Column('store_amount_fen', WHOLE, nullable=False),
    sa.CheckConstraint("(from_kind IN ('unit', 'person')) = (from_id <> 0) AND (to_kind IN ('unit', 'person')) = (to_id <> 0)", name=op.f('ck_stock_movement_places')),
    sa.CheckConstraint('from_kind <> to_kind OR from_id <> to_id', name=op.f('ck_stock_movement_moves')),
    sa.CheckConstraint('quantity > 0 AND amount_fen >= 0', name=op.f('ck_stock_movement_amounts')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_stock_movement_item_id')),
    sa.ForeignKeyConstraint(['voucher_id'], ['stock_voucher.id'], name=op.f('fk_stock_movement_voucher_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_movement')),
    sa.UniqueConstraint('voucher_id', 'line', name=op.f('uq_stock_movement_voucher_id_line'))
    )
    op.create_index('ix_stock_movement_day', 'stock_movement', ['day', 'item_id', 'from_kind', 'to_kind', 'quantity', 'amount_fen'], unique=False)
    op.create_index('ix_stock_movement_item_day', 'stock_movement', ['item_id', 'day', 'id'], unique=False)
    op.create_index('ix_stock_movement_item_id', 'stock_movement', ['item_id', 'id'], unique=False)
    op.create_table('stock_count_line',
    sa.Column('count_id', WHOLE, nullable=False),
    sa.Column('item_id', WHOLE, nullable=False),
    sa.Column('counted', WHOLE, nullable=False),
    sa.Column('book_quantity', WHOLE, nullable=False),
    sa.Column('after_movement', WHOLE, nullable=False),
    sa.Column('counted_at', sa.DateTime(), nullable=False),
    sa.Column('counted_by_id', WHOLE, nullable=True),
    sa.Column('reason', sa.String(200), nullable=False),
    sa.CheckConstraint('counted >= 0 AND book_quantity >= 0', name=op.f('ck_stock_count_line_amounts')),
    sa.ForeignKeyConstraint(['count_id'], ['stock_count.id'], name=op.f('fk_stock_count_line_count_id')),
    sa.ForeignKeyConstraint(['counted_by_id'], ['employee.id'], name=op.f('fk_stock_count_line_counted_by_id')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_stock_count_line_item_id')),
    sa.PrimaryKeyConstraint('count_id', 'item_id', name=op.f('pk_stock_count_line'))
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        _only_grows(table, sqlite=sqlite)
    _not_into_closed_months(sqlite=sqlite)
    _frozen_with_the_month(sqlite=sqlite)


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


def _not_into_closed_months(*, sqlite: bool) -> None:
    """Closed, a month takes no voucher, nor does any month before it (SUP-11)."""
    last = "(SELECT MAX(month) FROM stock_month WHERE closed)"
    if sqlite:
        op.execute(
            f"CREATE TRIGGER stock_voucher_open_month BEFORE INSERT ON stock_voucher"
            f" WHEN strftime('%Y-%m', NEW.day) <= {last}"
            " BEGIN SELECT RAISE(ABORT, 'a closed month takes no voucher'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION stock_voucher_month() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF to_char(NEW.day, 'YYYY-MM') <= {last} THEN RAISE EXCEPTION 'a closed month takes no voucher'; END IF;"
        " RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER stock_voucher_open_month BEFORE INSERT ON stock_voucher"
        " FOR EACH ROW EXECUTE FUNCTION stock_voucher_month()"
    )


def _frozen_with_the_month(*, sqlite: bool) -> None:
    """What was kept at a month's end is neither changed nor taken away while the month is closed."""
    closed = "(SELECT closed FROM stock_month WHERE month = OLD.month)"
    if sqlite:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER stock_month_balance_closed_{act.lower()} BEFORE {act} ON stock_month_balance"
                f" WHEN {closed} BEGIN SELECT RAISE(ABORT, 'balances of a closed month do not change'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION stock_month_balance_of_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {closed} THEN RAISE EXCEPTION 'balances of a closed month do not change'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER stock_month_balance_closed BEFORE UPDATE OR DELETE ON stock_month_balance"
        " FOR EACH ROW EXECUTE FUNCTION stock_month_balance_of_closed()"
    )
