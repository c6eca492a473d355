"""The imports of the organisation."""

from opsconsole.org.files.positions import POSITIONS
from opsconsole.org.files.staff import STAFF
from opsconsole.org.files.units import UNITS

IMPORTS = (UNITS, POSITIONS, STAFF)
"""In the order in which a new company imports them."""

__all__ = ["IMPORTS", "POSITIONS", "STAFF", "UNITS"]
