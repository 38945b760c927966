"""The end of a substitution: what the substitute still holds in the principal's name goes back by itself.

Authority ends with `ends_at`, to the second; giving back is safe to repeat, so a crash in between leaves it to the
next sweep.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from engine.actor import Actor, ActorKind, Channel
from engine.chain_facts import SubstitutionEnded
from engine.commands.tasks import Part
from engine.engine import Engine
from engine.errors import Conflict, Forbidden
from web.notices.notices import Told, tell
from web.tables import Account, Substitution

KEEPER = Actor("system", ActorKind.SYSTEM, Channel.SCHEDULER, frozenset({"admin"}), "system")
REASON = "代理期结束，自动交回"


def end_substitutions(engine: Engine, by: Actor = KEEPER) -> int:
    """Finish every substitution whose time is over; gives how many. `by`: who ended it, if somebody did just now."""
    now = engine.clock.now()
    over = select(Substitution.id).where(Substitution.ends_at <= now, Substitution.ended_at.is_(None))
    with engine.store.read() as connection:
        ids = connection.scalars(over.order_by(Substitution.ends_at)).all()
    return sum(_finish(engine, substitution_id, by) for substitution_id in ids)


def _finish(engine: Engine, substitution_id: str, by: Actor) -> bool:
    with engine.store.session() as rows:
        found = rows.get_one(Substitution, substitution_id)
        principal = rows.get_one(Account, found.principal_id)
        back = None
        if principal.disabled_at is None:
            back = Actor(principal.id, ActorKind.PERSON, Channel.SCHEDULER, principal.role_ids, principal.name)
        principal_id, substitute_id, how = found.principal_id, found.substitute_id, found.how_ended or "time"
    held = engine.queries.tasks_held_for(principal_id, holder=substitute_id)
    fact = SubstitutionEnded(
        substitution=substitution_id, principal=principal_id, substitute=substitute_id, how=how,
        returned=sum(_give_back(engine, task.id, back, substitute_id) for task in held),
    )  # fmt: skip
    told = (
        Told(principal_id, "substitution_over", substitute_id),
        Told(substitute_id, "substitution_over", principal_id),
    )

    def write(connection: Connection) -> None:
        # Another process that was first has told everybody already.
        now = engine.clock.now()
        unfinished = update(Substitution).where(Substitution.id == substitution_id, Substitution.ended_at.is_(None))
        if connection.execute(unfinished.values(ended_at=now)).rowcount != 1:
            raise Conflict
        tell(connection, engine.keys, told, by.id, now, "")

    try:
        engine.note("end_substitution", fact, by, write)
    except Conflict:
        return False
    return True


def _give_back(engine: Engine, task_id: str, principal: Actor | None, substitute_id: str) -> bool:
    """To the principal; to the group when the principal has left or may not do it any more."""
    try:
        if principal is None or not _to_principal(engine, task_id, principal, substitute_id):
            engine.release(task_id, KEEPER, REASON)
    except Conflict:
        return False  # closed or taken in the meantime
    return True


def _to_principal(engine: Engine, task_id: str, principal: Actor, substitute_id: str) -> bool:
    told = (Told(principal.id, "returned", substitute_id),)
    part = Part(
        also=lambda connection, outcome: tell(connection, engine.keys, told, KEEPER.id, outcome.at, "", task_id)
    )
    try:
        engine.assign(task_id, principal, KEEPER, REASON, part)
    except Forbidden:
        return False
    return True
