"""One verb, one transaction, one act: the way every change gets into the database."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Engine, event, text
from sqlalchemy import inspect as state_of
from sqlalchemy.orm import Session

from opsconsole.db import engine as engines
from opsconsole.db.gate import WriteGate
from opsconsole.errors import Message, Named, NotPermitted, Unavailable
from opsconsole.i18n import N_

_CHANGES = {"INSERT", "UPDATE", "DELETE"}
ATTEMPTS = 5
FIRST_PAUSE_S = 0.02
LONGEST_CLOSING_S = 0.5


@dataclass(slots=True)
class Act:
    """One act under way: who does what under which id, and what it has changed so far."""

    id: str
    verb: str
    actor: Any
    at: datetime
    content: list[dict[str, Any]] = field(default_factory=list)
    wrote: bool = False
    records: list[dict[str, Any]] = field(default_factory=list)


class Journal(Protocol):
    """What keeps the record of acts (the audit room); the database calls it, never the other way round."""

    def recall(self, session: Session, act_id: str) -> tuple[Any] | None:
        """The result of an act that was done already, in a tuple; else None."""

    def seal(self, session: Session, act: Act, result: Any) -> tuple[int, str] | None:
        """Writes the act's record; its number and hash, or None where nothing was done."""

    def committed(self, head: tuple[int, str]) -> None:
        """The record's head is durable now."""

    def refused(self, session: Session, actor: Any, verb: str, reason: str) -> None:
        """A verb that puts a refused attempt on the record."""

    def head(self, session: Session) -> int:
        """The number of the last act."""


class NoJournal:
    """Keeps no record: for tests of this room alone."""

    def recall(self, session: Session, act_id: str) -> tuple[Any] | None:
        return None

    def seal(self, session: Session, act: Act, result: Any) -> tuple[int, str] | None:
        return None

    def committed(self, head: tuple[int, str]) -> None:
        return None

    def refused(self, session: Session, actor: Any, verb: str, reason: str) -> None:
        return None

    def head(self, session: Session) -> int:
        return 0


