"""The table of routes, changed on the screen and kept with a date; nothing holds before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.approvals.policy import ApprovalsPolicy
from opsconsole.approvals.queries import KindShown, RoutesTable, routes_table
from opsconsole.approvals.rules.routes import POSITION_PREFIX, Measure, Route
from opsconsole.approvals.service import enter_routes
from opsconsole.approvals.words import STEP_NAMES
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.requests.routes import words
from opsconsole.console.requests.routes.who import WhoDecidesPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import (
    ChoiceField,
    DayField,
    Field,
    Form,
    PickField,
    TextField,
    YesNoField,
)
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.queries import FoundKind, search
from opsconsole.org.words import RANKS
from opsconsole.policy.queries import Timeline

KIND, WHO, WIDE_WHO, LIMIT = 14, 22, 38, 14
WIDE_FROM = 110
GAPS, NARROWEST = 6, 20
MOST_STEPS, MOST_FOUND = 4, 50
NO_TRAIT = ""


class RoutesPage(Page):
    """Every line of the table, kind by kind: the first that fits a request gives its steps."""

    AUTO_FOCUS = "#routes"
    NEEDS: ClassVar[Mapping[str, str]] = dict.fromkeys(("new", "away", "shift", "save"), "policy.edit")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "new", N_("New line"), N_("Adds a line to the routes of a kind"), id="routes.new"),
        key("ctrl+d,delete", "away", N_("Take away"), N_("Takes this line out of the table"), id="routes.away"),
        key(
            "shift+up,minus",
            "shift(-1)",
            N_("Up"),
            N_("Moves this line up: the first that fits holds"),
            id="routes.up",
        ),
        key("shift+down,plus", "shift(1)", N_("Down"), N_("Moves this line down"), id="routes.down"),
        key("ctrl+s", "save", N_("Save"), N_("Keeps the table from a day on"), id="routes.save"),
        key("f8", "who", N_("Who decides"), N_("Who would decide for whom, and where nobody would"), id="routes.who"),
    ]
    DEFAULT_CSS = """
    RoutesPage #routes-told { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._table: RoutesTable | None = None
        self._routes: tuple[Route, ...] = ()
        self._based_on: Timeline[ApprovalsPolicy] | None = None
        """The versions that what is being changed was taken from."""
        self._positions: dict[str, Any] = {}

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="routes-told")
        yield Grid(id="routes")

    def context(self) -> str:
        return _("Routes")

    @property
    def grid(self) -> Grid:
        return self.query_one("#routes", Grid)

    @property
    def _is_changed(self) -> bool:
        return self._table is not None and self._routes != self._table.policy.routes

    @property
    def _kinds(self) -> dict[str, KindShown]:
        return {kind.name: kind for kind in self._table.kinds} if self._table is not None else {}

    def refresh_data(self) -> None:
        self.fetch(routes_table, self.app.clock().date(), then=self._show)

    def _show(self, table: RoutesTable) -> None:
        kept = self._is_changed
        if kept and table.versions != self._based_on:
            self.say(Message(N_("Somebody else has changed the routes meanwhile: Esc leaves yours and shows theirs")))
        self._table = table
        self._positions = {**self._positions, **table.positions}
        if not kept:
            self._routes, self._based_on = table.policy.routes, table.versions
        self._draw()

    def _draw(self) -> None:
        if self._table is None:
            return
        told = [Line(words.since_words(self._table.since, self._table.to_come), "info")]
        if self._is_changed:
            told.append(Line(_("Changed and not saved yet: Ctrl+S keeps it from a day on."), "warn"))
        self.query_one("#routes-told", Lines).show(told)
        width = self.size.width
        who = WIDE_WHO if width >= WIDE_FROM else WHO
        columns = [
            Column("kind", _("Kind"), width=KIND),
            Column("who", _("For whom"), width=who),
            Column("limit", _("How much"), width=LIMIT),
            Column("steps", _("Decided by"), width=max(width - KIND - who - LIMIT - GAPS, NARROWEST)),
        ]
        self.grid.show(
            ListSource(self._row(place, route) for place, route in enumerate(self._routes)), columns=(columns, (), ())
        )
        self.refresh_bindings()

    def _row(self, place: int, route: Route) -> GridRow:
        kind = self._kinds.get(route.kind)
        first = place == 0 or self._routes[place - 1].kind != route.kind
        title = _(kind.title) if kind is not None else route.kind
        return GridRow(
            place,
            [
                Cell(title if first else "", "strong" if first else ""),
                words.who_words(route, kind),
                words.limit_words(route, kind.measure if kind is not None else Measure.NONE),
                words.steps_words(route, self._positions),
            ],
        )

    def on_resize(self) -> None:
        self._draw()

    def retranslate(self) -> None:
        super().retranslate()
        self._draw()

    @property
    def _here(self) -> int | None:
        here = self.grid.cursor_id
        return here if isinstance(here, int) and here < len(self._routes) else None

    def back(self) -> None:
        """Leaves; what was changed and not saved is asked about first."""
        if not self._is_changed:
            super().back()
            return

        def answered(yes: bool) -> None:
            if yes:
                self.dismiss(None)

        self.ask(Confirm(Message(N_("Throw the changed routes away? They are not saved."))), answered)

    # Changing

    def _put(self, routes: tuple[Route, ...], cursor: int | None = None) -> None:
        self._routes = routes
        self._draw()
        if cursor is not None:
            self.grid.move_to(cursor, "who")

    def action_shift(self, step: int) -> None:
        here = self._here
        if here is not None:
            routes = words.moved(self._routes, here, step)
            self._put(routes, here + step if routes != self._routes else here)

    def action_away(self) -> None:
        here = self._here
        if here is not None:
            self._put((*self._routes[:here], *self._routes[here + 1 :]))

    def action_new(self) -> None:
        here = self._here
        kind = self._routes[here].kind if here is not None else next(iter(self._kinds), "")
        self._open(Route(kind, ()), None)

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        here = self._here
        if here is not None and self.app.may("policy.edit"):
            self._open(self._routes[here], here)

    def _open(self, route: Route, place: int | None) -> None:
        kinds = self._kinds
        traits = list(dict.fromkeys(trait for kind in kinds.values() for trait in kind.traits))
        options = [(NO_TRAIT, Message(N_("any"))), *((name, Message(title)) for name, title in traits)]
        fields: list[Field] = [
            ChoiceField(
                "kind", N_("Kind"), required=True, options=[(one.name, Message(one.title)) for one in kinds.values()]
            ),
            *(YesNoField(f"rank:{rank}", name, hint=N_("All four no: everybody")) for rank, name in RANKS.items()),
            ChoiceField("trait", N_("Only"), options=options),
            TextField("limit", N_("Up to"), max_length=20, half_width=True, hint=N_("Days, or yuan; empty: any")),
            *(
                PickField(f"step:{number}", label, required=number == 0, source=self._posts)
                for number, label in enumerate((N_("Step 1"), N_("Step 2"), N_("Step 3"), N_("Step 4")))
            ),
        ]
        measure = kinds[route.kind].measure if route.kind in kinds else Measure.NONE
        begin: dict[str, Any] = {
            "kind": route.kind,
            "trait": next(iter(route.traits), NO_TRAIT),
            "limit": words.typed_limit(route.up_to, measure),
            **{f"rank:{rank}": rank in route.ranks for rank in RANKS},
            **{f"step:{number}": self._choice(step) for number, step in enumerate(route.steps[:MOST_STEPS])},
        }
        title = Message(N_("A line of the routes"))
        draft = f"routes:line:{'new' if place is None else place}"
        form = Form(title, fields, draft_key=draft, values=begin, check=self._check, save=partial(self._take, place))
        self.open_form(form)

    def _choice(self, step: str) -> Choice:
        return Choice(step, words.step_words(step, self._positions))

    def _posts(self, text: str) -> list[Choice]:
        """The posts by name, and positions by code, title or pinyin."""
        posts = [Choice(post.value, _(name)) for post, name in STEP_NAMES.items()]
        found = [one for one in posts if text.casefold() in f"{one.label} {one.key}".casefold()]
        positions = self.app.read(search, text, self.app.clock().date(), MOST_FOUND, frozenset({FoundKind.POSITION}))
        return [*found, *(Choice(f"{POSITION_PREFIX}{one.code}", f"{one.name_zh} {one.code}") for one in positions)]

    def _check(self, values: Mapping[str, Any]) -> Mapping[str, Message]:
        kind = self._kinds[values["kind"]]
        problems: dict[str, Message] = {}
        wrong = words.problem_of(lambda: words.limit_of(values["limit"], kind.measure))
        if wrong is not None:
            problems["limit"] = wrong
        if values["trait"] and values["trait"] not in dict(kind.traits):
            problems["trait"] = Message(N_("Requests of this kind do not tell this apart"))
        return problems

    def _take(self, place: int | None, values: Mapping[str, Any], form: Form) -> None:
        assert self.app.desk is not None
        kind = self._kinds[values["kind"]]
        steps = tuple(found for number in range(MOST_STEPS) if (found := values[f"step:{number}"]))
        route = Route(
            kind.name,
            steps,
            tuple(rank.value for rank in RANKS if values[f"rank:{rank}"]),
            (values["trait"],) if values["trait"] else (),
            words.limit_of(values["limit"], kind.measure),
        )
        form.saved(self.app.desk)
        routes = words.with_line(self._routes, route, place)
        self._put(routes, routes.index(route))

    # Saving

    def action_save(self) -> None:
        if not self._is_changed:
            self.say(Message(N_("Nothing was changed")))
            return
        fields: list[Field] = [
            DayField("from_day", N_("From"), required=True, hint=N_("Asked from this day on")),
            TextField("note", N_("Note"), max_length=500),
        ]
        title = Message(N_("Keep the routes: what waits keeps the steps it has"))
        begin = {"from_day": self.app.clock().date()}
        self.open_form(Form(title, fields, draft_key="routes:save", values=begin, save=self._keep))

    def _keep(self, values: Mapping[str, Any], form: Form) -> None:
        assert self._table is not None
        policy = replace(self._table.policy, routes=self._routes)
        self.perform(
            enter_routes,
            values["from_day"],
            policy,
            values["note"],
            self._based_on,
            form=form,
            said=Message(N_("The routes hold from {day} on"), day=str(values["from_day"])),
            then=self._kept,
        )

    def _kept(self, _done: Any) -> None:
        """What was saved is shown as it now stands, also where it holds from a later day only."""
        self._table = None
        self.refresh_data()

    def action_who(self) -> None:
        self.app.push_screen(WhoDecidesPage(self.area))
