"""Somebody else confirms at the counter with their own badge and PIN; who runs it stays signed in (SEC-5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label, Static

from opsconsole.console.base import Question
from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import plain
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.console.widgets.lines import KeyLine, MessageLine, refusal_note
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, text_of


class BadgeBox(HalfWidthInput):
    """Where the badge is typed or scanned; Enter goes to the PIN."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("To the PIN"), N_("Takes the badge"), id="confirming.badge", show=False),
    ]


class PinBox(HalfWidthInput):
    """Where the PIN is typed; Enter proves both."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("Confirm"), N_("Proves badge and PIN"), id="confirming.pin"),
    ]


class Confirming(Question[int]):
    """Asks for badge and PIN of whoever stands at the counter; the answer is the employee whose they are.

    `what` says, line by line, what they confirm: it is what they see before they type. `badge` is whose they
    should be; another's is told at once.
    """

    AUTO_FOCUS = "#badge"
    DEFAULT_CSS = """
    Confirming #words { padding: 0 1 1 1; height: auto; }
    Confirming Label { padding: 0 1; color: $muted; }
    Confirming Input { width: 30; margin: 0 1; }
    """

    def __init__(self, what: Sequence[Message], badge: str) -> None:
        super().__init__()
        self._what = what
        self._badge = badge
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="question"):
            yield Label("", id="title", markup=False)
            yield Static("", id="words", markup=False)
            yield Label("", id="badge-label", markup=False)
            yield BadgeBox(id="badge", max_length=64, compact=True)
            yield Label("", id="pin-label", markup=False)
            yield PinBox(id="pin", password=True, max_length=64, compact=True)
            yield MessageLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        told = {
            "title": Message(N_("Please confirm with your own badge and PIN")),
            "badge-label": Message(N_("Badge")),
            "pin-label": Message(N_("PIN")),
        }
        for name, words in told.items():
            self.query_one(f"#{name}", Label).update(plain(text_of(words)))
        self.query_one("#words", Static).update("\n".join(plain(text_of(line)) for line in self._what))
        self.query_one(MessageLine).retranslate()
        self.query_one(KeyLine).refresh()

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        badge, pin = self.query_one("#badge", Input), self.query_one("#pin", Input)
        if submitted.input is badge or not badge.value.strip():
            (pin if badge.value.strip() else badge).focus()
        elif badge.value.strip() != self._badge:
            self._tell(Message(N_("This is for {badge} to confirm"), badge=self._badge))
            badge.value = ""
            badge.focus()
        elif pin.value and not self._busy:
            self._busy = True
            self.query_one(MessageLine).clear()
            self.run_worker(self._proved(badge.value.strip(), pin.value), exit_on_error=False)

    async def _proved(self, badge: str, pin: str) -> None:
        app = self.app
        desk = app.desk
        assert desk is not None
        try:
            call = partial(app.link.program.confirm, desk.actor, badge, pin, now=app.clock())
            employee_id = await app.link.one_at_a_time(call)
        except Refusal as refusal:
            self._tell(refusal.message)
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            app.defect(error)
        else:
            if app.desk is desk and self.is_running:
                self.dismiss(employee_id)
        finally:
            self._busy = False

    def _tell(self, message: Message) -> None:
        if self.is_running:
            self.query_one("#pin", Input).value = ""
            self.query_one(MessageLine).say(refusal_note(message))
