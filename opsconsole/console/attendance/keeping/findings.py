"""The findings of a month: things unrelated to work (ATT-8), falsified records (ATT-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from opsconsole.attendance.findings import LONGEST_NOTE, FindingLine, findings, note_finding, take_finding_back
from opsconsole.attendance.rules.names import FINDING_NAMES
from opsconsole.attendance.rules.values import FindingKind
from opsconsole.console.attendance.keeping.month_list import GAPS, NARROWEST, MonthListPage
from opsconsole.console.attendance.words import day_words
from opsconsole.console.widgets.form import ChoiceField, DayField, Field, Form, PickField, TextField
from opsconsole.console.widgets.grid import Cell, Column
from opsconsole.errors import Message
from opsconsole.i18n import N_, _

DAY, NAME, KIND = 21, 12, 18
KINDS = [(kind.value, Message(name)) for kind, name in FINDING_NAMES.items()]


class FindingsPage(MonthListPage):
    """What was found about whom."""

    QUERY = staticmethod(findings)
    TITLE_WORDS: ClassVar[str] = N_("Findings")
    EMPTY: ClassVar[str] = N_("Nothing was found in this month. Ctrl+N notes a finding.")

    def columns(self, width: int) -> list[Column]:
        rest = max(width - DAY - NAME - KIND - GAPS, NARROWEST)
        return [
            Column("day", _("Day"), width=DAY),
            Column("name", _("Name"), width=NAME),
            Column("kind", _("Kind of finding"), width=KIND),
            Column("note", _("Note"), width=rest),
        ]

    def cells(self, line: FindingLine) -> Sequence[Any]:
        note = line.note
        if line.concerns_badge:
            whose = _("the record of {name} {badge}").format(name=line.concerns_name, badge=line.concerns_badge)
            note = f"{whose}: {note}"
        look = "bad" if line.kind is FindingKind.FALSIFIED else "warn"
        return [day_words(line.day), line.name, Cell(_(FINDING_NAMES[line.kind]), look), note]

    def action_new(self) -> None:
        fields: list[Field] = [
            PickField("employee", N_("Employee"), required=True, source=self.people),
            DayField("day", N_("Day"), required=True, hint=N_("5, 0905, t, +3")),
            ChoiceField("kind", N_("Kind of finding"), required=True, options=KINDS),
            TextField("note", N_("Note"), required=True, max_length=LONGEST_NOTE),
            PickField("concerns", N_("Whose record"), source=self.people, hint=N_("Only for a falsified record")),
        ]
        begin = {"day": self.day_to_begin(), "kind": FindingKind.UNRELATED.value}
        self.open_form(Form(Message(N_("Finding")), fields, draft_key="finding:new", values=begin, save=self._save))

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        concerns = values["concerns"]
        self.perform(
            note_finding,
            int(values["employee"]),
            values["day"],
            FindingKind(values["kind"]),
            values["note"],
            int(concerns) if concerns else None,
            self.app.clock().date(),
            form=form,
            said=Message(N_("Noted for {day}"), day=str(values["day"])),
        )

    def action_away(self) -> None:
        line = self.here
        if line is None:
            return
        facts = {"name": line.name, "day": str(line.day)}
        self.take_away(
            Message(N_("Take the finding about {name} of {day} back? It stays on the record of acts."), **facts),
            take_finding_back,
            line.id,
            said=Message(N_("The finding about {name} of {day} is taken back"), **facts),
        )
