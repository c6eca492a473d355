"""The clause and the sentence of every reason that a half day was judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from opsconsole.attendance.rules.judge_day import judge_day
from opsconsole.attendance.rules.names import LEAVE_NAMES, RESULT_NAMES
from opsconsole.attendance.rules.presence import Presence, half_span, presence_for, window_punches
from opsconsole.attendance.rules.times import MINUTES_A_DAY
from opsconsole.attendance.rules.values import DayFacts, DayKind, HalfName, JudgedHalf, Why
from opsconsole.dates import format_clock
from opsconsole.errors import Message
from opsconsole.i18n import N_

_CLAUSES: Mapping[Why, str] = {
    Why.DAY_OFF: "ATT-1",
    Why.NOT_OVER: N_("rule 1"),
    Why.ON_LEAVE: "ATT-4",
    Why.NO_CERTIFICATE: "ATT-10",
    Why.NO_PUNCH: N_("rule 1"),
    Why.ONE_PUNCH_ARRIVAL: N_("rule 2"),
    Why.ONE_PUNCH_DEPARTURE: N_("rule 2"),
    Why.ONE_PUNCH_OTHER_ON_LEAVE: N_("rule 2"),
    Why.ONE_PUNCH_IN_WINDOW: N_("rule 4"),
    Why.NO_PUNCH_IN_WINDOW: N_("rule 4"),
    Why.NO_OVERLAP: N_("rule 3"),
    Why.LATE_OVER: "ATT-5",
    Why.EARLY_OVER: "ATT-5",
    Why.LATE: "ATT-5",
    Why.LATE_WITHIN_GRACE: "ATT-5",
    Why.EARLY: "ATT-5",
    Why.EARLY_WITHIN_GRACE: "ATT-5",
    Why.ON_TIME: "ATT-5",
    Why.BY_OUTING: "ATT-2",
    Why.EXPLAINED: N_("rule 6"),
}


def clause_of(why: Why) -> str:
    """The clause of the house rules, or the rule of "How one day is judged", as a message id (`rule 2`)."""
    return _CLAUSES[why]


def sentence(why: Why, half: HalfName, facts: DayFacts, *, reason: str = "") -> Message:
    """One reason in words, with the figures that it rests on.

    `why` is one of those that `judge_day(facts)` gave for `half`; `reason` is what the reason code of an
    explanation says in the language of the reader (policy data), else the code itself is shown.
    """
    return _SENTENCES[why](_Case(facts, half, reason))


def explain_half(facts: DayFacts, half: HalfName, *, reason: str = "") -> list[tuple[str, Message]]:
    """Every reason of a half in the order it was found: its clause, and the sentence."""
    judged = _Case(facts, half).judged
    return [(clause_of(why), sentence(why, half, facts, reason=reason)) for why in judged.why]


@dataclass(frozen=True)
class _Case:
    """One half of one day, and the figures that its sentences are made of."""

    facts: DayFacts
    half: HalfName
    reason: str = ""

    @cached_property
    def judged(self) -> JudgedHalf:
        day = judge_day(self.facts)
        return day.am if self.half is HalfName.AM else day.pm

    @cached_property
    def presence(self) -> Presence:
        presence = presence_for(self.facts, self.half)
        if presence is None:
            raise ValueError(f"no presence on the {self.half} of {self.facts!r}")
        return presence

    @property
    def start(self) -> str:
        return format_clock(half_span(self.facts, self.half)[0])

    @property
    def end(self) -> str:
        return format_clock(half_span(self.facts, self.half)[1])

    @property
    def late_min(self) -> int:
        return self.presence.first - half_span(self.facts, self.half)[0]

    @property
    def early_min(self) -> int:
        return half_span(self.facts, self.half)[1] - self.presence.last

    @property
    def middle(self) -> str:
        """The middle of the midday break; of an odd break with its half minute."""
        minute, odd = divmod(self.facts.shift.middle_doubled, 2)
        return format_clock(minute) + (":30" if odd else "")

    @property
    def window(self) -> tuple[str, str]:
        """The window of this half of a four-punch shift (rule 4)."""
        opens = self.facts.thresholds.clock_day_starts_min
        if self.half is HalfName.AM:
            return format_clock(opens), self.middle
        return self.middle, format_clock(opens + MINUTES_A_DAY)

    @property
    def first(self) -> Message:
        """Where the first known minute comes from."""
        return _end(
            N_("first punch {time}"), N_("outing from {time}"), self.presence.first, self.presence.punched_first
        )

    @property
    def last(self) -> Message:
        """Where the last known minute comes from."""
        seen = self.presence
        return _end(N_("last punch {time}"), N_("outing until {time}"), seen.last, seen.punched_last)

    @property
    def one_punch(self) -> Message:
        """The lone punch; of a double swipe, how many were taken as one."""
        four = self.facts.shift.punches == 4
        punches = window_punches(self.facts, self.half) if four else self.facts.punches
        time = format_clock(self.presence.first)
        if len(punches) == 1:
            return Message(N_("one punch {time}"), time=time)
        return Message(
            N_("{count} punches within {minutes} min, taken as one at {time}"),
            count=len(punches),
            minutes=self.facts.thresholds.one_punch_under_min,
            time=time,
        )


def _end(punched: str, by_outing: str, minute: int, punch: int | None) -> Message:
    return Message(punched if minute == punch else by_outing, time=format_clock(minute))


def _day_off(case: _Case) -> Message:
    if case.facts.kind is DayKind.HOLIDAY:
        return Message(N_("public holiday: what lies on it counts nothing"))
    return Message(N_("rest day: what lies on it counts nothing"))


def _on_leave(case: _Case) -> Message:
    kind = case.judged.leave
    name = Message(LEAVE_NAMES[kind] if kind is not None else N_("on leave"))
    return Message(N_("approved leave covers this half: {leave}"), leave=name)


def _arrival(case: _Case) -> Message:
    if case.half is HalfName.AM:
        msgid = N_("{punch}, before {middle}: an arrival")
    else:
        msgid = N_("{punch}, before {middle}: an arrival; the departure is missing: half a day's absence")
    return Message(msgid, punch=case.one_punch, middle=case.middle)


def _departure(case: _Case) -> Message:
    if case.half is HalfName.PM:
        msgid = N_("{punch}, not before {middle}: a departure")
    else:
        msgid = N_("{punch}, not before {middle}: a departure; the arrival is missing: half a day's absence")
    return Message(msgid, punch=case.one_punch, middle=case.middle)


def _one_punch_in_window(case: _Case) -> Message:
    opens, closes = case.window
    return Message(
        N_("{punch} between {opens} and {closes}, where two are asked for: half a day's absence"),
        punch=case.one_punch,
        opens=opens,
        closes=closes,
    )


def _no_punch_in_window(case: _Case) -> Message:
    opens, closes = case.window
    return Message(N_("no punch between {opens} and {closes}: half a day's absence"), opens=opens, closes=closes)


def _no_overlap(case: _Case) -> Message:
    span = {"start": case.start, "end": case.end}
    if not case.presence.one_punch:
        return Message(
            N_("{first}, {last}, nothing between {start} and {end}: half a day's absence"),
            first=case.first,
            last=case.last,
            **span,
        )
    if case.half is HalfName.AM:
        return Message(N_("{first}, when {start} to {end} was over: half a day's absence"), first=case.first, **span)
    return Message(N_("{last}, before {start} to {end} had begun: half a day's absence"), last=case.last, **span)


def _late_over(case: _Case) -> Message:
    return _late_side(case, N_("{first}, {minutes} min after {start}, over {limit}: half a day's absence"))


def _late(case: _Case) -> Message:
    return _late_side(case, N_("{first}, {minutes} min after {start}: late"))


def _late_within_grace(case: _Case) -> Message:
    return _late_side(case, N_("{first}, {minutes} min after {start}, under {grace}: on time"))


def _late_side(case: _Case, msgid: str) -> Message:
    limits = case.facts.thresholds
    return Message(
        msgid,
        first=case.first,
        minutes=case.late_min,
        start=case.start,
        limit=limits.late_to_min,
        grace=limits.late_from_min,
    )


def _early_over(case: _Case) -> Message:
    return _early_side(case, N_("{last}, {minutes} min before {end}, over {limit}: half a day's absence"))


def _early(case: _Case) -> Message:
    return _early_side(case, N_("{last}, {minutes} min before {end}: left early"))


def _early_within_grace(case: _Case) -> Message:
    return _early_side(case, N_("{last}, {minutes} min before {end}, under {grace}: not early"))


def _early_side(case: _Case, msgid: str) -> Message:
    limits = case.facts.thresholds
    return Message(
        msgid,
        last=case.last,
        minutes=case.early_min,
        end=case.end,
        limit=limits.early_to_min,
        grace=limits.early_from_min,
    )


def _on_time(case: _Case) -> Message:
    if not case.presence.one_punch:
        return Message(
            N_("{first}, {last}: there from {start} to {end}"),
            first=case.first,
            last=case.last,
            start=case.start,
            end=case.end,
        )
    if case.half is HalfName.AM:
        return Message(N_("{first}, not after {start}: on time"), first=case.first, start=case.start)
    return Message(N_("{last}, not before {end}: on time"), last=case.last, end=case.end)


def _by_outing(case: _Case) -> Message:
    return Message(
        N_("an approved outing counts as presence: {first}, {last}"),
        first=case.first,
        last=case.last,
    )


def _explained(case: _Case) -> Message:
    first = case.judged.judged_first
    return Message(
        N_("explained ({reason}): counts as present; judged first: {result}"),
        reason=case.reason or case.judged.explained or "",
        result=Message(RESULT_NAMES[first]) if first is not None else "",
    )


_SENTENCES: Mapping[Why, Callable[[_Case], Message]] = {
    Why.DAY_OFF: _day_off,
    Why.NOT_OVER: lambda case: Message(N_("the clock day is not over: nothing is judged yet")),
    Why.ON_LEAVE: _on_leave,
    Why.NO_CERTIFICATE: lambda case: Message(
        N_("the certificate of this leave is outstanding: half a day's absence until it is entered")
    ),
    Why.NO_PUNCH: lambda case: Message(N_("a workday without punch or outing: half a day's absence")),
    Why.ONE_PUNCH_ARRIVAL: _arrival,
    Why.ONE_PUNCH_DEPARTURE: _departure,
    Why.ONE_PUNCH_OTHER_ON_LEAVE: lambda case: Message(
        N_("{punch}, the other half on leave: the second punch is missing: half a day's absence"), punch=case.one_punch
    ),
    Why.ONE_PUNCH_IN_WINDOW: _one_punch_in_window,
    Why.NO_PUNCH_IN_WINDOW: _no_punch_in_window,
    Why.NO_OVERLAP: _no_overlap,
    Why.LATE_OVER: _late_over,
    Why.EARLY_OVER: _early_over,
    Why.LATE: _late,
    Why.LATE_WITHIN_GRACE: _late_within_grace,
    Why.EARLY: _early,
    Why.EARLY_WITHIN_GRACE: _early_within_grace,
    Why.ON_TIME: _on_time,
    Why.BY_OUTING: _by_outing,
    Why.EXPLAINED: _explained,
}
