"""A virtual grid, drawn line by line: 10,000 rows scroll as 200 do.

Columns are fixed at the left (names), scroll in the middle (days) and are fixed at the right (totals).
Row ids are read once, rows by pages off the event loop; only what is in sight is ever drawn.

    grid = Grid(id="month")
    grid.set_columns(left=[Column("name", _("Name"), width=12)],
                     middle=[Column("d01", "1", "Sun", width=2, style="rest"), ...],
                     right=[Column("late", _("Late"), width=4, align=Align.RIGHT)])
    grid.show(source)                    # a PageSource; keeps the cursor where it was, by id
    grid.reload()                        # the same source again
    grid.reload_row(employee_id)         # one row
    grid.move_to(employee_id, "d06")
"""

from opsconsole.console.widgets.grid.drawing import Cell, Column, GridRow
from opsconsole.console.widgets.grid.pages import ListSource, PageSource, RowId
from opsconsole.console.widgets.grid.widget import Grid

__all__ = ["Cell", "Column", "Grid", "GridRow", "ListSource", "PageSource", "RowId"]
