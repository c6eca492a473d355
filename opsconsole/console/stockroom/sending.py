"""Writing the basket: what is missing is asked for, custody is confirmed, a limit gone over wants its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from opsconsole.budgets.service import OverBudget
from opsconsole.console.confirming import Confirming
from opsconsole.console.desk import Tone
from opsconsole.console.stockroom.basket import PRICED, Basket, Mode
from opsconsole.console.stockroom.drawing import quantity_words, said_of
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.stockroom.requests.funds import FundsAsked, FundsWanted, ask_for_funds, change_funds
from opsconsole.stockroom.service import vouchers
from opsconsole.stockroom.service.quotas import OverQuota
from opsconsole.stockroom.service.vouchers import Brought, HandOver, Issue, StockIn, Wanted

if TYPE_CHECKING:
    from opsconsole.console.stockroom.screen import StockroomScreen

MOST_SHOWN = 12


class Sending:
    """Sends what is in the basket of a screen, once everything that was scanned is in it."""

    def __init__(self, screen: StockroomScreen) -> None:
        self._screen = screen
        self._wanted = False
        self.is_busy = False

    def save(self) -> None:
        """Ctrl+S; right behind a scan it waits until that is in the basket."""
        if self.is_busy:
            return
        self._wanted = True
        if not self._screen.is_resolving:
            self.when_resolved()

    def when_resolved(self) -> None:
        """Nothing scanned is on its way any more."""
        if self._wanted:
            self._wanted = False
            self._send(self._screen.basket)

    def _send(self, basket: Basket) -> None:
        missing = self._missing(basket)
        if missing is not None:
            self._screen.say(missing, Tone.REFUSED)
            return
        takes = self._takes_custody(basket)
        if takes and not basket.slip:
            person = basket.receiver if basket.mode is Mode.HANDOVER else basket.person
            assert person is not None
            what = [Message(N_("{name} takes into custody:"), name=person.name)]
            for line in takes[:MOST_SHOWN]:
                quantity = quantity_words(line.item, line.quantity)
                what.append(Message(N_("{item}, {quantity}"), item=line.item.named, quantity=quantity))
            self._screen.ask(Confirming(what, person.badge), lambda employee: self._perform(basket, employee))
        else:
            self._perform(basket, None)

    def _missing(self, basket: Basket) -> Message | None:
        if not basket.lines:
            return Message(N_("Nothing in the basket yet."))
        if basket.mode not in PRICED and basket.person is None:
            return Message(N_("Whose is it? Scan a badge, or type a name"))
        if basket.mode is Mode.HANDOVER and basket.receiver is None:
            return Message(N_("Who takes it over? Scan their badge"))
        if basket.mode is Mode.FUNDS and (basket.unit is None or not basket.purpose):
            return Message(N_("For which unit, and what for? Ctrl+O asks"))
        short = next((line for line in basket.lines if basket.is_short(line)), None)
        if short is not None:
            held = basket.held(short.item)
            return Message(
                N_("{item}: there are {held}, not {wanted}"),
                item=short.item.named,
                held=held.quantity if held is not None else 0,
                wanted=quantity_words(short.item, short.quantity),
            )
        unpriced = next((line for line in basket.lines if basket.mode is Mode.FUNDS and not line.amount_fen), None)
        if unpriced is not None:
            return Message(N_("{item}: type what it costs, as 12.50"), item=unpriced.item.named)
        return None

    @staticmethod
    def _takes_custody(basket: Basket) -> list[Any]:
        if basket.mode not in (Mode.ISSUE, Mode.HANDOVER):
            return []
        return [line for line in basket.lines if line.item.durable]

    def _perform(self, basket: Basket, accepted_by: int | None, over_quota: str = "", form: Form | None = None) -> None:
        verb, args = self._act(basket, accepted_by, over_quota)
        screen = self._screen
        self.is_busy = True

        def done(result: dict[str, Any]) -> None:
            self.is_busy = False
            screen.saved(result)

        def refused(refusal: Refusal) -> None:
            self.is_busy = False
            if isinstance(refusal, OverQuota | OverBudget):
                self._ask_reason(basket, accepted_by, refusal)
            screen.not_saved()

        job = screen.perform(
            verb,
            *args,
            screen.app.clock(),
            then=done,
            said=lambda result: said_of(result, basket.mode),
            refused=refused,
            form=form,
        )
        job.on_over = self._over

    def _over(self) -> None:
        self.is_busy = False

    def _ask_reason(self, basket: Basket, accepted_by: int | None, refusal: Refusal) -> None:
        """SUP-6, EXP-7: going over quota or budget is shown before it is confirmed, and needs a reason."""
        screen = self._screen

        def save(values: Mapping[str, Any], form: Form) -> None:
            self._perform(basket, accepted_by, values["reason"], form)

        fields = (TextField("reason", N_("Reason"), required=True, max_length=500),)
        screen.open_form(Form(refusal.message, fields, draft_key="counter:quota", save=save))

    def _act(
        self, basket: Basket, accepted_by: int | None, over_quota: str
    ) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The verb, and what it is given before the time."""
        day = basket.day or self._screen.app.clock().date()
        lines = [Wanted(line.item.id, line.quantity, line.amount_fen) for line in basket.lines]
        unit = basket.unit[0] if basket.unit is not None else None
        person = basket.person.id if basket.person is not None else 0
        match basket.mode:
            case Mode.ISSUE:
                asked = Issue(day, person, lines, unit, accepted_by, over_quota, basket.note, basket.slip)
                return vouchers.issue, (asked,)
            case Mode.RETURN:
                return vouchers.give_back, (Brought(day, person, lines, unit, basket.note),)
            case Mode.LOSS:
                return vouchers.lose, (Brought(day, person, lines, unit, basket.note),)
            case Mode.HANDOVER:
                assert basket.receiver is not None
                handed = HandOver(day, person, basket.receiver.id, lines, accepted_by, basket.note, basket.slip)
                return vouchers.hand_over, (handed,)
            case Mode.IN:
                form = basket.form.head.id if basket.form is not None else None
                bought = StockIn(day, lines, form, basket.invoice, basket.list_attached, basket.supplier, basket.note)
                return vouchers.take_in, (bought,)
            case Mode.FUNDS:
                assert unit is not None
                wanted = [FundsWanted(line.item.id, line.quantity, line.amount_fen or 0) for line in basket.lines]
                form_asked = FundsAsked(unit, basket.purpose, wanted, basket.payee)
                if basket.changes is not None:
                    return change_funds, (*basket.changes[:2], form_asked)
                return ask_for_funds, (form_asked,)
