"""One decision on many tasks: written down as a whole first, then done task by task, each with its own outcome.

1. The operation and all its items are written with their entry in the engine's chain (`OperationBegun`).
2. Each item is a step of its own; that it is done is written in the step's own transaction, so a crash leaves no item
   of which it is not known. A refusal is kept with its name.
3. The end is written likewise (`OperationEnded`). What a crash cut off is still planned, and can be gone on with.

Every step's journal entry names the operation.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Update, insert, select, update
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.chain_facts import OperationBegun, OperationEnded
from engine.commands.step import Also, Outcome
from engine.commands.tasks import Part
from engine.engine import Engine
from engine.errors import BadInput, Conflict, EngineError, Forbidden, NotFound, StaleCase
from web.handover import giving
from web.leads.plans import MOST_ITEMS, Verb
from web.tables import Operation, OperationItem

PLANNED, DONE, REFUSED = "planned", "done", "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was confirmed. `items`: task, and to whom; `ground`: of a pause."""

    verb: Verb
    items: Sequence[tuple[str, str | None]]
    reason: str
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one task."""

    task_id: str
    target: str | None
    state: str
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """An operation as it stands."""

    id: str
    verb: Verb
    by: str
    at: datetime
    reason: str
    finished_at: datetime | None
    results: tuple[Result, ...]

    def count(self, state: str) -> int:
        return sum(result.state == state for result in self.results)


def begin(engine: Engine, decision: Decision, by: Actor) -> str:
    """Write the decision down; nothing is done yet. Gives the operation's id. Raises `BadInput`, `Forbidden`."""
    if by.on_behalf_of is not None:
        raise Forbidden(actor=by.id, verb=decision.verb, what="many tasks")
    if not decision.reason.strip() or not decision.items or len(decision.items) > MOST_ITEMS:
        raise BadInput(f"an operation has a reason and up to {MOST_ITEMS} tasks")
    if len({task_id for task_id, _ in decision.items}) != len(decision.items):
        raise BadInput("a task stands twice in the operation")
    made, now = f"op-{secrets.token_hex(6)}", engine.clock.now()
    fact = OperationBegun(
        operation=made, verb=decision.verb, tasks=tuple(task_id for task_id, _ in decision.items),
        reason=decision.reason,
    )  # fmt: skip

    def write(connection: Connection) -> None:
        row = {"id": made, "verb": decision.verb.value, "by": by.id, "at": now, "reason": decision.reason}
        connection.execute(insert(Operation), {**row, "ground": decision.ground, "finished_at": None})
        connection.execute(
            insert(OperationItem),
            [
                {"operation_id": made, "task_id": task_id, "target": target, "state": PLANNED, "refusal": None}
                for task_id, target in decision.items
            ],
        )

    engine.note("begin_operation", fact, by, write)
    return made


def run(engine: Engine, operation_id: str, by: Actor) -> Report:
    """Do what is still planned of one's own operation, and finish it. Safe to repeat.

    Raises `NotFound`, and `Forbidden` for somebody else's operation.
    """
    with engine.store.session() as rows:
        operation = find(rows, operation_id)
        if operation.by != by.id or by.on_behalf_of is not None:
            raise Forbidden(actor=by.id, verb="continue", what="operation")
        verb, reason, ground = Verb(operation.verb), operation.reason, operation.ground
        planned = [item.task_id for item in _items(rows, operation_id) if item.state == PLANNED]
        targets = {item.task_id: item.target for item in _items(rows, operation_id)}
    for task_id in planned:
        part = Part(operation_id, _mark(operation_id, task_id))
        try:
            _do(engine, verb, task_id, targets[task_id], by, reason, ground, part)
        except (Forbidden, Conflict, BadInput, NotFound) as refusal:
            _refuse(engine, operation_id, task_id, refusal)
    return _finish(engine, operation_id, by)


def report(rows: Session, operation_id: str) -> Report:
    """An operation and what became of each task. Raises `NotFound`."""
    found = find(rows, operation_id)
    results = tuple(Result(one.task_id, one.target, one.state, one.refusal) for one in _items(rows, operation_id))
    return Report(found.id, Verb(found.verb), found.by, found.at, found.reason, found.finished_at, results)


def newest(rows: Session, by: str, limit: int = 10) -> list[Operation]:
    """The operations of one person, the newest first."""
    return list(rows.scalars(select(Operation).where(Operation.by == by).order_by(Operation.at.desc()).limit(limit)))


def find(rows: Session, operation_id: str) -> Operation:
    """Raises `NotFound`."""
    found = rows.get(Operation, operation_id)
    if found is None:
        raise NotFound(what="operation", id=operation_id)
    return found


def _do(
    engine: Engine, verb: Verb, task_id: str, target: str | None, by: Actor, reason: str, ground: str | None, part: Part
) -> None:
    if verb is Verb.ASSIGN:
        if engine.queries.task(task_id).holder == target:
            raise StaleCase  # somebody else has given it there meanwhile
        giving.hand_over(engine, task_id, target or "", by, reason, part)
    elif verb is Verb.RELEASE:
        if engine.queries.task(task_id).holder is None:
            raise StaleCase
        giving.give_back(engine, task_id, by, reason, part)
    elif verb is Verb.PAUSE:
        giving.pause(engine, task_id, ground or "", by, reason, part)
    else:
        giving.resume(engine, task_id, by, reason, part)


def _items(rows: Session, operation_id: str) -> Sequence[OperationItem]:
    asked = select(OperationItem).where(OperationItem.operation_id == operation_id)
    return rows.scalars(asked.order_by(OperationItem.task_id)).all()


def _mark(operation_id: str, task_id: str) -> Also:
    def write(connection: Connection, _outcome: Outcome) -> None:
        connection.execute(_planned(operation_id, task_id).values(state=DONE))

    return write


def _refuse(engine: Engine, operation_id: str, task_id: str, refusal: EngineError) -> None:
    with engine.store.write() as connection:
        name = type(refusal).__name__
        connection.execute(_planned(operation_id, task_id).values(state=REFUSED, refusal=name))


def _planned(operation_id: str, task_id: str) -> Update:
    return update(OperationItem).where(
        OperationItem.operation_id == operation_id, OperationItem.task_id == task_id, OperationItem.state == PLANNED
    )


def _finish(engine: Engine, operation_id: str, by: Actor) -> Report:
    with engine.store.session() as rows:
        now_is = report(rows, operation_id)
    if now_is.finished_at is None:
        refused = tuple(one.task_id for one in now_is.results if one.state == REFUSED)
        fact = OperationEnded(operation=operation_id, done=now_is.count(DONE), refused=refused)

        def write(connection: Connection) -> None:
            unfinished = update(Operation).where(Operation.id == operation_id, Operation.finished_at.is_(None))
            if connection.execute(unfinished.values(finished_at=engine.clock.now())).rowcount != 1:
                raise Conflict

        engine.note("end_operation", fact, by, write)
    with engine.store.session() as rows:
        return report(rows, operation_id)
