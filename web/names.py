"""From the id of an actor to the name people know: an account's name, or what a machine or a customer is called."""

from __future__ import annotations

from flask import g
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from web.site import site
from web.tables import Account

FIXED = {
    "timer": lazy_gettext("定时器"),
    "system": lazy_gettext("系统"),
    "customer": lazy_gettext("客户"),
}


def name_of_actor(actor_id: str) -> str:
    """The name to print for an actor's id; the id itself when nobody is known by it."""
    if actor_id in FIXED:
        return str(FIXED[actor_id])
    if actor_id.startswith("link-"):
        return gettext("客户")
    return _account_names().get(actor_id, actor_id)


def _account_names() -> dict[str, str]:
    # A history names the same few people on every line: one query per request.
    if "account_names" not in g:
        with site().reading() as rows:
            g.account_names = {row.id: row.name for row in rows.execute(select(Account.id, Account.name))}
    names: dict[str, str] = g.account_names
    return names
