"""Entering a version of policy: validated whole before it is kept."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.policy.model import PolicyVersion

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Figures = TypeVar("Figures")
LONGEST_SHOWN = 80


def dump(figures: Any) -> str:
    """A domain's dataclass as JSON."""
    return _adapter(type(figures)).dump_json(figures, warnings=False).decode()


@lru_cache(maxsize=256)
def load(kind: type[Figures], text: str) -> Figures:
    """JSON as a domain's dataclass, one for the same text; Refusal names the figure that cannot be used."""
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refusal(
            N_('The policy figure {figure} cannot be "{value}"'),
            figure=".".join(str(part) for part in first["loc"]) or kind.__name__,
            value=visible(str(first["input"]))[:LONGEST_SHOWN],
        ) from None


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    # Making one takes longer than all that it is asked in a transaction.
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def enter(session: Session, actor: Any, domain: str, effective_from: date, figures: Any, note: str = "") -> None:
    """Keeps `figures` as what holds for `domain` from a day on; the same day again replaces it, on the record, and
    the same figures again change nothing.

    Whether the actor may, and what it changes, is the domain's own verb to decide before it calls this.
    """
    text = dump(figures)
    load(type(figures), text)
    held = session.execute(
        select(PolicyVersion).where(PolicyVersion.domain == domain, PolicyVersion.effective_from == effective_from)
    ).scalar_one_or_none()
    if held is None:
        session.add(PolicyVersion(domain=domain, effective_from=effective_from, figures=text, note=note))
    elif held.figures != text or held.note != note:
        held.figures, held.note = text, note
    else:
        return
    audit.record(session, f"policy {domain} {effective_from}", note=note)
