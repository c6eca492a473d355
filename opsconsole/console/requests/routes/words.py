"""Lines of the table of routes in words, and what is typed for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from opsconsole.approvals.queries import KindShown
from opsconsole.approvals.rules.posts import PostKind
from opsconsole.approvals.rules.routes import POSITION_PREFIX, Measure, Route
from opsconsole.approvals.words import STEP_NAMES
from opsconsole.console.requests.previews import days_words
from opsconsole.console.widgets.inputs import half_width
from opsconsole.errors import Message, Named, Refusal
from opsconsole.i18n import N_, _, text_of
from opsconsole.money import format_yuan, parse_yuan
from opsconsole.org.words import RANKS

LONGEST_LEAVE_HALVES = 2 * 366


def who_words(route: Route, kind: KindShown | None) -> str:
    """Whom and what a line is for."""
    traits = dict(kind.traits) if kind is not None else {}
    parts = [rank_words(rank) for rank in route.ranks] + [_(traits.get(trait, trait)) for trait in route.traits]
    return ", ".join(parts) or _("everybody")


def rank_words(rank: str) -> str:
    """A rank as the organisation calls it."""
    return next((_(name) for known, name in RANKS.items() if known == rank), rank)


def limit_words(route: Route, measure: Measure) -> str:
    """Up to how much a line holds; nothing for any amount."""
    return "" if route.up_to is None else _("up to {amount}").format(amount=amount_words(route.up_to, measure))


def amount_words(amount: int, measure: Measure) -> str:
    """A limit as it is shown: days for leave, yuan for money."""
    if measure is Measure.HALF_DAYS:
        return _("{days} days").format(days=days_words(amount))
    return format_yuan(amount)


def typed_limit(amount: int | None, measure: Measure) -> str:
    """A limit as it would be typed."""
    if amount is None:
        return ""
    return days_words(amount) if measure is Measure.HALF_DAYS else format_yuan(amount)


def limit_of(text: str, measure: Measure) -> int | None:
    """The limit that was typed, None for none; raises Refusal."""
    plain = half_width(text).strip()
    if not plain:
        return None
    if measure is Measure.NONE:
        raise Refusal(N_("This kind has nothing to measure; leave it empty"))
    if measure is Measure.FEN:
        amount = parse_yuan(plain)
        if amount < 0:
            raise Refusal(N_("A limit is not below zero"))
        return amount
    whole, point, rest = plain.partition(".")
    if not (whole.isascii() and whole.isdigit()) or rest not in ("", "0", "5") or len(whole) > len("366"):
        raise Refusal(N_("Days in halves, such as 1 or 3.5"))
    halves = 2 * int(whole) + (rest == "5" and point == ".")
    if halves > LONGEST_LEAVE_HALVES:
        raise Refusal(N_("Days in halves, such as 1 or 3.5"))
    return halves


def step_words(step: str, positions: Mapping[str, Named]) -> str:
    """A step of a line."""
    if not step.startswith(POSITION_PREFIX):
        return _(STEP_NAMES[PostKind(step)])
    code = step.removeprefix(POSITION_PREFIX)
    return f"{text_of(positions[code])} {code}" if code in positions else code


def steps_words(route: Route, positions: Mapping[str, Named]) -> str:
    """All steps of a line, the first decided first."""
    return " > ".join(step_words(step, positions) for step in route.steps)


def moved(routes: tuple[Route, ...], place: int, step: int) -> tuple[Route, ...]:
    """The table with the line at `place` one line up or down, within its kind; as it was where it cannot."""
    other = place + step
    if not 0 <= other < len(routes) or routes[other].kind != routes[place].kind:
        return routes
    changed = list(routes)
    changed[place], changed[other] = changed[other], changed[place]
    return tuple(changed)


def with_line(routes: tuple[Route, ...], route: Route, place: int | None) -> tuple[Route, ...]:
    """The table with a line in place of the one at `place`, or new: first of its kind, since the first that fits
    counts and the last fits everybody."""
    changed = list(routes)
    if place is not None and changed[place].kind == route.kind:
        changed[place] = route
        return tuple(changed)
    if place is not None:
        del changed[place]
    first = next((at for at, one in enumerate(changed) if one.kind == route.kind), len(changed))
    changed.insert(first, route)
    return tuple(changed)


def since_words(since: date | None, to_come: tuple[date, ...]) -> str:
    """Since when the table holds, and when another begins."""
    words = _("These routes hold since {day}.").format(day=since) if since else _("The founding routes hold.")
    if to_come:
        words += " " + _("Others begin on {days}.").format(days=", ".join(str(day) for day in to_come))
    return words


def problem_of(check: Callable[[], Any]) -> Message | None:
    """What a check refuses, None where it passes."""
    try:
        check()
    except Refusal as refusal:
        return refusal.message
    return None
