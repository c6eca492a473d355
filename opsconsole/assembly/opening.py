"""Opening a database for all businesses together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

# Every model is known before the first query, so that mappers and foreign keys resolve.
import opsconsole.access.model
import opsconsole.approvals.model
import opsconsole.attendance.model
import opsconsole.attendance.requests.model
import opsconsole.budgets.model
import opsconsole.cashbook.model
import opsconsole.invoicing.model
import opsconsole.org.model
import opsconsole.policy.model
import opsconsole.reimbursement.model
import opsconsole.stockroom.model  # noqa: F401
from opsconsole.access.actor import Actor
from opsconsole.approvals.kinds import offer
from opsconsole.attendance import following, seed
from opsconsole.attendance.requests import REQUEST_KINDS
from opsconsole.audit import opening
from opsconsole.budgets import sources
from opsconsole.db import Database
from opsconsole.org import hooks
from opsconsole.reimbursement import spent as claims_spent
from opsconsole.reimbursement.requests import REQUEST_KINDS as CLAIM_REQUEST_KINDS
from opsconsole.stockroom import spent as stock_spent
from opsconsole.stockroom.queries.custody import holding_back
from opsconsole.stockroom.requests import REQUEST_KINDS as STOCK_REQUEST_KINDS


def open_database(url: str, *, state_dir: Path, clock: Callable[[], datetime], actor: Actor) -> Database:
    """Opens the database of `url` for all businesses, made, migrated and seeded where there is none.

    Raises Refusal for one that another program made, or whose schema is older or newer.
    """
    _wire()
    database = opening.open_database(url, state_dir=state_dir, clock=clock, actor=actor)
    if database.read_only_because is None and not database.read(seed.is_seeded):
        seed_published_years(database, actor)
    return database


def seed_published_years(database: Database, actor: Actor) -> None:
    """Takes the published holidays of years that the calendar does not have yet."""
    missing = database.read(seed.missing_years)
    if missing:
        database.run(seed.seed_calendar, actor, missing)


def _wire() -> None:
    """Tells the organisation who listens and what can be asked for; once, however many databases are opened."""
    if following.assignments_changed not in hooks.assignments_changed:
        hooks.assignments_changed.append(following.assignments_changed)
    if following.units_changed not in hooks.units_changed:
        hooks.units_changed.append(following.units_changed)
    if holding_back not in hooks.holding_back:
        hooks.holding_back.append(holding_back)
    for module in (stock_spent, claims_spent):
        if module.draws not in sources.SOURCES:
            sources.SOURCES.append(module.draws)
            sources.CATEGORIES.append(module.categories)
    offer(*REQUEST_KINDS, *STOCK_REQUEST_KINDS, *CLAIM_REQUEST_KINDS)
