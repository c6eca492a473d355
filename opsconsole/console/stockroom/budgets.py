"""The budgets that the basket draws on, read when the unit that pays is another (EXP-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from opsconsole.budgets.queries import BudgetLeft
from opsconsole.console.stockroom.basket import Basket, Mode
from opsconsole.stockroom.queries.counter import budgets_of_unit

if TYPE_CHECKING:
    from opsconsole.console.stockroom.screen import StockroomScreen

_Key = tuple[int, date, bool]


class BudgetsShown:
    """What is left for the unit of a basket, as last read; nothing for what draws on no budget."""

    def __init__(self, screen: StockroomScreen) -> None:
        self._screen = screen
        self._for: _Key | None = None
        self.lines: Sequence[BudgetLeft] = ()

    def read_for(self, basket: Basket) -> None:
        """Reads the budgets of the unit that the basket is charged to, unless they are shown already."""
        key = self._key(basket)
        if key == self._for:
            return
        self._for, self.lines = key, ()
        if key is not None:
            unit_id, day, drawing = key
            then = partial(self._read, key)
            self._screen.fetch(budgets_of_unit, unit_id, day, drawing=drawing, then=then, group="budgets")

    def forget(self) -> None:
        """Something was written: what is left is another now."""
        self._for = None

    def _read(self, key: _Key, lines: Sequence[BudgetLeft]) -> None:
        if key == self._for:
            self.lines = lines
            if lines:
                self._screen.draw_basket()

    def _key(self, basket: Basket) -> _Key | None:
        day = self._screen.app.clock().date()
        if basket.mode is Mode.FUNDS:
            return (basket.unit[0], day, False) if basket.unit is not None else None
        if basket.mode is not Mode.ISSUE or basket.person is None:
            return None
        unit_id = basket.unit[0] if basket.unit is not None else basket.person.unit_id
        return (unit_id, basket.day or day, True) if unit_id is not None else None
