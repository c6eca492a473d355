"""Reads who holds what on a day, and the table of routes that holds then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Role
from opsconsole.access.model import Account, AccountRole
from opsconsole.approvals.kinds import KINDS
from opsconsole.approvals.model import RequestStep, StandIn
from opsconsole.approvals.policy import DOMAIN, ApprovalsPolicy
from opsconsole.approvals.rules.posts import Company, Post, PostKind
from opsconsole.approvals.rules.routes import POSITION_PREFIX, Route
from opsconsole.approvals.rules.states import StepState
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Assignment, Employee, Position, Rank, Unit
from opsconsole.org.tenures import running_on
from opsconsole.policy.queries import timeline

ROLE_POSTS = {Role.OFFICE_CLERK: PostKind.OFFICE, Role.FINANCE_REVIEWER: PostKind.FINANCE}
"""Posts that are a role: any of its holders may act."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as a route looks at them on a day."""

    employee_id: int
    rank: Rank
    unit_id: int


def approvals_policy(session: Session, day: date) -> ApprovalsPolicy:
    """The table of routes that holds on a day; a kind that it names nowhere has the routes that it came with."""
    policy = timeline(session, DOMAIN, ApprovalsPolicy()).on(day)
    named = {route.kind for route in policy.routes}
    missing = [route for kind in KINDS.values() if kind.name not in named for route in kind.routes]
    return replace(policy, routes=(*policy.routes, *missing)) if missing else policy


def company_on(session: Session, day: date) -> Company:
    """Who holds the posts that decide on a day: people below them are not read."""
    units = session.execute(select(Unit.id, Unit.parent_id, Unit.in_charge_badge)).all()
    superiors = select(Position.reports_to_id).where(Position.reports_to_id.is_not(None))
    positions = session.execute(select(Position.id, Position.unit_id, Position.rank, Position.reports_to_id)).all()
    named = {unit.in_charge_badge for unit in units if unit.in_charge_badge}
    policy = approvals_policy(session, day)
    routed = _positions_of_routes(session, policy.routes)
    held = session.execute(
        select(Assignment.employee_id, Assignment.position_id, Employee.badge)
        .join(Position, Position.id == Assignment.position_id)
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(
            running_on(day),
            or_(
                Position.rank != Rank.STAFF,
                Position.id.in_(superiors),
                Position.id.in_(routed),
                Employee.badge.in_(named),
            ),
        )
        .order_by(Assignment.id)
    ).all()
    holders: dict[int, list[int]] = defaultdict(list)
    for row in held:
        holders[row.position_id].append(row.employee_id)
    by_badge = {row.badge: row.employee_id for row in held}
    return Company(
        parents={unit.id: unit.parent_id for unit in units},
        heads={row.unit_id: row.id for row in positions if row.rank is Rank.HEAD},
        in_charge={unit.id: by_badge.get(unit.in_charge_badge) for unit in units if unit.in_charge_badge},
        general_manager=next((row.id for row in positions if row.rank is Rank.GENERAL_MANAGER), None),
        reports_to={row.id: row.reports_to_id for row in positions},
        holders={position: tuple(people) for position, people in holders.items()},
        position_of={row.employee_id: row.position_id for row in held},
        roles=_role_holders(session, day),
        stand_ins=_stand_ins(session, day),
        most_stand_ins=policy.most_stand_ins,
    )


def _positions_of_routes(session: Session, routes: Collection[Route]) -> set[int]:
    """The positions that routes or open steps name by themselves."""
    codes = {
        step.removeprefix(POSITION_PREFIX) for line in routes for step in line.steps if step.startswith(POSITION_PREFIX)
    }
    steps = select(RequestStep.position_id).where(
        RequestStep.state == StepState.OPEN, RequestStep.post == PostKind.POSITION
    )
    return set(session.scalars(select(Position.id).where(or_(Position.code.in_(codes), Position.id.in_(steps)))))


def _role_holders(session: Session, day: date) -> dict[PostKind, tuple[int, ...]]:
    found: dict[PostKind, list[int]] = defaultdict(list)
    rows = session.execute(
        select(AccountRole.role, Account.employee_id)
        .join(Account, Account.id == AccountRole.account_id)
        .join(Assignment, Assignment.employee_id == Account.employee_id)
        .where(AccountRole.role.in_(tuple(ROLE_POSTS)), Account.enabled, running_on(day))
        .order_by(Account.employee_id)
    )
    for role, employee_id in rows:
        found[ROLE_POSTS[role]].append(employee_id)
    return {post: tuple(people) for post, people in found.items()}


def _stand_ins(session: Session, day: date) -> dict[int, int]:
    """Who stands in for whom on a day; somebody who is not employed then stands in for nobody."""
    rows = session.execute(
        select(StandIn.employee_id, StandIn.stand_in_id)
        .join(Assignment, Assignment.employee_id == StandIn.stand_in_id)
        .where(StandIn.from_day <= day, StandIn.to_day >= day, StandIn.ended.is_(False), running_on(day))
        .order_by(StandIn.id)
    )
    return {row.employee_id: row.stand_in_id for row in rows}


def asker(session: Session, employee_id: int, day: date) -> Asker:
    """Rank and unit of an employee on a day; Refusal for somebody who holds no position then.

    Whoever a unit names as its deputy in charge is one, whatever their position is called.
    """
    row = session.execute(
        select(Employee.badge, Position.rank, Position.unit_id)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .join(Position, Position.id == Assignment.position_id)
        .where(Employee.id == employee_id, running_on(day))
    ).one_or_none()
    if row is None:
        raise Refusal(N_("Nobody can ask for what they need without a position in the company"), clause="ORG-3")
    rank = row.rank
    if rank in (Rank.STAFF, Rank.HEAD):
        in_charge = session.execute(select(Unit.id).where(Unit.in_charge_badge == row.badge).limit(1)).first()
        rank = Rank.DEPUTY_GM if in_charge else rank
    return Asker(employee_id, rank, row.unit_id)


def posts_of(session: Session, route: Route, unit_id: int) -> list[Post]:
    """The posts that the steps of a route name for somebody of a unit; Refusal for a position that is gone."""
    return [_post(session, step, unit_id) for step in route.steps]


def _post(session: Session, step: str, unit_id: int) -> Post:
    if step.startswith(POSITION_PREFIX):
        code = step.removeprefix(POSITION_PREFIX)
        position_id = session.execute(select(Position.id).where(Position.code == code)).scalar_one_or_none()
        if position_id is None:
            raise Refusal(N_("The table of routes names position {code}, which does not exist"), code=code)
        return Post(PostKind.POSITION, position_id=position_id)
    kind = PostKind(step)
    return Post(kind, unit_id=unit_id if kind in (PostKind.HEAD, PostKind.DEPUTY) else None)
