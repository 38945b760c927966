"""Substitutions: who may act for whom, until when, within which limits; appointed, taken back, ended by time.

Limits of a mandate, asked anew at every request, because people gain and lose roles:
- only roles that the principal has now;
- named by the principal alone: only roles that the substitute has as well. So nobody hands on an authority that was
  given to him in person; whoever leads the role may, for somebody else than himself;
- only the processes that are named, and what they call; nobody acts for a principal who has left.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, or_, select
from sqlalchemy.orm import Session

from engine.actor import Actor, ActorKind, Channel
from engine.chain_facts import SubstitutionAppointed
from engine.engine import Engine
from engine.errors import BadInput, Conflict, Forbidden, NotFound
from web.accounts.operations import find_account
from web.notices.notices import Told, tell
from web.permissions import Permission, led_by, permissions_of
from web.tables import Account, Substitution

NEVER_PASSED_ON = frozenset({"admin", "auditor", "process_owner"})
"""Roles that rest on trust in one person; four-eyes on deploys and the auditor's independence depend on it."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A substitution as somebody asks for it. `processes` None: all."""

    principal_id: str
    substitute_id: str
    starts_at: datetime
    ends_at: datetime
    roles: frozenset[str]
    processes: frozenset[str] | None
    reason: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a substitute may do now in somebody's name."""

    id: str
    principal_id: str
    principal_name: str
    substitute_id: str
    roles: frozenset[str]
    processes: frozenset[str] | None
    ends_at: datetime

    def actor(self, name: str, channel: Channel) -> Actor:
        """The substitute as the engine's actor: with the roles passed on and none of the own."""
        return Actor(
            self.substitute_id, ActorKind.PERSON, channel, self.roles, name, self.principal_id, self.processes
        )  # fmt: skip


def appoint(engine: Engine, wanted: Wanted, by: Actor) -> str:
    """Write a substitution with its entry in the engine's chain and a notice to both; gives its id.

    Raises `BadInput`, `NotFound`, `Conflict` where the two have one at that time already, and `Forbidden`.
    """
    now = engine.clock.now()
    made = f"sub-{secrets.token_hex(6)}"
    _require_usable(wanted, now)
    with engine.store.session() as rows:
        principal, substitute = find_account(rows, wanted.principal_id), find_account(rows, wanted.substitute_id)
        _require_allowed(wanted, principal, substitute, by)
        _require_no_other(rows, wanted)
    fact = SubstitutionAppointed(
        substitution=made, principal=principal.id, substitute=substitute.id, starts_at=wanted.starts_at,
        ends_at=wanted.ends_at, roles=tuple(sorted(wanted.roles)),
        processes=None if wanted.processes is None else tuple(sorted(wanted.processes)), reason=wanted.reason,
    )  # fmt: skip

    def write(connection: Connection) -> None:
        connection.execute(insert(Substitution), _row(made, wanted, by, now))
        both = (Told(substitute.id, "substitute", principal.id), Told(principal.id, "substituted", substitute.id))
        tell(connection, engine.keys, both, by.id, now, wanted.reason)

    engine.note("appoint_substitute", fact, by, write)
    return made


def revoke(engine: Engine, substitution_id: str, by: Actor) -> None:
    """Take a substitution back: its authority ends now. `web.handover.returning` gives its tasks back.

    The principal may, the substitute, and whoever leads the roles. Raises `NotFound`, `Forbidden`, `Conflict`.
    """
    now = engine.clock.now()
    with engine.store.session() as rows:
        found = find(rows, substitution_id)
        mine = by.on_behalf_of is None and by.id in (found.principal_id, found.substitute_id)
        if not mine and not set(found.roles.split()) <= led_by(by.roles):
            raise Forbidden(actor=by.id, verb="revoke", what="substitution")
        if found.ends_at <= now:
            raise Conflict
        found.ends_at, found.how_ended = now, "revoked"


def revoke_all(rows: Session, account_id: str, now: datetime) -> None:
    """A leaver: every substitution of, for and by the account ends at once."""
    asked = select(Substitution).where(Substitution.ends_at > now, _of(account_id))
    for found in rows.scalars(asked):
        found.ends_at, found.how_ended = now, "leaver"


def mandate(rows: Session, substitution_id: str, substitute_id: str, now: datetime) -> Mandate | None:
    """What the substitution lets this substitute do now; None when it is not this one's, not yet or no more."""
    found = rows.get(Substitution, substitution_id)
    if found is None or found.substitute_id != substitute_id or not found.starts_at <= now < found.ends_at:
        return None
    principal, substitute = rows.get_one(Account, found.principal_id), rows.get_one(Account, found.substitute_id)
    if principal.disabled_at is not None or substitute.disabled_at is not None:
        return None
    roles = frozenset(found.roles.split()) & principal.role_ids
    if found.created_by == found.principal_id:
        roles &= substitute.role_ids
    processes = None if found.processes is None else frozenset(found.processes.split())
    return Mandate(
        found.id, principal.id, principal.name, substitute.id, roles, processes, found.ends_at
    )  # fmt: skip


