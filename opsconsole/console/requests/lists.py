"""Requests in lists: one's own with what is left of one's leave, and for the office everybody's that are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.approvals.queries import RequestLine, mine, open_requests
from opsconsole.approvals.rules.states import STATE_NAMES, State
from opsconsole.approvals.words import NOBODY_YET
from opsconsole.attendance.requests.queries import Balance, balances
from opsconsole.attendance.rules.names import LEAVE_NAMES
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.requests.asking import Asking
from opsconsole.console.requests.balances import BalancesPage
from opsconsole.console.requests.desk_list import kinds_of
from opsconsole.console.requests.detail import STATE_LOOKS
from opsconsole.console.requests.detail_page import RequestPage
from opsconsole.console.requests.previews import days_words
from opsconsole.console.widgets.find_bar import FindBar
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, text_of
from opsconsole.org.pinyin import folded, words_of

NUMBER, WHO, STATE, DECIDES, AGE = 12, 10, 12, 12, 6
GAPS, NARROWEST, TITLED_FROM = 8, 20, 44
EVERY_KIND = ""


class RequestsPage(Page):
    """A list of requests, filtered by kind and found by number, name, pinyin or badge."""

    AUTO_FOCUS = "#requests"
    EMPTY = N_("There are no requests.")
    SHOWS_WHO = True
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "ask", N_("New"), N_("Asks for leave, an outing, an explanation"), id="requests.new"),
        key("ctrl+f,slash", "find", N_("Find"), N_("Finds by number, name, pinyin or badge"), id="requests.find"),
        key("ctrl+t", "kind", N_("Kind"), N_("Shows the requests of one kind, or of all"), id="requests.kind"),
    ]
    DEFAULT_CSS = """
    RequestsPage #requests-status { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._lines: Sequence[RequestLine] = ()
        self._text = ""
        self._kind = EVERY_KIND

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="requests-status")
        yield FindBar(N_("Find: number, name, pinyin or badge"), id="requests-find")
        yield Grid(id="requests")

    @property
    def grid(self) -> Grid:
        return self.query_one("#requests", Grid)

    def show_lines(self, lines: Sequence[RequestLine]) -> None:
        """Shows what was read."""
        self._lines = lines
        self._draw()

    def status(self) -> Iterable[Line]:
        """What stands above the list."""
        return ()

    def _chosen(self) -> list[RequestLine]:
        words = words_of(self._text)
        return [
            line
            for line in self._lines
            if self._kind in (EVERY_KIND, line.kind)
            and all(word in f"{line.found_by} {folded(text_of(line.asked))}" for word in words)
        ]

    def _draw(self) -> None:
        taken = NUMBER + STATE + DECIDES + AGE + GAPS + (WHO + 1 if self.SHOWS_WHO else 0)
        width = max(self.size.width - taken, NARROWEST)
        columns = [
            Column("number", _("Number"), width=NUMBER),
            *([Column("who", _("Who"), width=WHO)] if self.SHOWS_WHO else []),
            Column("what", _("What"), width=width),
            Column("state", _("State"), width=STATE),
            Column("decides", _("Decides"), width=DECIDES),
            Column("age", _("Asked"), width=AGE),
        ]
        found_none = bool(self._lines)
        self.grid.empty = _("Nothing is found so. Esc shows everything.") if found_none else _(self.EMPTY)
        rows = [self._row(line, titled=width >= TITLED_FROM) for line in self._chosen()]
        self.grid.show(ListSource(rows), columns=(columns, (), ()))
        kind = kinds_of(self._lines).get(self._kind)
        told = [*self.status(), *([Line(kind, "info")] if kind else [])]
        self.query_one("#requests-status", Lines).show(told)

    def _row(self, line: RequestLine, *, titled: bool) -> GridRow:
        decides = ""
        if line.state is State.WAITING:
            decides = ", ".join(one.name for one in line.deciders) or _(NOBODY_YET)
        cells: list[Cell | str] = [line.number]
        if self.SHOWS_WHO:
            cells.append(line.requester.name)
        cells += [
            f"{text_of(line.title)} {text_of(line.asked)}" if titled else text_of(line.asked),
            Cell(_(STATE_NAMES[line.state]), STATE_LOOKS[line.state]),
            decides,
            f"{line.submitted_at:%m-%d}",
        ]
        return GridRow(line.id, cells)

    def on_resize(self) -> None:
        self._draw()

    def retranslate(self) -> None:
        super().retranslate()
        self.query_one(FindBar).retranslate()
        self._draw()

    # Going on

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        here = self.grid.cursor_id
        if isinstance(here, int):
            ids = [line.id for line in self._chosen()]
            at = ids.index(here)
            self.app.push_screen(RequestPage(self.area, [*ids[at:], *ids[:at]]))

    def action_ask(self) -> None:
        Asking(self).offer()

    def action_find(self) -> None:
        self.query_one(FindBar).open()

    def on_find_bar_changed(self, changed: FindBar.Changed) -> None:
        self._text = changed.text
        self._draw()

    def on_find_bar_left(self, _left: FindBar.Left) -> None:
        self.grid.focus()

    def action_kind(self) -> None:
        kinds = kinds_of(self._lines)

        def matching(text: str) -> Sequence[Choice]:
            choices = [Choice(EVERY_KIND, _("Every kind")), *(Choice(name, title) for name, title in kinds.items())]
            return [choice for choice in choices if text.casefold() in choice.label.casefold()]

        def chosen(choice: Choice) -> None:
            self._kind = choice.key
            self._draw()

        self.ask(Picker(Message(N_("Which kind?")), matching), chosen)

    def back(self) -> None:
        """Everything is shown again; with everything shown the page goes."""
        if not self._text and not self._kind:
            super().back()
            return
        self._text, self._kind = "", EVERY_KIND
        self.query_one(FindBar).fill("")
        self._draw()
        self.grid.focus()


