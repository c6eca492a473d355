"""The file `positions` (ORG-2, ORG-4); a position's description and duties are kept as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from opsconsole.org.model import Position, Rank, Unit
from opsconsole.org.service.positions import MOST_PLACES, fill
from opsconsole.org.tenures import SINGLE_RANKS, load_tenures, post_of, single_posts
from opsconsole.org.values import PositionData
from opsconsole.org.words import RANKS

COLUMNS = (
    Column("code", N_("Code"), N_("The position's code; it never changes"), "YY-02", parse=parse.code),
    Column("unit", N_("Unit"), N_("Code of the unit it belongs to"), "YY", parse=parse.code),
    Column("title_zh", N_("Chinese title"), N_("Title of the position in Chinese"), "运营专员", parse=parse.text()),
    Column(
        "title_en",
        N_("English title"),
        N_("Title of the position in English"),
        "Operations specialist",
        parse=parse.text(),
    ),
    Column(
        "reports_to",
        N_("Reports to"),
        N_("Code of the position above it; empty for the top"),
        "YY-01",
        required=False,
        optional_column=True,
        parse=parse.code,
    ),
    Column(
        "headcount",
        N_("Headcount"),
        N_("How many people it is meant for"),
        "3",
        parse=parse.whole_number(0, MOST_PLACES),
    ),
    Column("rank", N_("Rank"), N_("staff, head, deputy_gm or gm"), "staff", parse=parse.choice(Rank, RANKS)),
)


def take_positions(session: Session, actor: Actor, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes the rows of `positions`, all or nothing; raises ImportRefused with every problem found."""
    require(session, actor, Permission.ORG_EDIT)
    problems = Problems(rows)
    kept = distinct(rows, lambda row: row.values["code"], problems)
    units = {unit.code: unit.id for unit in session.execute(select(Unit.code, Unit.id))}
    held = {position.code: position for position in session.scalars(select(Position))}
    before = _as_data(held, units)
    after = {row.values["code"]: _merged(row, before.get(row.values["code"])) for row in kept}
    row_of = {row.values["code"]: row for row in kept}
    _check_references(row_of, units, before | after, problems)
    _check_single(session, row_of, before, after, problems)
    problems.refuse()
    counts = counted(before, after, repeats=len(rows) - len(kept))
    if counts.anything:
        written = [data for code, data in after.items() if data != before.get(code)]
        _write(session, held, units, written)
        moved = {units[data.unit] for data in written if data.code in before and data.unit != before[data.code].unit}
        hooks.tell_units_changed(session, actor, moved, now)
        audit.record(session, "import positions", **counts.as_result())
    return counts


def _as_data(held: Mapping[str, Position], units: Mapping[str, int]) -> dict[str, PositionData]:
    """Stored positions as a file would say them; descriptions and duties are left out on both sides."""
    unit_codes = {unit_id: code for code, unit_id in units.items()}
    codes = {position.id: code for code, position in held.items()}
    return {
        code: PositionData(
            code=code,
            unit=unit_codes[position.unit_id],
            title_zh=position.title_zh,
            title_en=position.title_en,
            headcount=position.headcount,
            rank=position.rank,
            reports_to=codes[position.reports_to_id] if position.reports_to_id is not None else None,
        )
        for code, position in held.items()
    }


def _merged(row: FileRow, before: PositionData | None) -> PositionData:
    data = PositionData(
        **{key: row.values[key] for key in ("code", "unit", "title_zh", "title_en", "headcount", "rank")},
        reports_to=row.values.get("reports_to"),
    )
    if before is not None and "reports_to" not in row.values:
        data = replace(data, reports_to=before.reports_to)
    return data


def _check_references(
    row_of: Mapping[str, FileRow], units: Mapping[str, int], merged: Mapping[str, PositionData], problems: Problems
) -> None:
    for code, row in row_of.items():
        data = merged[code]
        if data.unit not in units:
            problems.add(row, "unit", sentences.unknown_unit(data.unit))
        if data.reports_to is not None and data.reports_to not in merged:
            problems.add(row, "reports_to", sentences.unknown_position(data.reports_to))
    for loop in rules.loops({code: data.reports_to for code, data in merged.items()}):
        row = next(row for code, row in row_of.items() if code in loop)
        problems.add(row, "reports_to", sentences.reporting_loop(loop))


def _check_single(
    session: Session,
    row_of: Mapping[str, FileRow],
    before: Mapping[str, PositionData],
    after: Mapping[str, PositionData],
    problems: Problems,
) -> None:
    """One head a unit, one general manager, and one holder of each (ORG-4)."""
    # What is stored comes first, so that a row of this call is the one that is told.
    merged = {code: data for code, data in before.items() if code not in after} | dict(after)
    posts = [post_of(data.code, data.unit, data.rank) for data in merged.values()]
    for first, second in rules.second_heads(posts):
        problems.add(row_of[second.code], "rank", sentences.second_head(first))
    for first, second in rules.second_general_managers(posts):
        problems.add(row_of[second.code], "rank", sentences.second_general_manager(first))
    risen = {
        post.code
        for post in posts
        if post.single and post.code in row_of and post.code in before and before[post.code].rank not in SINGLE_RANKS
    }
    for first, _ in rules.double_holders(load_tenures(session, Position.code.in_(risen)), single_posts(posts)):
        problems.add(row_of[first.position], "rank", sentences.double_holder(first, sentences.STORED))


def _write(
    session: Session, held: dict[str, Position], units: Mapping[str, int], written: Sequence[PositionData]
) -> None:
    _step_down(session, held, units, written)
    for data in written:
        position = held.get(data.code)
        if position is None:
            position = held[data.code] = Position(code=data.code)
            session.add(position)
        position.unit_id = units[data.unit]
        fill(position, data)
    # A superior may stand further down in the file, so every position gets its number first.
    session.flush()
    for data in written:
        held[data.code].reports_to_id = held[data.reports_to].id if data.reports_to is not None else None
    session.flush()


def _step_down(
    session: Session, held: Mapping[str, Position], units: Mapping[str, int], written: Sequence[PositionData]
) -> None:
    """Lets posts that change hands go before others take them: the database counts heads row by row."""
    for data in written:
        position = held.get(data.code)
        if position is None or position.rank not in SINGLE_RANKS:
            continue
        if (position.rank, position.unit_id) != (data.rank, units[data.unit]):
            position.rank = Rank.STAFF
    session.flush()


POSITIONS = ImportKind("positions", N_("Positions"), COLUMNS, take_positions, Permission.ORG_EDIT)
