"""What people do with user tasks: claim, release, assign, complete. Each function chooses one step's command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam

from engine.actor import Actor
from engine.commands.rights import (
    Supervision,
    is_candidate,
    people,
    require_control,
    require_may_take,
    require_separate,
    require_uninvolved,
)
from engine.commands.rowtypes import TaskRow
from engine.commands.step import Also, Choice, Outcome, Scene
from engine.commands.verbs import Assign, Claim, Complete, FollowUp, Release, ReportForm
from engine.errors import BadInput, Forbidden, FormConditionFailed, StaleCase, TaskAlreadyClaimed, TaskAlreadyClosed
from engine.facts import Json
from engine.spiff.incidents import IncidentKind
from engine.store.cases import task_candidates, user_tasks

Choose = Callable[[Scene], Choice | None]

_HOLD = (
    user_tasks.update()
    .where(user_tasks.c.id == bindparam("task"))
    .values(holder=bindparam("holder_"), held_for=bindparam("held_for_"), version=bindparam("version_"))
)
_OFFER = (
    task_candidates.update().where(task_candidates.c.task_id == bindparam("task")).values(is_free=bindparam("is_free_"))
)
_LOOK_AGAIN = tuple(
    table.update().where(table.c[name] == bindparam("task")).values(follow_up_at=bindparam("at_"))
    for table, name in ((user_tasks, "id"), (task_candidates, "task_id"))
)


@dataclass(frozen=True, slots=True)
class Part:
    """What a command on one task is a part of: an operation on many tasks, and rows that must change with it."""

    operation: str = ""
    also: Also | None = None

    def then(self, first: Also) -> Also:
        """Both in the step's transaction: the task's own row first."""
        if self.also is None:
            return first
        second = self.also

        def write(connection: Connection, outcome: Outcome) -> None:
            first(connection, outcome)
            second(connection, outcome)

        return write


def claim(by: Actor) -> Choose:
    """Take a task that nobody holds; taking one's own again changes nothing."""

    def choose(scene: Scene) -> Choice | None:
        task = task_of(scene)
        require_may_take(scene.connection, scene.library.duties, scene.case.id, task, by, "claim")
        _require_uninvolved(scene, people(by))
        require_open(task)
        if task.holder == by.id:
            return None
        if task.holder is not None:
            raise TaskAlreadyClaimed(task_id=task.id, holder=task.holder)
        command = Claim(key=task.key, element=task.element, holder=by.id)
        return Choice(command, task.element, task.process_id, _hold(task, by.id, by.on_behalf_of))

    return choose


def release(by: Actor, supervision: Supervision, reason: str = "", part: Part | None = None) -> Choose:
    """Give a task back to its group: whoever has it in hand, or who leads the work on it."""
    part = part or Part()

    def choose(scene: Scene) -> Choice | None:
        task = task_of(scene)
        require_open(task)
        if task.holder is None:
            return None
        require_control(scene.connection, scene.case.id, task, by, supervision, "release")
        command = Release(key=task.key, element=task.element, old=task.holder, reason=reason, operation=part.operation)
        return Choice(command, task.element, task.process_id, part.then(_hold(task, None, None)))

    return choose


def assign(to: Actor | str, by: Actor, reason: str, supervision: Supervision, part: Part | None = None) -> Choose:
    """Give a task to somebody: who leads the work may, and whoever has it in hand.

    With an `Actor` the new holder's roles are checked too; with a name only four-eyes is; completing checks the rest.
    """
    part = part or Part()
    if not reason.strip():
        raise BadInput("an assignment needs a reason")
    name = to if isinstance(to, str) else to.id

    def choose(scene: Scene) -> Choice | None:
        task = task_of(scene)
        duties = scene.library.duties
        require_control(scene.connection, scene.case.id, task, by, supervision, "assign")
        if isinstance(to, Actor):
            require_may_take(scene.connection, duties, scene.case.id, task, to, "be given")
        elif task.element in duties.customer_only:
            raise Forbidden(actor=name, verb="be given", what=task.element)
        else:
            require_separate(scene.connection, duties, scene.case.id, task.element, (name,))
        _require_uninvolved(scene, people(to) if isinstance(to, Actor) else (name,))
        require_open(task)
        if task.holder == name:
            return None
        command = Assign(
            key=task.key, element=task.element, old=task.holder, new=name, reason=reason, operation=part.operation
        )
        held_for = to.on_behalf_of if isinstance(to, Actor) else None
        return Choice(command, task.element, task.process_id, part.then(_hold(task, name, held_for)))

    return choose


