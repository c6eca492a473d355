"""The cash desk's rules over plain values."""

from opsconsole.cashbook.rules.values import AccountKind, Direction, masked

__all__ = ["AccountKind", "Direction", "masked"]
