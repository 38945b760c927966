"""Give a task to somebody, take it over as a substitute, give it back: each with its notices in one transaction."""

from __future__ import annotations

from engine.actor import Actor
from engine.commands.tasks import Part
from engine.engine import Engine
from engine.errors import Conflict
from engine.views import InboxTask
from web.accounts.operations import find_account
from web.handover.colleagues import actor_of
from web.notices.notices import Told, tell

TAKEN_OVER = "代理接手"
"""The reason that a substitute's taking over is recorded with."""


def hand_over(engine: Engine, task_id: str, to: str, by: Actor, reason: str, part: Part | None = None) -> None:
    """Assign or reassign. The old holder and the new one are told, and in whose name it was held; not who did it.

    Raises what `Engine.assign` raises, `NotFound` for an unknown account, `Conflict` for a disabled one.
    """
    with engine.store.session() as rows:
        account = find_account(rows, to)
        if account.disabled_at is not None:
            raise Conflict
        receiver = actor_of(account)
    task = engine.queries.task(task_id)
    told = (Told(to, "given"), *(Told(keeper, "taken", to) for keeper in keepers(task)))
    engine.assign(task_id, receiver, by, reason, with_notices(engine, task_id, told, by, reason, part))


def take_over(engine: Engine, task_id: str, by: Actor) -> None:
    """A substitute takes what the principal holds; it goes back when the substitution ends."""
    task = engine.queries.task(task_id)
    told = [Told(keeper, "taken", by.id) for keeper in keepers(task)]
    engine.assign(task_id, by, by, TAKEN_OVER, with_notices(engine, task_id, told, by, TAKEN_OVER))


def give_back(engine: Engine, task_id: str, by: Actor, reason: str, part: Part | None = None) -> None:
    """To the task's group, with a notice to whoever had it."""
    told = [Told(keeper, "released") for keeper in keepers(engine.queries.task(task_id))]
    engine.release(task_id, by, reason, with_notices(engine, task_id, told, by, reason, part))


def pause(engine: Engine, task_id: str, ground: str, by: Actor, reason: str, part: Part | None = None) -> None:
    """Let the clock stand still, with a notice to whoever has the task."""
    told = [Told(keeper, "paused") for keeper in keepers(engine.queries.task(task_id))]
    engine.pause_clock(task_id, ground, by, reason, with_notices(engine, task_id, told, by, reason, part))


def resume(engine: Engine, task_id: str, by: Actor, reason: str, part: Part | None = None) -> None:
    """Let it run on, with a notice to whoever has the task."""
    told = [Told(keeper, "resumed") for keeper in keepers(engine.queries.task(task_id))]
    engine.resume_clock(task_id, by, reason, with_notices(engine, task_id, told, by, reason, part))


def keepers(task: InboxTask) -> list[str]:
    """Who has the task in hand: the holder, and the one in whose name he has it."""
    return [name for name in dict.fromkeys((task.holder, task.held_for)) if name]


def with_notices(
    engine: Engine, task_id: str, told: list[Told] | tuple[Told, ...], by: Actor, words: str, part: Part | None = None
) -> Part:
    """The notices as a part of the step, besides what else is."""
    first = part or Part()
    return Part(
        first.operation,
        first.then(lambda connection, outcome: tell(connection, engine.keys, told, by.id, outcome.at, words, task_id)),
    )
