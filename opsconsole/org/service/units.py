"""Adding and changing units (ORG-1, ORG-4, ORG-5)."""

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
from opsconsole.org.model import Unit
from opsconsole.org.pinyin import search_text
from opsconsole.org.service import entries
from opsconsole.org.values import UnitData


def add_unit(session: Session, actor: Actor, data: UnitData, now: datetime) -> int:
    """Adds a unit to the tree; its id. Raises Refusal for a code in use or an unknown parent."""
    require(session, actor, Permission.ORG_EDIT)
    data = _checked(data)
    if _by_code(session, data.code) is not None:
        raise Refusal(N_("Unit {unit} exists already; choose another code"), clause="ORG-1", unit=data.code)
    unit = Unit(code=data.code, parent_id=_parent_id(session, data))
    fill(unit, data)
    session.add(unit)
    session.flush()
    audit.record(session, f"unit {unit.code}")
    return unit.id


def change_unit(session: Session, actor: Actor, was: UnitData, data: UnitData, now: datetime) -> None:
    """Changes a unit from what the form was opened with to what it says; the code stays.

    Raises Stale where the unit is no longer as it was, Refusal for an unknown parent or a loop.
    """
    require(session, actor, Permission.ORG_EDIT)
    data = _checked(replace(data, code=was.code))
    unit = find_unit(session, was.code)
    if unit_data(session, unit) != was:
        raise Stale(N_("Unit {unit} was changed meanwhile; look at it again"), unit=was.code)
    if data == was:
        return
    parent_id = _parent_id(session, data)
    _check_no_loop(session, unit.id, parent_id)
    unit.parent_id = parent_id
    fill(unit, data)
    session.flush()
    if data.parent != was.parent:
        hooks.tell_units_changed(session, actor, {unit.id}, now)
    audit.record(session, f"unit {unit.code}")


def find_unit(session: Session, code: str) -> Unit:
    """The unit of a code; raises Refusal."""
    unit = _by_code(session, code)
    if unit is None:
        raise sentences.refusal(sentences.unknown_unit(code))
    return unit


def unit_data(session: Session, unit: Unit) -> UnitData:
    """A unit as a form shows it."""
    parent = session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    return UnitData(
        code=unit.code,
        name_zh=unit.name_zh,
        name_en=unit.name_en,
        layer=unit.layer,
        kind=unit.kind,
        parent=parent.code if parent else None,
        assessed=unit.assessed,
        in_charge=unit.in_charge_badge,
    )


def _by_code(session: Session, code: str) -> Unit | None:
    return session.execute(select(Unit).where(Unit.code == code)).scalar_one_or_none()


def _checked(data: UnitData) -> UnitData:
    return replace(
        data,
        code=entries.code(N_("Code"), data.code),
        name_zh=entries.required(N_("Chinese name"), data.name_zh),
        name_en=entries.required(N_("English name"), data.name_en),
        parent=entries.optional_code(N_("Parent unit"), data.parent or "") or None,
        in_charge=entries.optional_code(N_("Deputy in charge"), data.in_charge),
    )


def _parent_id(session: Session, data: UnitData) -> int | None:
    return find_unit(session, data.parent).id if data.parent else None


def fill(unit: Unit, data: UnitData) -> None:
    """Everything of a unit but its place in the tree."""
    unit.name_zh, unit.name_en = data.name_zh, data.name_en
    unit.layer, unit.kind = data.layer, data.kind
    unit.assessed, unit.in_charge_badge = data.assessed, data.in_charge
    unit.search = search_text(data.code, data.name_zh, data.name_en)


def _check_no_loop(session: Session, unit_id: int, parent_id: int | None) -> None:
    rows = session.execute(select(Unit.id, Unit.code, Unit.parent_id)).all()
    codes = {row.id: row.code for row in rows}
    upwards = {row.id: row.parent_id for row in rows} | {unit_id: parent_id}
    for loop in rules.loops(upwards):
        raise sentences.refusal(sentences.unit_loop([codes[member] for member in loop]))
