"""What forms and files say about a unit, a position or a person: plain values, codes instead of row numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opsconsole.org.model import Layer, Rank, UnitKind


@dataclass(frozen=True, slots=True)
class UnitData:
    """A unit as it is entered (ORG-1); `parent` is a unit's code, `in_charge` a badge that may not be known yet."""

    code: str
    name_zh: str
    name_en: str
    layer: Layer
    kind: UnitKind | None = None
    parent: str | None = None
    assessed: bool = False
    in_charge: str = ""


@dataclass(frozen=True, slots=True)
class PositionData:
    """A position as it is entered (ORG-2); `unit` and `reports_to` are codes, `duties` stand in their order."""

    code: str
    unit: str
    title_zh: str
    title_en: str
    headcount: int
    rank: Rank = Rank.STAFF
    reports_to: str | None = None
    description: str = ""
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonData:
    """A person as they are entered; `work_since` is the first day of work in life, for annual leave."""

    badge: str
    name: str
    work_since: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What an assignment gives: a position (its code), monthly pay in fen, and the number on the clock machines."""

    position: str
    basic_wage_fen: int
    bonus_fen: int
    clock_id: str = ""
