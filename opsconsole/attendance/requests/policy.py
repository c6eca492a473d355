"""The figures of asking for leave that the company may change, each version from a date."""

from __future__ import annotations

from dataclasses import dataclass

from opsconsole.attendance.rules.balances import AnnualTier
from opsconsole.attendance.rules.values import LeaveKind

DOMAIN = "leave"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A kind of leave that every year gives so many days of, to everybody."""

    kind: LeaveKind
    days: int


@dataclass(frozen=True, slots=True)
class LeavePolicy:
    """One version of the figures."""

    annual: tuple[AnnualTier, ...] = (AnnualTier(1, 5), AnnualTier(10, 10), AnnualTier(20, 15))
    allowances: tuple[Allowance, ...] = ()
    afterwards: tuple[LeaveKind, ...] = (LeaveKind.SICK,)
    """Kinds that may be asked for after they began: nobody knows beforehand that they will be ill."""
