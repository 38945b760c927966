"""What people call an actor (an account's name, or what a machine or a customer is called) and a case (its number)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import g
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from web.site import site
from web.tables import Account

POLICY_NO = "policy_no"
CASE_ID = re.compile(r"[0-9a-z]{20}")
"""What `engine/commands/ids.py` makes: a case that another one began has its id as its actor."""
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
    remember_names([actor_id])
    known = _known()[actor_id]
    return gettext("另一个案件") if known == actor_id and CASE_ID.fullmatch(actor_id) else known


def number_of(business_key: str | None, values: Mapping[str, Any]) -> str:
    """What people quote of a case: its business key, else the first number among the values (`claim_no`).

    The policy's number comes last: several cases are about one policy. Empty when there is none.
    """
    if business_key:
        return business_key
    numbers = [str(value) for name, value in values.items() if name.endswith("_no") and name != POLICY_NO and value]
    return numbers[0] if numbers else str(values.get(POLICY_NO) or "")


def remember_names(actor_ids: Iterable[str | None]) -> None:
    """Look up what these are called in one query, for a list that will name them; those looked up before cost nothing.

    Not all accounts at once: a large agency has thousands, a page names a few.
    """
    known = _known()
    wanted = sorted({one for one in actor_ids if one and one not in known})
    if not wanted:
        return
    with site().reading() as rows:
        found = rows.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))).all()
    known.update({one: one for one in wanted} | {row.id: row.name for row in found})


def _known() -> dict[str, str]:
    if "account_names" not in g:
        g.account_names = {}
    names: dict[str, str] = g.account_names
    return names