class Database:
    """A database in use by this process.

    `run` changes, `read` looks; both may be called from any thread. While `read_only_because` is
    set, every `run` is refused with that sentence.
    """

    def __init__(
        self, url: str, journal: Journal | None = None, *, clock: Callable[[], datetime] = datetime.now
    ) -> None:
        self.url = engines.parse_url(url)
        self.journal: Journal = journal or NoJournal()
        self.clock = clock
        self.read_only_because: Message | None = None
        path = engines.sqlite_path(self.url)
        self.gate = WriteGate(path.with_name(path.name + ".gate") if path else None)
        self._file: tuple[int, int] | None = None
        self._writer: Engine = engines.write_engine(self.url)
        self._reader: Engine = engines.read_engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        return engines.sqlite_path(self.url) is not None

    def run(self, verb: Callable[..., Any], actor: Any, *args: Any, act_id: str | None = None, **kwargs: Any) -> Any:
        """Does one act: `verb(session, actor, *args, **kwargs)` in one transaction with one record.

        The same `act_id` again gives the first result and changes nothing. Raises Refusal when the
        business says no, `Unavailable` when the database cannot take it; either way nothing changed.
        """
        if self.read_only_because is not None:
            message = self.read_only_because
            raise Unavailable(message.msgid, clause=message.clause, **message.facts)
        act_id = act_id or uuid.uuid4().hex
        try:
            return self._retrying(lambda: self._act(verb, actor, act_id, args, kwargs))
        except NotPermitted as refusal:
            told = (_name(verb), _in_english(refusal.message))
            self._retrying(lambda: self._act(self.journal.refused, actor, uuid.uuid4().hex, told, {}))
            raise

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answers one question: `query(session, *args, **kwargs)` in one read transaction."""

        def ask() -> Any:
            self._still_there()
            with Session(self._reader) as session, session.begin():
                return query(session, *args, **kwargs)

        return self._retrying(ask)

    def head(self) -> int:
        """The number of the last act: moves whenever anybody changes anything."""
        return self.read(self.journal.head)

    def close(self) -> None:
        """Gives all connections back; SQLite's last checkpoint stays behind the gate.

        Where the gate stays shut another process works on, and the last checkpoint is left to it.
        """
        try:
            with self.gate.held(wait_s=LONGEST_CLOSING_S):
                self._dispose()
        except Unavailable:
            self._dispose()

    def _dispose(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def exclusive(self) -> Generator[Engine]:
        """The writing engine while no other process of this host writes: for migrations and backups."""
        with self.gate.held(), engines.in_words():
            self._still_there()
            yield self._writer

    @contextmanager
    def reading(self) -> Generator[Engine]:
        """The reading engine: for what is no question to a table (schema, status)."""
        with engines.in_words():
            self._still_there()
            yield self._reader

    def _still_there(self) -> None:
        # An open file goes on working after it was moved or replaced, and what is written to it is lost.
        path = engines.sqlite_path(self.url)
        if path is None:
            return
        try:
            found = path.stat()
        except OSError:
            raise replaced() from None
        if self._file is None:
            self._file = found.st_dev, found.st_ino
        elif self._file != (found.st_dev, found.st_ino):
            raise replaced()

    def _retrying(self, attempt: Callable[[], Any]) -> Any:
        for left in reversed(range(ATTEMPTS)):
            try:
                return attempt()
            except engines.driver_errors() as error:
                if left and engines.passing(error):
                    time.sleep(FIRST_PAUSE_S * 2 ** (ATTEMPTS - left))
                    continue
                words = engines.sentence(error)
                if words is None:
                    raise
                raise words from error
        raise AssertionError("the last attempt returns or raises")

    def _act(
        self, verb: Callable[..., Any], actor: Any, act_id: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        with self.gate.held(), Session(self._writer) as session:
            self._still_there()
            with session.begin():
                if not self.is_sqlite:
                    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": engines.WRITE_LOCK_KEY})
                done = self.journal.recall(session, act_id)
                if done is not None:
                    return done[0]
                act = Act(act_id, _name(verb), actor, self.clock())
                session.info["act"] = act
                _watch(session, act)
                result = verb(session, actor, *args, **kwargs)
                session.flush()
                result = json.loads(json.dumps(result))
                if (act.content or act.wrote) and not act.records and not isinstance(self.journal, NoJournal):
                    raise AssertionError(f"{act.verb} changed data and left no record")
                head = self.journal.seal(session, act, result)
            if head is not None:
                self.journal.committed(head)
        return result


def replaced() -> Unavailable:
    """The refusal of an act on a database that was taken from under this process."""
    return Unavailable(
        N_("The database was replaced or taken away; nothing was changed. Close opsconsole and start it again")
    )


def _name(verb: Callable[..., Any]) -> str:
    return f"{verb.__module__.removeprefix('opsconsole.')}.{getattr(verb, '__qualname__', type(verb).__qualname__)}"


def _in_english(message: Message) -> str:
    # What is on the record is the same whatever language the person at the keys speaks.
    facts = {
        name: _in_english(fact) if isinstance(fact, Message) else fact.en if isinstance(fact, Named) else fact
        for name, fact in message.facts.items()
    }
    return message.msgid.format(**facts) if facts else message.msgid


def _watch(session: Session, act: Act) -> None:
    """Collects the content of every row that the act writes, so that its record covers it."""

    @event.listens_for(session, "after_flush")
    def collect(session: Session, context: Any) -> None:
        for row in session.new:
            act.content.append(_content(row, "new"))
        for row in session.dirty:
            if session.is_modified(row):
                act.content.append(_content(row, "changed"))
        for row in session.deleted:
            act.content.append(_content(row, "gone"))

    @event.listens_for(session.connection(), "before_cursor_execute")
    def mark(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if statement.lstrip()[:6].upper() in _CHANGES:
            act.wrote = True


def _content(row: Any, how: str) -> dict[str, Any]:
    state = state_of(row)
    table = state.mapper.local_table
    columns: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        history = state.attrs[attribute.key].history
        if how == "changed" and not history.has_changes() and not column.primary_key:
            continue
        value = _plain(getattr(row, attribute.key), column)
        if how == "changed" and history.deleted and not column.primary_key:
            columns[column.name] = [_plain(history.deleted[0], column), value]
        else:
            columns[column.name] = value
    return {"table": table.name, "how": how, "row": columns}


def _plain(value: Any, column: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, bytes) or column.info.get("secret"):
        import hashlib

        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        return "sha256:" + hashlib.sha256(data).hexdigest()
    return str(value)
