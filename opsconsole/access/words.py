"""What roles are called on screens."""

from __future__ import annotations

from opsconsole.access.actor import Role
from opsconsole.i18n import N_

ROLES: dict[Role, str] = {
    Role.GENERAL_MANAGER: N_("General manager"),
    Role.DEPUTY_GM: N_("Deputy general manager"),
    Role.HEAD: N_("Head of unit"),
    Role.OFFICE_CLERK: N_("Office clerk"),
    Role.ATTENDANCE_CLERK: N_("Attendance clerk"),
    Role.STOREKEEPER: N_("Storekeeper"),
    Role.FINANCE_REVIEWER: N_("Finance reviewer"),
    Role.CASHIER: N_("Cashier"),
    Role.REVIEWER: N_("Document reviewer"),
    Role.ARCHIVIST: N_("Archivist"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.MACHINE: N_("Command"),
}
"""Message ids of the roles, the most telling first: what somebody is called who has several."""
