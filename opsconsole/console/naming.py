"""Names of the company's own in the language in force, and choosing among its units and what else is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from opsconsole.console.widgets.picker import Choice
from opsconsole.errors import Named
from opsconsole.i18n import language
from opsconsole.org.queries import FoundKind, search

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp

MOST_FOUND = 50


def said(named: Named) -> str:
    """A name in the language in force."""
    return named.zh if language() == "zh" else named.en or named.zh


def unit_choices(app: OpsApp, text: str) -> list[Choice]:
    """The units that a text finds today, each by its id."""
    found = app.read(search, text, app.clock().date(), MOST_FOUND, frozenset({FoundKind.UNIT}))
    return [Choice(str(one.id), f"{said(Named(one.name_zh, one.name_en))} {one.code}") for one in found]


def known_or_new(known: Iterable[Choice], text: str) -> list[Choice]:
    """What is known and holds a text, then the text itself where it is none of them: for what may be new."""
    typed = text.strip()
    found = [one for one in known if typed.casefold() in f"{one.label} {one.hint}".casefold()]
    return [*found, *([Choice(typed, typed)] if typed and typed not in {one.key for one in found} else [])]
