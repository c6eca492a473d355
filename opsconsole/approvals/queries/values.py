"""What a screen is told of requests, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from opsconsole.approvals.kinds import Fact
from opsconsole.approvals.policy import ApprovalsPolicy
from opsconsole.approvals.rules.posts import PostKind, Why
from opsconsole.approvals.rules.routes import Measure, Route
from opsconsole.approvals.rules.states import State, StepState, Verdict
from opsconsole.approvals.words import POST_NAMES, WHY_NAMES
from opsconsole.errors import Message, Named
from opsconsole.policy.queries import Timeline


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a line names them."""

    id: int
    badge: str
    name: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list. `deciders` is empty where nobody decides it yet, or nothing waits."""

    id: int
    number: str
    version: int
    kind: str
    title: Message
    asked: Message
    requester: Person
    state: State
    submitted_at: datetime
    age_days: int
    unit: Named
    """The unit that the requester was in when they asked."""
    amount_fen: int | None
    """What it is about, where its kind has an amount."""
    found_by: str
    """What finds it: number, badge, name and the pinyin of it, as searches compare them."""
    deciders: tuple[Person, ...]
    acting_for: Person | None
    """Whose place the actor would decide in; None where it is their own post, or not theirs to decide."""


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post, with the names of its unit or position ('' where it has none)."""

    kind: PostKind
    name_zh: str = ""
    name_en: str = ""

    def words(self, language: str) -> Message:
        """The post in words, its unit or position named in the language."""
        name = self.name_zh if language.startswith("zh") else self.name_en
        return Message(POST_NAMES[self.kind], unit=name, position=name)


@dataclass(frozen=True, slots=True)
class WentUp:
    """A rung that a step passed on its way up, and why."""

    post: PostShown
    why: Why

    def words(self, language: str) -> Message:
        return Message(WHY_NAMES[self.why], post=self.post.words(language))


@dataclass(frozen=True, slots=True)
class DeciderLine:
    """Who decides a step today, and in whose place where that is somebody else's."""

    person: Person
    instead_of: Person | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a round, with its decision where there is one."""

    round: int
    ordinal: int
    post: PostShown
    state: StepState
    verdict: Verdict | None
    decided_by: Person | None
    decided_for: Person | None
    """In whose place, where that is somebody else."""
    reason: str
    at: datetime | None
    decided_as: PostShown | None
    """The position that decided, where it is not the one that the step names."""
    deciders: tuple[DeciderLine, ...]
    """Who would decide it today, while it is open."""
    notes: tuple[WentUp, ...]
    """Why it goes up, position by position, while it is open."""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What somebody said."""

    by: Person
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file; `by` is None where a command added it."""

    id: int
    name: str
    sha256: str
    size_bytes: int
    by: Person | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """All of a request that a screen shows. `facts` are its kind's, `steps` its route, `earlier` the decisions of
    rounds before."""

    line: RequestLine
    facts: tuple[Fact, ...]
    round: int
    paper: str
    entered_by: Person | None
    steps: tuple[StepLine, ...]
    earlier: tuple[StepLine, ...]
    comments: tuple[CommentLine, ...]
    attachments: tuple[AttachmentLine, ...]
    reached: int | None
    """The ordinal of the step that waits; None where none does."""
    may_decide: bool
    may_withdraw: bool
    may_change: bool
    may_attach: bool


@dataclass(frozen=True, slots=True)
class WhoDecides:
    """For one employee and one line of the routes: who would decide each step; an empty step is nobody yet."""

    employee: Person
    unit: str
    kind: str
    route: Route
    steps: tuple[tuple[Person, ...], ...]

    @property
    def nobody(self) -> bool:
        return not all(self.steps)


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind of request as the table of routes shows it: what its limits count, what a line may tell apart."""

    name: str
    title: str
    measure: Measure
    traits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoutesTable:
    """The routes that hold on a day and all versions; since when they hold (None: founding), and when others begin."""

    policy: ApprovalsPolicy
    versions: Timeline[ApprovalsPolicy]
    since: date | None
    to_come: tuple[date, ...]
    kinds: tuple[KindShown, ...]
    positions: Mapping[str, Named]
    """Names of the positions that steps name by themselves, by code."""


@dataclass(frozen=True, slots=True)
class StandInLine:
    """Who decides in whose place, from which day to which; `may_end`: the actor may end it."""

    id: int
    employee: Person
    stand_in: Person
    from_day: date
    to_day: date
    runs: bool = False
    """Whether it counts today."""
    may_end: bool = False
