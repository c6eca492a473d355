"""The administrator's screen: who may sign in, in which roles; nothing of the business is on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access import queries, service
from opsconsole.access.actor import FROM_ORGANISATION, Role
from opsconsole.access.queries import AccountLine
from opsconsole.access.words import ROLES
from opsconsole.console.base import AreaScreen
from opsconsole.console.keys import key
from opsconsole.console.widgets.confirm import Confirm, Told
from opsconsole.console.widgets.form import Field, Form, PickField, YesNoField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.pinyin import folded, words_of
from opsconsole.org.queries import FoundKind, search

GRANTABLE = tuple(role for role in ROLES if role not in FROM_ORGANISATION)
MOST_FOUND = 50

BESIDE_ROLES = 56
"""Cells that the other columns take, with gaps, gutter and scroll bar."""

NARROWEST_ROLES = 20

ON_THE_LINE = ("roles", "code", "turn", "unblock")
"""The actions on the account under the cursor."""


class AccountsScreen(AreaScreen):
    """Every account with its roles and its state."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "add", N_("New"), N_("Gives an employee an account"), id="accounts.add"),
        key("ctrl+o", "roles", N_("Roles"), N_("Grants roles and takes them away"), id="accounts.roles"),
        key(
            "ctrl+r",
            "code",
            N_("One-time code"),
            N_("Issues a one-time code in the place of the PIN"),
            id="accounts.code",
        ),
        key("ctrl+d", "turn", N_("Close/open"), N_("Closes the account, or opens it again"), id="accounts.turn"),
        key("ctrl+t", "unblock", N_("Unblock"), N_("Lets them try again at once"), id="accounts.unblock"),
        key("ctrl+f,slash", "find", N_("Find"), N_("Finds an account by badge or name"), id="accounts.find"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, AccountLine] = {}

    def body(self) -> ComposeResult:
        yield Grid(id="accounts")

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def refresh_data(self) -> None:
        self.fetch(queries.accounts, then=self._show)

    def _show(self, lines: Sequence[AccountLine]) -> None:
        self._lines = {line.badge: line for line in lines}
        self._draw()

    def _draw(self) -> None:
        self.grid.empty = _("There are no accounts. Ctrl+N gives an employee one.")
        left = [Column("badge", _("Badge"), width=8), Column("name", _("Name"), width=12)]
        roles_width = max(self.size.width - BESIDE_ROLES, NARROWEST_ROLES)
        middle = [Column("state", _("State"), width=26), Column("roles", _("Roles"), width=roles_width)]
        now = self.app.clock()
        self.grid.set_columns(left, middle)
        self.grid.show(ListSource(_row(line, now) for line in self._lines.values()))
        self.refresh_bindings()

    def on_resize(self) -> None:
        self._draw()

    def retranslate(self) -> None:
        super().retranslate()
        self._draw()

    def place(self) -> dict[str, Any]:
        return self.grid.place()

    def restore(self, place: Mapping[str, Any]) -> None:
        self.grid.restore(place)

    # The account under the cursor

    @property
    def _here(self) -> AccountLine | None:
        return self._lines.get(str(self.grid.cursor_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ON_THE_LINE and (not self.is_mounted or self._here is None):
            return None
        if action == "unblock" and self._here is not None and not _is_blocked(self._here, self.app.clock()):
            return None
        return super().check_action(action, parameters)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self.refresh_bindings()

    def on_grid_loaded(self, _loaded: Grid.Loaded) -> None:
        self.refresh_bindings()

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        line = self._here
        if line is not None:
            offer(self, _called(line), list(self._entries(line)))

    def _entries(self, line: AccountLine) -> Iterator[Entry]:
        if _is_blocked(line, self.app.clock()):
            yield Entry(Message(N_("Let them try again at once")), self.action_unblock)
        yield Entry(Message(N_("Issue a one-time code")), self.action_code)
        yield Entry(Message(N_("Grant roles and take them away")), self.action_roles)
        turn = Message(N_("Close the account")) if line.enabled else Message(N_("Open the account again"))
        yield Entry(turn, self.action_turn)

    def action_find(self) -> None:
        self.ask(Picker(Message(N_("Find an account")), self._found), self._go_to)

    def _go_to(self, choice: Choice) -> None:
        self.grid.move_to(choice.key)

    def _found(self, text: str) -> list[Choice]:
        words = words_of(text)
        return [
            Choice(line.badge, f"{line.name} {line.badge}", _roles(line))
            for line in self._lines.values()
            if all(word in folded(f"{line.badge} {line.name}") for word in words)
        ]

    # Acts

    def action_add(self) -> None:
        fields = (PickField("badge", N_("Employee"), required=True, source=self._without_account), *_role_fields())
        self.open_form(Form(Message(N_("New account")), fields, draft_key="accounts.new", save=self._save_new))

    def _without_account(self, text: str) -> list[Choice]:
        """Employees who have no account yet, by badge, name or pinyin."""
        found = self.app.read(search, text, self.app.clock().date(), MOST_FOUND, frozenset({FoundKind.PERSON}))
        return [Choice(one.code, f"{one.name_zh} {one.code}") for one in found if one.code not in self._lines]

    def _save_new(self, values: dict[str, Any], form: Form) -> None:
        badge, roles = values["badge"], _granted(values)

        def coded(made: tuple[str, str]) -> None:
            code, digest = made
            then = partial(self._tell_code, badge, code)
            self.perform(service.add_account, badge, roles, digest, self.app.clock(), form=form, then=then)

        self._with_code(coded)

    def action_code(self) -> None:
        line = self._here
        if line is not None:
            question = N_("Issue a one-time code for {name} {badge}? The PIN they have stops working at once.")
            self._confirmed(Message(question, name=line.name, badge=line.badge), partial(self._issue_code, line.badge))

    def _issue_code(self, badge: str) -> None:
        def coded(made: tuple[str, str]) -> None:
            code, digest = made
            self.perform(service.reset_pin, badge, digest, self.app.clock(), then=partial(self._tell_code, badge, code))

        self._with_code(coded)

    def _with_code(self, then: Callable[[tuple[str, str]], None]) -> None:
        """Makes a code and its digest, which takes a moment."""
        call = self.app.link.program.one_time_code
        self.look_up(call, then=then, label=Message(N_("Making a one-time code")), group="code")

    def _tell_code(self, badge: str, code: str, _result: Any) -> None:
        self.refresh_data()
        told = Told(
            Message(N_("The one-time code of {badge} is:  {code}"), badge=badge, code=code),
            Message(N_("It is shown this once. They sign in with it, and then choose a PIN of their own.")),
        )
        self.ask(told, lambda _answer: None)

    def action_roles(self) -> None:
        line = self._here
        if line is None:
            return
        was = line.roles

        def save(values: dict[str, Any], form: Form) -> None:
            said = Message(N_("The roles of {badge} are changed"), badge=line.badge)
            roles = _granted(values)
            self.perform(service.change_roles, line.badge, was, roles, self.app.clock(), form=form, said=said)

        title = Message(N_("Roles of {name} {badge}"), name=line.name, badge=line.badge)
        begin = {role.value: role in was for role in GRANTABLE}
        draft_key = f"accounts.roles:{line.badge}"
        self.open_form(Form(title, _role_fields(), draft_key=draft_key, save=save, values=begin))

    def action_turn(self) -> None:
        line = self._here
        if line is None:
            return
        facts = {"name": line.name, "badge": line.badge}
        if not line.enabled:
            said = Message(N_("The account of {name} {badge} is open again"), **facts)
            self.perform(service.enable, line.badge, self.app.clock(), said=said)
            return
        said = Message(N_("The account of {name} {badge} is closed"), **facts)
        question = Message(
            N_("Close the account of {name} {badge}? They can do nothing more, also where signed in."), **facts
        )
        self._confirmed(question, partial(self.perform, service.disable, line.badge, self.app.clock(), said=said))

    def action_unblock(self) -> None:
        line = self._here
        if line is not None:
            said = Message(N_("{badge} can try again at once"), badge=line.badge)
            self.perform(service.lift_delay, line.badge, self.app.clock(), said=said)

    def _confirmed(self, question: Message, act: Callable[[], Any]) -> None:
        def answered(yes: bool) -> None:
            if yes:
                act()

        self.ask(Confirm(question), answered)


def _row(line: AccountLine, now: datetime) -> GridRow:
    return GridRow(line.badge, [line.badge, line.name, _state(line, now), _roles(line)])


def _state(line: AccountLine, now: datetime) -> Cell:
    if not line.enabled:
        return Cell(_("disabled"), "bad")
    if line.blocked_until is not None and _is_blocked(line, now):
        return Cell(_("blocked until {time}").format(time=f"{line.blocked_until:%m-%d %H:%M}"), "warn")
    if not line.has_pin:
        return Cell(_("has no PIN: issue a code"), "warn")
    if line.must_change:
        return Cell(_("PIN not chosen yet"), "info")
    return Cell(_("in use"), "good")


def _is_blocked(line: AccountLine, now: datetime) -> bool:
    return line.blocked_until is not None and line.blocked_until > now


def _roles(line: AccountLine) -> str:
    return ", ".join(_(ROLES[role]) for role in line.roles) or _("(none granted)")


def _called(line: AccountLine) -> Message:
    return Message(N_("Account of {name} {badge}"), name=line.name, badge=line.badge)


def _role_fields() -> tuple[Field, ...]:
    return tuple(YesNoField(role.value, ROLES[role]) for role in GRANTABLE)


def _granted(values: Mapping[str, Any]) -> list[Role]:
    """The roles that a form says yes to."""
    return [role for role in GRANTABLE if values[role.value]]
