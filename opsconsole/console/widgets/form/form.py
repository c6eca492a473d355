"""The form itself: rows of fields, problems beside them, drafts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Label, Static

from opsconsole.console.base import Question
from opsconsole.console.desk import Desk, Draft, Note, Tone
from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import plain
from opsconsole.console.widgets.form.boxes import Box, NumberBox, PickBox
from opsconsole.console.widgets.form.fields import Field, PinField
from opsconsole.console.widgets.lines import KeyLine, MessageLine, refusal_note
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _, text_of

Values = dict[str, Any]
Save = Callable[[Values, "Form"], None]
Check = Callable[[Values], Mapping[str, Message]]
Look = Callable[[Values, "Form"], None]
LOOKS_EVERY_S = 0.2
MOST_TOLD = 8


class FieldRow(Horizontal):
    """A label, the box, and the problem or hint beside it."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.box: Box = field.box()
        self.problem: Message | None = None
        self._label = Label("", markup=False, classes="field-label")
        self._beside = Static("", markup=False, classes="field-beside")

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.box
        yield self._beside

    def on_descendant_focus(self) -> None:
        self._label.add_class("-here")

    def on_descendant_blur(self) -> None:
        self._label.remove_class("-here")

    def retranslate(self) -> None:
        """Label, hint and problem in the language in force."""
        self._label.update(_(self.field.label) + ("*" if self.field.required else ""))
        self._beside.set_class(self.problem is not None, "-problem")
        beside = text_of(self.problem) if self.problem is not None else _(self.field.hint)
        self._beside.update(plain(beside))
        self.box.refresh()

    def show_problem(self, problem: Message | None) -> None:
        """A problem beside the box; None takes it away."""
        self.problem = problem
        self.retranslate()


