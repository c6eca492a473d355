"""F7, home after sign-in: what waits for the person, the oldest first; requests are decided here in a walk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from opsconsole.approvals.queries import RequestLine
from opsconsole.console.backend import Todo, TodoItem
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.requests.asking import Asking
from opsconsole.console.requests.deciding import Batch, item
from opsconsole.console.requests.desk_list import (
    DeskGrid,
    age_words,
    desk_columns,
    desk_rows,
    kinds_of,
    standing_in_words,
    status_words,
)
from opsconsole.console.requests.detail import DetailPane
from opsconsole.console.requests.detail_page import RequestPage
from opsconsole.console.requests.followed import FollowedList
from opsconsole.console.requests.keys import DECIDE
from opsconsole.console.requests.lists import MinePage, OfficePage
from opsconsole.console.requests.routes import RoutesPage
from opsconsole.console.requests.stand_ins import StandInsPage
from opsconsole.console.sitting import covered, sitting_of
from opsconsole.console.widgets.find_bar import FindBar
from opsconsole.console.widgets.grid import Grid, ListSource
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, text_of
from opsconsole.org.pinyin import folded, words_of

BESIDE_FROM = 110
"""Columns from which the request stands beside the list instead of below it."""
TALL_FROM = 30
MOST_NAMED = 3
EVERY_KIND = ""
REQUEST, STAND_INS, MINE, OFFICE, ROUTES = "request:", "stand-ins", "mine", "office", "routes"

PAGES: dict[str, Callable[[str], Page]] = {
    STAND_INS: StandInsPage,
    MINE: MinePage,
    OFFICE: OfficePage,
    ROUTES: RoutesPage,
}
"""Pages over the desk that a key of the to-do list or of the palette opens, by that key; each is given the area."""


class TodoScreen(FollowedList):
    """What waits for the person at the keys."""

    AUTO_FOCUS = "#desk-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        *DECIDE,
        key("ctrl+n", "ask", N_("Ask"), N_("Asks for leave, an outing, an explanation"), id="desk.ask"),
        key("ctrl+o", "page('mine')", N_("My requests"), N_("What I asked for, and my leave left"), id="desk.mine"),
        key("ctrl+u", "page('office')", N_("Counter"), N_("Enters requests for others"), id="desk.office"),
        key("ctrl+f,slash", "find", N_("Find"), N_("Finds by number, name, pinyin or badge"), id="desk.find"),
        key("ctrl+t", "kind", N_("Kind"), N_("Shows the requests of one kind, or of all"), id="desk.kind"),
        key("ctrl+k", "comment", N_("Comment"), N_("Says something about this request"), id="desk.comment"),
        key("f8", "stand_ins", N_("Stand-ins"), N_("Who decides in whose place, and from when"), id="desk.stand_ins"),
        key("shift+f8", "routes", N_("Routes"), N_("Which steps a request takes, and who decides"), id="desk.routes"),
        key("tab", "other_pane", N_("To the request and back"), id="desk.pane", show=False),
    ]
    DEFAULT_CSS = """
    TodoScreen #desk-status { padding: 0 1; }
    TodoScreen #desk { layout: vertical; height: 1fr; }
    TodoScreen #desk.-beside { layout: horizontal; }
    TodoScreen #desk-list { height: 1fr; }
    TodoScreen #desk-detail { height: 10; border-top: solid $panel; }
    TodoScreen #desk.-tall #desk-detail { height: 15; }
    TodoScreen #desk.-beside #desk-list { width: 1fr; }
    TodoScreen #desk.-beside #desk-detail { width: 46%; height: 1fr; border-top: none; border-left: solid $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._todo: Todo | None = None
        self._lines: dict[int, RequestLine] = {}
        """What is shown of the requests to decide: those of the chosen kind that the text finds."""
        self._kind = EVERY_KIND
        self._text = ""

    def body(self) -> ComposeResult:
        yield Lines(most=2, wraps=False, id="desk-status")
        yield FindBar(N_("Find: number, name, pinyin or badge"), id="desk-find")
        with Container(id="desk"):
            yield DeskGrid(id="desk-list")
            yield DetailPane(id="desk-detail")

    @property
    def grid(self) -> DeskGrid:
        return self.query_one("#desk-list", DeskGrid)

    @property
    def pane(self) -> DetailPane:
        return self.query_one("#desk-detail", DetailPane)

    # Where the person is

    def place(self) -> dict[str, Any]:
        return {"kind": self._kind, "text": self._text, "grid": self.grid.place()}

    def restore(self, place: Mapping[str, Any]) -> None:
        self._kind, self._text = place["kind"], place["text"]
        self.query_one(FindBar).fill(self._text)
        self.grid.restore(place["grid"])

    # Reading

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            call = partial(self.app.link.program.todo, desk.actor, self.app.clock())
            self.look_up(call, then=self._show, label=Message(N_("Looking what waits for you")))

    def _show(self, todo: Todo) -> None:
        self._tell_changed(todo)
        self._todo = todo
        self._draw()

    def _tell_changed(self, todo: Todo) -> None:
        """Says what has dropped out of the sitting: changed, or decided by somebody else."""
        before = self._todo.requests if self._todo is not None else ()
        now = {line.id: line.version for line in todo.requests}
        gone = [
            line.number
            for line in before
            if covered(self, item(line)) and line.id not in self.sent and now.get(line.id) != line.version
        ]
        if gone:
            words = N_("{numbers}: changed by somebody else, no longer covered by your PIN")
            more = N_("{numbers} and {count} more: changed by somebody else, no longer covered by your PIN")
            beyond = len(gone) - MOST_NAMED
            self.say(Message(more if beyond > 0 else words, numbers=" ".join(gone[:MOST_NAMED]), count=beyond))

    def _draw(self) -> None:
        todo = self._todo
        if todo is None:
            return
        self._lines = {line.id: line for line in todo.requests if self._is_chosen(line)}
        items = () if self._text or self._kind else todo.items
        beside = self.size.width >= BESIDE_FROM
        desk = self.query_one("#desk", Container)
        desk.set_class(beside, "-beside")
        desk.set_class(self.size.height >= TALL_FROM, "-tall")
        self.grid.empty = self._empty_words()
        width = round(self.size.width * 0.54) if beside else self.size.width
        lines = list(self._lines.values())
        columns = (desk_columns(lines, width), (), ())
        self.grid.show(ListSource(desk_rows(lines, items, self._stays)), columns=columns)
        self.pane.display = bool(lines)
        if not lines:
            self._detail = None
            self.pane.show([])
        self._draw_status()
        self.refresh_bindings()

    def _is_chosen(self, line: RequestLine) -> bool:
        told = f"{line.found_by} {folded(text_of(line.asked))}"
        return self._kind in (EVERY_KIND, line.kind) and all(word in told for word in words_of(self._text))

    def _empty_words(self) -> str:
        if self._text or self._kind:
            return _("Nothing that waits for you is found so. Esc shows everything.")
        return _("Nothing waits for you. F1 shows the keys, Ctrl+P finds everything by name.")

    def _draw_status(self) -> None:
        marked = [line for line in self._lines.values() if line.id in self.grid.marked]
        words = status_words(list(self._lines.values()), marked, sitting_of(self))
        chosen = [kinds_of(self._lines.values()).get(self._kind, "")] if self._kind else []
        told = [Line("  ".join([*words, *chosen]))]
        desk, todo = self.app.desk, self._todo
        if desk is not None and todo is not None and todo.standing_in:
            told.append(Line("; ".join(standing_in_words(todo.standing_in, desk.actor.employee_id)), "info"))
        self.query_one("#desk-status", Lines).show(told)

    def on_resize(self, _event: events.Resize) -> None:
        self._draw()

    def retranslate(self) -> None:
        super().retranslate()
        self.query_one(FindBar).retranslate()
        self._draw()
        self.tell_here()

    # The request under the cursor

    @property
    def _line_here(self) -> RequestLine | None:
        here = self.grid.cursor_id
        return self._lines.get(here) if isinstance(here, int) else None

    @property
    def _item_here(self) -> TodoItem | None:
        items = self._todo.items if self._todo is not None else ()
        return next((one for one in items if one.key == self.grid.cursor_id), None)

    @property
    def request_here(self) -> int | None:
        line = self._line_here
        return line.id if line is not None else None

    def told_here(self) -> Sequence[Line]:
        item_here = self._item_here
        if item_here is None:
            return ()
        return (
            Line(text_of(item_here.title), "strong"),
            Line(age_words(item_here)),
            Line(_("Enter goes there."), "muted"),
        )

    def on_grid_loaded(self, _loaded: Grid.Loaded) -> None:
        self._draw_status()
        self.refresh_bindings()

    def on_grid_marked(self, _marked: Grid.Marked) -> None:
        self._draw_status()

    # Deciding

    @property
    def is_settled(self) -> bool:
        """Whether what waits is in sight, with the request under the cursor in full."""
        here = self._line_here
        return self._todo is not None and (self.is_read(here) if here is not None else not self._lines)

    def targets(self) -> Sequence[RequestLine]:
        marked = [line for line in self._lines.values() if line.id in self.grid.marked]
        here = self._line_here
        return marked or ([here] if here is not None else [])

    def shown_list(self) -> Sequence[RequestLine]:
        return list(self._lines.values())

    def decided(self, batch: Batch) -> None:
        """The next one comes up at once; what was decided is read anew meanwhile."""
        self._stays = {} if batch.is_alone else dict(batch.stayed)
        self.grid.marked.clear()
        self.refresh_data()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("approve", "approve_with", "return", "reject") and self.is_mounted and not self.targets():
            return None
        if action == "comment" and self.is_mounted and self._line_here is None:
            return None
        if action == "page" and parameters == (OFFICE,) and not self.app.may("requests.enter"):
            return False
        return super().check_action(action, parameters)

    # Going elsewhere

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        line, item_here = self._line_here, self._item_here
        if line is not None:
            self.open_request(line.id)
        elif item_here is not None and item_here.requests:
            self.open_request(*item_here.requests)
        elif item_here is not None and item_here.area in self.app.areas:
            self.app.go(item_here.area, item_here.key)

    def open_request(self, *request_ids: int) -> None:
        """Opens requests in full over the desk, the first of them in front."""
        self.app.push_screen(RequestPage(self.area, request_ids))

    def open_found(self, found: str) -> None:
        if found.startswith(REQUEST):
            self.open_request(int(found.removeprefix(REQUEST)))
        elif found in PAGES:
            self.app.push_screen(PAGES[found](self.area))

    def action_page(self, name: str) -> None:
        self.open_found(name)

    def action_ask(self) -> None:
        Asking(self).offer()

    def action_stand_ins(self) -> None:
        self.open_found(STAND_INS)

    def action_routes(self) -> None:
        self.open_found(ROUTES)

    def action_comment(self) -> None:
        line = self._line_here
        if line is not None:
            self.ask_comment(line)

    def action_other_pane(self) -> None:
        (self.pane if self.grid.has_focus and self.pane.display else self.grid).focus()

    # Choosing

    def action_kind(self) -> None:
        kinds = kinds_of(self._todo.requests if self._todo is not None else ())

        def matching(text: str) -> Sequence[Choice]:
            choices = [Choice(EVERY_KIND, _("Every kind")), *(Choice(name, title) for name, title in kinds.items())]
            return [choice for choice in choices if text.casefold() in choice.label.casefold()]

        self.ask(Picker(Message(N_("Which kind?")), matching), self._kind_chosen)

    def _kind_chosen(self, choice: Choice) -> None:
        self._kind = choice.key
        self._draw()

    def action_find(self) -> None:
        self.query_one(FindBar).open()

    def on_find_bar_changed(self, changed: FindBar.Changed) -> None:
        self._text = changed.text
        self._draw()

    def on_find_bar_left(self, _left: FindBar.Left) -> None:
        self.grid.focus()

    def back(self) -> None:
        """Everything is shown again."""
        if self._text or self._kind:
            self._text, self._kind = "", EVERY_KIND
            self.query_one(FindBar).fill("")
            self._draw()
        self.grid.focus()
