"""What the console asks of the rest of the program, and nothing else: tests stand in for it here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from opsconsole.errors import Message

if TYPE_CHECKING:
    from opsconsole.access.actor import Actor
    from opsconsole.access.sitting import Item, Sitting
    from opsconsole.approvals.queries import RequestLine, StandInLine


class Database(Protocol):
    """A database: `run` changes in one transaction, `read` looks, `head` tells that somebody changed something."""

    def run(self, verb: Callable[..., Any], actor: Any, *args: Any, act_id: str | None = None, **kwargs: Any) -> Any:
        """`verb(session, actor, *args, **kwargs)`; the same act id again gives the first result."""

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """`query(session, *args, **kwargs)`."""

    def head(self) -> int:
        """The number of the last act."""

    def close(self) -> None:
        """Gives all connections back."""


class SignedIn(Protocol):
    """What a good badge and PIN give."""

    @property
    def actor(self) -> Actor: ...
    @property
    def language(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def must_change(self) -> bool: ...


class TodoItem(Protocol):
    """One kind of thing that waits for a person."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Message: ...
    @property
    def count(self) -> int: ...
    @property
    def area(self) -> str: ...
    @property
    def age_days(self) -> int | None: ...
    @property
    def requests(self) -> Sequence[int]: ...


class Todo(Protocol):
    """All that waits for a person."""

    @property
    def requests(self) -> Sequence[RequestLine]: ...
    @property
    def items(self) -> Sequence[TodoItem]: ...
    @property
    def standing_in(self) -> Sequence[StandInLine]: ...
    @property
    def count(self) -> int: ...


class Backend(Protocol):
    """The program under the console. Every method may be slow and is called off the event loop."""

    @property
    def database(self) -> Database:
        """Where everything is kept."""

    def has_accounts(self) -> bool:
        """Whether anybody could sign in."""

    def company_names(self) -> Mapping[str, str]:
        """The company's name by language (`zh`, `en`)."""

    def sign_in(self, badge: str, pin: str, *, now: datetime) -> SignedIn:
        """Raises Refusal for a wrong badge or PIN, and while too many were wrong."""

    def change_pin(self, actor: Actor, old: str, new: str, *, now: datetime) -> None:
        """Raises Refusal for a PIN that will not do."""

    def one_time_code(self) -> tuple[str, str]:
        """A code for one sign-in, and the digest of it that is kept."""

    def permissions(self, actor: Actor) -> frozenset[str]:
        """The names of everything the actor may do."""

    def role_words(self, actor: Actor) -> Sequence[Message]:
        """The actor's roles in words, the most telling first."""

    def remember(self, actor: Actor, *, language: str = "", theme: str = "") -> None:
        """Keeps what the person chose, for the next sign-in."""

    def todo(self, actor: Actor, now: datetime) -> Todo:
        """What waits for the actor."""

    def confirm(self, actor: Actor, badge: str, pin: str, *, now: datetime) -> int:
        """Whose badge and PIN these are, who confirms at the actor's counter; Refusal for a wrong one."""

    def open_sitting(
        self, actor: Actor, pin: str, items: Iterable[Item], *, now: datetime, sum_fen: int = 0
    ) -> Sitting:
        """Proves the actor's PIN for exactly these records, whose amounts make `sum_fen` (SEC-5).

        Raises Refusal for a PIN that is wrong, and for an empty list.
        """