def follow_up(at: datetime | None, by: Actor, reason: str) -> Choose:
    """Look at a task again at a time; None: no longer. Whoever holds it; the page that it is open on stays good."""

    def choose(scene: Scene) -> Choice | None:
        task = task_of(scene)
        require_open(task)
        if task.holder not in people(by):
            raise Forbidden(actor=by.id, verb="follow up", what=task.element)
        if at is not None and at <= scene.at:
            raise BadInput("a task is followed up in the future")
        if task.follow_up_at == at:
            return None
        old, new = (None if each is None else each.isoformat() for each in (task.follow_up_at, at))

        def write(connection: Connection, _outcome: Outcome) -> None:
            for statement in _LOOK_AGAIN:
                connection.execute(statement, {"task": task.id, "at_": at})

        command = FollowUp(key=task.key, element=task.element, old=old, new=new, reason=reason.strip())
        return Choice(command, task.element, task.process_id, write)

    return choose


def complete(by: Actor, answers: Json, expected_version: int | None, longest: int) -> Choose:
    """Complete a task one holds, or one that nobody holds and one may claim. `longest`: of the answers, in bytes."""
    _require_usable(answers, longest)

    def choose(scene: Scene) -> Choice:
        task = task_of(scene)
        require_may_take(scene.connection, scene.library.duties, scene.case.id, task, by, "complete")
        _require_uninvolved(scene, people(by))
        require_open(task)
        if task.holder is not None and task.holder not in people(by):
            raise TaskAlreadyClaimed(task_id=task.id, holder=task.holder)
        if expected_version is not None and expected_version != task.version:
            raise StaleCase(by=scene.case.changed_by, at=scene.case.changed_at, case_id=scene.case.id)
        variables = _accepted(scene, task, answers)
        command = Complete(key=task.key, variables=variables, claimed=task.holder is None)
        return Choice(command, task.element, task.process_id)

    return choose


def report_form(failed: FormConditionFailed) -> Choose:
    """Tell operations that a task's form cannot be evaluated; once, until that incident is resolved."""
    form, field = failed.facts["form"], failed.facts["field"]
    sentence = f"The form “{form}” cannot be checked: its field “{field}” takes too long or too much memory."

    def choose(scene: Scene) -> Choice | None:
        task = task_of(scene)
        known = any(each.key == task.key and each.kind is IncidentKind.FORM for each in scene.machine.incidents())
        if known or task.state != "open":
            return None
        detail = f"form {form}, field {field}"
        return Choice(ReportForm(key=task.key, sentence=sentence, detail=detail), task.element, task.process_id)

    return choose


def _accepted(scene: Scene, task: TaskRow, answers: dict[str, Json]) -> dict[str, Json]:
    """The answers as the task's form of the pinned deployment lets them through. Raises `AnswersRefused`."""
    if task.form_id is None:
        return answers
    form = scene.library.form(task.form_id)
    # What changes a running case is never older than the case: the form's `today()` is the step's.
    return form.validate(answers, scene.machine.variables(task.key), scene.at)


def _require_usable(answers: Any, longest: int) -> None:
    if not isinstance(answers, dict):
        raise BadInput("answers are field names with values")
    require_json(answers, longest)


def require_json(values: Any, longest: int) -> None:
    """Refuse what is not JSON, or too long to be carried by a case. Raises `BadInput`."""
    try:
        size = len(orjson.dumps(values))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput(f"the values are not JSON: {error}") from error
    if size > longest:
        raise BadInput(
            f"the values are {size / 1e6:.1f} MB long, {longest / 1e6:.1f} MB are allowed; files belong into documents",
            size=size, longest=longest,
        )  # fmt: skip


def _hold(task: TaskRow, holder: str | None, held_for: str | None) -> Also:
    def write(connection: Connection, outcome: Outcome) -> None:
        values = {"task": task.id, "holder_": holder, "held_for_": held_for, "version_": outcome.version}
        connection.execute(_HOLD, values)
        connection.execute(_OFFER, {"task": task.id, "is_free_": holder is None})

    return write


def task_of(scene: Scene) -> TaskRow:
    """The task that the step has locked."""
    assert scene.task is not None  # noqa: S101 - these commands lock a task
    return scene.task


def _require_uninvolved(scene: Scene, persons: tuple[str, ...]) -> None:
    task = task_of(scene)
    if task.state == "open":
        duties = scene.library.duties
        require_uninvolved(duties, task.element, persons, lambda: scene.machine.variables(task.key))


def require_open(task: TaskRow) -> None:
    """Raises `TaskAlreadyClosed`."""
    if task.state != "open":
        by = task.closed_by or "an event"
        raise TaskAlreadyClosed(task_id=task.id, outcome=task.state, by=by, at=task.closed_at)


__all__ = ["assign", "claim", "complete", "follow_up", "is_candidate", "release", "require_json"]
