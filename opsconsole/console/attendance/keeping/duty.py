"""The duty roster of a month (ATT-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from opsconsole.attendance.arranging import DutyLine, cancel_duty, plan_duty, roster
from opsconsole.console.attendance.keeping.month_list import GAPS, NARROWEST, MonthListPage, moment, span_words
from opsconsole.console.attendance.words import day_words
from opsconsole.console.widgets.form import ClockField, DayField, Field, Form, PickField
from opsconsole.console.widgets.grid import Column
from opsconsole.errors import Message
from opsconsole.i18n import N_, _

DAY, HOURS, BADGE = 21, 20, 10
FROM_MIN, TO_MIN = 18 * 60, 8 * 60


class DutyPage(MonthListPage):
    """Who is expected on duty, and when."""

    QUERY = staticmethod(roster)
    TITLE_WORDS: ClassVar[str] = N_("Duty roster")
    EMPTY: ClassVar[str] = N_("Nobody is on duty in this month. Ctrl+N puts somebody on the roster.")

    def columns(self, width: int) -> list[Column]:
        rest = max(width - DAY - HOURS - BADGE - GAPS, NARROWEST)
        return [
            Column("day", _("Day"), width=DAY),
            Column("hours", _("From - to"), width=HOURS),
            Column("badge", _("Badge"), width=BADGE),
            Column("name", _("Name"), width=rest),
        ]

    def cells(self, line: DutyLine) -> Sequence[Any]:
        return [day_words(line.start.date()), span_words(line.start, line.finish), line.badge, line.name]

    def action_new(self) -> None:
        fields: list[Field] = [
            PickField("employee", N_("Employee"), required=True, source=self.people),
            DayField("day", N_("Day"), required=True, hint=N_("5, 0905, t, +3")),
            ClockField("from_min", N_("From"), required=True, hint=N_("0930 is 09:30")),
            ClockField("to_min", N_("To"), required=True, hint=N_("Not after the start: the day after")),
        ]
        begin = {"day": self.day_to_begin(), "from_min": FROM_MIN, "to_min": TO_MIN}
        self.open_form(
            Form(Message(N_("Somebody on duty")), fields, draft_key="duty:new", values=begin, save=self._save)
        )

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        start, finish = moment(values["day"], values["from_min"]), moment(values["day"], values["to_min"])
        if finish <= start:
            finish += timedelta(days=1)
        said = Message(N_("On the roster of {day}"), day=str(values["day"]))
        self.perform(plan_duty, int(values["employee"]), start, finish, form=form, said=said)

    def action_away(self) -> None:
        line = self.here
        if line is None:
            return
        facts = {"name": line.name, "day": str(line.start.date())}
        self.take_away(
            Message(N_("Take the duty of {name} on {day} off the roster?"), **facts),
            cancel_duty,
            line.id,
            said=Message(N_("{name} is not on duty on {day}"), **facts),
        )