class Form(Question[None]):
    """A modal form over `fields`; see the package's docstring for its use.

    `values` are what the boxes begin with. `check` looks at all values together and gives a problem
    for each field that will not do. `save(values, form)` is called once every field is good, and hands
    the form to `AreaScreen.perform`. `look(values, form)` is called whenever something else stands in the fields, with
    None for those that will not do (yet); what it finds out it shows by `tell`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", N_("Save"), N_("Saves what was typed"), id="form.save"),
        key("enter,down", "next", N_("Next field"), N_("To the next field"), id="form.next", show=False),
        key("up", "previous", N_("Field before"), N_("To the field before"), id="form.previous", show=False),
        key("ctrl+r", "afresh", N_("Start afresh"), N_("Throws the draft away"), id="form.afresh", show=False),
        key("escape,ctrl+b", "leave", N_("Keep as draft"), N_("Leaves; what was typed is kept"), id="form.leave"),
    ]

    def __init__(
        self,
        title: Message,
        fields: Sequence[Field],
        *,
        draft_key: str,
        save: Save,
        values: Mapping[str, Any] | None = None,
        check: Check | None = None,
        look: Look | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = [FieldRow(field) for field in fields]
        self._draft_key = draft_key
        self._save = save
        self._check = check
        self._look = look
        self._looked_at: dict[str, Any] | None = None
        self._begin = {field.name: field.typed((values or {}).get(field.name)) for field in fields}
        self._is_saved = False
        self._is_gone = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="question form"):
            yield Label("", id="title", markup=False)
            with VerticalScroll(can_focus=False):
                yield from self._rows
            yield Lines(most=MOST_TOLD, id="told")
            yield MessageLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self._fill(self._begin)
        self._begin = self._typed()
        draft = self._desk.drafts.get(self._draft_key)
        if draft is not None:
            self._fill({**self._begin, **draft.typed})
            since = f"{draft.at:%m-%d %H:%M}"
            message = Message(N_("Your draft of {since} is back; Ctrl+R throws it away"), since=since)
            self.query_one(MessageLine).say(Note(message))
        self.retranslate()
        self._rows[0].box.focus()
        if draft is None and isinstance(self._rows[0].box, Input):
            # It had the focus before it had its value: typing replaces it there as in every other field.
            self._rows[0].box.select_all()
        if self._look is not None:
            self.set_interval(LOOKS_EVERY_S, self._look_again)
            self._look_again()

    def _look_again(self) -> None:
        """Shows what the fields as they stand come to, where anything stands there that did not before."""
        typed = self._typed()
        if self._look is None or typed == self._looked_at:
            return
        self._looked_at = typed
        self._look({row.field.name: self._quiet_value(row) for row in self._rows}, self)

    def _quiet_value(self, row: FieldRow) -> Any:
        try:
            return row.field.value(row.box.typed, self.app.clock().date())
        except Refusal:
            return None

    def tell(self, lines: Sequence[Line]) -> None:
        """Shows what the fields come to, beneath them."""
        if self.is_running:
            self.query_one("#told", Lines).show(lines)

    def retranslate(self) -> None:
        self.query_one("#title", Label).update(plain(text_of(self._title)))
        for row in self._rows:
            row.retranslate()
        self.query_one(MessageLine).retranslate()
        self.query_one(KeyLine).refresh()
        self._looked_at = None

    # Typed texts and their values

    @property
    def _desk(self) -> Desk:
        desk = self.app.desk
        assert desk is not None
        return desk

    def _typed(self) -> dict[str, Any]:
        return {row.field.name: row.box.typed for row in self._rows}

    def _fill(self, typed: Mapping[str, Any]) -> None:
        for row in self._rows:
            row.box.typed = typed[row.field.name]

    def _value(self, row: FieldRow) -> Any:
        """The value of one row, its problem shown or taken away; None where it has one."""
        try:
            value = row.field.value(row.box.typed, self.app.clock().date())
        except Refusal as refusal:
            row.show_problem(refusal.message)
            return None
        row.show_problem(None)
        return value

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """What was typed short is shown in full once the field is left."""
        for row in self._rows:
            if row.box is event.widget and row.box.typed:
                value = self._value(row)
                if value is not None and isinstance(row.box, NumberBox):
                    row.box.typed = row.field.typed(value)

    # Keys

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self.action_next()

    def on_pick_box_picked(self, picked: PickBox.Picked) -> None:
        picked.stop()
        self.action_next()

    def action_next(self) -> None:
        box = self.focused
        row = next((row for row in self._rows if row.box is box), None)
        if row is not None and row.field.required and isinstance(box, PickBox) and box.typed is None:
            box.action_pick()
        else:
            self.focus_next()

    def action_previous(self) -> None:
        self.focus_previous()

    def action_save(self) -> None:
        values = {row.field.name: self._value(row) for row in self._rows}
        if not self._first_problem() and self._check is not None:
            problems = self._check(values)
            for row in self._rows:
                row.show_problem(problems.get(row.field.name))
        wrong = self._first_problem()
        if wrong is not None:
            wrong.box.focus()
            return
        self.query_one(MessageLine).clear()
        self._save(values, self)

    def _first_problem(self) -> FieldRow | None:
        return next((row for row in self._rows if row.problem is not None), None)

    def action_afresh(self) -> None:
        self._desk.drafts.pop(self._draft_key, None)
        self._fill(self._begin)
        for row in self._rows:
            row.show_problem(None)
        self.query_one(MessageLine).clear()
        self._rows[0].box.focus()

    def action_leave(self) -> None:
        self.keep_draft()
        screen = self.app.area_screen
        if self._draft_key in self._desk.drafts and screen is not None:
            screen.say(Message(N_("Kept as a draft: {title}"), title=self._title))
        self.dismiss(None)

    def keep_draft(self) -> None:
        typed = self._typed()
        changed = {name: text for name, text in typed.items() if text != self._begin[name]}
        for row in self._rows:
            if isinstance(row.field, PinField):
                changed.pop(row.field.name, None)
        if changed and not self._is_saved:
            self._desk.drafts[self._draft_key] = Draft(self._title, changed, self.app.clock())
        else:
            self._desk.drafts.pop(self._draft_key, None)

    # What became of it

    def refuse(self, message: Message) -> None:
        """The act was refused: the reason, and everything typed still there."""
        self.query_one(MessageLine).say(refusal_note(message))

    def saved(self, desk: Desk) -> None:
        """The act is done: the draft goes, and the form, as soon as it is in front."""
        self._is_saved = True
        desk.drafts.pop(self._draft_key, None)
        self._go()

    def on_screen_resume(self) -> None:
        self._go()

    def _go(self) -> None:
        """Leaves once what was typed is saved: what stood over it may have gone a moment before or after."""
        if self._is_saved and self.is_current and not self._is_gone:
            self._is_gone = True
            self.dismiss(None)

    def say(self, message: Message, tone: Tone = Tone.INFO) -> None:
        """Shows a line under the fields."""
        self.query_one(MessageLine).say(Note(message, tone))
