"""The budgets of a month: what is committed, spent and left of each, and what that is made of (EXP-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.approvals.queries.decided import request_id_of
from opsconsole.budgets.files import BUDGETS_OUT
from opsconsole.budgets.queries import BudgetLeft, budget_lines, draws_of
from opsconsole.budgets.rules import Draw, DrawKind
from opsconsole.budgets.service import set_budget
from opsconsole.budgets.sources import categories
from opsconsole.console.budget_words import category_words
from opsconsole.console.keys import key
from opsconsole.console.naming import known_or_new, said, unit_choices
from opsconsole.console.page import MonthPage
from opsconsole.console.printing import print_kind
from opsconsole.console.requests.detail_page import RequestPage
from opsconsole.console.stockroom.pages.vouchers import VouchersPage
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import Form, MoneyField, MonthField, PickField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan

MONEY, SHARE = 12, 4
GAPS, NARROWEST = 10, 8
DAY, KIND = 10, 10
KIND_NAMES = {DrawKind.COMMITTED: N_("committed"), DrawKind.SPENT: N_("spent")}


class BudgetsPage(MonthPage):
    """A line for each budget that the person may see; what the one here is made of stands beneath."""

    AUTO_FOCUS = "#budgets"
    NEEDS: ClassVar[Mapping[str, str]] = {"new": Permission.BUDGETS_KEEP, "export": Permission.BUDGETS_VIEW}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "new", N_("Set a budget"), N_("Sets or lifts a budget, for one month or more"), id="budgets.new"),
        key("ctrl+e,f9", "export", N_("Export"), N_("Writes the figures to a file"), id="budgets.export"),
        key("tab", "other_pane", N_("To what it is made of and back"), id="budgets.pane", show=False),
    ]
    DEFAULT_CSS = """
    BudgetsPage #budgets-told { padding: 0 1; }
    BudgetsPage #budgets { height: 1fr; }
    BudgetsPage #draws { height: 45%; border-top: solid $panel; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._lines: Sequence[BudgetLeft] | None = None
        self._draws: Sequence[Draw] = ()

    def body(self) -> ComposeResult:
        yield Lines(most=1, wraps=False, id="budgets-told")
        yield Grid(id="budgets")
        yield Grid(id="draws")

    @property
    def grid(self) -> Grid:
        return self.query_one("#budgets", Grid)

    def context(self) -> str:
        return _("Budgets")

    # Reading

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(budget_lines, desk.actor, self.month, then=self._show)

    def _show(self, lines: Sequence[BudgetLeft]) -> None:
        self._lines = lines
        self.draw()
        self._read_here()

    @property
    def here(self) -> BudgetLeft | None:
        """The budget under the cursor."""
        return next((line for line in self._lines or () if _id(line) == self.grid.cursor_id), None)

    def on_grid_cursor_moved(self, moved: Grid.CursorMoved) -> None:
        if moved.grid is self.grid:
            self._read_here()

    def _read_here(self) -> None:
        here, desk = self.here, self.app.desk
        if here is None or desk is None:
            self._draws_read(())
        else:
            self.fetch(draws_of, desk.actor, here.key, then=self._draws_read, group="draws")

    def _draws_read(self, draws: Sequence[Draw]) -> None:
        self._draws = draws
        self._draw_draws()

    # Showing

    def draw(self) -> None:
        if self._lines is None:
            return
        may_set = self.app.may(Permission.BUDGETS_KEEP)
        empty = _("No budget is entered for {month}. Ctrl+N sets one; opsconsole import budgets reads a list.")
        self.grid.empty = (empty if may_set else _("There is no budget for {month} here.")).format(month=self.month)
        names = max((self.size.width - 4 * MONEY - SHARE - GAPS) // 2, NARROWEST)
        columns = [
            Column("unit", _("Unit"), width=names),
            Column("category", _("Category"), width=names),
            Column("budget", _("Budget"), width=MONEY, align=Align.RIGHT),
            Column("committed", _("Committed"), width=MONEY, align=Align.RIGHT),
            Column("spent", _("Spent"), width=MONEY, align=Align.RIGHT),
            Column("left", _("Budget left"), width=MONEY, align=Align.RIGHT),
            Column("share", _("Used"), width=SHARE, align=Align.RIGHT),
        ]
        self.grid.show(ListSource(_row(line) for line in self._lines), columns=(columns, (), ()))
        sums = [sum(values) for values in zip(*(_figures(line) for line in self._lines), strict=True)] or [0] * 4
        words = _("{month}: budget {budget}, committed {committed}, spent {spent}, left {left}").format(
            month=self.month,
            budget=format_yuan(sums[0]),
            committed=format_yuan(sums[1]),
            spent=format_yuan(sums[2]),
            left=format_yuan(sums[3]),
        )
        self.query_one("#budgets-told", Lines).show([Line(words, "strong")])
        self._draw_draws()

    def _draw_draws(self) -> None:
        grid = self.query_one("#draws", Grid)
        grid.display = bool(self._lines)
        grid.empty = _("Nothing was drawn of it yet.")
        rest = max(self.size.width - DAY - KIND - MONEY - GAPS, NARROWEST)
        columns = [
            Column("day", _("Date"), width=DAY),
            Column("kind", _("Stands as"), width=KIND),
            Column("amount", _("Amount"), width=MONEY, align=Align.RIGHT),
            Column("paper", _("Paper"), width=rest),
        ]
        rows = (
            GridRow(
                place,
                [
                    str(draw.day),
                    _(KIND_NAMES[draw.kind]),
                    format_yuan(draw.fen),
                    f"{draw.paper}  {draw.category}".rstrip(),
                ],
            )
            for place, draw in enumerate(self._draws)
        )
        grid.show(ListSource(rows), columns=(columns, (), ()))

    # Going to what it is made of

    def on_grid_opened(self, opened: Grid.Opened) -> None:
        """From a budget to its papers, from a paper to its story."""
        draws = self.query_one("#draws", Grid)
        if opened.grid is self.grid:
            draws.focus()
            return
        place = draws.cursor_id
        if isinstance(place, int) and place < len(self._draws):
            number = self._draws[place].paper
            self.fetch(request_id_of, number, then=partial(self._open, number), group="paper")

    def _open(self, number: str, request_id: int | None) -> None:
        if request_id is not None:
            self.app.push_screen(RequestPage(self.area, (request_id,)))
        elif self.app.may(Permission.STOCK_VIEW):
            self.app.push_screen(VouchersPage(self.area, number))
        else:
            self.say(Message(N_("The stockroom's vouchers are for who keeps or watches it.")))

    # Keys

    def action_other_pane(self) -> None:
        draws = self.query_one("#draws", Grid)
        (draws if self.grid.has_focus and draws.display else self.grid).focus()

    def action_export(self) -> None:
        month = self.month
        print_kind(self, BUDGETS_OUT, ExportOptions(month=month), f"budgets-{month}.xlsx", hint=N_(".xlsx or .csv"))

    def action_new(self) -> None:
        fields = (
            PickField("unit", N_("Unit"), required=True, source=self._units),
            PickField("category", N_("Category"), source=self._categories, hint=N_("Empty: everything else")),
            MonthField("first", N_("From"), required=True, hint=N_("2026-04, or 4")),
            MonthField("last", N_("To"), hint=N_("Empty: that month alone")),
            MoneyField("fen", N_("A month"), hint=N_("In yuan; empty lifts it")),
        )
        here = self.here
        values: dict[str, Any] = {"first": self.month}
        if here is not None:
            values["unit"] = Choice(str(here.key.unit_id), f"{said(here.unit)} {here.unit_code}")
            values["fen"] = here.figures.budget_fen
            if here.key.category:
                values["category"] = Choice(here.key.category, here.key.category)
        draft = f"budget:{here.key if here is not None else ''}:{self.month}"
        self.open_form(Form(Message(N_("Budget of a unit")), fields, draft_key=draft, values=values, save=self._save))

    def _units(self, text: str) -> list[Choice]:
        return unit_choices(self.app, text)

    def _categories(self, text: str) -> list[Choice]:
        return known_or_new((Choice(one, one) for one in self.app.read(categories)), text)

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        first = values["first"]
        self.perform(
            set_budget,
            int(values["unit"]),
            values["category"] or "",
            first,
            values["last"] or first,
            values["fen"],
            form=form,
            said=lambda done: Message(N_("Budgets of {count} months are set"), count=done["months"]),
        )


def _id(line: BudgetLeft) -> tuple[int, str]:
    return line.key.unit_id, line.key.category


def _figures(line: BudgetLeft) -> tuple[int, int, int, int]:
    figures = line.figures
    return figures.budget_fen, figures.committed_fen, figures.spent_fen, figures.left_fen


def _row(line: BudgetLeft) -> GridRow:
    budget, committed, spent, left = _figures(line)
    look = "bad" if left < 0 else ""
    used = f"{(committed + spent) * 100 // budget}%" if budget else ("" if left == 0 else "!")
    return GridRow(
        _id(line),
        [
            said(line.unit),
            category_words(line.shown_category),
            format_yuan(budget),
            format_yuan(committed),
            format_yuan(spent),
            Cell(format_yuan(left), look),
            Cell(used, look),
        ],
    )
