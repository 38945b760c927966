"""The people somebody leads, with what each has in hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.engine import Engine
from engine.views import InboxTask, Load
from engine.workload import NOBODY
from web.handover.colleagues import accounts_in, actor_of
from web.handover.mandates import running_of
from web.tables import Account

MANY = 1000


@dataclass(frozen=True, slots=True)
class Member:
    """One row of the load table. `id` empty: what nobody holds. `away_until`: a substitute acts until then."""

    id: str
    name: str
    load: Load | None
    away_until: datetime | None = None
    substitute_id: str | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """The roles that are led, who has them, and what must not be seen (`without`: processes)."""

    groups: Collection[str]
    accounts: tuple[Account, ...]
    without: Collection[str]

    def actor(self, account_id: str) -> Actor | None:
        """A member as an actor who may be given work; None: no member."""
        return next((actor_of(one) for one in self.accounts if one.id == account_id), None)


def team_of(rows: Session, groups: Collection[str], without: Collection[str]) -> Team:
    """Everybody with one of the roles."""
    return Team(groups, tuple(accounts_in(rows, groups)), without)


def members(engine: Engine, rows: Session, team: Team) -> list[Member]:
    """What nobody holds first, then everybody with the fullest hands first; also those with empty hands."""
    loads = {load.holder: load for load in engine.queries.loads(team.groups, team.without)}
    away = running_of(rows, engine.clock.now())
    found = [
        Member(
            one.id, one.name, loads.pop(one.id, None),
            away[one.id].ends_at if one.id in away else None, away[one.id].substitute_id if one.id in away else None,
        )
        for one in team.accounts
    ]  # fmt: skip
    nobody = loads.pop(None, None)
    # Somebody who holds the team's work without being of the team: a substitute, or a role that was taken away.
    found += [Member(str(holder), "", load) for holder, load in loads.items()]
    found.sort(key=lambda one: (-(one.load.open if one.load else 0), one.id))
    return [Member(NOBODY, "", nobody), *found]


def tasks_of(engine: Engine, team: Team, holder: str | None, ids: Collection[str] | None = None) -> list[InboxTask]:
    """The team's open tasks: of one holder, of nobody, or all; `ids`: only these."""
    found = engine.queries.group_tasks(team.groups, holder=holder, without=team.without, limit=MANY)
    return [task for task in found if ids is None or task.id in ids]


def present(rows: Session, team: Team, now: datetime) -> list[Actor]:
    """Members who can be given work: those who are away have a substitute."""
    away = running_of(rows, now)
    return [actor_of(one) for one in team.accounts if one.id not in away]
