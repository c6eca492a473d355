"""The file `units` (ORG-1, ORG-4, ORG-5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.org import hooks, rules, sentences
from opsconsole.org.files.rows import Problems, counted, distinct
from opsconsole.org.model import Layer, Unit, UnitKind
from opsconsole.org.service.units import fill
from opsconsole.org.values import UnitData
from opsconsole.org.words import LAYERS, UNIT_KINDS

COLUMNS = (
    Column("code", N_("Code"), N_("The unit's code; it never changes"), "YY", parse=parse.code),
    Column(
        "parent",
        N_("Parent unit"),
        N_("Code of the unit above it; empty for the top"),
        "GS",
        required=False,
        optional_column=True,
        parse=parse.code,
    ),
    Column("name_zh", N_("Chinese name"), N_("Name of the unit in Chinese"), "运营部", parse=parse.text()),
    Column("name_en", N_("English name"), N_("Name of the unit in English"), "Operations", parse=parse.text()),
    Column(
        "layer",
        N_("Layer"),
        N_("decision, management, execution or operation"),
        "execution",
        parse=parse.choice(Layer, LAYERS),
    ),
    Column(
        "kind",
        N_("Kind of unit"),
        N_("business, functional or branch; empty where none applies"),
        "business",
        required=False,
        optional_column=True,
        parse=parse.choice(UnitKind, UNIT_KINDS),
    ),
    Column("assessed", N_("Assessed"), N_("yes if the unit is assessed, else no"), "yes", parse=parse.yes_no),
    Column(
        "in_charge",
        N_("Deputy in charge"),
        N_("Badge of the deputy general manager in charge, or empty"),
        "E00002",
        required=False,
        optional_column=True,
        parse=parse.code,
        empty="",
    ),
)


def take_units(session: Session, actor: Actor, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes the rows of `units`, all or nothing; raises ImportRefused with every problem found."""
    require(session, actor, Permission.ORG_EDIT)
    problems = Problems(rows)
    kept = distinct(rows, lambda row: row.values["code"], problems)
    held = {unit.code: unit for unit in session.scalars(select(Unit))}
    before = _as_data(held)
    after = {row.values["code"]: _merged(row, before.get(row.values["code"])) for row in kept}
    _check_tree(kept, before, after, problems)
    problems.refuse()
    counts = counted(before, after, repeats=len(rows) - len(kept))
    if counts.anything:
        written = [data for code, data in after.items() if data != before.get(code)]
        _write(session, held, written)
        moved = {
            held[data.code].id for data in written if data.code in before and data.parent != before[data.code].parent
        }
        hooks.tell_units_changed(session, actor, moved, now)
        audit.record(session, "import units", **counts.as_result())
    return counts


def _as_data(held: dict[str, Unit]) -> dict[str, UnitData]:
    codes = {unit.id: code for code, unit in held.items()}
    return {
        code: UnitData(
            code=code,
            name_zh=unit.name_zh,
            name_en=unit.name_en,
            layer=unit.layer,
            kind=unit.kind,
            parent=codes[unit.parent_id] if unit.parent_id is not None else None,
            assessed=unit.assessed,
            in_charge=unit.in_charge_badge,
        )
        for code, unit in held.items()
    }


def _merged(row: FileRow, before: UnitData | None) -> UnitData:
    """What a row says; a column that the file does not have stays as it is."""
    values = row.values
    return UnitData(
        code=values["code"],
        name_zh=values["name_zh"],
        name_en=values["name_en"],
        layer=values["layer"],
        kind=values.get("kind", before.kind if before else None),
        parent=values.get("parent", before.parent if before else None),
        assessed=values["assessed"],
        in_charge=values.get("in_charge", before.in_charge if before else ""),
    )


def _check_tree(
    rows: Sequence[FileRow], before: dict[str, UnitData], after: dict[str, UnitData], problems: Problems
) -> None:
    merged = before | after
    row_of = {row.values["code"]: row for row in rows}
    for code, data in after.items():
        if data.parent is not None and data.parent not in merged:
            problems.add(row_of[code], "parent", sentences.unknown_unit(data.parent))
    for loop in rules.loops({code: data.parent for code, data in merged.items()}):
        row = next(row for row in rows if row.values["code"] in loop)
        problems.add(row, "parent", sentences.unit_loop(loop))


def _write(session: Session, held: dict[str, Unit], written: Sequence[UnitData]) -> None:
    for data in written:
        unit = held.get(data.code)
        if unit is None:
            unit = held[data.code] = Unit(code=data.code)
            session.add(unit)
        fill(unit, data)
    # A parent may stand further down in the file, so every unit gets its number first.
    session.flush()
    for data in written:
        held[data.code].parent_id = held[data.parent].id if data.parent is not None else None
    session.flush()


UNITS = ImportKind("units", N_("Units"), COLUMNS, take_units, Permission.ORG_EDIT)
