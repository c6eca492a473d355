"""What waits for whom, how a request stands, and who would decide."""

from opsconsole.approvals.queries.detail import attachment, request_detail, shown
from opsconsole.approvals.queries.lines import (
    Pile,
    find_requests,
    mine,
    nobody_yet,
    open_requests,
    own_waiting,
    people_of,
    returned_to,
    waiting_for,
)
from opsconsole.approvals.queries.routes import routes_table, who_decides
from opsconsole.approvals.queries.standing_in import stand_ins, stand_ins_seen, standing_in_today
from opsconsole.approvals.queries.values import (
    AttachmentLine,
    CommentLine,
    DeciderLine,
    KindShown,
    Person,
    PostShown,
    RequestDetail,
    RequestLine,
    RoutesTable,
    StandInLine,
    StepLine,
    WentUp,
    WhoDecides,
)

__all__ = [
    "AttachmentLine",
    "CommentLine",
    "DeciderLine",
    "KindShown",
    "Person",
    "Pile",
    "PostShown",
    "RequestDetail",
    "RequestLine",
    "RoutesTable",
    "StandInLine",
    "StepLine",
    "WentUp",
    "WhoDecides",
    "attachment",
    "find_requests",
    "mine",
    "nobody_yet",
    "open_requests",
    "own_waiting",
    "people_of",
    "request_detail",
    "returned_to",
    "routes_table",
    "shown",
    "stand_ins",
    "stand_ins_seen",
    "standing_in_today",
    "waiting_for",
    "who_decides",
]
