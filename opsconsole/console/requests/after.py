"""What is done with a request besides deciding it: taken back, changed, reported back from, its certificate entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from opsconsole.approvals.queries import RequestDetail
from opsconsole.approvals.rules.states import State
from opsconsole.approvals.service import withdraw
from opsconsole.attendance.requests.leave import enter_certificate
from opsconsole.attendance.requests.queries import explanation_asked, leave_asked, outing_asked
from opsconsole.attendance.requests.reporting import BackPreview, report_back, report_preview
from opsconsole.attendance.rules.names import HALF_NAMES
from opsconsole.attendance.rules.values import HalfName
from opsconsole.console.base import AreaScreen
from opsconsole.console.requests.asking import HALVES, Asking, Changed
from opsconsole.console.requests.previews import back_lines
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import ChoiceField, DayField, Form
from opsconsole.console.widgets.prose import Line
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, text_of

ASKED: Mapping[str, tuple[Callable[..., Any], str]] = {
    "leave": (leave_asked, "leave"),
    "outing": (outing_asked, "outing"),
    "explanation": (explanation_asked, "explanation"),
}
"""By kind of request: the query for what it asks, and the form of `Asking` that changes it."""


ELSEWHERE = {"funds": ("stockroom", "forms:{number}"), "claim": ("claims", "change:{number}")}
"""Kinds that are changed where they are written: the area, and what it opens."""


def may_change(detail: RequestDetail) -> bool:
    """Whether a request was returned to the person at the keys, and there is a form that changes it."""
    return detail.may_change and (detail.line.kind in ASKED or detail.line.kind in ELSEWHERE)


def is_leave_taken(detail: RequestDetail) -> bool:
    """Whether it is leave that was approved: reported back from, its certificate entered."""
    return detail.line.kind == "leave" and detail.line.state is State.APPROVED


def take_back(screen: AreaScreen, detail: RequestDetail) -> None:
    """Asks whether to take a request back, and does it."""
    line = detail.line
    question = Message(N_("Take {number} back? {asked}"), number=line.number, asked=line.asked)
    said = Message(N_("{number} was taken back"), number=line.number)

    def answered(yes: bool) -> None:
        if yes:
            screen.perform(withdraw, line.id, line.version, screen.app.clock(), said=said)

    screen.ask(Confirm(question), answered)


def change(screen: AreaScreen, detail: RequestDetail) -> None:
    """Opens the form of a returned request with what it asked."""
    line = detail.line
    if line.kind in ELSEWHERE:
        area, opens = ELSEWHERE[line.kind]
        screen.app.go(area, opens.format(number=line.number))
        return
    query, form = ASKED[line.kind]
    changed = Changed(line.id, line.number, line.version, line.requester.id)

    def read(asked: Any) -> None:
        getattr(Asking(screen), form)(asked, changed)

    screen.fetch(query, line.id, then=read)


def report(screen: AreaScreen, detail: RequestDetail) -> None:
    """Asks since when the person is back at work, and shows what it comes to before it is sent (ATT-4)."""
    line = detail.line
    fields = [
        DayField("day", N_("Back on"), required=True, hint=N_("The first day at work again")),
        ChoiceField("half", N_("from the"), options=HALVES),
    ]

    def look(values: Mapping[str, Any], form: Form) -> None:
        day: date | None = values["day"]
        if day is None:
            form.tell([])
            return

        def told(found: BackPreview) -> None:
            form.tell(back_lines(found))

        def refused(refusal: Refusal) -> None:
            form.tell([Line(text_of(refusal.message), "bad")])

        args = (line.id, day, HalfName(values["half"]), screen.app.clock())
        screen.fetch(report_preview, *args, then=told, refused=refused, group="preview of reporting back")

    def save(values: Mapping[str, Any], form: Form) -> None:
        half = HalfName(values["half"])
        said = Message(
            N_("{name} is back since {day} {half}"),
            name=line.requester.name,
            day=str(values["day"]),
            half=Message(HALF_NAMES[half]),
        )
        args = (line.id, line.version, values["day"], half, screen.app.clock())
        screen.perform(report_back, *args, form=form, said=said)

    title = Message(N_("{number}: back from leave"), number=line.number)
    begin = {"day": screen.app.clock().date()}
    screen.open_form(Form(title, fields, draft_key=f"report:{line.id}", save=save, values=begin, look=look))


def certify(screen: AreaScreen, detail: RequestDetail) -> None:
    """Asks whether the certificate is there, and enters it (ATT-10)."""
    line = detail.line
    facts = {"number": line.number, "name": line.requester.name}
    question = Message(N_("Is the certificate of {name} for {number} here?"), **facts)
    said = Message(N_("The certificate of {number} is entered; its days count as leave"), **facts)

    def answered(yes: bool) -> None:
        if yes:
            screen.perform(enter_certificate, line.id, line.version, said=said)

    screen.ask(Confirm(question), answered)
