"""The clock of a user task stands still and runs on: its due time, in working time, where the diagram permits it.

`sop:may-pause` names the grounds. What stands still is the service's own limit; timers of the diagram run on, because
what they do is the course of the process. A limit that ran out cannot be paused any more: that would hide its lateness.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam

from engine.actor import Actor
from engine.commands.rights import Supervision, require_control
from engine.commands.rows import END_OF_TIME
from engine.commands.rowtypes import TaskRow
from engine.commands.step import Also, Choice, Outcome, Scene
from engine.commands.tasks import Choose, Part, require_open, task_of
from engine.commands.verbs import PauseClock, ResumeClock
from engine.errors import BadInput, ClockAlreadyPaused, ClockNotPausable, ClockNotPaused, ClockRanOut
from engine.spiff.iso_time import AGENCY_ZONE
from engine.store.cases import task_candidates, user_tasks
from engine.timers.calendar import statutory
from engine.timers.working_time import add_working_time, working_time_between

_SET_CLOCK = (
    user_tasks.update()
    .where(user_tasks.c.id == bindparam("task"))
    .values(
        {
            user_tasks.c[name]: bindparam(f"{name}_", type_=user_tasks.c[name].type)
            for name in ("due_at", "paused_at", "pause_ground", "paused_due_at", "pause", "version")
        }
    )
)
_SORT = task_candidates.update().where(task_candidates.c.task_id == bindparam("task")).values(sort_at=bindparam("at_"))
RUNNING = {"paused_at_": None, "pause_ground_": None, "paused_due_at_": None, "pause_": None}


def pause(by: Actor, ground: str, reason: str, supervision: Supervision, part: Part | None = None) -> Choose:
    """Let the clock stand still: whoever has the task in hand, or who leads the work on it."""
    part = part or Part()
    if not reason.strip():
        raise BadInput("to pause a clock needs a reason")

    def choose(scene: Scene) -> Choice:
        task = task_of(scene)
        require_open(task)
        require_control(scene.connection, scene.case.id, task, by, supervision, "pause")
        if ground not in scene.library.duties.pausable.get(task.element, ()):
            raise ClockNotPausable(actor=by.id, verb="pause", what=task.element, element=task.element, ground=ground)
        if task.paused_at is not None:
            raise ClockAlreadyPaused(element=task.element, at=task.paused_at)
        if task.due_at is None:
            raise BadInput(f"{task.element} has no due time")
        if task.due_at <= scene.at:
            raise ClockRanOut(element=task.element, due_at=task.due_at)
        command = PauseClock(
            key=task.key, element=task.element, ground=ground, reason=reason, due_at=task.due_at.isoformat(),
            operation=part.operation,
        )  # fmt: skip
        words = scene.warm.cipher.seal(f"pause\0{task.id}", {"by": by.id, "reason": reason})
        values = {
            "due_at_": None, "paused_at_": scene.at, "pause_ground_": ground, "paused_due_at_": task.due_at,
            "pause_": words,
        }  # fmt: skip
        return Choice(command, task.element, task.process_id, part.then(_set(task, values, END_OF_TIME)))

    return choose


def resume(by: Actor, reason: str, supervision: Supervision, part: Part | None = None) -> Choose:
    """Let the clock run on: as much working time is left as there was when it was paused."""
    part = part or Part()

    def choose(scene: Scene) -> Choice:
        task = task_of(scene)
        require_open(task)
        require_control(scene.connection, scene.case.id, task, by, supervision, "resume")
        if task.paused_at is None or task.paused_due_at is None:
            raise ClockNotPaused(element=task.element)
        left = working_time_between(statutory(), AGENCY_ZONE, task.paused_at, task.paused_due_at)
        due_at = add_working_time(statutory(), AGENCY_ZONE, scene.at, left)
        command = ResumeClock(
            key=task.key, element=task.element, paused_at=task.paused_at.isoformat(),
            old=task.paused_due_at.isoformat(), new=due_at.isoformat(), reason=reason, operation=part.operation,
        )  # fmt: skip
        also = part.then(_set(task, {"due_at_": due_at, **RUNNING}, due_at))
        return Choice(command, task.element, task.process_id, also)

    return choose


def _set(task: TaskRow, values: Mapping[str, Any], sort_at: datetime) -> Also:
    def write(connection: Connection, outcome: Outcome) -> None:
        connection.execute(_SET_CLOCK, {"task": task.id, "version_": outcome.version, **values})
        connection.execute(_SORT, {"task": task.id, "at_": sort_at})

    return write
