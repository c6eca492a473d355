"""Months are reviewed and closed: confirmations, closed months judged again beside, adjustments (ATT-12).

Revision: 0003, from 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("ALTER TABLE attendance_month ADD COLUMN digest VARCHAR(64)")
    op.create_table('unit_review',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('unit_id', WHOLE, nullable=False),
    sa.Column('confirmed_by_id', WHOLE, nullable=False),
    sa.Column('instead_of_id', WHOLE, nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['employee.id'], name=op.f('fk_unit_review_confirmed_by_id')),
    sa.ForeignKeyConstraint(['instead_of_id'], ['employee.id'], name=op.f('fk_unit_review_instead_of_id')),
    sa.ForeignKeyConstraint(['month'], ['attendance_month.month'], name=op.f('fk_unit_review_month')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_review_unit_id')),
    sa.PrimaryKeyConstraint('month', 'unit_id', name=op.f('pk_unit_review'))
    )
    op.create_table('late_month',
    sa.Column('closed_month', sa.String(length=7), nullable=False),
    sa.Column('employee_id', WHOLE, nullable=False),
    sa.Column('landing', sa.String(length=7), nullable=False),
    sa.Column('row', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['closed_month'], ['attendance_month.month'], name=op.f('fk_late_month_closed_month')),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_late_month_employee_id')),
    sa.PrimaryKeyConstraint('closed_month', 'employee_id', 'landing', name=op.f('pk_late_month'))
    )
    op.create_table('adjustment',
    sa.Column('landing', sa.String(length=7), nullable=False),
    sa.Column('closed_month', sa.String(length=7), nullable=False),
    sa.Column('employee_id', WHOLE, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('field', sa.String(length=32), nullable=False),
    sa.Column('was', sa.String(length=64), nullable=False),
    sa.Column('is_now', sa.String(length=64), nullable=False),
    sa.Column('fen', WHOLE, nullable=False),
    sa.ForeignKeyConstraint(['closed_month'], ['attendance_month.month'], name=op.f('fk_adjustment_closed_month')),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_adjustment_employee_id')),
    sa.PrimaryKeyConstraint('landing', 'closed_month', 'employee_id', 'day', 'field', name=op.f('pk_adjustment'))
    )
    op.create_index('ix_adjustment_closed_month', 'adjustment', ['closed_month'], unique=False)
    for table, month in (('month_row', 'month'), ('late_month', 'landing'), ('adjustment', 'landing')):
        _frozen_with(table, month, sqlite=sqlite)
    _in_order(sqlite=sqlite)


def _frozen_with(table: str, month: str, *, sqlite: bool) -> None:
    """A row is neither changed nor taken away while its month is closed."""
    closed = f"(SELECT state FROM attendance_month WHERE month = OLD.{month}) = 'closed'"
    if sqlite:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_closed_{act.lower()} BEFORE {act} ON {table} WHEN {closed}"
                f" BEGIN SELECT RAISE(ABORT, '{table} of a closed month does not change'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_of_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {closed} THEN RAISE EXCEPTION '{table} of a closed month does not change'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_closed BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_of_closed()"
    )


def _in_order(*, sqlite: bool) -> None:
    """A month is closed from reviewed, and leaves closed by being reopened alone; it is never taken away."""
    wrong = (
        "(NEW.state = 'closed' AND OLD.state <> 'reviewed')"
        " OR (OLD.state = 'closed' AND NEW.state <> 'open') OR (NEW.state = 'closed') = (NEW.digest IS NULL)"
    )
    if sqlite:
        op.execute(
            f"CREATE TRIGGER attendance_month_in_order BEFORE UPDATE ON attendance_month WHEN {wrong}"
            " BEGIN SELECT RAISE(ABORT, 'a month is closed from reviewed, and only reopened'); END"
        )
        op.execute(
            "CREATE TRIGGER attendance_month_no_delete BEFORE DELETE ON attendance_month WHEN OLD.state = 'closed'"
            " BEGIN SELECT RAISE(ABORT, 'a closed month is not taken away'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION attendance_month_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'DELETE' THEN IF OLD.state = 'closed' THEN"
        " RAISE EXCEPTION 'a closed month is not taken away'; END IF; RETURN OLD; END IF;"
        f" IF {wrong} THEN RAISE EXCEPTION 'a month is closed from reviewed, and only reopened'; END IF;"
        " RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER attendance_month_in_order BEFORE UPDATE OR DELETE ON attendance_month"
        " FOR EACH ROW EXECUTE FUNCTION attendance_month_order()"
    )
