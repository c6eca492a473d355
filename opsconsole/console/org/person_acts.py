"""What is done to people: hiring, moving, correcting, letting go, and taking back what was entered by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from opsconsole.console.org import forms
from opsconsole.console.org.forms import Sources, Values
from opsconsole.console.org.names import Kind, Subject, name_of, title_of
from opsconsole.console.widgets.confirm import Confirm, Told
from opsconsole.console.widgets.form import DayField, Field, Form
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.picker import Choice
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org import service
from opsconsole.org.queries import AssignmentLine, PersonDetail
from opsconsole.org.sentences import span
from opsconsole.org.values import PersonData

if TYPE_CHECKING:
    from opsconsole.console.org.screen import OrgScreen


class PersonActs:
    """The acts of one organisation screen on people."""

    def __init__(self, screen: OrgScreen) -> None:
        self._screen = screen

    def can(self, action: str, detail: PersonDetail) -> bool:
        """Whether an act makes sense for a person; forms that begin with somebody's pay are for those who see it."""
        match action:
            case "transfer":
                return detail.running is not None and detail.running.basic_wage_fen is not None
            case "depart":
                return bool(detail.assignments)
        return True

    def hire(self, position: Choice | None, sources: Sources) -> None:
        """The form for somebody new."""
        fields = (*forms.person_fields(is_new=True), *forms.span_fields(), *forms.terms_fields(sources))
        self._open(Message(N_("Hire")), fields, "org.hire", self._save_hire, {"position": position})

    def _save_hire(self, values: Values, form: Form) -> None:
        person = forms.person_of(values, values["badge"])
        self._perform(
            service.hire,
            person,
            values["from_day"],
            values["to_day"],
            forms.terms_of(values),
            badge=person.badge,
            form=form,
            said=Message(N_("{name} is hired from {day} on"), name=person.name, day=str(values["from_day"])),
            from_day=values["from_day"],
        )

    def transfer(self, detail: PersonDetail, sources: Sources) -> None:
        """The form that moves a person to another position, or to other pay, from a day on."""
        line = detail.running
        assert line is not None
        person = detail.person

        def save(values: Values, form: Form) -> None:
            self._perform(
                service.transfer,
                person.badge,
                values["from_day"],
                values["to_day"],
                forms.terms_of(values),
                badge=person.badge,
                form=form,
                said=Message(N_("{name} is transferred from {day} on"), name=person.name, day=str(values["from_day"])),
                from_day=values["from_day"],
            )

        title = Message(N_("Transfer of {name} {badge}"), name=person.name, badge=person.badge)
        fields = (*forms.span_fields(), *forms.terms_fields(sources))
        begin = forms.terms_values(line.terms(), title_of(line))
        self._open(title, fields, f"org.transfer:{person.badge}", save, begin)

    def depart(self, detail: PersonDetail) -> None:
        """The form that ends an employment; where something is left to settle, that instead (ORG-6)."""
        person = detail.person
        if detail.held_back:
            heading = Message(N_("{name} cannot leave before this is settled:"), name=person.name)
            self._screen.ask(Told(heading, *detail.held_back), lambda _answer: None)
            return

        def save(values: Values, form: Form) -> None:
            said = Message(N_("The last day of {name} is {day}"), name=person.name, day=str(values["last_day"]))
            self._perform(service.depart, person.badge, values["last_day"], badge=person.badge, form=form, said=said)

        title = Message(N_("Departure of {name} {badge}"), name=person.name, badge=person.badge)
        fields = (DayField("last_day", N_("Last day"), required=True, hint=forms.DAY_HINT),)
        self._open(title, fields, f"org.depart:{person.badge}", save, {"last_day": detail.assignments[0].to_day})

    # Correcting

    def change(self, detail: PersonDetail, sources: Sources) -> None:
        """What there is to correct of a person; with a single thing, its form at once."""
        entries = list(self._corrections(detail, sources))
        if len(entries) == 1:
            entries[0].act()
            return
        title = Message(N_("Change {name} {badge}"), name=detail.person.name, badge=detail.person.badge)
        offer(self._screen, title, entries)

    def _corrections(self, detail: PersonDetail, sources: Sources) -> Iterator[Entry]:
        lines = detail.assignments
        ordered = sorted(lines, key=lambda line: line is not detail.running)
        for line in ordered:
            if line.basic_wage_fen is not None:
                label = Message(N_("Position, pay and clock number {span}"), span=span(line.from_day, line.to_day))
                act = partial(self._change_terms, detail, line, sources)
                yield Entry(label, act, f"{title_of(line)}, {name_of(line.unit)}")
        yield Entry(Message(N_("Name and first day of work")), partial(self._change_person, detail))
        if _last_is_transfer(lines):
            label = Message(N_("Take the transfer of {day} back"), day=str(lines[0].from_day))
            yield Entry(label, partial(self._cancel_transfer, detail), title_of(lines[0]))
        if lines and lines[0].to_day is not None:
            label = Message(N_("Take the last day, {day}, back"), day=str(lines[0].to_day))
            yield Entry(label, partial(self._cancel_departure, detail))
            yield Entry(Message(N_("Hire again, under the same badge")), partial(self._rehire, detail, sources))

    def _change_terms(self, detail: PersonDetail, line: AssignmentLine, sources: Sources) -> None:
        person, was = detail.person, line.terms()

        def save(values: Values, form: Form) -> None:
            self._perform(
                service.change_assignment,
                person.badge,
                line.from_day,
                was,
                forms.terms_of(values),
                badge=person.badge,
                form=form,
                said=Message(N_("The assignment of {name} is corrected"), name=person.name),
            )

        title = Message(
            N_("{name} {badge}, {span}"), name=person.name, badge=person.badge, span=span(line.from_day, line.to_day)
        )
        begin = forms.terms_values(was, title_of(line))
        draft_key = f"org.terms:{person.badge}:{line.from_day}"
        self._open(title, forms.terms_fields(sources), draft_key, save, begin)

    def _change_person(self, detail: PersonDetail) -> None:
        was = PersonData(detail.person.badge, detail.person.name, detail.work_since)

        def save(values: Values, form: Form) -> None:
            self._perform(
                service.correct_employee,
                was,
                forms.person_of(values, was.badge),
                badge=was.badge,
                form=form,
                said=Message(N_("{badge} is corrected"), badge=was.badge),
            )

        title = Message(N_("Employee {badge}"), badge=was.badge)
        begin: Values = {"name": was.name, "work_since": was.work_since}
        self._open(title, forms.person_fields(is_new=False), f"org.person:{was.badge}", save, begin)

    def _cancel_transfer(self, detail: PersonDetail) -> None:
        person, line = detail.person, detail.assignments[0]
        facts = {"name": person.name, "day": str(line.from_day), "position": title_of(line)}
        self._confirmed(
            Message(N_("Take back that {name} moves to {position} on {day}?"), **facts),
            service.cancel_transfer,
            person.badge,
            line.from_day,
            badge=person.badge,
            said=Message(N_("The transfer of {name} on {day} is taken back"), **facts),
        )

    def _cancel_departure(self, detail: PersonDetail) -> None:
        person, line = detail.person, detail.assignments[0]
        facts = {"name": person.name, "day": str(line.to_day)}
        self._confirmed(
            Message(N_("Take back that {name} leaves on {day}?"), **facts),
            service.depart,
            person.badge,
            None,
            badge=person.badge,
            said=Message(N_("{name} stays; the last day, {day}, is taken back"), **facts),
        )

    def _rehire(self, detail: PersonDetail, sources: Sources) -> None:
        person = detail.person

        def save(values: Values, form: Form) -> None:
            self._perform(
                service.rehire,
                person.badge,
                values["from_day"],
                values["to_day"],
                forms.terms_of(values),
                badge=person.badge,
                form=form,
                said=Message(N_("{name} is hired from {day} on"), name=person.name, day=str(values["from_day"])),
                from_day=values["from_day"],
            )

        title = Message(N_("Hire {name} {badge} again"), name=person.name, badge=person.badge)
        fields = (*forms.span_fields(), *forms.terms_fields(sources))
        self._open(title, fields, f"org.rehire:{person.badge}", save, {})

    # Both

    def _open(
        self,
        title: Message,
        fields: Sequence[Field],
        draft_key: str,
        save: Callable[[Values, Form], None],
        begin: Values,
    ) -> None:
        self._screen.open_form(Form(title, fields, draft_key=draft_key, save=save, values=begin))

    def _confirmed(self, question: Message, verb: Callable[..., Any], *args: Any, badge: str, said: Message) -> None:
        def answered(yes: bool) -> None:
            if yes:
                self._perform(verb, *args, badge=badge, form=None, said=said)

        self._screen.ask(Confirm(question), answered)

    def _perform(
        self,
        verb: Callable[..., Any],
        *args: Any,
        badge: str,
        form: Form | None,
        said: Message,
        from_day: date | None = None,
    ) -> None:
        """Does an act and shows the person, on a day on which what was entered can be seen."""
        screen = self._screen

        def done(_result: Any) -> None:
            day = max(screen.day, from_day) if from_day is not None else screen.day
            screen.go_to(Subject(Kind.PERSON, badge), day)

        screen.perform(verb, *args, screen.app.clock(), form=form, said=said, then=done)


def _last_is_transfer(lines: Sequence[AssignmentLine]) -> bool:
    """Whether the last assignment follows the one before it without a gap."""
    if len(lines) < 2:
        return False
    last, before = lines[0], lines[1]
    return before.to_day is not None and before.to_day + ONE_DAY == last.from_day
