"""What else a voucher or a form says, beside its lines: date, unit, note, invoice, purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from opsconsole.console.naming import said
from opsconsole.console.stockroom.basket import Mode
from opsconsole.console.widgets.form import DayField, Field, Form, PickField, TextField, YesNoField
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _, language, text_of
from opsconsole.org.queries import FoundKind, search
from opsconsole.stockroom.queries.back_dating import Touched, touched_by

if TYPE_CHECKING:
    from opsconsole.console.stockroom.screen import StockroomScreen

MOST_FOUND = 50


def _line(one: Touched) -> Line:
    """What an earlier date touches of one item, in a line."""
    name = said(one.item)
    if one.broken is not None:
        voucher = one.broken.voucher or _("the day itself")
        words = _("{item}: {voucher} would break; the earliest date that works is {earliest}")
        return Line(words.format(item=name, voucher=voucher, earliest=one.broken.earliest), "bad")
    if not one.later:
        return Line(_("{item}: nothing was moved since").format(item=name), "good")
    words = _("{item}: stands before {later} movements from {first} to {last}, whose cost stays")
    return Line(words.format(item=name, later=one.later, first=one.first, last=one.last), "muted")


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
                look=self._look if mode is not Mode.FUNDS else None,
            )
        )

    def _look(self, values: Mapping[str, Any], form: Form) -> None:
        """Tells what an earlier date would touch before it is taken (SUP-8)."""
        basket, today = self._screen.basket, self._screen.app.clock().date()
        day = values["day"]
        signs = {Mode.ISSUE: -1, Mode.RETURN: 1, Mode.IN: 1}
        if day is None or day >= today or not basket.lines or basket.mode not in signs:
            form.tell([])
            return
        sign = signs[basket.mode]
        wanted = [(line.item.id, sign * line.quantity, line.amount_fen or 0) for line in basket.lines]

        def told(found: list[Touched]) -> None:
            form.tell([_line(one) for one in found])

        def refused(refusal: Refusal) -> None:
            form.tell([Line(text_of(refusal.message), "bad")])

        self._screen.fetch(touched_by, day, wanted, today, then=told, refused=refused, group="earlier date")

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
