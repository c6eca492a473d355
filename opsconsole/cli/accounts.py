"""Accounts, for whoever sets the machine up."""

from __future__ import annotations

import click

from opsconsole.cli import context
from opsconsole.cli.outcome import DONE, say
from opsconsole.cli.root import root
from opsconsole.cli.shape import Group, Usage, needs_a_command
from opsconsole.i18n import N_, _


@root.group("account", cls=Group, takes="COMMAND", about=N_("Who may sign in, and as what."))
def account() -> None:
    """Commands of accounts."""
    needs_a_command()


@account.command(
    "add", takes="BADGE --role ROLE...", about=N_("Gives an employee an account, and tells its one-time code.")
)
@click.argument("badge", metavar="BADGE")
@click.option("--role", "roles", metavar="ROLE", multiple=True, help=N_("A role; may be given several times"))
def add(badge: str, roles: tuple[str, ...]) -> int:
    """Opens an account with a one-time code."""
    from opsconsole.access.model import GRANTABLE
    from opsconsole.access.service import open_account

    if not roles:
        raise Usage(N_("--role ROLE is missing"))
    known = {role.value: role for role in GRANTABLE}
    for role in roles:
        if role not in known:
            raise Usage(N_("There is no role {role}; there are {known}"), role=role, known=", ".join(known))
    told = context.chosen()
    with context.opened(told) as database:
        granted = [known[role] for role in roles]
        code = open_account(database, context.machine(), badge, granted, now=told.now(), pins=context.pins(told))
    say(_told_once(badge, code))
    return DONE


@account.command("reset", takes="BADGE", about=N_("Replaces a PIN by a one-time code, and tells it."))
@click.argument("badge", metavar="BADGE")
def reset(badge: str) -> int:
    """Resets a PIN."""
    from opsconsole.access.service import issue_code

    told = context.chosen()
    with context.opened(told) as database:
        code = issue_code(database, context.machine(), badge, now=told.now(), pins=context.pins(told))
    say(_told_once(badge, code))
    return DONE


def _told_once(badge: str, code: str) -> str:
    return _("{badge}: one-time code {code}; the first sign-in asks for a PIN of their own").format(
        badge=badge, code=code
    )


@account.command("disable", takes="BADGE", about=N_("Closes an account."))
@click.argument("badge", metavar="BADGE")
def disable(badge: str) -> int:
    """Closes an account."""
    from opsconsole.access import service

    told = context.chosen()
    with context.opened(told) as database:
        database.run(service.disable, context.machine(), badge, told.now())
    say(_("{badge}: closed").format(badge=badge))
    return DONE
