"""The chart of who reports to whom: on the screen and in a file (ORG-2)."""

from __future__ import annotations

from opsconsole.console.org.chart import chart_lines
from opsconsole.console.org.chart_page import ChartPage
from opsconsole.console.org.outline import Outline
from opsconsole.console.widgets.form import Form
from opsconsole.org import queries
from tests.console.conftest import paste

from ..conftest import text_on, until
from .company import HOSTILE, MOMENT
from .test_tree import go_to, opened, row_here

CHART = """\
General Manager  (Demo Company)  1/1  赵一
+- Deputy General Manager  1/1  钱二
|  +- Operations Manager  (Operations)  1/1  韩梅梅
|  |  +- Operations Specialist  2/3 vac 1  单田, 李雷
|  +- Branch Manager  (Shanghai Branch)  1/1  吴八
|     +- Salesperson  (Sales Team)  2/1 over 1  [@click=app.quit]x[/], 郑九
+- Office Manager  (General Office)  0/1 vac 1
   +- Clerk  1/2 vac 1  王小明"""


async def chart_there(app, pilot):
    await pilot.press("f8")
    await until(pilot, lambda: isinstance(app.screen, ChartPage) and "+- " in text_on(app))
    await pilot.pause()


async def test_f8_draws_every_position_under_the_one_it_reports_to(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await chart_there(app, pilot)
        lines = chart_lines(company.read(queries.reporting_tree, MOMENT.date()))
        assert "\n".join(line.text for line in lines) == CHART
        for line in CHART.splitlines():
            assert line in text_on(app)
        assert "chart 2026-03-06" in text_on(app)


async def test_the_chart_begins_where_one_stands_and_enter_goes_to_the_position_in_the_tree(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00006", "person:E00006")
        await chart_there(app, pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.screen.query(Outline) and row_here(app) == "position:SHB-H")


async def test_esc_leaves_the_chart_as_it_was_opened(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await chart_there(app, pilot)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query(Outline))
        assert row_here(app) == "unit:ACME"


async def test_ctrl_e_writes_the_chart_as_it_is_shown_to_a_text_file(office, tmp_path):
    target = tmp_path / "chart.txt"
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await chart_there(app, pilot)
        await pilot.press("ctrl+e")
        await until(pilot, lambda: "Write the chart to a text file" in text_on(app))
        await pilot.press("home", "shift+end")
        await paste(pilot, str(target))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Done: 8 positions written to" in text_on(app))
        assert isinstance(app.screen, ChartPage)
    written = target.read_text("utf-8")
    assert written == f"Demo Company  chart 2026-03-06\n\n{CHART}\n"
    assert HOSTILE in written


async def test_a_folder_that_is_not_there_is_refused_and_nothing_is_written(office, tmp_path):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await chart_there(app, pilot)
        await pilot.press("ctrl+e")
        await until(pilot, lambda: "Write the chart to a text file" in text_on(app))
        await pilot.press("home", "shift+end")
        await paste(pilot, str(tmp_path / "no" / "chart.txt"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "there is no such file or folder" in text_on(app))
        assert isinstance(app.screen, Form)
        assert not (tmp_path / "no").exists()


async def test_a_wide_chart_moves_sideways(office):
    async with office.signed_in(size=(40, 24)) as (app, pilot):
        await opened(app, pilot)
        await chart_there(app, pilot)
        assert "郑九" not in text_on(app)
        await pilot.press(*["right"] * 6)
        await until(pilot, lambda: "郑九" in text_on(app))
        await pilot.press(*["left"] * 6)
        await until(pilot, lambda: "General Manager" in text_on(app))
