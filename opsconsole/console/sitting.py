"""The PIN again: one question opens a sitting for exactly the list that is shown (SEC-5).

    in_sitting(screen, ShownList(act, what, items, sum_fen), needed, then)

calls `then(sitting)` at once where the person's sitting covers everything that is `needed`; else it asks for the PIN
first, over what is shown. Deciding, paying and signing use the same; the verbs check the sitting once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label, Static

from opsconsole.access.sitting import LONGEST, Item, Sitting
from opsconsole.console.base import AreaScreen, Question
from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import plain
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.console.widgets.lines import KeyLine, MessageLine, refusal_note
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, text_of
from opsconsole.money import format_yuan

MINUTES = LONGEST // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ShownList:
    """What one PIN is asked for: what is about to be done, what the list is in words, its records as shown, and the sum
    of their amounts."""

    act: Message
    what: Message
    items: tuple[Item, ...]
    sum_fen: int = 0


def sitting_of(screen: AreaScreen) -> Sitting | None:
    """The sitting of the person at the keys, while it runs."""
    desk = screen.app.desk
    if desk is None or desk.sitting is None or screen.app.clock() >= desk.sitting.ends_at:
        return None
    return desk.sitting


def covered(screen: AreaScreen, item: Item) -> bool:
    """Whether the person's sitting covers a record as it is shown."""
    sitting, desk = sitting_of(screen), screen.app.desk
    return sitting is not None and desk is not None and sitting.covers(desk.actor, item, screen.app.clock())


def in_sitting(screen: AreaScreen, shown: ShownList, needed: Collection[Item], then: Callable[[Sitting], None]) -> None:
    """Does something in a sitting that covers all of `needed`; asks for the PIN where there is none."""
    sitting = sitting_of(screen)
    if sitting is not None and all(covered(screen, item) for item in needed):
        then(sitting)
    else:
        screen.ask(PinQuestion(shown, again=sitting is not None), then)


class PinBox(HalfWidthInput):
    """Where the PIN is typed; Enter proves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("Confirm"), N_("Proves the PIN"), id="sitting.confirm"),
    ]


class PinQuestion(Question[Sitting]):
    """Asks for the PIN of the person at the keys; a wrong one is told and asked for again."""

    AUTO_FOCUS = "#pin"
    DEFAULT_CSS = """
    PinQuestion #words { padding: 0 1 1 1; height: auto; }
    PinQuestion #pin { width: 24; margin: 0 1 1 1; }
    """

    def __init__(self, shown: ShownList, *, again: bool = False) -> None:
        """`again`: a PIN was given already, for another list or for records that have changed since."""
        super().__init__()
        self._shown = shown
        self._again = again
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="question"):
            yield Label("", id="title", markup=False)
            yield Static("", id="words", markup=False)
            yield PinBox(id="pin", password=True, max_length=64, compact=True)
            yield MessageLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        self.query_one("#title", Label).update(plain(text_of(Message(N_("Your PIN, please")))))
        self.query_one("#words", Static).update("\n".join(plain(text_of(line)) for line in self._lines()))
        self.query_one(MessageLine).retranslate()
        self.query_one(KeyLine).refresh()

    def _lines(self) -> list[Message]:
        what, sum_fen = self._shown.what, self._shown.sum_fen
        if sum_fen:
            what = Message(N_("{what}, {sum} yuan"), what=what, sum=format_yuan(sum_fen))
        lines = [self._shown.act, what]
        if self._again:
            lines.append(Message(N_("The list has changed since you gave your PIN.")))
        lines.append(
            Message(N_("It holds for exactly this list, for {minutes} minutes or until you lock."), minutes=MINUTES)
        )
        return lines

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        if submitted.value and not self._busy:
            self._busy = True
            self.query_one(MessageLine).clear()
            self.run_worker(self._proved(submitted.value), exit_on_error=False)

    async def _proved(self, pin: str) -> None:
        app = self.app
        desk = app.desk
        assert desk is not None
        program, now = app.link.program, app.clock()
        call = partial(program.open_sitting, desk.actor, pin, self._shown.items, now=now, sum_fen=self._shown.sum_fen)
        try:
            sitting = await app.link.one_at_a_time(call)
        except Refusal as refusal:
            self._refused(refusal)
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            self._busy = False
            app.defect(error)
        else:
            if app.desk is desk and self.is_running:
                desk.sitting = sitting
                self.dismiss(sitting)

    def _refused(self, refusal: Refusal) -> None:
        self._busy = False
        if self.is_running:
            self.query_one("#pin", Input).value = ""
            self.query_one(MessageLine).say(refusal_note(refusal.message))
