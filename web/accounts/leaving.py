"""What follows when somebody leaves: the account dies, and nothing stays in a hand that is gone."""

from __future__ import annotations

from collections.abc import Iterable

from engine.actor import Actor
from engine.engine import Engine
from engine.errors import Conflict
from engine.views import InboxTask
from web.accounts.operations import disable_account
from web.handover.mandates import revoke_all
from web.handover.returning import end_substitutions

MOST_TASKS = 10_000


def dismiss(engine: Engine, account_id: str, by: Actor) -> int:
    """Disable an account with its sessions, and give the tasks it holds back to their groups; gives how many.

    `by` needs a role that may release the tasks of others. Safe to repeat. Raises `NotFound`, `Forbidden`.
    """
    with engine.store.session() as session:
        disable_account(session, account_id, by.id, engine.clock.now())
        revoke_all(session, account_id, engine.clock.now())
    # After the account is dead, so that it cannot claim again what was given back.
    end_substitutions(engine)
    return _give_back(engine, engine.queries.open_tasks(holder=account_id, limit=MOST_TASKS), by)


def give_back_lost(engine: Engine, account_id: str, roles: frozenset[str], by: Actor) -> int:
    """Give back what an account holds only by a role that it has no longer; gives how many tasks.

    The engine would not let it complete them (`engine/commands/rights.py`), so nobody would.
    """
    held = engine.queries.open_tasks(holder=account_id, limit=MOST_TASKS)
    lost = [
        task
        for task in held
        if task.held_for is None
        and task.groups
        and not roles & set(task.groups)
        and account_id not in (task.assignee, *task.users)
    ]
    return _give_back(engine, lost, by)


def _give_back(engine: Engine, tasks: Iterable[InboxTask], by: Actor) -> int:
    given_back = 0
    for task in tasks:
        try:
            engine.release(task.id, by)
        except Conflict:
            # Closed in the meantime, or of a suspended case: who resumes it reassigns the task.
            continue
        given_back += 1
    return given_back
