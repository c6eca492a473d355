"""The events of a month: meetings, training, study, exams, team activities (ATT-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from opsconsole.attendance.arranging import (
    LONGEST_CODE,
    LONGEST_TITLE,
    EventLine,
    cancel_event,
    events,
    plan_event,
)
from opsconsole.console.attendance.keeping.attendees import AttendeesPage
from opsconsole.console.attendance.keeping.month_list import GAPS, NARROWEST, MonthListPage, moment, span_words
from opsconsole.console.attendance.words import day_words
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import ClockField, DayField, Field, Form, TextField
from opsconsole.console.widgets.grid import Column, Grid
from opsconsole.errors import Message
from opsconsole.i18n import N_, _

DAY, HOURS, CODE, COUNT = 21, 12, 10, 6
FROM_MIN, TO_MIN = 14 * 60, 16 * 60


class EventsPage(MonthListPage):
    """What was announced, how many are expected, came, and are excused; Enter opens who."""

    QUERY = staticmethod(events)
    TITLE_WORDS: ClassVar[str] = N_("Events")
    EMPTY: ClassVar[str] = N_("There is no event in this month. Ctrl+N announces one.")

    def columns(self, width: int) -> list[Column]:
        rest = max(width - DAY - HOURS - CODE - 3 * (COUNT + 1) - GAPS, NARROWEST)
        return [
            Column("day", _("Day"), width=DAY),
            Column("hours", _("From - to"), width=HOURS),
            Column("code", _("Code"), width=CODE),
            Column("title", _("Title"), width=rest),
            Column("expected", _("Asked"), width=COUNT, align=Align.RIGHT),
            Column("arrived", _("Came"), width=COUNT, align=Align.RIGHT),
            Column("excused", _("Excus."), width=COUNT, align=Align.RIGHT),
        ]

    def cells(self, line: EventLine) -> Sequence[Any]:
        return [
            day_words(line.start.date()),
            span_words(line.start, line.finish),
            line.code,
            line.title,
            str(line.expected),
            str(line.arrived),
            str(line.excused),
        ]

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        if self.here is not None:
            self.app.push_screen(AttendeesPage(self.area, self.here, self.month))

    def action_new(self) -> None:
        fields: list[Field] = [
            TextField("code", N_("Code"), required=True, max_length=LONGEST_CODE, half_width=True),
            TextField("title", N_("Title"), required=True, max_length=LONGEST_TITLE),
            DayField("day", N_("Day"), required=True, hint=N_("5, 0905, t, +3")),
            ClockField("from_min", N_("From"), required=True, hint=N_("0930 is 09:30")),
            ClockField("to_min", N_("To"), required=True),
        ]
        begin = {"day": self.day_to_begin(), "from_min": FROM_MIN, "to_min": TO_MIN}
        self.open_form(Form(Message(N_("Event")), fields, draft_key="event:new", values=begin, save=self._save))

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        start, finish = moment(values["day"], values["from_min"]), moment(values["day"], values["to_min"])
        self.perform(
            plan_event,
            values["code"],
            values["title"],
            start,
            finish,
            (),
            form=form,
            said=Message(N_("{code} is announced; add who is expected"), code=values["code"]),
            then=partial(self._planned, EventLine(0, values["code"], values["title"], start, finish, 0, 0, 0)),
        )

    def _planned(self, event: EventLine, done: Mapping[str, int]) -> None:
        self.refresh_data()
        whole = EventLine(done["event"], event.code, event.title, event.start, event.finish, 0, 0, 0)
        self.app.call_later(self.app.push_screen, AttendeesPage(self.area, whole, self.month))

    def action_away(self) -> None:
        line = self.here
        if line is None:
            return
        facts = {"code": line.code, "title": line.title}
        self.take_away(
            Message(N_("Call {code} {title} off? Nobody is expected then."), **facts),
            cancel_event,
            line.id,
            said=Message(N_("{code} {title} is called off"), **facts),
        )
