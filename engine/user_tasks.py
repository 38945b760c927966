"""What people do with user tasks: the verbs of `Engine` that begin with a task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.actor import Actor
from engine.clock import Clock
from engine.commands import clocks, drafts, tasks
from engine.commands.refusals import AccessLog
from engine.commands.rights import Supervision
from engine.commands.step import Outcome, Steps
from engine.commands.tasks import Part
from engine.errors import FormConditionFailed
from engine.facts import Json
from engine.options import Options
from engine.store.keys import KeyRing
from engine.store.store import Store


class UserTaskVerbs:
    """Needs what `Engine` opens. `part` says of which operation on many tasks a command is a part."""

    options: Options
    store: Store
    clock: Clock
    keys: KeyRing
    _access: AccessLog
    _steps: Steps
    _supervision: Supervision

    def claim(self, task_id: str, by: Actor) -> None:
        """Take a task. Raises `Forbidden`, `DutiesNotSeparated`, `TaskAlreadyClaimed`, `TaskAlreadyClosed`."""
        self._on_task(task_id, tasks.claim(by), by, "claim")

    def release(self, task_id: str, by: Actor, reason: str = "", part: Part | None = None) -> None:
        """Give a task back to its group: whoever has it in hand, or who leads the work on it. Raises `Forbidden`."""
        self._on_task(task_id, tasks.release(by, self._supervision, reason, part), by, "release")

    def assign(self, task_id: str, to: Actor | str, by: Actor, reason: str, part: Part | None = None) -> None:
        """Give a task to somebody. With an `Actor` the new holder's roles are checked as well.

        Raises `Forbidden`, `DutiesNotSeparated`, `TaskAlreadyClosed`, `BadInput` without a reason.
        """
        with self._access.refusals(by, "assign", task_id):
            choose = tasks.assign(to, by, reason, self._supervision, part)
        self._on_task(task_id, choose, by, "assign")

    def pause_clock(self, task_id: str, ground: str, by: Actor, reason: str, part: Part | None = None) -> None:
        """Let a task's due time stand still, where the diagram permits it on this ground (`sop:may-pause`).

        Raises `ClockNotPausable`, `ClockAlreadyPaused`, `ClockRanOut`, `Forbidden`, `BadInput` without a reason.
        """
        with self._access.refusals(by, "pause_clock", task_id):
            choose = clocks.pause(by, ground, reason, self._supervision, part)
        self._on_task(task_id, choose, by, "pause_clock")

    def resume_clock(self, task_id: str, by: Actor, reason: str = "", part: Part | None = None) -> None:
        """Let it run on: as much working time is left as when it was paused. Raises `ClockNotPaused`, `Forbidden`."""
        self._on_task(task_id, clocks.resume(by, reason, self._supervision, part), by, "resume_clock")

    def complete(
        self, task_id: str, answers: dict[str, Json], by: Actor, expected_version: int | None = None
    ) -> Outcome:
        """Complete a task one holds, or one nobody holds and one may claim; answers pass the task's form first.

        `expected_version`: the version of the task that the person looked at. Raises `AnswersRefused` with
        `facts["errors"]` by field path, and what `claim` raises, and `StaleCase`. `FormConditionFailed`, an
        `AnswersRefused`, says that the form is to blame; operations then have an incident.
        """
        with self._access.refusals(by, "complete", task_id):
            choose = tasks.complete(by, answers, expected_version, self.options.longest_answers)
        try:
            outcome = self._on_task(task_id, choose, by, "complete")
        except FormConditionFailed as failed:
            self._on_task(task_id, tasks.report_form(failed), by, "report_form")
            raise
        assert outcome is not None  # noqa: S101 - completing always does something or raises
        return outcome

    def follow_up(self, task_id: str, at: datetime | None, by: Actor, reason: str = "") -> None:
        """Have a held task shown again among those to follow up at a time; None: no longer. Raises `Forbidden`."""
        self._on_task(task_id, tasks.follow_up(at, by, reason), by, "follow_up")

    def save_draft(self, task_id: str, answers: Json, by: Actor, based_on: datetime | None = None) -> datetime:
        """Keep what somebody typed, encrypted; nothing of it is checked, and nothing of it is history. Gives the time.

        `based_on`: the draft that the page knows of; one that is newer is not written over. Raises `DraftChanged`.
        """
        tasks.require_json(answers, self.options.longest_answers)
        with self.store.write() as connection:
            return drafts.save(connection, self.keys, task_id, answers, by, self.clock.now(), based_on)

    def _on_task(self, task_id: str, choose: Any, by: Actor, verb: str) -> Outcome | None:
        with self._access.refusals(by, verb, task_id, task_id.partition(".")[0]):
            return self._steps.on_task(task_id, choose, by)
