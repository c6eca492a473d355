"""The list of the desk: a line for each request to decide, a line for everything that is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from opsconsole.access.sitting import Sitting
from opsconsole.approvals.queries import RequestLine, StandInLine
from opsconsole.console.backend import TodoItem
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, RowId
from opsconsole.errors import Message
from opsconsole.i18n import _, text_of
from opsconsole.money import format_yuan

AGE, WHO, AMOUNT, INSTEAD = 6, 10, 12, 10
GAPS = 6
"""Gutter, gaps and scroll bar beside the columns."""
NARROWEST = 20
OLD_FROM_DAYS = 3


class DeskGrid(Grid):
    """Marks requests alone: what is counted is decided elsewhere."""

    def action_mark(self) -> None:
        if isinstance(self.cursor_id, int):
            super().action_mark()

    def action_mark_all(self) -> None:
        requests: set[RowId] = {row_id for row_id in self.row_ids if isinstance(row_id, int)}
        self.marked = set() if self.marked == requests else requests
        self.refresh_marks()


def desk_columns(lines: Sequence[RequestLine], width: int) -> list[Column]:
    """The columns in so many cells: those that no line needs are left out."""
    beside = []
    if any(line.amount_fen is not None for line in lines):
        beside.append(Column("amount", _("Amount"), width=AMOUNT, align=Align.RIGHT))
    if any(line.acting_for is not None for line in lines):
        beside.append(Column("instead", _("Instead of"), width=INSTEAD))
    taken = AGE + WHO + GAPS + sum(column.width + column.gap for column in beside)
    return [
        Column("age", _("Waited"), width=AGE, align=Align.RIGHT),
        Column("who", _("Who"), width=WHO),
        Column("what", _("What"), width=max(width - taken, NARROWEST)),
        *beside,
    ]


def desk_rows(
    lines: Iterable[RequestLine], items: Iterable[TodoItem], stays: Mapping[int, Message]
) -> Iterable[GridRow]:
    """What the list shows; `stays` tells why a request was not decided with the others."""
    lines = list(lines)
    amounts = any(line.amount_fen is not None for line in lines)
    instead = any(line.acting_for is not None for line in lines)
    for line in lines:
        yield _request_row(line, stays.get(line.id), amounts=amounts, instead=instead)
    for one in items:
        count = _("{count} in all").format(count=one.count)
        yield GridRow(one.key, [_age(one.age_days), Cell(count, "info"), Cell(text_of(one.title), "info")])


def _request_row(line: RequestLine, stays: Message | None, *, amounts: bool, instead: bool) -> GridRow:
    asked = f"{text_of(line.title)} {text_of(line.asked)}  {line.number}"
    what = Cell(asked) if stays is None else Cell(_("Stays: {reason}").format(reason=text_of(stays)), "bad")
    cells = [_age(line.age_days), line.requester.name, what]
    if amounts:
        cells.append("" if line.amount_fen is None else format_yuan(line.amount_fen))
    if instead:
        cells.append(line.acting_for.name if line.acting_for is not None else "")
    return GridRow(line.id, cells)


def _age(days: int | None) -> Cell:
    if days is None:
        return Cell("")
    words = _("{count} d").format(count=days) if days else _("today")
    return Cell(words, "warn" if days >= OLD_FROM_DAYS else "")


def age_words(one: TodoItem) -> str:
    """How many there are and how long the oldest has waited."""
    if one.age_days is None:
        return _("{count} in all").format(count=one.count)
    return _("{count} in all, the oldest since {days} days").format(count=one.count, days=one.age_days)


def kinds_of(lines: Iterable[RequestLine]) -> dict[str, str]:
    """The kinds that occur, with their names."""
    return {line.kind: text_of(line.title) for line in lines}


def status_words(lines: Sequence[RequestLine], marked: Sequence[RequestLine], sitting: Sitting | None) -> Iterable[str]:
    """How much there is to decide, what of it is marked, and until when the PIN holds."""
    yield _("To decide: {count}{sum}").format(count=len(lines), sum=_sum(lines))
    if marked:
        yield _("Marked: {count}{sum}").format(count=len(marked), sum=_sum(marked))
    if sitting is not None:
        yield _("PIN holds until {time}").format(time=f"{sitting.ends_at:%H:%M}")


def standing_in_words(lines: Iterable[StandInLine], employee_id: int | None) -> Iterable[str]:
    """Who decides in one's place today, and in whose place one does."""
    for line in lines:
        if line.employee.id == employee_id:
            words, name = _("{name} decides in your place until {day}"), line.stand_in.name
        else:
            words, name = _("You decide in the place of {name} until {day}"), line.employee.name
        yield words.format(name=name, day=f"{line.to_day:%m-%d}")


def _sum(lines: Sequence[RequestLine]) -> str:
    """The sum of the amounts in brackets; nothing where none has one."""
    amounts = [line.amount_fen for line in lines if line.amount_fen is not None]
    return f" ({format_yuan(sum(amounts))})" if amounts else ""
