"""F3: the month of attendance, and the pages that are opened from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import BindingType

from opsconsole.attendance import queries, service
from opsconsole.attendance.files import EXPORTS
from opsconsole.attendance.files.chosen import write_chosen
from opsconsole.attendance.queries import GridFilter
from opsconsole.attendance.rules.values import Consequence, HalfName
from opsconsole.console.attendance import words
from opsconsole.console.attendance.closing import AdjustmentsPage, ReviewPage
from opsconsole.console.attendance.importing import ImportPage
from opsconsole.console.attendance.importing.reading import kinds_for
from opsconsole.console.attendance.keeping import DutyPage, EventsPage, FindingsPage
from opsconsole.console.attendance.keys import SHEET_KEYS
from opsconsole.console.attendance.lists import UnassignedPage, YearPage
from opsconsole.console.attendance.person import PersonPage
from opsconsole.console.attendance.policy import PolicyPage
from opsconsole.console.attendance.totals import TotalColumn
from opsconsole.console.attendance.trend import TrendPage
from opsconsole.console.attendance.verdicts import VerdictScreen
from opsconsole.console.attendance.why import WhyPage
from opsconsole.console.page import Page
from opsconsole.console.requests.asking import Asking
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import ChoiceField, Form, TextField
from opsconsole.console.widgets.grid import Grid
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.console.widgets.prose import Line
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.files.exports import ExportKind, is_form
from opsconsole.i18n import N_, _
from opsconsole.inert import visible

PERSON_COLUMNS = ("name", "unit")
UNASSIGNED, YEAR, POLICY = "unassigned", "year", "policy"
DUTY, EVENTS, FINDINGS = "duty", "events", "findings"
REVIEW, ADJUSTMENTS, TREND = "review", "adjustments", "trend"
LISTS = {
    REVIEW: N_("Review: units confirmed, the month closed"),
    ADJUSTMENTS: N_("From closed months"),
    DUTY: N_("Duty roster"),
    EVENTS: N_("Events"),
    FINDINGS: N_("Findings"),
    UNASSIGNED: N_("Punches of nobody"),
    TREND: N_("Trend by month and unit"),
    YEAR: N_("Calendar of the year"),
    POLICY: N_("Policy of the month"),
}


class AttendanceScreen(VerdictScreen):
    """The month sheet with everything that is reached from it."""

    BINDINGS: ClassVar[list[BindingType]] = SHEET_KEYS
    NEEDS: ClassVar[Mapping[str, str]] = {
        **VerdictScreen.NEEDS,
        "export": "attendance.export",
        "print": "attendance.export",
    }

    def __init__(self) -> None:
        super().__init__()
        self._page: Page | None = None
        self._import_place: dict[str, Any] = {}

    def place(self) -> dict[str, Any]:
        importing = isinstance(self._page, ImportPage)
        if isinstance(self._page, ImportPage):
            self._import_place = self._page.place()
        return {**super().place(), "import": self._import_place, "importing": importing}

    def restore(self, place: Mapping[str, Any]) -> None:
        super().restore(place)
        self._import_place = place["import"]
        if place["importing"]:
            self.call_after_refresh(self.action_import)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "import":
            return True if kinds_for(self.app.may) else None
        return super().check_action(action, parameters)

    # Pages

    def open_page(self, page: Page) -> None:
        """Opens a page over the sheet."""
        self._page = page
        self.app.push_screen(page, self._page_left)

    def _page_left(self, _nothing: None) -> None:
        if isinstance(self._page, ImportPage):
            self._import_place = self._page.left_at
        self._page = None

    def action_import(self) -> None:
        self.open_page(ImportPage(self.area, self._import_place))

    def action_lists(self) -> None:
        def matching(text: str) -> Sequence[Choice]:
            kept = set() if self.app.may("attendance.import") else {DUTY, EVENTS, FINDINGS}
            choices = [Choice(name, _(title)) for name, title in LISTS.items() if name not in kept]
            return [choice for choice in choices if text.casefold() in choice.label.casefold()]

        self.ask(Picker(Message(N_("Which list?")), matching), self._list_chosen)

    def _list_chosen(self, choice: Choice) -> None:
        month = self.month
        assert month is not None
        pages: dict[str, Callable[[], Page]] = {
            REVIEW: lambda: ReviewPage(self.area, month, self.show_unit),
            ADJUSTMENTS: lambda: AdjustmentsPage(self.area, month),
            TREND: lambda: TrendPage(self.area, month),
            DUTY: lambda: DutyPage(self.area, month),
            EVENTS: lambda: EventsPage(self.area, month),
            FINDINGS: lambda: FindingsPage(self.area, month),
            UNASSIGNED: lambda: UnassignedPage(self.area, month),
            YEAR: lambda: YearPage(self.area, month.year),
            POLICY: lambda: PolicyPage(self.area, month),
        }
        self.open_page(pages[choice.key]())

    def on_grid_opened(self, opened: Grid.Opened) -> None:
        """Enter: the calendar of a person, the explanation of a cell at length, probation where it is due."""
        row = self.row_here()
        if row is None or row.figures is None or self.month is None:
            return
        if opened.column in PERSON_COLUMNS:
            self.open_page(PersonPage(self.area, self.month, row.figures.employee_id))
        elif opened.column == "consequence" and self._probation_is_due(row.figures):
            self._ask_for_probation(row.figures, self.month)
        else:
            self.explain_here(self._open_why, at_length=True)

    def _open_why(self, lines: Sequence[Line]) -> None:
        self.app.push_screen(WhyPage(lambda: lines))

    def action_ask(self) -> None:
        """Asks for something on the day under the cursor: for oneself, or at the counter for the person of the row."""
        row, place = self.row_here(), self.half_here()
        if row is None or row.figures is None:
            return
        person = row.figures
        day, half = (place.day, place.half) if place is not None else (None, HalfName.AM)
        if person.employee_id == self.actor.employee_id:
            Asking(self).offer(day, half)
        elif self.app.may("requests.enter"):
            Asking(self, True, (person.employee_id, person.badge, person.name)).offer(day, half)
        else:
            self.say(Message(N_("For others the office asks, at its counter; for yourself ask on your own row.")))

    def show_unit(self, unit_id: int, label: str, month: Month) -> None:
        """Shows the people of one unit in a month."""
        self.month, self.unit_label, self.chosen = month, label, GridFilter(unit_id=unit_id)
        self.quiet()
        self.refresh_data()

    # Probation

    def lines_of_total(self, total: TotalColumn, figures: queries.GridRow, month: Month) -> list[Line]:
        if total.key != "consequence":
            return super().lines_of_total(total, figures, month)
        lines = words.consequence_lines(figures, month)
        if self._probation_is_due(figures):
            lines.append(Line(_("Enter confirms it."), "info"))
        return lines

    def _probation_is_due(self, figures: queries.GridRow) -> bool:
        return figures.consequence == Consequence.PROBATION and self.app.may("attendance.explain")

    def _ask_for_probation(self, figures: queries.GridRow, month: Month) -> None:
        first = month.next.first
        question = Message(
            N_("Confirm probation on basic wage alone for {badge} {name} from {day} on (ATT-7)?"),
            badge=figures.badge,
            name=figures.name,
            day=str(first),
        )

        def answered(yes: bool) -> None:
            if yes:
                said = Message(N_("{name} is on probation from {day} on"), name=figures.name, day=str(first))
                self.perform(service.begin_probation, figures.employee_id, first, "", said=said)

        self.ask(Confirm(question), answered)

    # Export

    def action_export(self) -> None:
        """Asks what to write and where; what is chosen on the screen is what is written."""
        self._ask_where(EXPORTS, "export", N_(".csv, .xlsx or .pdf"), ".xlsx")

    def action_print(self) -> None:
        """As `action_export`, for what has a form on paper."""
        self._ask_where([kind for kind in EXPORTS if kind.papers is not None], "print", N_(".pdf, or .xlsx"), ".pdf")

    def _ask_where(self, kinds: Sequence[ExportKind], act: str, hint: str, ending: str) -> None:
        allowed = [kind for kind in kinds if self.app.may(kind.permission)]
        fields = (
            ChoiceField("kind", N_("What"), options=tuple((kind.name, Message(kind.title)) for kind in allowed)),
            TextField("path", N_("File"), required=True, max_length=1000, hint=hint),
        )
        path = Path.home() / f"attendance-{self.month}{ending}"
        words = N_("Export {count} people of {month}") if act == "export" else N_("Print {count} people of {month}")
        title = Message(words, count=self.grid.row_count, month=str(self.month))
        draft = f"attendance:{act}"
        form = Form(title, fields, draft_key=draft, values={"path": str(path)}, save=self._export)
        self.open_form(form)

    def _export(self, values: Mapping[str, Any], form: Form) -> None:
        path = Path(values["path"]).expanduser()
        if path.is_file():
            question = Message(N_("{file} is there already. Write over it?"), file=visible(str(path)))
            self.ask(Confirm(question), lambda yes: self._write(values["kind"], path, form) if yes else None)
        else:
            self._write(values["kind"], path, form)

    def _write(self, name: str, path: Path, form: Form) -> None:
        assert self.app.desk is not None
        form.saved(self.app.desk)
        kind = next(one for one in EXPORTS if one.name == name)
        label = Message(N_("Writing {file}"), file=visible(path.name))
        then = partial(self._written, path, kind)
        self.fetch(write_chosen, self.actor, kind, self.month, self.chosen, path, then=then, label=label)

    def _written(self, path: Path, kind: ExportKind, count: int) -> None:
        words = N_("{count} rows written to {file}")
        if is_form(kind, path):
            words = N_("{count} pages written to {file}")
        self.say(Message(words, count=f"{count:,}", file=visible(str(path))))

    # What the palette and the to-do desk open

    def open_found(self, found: str) -> None:
        """A month (`2026-03`) with what waits in it, or a month and an employee's id, or its review."""
        if found.startswith(f"{REVIEW} "):
            self.open_page(ReviewPage(self.area, Month.parse(found.removeprefix(f"{REVIEW} ")), self.show_unit))
            return
        text, _blank, employee = found.partition(" ")
        self.month, self.chosen = Month.parse(text), GridFilter(unsettled_only=not employee)
        self.grid.restore({"row": int(employee)} if employee else {})
        self.refresh_data()
