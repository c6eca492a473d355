"""An area with everything the ground offers: a grid, a form, a picker, acts and refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.console.areas import Area
from opsconsole.console.base import AreaScreen
from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import (
    ChoiceField,
    ClockField,
    DayField,
    Form,
    IntField,
    LinesField,
    MoneyField,
    MonthField,
    PickField,
    TextField,
    YesNoField,
)
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, RowId
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _

from .conftest import HOME_ALONE

PEOPLE_COUNT = 200
NAMES = ["王小明", "李雷", "[red]x[/]", "汉" * 60, "\x1b]52;c;eA==\x07赵", "𠮷野家", "👨‍👩‍👧x", "Smith"]
MARKS = [Cell("迟", "warn"), Cell("旷", "bad"), Cell("休", "rest"), ""]


def name_of(number: int) -> str:
    return NAMES[number % len(NAMES)]


class People:
    """A grid's source: so many people, 31 days each."""

    def __init__(self, count: int = PEOPLE_COUNT) -> None:
        self.count = count
        self.read: list[Sequence[RowId]] = []

    def ids(self) -> Sequence[RowId]:
        return list(range(self.count))

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        self.read.append(list(ids))
        return [
            GridRow(
                number,
                [
                    f"E{number:05d}",
                    name_of(number),
                    *(MARKS[(number + day) % 4] for day in range(31)),
                    *(str(number % 9) for _total in range(6)),
                ],
            )
            for number in ids
            if isinstance(number, int)
        ]


def find_units(text: str) -> Sequence[Choice]:
    """Units by code or name."""
    units = [Choice("OPS", "运营部", "yyb"), Choice("PLAN", "[b]规划部[/b]", "ghb"), Choice("X", "汉" * 60, "han")]
    return [unit for unit in units if text.lower() in f"{unit.key}{unit.label}{unit.hint}".lower()]


def add_unit(session: Any, actor: Any, code: str, **facts: Any) -> str:
    """A verb: refuses a code that is taken, and breaks on `BUG`."""
    if code == "TAKEN":
        raise Refusal(N_("Unit {unit} already has a head"), clause="ORG-4", unit=code)
    if code == "BUG":
        secret = "246810"
        raise ZeroDivisionError(f"broken by {len(secret)}")
    return code


class ExampleScreen(AreaScreen):
    """What an area builder writes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "add", N_("New unit"), N_("Opens a form for a new unit"), id="example.add"),
        key("ctrl+f,slash", "find", N_("Find"), N_("Finds a unit as you type"), id="example.find"),
        key("ctrl+x", "explain", N_("Explain"), N_("Gives a verdict on this half day"), id="example.explain"),
    ]
    NEEDS: ClassVar[Mapping[str, str]] = {"explain": "attendance.explain"}

    source = People()
    found: ClassVar[list[str]] = []

    def body(self) -> ComposeResult:
        yield Grid(id="month")

    def context(self) -> str:
        return "2026-03"

    def refresh_data(self) -> None:
        grid = self.query_one(Grid)
        grid.set_columns(
            left=[Column("badge", _("Badge"), width=6), Column("name", _("Name"), width=8)],
            middle=[Column(f"d{day:02d}", str(day), "一二三四五六日"[day % 7], width=2) for day in range(1, 32)],
            right=[Column(f"t{n}", title, width=2, align=Align.RIGHT) for n, title in enumerate("应实迟退缺旷")],
        )
        grid.show(self.source)

    def place(self) -> dict[str, Any]:
        return self.query_one(Grid).place()

    def restore(self, place: Mapping[str, Any]) -> None:
        self.query_one(Grid).restore(place)

    def open_found(self, found: str) -> None:
        self.found.append(found)

    def retranslate(self) -> None:
        super().retranslate()
        self.refresh_data()

    def action_find(self) -> None:
        self.ask(Picker(Message(N_("Find a unit")), find_units), lambda choice: self.say(Message(choice.label)))

    def action_add(self) -> None:
        fields = (
            TextField("code", N_("Code"), required=True, half_width=True, hint=N_("as in the files")),
            TextField("name", N_("Name")),
            PickField("parent", N_("Part of"), source=find_units),
            ChoiceField("kind", N_("Kind"), options=(("b", Message(N_("business"))), ("f", Message(N_("functional"))))),
            DayField("since", N_("From"), required=True, hint=N_("5, 0905, t, +3")),
            MonthField("month", N_("Month")),
            MoneyField("wage", N_("Basic wage")),
            ClockField("start", N_("Starts at")),
            IntField("headcount", N_("Headcount"), most=99),
            YesNoField("assessed", N_("Assessed")),
            LinesField("duties", N_("Duties"), rows=3),
        )
        self.open_form(Form(Message(N_("New unit")), fields, draft_key="unit:new", save=self._add))

    def _add(self, values: dict[str, Any], form: Form) -> None:
        self.perform(add_unit, values["code"], form=form, said=Message(N_("Unit {unit} is there"), unit=values["code"]))

    def action_explain(self) -> None:
        self.say(Message(N_("explained")))


EXAMPLE = Area("example", "f2", N_("Organisation"), N_("Units and people"), "tests.console.example_area:ExampleScreen")
AREAS_WITH_EXAMPLE = (EXAMPLE, *HOME_ALONE)
