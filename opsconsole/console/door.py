"""The door: sign-in, the forced change of a PIN, and the locked console. No data is ever on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input, Label, Static

from opsconsole.console import keys
from opsconsole.console.backend import SignedIn
from opsconsole.console.desk import Note, Tone
from opsconsole.console.keys import key
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.console.widgets.lines import KeyLine, MessageLine
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp


class BadgeInput(HalfWidthInput):
    """Where the badge is typed or scanned. Its Enter moves on at once, and keys that were on their way meanwhile
    follow: a PIN typed fast is never drawn here."""

    async def _on_key(self, event: events.Key) -> None:
        focused = self.screen.focused
        if focused is self and event.key == "enter" and self.value.strip():
            # Enter as a binding is a few messages away, and the next keys would be drawn here before it.
            self.screen.set_focus(self.screen.query_one("#pin", Input))
        elif focused is self or focused is None:
            await super()._on_key(event)
            return
        else:
            focused.post_message(events.Key(event.key, event.character))
        event.stop()
        event.prevent_default()


class Row(Horizontal):
    """One label and one input of the door."""


class DoorScreen(Screen[None]):
    """Badge and PIN, typed or scanned. A scanner's Enter moves on to the PIN and presses nothing."""

    app: OpsApp
    AUTO_FOCUS = "#badge"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "again", N_("Start over"), N_("Empties badge and PIN"), id="door.again"),
        key("f5", "retry", N_("Try again"), N_("Opens the database again"), id="door.retry"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._locked = False
        self._ready = False
        self._enters_when_ready = False
        self._empty = False
        self._busy = False
        self._held: tuple[SignedIn, str] | None = None

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        return keys.translated(super().active_bindings)

    def compose(self) -> ComposeResult:
        with Vertical(id="door"):
            yield Label(self.app.TITLE or "", id="door-name", markup=False)
            yield Static("", id="door-says", markup=False)
            with Row():
                yield Label("", id="badge-label", markup=False)
                yield BadgeInput(id="badge", max_length=32, compact=True)
            with Row():
                yield Label("", id="pin-label", markup=False)
                yield HalfWidthInput(id="pin", password=True, max_length=64, compact=True)
            yield MessageLine()
            yield Static("", id="door-welcome", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()

    # What it shows

    def retranslate(self) -> None:
        """Says everything once more in the language in force."""
        changing = self._held is not None
        self.query_one("#badge-label", Label).update(_("New PIN") if changing else _("Badge"))
        self.query_one("#pin-label", Label).update(_("New PIN again") if changing else _("PIN"))
        self.query_one("#door-says", Static).update(self._says())
        self.query_one("#door-welcome", Static).update(self.app.welcome())
        self.query_one(MessageLine).retranslate()
        self.query_one(KeyLine).refresh()

    def _says(self) -> str:
        if self._held is not None:
            from opsconsole.access.pins import SHORTEST_PIN

            return _("Choose a PIN of your own: {count} digits at least, typed twice.").format(count=SHORTEST_PIN)
        if self._empty:
            return _(
                "Nobody can sign in yet. Make an account, or look at a made-up company, then press F5:\n\n"
                "  opsconsole account add\n"
                "  opsconsole demo"
            )
        if self._busy:
            return _("Checking ...")
        if not self._ready:
            return _("Opening the database ...")
        return _("Locked. Sign in with badge and PIN.") if self._locked else _("Sign in with badge and PIN.")

    def tell(self, note: Note) -> None:
        """A line to whoever stands at the door."""
        self.query_one(MessageLine).say(note)

    def opened(self, can_enter: bool) -> None:
        """The program is open; without any account there is nobody to sign in."""
        self._ready = True
        self._empty = not can_enter
        for row in self.query(Row):
            row.display = can_enter
        self.query_one(MessageLine).clear()
        self.retranslate()
        self.refresh_bindings()
        if can_enter:
            self._go_on()

    def _go_on(self) -> None:
        """Whoever typed while the database was being opened goes on where they are, or enters at once."""
        badge, pin = self.query_one("#badge", Input), self.query_one("#pin", Input)
        if self._enters_when_ready and badge.value.strip() and pin.value:
            self._enters_when_ready = False
            self._enter(badge.value.strip(), pin.value)
        elif not badge.value:
            badge.focus()

    def shut(self) -> None:
        """Somebody left the keys: back to the start, and what the last one typed is gone."""
        self._locked = True
        self._start_over()

    def _start_over(self) -> None:
        self._held = None
        self._busy = False
        self._enters_when_ready = False
        self.query_one(MessageLine).clear()
        badge, pin = self.query_one("#badge", Input), self.query_one("#pin", Input)
        badge.password = False
        badge.value = pin.value = ""
        badge.focus()
        self.retranslate()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "retry":
            return self._empty or (not self._ready and self.query_one(MessageLine).note is not None)
        return True

    def action_again(self) -> None:
        self._start_over()

    def action_retry(self) -> None:
        self._ready = False
        self.query_one(MessageLine).clear()
        self.retranslate()
        self.app.open_program()

    # Entering

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        badge, pin = self.query_one("#badge", Input), self.query_one("#pin", Input)
        if self._busy:
            return
        if submitted.input is badge or not badge.value.strip():
            (pin if badge.value.strip() else badge).focus()
        elif self._held is not None:
            self._change(badge.value, pin.value)
        elif pin.value and self._ready:
            self._enter(badge.value.strip(), pin.value)
        else:
            self._enters_when_ready = bool(pin.value)

    def _enter(self, badge: str, pin: str) -> None:
        now = self.app.clock()

        def check() -> tuple[SignedIn, frozenset[str], Any]:
            signed_in = self.app.link.program.sign_in(badge, pin, now=now)
            return self._standing(signed_in)

        self._work(check, partial(self._entered, pin))

    def _standing(self, signed_in: SignedIn) -> tuple[SignedIn, frozenset[str], Any]:
        program = self.app.link.program
        return signed_in, program.permissions(signed_in.actor), program.role_words(signed_in.actor)

    def _entered(self, pin: str, answer: tuple[SignedIn, frozenset[str], Any]) -> None:
        signed_in = answer[0]
        if signed_in.must_change:
            self._hold(signed_in, pin)
            return
        self._start_over()
        self.app.admit(*answer)

    def _hold(self, signed_in: SignedIn, pin: str) -> None:
        """The PIN was given by somebody else: a new one first."""
        self._start_over()
        self._held = (signed_in, pin)
        self.query_one("#badge", Input).password = True
        self.retranslate()

    def _change(self, first: str, second: str) -> None:
        assert self._held is not None
        if first != second:
            differ = Message(N_("The two PINs are not the same; type the new PIN twice"), clause="SEC-5")
            self._refused(Note(differ, Tone.REFUSED))
            return
        signed_in, old = self._held
        now = self.app.clock()

        def change() -> tuple[SignedIn, frozenset[str], Any]:
            self.app.link.program.change_pin(signed_in.actor, old, first, now=now)
            return self._standing(signed_in)

        self._work(change, self._changed)

    def _changed(self, answer: tuple[SignedIn, frozenset[str], Any]) -> None:
        self._start_over()
        self.app.admit(*answer)

    def _work(self, call: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._busy = True
        self.query_one(MessageLine).clear()
        self.retranslate()
        self.run_worker(self._worked(call, then), group="door", exclusive=True, exit_on_error=False)

    async def _worked(self, call: Callable[[], Any], then: Callable[[Any], None]) -> None:
        try:
            answer = await self.app.off_loop(call)
        except Refusal as refusal:
            self._refused(Note(refusal.message, Tone.REFUSED))
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            self._refused(None)
            self.app.defect(error)
        else:
            self._busy = False
            then(answer)

    def _refused(self, note: Note | None) -> None:
        """Nobody enters: the PIN is gone, the badge stays (the new PIN does not)."""
        self._busy = False
        badge, pin = self.query_one("#badge", Input), self.query_one("#pin", Input)
        pin.value = ""
        if self._held is not None:
            badge.value = ""
            badge.focus()
        else:
            pin.focus()
        if note is not None:
            self.tell(note)
        self.retranslate()
