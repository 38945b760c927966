"""Runs a case again from its journal and compares (DESIGN §6): path, values, and the snapshot after every command.

The pinned model, FEEL and the decisions run for real, at the recorded times; handlers do not run, their recorded
results are handed back. A difference is a finding: the history does not follow from the model and the inputs.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from engine import facts
from engine.commands.library import Libraries, Library
from engine.commands.step import SNAPSHOT
from engine.commands.verbs import Command, Record, Start, command_from
from engine.commands.world import PinnedWorld
from engine.errors import BadInput, EngineError, NotFound
from engine.facts import Fact, Json
from engine.journal.entries import Payload
from engine.journal.verify import verify_case
from engine.ports import DecisionAnswer, FeelAnswer, FeelQuestion, Job, JobResult
from engine.spiff.machine import Machine
from engine.store.cases import cases
from engine.store.history import journal
from engine.store.keys import Cipher, KeyRing, SealBroken
from engine.store.store import Store


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the second run left the first.

    `what`: `fact`, `snapshot`, `final snapshot`, `refused`, `limit` (what ended in time then does not on this machine:
    nothing is proven), `unreadable` (an entry that cannot be opened or understood), or `history` (the chain itself is
    broken: nothing was run).
    """

    seq: int
    command: str
    what: str
    recorded: Json
    replayed: Json


@dataclass(frozen=True, slots=True)
class Replay:
    """The second run of one case. It stops at the first entry that differs."""

    case_id: str
    entries: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences


class TooSlow(Exception):
    """A limit was met here where the journal says that there was none."""


class _Recorded(PinnedWorld):
    """A world whose handlers say what the journal says they said, and that meets the limits which were met then."""

    def __init__(self, library: Library, at: datetime, said: Sequence[Fact]) -> None:
        super().__init__(library, at)
        self._limits = {(each.what, each.number): each.problem for each in said if isinstance(each, facts.LimitReached)}
        self._questions = 0
        self._decisions = 0
        self._ran = deque(fact for fact in said if isinstance(fact, facts.HandlerRan))
        self._scheduled = {fact.key: fact.due_at for fact in said if isinstance(fact, facts.JobScheduled)}

    def evaluate(self, questions: Sequence[FeelQuestion]) -> list[FeelAnswer]:
        first = self._questions + 1
        self._questions += len(questions)
        stopped = [self._limits.get(("expression", number)) for number in range(first, first + len(questions))]
        asked = [question for question, problem in zip(questions, stopped, strict=True) if problem is None]
        told = zip(asked, self._library.feel(asked, self._at), strict=True) if asked else iter(())
        return [
            self._in_time(*next(told)) if problem is None else FeelAnswer(problem=problem, over_limit=True)
            for problem in stopped
        ]

    def _in_time(self, question: FeelQuestion, answer: FeelAnswer) -> FeelAnswer:
        if answer.over_limit:
            answer = self._library.interpreter.feel_patiently(question, self._at)
        if answer.over_limit:
            raise TooSlow(answer.problem)
        return answer

    def decide(self, decision_id: str, context: Mapping[str, Json]) -> DecisionAnswer:
        self._decisions += 1
        problem = self._limits.get(("decision", self._decisions))
        if problem is not None:
            return DecisionAnswer(problem=problem, over_limit=True)
        answer = self._library.decide(decision_id, context, self._at)
        if answer.over_limit:
            raise TooSlow(answer.problem)
        return answer

    def is_overdue(self, entered: int) -> bool:
        return ("time", entered) in self._limits

    def run_job(self, job: Job, retries: int) -> JobResult:
        del retries
        if not self._ran:
            return JobResult(failure=f"The journal holds no result for {job.element}.")
        ran = self._ran.popleft()
        if ran.failure is not None:
            return JobResult(failure=ran.failure, retry_at=self._scheduled.get(ran.key))
        if ran.bpmn_error is not None:
            error = ran.bpmn_error
            return JobResult(error["variables"], error_code=error["code"], error_message=error["message"])
        return JobResult(ran.result or {})


