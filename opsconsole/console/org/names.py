"""What units, positions and people are called in the language in force, and the keys they are told apart by."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol

from opsconsole import i18n
from opsconsole.i18n import _


class Kind(StrEnum):
    """What a line of the tree is."""

    UNIT = "unit"
    POSITION = "position"
    PERSON = "person"


class Subject(NamedTuple):
    """A unit, position or person: its kind and its code or badge."""

    kind: Kind
    code: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.code}"

    @classmethod
    def of(cls, key: str) -> Subject:
        """The subject of a key."""
        kind, _sign, code = key.partition(":")
        return cls(Kind(kind), code)


def unit_key(code: str) -> str:
    return Subject(Kind.UNIT, code).key


def position_key(code: str) -> str:
    return Subject(Kind.POSITION, code).key


def person_key(badge: str) -> str:
    return Subject(Kind.PERSON, badge).key


class Named(Protocol):
    """Something with a name in both languages."""

    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class Titled(Protocol):
    """Something with a title in both languages."""

    @property
    def title_zh(self) -> str: ...
    @property
    def title_en(self) -> str: ...


def name_of(unit: Named) -> str:
    return unit.name_zh if i18n.language() == "zh" else unit.name_en


def other_name_of(unit: Named) -> str:
    return unit.name_en if i18n.language() == "zh" else unit.name_zh


def title_of(position: Titled) -> str:
    return position.title_zh if i18n.language() == "zh" else position.title_en


def other_title_of(position: Titled) -> str:
    return position.title_en if i18n.language() == "zh" else position.title_zh


def places(headcount: int, filled: int, vacancies: int, overrun: int) -> str:
    """Filled over headcount, and in a word what is vacant or beyond: `5/6 vac 1`."""
    words = [f"{filled}/{headcount}"]
    if vacancies:
        words.append(_("vac {count}").format(count=vacancies))
    if overrun:
        words.append(_("over {count}").format(count=overrun))
    return " ".join(words)


def places_look(vacancies: int, overrun: int) -> str:
    """The look of what `places` says."""
    return "warn" if vacancies or overrun else "muted"
