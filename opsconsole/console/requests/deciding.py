"""Deciding: one key says yes, two ask for a reason first; one PIN for the whole list that is shown (SEC-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from opsconsole.access.sitting import Item, Sitting
from opsconsole.approvals.in_sitting import decide_in_sitting, item_of
from opsconsole.approvals.queries import RequestLine
from opsconsole.approvals.rules.states import State, Verdict
from opsconsole.approvals.service import LONGEST_TEXT, comment
from opsconsole.budgets.service import OverBudget
from opsconsole.console.base import AreaScreen
from opsconsole.console.desk import Tone
from opsconsole.console.jobs import Job
from opsconsole.console.sitting import ShownList, covered, in_sitting, sitting_of
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_

DONE = {
    State.APPROVED: N_("{number} {name}: approved"),
    State.WAITING: N_("{number} {name}: approved, it goes on to the next step"),
    State.REJECTED: N_("{number} {name}: rejected"),
    State.RETURNED: N_("{number} {name}: returned for change"),
}
TITLES = {
    Verdict.APPROVE: (N_("Approve {number} {name}"), N_("Approve {count} requests")),
    Verdict.REJECT: (N_("Reject {number} {name}"), N_("Reject {count} requests")),
    Verdict.RETURN: (N_("Return {number} {name} for change"), N_("Return {count} requests for change")),
}
SINCE = Message(N_("it changed, or came, after you gave your PIN"))
STOPPED = Message(N_("you stopped before it was its turn"))
UNKNOWN = Message(N_("the console itself made a mistake; look at it again"))


@dataclass(slots=True)
class Batch:
    """What is decided together, and what became of each."""

    lines: Sequence[RequestLine]
    sitting: Sitting
    verdict: Verdict
    reason: str
    decided: list[RequestLine] = field(default_factory=list)
    stayed: dict[int, Message] = field(default_factory=dict)
    """Why each of the others stays, by its id."""

    @property
    def is_alone(self) -> bool:
        return len(self.lines) == 1

    @property
    def sent(self) -> int:
        """How many have been decided or refused."""
        return len(self.decided) + len(self.stayed)


class DecidingScreen(AreaScreen):
    """A screen on which requests are decided."""

    _deciding: Job | None = None
    """The decisions under way."""
    sent: frozenset[int] = frozenset()
    """What was sent from here: that it no longer waits is no news."""

    # What a subclass says

    def targets(self) -> Sequence[RequestLine]:
        """What a decision is for: what is marked, else what the cursor is on."""
        return ()

    def shown_list(self) -> Sequence[RequestLine]:
        """The list that a PIN is given for."""
        return self.targets()

    def is_read(self, line: RequestLine) -> bool:
        """Whether a request is in sight in full, as it stands: nobody decides what they could not read."""
        return True

    def decided(self, batch: Batch) -> None:
        """Everything that was sent has been decided or refused."""

    # Keys

    def action_approve(self) -> None:
        lines = self._due()
        if lines:
            self._in_sitting(lines, Verdict.APPROVE, "")

    def action_approve_with(self) -> None:
        self._ask_reason(Verdict.APPROVE)

    def action_return(self) -> None:
        self._ask_reason(Verdict.RETURN)

    def action_reject(self) -> None:
        self._ask_reason(Verdict.REJECT)

    def _due(self) -> Sequence[RequestLine]:
        """What a decision is for here and now; says why there is none."""
        if self._deciding is not None and not self._deciding.over:
            self.say(Message(N_("The decision before is still being written.")))
            return ()
        lines = self.targets()
        if not lines:
            self.say(Message(N_("Nothing here waits for you to decide it.")))
        elif len(lines) == 1 and not self.is_read(lines[0]):
            self.say(Message(N_("{number} is still being read."), number=lines[0].number))
            return ()
        return lines

    def _ask_reason(self, verdict: Verdict) -> None:
        lines = self._due()
        if lines:
            self._ask_reason_for(lines, verdict, act_words(verdict, lines))

    def _ask_reason_for(self, lines: Sequence[RequestLine], verdict: Verdict, title: Message) -> None:
        def save(values: Mapping[str, Any], form: Form) -> None:
            self._in_sitting(lines, verdict, values["reason"], form)

        fields = (TextField("reason", N_("Reason"), required=True, max_length=LONGEST_TEXT),)
        draft = f"decide:{verdict}:{','.join(str(line.id) for line in lines)}"
        self.open_form(Form(title, fields, draft_key=draft, save=save))

    # Saying something

    def ask_comment(self, line: RequestLine) -> None:
        """Asks what to say about a request, and adds it."""
        title = Message(N_("Comment on {number} {name}"), number=line.number, name=line.requester.name)
        fields = (TextField("text", N_("Comment"), required=True, max_length=LONGEST_TEXT),)

        def save(values: Mapping[str, Any], form: Form) -> None:
            said = Message(N_("Your comment on {number} is kept"), number=line.number)
            self.perform(comment, line.id, values["text"], self.app.clock(), form=form, said=said)

        self.open_form(Form(title, fields, draft_key=f"comment:{line.id}", save=save))

    # Sending

    def _in_sitting(
        self, lines: Sequence[RequestLine], verdict: Verdict, reason: str, form: Form | None = None
    ) -> None:
        known = [line for line in lines if covered(self, item(line))]
        shown = self.shown_list()
        total = sum(line.amount_fen or 0 for line in shown)
        what = Message(N_("{count} requests wait for you"), count=len(shown))
        in_sitting(
            self,
            ShownList(act_words(verdict, lines), what, tuple(item(line) for line in shown), total),
            [item(line) for line in known or lines],
            partial(self._send, lines, verdict, reason, form),
        )

    def _send(
        self, lines: Sequence[RequestLine], verdict: Verdict, reason: str, form: Form | None, sitting: Sitting
    ) -> None:
        batch = Batch(lines, sitting, verdict, reason)
        self.sent |= {line.id for line in lines}
        if batch.is_alone:
            self._deciding = self._perform_one(batch, lines[0], form)
            self._deciding.on_over = partial(self._all_over, batch)
            return
        if form is not None:
            assert self.app.desk is not None
            form.saved(self.app.desk)
        self._deciding = job = Job(Message(N_("Deciding {count} requests"), count=len(lines)), stoppable=True)
        job.total = len(lines)
        self._job_line.jobs.append(job)
        self._send_next(batch, job)

    def _send_next(self, batch: Batch, job: Job) -> None:
        """Sends the next of a batch once the one before is through; the lock and Esc leave the rest as it is."""
        if not self.is_whole or sitting_of(self) is not batch.sitting:
            job.over = True
            return
        job.done = batch.sent
        for line in batch.lines[batch.sent :]:
            if job.stopping or item(line) not in batch.sitting.items:
                batch.stayed[line.id] = STOPPED if job.stopping else SINCE
                continue
            self._perform_one(batch, line, None).on_over = partial(self._one_over, batch, line, job)
            return
        job.over = True
        self._job_line.jobs.remove(job)
        self._all_over(batch)

    def _perform_one(self, batch: Batch, line: RequestLine, form: Form | None) -> Job:
        return self.perform(
            decide_in_sitting,
            *(batch.sitting, line.id, line.version, batch.verdict, self.app.clock(), batch.reason),
            form=form,
            label=Message(N_("Deciding {number}"), number=line.number),
            then=partial(self._one_decided, batch, line),
            refused=partial(self._one_stays, batch, line),
        )

    def _one_decided(self, batch: Batch, line: RequestLine, result: Mapping[str, Any]) -> None:
        batch.decided.append(line)
        if batch.is_alone:
            words = DONE[State(result["state"])]
            self.say(Message(words, number=line.number, name=line.requester.name), Tone.DONE)

    def _one_stays(self, batch: Batch, line: RequestLine, refusal: Refusal) -> None:
        batch.stayed[line.id] = refusal.message
        if isinstance(refusal, OverBudget) and batch.is_alone and not batch.reason:
            self._ask_reason_for([line], batch.verdict, refusal.message)

    def _one_over(self, batch: Batch, line: RequestLine, job: Job) -> None:
        if line not in batch.decided and line.id not in batch.stayed:
            batch.stayed[line.id] = UNKNOWN
        self._send_next(batch, job)

    def _all_over(self, batch: Batch) -> None:
        if not self.is_whole:
            return
        self.sent -= batch.stayed.keys()
        if not batch.is_alone and batch.stayed:
            words = N_("{decided} decided; {stayed} stay, each with its reason")
            self.say(Message(words, decided=len(batch.decided), stayed=len(batch.stayed)))
        elif not batch.is_alone:
            self.say(Message(N_("{count} requests decided"), count=len(batch.decided)), Tone.DONE)
        self.decided(batch)


def act_words(verdict: Verdict, lines: Sequence[RequestLine]) -> Message:
    """What is about to be done, to one or to how many."""
    one, many = TITLES[verdict]
    if len(lines) > 1:
        return Message(many, count=len(lines))
    return Message(one, number=lines[0].number, name=lines[0].requester.name)


def item(line: RequestLine) -> Item:
    """A request of a list as a sitting names it."""
    return item_of(line.id, line.version)
