"""What else a voucher or a form says, beside its lines: date, unit, note, invoice, purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from opsconsole.console.stockroom.basket import Mode
from opsconsole.console.widgets.form import DayField, Field, Form, PickField, TextField, YesNoField
from opsconsole.console.widgets.picker import Choice
from opsconsole.errors import Message
from opsconsole.i18n import N_, language
from opsconsole.org.queries import FoundKind, search

if TYPE_CHECKING:
    from opsconsole.console.stockroom.screen import StockroomScreen

MOST_FOUND = 50


class Details:
    """The form of a basket's head."""

    def __init__(self, screen: StockroomScreen) -> None:
        self._screen = screen

    def open(self) -> None:
        basket, mode = self._screen.basket, self._screen.basket.mode
        fields: list[Field] = []
        if mode is Mode.FUNDS:
            fields += [
                PickField("unit", N_("For the unit"), required=True, source=self._units),
                TextField("purpose", N_("Purpose"), required=True, max_length=500),
                TextField("payee", N_("Payee"), max_length=200),
            ]
        else:
            fields.append(DayField("day", N_("Date"), hint=N_("Empty: today; 5, 0905, y")))
            if mode in (Mode.ISSUE, Mode.RETURN, Mode.LOSS):
                fields.append(PickField("unit", N_("Unit"), source=self._units, hint=N_("Empty: the person's own")))
            if mode is Mode.IN:
                fields += [
                    TextField("invoice", N_("Invoice"), max_length=64, half_width=True),
                    YesNoField("list_attached", N_("Itemised list"), hint=N_("Is it attached?")),
                    TextField("supplier", N_("Supplier"), max_length=200),
                ]
            if mode in (Mode.ISSUE, Mode.HANDOVER):
                fields.append(
                    TextField("slip", N_("Signed slip"), max_length=64, hint=N_("Empty: badge and PIN confirm"))
                )
            fields.append(TextField("note", N_("Note"), max_length=500))
        values: dict[str, Any] = {field.name: getattr(basket, field.name) for field in fields if field.name != "unit"}
        if basket.unit is not None:
            values["unit"] = Choice(f"{basket.unit[0]}\t{basket.unit[1]}", basket.unit[1])
        self._screen.open_form(
            Form(
                Message(N_("Details of what is written")),
                fields,
                draft_key=f"counter:{mode.value}",
                values=values,
                save=self._save,
            )
        )

    def _units(self, text: str) -> list[Choice]:
        app = self._screen.app
        found = app.read(search, text, app.clock().date(), MOST_FOUND, frozenset({FoundKind.UNIT}))
        choices = []
        for one in found:
            name = one.name_zh if language() == "zh" else one.name_en
            choices.append(Choice(f"{one.id}\t{name}", f"{name} {one.code}"))
        return choices

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        basket = self._screen.basket
        for name, value in values.items():
            if name == "unit":
                unit_id, _tab, unit = (value or "").partition("\t")
                basket.unit = (int(unit_id), unit) if unit_id else None
            elif value is not None or name == "day":
                setattr(basket, name, value)
        desk = self._screen.app.desk
        assert desk is not None
        form.saved(desk)
        self._screen.draw_basket()
