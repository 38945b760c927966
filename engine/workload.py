"""Questions of those who lead: what lies with whom, and for how long."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, case, func, literal, select

from engine.actor import Actor
from engine.commands.library import Library
from engine.commands.rights import people, require_may_take, require_uninvolved
from engine.commands.rowtypes import TASK_COLUMNS, TaskRow, read_snapshot, task_row
from engine.commands.step import SNAPSHOT
from engine.deployed import DeployedQueries
from engine.errors import Forbidden, NotFound
from engine.query_rows import INBOX, MOST_URGENT, OPEN
from engine.spiff.machine import Machine
from engine.store.cases import cases, task_candidates, user_tasks
from engine.store.tables import UtcTime
from engine.views import InboxTask, Load

NOBODY = ""
"""As a holder: tasks that nobody holds."""


class WorkloadQueries(DeployedQueries):
    """Open tasks of groups, whoever holds them. Their cost grows with what is open, not with what was done."""

    def loads(self, groups: Collection[str], without: Collection[str] = ()) -> tuple[Load, ...]:
        """What lies with each holder of tasks that these groups may do, and with nobody; the fullest hands first.

        `without`: processes that are left out.
        """
        late = case((user_tasks.c.due_at < literal(self._clock.now(), UtcTime), 1), else_=0)
        paused = case((user_tasks.c.paused_at.is_not(None), 1), else_=0)
        count = func.count().label("open")
        asked = (
            select(
                user_tasks.c.holder, count, func.sum(late), func.sum(paused),
                func.min(user_tasks.c.opened_at), func.min(user_tasks.c.due_at),
            )
            .where(OPEN, _of(groups), user_tasks.c.process_id.not_in(sorted(without)))
            .group_by(user_tasks.c.holder)
            .order_by(count.desc(), user_tasks.c.holder)
        )  # fmt: skip
        with self._store.read() as connection:
            return tuple(Load(*row) for row in connection.execute(asked))

    def group_tasks(
        self, groups: Collection[str], *, holder: str | None = None, without: Collection[str] = (), limit: int = 200
    ) -> tuple[InboxTask, ...]:
        """Open tasks that these groups may do, most urgent first; `holder`: one person's, or `NOBODY`'s."""
        asked = INBOX.where(OPEN, _of(groups), user_tasks.c.process_id.not_in(sorted(without)))
        if holder is not None:
            asked = asked.where(user_tasks.c.holder.is_(None) if holder == NOBODY else user_tasks.c.holder == holder)
        with self._store.read() as connection:
            rows = connection.execute(asked.order_by(*MOST_URGENT).limit(limit)).all()
            return self._tasks(connection, rows)

    def tasks_held_for(self, principal: str, holder: str | None = None) -> tuple[InboxTask, ...]:
        """Open tasks that substitutes hold in somebody's name; `holder`: one substitute's."""
        asked = INBOX.where(OPEN, user_tasks.c.held_for == principal)
        if holder is not None:
            asked = asked.where(user_tasks.c.holder == holder)
        with self._store.read() as connection:
            return self._tasks(connection, connection.execute(asked.order_by(user_tasks.c.id)).all())

    def grounds(self, task_id: str) -> tuple[str, ...]:
        """The grounds on which the diagram lets the task's clock stand still. Raises `NotFound`."""
        with self._store.read() as connection:
            _, task, library = self._locate(connection, task_id)
            return library.duties.pausable.get(task.element, ())

    def refusals(self, task_id: str, actors: Iterable[Actor]) -> dict[str, Forbidden | None]:
        """For each actor, by id, why he may not do the task; None where he may. Raises `NotFound`."""
        with self._store.read() as connection:
            case_id, task, library = self._locate(connection, task_id)

            @cache
            def variables() -> Mapping[str, Any]:
                snapshot, sealed = read_snapshot(connection, case_id)
                cipher = self._keys.cipher(case_id, sealed)
                return Machine.restore(library.models, cipher.open(SNAPSHOT, snapshot)).variables(task.key)

            said: dict[str, Forbidden | None] = {}
            for actor in actors:
                try:
                    require_may_take(connection, library.duties, case_id, task, actor, "be given")
                    if task.state == "open":
                        require_uninvolved(library.duties, task.element, people(actor), variables)
                except Forbidden as refusal:
                    said[actor.id] = refusal
                else:
                    said[actor.id] = None
            return said

    def _locate(self, connection: Connection, task_id: str) -> tuple[str, TaskRow, Library]:
        asked = select(user_tasks.c.case_id, cases.c.deployment_id, *TASK_COLUMNS).join_from(
            user_tasks, cases, user_tasks.c.case_id == cases.c.id
        )
        row = connection.execute(asked.where(user_tasks.c.id == task_id)).first()
        if row is None:
            raise NotFound(what="task", id=task_id)
        return row[0], task_row(tuple(row[2:])), self._libraries.get(connection, row[1])

    @abstractmethod
    def _tasks(self, connection: Connection, rows: Sequence[Any]) -> tuple[InboxTask, ...]:
        """The rows as views, decrypted."""


def _of(groups: Collection[str]) -> Any:
    offered = select(task_candidates.c.task_id).where(
        task_candidates.c.kind == "group", task_candidates.c.name.in_(sorted(groups))
    )
    return user_tasks.c.id.in_(offered)
