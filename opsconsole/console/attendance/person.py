"""One person's month as a calendar: weeks as rows, each day with its two halves, the totals beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message as Event
from textual.widget import Widget

from opsconsole.attendance import queries
from opsconsole.attendance.files.chosen import write_person
from opsconsole.attendance.judging import ensure_judged, needs_judging
from opsconsole.attendance.queries import GridRow
from opsconsole.attendance.rules.values import DayKind, JudgedDay
from opsconsole.attendance.words import WEEKDAYS
from opsconsole.console.attendance import words
from opsconsole.console.attendance.signs import sign_of
from opsconsole.console.attendance.totals import MAIN, REST
from opsconsole.console.attendance.why import WhyPage
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.widgets.cells import fit
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.console.widgets.grid import Cell
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month, format_clock
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.inert import visible

DAYS_A_WEEK = 7
CELL = 8
LINES_A_WEEK = 3


def read_month(session: Any, actor: Any, month: Month, employee_id: int, now: Any) -> tuple[GridRow | None, bool]:
    """A query: one person's row of a month, and whether days of the month ended since it was judged."""
    found = queries.rows(session, actor, month, [employee_id])
    return (found[0] if found else None), needs_judging(session, month, now)


class MonthCalendar(Widget, can_focus=True):
    """Seven days a line; the arrows go from day to day, Enter opens the day."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "calendar--heading",
        "calendar--cursor",
        "calendar--number",
        "calendar--rest",
        "calendar--warn",
        "calendar--bad",
        "calendar--info",
        "calendar--good",
        "calendar--muted",
    }
    DEFAULT_CSS = """
    MonthCalendar { width: 62; height: 20; }
    MonthCalendar > .calendar--heading { text-style: bold; background: $panel; }
    MonthCalendar > .calendar--cursor { background: $primary; color: $background; text-style: bold; }
    MonthCalendar > .calendar--number { text-style: bold; }
    MonthCalendar > .calendar--rest { background: $resting; color: $muted; }
    MonthCalendar > .calendar--warn { color: $warning; }
    MonthCalendar > .calendar--bad { color: $error; text-style: bold; }
    MonthCalendar > .calendar--info { color: $primary; }
    MonthCalendar > .calendar--good { color: $success; }
    MonthCalendar > .calendar--muted { color: $muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("left", "step(-1)", N_("To the day before"), id="calendar.left", show=False),
        key("right", "step(1)", N_("To the next day"), id="calendar.right", show=False),
        key("up", "step(-7)", N_("A week up"), id="calendar.up", show=False),
        key("down", "step(7)", N_("A week down"), id="calendar.down", show=False),
        key("enter", "open", N_("Open"), N_("Tells why this day is what it is"), id="calendar.open"),
    ]

    class Opened(Event):
        """Enter was pressed on a day."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self, month: Month, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.month = month
        self.day = month.first
        self._days: Sequence[JudgedDay | None] = ()

    def show(self, month: Month, days: Sequence[JudgedDay | None]) -> None:
        """Shows a month; the cursor stays on its day of the month."""
        if month != self.month:
            self.month, self.day = month, month.first.replace(day=min(self.day.day, month.last.day))
        self._days = days
        self.refresh()

    def action_step(self, days: int) -> None:
        day = self.day + timedelta(days=days)
        if self.month.first <= day <= self.month.last:
            self.day = day
            self.refresh()

    def action_open(self) -> None:
        self.post_message(self.Opened(self.day))

    def render(self) -> Text:
        page = Text(no_wrap=True)
        heading = self._look("heading")
        for weekday in WEEKDAYS:
            page.append(fit(_(weekday), CELL + 1), heading)
        before = self.month.first.weekday()
        for begin in range(-before, self.month.last.day, DAYS_A_WEEK):
            week = [self._cell(number) for number in range(begin, begin + DAYS_A_WEEK)]
            for line in range(LINES_A_WEEK):
                page.append("\n")
                for cell in week:
                    page.append_text(cell[line])
        return page

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"calendar--{name}", partial=True)

    def _cell(self, index: int) -> list[Text]:
        """The lines of one day, counted from 0; blank outside of the month."""
        if not 0 <= index < self.month.last.day:
            return [Text(" " * (CELL + 1)) for _line in range(LINES_A_WEEK)]
        day = self.month.first + timedelta(days=index)
        judged = self._days[index] if index < len(self._days) else None
        base = self._look("rest") if judged is None or judged.kind is not DayKind.WORKDAY else Style()
        texts = [(str(index + 1), "number"), *_half_texts(judged)]
        here = day == self.day
        lines = []
        for text, look in texts:
            style = self._look("cursor") if here else base + (self._look(look) if look else Style())
            lines.append(Text.assemble((fit(text, CELL), style), (" ", Style() if here else base)))
        return lines


def _half_texts(judged: JudgedDay | None) -> list[tuple[str, str]]:
    """Each half's sign and look, with the first punch of the day beside the morning and the last beside the other."""
    if judged is None:
        return [("/", "muted"), ("/", "muted")]
    punches = (judged.first, judged.last if judged.last != judged.first else None)
    texts = []
    for half, punch in zip(judged.halves, punches, strict=True):
        sign = sign_of(half)
        clock = format_clock(punch) if punch is not None else ""
        texts.append((f"{fit(sign.text, 2)} {clock}", sign.look))
    return texts


