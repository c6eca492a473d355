"""Adding and changing positions with their duties and reporting lines (ORG-2, ORG-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.org import hooks, rules, sentences
from opsconsole.org.model import Position, PositionDuty, Unit
from opsconsole.org.pinyin import search_text
from opsconsole.org.service import entries
from opsconsole.org.service.units import find_unit
from opsconsole.org.tenures import load_posts, load_tenures, post_of
from opsconsole.org.values import PositionData

MOST_PLACES = 100_000


def add_position(session: Session, actor: Actor, data: PositionData, now: datetime) -> int:
    """Adds a position to a unit; its id. Raises Refusal for a code in use, an unknown unit or superior, a second head
    of a unit or a second general manager."""
    require(session, actor, Permission.ORG_EDIT)
    data = _checked(data)
    if _by_code(session, data.code) is not None:
        raise Refusal(N_("Position {position} exists already; choose another code"), clause="ORG-2", position=data.code)
    _check_single(session, data)
    position = Position(
        code=data.code,
        unit_id=find_unit(session, data.unit).id,
        reports_to_id=_superior_id(session, data),
        description=data.description,
    )
    fill(position, data)
    session.add(position)
    session.flush()
    _write_duties(session, position.id, data.duties)
    audit.record(session, f"position {position.code}")
    return position.id


def change_position(session: Session, actor: Actor, was: PositionData, data: PositionData, now: datetime) -> None:
    """Changes a position from what the form was opened with to what it says; the code stays.

    Raises Stale where the position is no longer as it was; Refusal as `add_position`, for a loop of
    reporting lines, and where more than one person holds what becomes a head's or general manager's.
    """
    require(session, actor, Permission.ORG_EDIT)
    data = _checked(replace(data, code=was.code))
    position = find_position(session, was.code)
    if position_data(session, position) != was:
        raise Stale(N_("Position {position} was changed meanwhile; look at it again"), position=was.code)
    if data == was:
        return
    superior_id = _superior_id(session, data)
    unit_id = find_unit(session, data.unit).id
    _check_no_loop(session, position.id, superior_id)
    _check_single(session, data)
    moved = unit_id != position.unit_id
    position.unit_id, position.reports_to_id = unit_id, superior_id
    fill(position, data)
    position.description = data.description
    _write_duties(session, position.id, data.duties)
    session.flush()
    if moved:
        hooks.tell_units_changed(session, actor, {unit_id}, now)
    audit.record(session, f"position {position.code}")


def find_position(session: Session, code: str) -> Position:
    """The position of a code; raises Refusal."""
    position = _by_code(session, code)
    if position is None:
        raise sentences.refusal(sentences.unknown_position(code))
    return position


def position_data(session: Session, position: Position) -> PositionData:
    """A position as a form shows it."""
    superior = session.get(Position, position.reports_to_id) if position.reports_to_id is not None else None
    return PositionData(
        code=position.code,
        unit=session.get_one(Unit, position.unit_id).code,
        title_zh=position.title_zh,
        title_en=position.title_en,
        headcount=position.headcount,
        rank=position.rank,
        reports_to=superior.code if superior else None,
        description=position.description,
        duties=tuple(duty.text for duty in _duties(session, position.id)),
    )


def fill(position: Position, data: PositionData) -> None:
    """What a file says of a position too: everything but its place, its description and its duties."""
    position.title_zh, position.title_en = data.title_zh, data.title_en
    position.headcount, position.rank = data.headcount, data.rank
    position.search = search_text(data.code, data.title_zh, data.title_en)


def _by_code(session: Session, code: str) -> Position | None:
    return session.execute(select(Position).where(Position.code == code)).scalar_one_or_none()


def _duties(session: Session, position_id: int) -> list[PositionDuty]:
    query = select(PositionDuty).where(PositionDuty.position_id == position_id).order_by(PositionDuty.ordinal)
    return list(session.scalars(query))


def _checked(data: PositionData) -> PositionData:
    if not 0 <= data.headcount <= MOST_PLACES:
        raise Refusal(N_("Headcount is a whole number from 0 to {most}"), clause="ORG-2", most=MOST_PLACES)
    duties = (
        entries.optional(N_("Main duties"), duty, entries.LONGEST_TEXT)
        for text in data.duties
        for duty in text.splitlines()
    )
    return replace(
        data,
        code=entries.code(N_("Code"), data.code),
        unit=entries.code(N_("Unit"), data.unit),
        title_zh=entries.required(N_("Chinese title"), data.title_zh),
        title_en=entries.required(N_("English title"), data.title_en),
        reports_to=entries.optional_code(N_("Reports to"), data.reports_to or "") or None,
        description=entries.optional(N_("Description"), data.description, entries.LONGEST_TEXT, layout=True),
        duties=tuple(duty for duty in duties if duty),
    )


def _superior_id(session: Session, data: PositionData) -> int | None:
    return find_position(session, data.reports_to).id if data.reports_to else None


def _check_no_loop(session: Session, position_id: int, superior_id: int | None) -> None:
    rows = session.execute(select(Position.id, Position.code, Position.reports_to_id)).all()
    codes = {row.id: row.code for row in rows}
    upwards = {row.id: row.reports_to_id for row in rows} | {position_id: superior_id}
    for loop in rules.loops(upwards):
        raise sentences.refusal(sentences.reporting_loop([codes[member] for member in loop]))


def _check_single(session: Session, data: PositionData) -> None:
    post = post_of(data.code, data.unit, data.rank)
    posts = [*(other for other in load_posts(session) if other.code != data.code), post]
    for first, _ in rules.second_heads(posts):
        raise sentences.refusal(sentences.second_head(first))
    for first, _ in rules.second_general_managers(posts):
        raise sentences.refusal(sentences.second_general_manager(first))
    if post.single:
        holders = load_tenures(session, Position.code == data.code)
        for first, _ in rules.double_holders(holders, {data.code}):
            raise sentences.refusal(sentences.double_holder(first, sentences.STORED))


def _write_duties(session: Session, position_id: int, texts: tuple[str, ...]) -> None:
    held = {duty.ordinal: duty for duty in _duties(session, position_id)}
    for ordinal, text in enumerate(texts, start=1):
        duty = held.pop(ordinal, None)
        if duty is None:
            session.add(PositionDuty(position_id=position_id, ordinal=ordinal, text=text))
        else:
            duty.text = text
    for duty in held.values():
        session.delete(duty)