class MinePage(RequestsPage):
    """What the person at the keys asked for, and what is left of their leave."""

    EMPTY = N_("You have not asked for anything yet. Ctrl+N asks.")
    SHOWS_WHO = False
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "f8", "balances", N_("Leave left"), N_("What is left of your leave, and what moved it"), id="mine.balances"
        ),
    ]

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._balances: Sequence[Balance] = ()

    def context(self) -> str:
        return _("My requests")

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        actor, now = self.app.desk.actor, self.app.clock()
        self.fetch(mine, actor, now, then=self.show_lines, label=Message(N_("Reading your requests")))
        if actor.employee_id is not None:
            self.fetch(balances, actor.employee_id, now, then=self._told_balances)

    def _told_balances(self, found: Sequence[Balance]) -> None:
        self._balances = found
        self._draw()

    def status(self) -> Iterable[Line]:
        if self._balances:
            yield Line("  ".join(balance_words(one) for one in self._balances), "info")

    def action_balances(self) -> None:
        assert self.app.desk is not None
        actor = self.app.desk.actor
        if actor.employee_id is not None:
            self.app.push_screen(BalancesPage(self.area, actor.employee_id))


class OfficePage(RequestsPage):
    """Everybody's open requests, for whoever enters requests for others at the counter."""

    EMPTY = N_("Nobody has a request open. Ctrl+N enters one for somebody at the counter.")
    NEEDS: ClassVar[Mapping[str, str]] = {"ask": "requests.enter"}

    def context(self) -> str:
        return _("Requests at the counter")

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        args: tuple[Any, ...] = (self.app.desk.actor, self.app.clock())
        self.fetch(open_requests, *args, then=self.show_lines, label=Message(N_("Reading all open requests")))

    def status(self) -> Iterable[Line]:
        nobody = sum(1 for line in self._lines if line.state is State.WAITING and not line.deciders)
        words = [_("Open: {count}").format(count=len(self._lines))]
        if nobody:
            words.append(_("nobody can decide yet: {count}").format(count=nobody))
        yield Line("  ".join(words), "warn" if nobody else "info")

    def action_ask(self) -> None:
        Asking(self, for_others=True).offer()


def balance_words(one: Balance) -> str:
    """What is left of a kind of leave, and what open requests ask of it."""
    words = _("{kind}: {days} days left").format(
        kind=_(LEAVE_NAMES[one.kind]), days=days_words(max(one.left_halves, 0))
    )
    if not one.asked_halves:
        return words
    return _("{words}, {days} asked for").format(words=words, days=days_words(one.asked_halves))
