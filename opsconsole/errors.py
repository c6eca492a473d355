"""What the business says when it says no, and how a sentence travels until it is translated.

A `Message` is an English message id with its facts; it becomes words only at the edge (a screen
or a command), so that services and rules never know a language. `Refusal` carries one out of a
verb; anything else that is raised is a bug and is treated as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Named:
    """What the company calls something in both languages: a fact of a message, told in the language in force."""

    zh: str
    en: str


class Message:
    """An English message id (marked with `N_`) and the facts that its placeholders name.

    Facts may be messages themselves (a translated term inside a sentence), or names in both languages.
    """

    __slots__ = ("clause", "facts", "msgid")

    def __init__(self, msgid: str, /, *, clause: str = "", **facts: Any) -> None:
        self.msgid = msgid
        self.clause = clause
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Message)
            and self.msgid == other.msgid
            and self.clause == other.clause
            and self.facts == other.facts
        )

    def __hash__(self) -> int:
        return hash((self.msgid, self.clause))

    def __repr__(self) -> str:
        return f"Message({self.msgid!r}, {self.facts!r})"


class Refusal(Exception):
    """The business says no: a sentence with its facts and, where there is one, its clause.

    Raised inside a verb it rolls the transaction back; a screen or a command shows it in the
    user's language. It never means a defect.
    """

    def __init__(self, msgid: str, /, *, clause: str = "", **facts: Any) -> None:
        self.message = Message(msgid, clause=clause, **facts)
        super().__init__(msgid)

    @property
    def clause(self) -> str:
        return self.message.clause

    def __str__(self) -> str:
        from opsconsole.i18n import text_of

        return text_of(self.message)


class NotPermitted(Refusal):
    """The person at the keys may not do this; recorded by whoever catches it at the edge."""


class Stale(Refusal):
    """What the act was about has changed since it was read."""


class Unavailable(Refusal):
    """The database cannot take the act now (busy, full, read-only, gone); nothing was changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where (file, line, column heading) and why."""

    file: str
    line: int
    column: str
    message: Message
    raw: str = ""


class ImportRefused(Refusal):
    """A file was refused; every problem found is listed, nothing of the call was kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        from opsconsole.i18n import N_

        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(
            N_("{count} rows were refused; nothing was changed"),
            count=len(self.problems),
        )