def mandate_for(rows: Session, principal_id: str, substitute_id: str, now: datetime) -> Mandate:
    """What this substitute may do now for this principal, by name. Raises `Forbidden` when nothing."""
    asked = select(Substitution.id).where(
        Substitution.principal_id == principal_id, Substitution.substitute_id == substitute_id,
        Substitution.starts_at <= now, Substitution.ends_at > now,
    )  # fmt: skip
    for found in rows.scalars(asked.order_by(Substitution.id)):
        given = mandate(rows, found, substitute_id, now)
        if given is not None:
            return given
    sentence = f"{substitute_id} is no substitute of {principal_id} now"
    raise Forbidden(sentence, actor=substitute_id, verb="act for", what=principal_id)


def current(rows: Session, account_id: str, now: datetime) -> Sequence[Substitution]:
    """The substitutions of and by one account that run now or will, soonest first."""
    asked = select(Substitution).where(Substitution.ends_at > now, _of(account_id))
    return rows.scalars(asked.order_by(Substitution.starts_at)).all()


def all_current(rows: Session, now: datetime) -> Sequence[Substitution]:
    """Every substitution that runs now or will, soonest first."""
    return rows.scalars(select(Substitution).where(Substitution.ends_at > now).order_by(Substitution.starts_at)).all()


def running_of(rows: Session, now: datetime) -> dict[str, Substitution]:
    """Who is substituted just now: principal → one of the substitutions."""
    asked = select(Substitution).where(Substitution.starts_at <= now, Substitution.ends_at > now)
    return {found.principal_id: found for found in rows.scalars(asked.order_by(Substitution.ends_at.desc()))}


def find(rows: Session, substitution_id: str) -> Substitution:
    """Raises `NotFound`."""
    found = rows.get(Substitution, substitution_id)
    if found is None:
        raise NotFound(what="substitution", id=substitution_id)
    return found


def roles_to_pass_on(principal: Account, substitute_roles: Collection[str] | None, by: Actor) -> frozenset[str]:
    """The principal's roles that `by` may pass on; `substitute_roles` None: of whomever."""
    roles = principal.role_ids - NEVER_PASSED_ON
    if by.id != principal.id:
        return roles & led_by(by.roles)
    return roles if substitute_roles is None else roles & frozenset(substitute_roles)


def _of(account_id: str) -> ColumnElement[bool]:
    return or_(Substitution.principal_id == account_id, Substitution.substitute_id == account_id)


def _require_usable(wanted: Wanted, now: datetime) -> None:
    if wanted.principal_id == wanted.substitute_id:
        raise BadInput("nobody is the own substitute")
    if not wanted.starts_at < wanted.ends_at or wanted.ends_at <= now:
        raise BadInput("a substitution ends after it begins, and not in the past")
    if wanted.ends_at - wanted.starts_at > LONGEST:
        raise BadInput("a substitution lasts a year at most")
    if not wanted.reason.strip():
        raise BadInput("a substitution needs a reason")
    if not wanted.roles or (wanted.processes is not None and not wanted.processes):
        raise BadInput("a substitution names roles, and all processes or some")


def _require_allowed(wanted: Wanted, principal: Account, substitute: Account, by: Actor) -> None:
    if by.on_behalf_of is not None or by.id == substitute.id:
        raise Forbidden(actor=by.id, verb="appoint", what=substitute.id)
    if principal.disabled_at is not None or substitute.disabled_at is not None:
        raise Conflict
    may_work = Permission.TASKS_WORK in permissions_of(substitute.role_ids)
    if not may_work or not wanted.roles <= roles_to_pass_on(principal, substitute.role_ids, by):
        raise Forbidden(actor=by.id, verb="pass on", what=", ".join(sorted(wanted.roles)))


def _require_no_other(rows: Session, wanted: Wanted) -> None:
    asked = select(Substitution.id).where(
        Substitution.principal_id == wanted.principal_id, Substitution.substitute_id == wanted.substitute_id,
        Substitution.starts_at < wanted.ends_at, Substitution.ends_at > wanted.starts_at,
    )  # fmt: skip
    if rows.scalar(asked.limit(1)) is not None:
        raise Conflict


def _row(made: str, wanted: Wanted, by: Actor, now: datetime) -> dict[str, object]:
    return {
        "id": made,
        "principal_id": wanted.principal_id,
        "substitute_id": wanted.substitute_id,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "roles": " ".join(sorted(wanted.roles)),
        "processes": None if wanted.processes is None else " ".join(sorted(wanted.processes)),
        "reason": wanted.reason,
        "created_by": by.id,
        "created_at": now,
    }
