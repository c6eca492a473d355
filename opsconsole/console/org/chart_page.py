"""The page of the reporting tree, opened from the organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole import i18n
from opsconsole.console.desk import Tone
from opsconsole.console.keys import key
from opsconsole.console.org.chart import Chart, chart_lines, write_chart
from opsconsole.console.page import Page
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _
from opsconsole.org import queries
from opsconsole.org.queries import ReportingNode


class ChartPage(Page):
    """Who reports to whom on a day; Enter on a position shows it in the tree."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+e", "export", N_("Export"), N_("Writes the chart to a text file"), id="chart.export"),
    ]

    def __init__(self, area: str, day: date, at: str) -> None:
        """The chart of a day, the cursor on the position of the key `at`."""
        super().__init__(area)
        self._day = day
        self._at = at
        self._reporting: Sequence[ReportingNode] = ()

    def body(self) -> ComposeResult:
        yield Chart(id="chart")

    def context(self) -> str:
        return _("chart {day}").format(day=self._day)

    def refresh_data(self) -> None:
        self.fetch(queries.reporting_tree, self._day, then=self._show)

    def retranslate(self) -> None:
        super().retranslate()
        self._show(self._reporting)

    def _show(self, nodes: Sequence[ReportingNode]) -> None:
        self._reporting = nodes
        chart = self.query_one(Chart)
        chart.show(chart_lines(nodes), chart.key_here or self._at)
        if not nodes:
            self.say(Message(N_("There are no positions yet")))

    def on_chart_opened(self, opened: Chart.Opened) -> None:
        self.open_found(opened.target)

    def action_export(self) -> None:
        fields = (TextField("file", N_("File"), required=True, max_length=400),)
        begin = {"file": str(Path.cwd() / f"chart-{self._day}.txt")}
        title = Message(N_("Write the chart to a text file"))
        self.open_form(Form(title, fields, draft_key="org.chart", save=self._export, values=begin))

    def _export(self, values: dict[str, Any], form: Form) -> None:
        company = self.app.company.get(i18n.language(), "")
        title = f"{company}  {self.context()}".strip()
        path = Path(values["file"]).expanduser()
        lines = chart_lines(self._reporting)

        def write() -> int | Message:
            try:
                return write_chart(path, title, lines)
            except Refusal as refusal:
                return refusal.message

        def written(outcome: int | Message) -> None:
            if isinstance(outcome, Message):
                form.refuse(outcome)
                return
            if self.app.desk is not None:
                form.saved(self.app.desk)
            self.say(Message(N_("{count} positions written to {file}"), count=outcome, file=str(path)), Tone.DONE)

        self.look_up(write, then=written, label=Message(N_("Writing")))
