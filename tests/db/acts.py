"""Small acts to try the ground with, and terminals of their own to try them from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.db import Database
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

ROOT = Path(__file__).parents[2]


def hire(session: Session, actor: Any, badge: str, name: str = "张伟") -> dict[str, str]:
    """An employee, and nothing else."""
    session.add(Employee(badge=badge, name=name, work_since=date(2020, 7, 1)))
    audit.record(session, f"employee {badge}", name=name)
    return {"badge": badge}


def rename(session: Session, actor: Any, badge: str, name: str) -> None:
    session.execute(select(Employee).where(Employee.badge == badge)).scalar_one().name = name
    audit.record(session, f"employee {badge}", name=name)


def hire_then_refuse(session: Session, actor: Any, badge: str) -> None:
    hire(session, actor, badge)
    session.flush()
    raise Refusal(N_("Unit {unit} already has a head"), unit="U1")


def hire_then_not_permitted(session: Session, actor: Any, badge: str) -> None:
    hire(session, actor, badge)
    session.flush()
    raise NotPermitted(N_("Unit {unit} already has a head"), unit="U1")


def hire_then_die(session: Session, actor: Any, badge: str) -> None:
    """What a power cut leaves of an act that has written but not committed."""
    hire(session, actor, badge)
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def hire_off_the_record(session: Session, actor: Any, badge: str) -> None:
    session.add(Employee(badge=badge, name="李娜"))


def hire_in_bulk_off_the_record(session: Session, actor: Any, badge: str) -> None:
    session.connection().exec_driver_sql(
        f"INSERT INTO employee (badge, name, sort_key, search) VALUES ('{badge}', 'x', '', '')"
    )


def do_nothing(session: Session, actor: Any) -> int:
    return 7


def badges(session: Session) -> list[str]:
    return sorted(session.execute(select(Employee.badge)).scalars())


def name_of(session: Session, badge: str) -> str:
    return session.execute(select(Employee.name).where(Employee.badge == badge)).scalar_one()


def tamper(database: Database, *statements: str) -> None:
    """Changes the database as somebody would who holds the file, past every guard."""
    with database.exclusive() as engine, engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if database.is_sqlite:
            driver.set_authorizer(None)
        with connection.begin():
            for statement in statements:
                connection.execute(text(statement))


def terminal(program: str, *arguments: str, **how: Any) -> subprocess.Popen[str]:
    """A process of its own that runs `program` with `tests.db.acts` at hand as `acts`."""
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys; from tests.db import acts\n{program}", *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **how,
    )


def opened(url: str, state_dir: str) -> Database:
    """The database of `url` as a terminal opens it."""
    from opsconsole.assembly import open_database
    from tests.conftest import MACHINE, NOW

    return open_database(url, state_dir=Path(state_dir), clock=lambda: NOW, actor=MACHINE)
