"""What each person has going on at this console: kept while others sit at the keys."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from opsconsole.errors import Message

if TYPE_CHECKING:
    from opsconsole.access.actor import Actor
    from opsconsole.access.sitting import Sitting


class Tone(StrEnum):
    """How a line to the person is meant."""

    INFO = "info"
    DONE = "done"
    REFUSED = "refused"
    DEFECT = "defect"


@dataclass(frozen=True, slots=True)
class Note:
    """A line to the person: shown on a screen, or kept until the person is back."""

    message: Message
    tone: Tone = Tone.INFO


def together(messages: Sequence[Message]) -> Message:
    """Several messages as one line."""
    places = [f"line{number}" for number in range(len(messages))]
    joined = "; ".join(f"{{{place}}}" for place in places)
    facts: dict[str, Any] = dict(zip(places, messages, strict=True))
    return Message(joined, **facts)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a form that was left without saving: texts by field name, and since when."""

    title: Message
    typed: Mapping[str, str]
    at: datetime


@dataclass(slots=True)
class Desk:
    """One person's places, drafts and lines, and the acts whose outcome nobody knows yet."""

    actor: Actor
    permissions: frozenset[str] = frozenset()
    roles: tuple[Message, ...] = ()
    area: str = ""
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    unsettled: dict[str, str] = field(default_factory=dict)
    sitting: Sitting | None = None
    """What the person proved their PIN for; the lock ends it (SEC-5)."""

    def act_id(self, what: str) -> str:
        """The id to send this act under: a new one, or the first sending's where its outcome never came."""
        return self.unsettled.pop(what, "") or uuid.uuid4().hex

    def outcome_unknown(self, what: str, act_id: str) -> None:
        """Nobody knows whether the act was done: the same again goes under the same id, and is done once."""
        self.unsettled[what] = act_id


def name_of(function: Callable[..., Any]) -> str:
    """What a verb or query is called, module and all."""
    return f"{function.__module__}.{getattr(function, '__qualname__', repr(function))}"


def fingerprint(verb: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """What makes two sendings the same act: the verb and everything it is given."""
    return f"{name_of(verb)} {args!r} {sorted(kwargs.items())!r}"
