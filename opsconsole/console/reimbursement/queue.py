"""F5: the claims by how long they have waited, the one under the cursor in full beneath; reviewed and decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.approvals.queries import RequestLine
from opsconsole.approvals.rules.states import STATE_NAMES
from opsconsole.console.backend import Todo
from opsconsole.console.keys import key
from opsconsole.console.printing import print_kind
from opsconsole.console.reimbursement.asking import ask_loan
from opsconsole.console.reimbursement.book import BookPage
from opsconsole.console.reimbursement.draft import ClaimDraft, unpacked
from opsconsole.console.reimbursement.entry import ClaimPage
from opsconsole.console.reimbursement.lists import offer_lists, open_list
from opsconsole.console.reimbursement.paying import PayPage
from opsconsole.console.reimbursement.queue_list import claim_columns, claim_row, stands
from opsconsole.console.requests.deciding import Batch
from opsconsole.console.requests.detail import DetailPane
from opsconsole.console.requests.detail_page import RequestPage
from opsconsole.console.requests.followed import FollowedList
from opsconsole.console.requests.keys import DECIDE
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.find_bar import FindBar
from opsconsole.console.widgets.form import ChoiceField, Form, MoneyField, TextField
from opsconsole.console.widgets.grid import Grid, ListSource
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan
from opsconsole.org.pinyin import folded, words_of
from opsconsole.reimbursement.files.chosen import write_claim
from opsconsole.reimbursement.files.papers import CLAIM_FORM
from opsconsole.reimbursement.queries.claims import ClaimDetail, claim_detail, claim_id_of
from opsconsole.reimbursement.queries.queue import QueueLine, View, queue
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.reimbursement.service.claims import review
from opsconsole.reimbursement.service.drafts import drop_draft, kept_draft
from opsconsole.reimbursement.words import CLAIM_NAMES

VIEW_NAMES = {
    View.FOR_ME: N_("For me to decide"),
    View.WAITING: N_("Waiting"),
    View.TO_PAY: N_("To be paid"),
    View.MINE: N_("My claims"),
    View.ALL: N_("All claims"),
}
CHANGE, PAY, BOOK = "change:", "pay", "book"


class ClaimsScreen(FollowedList):
    """The queue, and the way to everything else that has to do with claims."""

    AUTO_FOCUS = "#claims"
    NEEDS: ClassVar[Mapping[str, str]] = {
        "cut": Permission.CLAIMS_REVIEW,
        "pay": Permission.CASH_KEEP,
        "book": Permission.CASH_VIEW,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *DECIDE,
        key("ctrl+n", "ask", N_("New"), N_("Enters a claim, or asks for a loan"), id="claims.new"),
        key("ctrl+k", "cut", N_("Cut"), N_("Lets less stand of a line, with a reason"), id="claims.cut"),
        key("ctrl+o", "pay", N_("Pay"), N_("What is approved and waits for the cashier"), id="claims.pay"),
        key("ctrl+u", "book", N_("Cash book"), N_("Accounts, vouchers, the sheet of the day"), id="claims.book"),
        key("ctrl+l", "lists", N_("Lists"), N_("Budgets, invoices, sales notes, sheets of days"), id="claims.lists"),
        key("ctrl+t", "view", N_("View"), N_("Waiting, to be paid, mine, all"), id="claims.view"),
        key(
            "ctrl+f,slash",
            "find",
            N_("Find"),
            N_("Finds by number, name, unit, kind, state or invoice"),
            id="claims.find",
        ),
        key("f9", "print", N_("Print"), N_("Writes this claim's form as PDF"), id="claims.print"),
        key("tab", "other_pane", N_("To the claim and back"), id="claims.pane", show=False),
    ]
    DEFAULT_CSS = """
    ClaimsScreen #claims-status { padding: 0 1; }
    ClaimsScreen #claims { height: 1fr; }
    ClaimsScreen #claim { height: 45%; border-top: solid $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._view = View.FOR_ME
        self._is_chosen = False
        """Whether the person has been shown a view already: the first is the one that has something for them."""
        self._text = ""
        self._read: Sequence[QueueLine] | None = None
        self._shown: dict[int, QueueLine] = {}
        """Those of the view that the text finds, in their order."""
        self._waiting: dict[int, RequestLine] | None = None
        """What the person decides, by request; None until that was read."""
        self.draft: ClaimDraft | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=1, wraps=False, id="claims-status")
        yield FindBar(N_("Find: number, name, unit, kind, state, invoice"))
        yield Grid(id="claims")
        yield DetailPane(id="claim")

    @property
    def grid(self) -> Grid:
        return self.query_one("#claims", Grid)

    @property
    def pane(self) -> DetailPane:
        return self.query_one("#claim", DetailPane)

    def context(self) -> str:
        return _(VIEW_NAMES[self._view])

    # Where the person is

    def place(self) -> dict[str, Any]:
        return {"view": self._view, "text": self._text, "grid": self.grid.place()}

    def restore(self, place: Mapping[str, Any]) -> None:
        self._view, self._text = place["view"], place["text"]
        self._is_chosen = True
        self.query_one(FindBar).fill(self._text)
        self.grid.restore(place["grid"])

    # Reading

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is None:
            return
        now = self.app.clock()
        self.look_up(partial(self.app.link.program.todo, desk.actor, now), then=self._todo_read, group="todo")
        self.fetch(queue, desk.actor, now, self._view, then=self._show)
        if desk.actor.employee_id is not None:
            self.fetch(kept_draft, desk.actor.employee_id, then=self._draft_read, group="draft")

    def _draft_read(self, kept: tuple[bytes, datetime] | None) -> None:
        """What the person has begun, here or at another terminal. What is being typed just now is not touched."""
        if self.app.screen is not self:
            return
        if kept is None:
            self.draft = None
        elif self.draft is None or self.draft.kept_at is None or self.draft.kept_at < kept[1]:
            # What is newer here is on its way into the database.
            self.draft = unpacked(*kept)

    def _todo_read(self, todo: Todo) -> None:
        self._waiting = {line.id: line for line in todo.requests if line.kind == "claim"}
        if not self._is_chosen and not self._waiting:
            self._chosen(self._first_view())
            return
        self._is_chosen = True
        self._draw()
        self.read_here()

    def _first_view(self) -> View:
        """What somebody with nothing to decide is shown."""
        if self.app.may(Permission.CASH_KEEP):
            return View.TO_PAY
        return View.WAITING if self.app.may(Permission.CLAIMS_VIEW) else View.MINE

    def _show(self, lines: Sequence[QueueLine]) -> None:
        self._read = lines
        self._draw()
        self.read_here()

    @property
    def _mine(self) -> Mapping[int, RequestLine]:
        return self._waiting or {}

    def _is_found(self, line: QueueLine) -> bool:
        row = line.row
        kind, state = _(CLAIM_NAMES[row.kind]), _(STATE_NAMES[row.state])
        said_of = f"{row.unit.zh} {row.unit.en} {kind} {state} {row.stock_in} {' '.join(row.invoices)}"
        told = folded(f"{row.number} {row.badge} {row.name} {row.purpose} {said_of}")
        request = self._mine.get(row.id)
        told += f" {request.found_by}" if request is not None else ""
        return all(word in told for word in words_of(self._text))

    def _draw(self) -> None:
        if self._read is None or self._waiting is None:
            return
        found = [line for line in self._read if self._is_found(line)]
        lines = [line for line in found if line.row.id in self._mine] if self._view is View.FOR_ME else found
        self._shown = {line.row.id: line for line in lines}
        self.grid.empty = self._empty_words()
        now = self.app.clock()
        rows = (claim_row(line, now, self._stays.get(line.row.id), self._mine) for line in lines)
        self.grid.show(ListSource(rows), columns=(claim_columns(self.size.width), (), ()))
        self.pane.display = bool(lines)
        self._draw_status()
        self.refresh_bindings()

    def _empty_words(self) -> str:
        if self._text:
            return _("No claim is found so. Esc shows everything.")
        if self._view is View.FOR_ME:
            return _("No claim waits for you to decide it. Ctrl+T shows others.")
        if self._view is View.WAITING:
            return _("No claim waits. Ctrl+N enters one, Ctrl+T shows others.")
        return _("There is no claim here. Ctrl+T shows others.")

    def _draw_status(self) -> None:
        lines = list(self._shown.values())
        words = [
            _("{view}: {count} ({sum})").format(
                view=_(VIEW_NAMES[self._view]), count=len(lines), sum=format_yuan(sum(map(stands, lines)))
            ),
        ]
        if self._view is not View.FOR_ME:
            words.append(_("For you to decide: {count}").format(count=len(self._mine)))
        marked = [line for line in lines if line.row.id in self.grid.marked]
        if marked:
            told = _("Marked: {count} ({sum})")
            words.append(told.format(count=len(marked), sum=format_yuan(sum(map(stands, marked)))))
        self.query_one("#claims-status", Lines).show([Line("  ".join(words))])

    def on_resize(self) -> None:
        self._draw()

    def retranslate(self) -> None:
        super().retranslate()
        self.query_one(FindBar).retranslate()
        self._draw()
        self.tell_here()

    # The claim under the cursor

    @property
    def here(self) -> QueueLine | None:
        """The claim under the cursor."""
        here = self.grid.cursor_id
        return self._shown.get(here) if isinstance(here, int) else None

    @property
    def request_here(self) -> int | None:
        here = self.here
        return here.row.id if here is not None else None

    def on_grid_marked(self, _marked: Grid.Marked) -> None:
        self._draw_status()

    # Deciding

    @property
    def is_settled(self) -> bool:
        """Whether the queue is in sight, with the claim under the cursor in full."""
        here = self.here
        if self._read is None or self._waiting is None or here is None:
            return self._read is not None and self._waiting is not None and not self._shown
        read = self._detail.line if self._detail is not None else None
        return read is not None and (read.id, read.version) == (here.row.id, here.row.version)

    def targets(self) -> Sequence[RequestLine]:
        if any(line.row.id in self.grid.marked for line in self._shown.values()):
            return [line for line in self.shown_list() if line.id in self.grid.marked]
        here = self.here
        request = self._mine.get(here.row.id) if here is not None else None
        return [request] if request is not None else []

    def shown_list(self) -> Sequence[RequestLine]:
        return [self._mine[line.row.id] for line in self._shown.values() if line.row.id in self._mine]

    def decided(self, batch: Batch) -> None:
        self._stays = dict(batch.stayed)
        self.grid.marked.clear()
        self.refresh_data()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if not allowed or not self.is_mounted:
            return allowed
        if action in ("approve", "approve_with", "return", "reject", "cut") and not self.targets():
            return None
        if action == "print" and self.here is None:
            return None
        return allowed

    # Reviewing line by line

    def action_cut(self) -> None:
        here = self.here
        if here is not None:
            self.fetch(claim_detail, here.row.id, then=self._ask_cut)

    def _ask_cut(self, detail: ClaimDetail) -> None:
        head = detail.head
        options = [
            (str(line.number), f"{line.number} {line.asked.category} {format_yuan(line.asked.amount_fen)}")
            for line in detail.lines
        ]
        fields = (
            ChoiceField("line", N_("Line"), required=True, options=options),
            MoneyField("fen", N_("Stands"), required=True, hint=N_("What may be paid of it; 0 is nothing")),
            TextField("reason", N_("Why cut"), required=True, max_length=200),
        )
        title = Message(N_("Cut a line of {number} {name}"), number=head.number, name=head.name)
        save = partial(self._send_cut, detail)
        self.open_form(Form(title, fields, draft_key=f"cut:{head.id}", values={"line": options[0][0]}, save=save))

    def _send_cut(self, detail: ClaimDetail, values: Mapping[str, Any], form: Form) -> None:
        """Sends every line as it stands: what was cut before stays cut."""
        cuts = {
            line.number: (line.sanctioned_fen, line.cut_reason)
            for line in detail.lines
            if line.sanctioned_fen is not None and line.sanctioned_fen < line.asked.amount_fen
        }
        cuts[int(values["line"])] = (values["fen"], values["reason"])
        head = detail.head
        said = Message(N_("{number}: line {line} is cut"), number=head.number, line=values["line"])
        self.perform(review, head.id, head.version, cuts, self.app.clock(), form=form, said=said)

    # Entering

    def action_ask(self) -> None:
        entries = [Entry(Message(CLAIM_NAMES[kind]), partial(self._begin, kind)) for kind in ClaimKind]
        entries.append(Entry(Message(N_("Loan")), partial(ask_loan, self)))
        if self.draft is not None and self.draft.lines:
            words = Message(N_("Go on with the claim begun: {count} lines"), count=len(self.draft.lines))
            entries.insert(0, Entry(words, self.open_draft))
        offer(self, Message(N_("What is it?")), entries)

    def _begin(self, kind: ClaimKind) -> None:
        self._take_up(ClaimDraft(kind, self.app.clock().date()))

    def _take_up(self, draft: ClaimDraft) -> None:
        """Begins with another claim; one that is begun already goes only when that is said."""

        def begin(yes: bool) -> None:
            if yes:
                if self.draft is not None and self.draft.kept_at is not None:
                    self.perform(drop_draft, self.draft.kept_at, then=lambda _done: None)
                self.draft = draft
                self.open_draft()

        if self.draft is not None and self.draft.lines:
            question = Message(N_("Throw away the claim begun, with {count} lines?"), count=len(self.draft.lines))
            self.ask(Confirm(question), begin)
        else:
            begin(True)

    def open_draft(self) -> None:
        """Opens the claim that is being entered."""
        assert self.draft is not None
        self.app.push_screen(ClaimPage(self.area, self.draft))

    def _change(self, detail: ClaimDetail) -> None:
        self._take_up(ClaimDraft.of_returned(detail))

    # Going elsewhere

    def open_found(self, found: str) -> None:
        if found.startswith(CHANGE):
            self.fetch(_detail_of, found.removeprefix(CHANGE), then=self._change)
        elif found == PAY:
            self.action_pay()
        elif found == BOOK:
            self.action_book()
        elif open_list(self, found):
            return
        else:
            self.app.push_screen(RequestPage(self.area, (int(found),)))

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        if self.here is not None:
            self.app.push_screen(RequestPage(self.area, (self.here.row.id,)))

    def action_pay(self) -> None:
        self.app.push_screen(PayPage(self.area))

    def action_lists(self) -> None:
        offer_lists(self)

    def action_book(self) -> None:
        self.app.push_screen(BookPage(self.area))

    def action_print(self) -> None:
        if self.here is not None:
            number = self.here.row.number
            print_kind(self, CLAIM_FORM, ExportOptions(number=number), f"{number}.pdf", write=write_claim)

    def action_other_pane(self) -> None:
        (self.pane if self.grid.has_focus and self.pane.display else self.grid).focus()

    # Choosing

    def action_view(self) -> None:
        entries = [Entry(Message(name), partial(self._chosen, view)) for view, name in VIEW_NAMES.items()]
        offer(self, Message(N_("Which claims?")), entries)

    def _chosen(self, view: View) -> None:
        self._view, self._is_chosen = view, True
        self._read = None
        self.grid.marked.clear()
        self.refresh_header()
        self.refresh_data()

    def action_find(self) -> None:
        self.query_one(FindBar).open()

    def on_find_bar_changed(self, changed: FindBar.Changed) -> None:
        self._text = changed.text
        self._draw()

    def on_find_bar_left(self, _left: FindBar.Left) -> None:
        self.grid.focus()

    def back(self) -> None:
        """Everything of the view is shown again."""
        if self._text:
            self._text = ""
            self.query_one(FindBar).fill("")
            self._draw()
        self.grid.focus()


def _detail_of(session: Any, number: str) -> ClaimDetail:
    request_id = claim_id_of(session, number)
    assert request_id is not None
    return claim_detail(session, request_id)
