"""What is done to the organisation from its screen: which form for which subject, and which verb it ends in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from opsconsole.console.org import forms
from opsconsole.console.org.forms import Sources, Values
from opsconsole.console.org.names import Kind, Subject, name_of, title_of
from opsconsole.console.org.person_acts import PersonActs
from opsconsole.console.widgets.form import Field, Form
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.picker import Choice
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org import service
from opsconsole.org.queries import PersonDetail, PositionDetail, UnitDetail
from opsconsole.org.values import Layer, Rank

if TYPE_CHECKING:
    from opsconsole.console.org.screen import OrgScreen

NEW = Message(N_("New"))


class Acts:
    """The acts of one organisation screen, on what it shows at the time."""

    def __init__(self, screen: OrgScreen) -> None:
        self._screen = screen
        self._people = PersonActs(screen)

    def can(self, action: str) -> bool:
        """Whether an act makes sense for what is shown."""
        detail = self._screen.detail
        if isinstance(detail, PersonDetail):
            return self._people.can(action, detail)
        return action == "change" and detail is not None

    @property
    def _sources(self) -> Sources:
        return Sources(self._screen.app.read, self._screen.day)

    # Adding

    def add(self) -> None:
        """Something new under, in or beside what is shown; the likeliest first."""
        match self._screen.detail:
            case UnitDetail() as unit:
                offer(self._screen, NEW, self._under_unit(unit))
            case PositionDetail() as position:
                offer(self._screen, NEW, self._under_position(position))
            case PersonDetail() as person if person.running is not None:
                self._hire(Choice(person.running.position, title_of(person.running)))
            case PersonDetail():
                self._hire(None)
            case None:
                self._add_unit(None, Layer.DECISION)

    def _under_unit(self, detail: UnitDetail) -> Sequence[Entry]:
        unit = Choice(detail.data.code, name_of(detail.data))
        head = next((line for line in detail.positions if line.rank is Rank.HEAD), None)
        superior = Choice(head.code, title_of(head)) if head is not None else None
        at = {"unit": unit.label}
        return (
            Entry(Message(N_("A position in {unit}"), **at), partial(self._add_position, unit, superior)),
            Entry(Message(N_("A unit under {unit}"), **at), partial(self._add_unit, unit, detail.data.layer)),
            Entry(Message(N_("A person, hired from a day on")), partial(self._hire, None)),
        )

    def _under_position(self, detail: PositionDetail) -> Sequence[Entry]:
        position = Choice(detail.data.code, title_of(detail.data))
        unit = Choice(detail.unit.code, name_of(detail.unit))
        at = {"position": position.label}
        return (
            Entry(Message(N_("A person hired as {position}"), **at), partial(self._hire, position)),
            Entry(
                Message(N_("A position that reports to {position}"), **at), partial(self._add_position, unit, position)
            ),
        )

    def _hire(self, position: Choice | None) -> None:
        self._people.hire(position, self._sources)

    def _add_unit(self, parent: Choice | None, layer: Layer) -> None:
        fields = forms.unit_fields(self._sources, is_new=True)
        begin: Values = {"parent": parent, "layer": layer}
        self._open(Message(N_("New unit")), fields, "org.unit.new", self._save_new_unit, begin)

    def _save_new_unit(self, values: Values, form: Form) -> None:
        code = values["code"]
        self._perform(
            service.add_unit,
            forms.unit_of(values, code),
            form=form,
            said=Message(N_("Unit {unit} added"), unit=code),
            to=Subject(Kind.UNIT, code),
        )

    def _add_position(self, unit: Choice, superior: Choice | None) -> None:
        fields = forms.position_fields(self._sources, is_new=True)
        begin: Values = {"unit": unit, "reports_to": superior, "headcount": 1, "rank": Rank.STAFF}
        self._open(Message(N_("New position")), fields, "org.position.new", self._save_new_position, begin)

    def _save_new_position(self, values: Values, form: Form) -> None:
        code = values["code"]
        self._perform(
            service.add_position,
            forms.position_of(values, code),
            form=form,
            said=Message(N_("Position {position} added"), position=code),
            to=Subject(Kind.POSITION, code),
        )

    # Changing

    def change(self) -> None:
        """The form of what is shown, or what there is to change of a person."""
        match self._screen.detail:
            case UnitDetail() as unit:
                self._change_unit(unit)
            case PositionDetail() as position:
                self._change_position(position)
            case PersonDetail() as person:
                self._people.change(person, self._sources)

    def transfer(self) -> None:
        """The form that moves the person who is shown."""
        if isinstance(self._screen.detail, PersonDetail):
            self._people.transfer(self._screen.detail, self._sources)

    def depart(self) -> None:
        """The form that ends the employment of the person who is shown."""
        if isinstance(self._screen.detail, PersonDetail):
            self._people.depart(self._screen.detail)

    def _change_unit(self, detail: UnitDetail) -> None:
        was = detail.data
        parent = name_of(detail.path[-2]) if len(detail.path) > 1 else ""
        deputy = detail.in_charge
        known = deputy is not None and deputy.badge == was.in_charge
        in_charge = f"{deputy.name} {deputy.badge}" if known and deputy is not None else was.in_charge

        def save(values: Values, form: Form) -> None:
            self._perform(
                service.change_unit,
                was,
                forms.unit_of(values, was.code),
                form=form,
                said=Message(N_("Unit {unit} changed"), unit=was.code),
                to=Subject(Kind.UNIT, was.code),
            )

        title = Message(N_("Unit {unit}"), unit=was.code)
        begin = forms.unit_values(was, parent, in_charge)
        self._open(title, forms.unit_fields(self._sources, is_new=False), f"org.unit:{was.code}", save, begin)

    def _change_position(self, detail: PositionDetail) -> None:
        was = detail.data

        def save(values: Values, form: Form) -> None:
            self._perform(
                service.change_position,
                was,
                forms.position_of(values, was.code, was),
                form=form,
                said=Message(N_("Position {position} changed"), position=was.code),
                to=Subject(Kind.POSITION, was.code),
            )

        title = Message(N_("Position {position}"), position=was.code)
        superior = title_of(detail.superiors[0]) if detail.superiors else ""
        begin = forms.position_values(was, name_of(detail.unit), superior)
        fields = forms.position_fields(self._sources, is_new=False)
        self._open(title, fields, f"org.position:{was.code}", save, begin)

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

    def _perform(self, verb: Callable[..., Any], *args: Any, form: Form, said: Message, to: Subject) -> None:
        """Does an act and shows what it was about."""
        screen = self._screen
        now = screen.app.clock()
        screen.perform(verb, *args, now, form=form, said=said, then=lambda _result: screen.go_to(to))
