"""The forms of the organisation: their fields, and what was typed as the values that the verbs take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opsconsole.console.org import finding
from opsconsole.console.widgets.form import (
    ChoiceField,
    DayField,
    Field,
    IntField,
    LinesField,
    MoneyField,
    PickField,
    TextField,
    YesNoField,
)
from opsconsole.console.widgets.picker import Choice
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org.values import Layer, PersonData, PositionData, Rank, Terms, UnitData, UnitKind
from opsconsole.org.words import LAYERS, RANKS, UNIT_KINDS

Values = dict[str, Any]
Read = Callable[..., Any]

LONGEST_NAME = 200
LONGEST_CODE = 64
MOST_PLACES = 100_000
DAY_HINT = N_("5, 0905, t, y, +3")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the fields of a form find units, positions and people as they are on a day."""

    read: Read
    day: date

    def units(self, text: str) -> Sequence[Choice]:
        return self.read(finding.find_units, text, self.day)

    def positions(self, text: str) -> Sequence[Choice]:
        return self.read(finding.find_positions, text, self.day)

    def people(self, text: str) -> Sequence[Choice]:
        return self.read(finding.find_people, text, self.day)


def _code(label: str) -> Field:
    return TextField("code", label, required=True, half_width=True, max_length=LONGEST_CODE)


# Units


def unit_fields(sources: Sources, *, is_new: bool) -> tuple[Field, ...]:
    """The fields of a unit; its code stays what it was."""
    return (
        *((_code(N_("Code")),) if is_new else ()),
        TextField("name_zh", N_("Chinese name"), required=True, max_length=LONGEST_NAME),
        TextField("name_en", N_("English name"), required=True, max_length=LONGEST_NAME),
        PickField("parent", N_("Part of"), source=sources.units),
        ChoiceField("layer", N_("Layer"), options=_options(LAYERS)),
        ChoiceField("kind", N_("Kind"), options=(("", Message(N_("(none)"))), *_options(UNIT_KINDS))),
        YesNoField("assessed", N_("Assessed")),
        PickField("in_charge", N_("In charge"), source=sources.people),
    )


def unit_values(data: UnitData, parent: str, in_charge: str) -> Values:
    """What the form begins with for a unit; `parent` and `in_charge` are what the two are called."""
    return {
        "name_zh": data.name_zh,
        "name_en": data.name_en,
        "parent": Choice(data.parent, parent) if data.parent else None,
        "layer": data.layer,
        "kind": data.kind or "",
        "assessed": data.assessed,
        "in_charge": Choice(data.in_charge, in_charge) if data.in_charge else None,
    }


def unit_of(values: Values, code: str) -> UnitData:
    """The unit that the form says."""
    return UnitData(
        code=code,
        name_zh=values["name_zh"],
        name_en=values["name_en"],
        layer=Layer(values["layer"]),
        kind=UnitKind(values["kind"]) if values["kind"] else None,
        parent=values["parent"],
        assessed=values["assessed"],
        in_charge=values["in_charge"] or "",
    )


# Positions


def position_fields(sources: Sources, *, is_new: bool) -> tuple[Field, ...]:
    """The fields of a position; its code stays what it was."""
    return (
        *((_code(N_("Code")),) if is_new else ()),
        TextField("title_zh", N_("Chinese title"), required=True, max_length=LONGEST_NAME),
        TextField("title_en", N_("English title"), required=True, max_length=LONGEST_NAME),
        PickField("unit", N_("Unit"), required=True, source=sources.units),
        PickField("reports_to", N_("Reports to"), source=sources.positions),
        IntField("headcount", N_("Headcount"), required=True, most=MOST_PLACES),
        ChoiceField("rank", N_("Rank"), options=_options(RANKS)),
        LinesField("description", N_("Description"), rows=2),
        LinesField("duties", N_("Duties"), rows=5, hint=N_("one a line, in their order")),
    )


def position_values(data: PositionData, unit: str, reports_to: str) -> Values:
    """What the form begins with for a position; `unit` and `reports_to` are what the two are called."""
    return {
        "title_zh": data.title_zh,
        "title_en": data.title_en,
        "unit": Choice(data.unit, unit),
        "reports_to": Choice(data.reports_to, reports_to) if data.reports_to else None,
        "headcount": data.headcount,
        "rank": data.rank,
        "description": _lines(data.description),
        "duties": data.duties,
    }


def position_of(values: Values, code: str, was: PositionData | None = None) -> PositionData:
    """The position that the form says; a description that was not touched keeps its empty lines."""
    lines = values["description"]
    description = "\n".join(lines)
    if was is not None and lines == _lines(was.description):
        description = was.description
    return PositionData(
        code=code,
        unit=values["unit"],
        title_zh=values["title_zh"],
        title_en=values["title_en"],
        headcount=values["headcount"],
        rank=Rank(values["rank"]),
        reports_to=values["reports_to"],
        description=description,
        duties=tuple(values["duties"]),
    )


def _lines(text: str) -> list[str]:
    """The lines of a text, as a field of several lines gives them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


# People


def person_fields(*, is_new: bool) -> tuple[Field, ...]:
    """The fields of a person; the badge stays what it was."""
    badge = TextField("badge", N_("Badge"), required=True, half_width=True, max_length=LONGEST_CODE)
    return (
        *((badge,) if is_new else ()),
        TextField("name", N_("Name"), required=True, max_length=LONGEST_NAME),
        DayField("work_since", N_("At work since"), hint=N_("for annual leave")),
    )


def person_of(values: Values, badge: str) -> PersonData:
    """The person that the form says."""
    return PersonData(badge=badge, name=values["name"], work_since=values["work_since"])


def span_fields() -> tuple[Field, ...]:
    """From when on, and to which last day where one is known."""
    return (
        DayField("from_day", N_("From"), required=True, hint=DAY_HINT),
        DayField("to_day", N_("Last day"), hint=N_("empty: no end")),
    )


def terms_fields(sources: Sources) -> tuple[Field, ...]:
    """What an assignment gives."""
    return (
        PickField("position", N_("Position"), required=True, source=sources.positions),
        MoneyField("basic_wage", N_("Basic wage"), required=True, hint=N_("yuan a month")),
        MoneyField("bonus", N_("Bonus"), required=True, hint=N_("yuan a month")),
        TextField("clock_id", N_("Clock number"), half_width=True, max_length=LONGEST_CODE),
    )


def terms_values(terms: Terms, position: str) -> Values:
    """What the form begins with for an assignment; `position` is what the position is called."""
    return {
        "position": Choice(terms.position, position),
        "basic_wage": terms.basic_wage_fen,
        "bonus": terms.bonus_fen,
        "clock_id": terms.clock_id,
    }


def terms_of(values: Values) -> Terms:
    """The terms that the form says."""
    return Terms(
        position=values["position"],
        basic_wage_fen=values["basic_wage"],
        bonus_fen=values["bonus"],
        clock_id=values["clock_id"],
    )


def _options(words: dict[Any, str]) -> tuple[tuple[str, Message], ...]:
    return tuple((kind.value, Message(label)) for kind, label in words.items())
