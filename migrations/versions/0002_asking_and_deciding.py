"""Asking and deciding: requests with their routes and decisions, stand-ins, leave asked for and its ledger.

Revision: 0002, from 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPROVED_BY_REQUEST = ("leave", "outing", "explanation")
APPEND_ONLY = ("request_decision", "request_comment", "request_attachment", "leave_entry")


def upgrade() -> None:
    op.create_table('request_counter',
    sa.Column('prefix', sa.String(length=8), nullable=False),
    sa.Column('year', WHOLE, autoincrement=False, nullable=False),
    sa.Column('last', WHOLE, nullable=False),
    sa.PrimaryKeyConstraint('prefix', 'year', name=op.f('pk_request_counter'))
    )
    op.create_table('request',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('requester_id', WHOLE, nullable=False),
    sa.Column('unit_id', WHOLE, nullable=False),
    sa.Column('entered_by_id', WHOLE, nullable=True),
    sa.Column('paper', sa.String(200), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'returned', 'approved', 'rejected', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('round', WHOLE, nullable=False),
    sa.Column('version', WHOLE, nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("(state IN ('waiting', 'returned')) = (closed_at IS NULL)", name=op.f('ck_request_closed')),
    sa.CheckConstraint('round >= 1 AND version >= 1', name=op.f('ck_request_counts')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['employee.id'], name=op.f('fk_request_entered_by_id')),
    sa.ForeignKeyConstraint(['requester_id'], ['employee.id'], name=op.f('fk_request_requester_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_request_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request')),
    sa.UniqueConstraint('number', name=op.f('uq_request_number'))
    )
    op.create_index('ix_request_requester_id', 'request', ['requester_id'], unique=False)
    op.create_index('ix_request_state', 'request', ['state'], unique=False)
    op.create_table('stand_in',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('employee_id', WHOLE, nullable=False),
    sa.Column('stand_in_id', WHOLE, nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('to_day', sa.Date(), nullable=False),
    sa.Column('ended', sa.Boolean(), nullable=False),
    sa.CheckConstraint('employee_id <> stand_in_id', name=op.f('ck_stand_in_own')),
    sa.CheckConstraint('to_day >= from_day', name=op.f('ck_stand_in_span')),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_stand_in_employee_id')),
    sa.ForeignKeyConstraint(['stand_in_id'], ['employee.id'], name=op.f('fk_stand_in_stand_in_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stand_in'))
    )
    op.create_index('ix_stand_in_employee_id', 'stand_in', ['employee_id', 'to_day'], unique=False)
    op.create_table('explanation_request',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('half', sa.Enum('am', 'pm', name='half', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('reason', sa.String(64), nullable=False),
    sa.Column('note', sa.String(500), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_explanation_request_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_explanation_request'))
    )
    op.create_table('leave_entry',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('employee_id', WHOLE, nullable=False),
    sa.Column('kind', sa.Enum('sick', 'personal', 'annual', 'family', 'marriage', 'maternity', 'surgery', 'bereavement', name='kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('year', WHOLE, nullable=False),
    sa.Column('halves', WHOLE, nullable=False),
    sa.Column('reason', sa.Enum('granted', 'used', 'given_back', 'corrected', name='reason', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('request_id', WHOLE, nullable=True),
    sa.Column('note', sa.String(500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("(reason = 'used') = (halves < 0) OR reason = 'corrected'", name=op.f('ck_leave_entry_sign')),
    sa.CheckConstraint('halves <> 0', name=op.f('ck_leave_entry_halves')),
    sa.ForeignKeyConstraint(['employee_id'], ['employee.id'], name=op.f('fk_leave_entry_employee_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_leave_entry_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave_entry'))
    )
    op.create_index('ix_leave_entry_employee_id', 'leave_entry', ['employee_id', 'kind', 'year'], unique=False)
    op.create_table('leave_report',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('back_day', sa.Date(), nullable=False),
    sa.Column('back_half', sa.Enum('am', 'pm', name='back_half', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('given_back_halves', WHOLE, nullable=False),
    sa.Column('late_halves', WHOLE, nullable=False),
    sa.Column('reported_by', sa.String(64), nullable=False),
    sa.Column('reported_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('given_back_halves = 0 OR late_halves = 0', name=op.f('ck_leave_report_one_way')),
    sa.CheckConstraint('given_back_halves >= 0 AND late_halves >= 0', name=op.f('ck_leave_report_halves')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_leave_report_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_leave_report'))
    )
    op.create_table('leave_request',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('kind', sa.Enum('sick', 'personal', 'annual', 'family', 'marriage', 'maternity', 'surgery', 'bereavement', name='kind', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('from_half', sa.Enum('am', 'pm', name='from_half', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('to_day', sa.Date(), nullable=False),
    sa.Column('to_half', sa.Enum('am', 'pm', name='to_half', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('halves', WHOLE, nullable=False),
    sa.Column('certificate', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(500), nullable=False),
    sa.CheckConstraint('from_day < to_day OR (from_day = to_day AND from_half <= to_half)', name=op.f('ck_leave_request_span')),
    sa.CheckConstraint('halves > 0', name=op.f('ck_leave_request_halves')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_leave_request_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_leave_request'))
    )
    op.create_table('outing_request',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('start', sa.DateTime(), nullable=False),
    sa.Column('finish', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.String(500), nullable=False),
    sa.CheckConstraint('start < finish', name=op.f('ck_outing_request_span')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_outing_request_request_id')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_outing_request'))
    )
    op.create_table('request_attachment',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('by_id', WHOLE, nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('name', sa.String(200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['employee.id'], name=op.f('fk_request_attachment_by_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_request_attachment_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_attachment')),
    sa.UniqueConstraint('request_id', 'sha256', name=op.f('uq_request_attachment_request_id_sha256'))
    )
    op.create_table('request_comment',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('by_id', WHOLE, nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('text', sa.String(2000), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['employee.id'], name=op.f('fk_request_comment_by_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_request_comment_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_comment'))
    )
    op.create_index('ix_request_comment_request_id', 'request_comment', ['request_id'], unique=False)
    op.create_table('request_step',
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('round', WHOLE, autoincrement=False, nullable=False),
    sa.Column('ordinal', WHOLE, autoincrement=False, nullable=False),
    sa.Column('post', sa.Enum('head', 'deputy', 'gm', 'office', 'finance', 'position', name='post', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('unit_id', WHOLE, nullable=True),
    sa.Column('position_id', WHOLE, nullable=True),
    sa.Column('state', sa.Enum('open', 'decided', 'fallen', name='state', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.CheckConstraint("(post IN ('head', 'deputy')) = (unit_id IS NOT NULL) AND (post = 'position') = (position_id IS NOT NULL)", name=op.f('ck_request_step_post_of')),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_request_step_position_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_request_step_request_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_request_step_unit_id')),
    sa.PrimaryKeyConstraint('request_id', 'round', 'ordinal', name=op.f('pk_request_step'))
    )
    op.create_table('request_decision',
    sa.Column('id', WHOLE, nullable=False),
    sa.Column('request_id', WHOLE, nullable=False),
    sa.Column('round', WHOLE, nullable=False),
    sa.Column('ordinal', WHOLE, nullable=False),
    sa.Column('verdict', sa.Enum('approve', 'reject', 'return', name='verdict', native_enum=False, create_constraint=True, length=16), nullable=False),
    sa.Column('decided_by_id', WHOLE, nullable=False),
    sa.Column('for_id', WHOLE, nullable=False),
    sa.Column('position_id', WHOLE, nullable=True),
    sa.Column('went_up', WHOLE, nullable=False),
    sa.Column('reason', sa.String(500), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['employee.id'], name=op.f('fk_request_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['for_id'], ['employee.id'], name=op.f('fk_request_decision_for_id')),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_request_decision_position_id')),
    sa.ForeignKeyConstraint(['request_id', 'round', 'ordinal'], ['request_step.request_id', 'request_step.round', 'request_step.ordinal'], name=op.f('fk_request_decision_request_id_round_ordinal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_decision')),
    sa.UniqueConstraint('request_id', 'round', 'decided_by_id', name=op.f('uq_request_decision_request_id_round_decided_by_id')),
    sa.UniqueConstraint('request_id', 'round', 'ordinal', name=op.f('uq_request_decision_request_id_round_ordinal'))
    )
    op.create_index('ix_request_decision_decided_by_id', 'request_decision', ['decided_by_id'], unique=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    whole = "INTEGER" if sqlite else "BIGINT"
    for table in APPROVED_BY_REQUEST:
        # A column with its constraint in one statement is the only way that SQLite knows without making the table anew.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN request_id {whole}"
            f" CONSTRAINT fk_{table}_request_id REFERENCES request (id)"
        )
    for table in APPEND_ONLY:
        _only_grows(table, sqlite=sqlite)


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
