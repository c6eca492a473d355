"""One request in words: what is asked, what whoever decides has to know, its way so far, what was said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from opsconsole.approvals.queries import DeciderLine, Person, RequestDetail, StepLine
from opsconsole.approvals.rules.states import STATE_NAMES, State, StepState, Verdict
from opsconsole.approvals.words import NOBODY_YET
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, language, text_of
from opsconsole.money import format_yuan

STATE_LOOKS = {
    State.WAITING: "info",
    State.RETURNED: "warn",
    State.APPROVED: "good",
    State.REJECTED: "bad",
    State.WITHDRAWN: "muted",
}
SAID = {
    Verdict.APPROVE: N_("approved by {who}, {at}"),
    Verdict.REJECT: N_("rejected by {who}, {at}"),
    Verdict.RETURN: N_("returned for change by {who}, {at}"),
}
VERDICT_LOOKS = {Verdict.APPROVE: "good", Verdict.REJECT: "bad", Verdict.RETURN: "warn"}
KILO = 1024


class DetailPane(Lines):
    """A request in full, to be scrolled; stands beside a list or alone on a page."""

    DEFAULT_CSS = """
    DetailPane { padding: 0 1; background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(focusable=True, id=id)

    def show_request(self, detail: RequestDetail, beneath: Iterable[Line] = ()) -> None:
        """Shows a request, with lines of the screen's own beneath its head."""
        head, *rest = detail_lines(detail)
        self.show([head, *beneath, *rest])


def detail_lines(detail: RequestDetail) -> list[Line]:
    """A request in the language in force; the first line is its number, kind and state."""
    return [
        _head(detail),
        *_asked(detail),
        *(Line(_labelled(fact.label, fact.value), "warn" if fact.warns else "") for fact in detail.facts),
        *_route(detail),
        *_comments(detail),
        *_attachments(detail),
        *_earlier(detail),
    ]


def person_words(person: Person) -> str:
    """A person as a line names them."""
    return f"{person.name} {person.badge}"


def moment(at: datetime) -> str:
    """A moment of the record, to the minute."""
    return f"{at:%Y-%m-%d %H:%M}"


def _labelled(label: Message, value: object) -> str:
    text = value if isinstance(value, str) else text_of(value)  # ty: ignore[invalid-argument-type]
    return _("{label}: {value}").format(label=text_of(label), value=text)


def _head(detail: RequestDetail) -> Line:
    line = detail.line
    return Line(f"{line.number}  {text_of(line.title)}  {_(STATE_NAMES[line.state])}", "strong")


def _asked(detail: RequestDetail) -> Iterator[Line]:
    line = detail.line
    yield Line(text_of(line.asked), STATE_LOOKS[line.state])
    if line.amount_fen is not None:
        yield Line(_("Amount: {yuan}").format(yuan=format_yuan(line.amount_fen)), "strong")
    who = _("{who}, {unit}; asked {at}")
    yield Line(who.format(who=person_words(line.requester), unit=text_of(line.unit), at=moment(line.submitted_at)))
    if detail.entered_by is not None and detail.entered_by != line.requester:
        yield Line(_("Entered by {who}").format(who=person_words(detail.entered_by)), "muted")
    if detail.paper:
        yield Line(_("On paper: {paper}").format(paper=detail.paper), "muted")


# The way so far


def _route(detail: RequestDetail) -> Iterator[Line]:
    yield Line(_("Who decides"), "strong")
    for step in detail.steps:
        yield from _step(step, waits=step.ordinal == detail.reached)


def _step(step: StepLine, *, waits: bool) -> Iterator[Line]:
    post = text_of(step.post.words(language()))
    if step.verdict is not None:
        yield Line(_step_words(str(step.ordinal), post, _decision(step)), VERDICT_LOOKS[step.verdict])
        if step.reason:
            yield Line(f"   {step.reason}")
        return
    if step.state is StepState.FALLEN:
        falls = _("falls away, the same person decides a later step")
        yield Line(_step_words(str(step.ordinal), post, falls), "muted")
        return
    yield Line(_step_words(str(step.ordinal), post, _open_step(step, waits)), "info" if waits else "")
    for note in step.notes:
        yield Line(f"   {text_of(note.words(language()))}", "muted")


def _step_words(number: str, post: str, what: str) -> str:
    return _(" {number} {post}: {what}").format(number=number, post=post, what=what)


def _open_step(step: StepLine, waits: bool) -> str:
    deciders = _(", ").join(map(_decider, step.deciders)) or _(NOBODY_YET)
    if waits:
        return _("waits for {deciders}").format(deciders=deciders)
    return _("not yet ({deciders})").format(deciders=deciders) if step.deciders else _("not yet")


def _decider(one: DeciderLine) -> str:
    return _both(one.person, one.instead_of)


def _both(person: Person, instead_of: Person | None) -> str:
    """Whoever decides, with both names where they stand in."""
    if instead_of is None:
        return person_words(person)
    return _("{who} in the place of {other}").format(who=person_words(person), other=person_words(instead_of))


def _decision(step: StepLine) -> str:
    assert step.verdict is not None
    assert step.decided_by is not None
    assert step.at is not None
    said = _(SAID[step.verdict]).format(who=_both(step.decided_by, step.decided_for), at=moment(step.at))
    if step.decided_as is None:
        return said
    return _("{said}, as {post}").format(said=said, post=text_of(step.decided_as.words(language())))


# What was said, what belongs to it, what was before


def _comments(detail: RequestDetail) -> Iterator[Line]:
    if detail.comments:
        yield Line(_("Comments"), "strong")
    for comment in detail.comments:
        yield Line(f" {person_words(comment.by)}, {moment(comment.at)}", "muted")
        yield Line(f"   {comment.text}")


def _attachments(detail: RequestDetail) -> Iterator[Line]:
    if detail.attachments:
        yield Line(_("Attachments"), "strong")
    for one in detail.attachments:
        by = f", {person_words(one.by)}" if one.by is not None else ""
        yield Line(f" {one.name}  {size_words(one.size_bytes)}{by}, {moment(one.at)}")


def size_words(size_bytes: int) -> str:
    """How large a file is."""
    if size_bytes < KILO:
        return f"{size_bytes} B"
    if size_bytes < KILO * KILO:
        return f"{size_bytes / KILO:.1f} KB"
    return f"{size_bytes / KILO / KILO:.1f} MB"


def _earlier(detail: RequestDetail) -> Iterator[Line]:
    if detail.earlier:
        yield Line(_("Rounds before"), "strong")
    for step in detail.earlier:
        post = text_of(step.post.words(language()))
        yield Line(_step_words(f"{step.round}.{step.ordinal}", post, _decision(step)), "muted")
        if step.reason:
            yield Line(f"     {step.reason}", "muted")