class PersonPage(Page):
    """The month of one person; theirs too who may see nobody else's."""

    AUTO_FOCUS = "MonthCalendar"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "left_square_bracket,ctrl+left",
            "month(-1)",
            N_("Month before"),
            N_("To the month before"),
            id="person.previous",
        ),
        key("right_square_bracket,ctrl+right", "month(1)", N_("Next month"), N_("To the next month"), id="person.next"),
        key("f9", "print", N_("Print"), N_("Writes this month on a page to sign, as PDF"), id="person.print"),
    ]
    NEEDS: ClassVar[Mapping[str, str]] = {"print": "pay.view"}
    DEFAULT_CSS = """
    PersonPage #who { padding: 0 1; }
    PersonPage #totals { padding: 0 0 0 1; width: 1fr; }
    """

    def __init__(self, area: str, month: Month, employee_id: int) -> None:
        super().__init__(area)
        self.month = month
        self.employee_id = employee_id
        self._row: GridRow | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="who")
        with Horizontal():
            yield MonthCalendar(self.month)
            yield Lines(id="totals")

    def context(self) -> str:
        return str(self.month)

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        actor, now = self.app.desk.actor, self.app.clock()
        self.fetch(read_month, actor, self.month, self.employee_id, now, then=partial(self._read, self.month))

    def _read(self, month: Month, found: tuple[GridRow | None, bool]) -> None:
        if month != self.month:
            return
        self._row, needs = found
        self._show()
        if needs and month.first <= self.app.clock().date():
            label = Message(N_("Judging the days of {month}"), month=str(month))
            self.perform(ensure_judged, month, self.app.clock(), label=label, reporting=True)

    def _show(self) -> None:
        row = self._row
        self.query_one(MonthCalendar).show(self.month, row.days if row else ())
        if row is None:
            self.query_one("#who", Lines).show(
                [Line(_("Not on the sheet of {month}.").format(month=self.month), "muted")]
            )
            self.query_one("#totals", Lines).show([])
            return
        head, counts, *_more = words.person_lines(row)
        self.query_one("#who", Lines).show([head, counts])
        self.query_one("#totals", Lines).show(list(self._totals(row)))

    def _totals(self, row: GridRow) -> list[Line]:
        sees_pay = self.app.may("pay.view")
        lines = []
        for total in (*MAIN, *REST):
            cell = total.text(row)
            text, look = (cell.text, cell.style) if isinstance(cell, Cell) else (cell, "")
            if text and (sees_pay or not total.is_pay):
                unit = "" if total.is_pay else f" {total.unit()}"
                lines.append(Line(f"{total.title()} {text}{unit}", look))
        return lines

    def retranslate(self) -> None:
        super().retranslate()
        self._show()

    def action_month(self, step: int) -> None:
        self.month = self.month.next if step > 0 else self.month.previous
        self.refresh_header()
        self.refresh_data()

    def action_print(self) -> None:
        if self._row is None:
            return
        path = Path.home() / f"attendance-{self.month}-{self._row.badge}.pdf"
        fields = (TextField("path", N_("File"), required=True, max_length=1000, hint=N_(".pdf, or .xlsx")),)
        title = Message(N_("Print the month of {name}"), name=self._row.name)
        values = {"path": str(path)}
        self.open_form(Form(title, fields, draft_key="person:print", values=values, save=self._print))

    def _print(self, values: Mapping[str, Any], form: Form) -> None:
        path = Path(values["path"]).expanduser()
        if path.is_file():
            question = Message(N_("{file} is there already. Write over it?"), file=visible(str(path)))
            self.ask(Confirm(question), lambda yes: self._write(path, form) if yes else None)
        else:
            self._write(path, form)

    def _write(self, path: Path, form: Form) -> None:
        assert self.app.desk is not None
        form.saved(self.app.desk)
        args = (self.app.desk.actor, self.month, self.employee_id, path)
        self.fetch(write_person, *args, then=partial(self._written, path))

    def _written(self, path: Path, count: int) -> None:
        self.say(Message(N_("{count} pages written to {file}"), count=count, file=visible(str(path))))

    def on_month_calendar_opened(self, opened: MonthCalendar.Opened) -> None:
        assert self.app.desk is not None
        args = (self.app.desk.actor, self.month, self.employee_id, opened.day, self.app.clock())
        self.fetch(queries.explain_day, *args, then=self._explain, group="why")

    def _explain(self, explained: queries.DayExplained | None) -> None:
        if explained is None:
            self.say(Message(N_("Not employed on that day.")))
            return
        self.app.push_screen(WhyPage(partial(words.day_lines, explained, None, at_length=True)))
