"""What others change: looked for every second and a half, and shown without moving a cursor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from opsconsole.console.base import AreaScreen
from opsconsole.console.desk import Desk
from opsconsole.errors import Refusal

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp

LOOK_EVERY_S = 1.5


class Others:
    """Looks at the head of the database, and counts what waits for the person at the keys."""

    def __init__(self, app: OpsApp) -> None:
        self.waiting = 0
        self._app = app
        self._counted_at = -1
        self._looking = False

    def begin(self) -> None:
        """Somebody signed in: what waits is theirs to count."""
        self.waiting = 0
        self._counted_at = -1
        self._looking = False

    def look(self) -> None:
        """Looks once, unless it is looking already or nobody is there to see it."""
        desk = self._app.desk
        if desk is not None and not self._looking:
            self._looking = True
            self._app.run_worker(self._looked(desk), group="look", exit_on_error=False)

    async def _looked(self, desk: Desk) -> None:
        """After a defect there is no more looking until the next sign-in."""
        app = self._app
        try:
            moved = await app.off_loop(app.link.somebody_else_acted)
            await self._count(desk)
        except Refusal as refusal:
            if app.area_screen is not None:
                app.area_screen.refuse(refusal)
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            app.defect(error)
            return
        else:
            if moved and desk is app.desk:
                self.all_stale()
        self._looking = False

    async def _count(self, desk: Desk) -> None:
        """Counts what waits, once for every state of the database."""
        app = self._app
        if self._counted_at == app.link.head:
            return
        self._counted_at = app.link.head
        todo = await app.off_loop(partial(app.link.program.todo, desk.actor, app.clock()))
        if desk is app.desk:
            self.waiting = todo.count
            app.screen.refresh_bindings()

    def all_stale(self, but: AreaScreen | None = None) -> None:
        """Something changed: the screen in front reads again, the others when they come to the front.

        `but` has read what changed already.
        """
        front = self._app.area_screen
        for screen in self._app.area_screens():
            if screen is but:
                continue
            if screen is front:
                screen.refresh_data()
            else:
                screen.stale = True
