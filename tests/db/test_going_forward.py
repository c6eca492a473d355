"""A database of every landed schema goes forward with data in it and keeps every row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url, text

from opsconsole.assembly import open_database
from opsconsole.cashbook.queries.days import day_sheets
from opsconsole.cashbook.queries.goods import day_goods
from opsconsole.dates import Month
from opsconsole.db import Database, schema
from opsconsole.db import engine as engines
from opsconsole.invoicing.queries import register_of
from opsconsole.invoicing.rules import Side
from tests.conftest import MACHINE, NOW
from tests.db.test_schema import empty_postgres_url, empty_url

__all__ = ["empty_postgres_url", "empty_url"]

MARCH = Month(2026, 3)

ROWS = """
INSERT INTO unit (id, code, name_zh, name_en, layer, assessed, in_charge_badge, search)
    VALUES (1, 'YY', '运营部', 'Operations', 'execution', false, '', '');
INSERT INTO position (id, code, unit_id, title_zh, title_en, headcount, rank, description, search)
    VALUES (1, 'YY-01', 1, '专员', 'Specialist', 3, 'staff', '', '');
INSERT INTO employee (id, badge, name, sort_key, search) VALUES (1, 'E4', '张三', '', '');
INSERT INTO assignment (employee_id, position_id, from_day, basic_wage_fen, bonus_fen, clock_id)
    VALUES (1, 1, '2026-01-01', 600000, 150000, '4');
INSERT INTO leave (employee_id, kind, from_day, from_half, to_day, to_half, approved_by, certificate, on_paper)
    VALUES (1, 'sick', '2026-03-05', 'am', '2026-03-06', 'am', 'E1', false, true);
INSERT INTO outing (employee_id, start, finish, reason, on_paper)
    VALUES (1, '2026-03-09 09:00:00', '2026-03-09 12:00:00', 'client', true);
INSERT INTO explanation (employee_id, day, half, reason, note, judged_first, given_by, given_at, withdrawn)
    VALUES (1, '2026-03-10', 'am', 'forgot', '', 'absent', 'E2', '2026-03-11 09:00:00', false);
INSERT INTO attendance_month (month, state, judged_through) VALUES ('2026-02', 'open', '2026-02-28');
"""
SINCE = {
    "0005": """
INSERT INTO request (id, number, kind, requester_id, unit_id, paper, state, round, version, submitted_at)
    VALUES (1, 'BX-2026-0001', 'claim', 1, 1, '', 'waiting', 1, 1, '2026-03-11 09:00:00');
INSERT INTO claim (request_id, kind, purpose, day, claimed_fen, papers) VALUES (1, 'daily', '', '2026-03-11', 4000, 0);
INSERT INTO claim_line (request_id, line, category, day, amount_fen, purpose, invoice_code, invoice_number, seller,
    buyer, from_place, to_place, transport, cut_reason)
    VALUES (1, 1, '交通', '2026-03-11', 4000, '', '', '26427000000375586818', '', '', '', '', '', '');
INSERT INTO claimed_invoice (key, request_id, line) VALUES ('26427000000375586818', 1, 1);
INSERT INTO cash_account (id, code, name, kind, number, opened, opening_fen, balance_fen)
    VALUES (1, 'CASH', '现金', 'cash', '', '2026-01-01', 100, 600);
INSERT INTO cash_voucher (id, number, direction, day, account_id, amount_fen, balance_fen, party, note, region,
    sales_note, posted_at) VALUES (1, 'SK-26-0001', 'in', '2026-03-11', 1, 900, 1000, '甲', '', '华南', 'XS-1',
    '2026-03-11 09:00:00');
INSERT INTO cash_voucher (id, number, direction, day, account_id, amount_fen, balance_fen, party, note, region,
    sales_note, posted_at, reverses_id) VALUES (2, 'SK-26-0002', 'in', '2026-03-11', 1, -900, 100, '甲', '', '', '',
    '2026-03-11 09:00:00', 1);
INSERT INTO cash_voucher (id, number, direction, day, account_id, amount_fen, balance_fen, party, note, region,
    sales_note, posted_at) VALUES (3, 'SK-26-0003', 'in', '2026-03-11', 1, 500, 600, '甲', '', '华南', 'XS-1',
    '2026-03-11 09:00:00');
INSERT INTO cash_number (series, year, last) VALUES ('SK', 2026, 3);
INSERT INTO day_sheet (account_id, day, opening_fen, in_fen, out_fen, closing_fen, note, sent_at)
    VALUES (1, '2026-03-11', 100, 500, 0, 600, '', '2026-03-11 18:00:00');
""",
}
"""What came with a schema, by revision: it is there in databases of that schema and of later ones."""

EARLIER = [f"{number:04d}" for number in range(1, int(schema.HEAD))]
KEPT = {
    "leave": ("sick", "am", "E1", None),
    "outing": ("client", None),
    "explanation": ("forgot", "absent", "E2", None),
    "attendance_month": ("2026-02", "open", None),
}
COLUMNS = {
    "leave": "kind, to_half, approved_by, request_id",
    "outing": "reason, request_id",
    "explanation": "reason, judged_first, given_by, request_id",
    "attendance_month": "month, state, digest",
}


def schema_of(revision: str) -> Any:
    """Migrates no further than to a revision."""

    def migrate(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(schema.migrations_dir()))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    return migrate


@pytest.fixture(params=EARLIER)
def of_earlier(empty_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """The URL of a database that an earlier schema made, with data in it, brought to the newest; and that schema."""
    engines.prepare_folder(make_url(empty_url))
    database = Database(empty_url)
    with monkeypatch.context() as then, database.exclusive() as engine:
        then.setattr(schema, "_run_migrations", schema_of(request.param))
        then.setattr(schema, "committed_fingerprint", lambda dialect: None)
        schema._migrate(engine)
        with engine.connect() as connection, connection.begin():
            since = "".join(rows for revision, rows in SINCE.items() if revision <= request.param)
            for statement in filter(str.strip, (ROWS + since).split(";")):
                connection.execute(text(statement))
    assert schema.upgrade(database) == (request.param, schema.HEAD)
    database.close()
    return empty_url, request.param


def test_data_of_an_earlier_schema_is_kept_and_goes_on(of_earlier: tuple[str, str], tmp_path: Path) -> None:
    url, revision = of_earlier
    database = open_database(url, state_dir=tmp_path / "state", clock=lambda: NOW, actor=MACHINE)
    assert database.read_only_because is None
    with database.reading() as engine, engine.connect() as connection:
        for table, row in KEPT.items():
            assert connection.execute(text(f"SELECT {COLUMNS[table]} FROM {table}")).all() == [row]
        asked = 1 if revision >= "0005" else 0
        assert connection.execute(text("SELECT count(*) FROM request")).scalar() == asked
    if revision >= "0005":
        claims_and_cash_go_on(database)
    database.close()


def claims_and_cash_go_on(database: Database) -> None:
    """What was entered before there was a register or a reconciliation is in both."""
    (line,) = database.read(register_of, MACHINE, Side.IN, MARCH)
    assert (line.number, line.papers, line.fen) == ("26427000000375586818", ("BX-2026-0001",), 4000)
    (region,) = database.read(day_goods, MACHINE, date(2026, 3, 11)).regions
    # The red entry of that time named neither region nor note: it counts where what it reverses did.
    assert (region.region, region.received_fen, region.covered_fen) == ("华南", 500, 0)
    (sheet,) = database.read(day_sheets, MACHINE)
    assert (sheet.closing_fen, sheet.seen_at) == (600, None)
