"""Review is a walk: from one unsettled half to the next, a digit for each verdict, Ctrl+Z for the last one back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from opsconsole.attendance import queries, service
from opsconsole.attendance.policy import Reason
from opsconsole.attendance.queries import HalfPlace
from opsconsole.attendance.rules.values import UNSETTLED, HalfName, JudgedHalf
from opsconsole.console.attendance import words
from opsconsole.console.attendance.sheet import SheetRow, column_of
from opsconsole.console.attendance.sheet_screen import SheetScreen
from opsconsole.console.attendance.why import MOST_DIGITS, WhyPane, reason_words
from opsconsole.console.desk import Tone
from opsconsole.console.jobs import Job
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import ChoiceField, Form, TextField
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict that was given here and can be taken back: which half, whose, and which explanation it is."""

    place: HalfPlace
    name: str
    explanation: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """Verdicts that were given together: one half day of several people, and their explanations."""

    place: HalfPlace
    explanations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Where the walk goes on and why that half is what it is, with the row that a verdict changed."""

    row: queries.GridRow | None
    next: HalfPlace | None
    why: queries.DayExplained | None


def read_step(
    session: Any,
    actor: Any,
    month: Month,
    here: HalfPlace | None,
    employee_ids: Sequence[int],
    now: datetime,
    *,
    changed: HalfPlace | None = None,
    backwards: bool = False,
) -> Step:
    """A query: the half that the walk goes on to from `here` in these rows, and the row of one that was `changed`.

    Without rows the walk stays where it is.
    """
    rows = queries.rows(session, actor, month, [changed.employee_id]) if changed else []
    ahead = here
    if employee_ids:
        ahead = queries.next_unsettled(session, actor, month, employee_ids, here, backwards=backwards)
    why = queries.explain_day(session, actor, month, ahead.employee_id, ahead.day, now) if ahead else None
    return Step(rows[0] if rows else None, ahead, why)


class VerdictScreen(SheetScreen):
    """The sheet with the keys that settle halves."""

    NEEDS: ClassVar[Mapping[str, str]] = {
        "walk": "attendance.explain",
        "verdict": "attendance.explain",
        "explain": "attendance.explain",
        "undo": "attendance.explain",
        "withdraw": "attendance.explain",
    }

    def __init__(self) -> None:
        super().__init__()
        self.verdicts: list[Verdict | Bulk] = []
        self._writing: Job | None = None

    def place(self) -> dict[str, Any]:
        return {**super().place(), "verdicts": self.verdicts}

    def restore(self, place: Mapping[str, Any]) -> None:
        super().restore(place)
        self.verdicts = place["verdicts"]

    # Where a verdict is due

    def judged_here(self) -> JudgedHalf | None:
        """The half under the cursor as it was judged."""
        row, place = self.row_here(), self.half_here()
        judged = row.day(place.day) if row is not None and place is not None else None
        if judged is None or place is None:
            return None
        return judged.am if place.half is HalfName.AM else judged.pm

    def reasons_here(self) -> Sequence[Reason]:
        """The reasons of the policy of the day under the cursor."""
        place = self.half_here()
        if place is None or self.opened is None:
            return ()
        return self.opened.policies.on(place.day).reasons[:MOST_DIGITS]

    def offer_reasons(self) -> None:
        judged, place = self.judged_here(), self.half_here()
        waits = bool(self.grid.marked) or (judged is not None and judged.result in UNSETTLED)
        due = waits and self.app.may("attendance.explain")
        is_own = place is not None and place.employee_id == self.actor.employee_id
        is_own = is_own and not self.grid.marked
        self.query_one(WhyPane).offer(self.reasons_here() if due and not is_own else ())

    # The walk

    def action_walk(self, step: int) -> None:
        self._walk(self._place_here(), backwards=step < 0)

    def _walk(self, here: HalfPlace | None, *, backwards: bool = False) -> None:
        ids = self._rows_ahead(backwards=backwards)
        if ids and self.month is not None:
            args = (self.actor, self.month, here, ids, self.app.clock())
            self.fetch(read_step, *args, backwards=backwards, then=self._go_on, group="walk")

    def _place_here(self) -> HalfPlace | None:
        """The half under the cursor; from the name the walk begins before the month, from a total behind it."""
        place, row, month = self.half_here(), self.row_here(), self.month
        if place is not None or row is None or row.figures is None or month is None:
            return place
        before = self.grid.cursor_key in ("name", "unit")
        day = month.previous.last if before else month.next.first
        return HalfPlace(row.figures.employee_id, day, HalfName.AM)

    def _rows_ahead(self, *, backwards: bool = False) -> list[int]:
        """The rows from the cursor on, round to the row of the cursor once more; without one's own, which somebody else
        has to settle."""
        ids, here = [row_id for row_id in self.grid.row_ids if isinstance(row_id, int)], self.grid.cursor_row
        if backwards:
            ids, here = ids[::-1], len(ids) - 1 - here
        own = self.actor.employee_id
        return [row_id for row_id in ids[here:] + ids[: here + 1] if row_id != own]

    def _go_on(self, step: Step) -> None:
        if step.next is None:
            self.say(Message(N_("Nothing is left to settle here.")))
            return
        before = self.grid.cursor_row
        self._go_to(step.next, step.why)
        if self.grid.cursor_row < before:
            self.say(Message(N_("On from the top.")))

    def _go_to(self, place: HalfPlace, why: queries.DayExplained | None) -> None:
        """Puts the cursor on a half of which is known already why it is what it is."""
        self.grid.move_to(place.employee_id, column_of(place.day, place.half))
        if why is not None and self.half_here() == place:
            self.told = place
            self.tell(words.day_lines(why, place.half))

    # Verdicts

    def action_verdict(self, digit: int) -> None:
        reasons = self.reasons_here()
        if self.grid.marked:
            self._for_marked(digit)
        elif self._is_due() and digit <= len(reasons):
            self._settle(reasons[digit - 1].code, "")
        elif self._is_due():
            self.say(Message(N_("The policy has no reason {digit}; it has {count}."), digit=digit, count=len(reasons)))

    # Several at once

    def _marked(self) -> list[int]:
        return [row_id for row_id in self.grid.row_ids if row_id in self.grid.marked and isinstance(row_id, int)]

    def _for_marked(self, digit: int) -> None:
        """Asks whether the half under the cursor is explained for everybody marked, and does it in one act."""
        place, reasons = self.half_here(), self.reasons_here()
        if place is None:
            self.say(Message(N_("Put the cursor on the half day that is explained for everybody marked.")))
            return
        if digit > len(reasons):
            self.say(Message(N_("The policy has no reason {digit}; it has {count}."), digit=digit, count=len(reasons)))
            return
        reason = reasons[digit - 1]
        question = Message(
            N_("Explain {half} for the {count} people marked, as far as they wait for a verdict: {reason}?"),
            half=words.when_words(place),
            count=len(self._marked()),
            reason=reason_words(reason),
        )

        def answered(yes: bool) -> None:
            if yes:
                self._settle_marked(place, reason.code, "")

        self.ask(Confirm(question), answered)

    def _settle_marked(self, place: HalfPlace, code: str, note: str, form: Form | None = None) -> None:
        self._writing = self.perform(
            service.explain_halves,
            *(tuple(self._marked()), place.day, place.half, code, note, self.app.clock()),
            form=form,
            said=lambda done: Message(
                N_("{half}: {count} explained, {left} waited for nothing (^Z takes them back)"),
                half=words.when_words(place),
                count=len(done["explanations"]),
                left=done["left"],
            ),
            then=partial(self._marked_settled, place),
        )

    def _marked_settled(self, place: HalfPlace, done: Mapping[str, Any]) -> None:
        self.verdicts.append(Bulk(place, tuple(done["explanations"])))
        self.grid.marked.clear()
        self.refresh_data()

    def _is_due(self) -> bool:
        """Whether a verdict can be given here and now; says why not."""
        judged = self.judged_here()
        if self._writing is not None and not self._writing.over:
            self.say(Message(N_("The verdict before is still being written.")))
            return False
        if judged is None:
            self.say(Message(N_("Put the cursor on a half day first; F8 goes to the next that waits.")))
            return False
        if judged.result not in UNSETTLED:
            self.say(Message(N_("This half waits for no verdict; F8 goes to the next that does.")))
            return False
        return True

    def _settle(self, code: str, note: str, form: Form | None = None) -> None:
        place, row, month = self.half_here(), self.row_here(), self.month
        if place is None or row is None or row.figures is None or month is None:
            return
        name = row.figures.name
        half = words.place_words(place, name)
        said = Message(N_("{half}: {reason} (^Z takes it back)"), half=half, reason=self._reason(code))
        self._writing = self.perform(
            service.explain_half,
            *(place.employee_id, place.day, place.half, code, note, self.app.clock()),
            form=form,
            then=partial(self._settled, month, place, name, said),
        )

    def _reason(self, code: str) -> str:
        return next((reason_words(one) for one in self.reasons_here() if one.code == code), code)

    def _settled(self, month: Month, place: HalfPlace, name: str, said: Message, result: Mapping[str, int]) -> None:
        self.verdicts.append(Verdict(place, name, result["explanation"]))
        self._read_changed(month, place, said, self._rows_ahead())

    def _read_changed(self, month: Month, place: HalfPlace, said: Message, ids: Sequence[int]) -> None:
        """Reads the row that an act changed, and where the walk goes on in the rows `ids`."""
        args = (self.actor, month, place, ids, self.app.clock())
        self.fetch(read_step, *args, changed=place, then=partial(self._show_changed, month, said), group="walk")

    def _show_changed(self, month: Month, said: Message, step: Step) -> None:
        self.say(said, Tone.DONE)
        if month != self.month:
            return
        if step.row is not None and self.plan is not None:
            self._count(self.grid.row(step.row.employee_id), step.row)
            self.grid.put_row(self.plan.row(step.row))
        self._go_on(step)

    def _count(self, before: Any, after: queries.GridRow) -> None:
        """Brings the count above the sheet in step with a row that changed."""
        if self.opened is None or not isinstance(before, SheetRow) or before.figures is None:
            return
        head = dataclasses.replace(
            self.opened.head,
            unsettled=self.opened.head.unsettled + after.unsettled - before.figures.unsettled,
            explained=self.opened.head.explained + after.explained - before.figures.explained,
        )
        self.opened = dataclasses.replace(self.opened, head=head)
        self.show_status()

    def action_explain(self) -> None:
        """A verdict with a note: the reason is chosen in a form."""
        place, row = self.half_here(), self.row_here()
        marked = len(self._marked())
        if (not marked and not self._is_due()) or place is None or row is None or row.figures is None:
            return
        reasons = self.reasons_here()
        fields = (
            ChoiceField(
                "reason", N_("Reason"), required=True, options=tuple((one.code, reason_words(one)) for one in reasons)
            ),
            TextField("note", N_("Note"), max_length=service.LONGEST_NOTE),
        )
        draft = f"explain:{place.employee_id}:{place.day}:{place.half}"
        title = words.place_words(place, row.figures.name)
        if marked:
            draft = f"explain:marked:{place.day}:{place.half}"
            title = Message(N_("{half} of {count} people marked"), half=words.when_words(place), count=marked)
        self.open_form(Form(title, fields, draft_key=draft, save=partial(self._explain, place)))

    def _explain(self, place: HalfPlace, values: Mapping[str, Any], form: Form) -> None:
        if self.grid.marked:
            self._settle_marked(place, values["reason"], values["note"], form)
        else:
            self._settle(values["reason"], values["note"], form)

    # Taking back

    def action_undo(self) -> None:
        if self._writing is not None and not self._writing.over:
            return
        if not self.verdicts:
            self.say(Message(N_("No verdict was given here that could be taken back.")))
            return
        verdict = self.verdicts.pop()
        if isinstance(verdict, Bulk):
            self._withdraw_all(verdict)
            return
        self._withdraw(verdict.place, verdict.name, explanation=verdict.explanation)

    def action_withdraw(self) -> None:
        """Takes back what stands on the half under the cursor, whoever gave it, after a question."""
        judged, place, row = self.judged_here(), self.half_here(), self.row_here()
        if judged is None or judged.explained is None or place is None or row is None or row.figures is None:
            self.say(Message(N_("This half day has no explanation to take back")))
            return
        name = row.figures.name
        question = Message(N_("Take the explanation of {half} back?"), half=words.place_words(place, name))

        def answered(yes: bool) -> None:
            if yes:
                self._withdraw(place, name)

        self.ask(Confirm(question), answered)

    def _withdraw_all(self, bulk: Bulk) -> None:
        month = Month.of(bulk.place.day)
        if month != self.month:
            self.go_to_month(month)
        self._writing = self.perform(
            service.withdraw_explanations,
            bulk.explanations,
            said=lambda done: Message(
                N_("Taken back: {half} of {count} people"), half=words.when_words(bulk.place), count=done["taken"]
            ),
        )

    def _withdraw(self, place: HalfPlace, name: str, explanation: int | None = None) -> None:
        month = Month.of(place.day)
        if month != self.month:
            self.go_to_month(month)
        said = Message(N_("Taken back: {half}"), half=words.place_words(place, name))
        self._writing = self.perform(
            service.withdraw_explanation,
            *(place.employee_id, place.day, place.half),
            explanation=explanation,
            then=lambda _result: self._read_changed(month, place, said, ()),
        )
