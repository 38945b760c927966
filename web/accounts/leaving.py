"""What follows when somebody leaves: the account dies, and nothing stays in a hand that is gone."""

from __future__ import annotations

from engine.actor import Actor
from engine.engine import Engine
from engine.errors import Conflict
from web.accounts.operations import disable_account

MOST_TASKS = 10_000


def dismiss(engine: Engine, account_id: str, by: Actor) -> int:
    """Disable an account with its sessions, and give the tasks it holds back to their groups; gives how many.

    `by` needs a role that may release the tasks of others. Safe to repeat. Raises `NotFound`, `Forbidden`.
    """
    with engine.store.session() as session:
        disable_account(session, account_id, by.id, engine.clock.now())
    # After the account is dead, so that it cannot claim again what was given back.
    given_back = 0
    for task in engine.queries.open_tasks(holder=account_id, limit=MOST_TASKS):
        try:
            engine.release(task.id, by)
        except Conflict:
            # Closed in the meantime, or of a suspended case: who resumes it reassigns the task.
            continue
        given_back += 1
    return given_back
