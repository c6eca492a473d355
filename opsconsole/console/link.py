"""The way from the event loop to the program: slow calls in threads, acts one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from opsconsole.console.backend import Backend

Result = TypeVar("Result")

READERS = 6


class Link:
    """Threads for reads, one thread for acts, and what is known of the database's head."""

    def __init__(self) -> None:
        self.backend: Backend | None = None
        self.acts_under_way = 0
        self.head = 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="act")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")

    @property
    def program(self) -> Backend:
        """The program; there is one wherever somebody is signed in."""
        assert self.backend is not None
        return self.backend

    async def off_loop(self, call: Callable[[], Result]) -> Result:
        """Runs a slow call in a thread, several at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, call)

    async def one_at_a_time(self, call: Callable[[], Result]) -> Result:
        """Runs an act in the one thread that writes: acts are done in the order they were sent."""
        self.acts_under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, call)
        finally:
            self.acts_under_way -= 1

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One question to the database, from a thread."""
        return self.program.database.read(query, *args, **kwargs)

    def run_act(self, verb: Callable[..., Any], actor: Any, *args: Any, act_id: str, **kwargs: Any) -> Any:
        """One act, from the writing thread; where nobody else moved the head, it is known as moved."""
        database = self.program.database
        before = self.head
        result = database.run(verb, actor, *args, act_id=act_id, **kwargs)
        head = database.head()
        if head == before + 1:
            self.head = head
        return result

    def somebody_else_acted(self) -> bool:
        """Whether the head moved by other hands since it was last looked at; from a thread."""
        before, self.head = self.head, self.program.database.head()
        return before not in (0, self.head)
