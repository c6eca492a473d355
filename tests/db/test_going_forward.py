"""A database of every landed schema goes forward with data in it and keeps every row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url, text

from opsconsole.assembly import open_database
from opsconsole.db import Database, schema
from opsconsole.db import engine as engines
from tests.conftest import MACHINE, NOW
from tests.db.test_schema import empty_postgres_url, empty_url

__all__ = ["empty_postgres_url", "empty_url"]

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
    """The URL of a database that an earlier schema made, with data in it, brought to the newest."""
    engines.prepare_folder(make_url(empty_url))
    database = Database(empty_url)
    with monkeypatch.context() as then, database.exclusive() as engine:
        then.setattr(schema, "_run_migrations", schema_of(request.param))
        then.setattr(schema, "committed_fingerprint", lambda dialect: None)
        schema._migrate(engine)
        with engine.connect() as connection, connection.begin():
            for statement in filter(str.strip, ROWS.split(";")):
                connection.execute(text(statement))
    assert schema.upgrade(database) == (request.param, schema.HEAD)
    database.close()
    return empty_url


def test_data_of_an_earlier_schema_is_kept_and_goes_on(of_earlier: str, tmp_path: Path) -> None:
    database = open_database(of_earlier, state_dir=tmp_path / "state", clock=lambda: NOW, actor=MACHINE)
    assert database.read_only_because is None
    with database.reading() as engine, engine.connect() as connection:
        for table, row in KEPT.items():
            assert connection.execute(text(f"SELECT {COLUMNS[table]} FROM {table}")).all() == [row]
        assert connection.execute(text("SELECT count(*) FROM request")).scalar() == 0
    database.close()
