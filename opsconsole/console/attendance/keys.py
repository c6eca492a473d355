"""The keys of the sheet, in the order in which the key line shows them for as long as there is room."""

from __future__ import annotations

from textual.binding import BindingType

from opsconsole.console.attendance.why import MOST_DIGITS
from opsconsole.console.keys import key
from opsconsole.i18n import N_

WALK: list[BindingType] = [
    key("f8,n", "walk(1)", N_("Next open"), N_("To the next half that waits for a verdict"), id="attendance.walk"),
    key("ctrl+z", "undo", N_("Take back"), N_("Takes the last verdict back"), id="attendance.undo"),
    key(
        "ctrl+n", "explain", N_("With note"), N_("Explains this half with a reason and a note"), id="attendance.explain"
    ),
    *(
        key(
            str(digit),
            f"verdict({digit})",
            N_("Explains this half with the reason of this digit, and goes on"),
            id=f"attendance.reason_{digit}",
            show=False,
        )
        for digit in range(1, MOST_DIGITS + 1)
    ),
    key(
        "shift+f8,N",
        "walk(-1)",
        N_("To the half before that waits for a verdict"),
        id="attendance.walk_back",
        show=False,
    ),
    key("delete", "withdraw", N_("Takes the explanation of this half back"), id="attendance.withdraw", show=False),
]

CHOOSE: list[BindingType] = [
    key("ctrl+f,slash", "find", N_("Find"), N_("Finds people by name, badge or unit"), id="attendance.find"),
    key(
        "ctrl+u,u",
        "unsettled_only",
        N_("Open only"),
        N_("Shows only people who wait for a verdict, or everybody again"),
        id="attendance.unsettled",
    ),
    key("ctrl+t", "unit", N_("Unit"), N_("Shows the people of one unit, or of all"), id="attendance.unit"),
]

GO: list[BindingType] = [
    key(
        "ctrl+l", "ask", N_("Leave, outing"), N_("Asks for leave, an outing, an explanation here"), id="attendance.ask"
    ),
    key("ctrl+o", "import", N_("Import"), N_("Takes in clock data and other files"), id="attendance.import"),
    key("ctrl+e", "export", N_("Export"), N_("Writes what is on the screen to a file"), id="attendance.export"),
    key("f9", "print", N_("Print"), N_("Writes the sheet, or a page for each person, as PDF"), id="attendance.print"),
    key(
        "ctrl+r",
        "lists",
        N_("Lists"),
        N_("Review and closing, duty, events, findings, punches of nobody, calendar, policy"),
        id="attendance.lists",
    ),
    key("left_square_bracket,ctrl+left", "month(-1)", N_("Month before"), id="attendance.previous"),
    key("right_square_bracket,ctrl+right", "month(1)", N_("Next month"), id="attendance.next"),
    key("ctrl+y,m", "type_month", N_("Month"), N_("Goes to the month that is typed"), id="attendance.month"),
]

SHEET_KEYS: list[BindingType] = [*WALK, *CHOOSE, *GO]