def replay_case(store: Store, keys: KeyRing, libraries: Libraries, case_id: str) -> Replay:
    """Run a case again. Raises `NotFound`, and `CaseErased` when its key was destroyed."""
    with store.read() as connection:
        case = connection.execute(select(cases).where(cases.c.id == case_id)).first()
        if case is None:
            raise NotFound(what="case", id=case_id)
        cipher = keys.get(connection, case_id)
        # A shortened history could be run again without a difference.
        verdict = verify_case(connection, case_id)
        if verdict is not None and verdict.broken_at is not None:
            return Replay(case_id, 0, (Difference(verdict.broken_at, "", "history", verdict.sentence, None),))
        run = _Run(libraries.get(connection, case.deployment_id))
        asked = select(journal).where(journal.c.case_id == case_id).order_by(journal.c.seq)
        with connection.execute(asked, execution_options={"yield_per": 200}) as rows:
            for row in rows:
                run.read(row, cipher)
                if run.differences:
                    break
        if not run.differences:
            run.compare_final(case.snapshot, cipher)
        return Replay(case_id, run.entries, tuple(run.differences))


class _Run:
    """The machine of the second run, and how far it got."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._machine: Machine | None = None
        self.entries = 0
        self.differences: list[Difference] = []
        self._last = (0, "")

    def read(self, row: Any, cipher: Cipher) -> None:
        """Do what one row of the journal says again, and compare."""
        self._last = (row.seq, row.command)
        try:
            payload = Payload.open(cipher, row.seq, row.payload)
            command = command_from(row.command, payload.inputs)
        except (SealBroken, BadInput) as error:
            self._differ("unreadable", None, str(error))
            return
        self._entry(row.at, command, payload)

    def _entry(self, at: datetime, command: Command, payload: Payload) -> None:
        self.entries += 1
        try:
            said = self._do(command, _Recorded(self._library, at, payload.facts))
        except EngineError as refusal:
            self._differ("refused", None, str(refusal))
            return
        except TooSlow as limit:
            self._differ("limit", None, str(limit))
            return
        self._compare_facts(payload.facts, said)
        if payload.state is not None and not self.differences:
            state = hashlib.sha256(self._dump()).hexdigest()
            if state != payload.state:
                self._differ("snapshot", payload.state, state)

    def _do(self, command: Command, world: _Recorded) -> list[Fact]:
        if isinstance(command, Start):
            self._machine, said = Machine.start(
                self._library.models, command.process_id, command.variables, world, start_event=command.start_event
            )
            return [command.opening(), *said]
        if isinstance(command, Record):
            return command.record()
        assert self._machine is not None  # noqa: S101 - a chain that verifies begins with its start
        return command.apply(self._machine, world)

    def _compare_facts(self, recorded: Sequence[Fact], replayed: Sequence[Fact]) -> None:
        for old, new in zip(_canonical(recorded), _canonical(replayed), strict=False):
            if old != new:
                self._differ("fact", orjson.loads(old), orjson.loads(new))
                return
        if len(recorded) != len(replayed):
            longer = max(recorded, replayed, key=len)
            extra = orjson.loads(_canonical(longer)[min(len(recorded), len(replayed))])
            pair = (extra, None) if longer is recorded else (None, extra)
            self._differ("fact", *pair)

    def compare_final(self, sealed: bytes, cipher: Cipher) -> None:
        """Compare what the case row holds now."""
        try:
            snapshot = cipher.open_bytes(SNAPSHOT, sealed)
        except SealBroken as error:
            self._differ("final snapshot", None, str(error))
            return
        if self._machine is not None and self._dump() != snapshot:
            self._differ(
                "final snapshot", hashlib.sha256(snapshot).hexdigest(), hashlib.sha256(self._dump()).hexdigest()
            )

    def _dump(self) -> bytes:
        assert self._machine is not None  # noqa: S101 - only asked after the start
        return orjson.dumps(self._machine.snapshot())

    def _differ(self, what: str, recorded: Any, replayed: Any) -> None:
        seq, command = self._last
        self.differences.append(Difference(seq, command, what, recorded, replayed))


def _canonical(said: Iterable[Fact]) -> list[bytes]:
    return [orjson.dumps([fact.name, fact], option=orjson.OPT_SORT_KEYS) for fact in said]
