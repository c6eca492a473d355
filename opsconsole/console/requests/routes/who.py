"""For every employee and every line of the routes: who would decide today; where nobody would stands out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.approvals.queries import RoutesTable, WhoDecides, routes_table, who_decides
from opsconsole.approvals.rules.routes import Measure
from opsconsole.approvals.words import NOBODY_YET
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.requests.routes import words
from opsconsole.console.widgets.find_bar import FindBar
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.pinyin import matches, search_text

UNIT, NAME, KIND = 8, 12, 30
GAPS, NARROWEST = 6, 20


class WhoDecidesPage(Page):
    """Found by unit, badge, name or pinyin; Ctrl+U leaves only those for whom nobody would decide."""

    AUTO_FOCUS = "#who"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+f,slash", "find", N_("Find"), N_("Finds by unit, badge, name or pinyin"), id="who.find"),
        key("ctrl+u", "nobody", N_("Nobody only"), N_("Only where nobody would decide, or all again"), id="who.nobody"),
    ]
    DEFAULT_CSS = """
    WhoDecidesPage #who-told { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._table: RoutesTable | None = None
        self._lines: Sequence[WhoDecides] = ()
        self._text = ""
        self._nobody_only = False
        self._search: dict[int, str] = {}

    def body(self) -> ComposeResult:
        yield Lines(most=1, id="who-told")
        yield FindBar(N_("Find: unit, badge, name or pinyin"), id="who-find")
        yield Grid(id="who")

    def context(self) -> str:
        return _("Who decides")

    @property
    def grid(self) -> Grid:
        return self.query_one("#who", Grid)

    def refresh_data(self) -> None:
        self.fetch(routes_table, self.app.clock().date(), then=self._show_table)
        self.fetch(who_decides, self.app.clock(), then=self._show, label=Message(N_("Looking up who decides")))

    def _show_table(self, table: RoutesTable) -> None:
        self._table = table
        self._draw()

    def _show(self, lines: Sequence[WhoDecides]) -> None:
        self._lines = lines
        self._draw()

    def _chosen(self) -> list[tuple[int, WhoDecides]]:
        return [
            (place, line)
            for place, line in enumerate(self._lines)
            if (line.nobody or not self._nobody_only) and (not self._text or matches(self._found_by(line), self._text))
        ]

    def _found_by(self, line: WhoDecides) -> str:
        """What finds a line; the pinyin of a name is looked up once."""
        person = line.employee
        if person.id not in self._search:
            self._search[person.id] = search_text(person.badge, person.name, line.unit)
        return self._search[person.id]

    def _draw(self) -> None:
        if self._table is None:
            return
        kinds = {kind.name: kind for kind in self._table.kinds}
        nobody = sum(line.nobody for line in self._lines)
        told = (
            Line(_("Nobody would decide in {count} cases. Ctrl+U shows only those.").format(count=nobody), "warn")
            if nobody
            else Line(_("For everybody there is somebody who decides today."), "good")
        )
        self.query_one("#who-told", Lines).show([told])
        self.grid.empty = _("Nothing is found so. Esc shows everything.")
        width = max(self.size.width - UNIT - NAME - KIND - GAPS, NARROWEST)
        columns = [
            Column("unit", _("Unit"), width=UNIT),
            Column("name", _("Name"), width=NAME),
            Column("kind", _("Asks for"), width=KIND),
            Column("steps", _("Decided by"), width=width),
        ]
        rows = []
        for place, line in self._chosen():
            kind = kinds.get(line.kind)
            title = _(kind.title) if kind is not None else line.kind
            measure = kind.measure if kind is not None else Measure.NONE
            traits = [_(dict(kind.traits).get(trait, trait)) for trait in line.route.traits] if kind else []
            asks = ", ".join([title, *traits, *filter(None, [words.limit_words(line.route, measure)])])
            steps = " > ".join("/".join(one.name for one in step) or _(NOBODY_YET) for step in line.steps)
            rows.append(
                GridRow(place, [line.unit, line.employee.name, asks, Cell(steps, "bad" if line.nobody else "")])
            )
        self.grid.show(ListSource(rows), columns=(columns, (), ()))

    def on_resize(self) -> None:
        self._draw()

    def retranslate(self) -> None:
        super().retranslate()
        self.query_one(FindBar).retranslate()
        self._draw()

    def action_nobody(self) -> None:
        self._nobody_only = not self._nobody_only
        self._draw()

    def action_find(self) -> None:
        self.query_one(FindBar).open()

    def on_find_bar_changed(self, changed: FindBar.Changed) -> None:
        self._text = changed.text
        self._draw()

    def on_find_bar_left(self, _left: FindBar.Left) -> None:
        self.grid.focus()

    def back(self) -> None:
        """Everything is shown again; with everything shown the page goes."""
        if not self._text and not self._nobody_only:
            super().back()
            return
        self._text, self._nobody_only = "", False
        self.query_one(FindBar).fill("")
        self._draw()
        self.grid.focus()
