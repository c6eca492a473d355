"""The one list of areas: what F2 to F7 open."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from opsconsole.i18n import N_

if TYPE_CHECKING:
    from opsconsole.console.base import AreaScreen


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its key, its name, its screen, and who may open it.

    A key is never one that a text field edits with.

    `screen` and `find` are written `module:name` and imported when first needed. `find` is a query
    `find(session, actor, text) -> Sequence[Choice]` for the palette: what it finds is opened through
    `AreaScreen.open_found(key)`. With `find_now` it is also given the time, for what may be seen depends on it.
    Without `permission` everybody has the area.
    """

    name: str
    hotkey: str
    label: str
    tells: str
    screen: str
    permission: str = ""
    find: str = ""
    find_now: bool = False

    def screen_class(self) -> type[AreaScreen]:
        return named(self.screen)


def named(path: str) -> Any:
    """What `module:name` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


HOME = "todo"

AREAS: tuple[Area, ...] = (
    Area(
        "org",
        "f2",
        N_("Org"),
        N_("Units, positions, people"),
        "opsconsole.console.org:OrgScreen",
        permission="org.view",
        find="opsconsole.console.org.finding:find_in_palette",
    ),
    Area(
        "attendance",
        "f3",
        N_("Attendance"),
        N_("The month's sheet, verdicts, imports"),
        "opsconsole.console.attendance:AttendanceScreen",
        find="opsconsole.console.attendance.finding:find_people",
    ),
    Area(
        "stockroom",
        "f4",
        N_("Stock"),
        N_("The counter, the ledger, custody, counts, forms"),
        "opsconsole.console.stockroom:StockroomScreen",
        find="opsconsole.console.stockroom.finding:find_in_palette",
    ),
    Area(
        "claims",
        "f5",
        N_("Claims"),
        N_("The queue of claims, entering them, the cash desk"),
        "opsconsole.console.reimbursement:ClaimsScreen",
        find="opsconsole.console.reimbursement.finding:find_in_palette",
        find_now=True,
    ),
    Area(
        "todo",
        "f7",
        N_("To do"),
        N_("What waits for me"),
        "opsconsole.console.requests.desk:TodoScreen",
        find="opsconsole.console.requests.finding:find_in_palette",
        find_now=True,
    ),
    Area(
        "accounts",
        "ctrl+l",
        N_("Accounts"),
        N_("Who may sign in, in which roles"),
        "opsconsole.console.accounts:AccountsScreen",
        permission="accounts.manage",
    ),
)
