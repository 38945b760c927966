"""What is done with whole cases. Each function chooses one step's command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, exists, select

from engine.commands.step import Choice, Outcome, Scene
from engine.commands.verbs import Cancel, Erase, ResolveIncident, Resume, RunJob, SetVariables, Suspend
from engine.errors import BadInput, Conflict, NotFound
from engine.facts import Json
from engine.store.cases import case_subjects, jobs, task_drafts, timers, unindexed_cases, user_tasks
from engine.store.keys import KeyRing
from engine.store.store import Store

Choose = Callable[[Scene], Choice | None]
KEEP_DRAFTS = timedelta(days=7)
"""After a task was closed: who typed on a stale page still finds it."""


class NothingToDo(Exception):
    """What this start was for has been done by somebody else."""


class CaseStillRunning(Conflict):
    """The case {case_id} is still running; only an ended case can be erased."""


def _with_reason(reason: str) -> str:
    if not reason.strip():
        raise BadInput("a reason is needed")
    return reason


def cancel(reason: str) -> Choose:
    """End the case."""
    command = Cancel(reason=_with_reason(reason))
    return lambda _scene: Choice(command)


def suspend(reason: str) -> Choose:
    """Let it rest; its timers and retries are out of the sweep's sight until it is resumed."""
    command = Suspend(reason=_with_reason(reason))

    def put_to_sleep(connection: Connection, outcome: Outcome) -> None:
        for table in (timers, jobs):
            connection.execute(table.update().where(table.c.case_id == outcome.case_id).values(wake_at=None))

    return lambda scene: None if scene.case.status == "suspended" else Choice(command, also=put_to_sleep)


def resume() -> Choose:
    """Let it go on."""

    def wake(connection: Connection, outcome: Outcome) -> None:
        for table in (timers, jobs):
            mine = table.update().where(table.c.case_id == outcome.case_id)
            connection.execute(mine.values(wake_at=table.c.due_at))

    return lambda scene: None if scene.case.status == "active" else Choice(Resume(), also=wake)


def set_variables(scope_key: int, variables: dict[str, Json], reason: str) -> Choose:
    """Correct variables."""
    command = SetVariables(scope_key=scope_key, variables=variables, reason=_with_reason(reason))
    return lambda _scene: Choice(command)


def resolve(number: int, variables: dict[str, Json] | None) -> Choose:
    """Try the failed thing again."""

    def choose(scene: Scene) -> Choice:
        if not scene.case.is_running:
            return Choice(ResolveIncident(incident=number, variables=variables))
        found = next((each for each in scene.machine.incidents() if each.number == number), None)
        if found is None:
            raise NotFound(what="open incident", id=f"{scene.case.id}.i{number}")
        return Choice(ResolveIncident(incident=number, variables=variables), found.element)

    return choose


def retry(number: int) -> Choose:
    """Try a failed handler now."""

    def choose(scene: Scene) -> Choice:
        if not scene.case.is_running:
            return Choice(RunJob(job=number))
        found = next((each for each in scene.machine.jobs() if each.number == number), None)
        if found is None:
            raise NotFound(what="waiting job", id=f"{scene.case.id}.j{number}")
        return Choice(RunJob(job=number), found.element)

    return choose


def erase(keys: KeyRing, reason: str) -> Choose:
    """Destroy the key of an ended case, after one last entry that says so."""
    command = Erase(reason=_with_reason(reason))

    def destroy(connection: Connection, outcome: Outcome) -> None:
        mine = select(user_tasks.c.id).where(user_tasks.c.case_id == outcome.case_id)
        connection.execute(task_drafts.delete().where(task_drafts.c.task_id.in_(mine)))
        connection.execute(case_subjects.delete().where(case_subjects.c.case_id == outcome.case_id))
        connection.execute(unindexed_cases.delete().where(unindexed_cases.c.case_id == outcome.case_id))
        keys.destroy(connection, outcome.case_id, outcome.at)

    def choose(scene: Scene) -> Choice:
        if scene.case.is_running:
            raise CaseStillRunning(case_id=scene.case.id, status=scene.case.status)
        return Choice(command, also=destroy)

    return choose


def drop_old_drafts(store: Store, now: datetime) -> int:
    """Delete the drafts of tasks that were closed a week ago; gives how many."""
    old = exists().where(and_(user_tasks.c.id == task_drafts.c.task_id, user_tasks.c.closed_at < now - KEEP_DRAFTS))
    with store.read() as connection:
        if connection.execute(select(task_drafts.c.task_id).where(old).limit(1)).first() is None:
            return 0
    with store.write() as connection:
        return connection.execute(task_drafts.delete().where(old)).rowcount
