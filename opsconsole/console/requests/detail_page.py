"""One request on a page of its own; several that wait together are gone through one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.approvals.queries import RequestDetail, RequestLine, request_detail
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.requests import after
from opsconsole.console.requests.deciding import Batch, DecidingScreen
from opsconsole.console.requests.detail import DetailPane
from opsconsole.console.requests.files import FilesOfRequest
from opsconsole.console.requests.forms import FORMS, print_request
from opsconsole.console.requests.keys import DECIDE
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _


class RequestPage(FilesOfRequest, DecidingScreen, Page):
    """`request_ids` are those that wait together, the one in front first."""

    AUTO_FOCUS = "#request"
    NEEDS: ClassVar[Mapping[str, str]] = {"certify": "requests.enter"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *DECIDE,
        key(
            "ctrl+t", "change", N_("Change"), N_("Changes what was returned, and submits it again"), id="request.change"
        ),
        key("ctrl+z", "take_back", N_("Take back"), N_("Takes the request back"), id="request.take_back"),
        key("f8", "report", N_("Back at work"), N_("Reports back from this leave"), id="request.report"),
        key("ctrl+u", "certify", N_("Certificate"), N_("Enters that the certificate is there"), id="request.certify"),
        key("ctrl+k", "comment", N_("Comment"), N_("Says something about this request"), id="request.comment"),
        key("ctrl+o", "attach", N_("Attach file"), N_("Adds a file to this request"), id="request.attach"),
        key("f9", "print", N_("Print"), N_("Writes the form of this request as PDF"), id="request.print"),
        key("ctrl+e", "save_file", N_("Save file"), N_("Writes an attachment to a file"), id="request.save_file"),
        key(
            "left_square_bracket,ctrl+left",
            "other(-1)",
            N_("Request before"),
            id="request.previous",
            show=False,
        ),
        key("right_square_bracket,ctrl+right", "other(1)", N_("Next request"), id="request.next", show=False),
    ]

    def __init__(self, area: str, request_ids: Sequence[int]) -> None:
        super().__init__(area)
        self.request_ids = list(request_ids)
        self.at = 0
        self.detail: RequestDetail | None = None

    def body(self) -> ComposeResult:
        yield DetailPane(id="request")

    def context(self) -> str:
        number = self.detail.line.number if self.detail is not None else ""
        if len(self.request_ids) == 1:
            return number
        return _("{number} ({at} of {count})").format(number=number, at=self.at + 1, count=len(self.request_ids))

    @property
    def request_id(self) -> int:
        return self.request_ids[self.at]

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        args = (self.app.desk.actor, self.request_id, self.app.clock())
        self.fetch(request_detail, *args, then=self._read, group="detail")

    def _read(self, detail: RequestDetail) -> None:
        if detail.line.id != self.request_id:
            return
        self.detail = detail
        self.query_one(DetailPane).show_request(detail)
        self.refresh_header()
        self.refresh_bindings()

    def refuse(self, refusal: Refusal) -> None:
        """Says what was refused; a request that may no longer be looked at is in sight no longer."""
        super().refuse(refusal)
        if self.detail is None or self.detail.line.id != self.request_id:
            self.query_one(DetailPane).show([])

    def retranslate(self) -> None:
        super().retranslate()
        if self.detail is not None:
            self.query_one(DetailPane).show_request(self.detail)

    def action_other(self, step: int) -> None:
        at = self.at + step
        if not 0 <= at < len(self.request_ids):
            self.say(Message(N_("There is no other request in this direction.")))
            return
        self.at, self.detail = at, None
        self.quiet()
        self.refresh_data()

    # Deciding

    def targets(self) -> Sequence[RequestLine]:
        return [self.detail.line] if self.detail is not None and self.detail.may_decide else []

    def decided(self, batch: Batch) -> None:
        """The next of those that wait together comes up; after the last the page goes."""
        if batch.stayed:
            self.refresh_data()
        elif self.at + 1 < len(self.request_ids):
            self.action_other(1)
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        detail = self.detail
        if action in ("approve", "approve_with", "return", "reject") and not self.targets():
            return None
        if action == "comment" and detail is None:
            return None
        if action == "save_file" and (detail is None or not detail.attachments):
            return None
        if action == "print" and (detail is None or detail.line.kind not in FORMS):
            return None
        if action == "attach" and (detail is None or not detail.may_attach):
            return None
        if action == "change" and (detail is None or not after.may_change(detail)):
            return None
        if action == "take_back" and (detail is None or not detail.may_withdraw):
            return None
        if action in ("report", "certify") and (detail is None or not after.is_leave_taken(detail)):
            return None
        return super().check_action(action, parameters)

    # Afterwards

    def action_change(self) -> None:
        if self.detail is not None:
            after.change(self, self.detail)

    def action_take_back(self) -> None:
        if self.detail is not None:
            after.take_back(self, self.detail)

    def action_report(self) -> None:
        if self.detail is not None:
            after.report(self, self.detail)

    def action_certify(self) -> None:
        if self.detail is not None:
            after.certify(self, self.detail)

    def action_print(self) -> None:
        if self.detail is not None:
            print_request(self, self.detail)

    def action_comment(self) -> None:
        if self.detail is not None:
            self.ask_comment(self.detail.line)
