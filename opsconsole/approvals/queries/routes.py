"""Who would decide what, for every employee and every line of the routes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.approvals.company import approvals_policy, company_on, posts_of
from opsconsole.approvals.kinds import KINDS
from opsconsole.approvals.policy import DOMAIN, ApprovalsPolicy
from opsconsole.approvals.queries.lines import people_of
from opsconsole.approvals.queries.values import KindShown, Person, RoutesTable, WhoDecides
from opsconsole.approvals.rules.posts import Post, Resolution, resolve
from opsconsole.approvals.rules.routes import POSITION_PREFIX, Route
from opsconsole.errors import Named
from opsconsole.org.model import Assignment, Employee, Position, Rank, Unit
from opsconsole.org.tenures import running_on
from opsconsole.policy.queries import timeline


def routes_table(session: Session, today: date) -> RoutesTable:
    """The table of routes that holds today, with what its words mean."""
    versions = timeline(session, DOMAIN, ApprovalsPolicy())
    policy = approvals_policy(session, today)
    codes = {
        step.removeprefix(POSITION_PREFIX)
        for route in policy.routes
        for step in route.steps
        if step.startswith(POSITION_PREFIX)
    }
    positions = session.execute(
        select(Position.code, Position.title_zh, Position.title_en).where(Position.code.in_(codes))
    )
    return RoutesTable(
        policy,
        versions,
        versions.since(today),
        tuple(day for day, _ in versions.versions if day > today),
        tuple(KindShown(kind.name, kind.title, kind.measure, kind.traits) for kind in KINDS.values()),
        {row.code: Named(row.title_zh, row.title_en or row.title_zh) for row in positions},
    )


def who_decides(session: Session, now: datetime, employee_ids: Collection[int] | None = None) -> tuple[WhoDecides, ...]:
    """For every employee and every line of the routes that they may come under: who would decide today."""
    today = now.date()
    company, policy = company_on(session, today), approvals_policy(session, today)
    deputies = set(session.scalars(select(Unit.in_charge_badge).where(Unit.in_charge_badge != "")))
    query = (
        select(Employee.id, Employee.badge, Employee.name, Position.rank, Position.unit_id, Unit.code)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .join(Position, Position.id == Assignment.position_id)
        .join(Unit, Unit.id == Position.unit_id)
        .where(running_on(today))
        .order_by(Unit.code, Employee.sort_key, Employee.badge)
    )
    rows = session.execute(query).all()
    posts: dict[tuple[Route, int], list[Post]] = {}
    found: list[tuple[Person, str, Route, list[Resolution]]] = []
    for row in rows:
        if employee_ids is not None and row.id not in employee_ids:
            continue
        staff = row.rank in (Rank.STAFF, Rank.HEAD)
        rank = Rank.DEPUTY_GM if staff and row.badge in deputies else row.rank
        for route in _lines_for(policy.routes, rank.value):
            key = (route, row.unit_id)
            if key not in posts:
                posts[key] = posts_of(session, route, row.unit_id)
            resolved = [resolve(company, post, row.id) for post in posts[key]]
            found.append((Person(row.id, row.badge, row.name), row.code, route, resolved))
    people = people_of(session, {one for *_, resolved in found for step in resolved for one in step.people})
    return tuple(
        WhoDecides(
            person,
            unit,
            route.kind,
            route,
            tuple(tuple(people[one] for one in sorted(step.people)) for step in resolved),
        )
        for person, unit, route, resolved in found
    )


def _lines_for(routes: Iterable[Route], rank: str) -> list[Route]:
    """The lines that somebody of a rank may come under: those before and with the first that catches them whole."""
    found: list[Route] = []
    caught: set[str] = set()
    for route in routes:
        if route.kind in caught or (route.ranks and rank not in route.ranks):
            continue
        found.append(route)
        if not route.traits and route.up_to is None:
            caught.add(route.kind)
    return found
