"""The ground: organisation, access, policy, attendance, and the record of acts.

Revision: 0001, the first
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attendance_month",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "reviewed", "closed", name="state", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("judged_through", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_attendance_month")),
    )
    op.create_table(
        "audit_record",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("act_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor_id", WHOLE, nullable=True),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("terminal", sa.String(length=128), nullable=False),
        sa.Column("act", sa.String(length=128), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_record")),
        sa.UniqueConstraint("act_id", name=op.f("uq_audit_record_act_id")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("workday", "rest", "holiday", name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("library", "office", name="origin", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", WHOLE, autoincrement=False, nullable=False),
        sa.Column(
            "origin",
            sa.Enum("library", "office", name="origin", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "clock_ident",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("ident", sa.String(64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("clock", "badge", "either", name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_ident")),
        sa.UniqueConstraint("ident", "kind", name=op.f("uq_clock_ident_ident_kind")),
    )
    op.create_table(
        "employee",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("badge", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("work_since", sa.Date(), nullable=True),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee")),
        sa.UniqueConstraint("badge", name=op.f("uq_employee_badge")),
    )
    op.create_table(
        "event",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("title", sa.String(400), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("finish", sa.DateTime(), nullable=False),
        sa.CheckConstraint("start < finish", name=op.f("ck_event_span")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("code", name=op.f("uq_event_code")),
    )
    op.create_table(
        "installation",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "policy_version",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("domain", sa.String(length=32), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("domain", "effective_from", name=op.f("uq_policy_version_domain_effective_from")),
    )
    op.create_table(
        "punch_import",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("file_name", sa.String(400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=32), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.String(128), nullable=False),
        sa.Column("new_punches", WHOLE, nullable=False),
        sa.Column("known_punches", WHOLE, nullable=False),
        sa.Column("rejected_lines", WHOLE, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_punch_import")),
    )
    op.create_index(op.f("ix_punch_import_sha256"), "punch_import", ["sha256"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("parent_id", WHOLE, nullable=True),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column(
            "layer",
            sa.Enum(
                "decision",
                "management",
                "execution",
                "operation",
                name="layer",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "business", "functional", "branch", name="kind", native_enum=False, create_constraint=True, length=16
            ),
            nullable=True,
        ),
        sa.Column("assessed", sa.Boolean(), nullable=False),
        sa.Column("in_charge_badge", sa.String(64), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_unit_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_pin", sa.Boolean(), nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("blocked_until", sa.DateTime(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("theme", sa.String(length=32), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_account_failures")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_account_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("employee_id", name=op.f("uq_account_employee_id")),
    )
    op.create_table(
        "duty",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("finish", sa.DateTime(), nullable=False),
        sa.CheckConstraint("start < finish", name=op.f("ck_duty_span")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_duty_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("employee_id", "start", name=op.f("uq_duty_employee_id_start")),
    )
    op.create_table(
        "event_attendee",
        sa.Column("event_id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("arrived", sa.DateTime(), nullable=True),
        sa.Column("departed", sa.DateTime(), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_event_attendee_employee_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_attendee_event_id")),
        sa.PrimaryKeyConstraint("event_id", "employee_id", name=op.f("pk_event_attendee")),
    )
    op.create_index("ix_event_attendee_employee_id", "event_attendee", ["employee_id"], unique=False)
    op.create_table(
        "explanation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "half",
            sa.Enum("am", "pm", name="half", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("judged_first", sa.String(length=16), nullable=False),
        sa.Column("given_by", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_explanation_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
    )
    op.create_index("ix_explanation_half", "explanation", ["employee_id", "day"], unique=False)
    op.create_index(
        "uq_explanation_standing",
        "explanation",
        ["employee_id", "day", "half"],
        unique=True,
        sqlite_where=sa.text("withdrawn = 0"),
        postgresql_where=sa.text("NOT withdrawn"),
    )
    op.create_table(
        "finding",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("unrelated", "falsified", name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("concerns_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["concerns_id"], ["employee.id"], name=op.f("fk_finding_concerns_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_finding_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("employee_id", "day", "note", name=op.f("uq_finding_employee_id_day_note")),
    )
    op.create_table(
        "leave",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sick",
                "personal",
                "annual",
                "family",
                "marriage",
                "maternity",
                "surgery",
                "bereavement",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column(
            "from_half",
            sa.Enum("am", "pm", name="from_half", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column(
            "to_half",
            sa.Enum("am", "pm", name="to_half", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("approved_by", sa.String(64), nullable=False),
        sa.Column("certificate", sa.Boolean(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "from_day < to_day OR (from_day = to_day AND from_half <= to_half)", name=op.f("ck_leave_span")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_leave_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
        sa.UniqueConstraint(
            "employee_id", "from_day", "from_half", name=op.f("uq_leave_employee_id_from_day_from_half")
        ),
    )
    op.create_index("ix_leave_span", "leave", ["employee_id", "to_day"], unique=False)
    op.create_table(
        "month_row",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("unit_id", WHOLE, nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("required_days", WHOLE, nullable=False),
        sa.Column("present_halves", WHOLE, nullable=False),
        sa.Column("late_times", WHOLE, nullable=False),
        sa.Column("late_min", WHOLE, nullable=False),
        sa.Column("early_times", WHOLE, nullable=False),
        sa.Column("early_min", WHOLE, nullable=False),
        sa.Column("missing", WHOLE, nullable=False),
        sa.Column("absence_halves", WHOLE, nullable=False),
        sa.Column("leave_halves", sa.String(length=64), nullable=False),
        sa.Column("outing_times", WHOLE, nullable=False),
        sa.Column("duty_days", WHOLE, nullable=False),
        sa.Column("finding_days", WHOLE, nullable=False),
        sa.Column("unsettled", WHOLE, nullable=False),
        sa.Column("explained", WHOLE, nullable=False),
        sa.Column("basic_fen", WHOLE, nullable=False),
        sa.Column("bonus_fen", WHOLE, nullable=False),
        sa.Column("late_tier", sa.String(length=8), nullable=False),
        sa.Column("absence_tier", sa.String(length=8), nullable=False),
        sa.Column("basic_part_fen", WHOLE, nullable=False),
        sa.Column("bonus_part_fen", WHOLE, nullable=False),
        sa.Column("policy_fen", WHOLE, nullable=False),
        sa.Column("cap_fen", WHOLE, nullable=False),
        sa.Column("payable_fen", WHOLE, nullable=False),
        sa.Column("sick_bonus_fen", WHOLE, nullable=False),
        sa.Column("head_fine_fen", WHOLE, nullable=False),
        sa.Column("minimum_wage_known", sa.Boolean(), nullable=False),
        sa.Column(
            "consequence",
            sa.Enum(
                "", "probation", "dismissal", name="consequence", native_enum=False, create_constraint=True, length=16
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_month_row_employee_id")),
        sa.ForeignKeyConstraint(["month"], ["attendance_month.month"], name=op.f("fk_month_row_month")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_month_row_unit_id")),
        sa.PrimaryKeyConstraint("month", "employee_id", name=op.f("pk_month_row")),
    )
    op.create_index("ix_month_row_employee_id", "month_row", ["employee_id"], unique=False)
    op.create_table(
        "outing",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("finish", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.CheckConstraint("start < finish", name=op.f("ck_outing_span")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_outing_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outing")),
        sa.UniqueConstraint("employee_id", "start", name=op.f("uq_outing_employee_id_start")),
    )
    op.create_table(
        "position",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("unit_id", WHOLE, nullable=False),
        sa.Column("title_zh", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("reports_to_id", WHOLE, nullable=True),
        sa.Column("headcount", WHOLE, nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "staff", "head", "deputy_gm", "gm", name="rank", native_enum=False, create_constraint=True, length=16
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_position_headcount")),
        sa.CheckConstraint("reports_to_id <> id", name=op.f("ck_position_own_superior")),
        sa.ForeignKeyConstraint(["reports_to_id"], ["position.id"], name=op.f("fk_position_reports_to_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_position_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("code", name=op.f("uq_position_code")),
    )
    op.create_index(op.f("ix_position_reports_to_id"), "position", ["reports_to_id"], unique=False)
    op.create_index(op.f("ix_position_unit_id"), "position", ["unit_id"], unique=False)
    op.create_index(
        "uq_position_gm",
        "position",
        ["rank"],
        unique=True,
        sqlite_where=sa.text("rank = 'gm'"),
        postgresql_where=sa.text("rank = 'gm'"),
    )
    op.create_index(
        "uq_position_head",
        "position",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("rank = 'head'"),
        postgresql_where=sa.text("rank = 'head'"),
    )
    op.create_table(
        "probation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("to_day IS NULL OR to_day >= from_day", name=op.f("ck_probation_span")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_probation_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probation")),
        sa.UniqueConstraint("employee_id", "from_day", name=op.f("uq_probation_employee_id_from_day")),
    )
    op.create_table(
        "punch",
        sa.Column("ident_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at_s", WHOLE, autoincrement=False, nullable=False),
        sa.Column("import_id", WHOLE, nullable=False),
        sa.Column("line", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["ident_id"], ["clock_ident.id"], name=op.f("fk_punch_ident_id")),
        sa.ForeignKeyConstraint(["import_id"], ["punch_import.id"], name=op.f("fk_punch_import_id")),
        sa.PrimaryKeyConstraint("ident_id", "at_s", name=op.f("pk_punch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rejected_line",
        sa.Column("import_id", WHOLE, nullable=False),
        sa.Column("line", WHOLE, autoincrement=False, nullable=False),
        sa.Column("ordinal", WHOLE, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["punch_import.id"], name=op.f("fk_rejected_line_import_id")),
        sa.PrimaryKeyConstraint("import_id", "line", "ordinal", name=op.f("pk_rejected_line")),
    )
    op.create_table(
        "shift",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column(
            "scope",
            sa.Enum("company", "unit", "staff", name="scope", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("scope_key", sa.String(80), nullable=False),
        sa.Column("unit_id", WHOLE, nullable=True),
        sa.Column("employee_id", WHOLE, nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("am_start", WHOLE, nullable=True),
        sa.Column("am_end", WHOLE, nullable=True),
        sa.Column("pm_start", WHOLE, nullable=True),
        sa.Column("pm_end", WHOLE, nullable=True),
        sa.Column("punches", WHOLE, nullable=False),
        sa.CheckConstraint(
            "(am_start IS NULL AND am_end IS NULL AND pm_start IS NULL AND pm_end IS NULL) OR (am_start < am_end AND am_end <= pm_start AND pm_start < pm_end)",
            name=op.f("ck_shift_times"),
        ),
        sa.CheckConstraint("punches IN (2, 4)", name=op.f("ck_shift_punches")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_shift_employee_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_shift_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("scope_key", "from_day", name=op.f("uq_shift_scope_key_from_day")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "office_clerk",
                "attendance_clerk",
                "storekeeper",
                "finance_reviewer",
                "cashier",
                "reviewer",
                "archivist",
                "auditor",
                "administrator",
                "head",
                "deputy_gm",
                "gm",
                "machine",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("employee_id", WHOLE, nullable=False),
        sa.Column("position_id", WHOLE, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("basic_wage_fen", WHOLE, nullable=False),
        sa.Column("bonus_fen", WHOLE, nullable=False),
        sa.Column("clock_id", sa.String(64), nullable=False),
        sa.CheckConstraint("basic_wage_fen >= 0 AND bonus_fen >= 0", name=op.f("ck_assignment_pay")),
        sa.CheckConstraint("to_day IS NULL OR to_day >= from_day", name=op.f("ck_assignment_span")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_assignment_employee_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_assignment_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("employee_id", "from_day", name=op.f("uq_assignment_employee_id_from_day")),
    )
    op.create_index("ix_assignment_clock_id", "assignment", ["clock_id"], unique=False)
    op.create_index("ix_assignment_position_id", "assignment", ["position_id"], unique=False)
    op.create_table(
        "position_duty",
        sa.Column("position_id", WHOLE, nullable=False),
        sa.Column("ordinal", WHOLE, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_position_duty_position_id")),
        sa.PrimaryKeyConstraint("position_id", "ordinal", name=op.f("pk_position_duty")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgres_triggers()


APPEND_ONLY = ("audit_record", "punch", "punch_import", "rejected_line")


def _sqlite_triggers() -> None:
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER assignment_overlap_{event.lower()} AFTER {event} ON assignment"
            " WHEN EXISTS (SELECT 1 FROM assignment AS other WHERE other.employee_id = NEW.employee_id"
            " AND other.id <> NEW.id AND (other.to_day IS NULL OR other.to_day >= NEW.from_day)"
            " AND (NEW.to_day IS NULL OR NEW.to_day >= other.from_day))"
            " BEGIN SELECT RAISE(ABORT, 'assignments of one person overlap'); END"
        )


def _postgres_triggers() -> None:
    op.execute(
        "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )
    op.execute(
        "CREATE FUNCTION assignment_overlap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF EXISTS (SELECT 1 FROM assignment AS other WHERE other.employee_id = NEW.employee_id"
        " AND other.id <> NEW.id AND (other.to_day IS NULL OR other.to_day >= NEW.from_day)"
        " AND (NEW.to_day IS NULL OR NEW.to_day >= other.from_day))"
        " THEN RAISE EXCEPTION 'assignments of one person overlap'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER assignment_overlap AFTER INSERT OR UPDATE ON assignment"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assignment_overlap()"
    )
