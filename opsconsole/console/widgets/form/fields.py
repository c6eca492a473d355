"""Kinds of fields: what may be typed into each, and what value it gives. All raise Refusal for what will not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opsconsole.console.widgets.form.boxes import Box, ChoiceBox, LinesBox, NumberBox, PickBox, TextBox, YesNoBox
from opsconsole.console.widgets.inputs import half_width
from opsconsole.console.widgets.picker import Choice, Source
from opsconsole.dates import Month, format_clock, parse_clock, parse_typed_day
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character, visible
from opsconsole.money import format_yuan, parse_yuan


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `label` and `hint` are message ids marked with `N_`."""

    name: str
    label: str
    required: bool = False
    hint: str = ""

    def box(self) -> Box:
        """The widget it is typed into."""
        return NumberBox(compact=True)

    def value(self, typed: Any, today: date) -> Any:
        """The value of what was typed; None where nothing was. Raises Refusal."""
        text = typed.strip()
        if not text:
            self.refuse_empty()
            return None
        return self.read(text, today)

    def refuse_empty(self) -> None:
        if self.required:
            raise Refusal(N_("Needed"))

    def read(self, text: str, today: date) -> Any:
        """The value of a text that is not empty; raises Refusal."""
        return text

    def typed(self, value: Any) -> Any:
        """What would have been typed for a value; nothing for None."""
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class TextField(Field):
    """Free text on one line, of `max_length` characters; `half_width` for codes."""

    max_length: int = 100
    half_width: bool = False

    def box(self) -> Box:
        if self.half_width:
            return NumberBox(compact=True, max_length=self.max_length)
        return TextBox(compact=True, max_length=self.max_length)

    def value(self, typed: Any, today: date) -> str:
        text = typed.strip()
        if not text:
            self.refuse_empty()
        bad = unsafe_character(text)
        if bad is not None:
            raise Refusal(N_("The character {character} cannot be kept"), character=visible(bad))
        return text


@dataclass(frozen=True, slots=True)
class PinField(TextField):
    """A PIN: never shown, never kept as a draft."""

    def box(self) -> Box:
        return NumberBox(compact=True, password=True, max_length=64)


@dataclass(frozen=True, slots=True)
class IntField(Field):
    """A whole number between `least` and `most`."""

    least: int = 0
    most: int = 999_999

    def read(self, text: str, today: date) -> int:
        digits = half_width(text)
        if not (digits.isascii() and digits.isdigit()) or not self.least <= int(digits) <= self.most:
            raise Refusal(N_("A whole number from {least} to {most}"), least=self.least, most=self.most)
        return int(digits)


@dataclass(frozen=True, slots=True)
class DayField(Field):
    """A date, typed short: `5`, `0905`, `20260905`, `t`, `y`, `+3`."""

    def read(self, text: str, today: date) -> date:
        return parse_typed_day(text, today)


@dataclass(frozen=True, slots=True)
class MonthField(Field):
    """A month, `2026-03`; its number alone is this year's."""

    def read(self, text: str, today: date) -> Month:
        digits = half_width(text)
        if digits.isascii() and digits.isdigit() and 1 <= int(digits) <= 12:
            return Month(today.year, int(digits))
        return Month.parse(text)


@dataclass(frozen=True, slots=True)
class MoneyField(Field):
    """An amount in yuan; its value is in fen."""

    def read(self, text: str, today: date) -> int:
        return parse_yuan(text)

    def typed(self, value: Any) -> str:
        return "" if value is None else format_yuan(value)


@dataclass(frozen=True, slots=True)
class ClockField(Field):
    """A time of day, `09:00` (`0900`, `9` as well); its value is in minutes."""

    def read(self, text: str, today: date) -> int:
        digits = half_width(text)
        if digits.isascii() and digits.isdigit() and len(digits) in (1, 2, 3, 4):
            digits = f"{digits[:-2]}:{digits[-2:]}" if len(digits) > 2 else f"{digits}:00"
        return parse_clock(digits)

    def typed(self, value: Any) -> str:
        return "" if value is None else format_clock(value)


@dataclass(frozen=True, slots=True)
class ChoiceField(Field):
    """One of a few `options`: (key, words) each; its value is the key."""

    options: Sequence[tuple[str, Message | str]] = ()

    def box(self) -> Box:
        return ChoiceBox(self.options)

    def value(self, typed: Any, today: date) -> str | None:
        if not typed:
            self.refuse_empty()
        return typed or None


@dataclass(frozen=True, slots=True)
class YesNoField(Field):
    """Yes or no; its value is a bool."""

    def box(self) -> Box:
        return YesNoBox()

    def value(self, typed: Any, today: date) -> bool:
        return typed == "yes"

    def typed(self, value: Any) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class PickField(Field):
    """One of many, found by typing; its value is the key of the choice. Set with a `Choice`."""

    source: Source = lambda text: ()

    def box(self) -> Box:
        return PickBox(Message(self.label), self.source)

    def value(self, typed: Any, today: date) -> str | None:
        if typed is None:
            self.refuse_empty()
            return None
        return typed.key

    def typed(self, value: Any) -> Choice | None:
        return value


@dataclass(frozen=True, slots=True)
class LinesField(Field):
    """A list of texts, one on each line; empty lines are left out."""

    rows: int = 4

    def box(self) -> Box:
        return LinesBox(self.rows)

    def value(self, typed: Any, today: date) -> list[str]:
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if not lines:
            self.refuse_empty()
        for line in lines:
            bad = unsafe_character(line)
            if bad is not None:
                raise Refusal(N_("The character {character} cannot be kept"), character=visible(bad))
        return lines

    def typed(self, value: Any) -> str:
        return "\n".join(value or ())
