"""The `World` of a real step: the recorded time, FEEL and decisions of the pinned deployment, handlers that run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.actor import Actor
from engine.commands.handling import JobRunner
from engine.commands.library import Library
from engine.feel.evaluate import TRIED_NO_MORE, exhausted
from engine.outbox import Outgoing
from engine.ports import DecisionAnswer, FeelAnswer, FeelQuestion, Job, JobResult

Json = Any

LONGEST_CIRCLE = 5.0
"""Seconds that a command may go round in circles: it holds its case, and on SQLite every other writer."""


class PinnedWorld:
    """What answers alike in a step and in a re-execution: time, FEEL and decisions."""

    def __init__(self, library: Library, at: datetime) -> None:
        self._library = library
        self._at = at
        self._over_limit: list[FeelAnswer | DecisionAnswer] = []

    def now(self) -> datetime:
        return self._at

    def evaluate(self, questions: Sequence[FeelQuestion]) -> list[FeelAnswer]:
        if exhausted(self._over_limit):
            return [TRIED_NO_MORE for _ in questions]
        answers = self._library.feel(questions, self._at)
        self._over_limit.extend(answer for answer in answers if answer.over_limit)
        return answers

    def decide(self, decision_id: str, context: Mapping[str, Json]) -> DecisionAnswer:
        if exhausted(self._over_limit):
            return DecisionAnswer(problem=TRIED_NO_MORE.problem, over_limit=True)
        answer = self._library.decide(decision_id, context, self._at)
        if answer.over_limit:
            self._over_limit.append(answer)
        return answer

    def is_overdue(self, entered: int) -> bool:
        del entered
        return False


class StepWorld(PinnedWorld):
    """Runs handlers in the step's transaction."""

    def __init__(
        self,
        library: Library,
        at: datetime,
        *,
        case_id: str,
        connection: Connection,
        runner: JobRunner,
        actor: Actor,
        overdue: Mapping[tuple[int, int], str],
    ) -> None:
        super().__init__(library, at)
        self._case_id = case_id
        self._connection = connection
        self._runner = runner
        self._actor = actor
        self.sent: list[Outgoing] = []
        """What handlers sent, for the outbox."""
        self._overdue = overdue
        self._began = time.monotonic()

    def is_overdue(self, entered: int) -> bool:
        del entered
        return time.monotonic() - self._began > LONGEST_CIRCLE

    def run_job(self, job: Job, retries: int) -> JobResult:
        late = self._overdue.get((job.key, job.attempt))
        if late is not None:
            return self._runner.failed(job, retries, self._at, late)
        return self._runner.run(
            replace(job, case_id=self._case_id),
            retries,
            connection=self._connection,
            now=self._at,
            actor=self._actor,
            outbox=lambda kind, payload, key: self.sent.append(Outgoing(kind, payload, key)),
        )
