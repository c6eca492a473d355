"""The verbs of the organisation (ORG-1 to ORG-6)."""

from opsconsole.org.service.people import (
    cancel_transfer,
    change_assignment,
    correct_employee,
    depart,
    hire,
    rehire,
    transfer,
)
from opsconsole.org.service.positions import add_position, change_position
from opsconsole.org.service.units import add_unit, change_unit

__all__ = [
    "add_position",
    "add_unit",
    "cancel_transfer",
    "change_assignment",
    "change_position",
    "change_unit",
    "correct_employee",
    "depart",
    "hire",
    "rehire",
    "transfer",
]
