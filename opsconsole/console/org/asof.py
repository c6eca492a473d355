"""Asking for a day, typed short."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label

from opsconsole.console.base import Question
from opsconsole.console.keys import key
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.console.widgets.lines import KeyLine, MessageLine, refusal_note
from opsconsole.dates import Month, parse_typed_day
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, text_of

TITLE = Message(N_("As of which day? 5, 0905, 20260905, t, y, +3"))

EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)


class DayBox(HalfWidthInput):
    """Where the day is typed; Enter takes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("Take"), N_("Shows that day"), id="day.take"),
    ]


class AskDay(Question[date]):
    """A day, in any of the short forms; what is no day is refused on the spot."""

    AUTO_FOCUS = "DayBox"

    def compose(self) -> ComposeResult:
        with Vertical(classes="question"):
            yield Label("", id="title", markup=False)
            yield DayBox(compact=True)
            yield MessageLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        self.query_one("#title", Label).update(text_of(TITLE))
        self.query_one(MessageLine).retranslate()
        self.query_one(KeyLine).refresh()

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        try:
            day = parse_typed_day(submitted.value, self.app.clock().date())
            if not EARLIEST <= day <= LATEST:
                raise Refusal(N_("Days are shown from {from_day} to {to_day}"), from_day=EARLIEST, to_day=LATEST)
        except Refusal as refusal:
            self.query_one(MessageLine).say(refusal_note(refusal.message))
            return
        self.dismiss(day)


def month_end(day: date, step: int) -> date:
    """The last day of this month or, from there, of the next (`step` 1), or of the month before (`step` -1)."""
    month = Month.of(day)
    if step < 0:
        return max(month.previous.last, EARLIEST)
    return min(month.last if day < month.last else month.next.last, LATEST)
