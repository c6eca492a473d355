"""Asking for leave, an outing, an explanation: for oneself, or at the office's counter for who stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from opsconsole.attendance.requests.explanations import ask_to_explain, change_explanation
from opsconsole.attendance.requests.leave import LeaveAsked, ask_for_leave, change_leave
from opsconsole.attendance.requests.outings import ask_for_outing, change_outing
from opsconsole.attendance.requests.queries import ExplanationAsked, LeavePreview, OutingAsked, preview, reasons_of
from opsconsole.attendance.rules.names import HALF_NAMES, LEAVE_NAMES
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.console.base import AreaScreen
from opsconsole.console.confirming import Confirming
from opsconsole.console.requests.previews import preview_lines
from opsconsole.console.widgets.form import (
    ChoiceField,
    ClockField,
    DayField,
    Field,
    Form,
    PickField,
    TextField,
    YesNoField,
)
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, text_of
from opsconsole.org.queries import FoundKind, search

MOST_FOUND = 50
HALVES = [(half.value, Message(name)) for half, name in HALF_NAMES.items()]
KINDS = [(kind.value, Message(name)) for kind, name in LEAVE_NAMES.items()]
OUT_FROM_MIN, OUT_TO_MIN = 9 * 60, 12 * 60
SENT = N_("{number} was submitted")
AGAIN = N_("{number} was submitted again")


@dataclass(frozen=True, slots=True)
class Changed:
    """The request that a form changes: whose it is stays as it is."""

    request_id: int
    number: str
    version: int
    employee_id: int


@dataclass(slots=True)
class Asking:
    """Forms over a screen. `for_others`: at the counter, where the employee is chosen first and confirms, or a paper
    is named."""

    screen: AreaScreen
    for_others: bool = False
    employee: tuple[int, str, str] | None = None
    """Id, badge and name of who stands at the counter, where that is known already."""

    def offer(self, day: date | None = None, half: HalfName = HalfName.AM) -> None:
        """Lets the person choose what to ask for; the forms begin with a day and a half where one is given."""
        entries = [
            Entry(Message(N_("Leave")), partial(self.leave, day=day)),
            Entry(Message(N_("Outing on business")), partial(self.outing, day=day)),
            Entry(Message(N_("Explanation of a half day")), partial(self.explanation, day=day, half=half)),
        ]
        title = N_("What does the employee ask for?") if self.for_others else N_("What do you ask for?")
        offer(self.screen, Message(title), entries)

    # Leave

    def leave(self, begin: LeaveAsked | None = None, changed: Changed | None = None, day: date | None = None) -> None:
        """Opens the form for leave: empty, on a day, or with what a returned request asked."""
        fields: list[Field] = [
            ChoiceField("kind", N_("Kind of leave"), required=True, options=KINDS),
            DayField("from_day", N_("From"), required=True, hint=N_("5, 0905, t, +3")),
            ChoiceField("from_half", N_("from the"), options=HALVES),
            DayField("to_day", N_("To"), required=True, hint=N_("The last day, included")),
            ChoiceField("to_half", N_("to the"), options=HALVES),
            TextField("reason", N_("Reason"), max_length=500),
            YesNoField("certificate", N_("Certificate"), hint=N_("Is it there already?")),
        ]
        day = day or self._now.date()
        begin = begin or LeaveAsked(LeaveKind.PERSONAL, day, HalfName.AM, day, HalfName.PM)
        values = {
            "kind": begin.kind.value,
            "from_day": begin.from_day,
            "from_half": begin.from_half.value,
            "to_day": begin.to_day,
            "to_half": begin.to_half.value,
            "reason": begin.reason,
            "certificate": begin.certificate,
        }
        save = partial(self._send_leave, changed)
        self._open(N_("Leave"), "leave", fields, values, save, changed, partial(self._look_leave, changed))

    def _look_leave(self, changed: Changed | None, values: Mapping[str, Any], form: Form) -> None:
        employee_id, asked = self._whose(values, changed), _leave_in(values)
        if employee_id is None or asked is None:
            form.tell([])
            return

        def told(found: LeavePreview) -> None:
            form.tell(preview_lines(found, asked))

        def refused(refusal: Refusal) -> None:
            form.tell([Line(text_of(refusal.message), "bad")])

        but = changed.request_id if changed else None
        self.screen.fetch(
            preview, employee_id, asked, self._now, but, then=told, refused=refused, group="preview of leave"
        )

    def _send_leave(self, changed: Changed | None, values: Mapping[str, Any], form: Form) -> None:
        asked = _leave_in(values)
        assert asked is not None
        if changed is not None:
            self._change(change_leave, changed, form, asked, self._now)
        else:
            what = [
                Message(LEAVE_NAMES[asked.kind]),
                Message(
                    N_("{from_day} {from_half} to {to_day} {to_half}"),
                    from_day=str(asked.from_day),
                    from_half=Message(HALF_NAMES[asked.from_half]),
                    to_day=str(asked.to_day),
                    to_half=Message(HALF_NAMES[asked.to_half]),
                ),
            ]
            self._send(ask_for_leave, values, form, what, asked, self._now)

    # Outings

    def outing(self, begin: OutingAsked | None = None, changed: Changed | None = None, day: date | None = None) -> None:
        """Opens the form for an outing on business."""
        fields: list[Field] = [
            DayField("day", N_("Day"), required=True, hint=N_("5, 0905, t, +3")),
            ClockField("from_min", N_("From"), required=True, hint=N_("0930 is 09:30")),
            DayField("to_day", N_("To the day"), hint=N_("Empty: the same day")),
            ClockField("to_min", N_("To"), required=True),
            TextField("reason", N_("Reason"), required=True, max_length=500),
        ]
        values: dict[str, Any] = {"day": day or self._now.date(), "from_min": OUT_FROM_MIN, "to_min": OUT_TO_MIN}
        if begin is not None:
            start, finish = begin.start, begin.finish
            same = start.date() == finish.date()
            values = {
                "day": start.date(),
                "from_min": start.hour * 60 + start.minute,
                "to_day": None if same else finish.date(),
                "to_min": finish.hour * 60 + finish.minute,
                "reason": begin.reason,
            }
        self._open(N_("Outing on business"), "outing", fields, values, partial(self._send_outing, changed), changed)

    def _send_outing(self, changed: Changed | None, values: Mapping[str, Any], form: Form) -> None:
        start = _moment(values["day"], values["from_min"])
        finish = _moment(values["to_day"] or values["day"], values["to_min"])
        if changed is not None:
            self._change(change_outing, changed, form, start, finish, values["reason"], self._now)
            return
        span = Message(
            N_("Outing on business from {start} to {finish}"),
            start=f"{start:%Y-%m-%d %H:%M}",
            finish=f"{finish:%Y-%m-%d %H:%M}",
        )
        self._send(ask_for_outing, values, form, [span], start, finish, values["reason"], self._now)

    # Explanations

    def explanation(
        self,
        begin: ExplanationAsked | None = None,
        changed: Changed | None = None,
        day: date | None = None,
        half: HalfName = HalfName.AM,
    ) -> None:
        """Reads the reasons that the policy knows, and opens the form for an explanation of a half day."""
        on = begin.day if begin is not None else day or self._now.date()

        def read(reasons: Sequence[tuple[str, Any]]) -> None:
            # A day and half that are asked about already stay as they are: only reason and note are changed.
            fields: list[Field] = [
                *([] if changed else [DayField("day", N_("Day"), required=True, hint=N_("5, 0905, t, +3"))]),
                *([] if changed else [ChoiceField("half", N_("Half day"), options=HALVES)]),
                ChoiceField("reason", N_("Reason"), required=True, options=reasons),
                TextField("note", N_("Note"), max_length=500),
            ]
            values = {"day": on, "half": half.value}
            if begin is not None:
                values |= {"reason": begin.reason, "note": begin.note}
            save = partial(self._send_explanation, changed)
            self._open(N_("Explanation of a half day"), "explanation", fields, values, save, changed)

        self.screen.fetch(reasons_of, on, then=read)

    def _send_explanation(self, changed: Changed | None, values: Mapping[str, Any], form: Form) -> None:
        if changed is not None:
            self._change(change_explanation, changed, form, values["reason"], values["note"], self._now)
            return
        day, half = values["day"], HalfName(values["half"])
        what = Message(N_("Explanation of {day} {half}"), day=str(day), half=Message(HALF_NAMES[half]))
        self._send(ask_to_explain, values, form, [what], day, half, values["reason"], values["note"], self._now)

    # What all have in common

    @property
    def _now(self) -> datetime:
        return self.screen.app.clock()

    def _open(
        self,
        title: str,
        name: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        save: Callable[[dict[str, Any], Form], None],
        changed: Changed | None,
        look: Callable[[dict[str, Any], Form], None] | None = None,
    ) -> None:
        draft = (
            f"ask:{name}:{changed.request_id}" if changed else f"ask:{name}:{'counter' if self.for_others else 'own'}"
        )
        words = Message(title)
        if changed is not None:
            words = Message(N_("{number}: {what}, changed"), number=changed.number, what=words)
        elif self.for_others:
            fields = [
                PickField("employee", N_("Employee"), required=True, source=self._people),
                *fields,
                TextField("paper", N_("On paper"), max_length=200, hint=N_("Empty: badge and PIN confirm")),
            ]
            if self.employee is not None:
                employee_id, badge, person = self.employee
                values = {**values, "employee": Choice(f"{employee_id}\t{badge}", f"{person} {badge}")}
                draft = f"{draft}:{badge}"
        self.screen.open_form(Form(words, fields, draft_key=draft, save=save, values=values, look=look))

    def _people(self, text: str) -> list[Choice]:
        """Employees by badge, name or pinyin."""
        app = self.screen.app
        found = app.read(search, text, app.clock().date(), MOST_FOUND, frozenset({FoundKind.PERSON}))
        return [Choice(f"{one.id}\t{one.code}", f"{one.name_zh} {one.code}") for one in found]

    def _whose(self, values: Mapping[str, Any], changed: Changed | None) -> int | None:
        if changed is not None:
            return changed.employee_id
        if self.for_others:
            chosen = values.get("employee")
            return int(chosen.partition("\t")[0]) if chosen else None
        desk = self.screen.app.desk
        return desk.actor.employee_id if desk is not None else None

    def _send(
        self, verb: Callable[..., Any], values: Mapping[str, Any], form: Form, what: Sequence[Message], *args: Any
    ) -> None:
        """Submits; at the counter without a paper the employee confirms first, with what is asked before their eyes."""
        employee_id = self._whose(values, None)
        assert employee_id is not None

        def send(paper: str = "", confirmed_by: int | None = None) -> None:
            self.screen.perform(
                verb,
                employee_id,
                *args,
                paper,
                confirmed_by,
                form=form,
                said=lambda done: Message(SENT, number=done["number"]),
            )

        if not self.for_others:
            send()
        elif values["paper"]:
            send(values["paper"])
        else:
            badge = values["employee"].partition("\t")[2]
            self.screen.ask(Confirming(what, badge), lambda confirmed_by: send(confirmed_by=confirmed_by))

    def _change(self, verb: Callable[..., Any], changed: Changed, form: Form, *args: Any) -> None:
        said = Message(AGAIN, number=changed.number)
        self.screen.perform(verb, changed.request_id, changed.version, *args, form=form, said=said)


def _leave_in(values: Mapping[str, Any]) -> LeaveAsked | None:
    if values["from_day"] is None or values["to_day"] is None:
        return None
    return LeaveAsked(
        LeaveKind(values["kind"]),
        values["from_day"],
        HalfName(values["from_half"]),
        values["to_day"],
        HalfName(values["to_half"]),
        values["reason"] or "",
        values["certificate"],
    )


def _moment(day: date, minutes: int) -> datetime:
    """A time of day; 24:30 is half past midnight of the day after."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
