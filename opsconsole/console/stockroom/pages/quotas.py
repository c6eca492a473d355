"""Quotas of units, from a month on (SUP-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.console.keys import key
from opsconsole.console.naming import said, unit_choices
from opsconsole.console.page import GridPage
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import ChoiceField, Form, MonthField, PickField, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.dates import Month
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan, parse_yuan
from opsconsole.stockroom.queries.items import categories
from opsconsole.stockroom.service.quotas import Measure, QuotaLine, quota_lines, set_quota
from opsconsole.stockroom.words import MEASURE_NAMES

UNIT, CATEGORY, MEASURE, SINCE, MOST = 20, 16, 10, 8, 14
LARGEST = 10**9


class QuotasPage(GridPage):
    """Every quota that was set; a later line of the same unit, category and measure takes the place of an earlier."""

    AUTO_FOCUS = "#quotas"
    NEEDS: ClassVar[Mapping[str, str]] = {"new": Permission.POLICY_EDIT}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "new", N_("Set a quota"), N_("Sets or lifts a quota from a month on"), id="quotas.new"),
    ]

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._lines: Sequence[QuotaLine] | None = None

    def body(self) -> ComposeResult:
        yield Grid(id="quotas")

    def context(self) -> str:
        return _("Quotas of units")

    def refresh_data(self) -> None:
        self.fetch(quota_lines, then=self._show)

    def _show(self, lines: Sequence[QuotaLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        self.grid.empty = _("No unit has a quota. Ctrl+N sets one.")
        columns = [
            Column("unit", _("Unit"), width=UNIT),
            Column("category", _("Category"), width=CATEGORY),
            Column("measure", _("Counted in"), width=MEASURE),
            Column("since", _("From"), width=SINCE),
            Column("most", _("A month"), width=MOST, align=Align.RIGHT),
        ]
        self.grid.show(ListSource(_row(line) for line in self._lines), columns=(columns, (), ()))

    def action_new(self) -> None:
        fields = (
            PickField("unit", N_("Unit"), required=True, source=self._units),
            PickField("category", N_("Category"), source=self._categories, hint=N_("Empty: all")),
            ChoiceField(
                "measure",
                N_("Counted in"),
                required=True,
                options=[(measure.value, Message(name)) for measure, name in MEASURE_NAMES.items()],
            ),
            MonthField("from_month", N_("From"), required=True, hint=N_("2026-04, or 4")),
            TextField("most", N_("A month"), max_length=20, half_width=True, hint=N_("Yuan, or units; empty lifts it")),
        )
        values = {"measure": Measure.FEN.value, "from_month": Month.of(self.app.clock().date())}
        self.open_form(
            Form(Message(N_("Quota of a unit")), fields, draft_key="quota:new", values=values, save=self._save)
        )

    def _units(self, text: str) -> list[Choice]:
        return unit_choices(self.app, text)

    def _categories(self, text: str) -> list[Choice]:
        return [Choice(one, one) for one in self.app.read(categories) if text.casefold() in one.casefold()]

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        measure = Measure(values["measure"])
        try:
            most = _most(values["most"], measure)
        except Refusal as refusal:
            form.refuse(refusal.message)
            return
        self.perform(
            set_quota,
            int(values["unit"]),
            values["category"] or "",
            measure,
            values["from_month"],
            most,
            form=form,
            said=Message(N_("The quota holds from {month} on"), month=str(values["from_month"])),
        )


def _most(text: str, measure: Measure) -> int | None:
    if not text:
        return None
    if measure is Measure.FEN:
        return parse_yuan(text)
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST:
        raise Refusal(N_("A whole number from {least} to {most}"), least=0, most=LARGEST)
    return int(text)


def _row(line: QuotaLine) -> GridRow:
    if line.most is None:
        most = Cell(_("lifted"), "muted")
    else:
        most = Cell(format_yuan(line.most) if line.measure is Measure.FEN else str(line.most))
    return GridRow(
        line.id,
        [said(line.unit), line.category or _("all"), _(MEASURE_NAMES[line.measure]), line.from_month, most],
    )
