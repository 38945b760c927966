"""Commands on accounts."""

from __future__ import annotations

from typing import Any

import click

from web.accounts import operations
from web.accounts.leaving import dismiss
from web.cli.output import as_json, collect, local_time, print_json, print_table
from web.cli.site import as_user, open_site, operator
from web.permissions import ROLES


@click.group()
def user() -> None:
    """Create, list, disable and enable accounts of staff; give a new one-time password; take a second factor away."""


@user.command("list")
@as_json
def list_users(wants_json: bool) -> None:
    """List all accounts."""
    site = open_site()
    with site.store.session() as session:
        rows: list[dict[str, Any]] = [
            {
                "id": account.id,
                "name": account.name,
                "roles": sorted(role.role for role in account.roles),
                "created_at": account.created_at,
                "disabled_at": account.disabled_at,
            }
            for account in operations.list_accounts(session)
        ]
    if wants_json:
        print_json(rows)
        return
    zone = site.settings.time_zone
    print_table(
        ["account", "name", "roles", "created", "disabled"],
        [
            [row["id"], row["name"], ", ".join(row["roles"]), local_time(row["created_at"], zone),
             local_time(row["disabled_at"], zone)]
            for row in rows
        ],
        empty="No account yet: sopflow user add ID --name NAME --role ROLE",
    )  # fmt: skip


@user.command()
@click.argument("account_id", metavar="ID")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(sorted(ROLES)), help="May be repeated."
)
@as_json
def add(account_id: str, name: str, roles: tuple[str, ...], wants_json: bool) -> None:
    """Create an account; prints its one-time password, which is kept nowhere."""
    site = open_site()
    with site.store.session() as session:
        now, by = site.engine.clock.now(), operator(None).id
        password = operations.create_account(session, account_id, name, roles, now, by=by)
    _tell(account_id, password, wants_json)


@user.command()
@click.argument("account_id", metavar="ID")
@as_json
def password(account_id: str, wants_json: bool) -> None:
    """Give an account a new one-time password; its sessions end."""
    site = open_site()
    with site.store.session() as session:
        made = operations.reset_password(session, account_id, site.engine.clock.now(), by=operator(None).id)
    _tell(account_id, made, wants_json)


@user.command()
@click.argument("account_id", metavar="ID")
@as_json
def enable(account_id: str, wants_json: bool) -> None:
    """Enable a disabled account; prints its new one-time password."""
    site = open_site()
    with site.store.session() as session:
        made = operations.enable_account(session, account_id, site.engine.clock.now(), by=operator(None).id)
    _tell(account_id, made, wants_json)


@user.command("remove-second-factor")
@click.argument("account_id", metavar="ID")
def remove_second_factor(account_id: str) -> None:
    """For somebody who lost phone and recovery codes, as the only administrator may; sessions end."""
    site = open_site()
    with site.store.session() as session:
        operations.take_second_factor(session, account_id, site.engine.clock.now(), by=operator(None).id)
    click.echo(f"{account_id} has no second factor; the next login asks for the password alone")


@user.command()
@click.argument("account_id", metavar="ID")
@as_user
@as_json
def disable(account_id: str, user: str | None, wants_json: bool) -> None:
    """Disable an account at once: sessions end, claimed tasks go back to their group."""
    given_back = dismiss(open_site().engine, account_id, by=operator(user))
    if wants_json:
        print_json({"id": account_id, "tasks_given_back": given_back})
    else:
        click.echo(f"{account_id} is disabled; {given_back} tasks went back to their group")


def _tell(account_id: str, password: str, wants_json: bool) -> None:
    if wants_json:
        print_json({"id": account_id, "one_time_password": password})
    else:
        click.echo(f"{account_id}: one-time password {password}")


COMMANDS = collect(user)
