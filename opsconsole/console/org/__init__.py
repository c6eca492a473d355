"""F2: units, positions and people, as of any day."""

from opsconsole.console.org.screen import OrgScreen

__all__ = ["OrgScreen"]
