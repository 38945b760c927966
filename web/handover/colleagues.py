"""To whom a task can be given: who may do it at all, how much each has in hand, who is away and who stands in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actor import Actor, ActorKind, Channel
from engine.engine import Engine
from engine.errors import Forbidden
from engine.views import InboxTask
from web.handover.mandates import running_of
from web.tables import Account, AccountRole


@dataclass(frozen=True, slots=True)
class Colleague:
    """One possible holder. `away_until`: a substitute acts for this person until then."""

    id: str
    name: str
    open: int
    overdue: int
    away_until: datetime | None
    substitute_id: str | None
    refusal: Forbidden | None


def actor_of(account: Account, channel: Channel = Channel.WEB) -> Actor:
    """An account as an actor with its own roles: to be given work, not to act."""
    return Actor(account.id, ActorKind.PERSON, channel, account.role_ids, account.name)


def accounts_in(rows: Session, roles: Collection[str]) -> list[Account]:
    """Living accounts that have one of these roles, by name."""
    asked = select(Account).join(AccountRole, AccountRole.account_id == Account.id)
    asked = asked.where(AccountRole.role.in_(sorted(roles)), Account.disabled_at.is_(None))
    return list(rows.scalars(asked.distinct().order_by(Account.id)))


def colleagues_for(engine: Engine, rows: Session, task: InboxTask) -> list[Colleague]:
    """Who has a role or a name that the diagram asks for; those who may not do it come last, with the reason."""
    named = [name for name in (*task.users, task.assignee) if name]
    people = {account.id: account for account in accounts_in(rows, task.groups)}
    for account in rows.scalars(select(Account).where(Account.id.in_(named), Account.disabled_at.is_(None))):
        people[account.id] = account
    people.pop(task.holder or "", None)
    refusals = engine.queries.refusals(task.id, [actor_of(account) for account in people.values()])
    loads = {load.holder: load for load in engine.queries.loads(task.groups)}
    away = running_of(rows, engine.clock.now())
    found = [
        Colleague(
            id=account.id,
            name=account.name,
            open=loads[account.id].open if account.id in loads else 0,
            overdue=loads[account.id].overdue if account.id in loads else 0,
            away_until=away[account.id].ends_at if account.id in away else None,
            substitute_id=away[account.id].substitute_id if account.id in away else None,
            refusal=refusals[account.id],
        )
        for account in people.values()
    ]
    return sorted(found, key=lambda one: (one.refusal is not None, one.away_until is not None, one.open, one.id))
