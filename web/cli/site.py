"""What a command works on: the installation, and in whose name it acts."""

from __future__ import annotations

import atexit
import getpass
from functools import cache

import click

from engine.actor import Actor, ActorKind, Channel
from engine.errors import Forbidden
from web.accounts.operations import find_account
from web.handover.mandates import mandate_for
from web.installation import Installation, open_installation
from web.settings import read_settings

_AS = "Account in whose name this is done."
as_user = click.option("--as", "user", metavar="ACCOUNT", help=f"{_AS} Default: the operator of this machine.")
for_whom = click.option(
    "--for", "principal", metavar="ACCOUNT", help="In whose name, where --as is a substitute of this account just now."
)
as_person = click.option("--as", "user", metavar="ACCOUNT", required=True, help=f"{_AS} Its rights hold.")


@cache
def open_site() -> Installation:
    """The installation that the environment names, opened once per process."""
    installation = open_installation(read_settings())
    atexit.register(installation.close)
    return installation


def operator(user: str | None) -> Actor:
    """The account named; else whoever may read the master key on this machine, who is its operator."""
    if user is not None:
        return person(user)
    name = getpass.getuser()
    return Actor(name, ActorKind.SYSTEM, Channel.COMMAND_LINE, frozenset({"admin", "process_owner"}), name)


def person(user: str, principal: str | None = None) -> Actor:
    """The account with its roles; with a principal, as the substitute, with the roles passed on.

    Raises `NotFound`, and `Forbidden` for an account that is disabled or is no substitute of the principal just now.
    """
    with open_site().store.session() as session:
        account = find_account(session, user)
        if account.disabled_at is not None:
            raise Forbidden(f"the account {user} is disabled", actor=user, verb="act", what="command line")
        if principal is not None:
            given = mandate_for(session, principal, account.id, open_site().engine.clock.now())
            return given.actor(account.name, Channel.COMMAND_LINE)
        roles = frozenset(role.role for role in account.roles)
        return Actor(account.id, ActorKind.PERSON, Channel.COMMAND_LINE, roles, account.name)
