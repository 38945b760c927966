"""The one write path: load, run, save and journal, in one transaction (DESIGN §4).

1. Lock the case's row (and the task's, in the same statement).
2. Let the caller choose the command: it checks rights and answers against what is locked, and may refuse.
3. Apply the command to the warm machine, or to one restored from the snapshot.
4. Write what the facts change, the snapshot, one journal entry, and the case row under its version.
5. Commit. Only then is the machine kept; if anything raised, it is forgotten and nothing has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam

from engine.actor import Actor
from engine.clock import Clock
from engine.commands import rows, signals, subjects
from engine.commands.handling import HandlerOverdue, JobRunner
from engine.commands.library import Libraries, Library
from engine.commands.rowtypes import CaseRow, TaskRow, lock_case, lock_task, read_snapshot
from engine.commands.verbs import Command, Record, Start
from engine.commands.warm import Warm, WarmCases
from engine.commands.world import StepWorld
from engine.errors import CaseNotRunning, CaseSuspended, EngineError, StaleCase
from engine.facts import Fact, Json
from engine.journal.entries import FIRST, Payload, append, header_for
from engine.outbox import Outgoing, queue
from engine.registry import MESSAGE
from engine.spiff.machine import Machine
from engine.store.cases import cases
from engine.store.keys import KeyRing
from engine.store.prepared import Prepared, insert_of
from engine.store.store import Store

SNAPSHOT = "snapshot"
Also = Callable[[Connection, "Outcome"], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the caller chose to do, after looking at what is locked."""

    command: Command
    element: str | None = None
    process_id: str | None = None
    """Whose diagram the element is in; None: the case's own."""
    also: Also | None = None
    """Rows that must change in the same transaction."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step that was committed."""

    case_id: str
    version: int
    status: str
    at: datetime
    changes: rows.Changes
    facts: tuple[Fact, ...]
    sent: int = 0
    """How much the outbox has to send."""
    publishes: bool = False
    """Whether a message to other cases is among it."""


@dataclass(slots=True)
class Scene:
    """What is locked, for whoever chooses the command. `machine` is only looked at, never changed, before the step."""

    connection: Connection
    case: CaseRow
    task: TaskRow | None
    library: Library
    at: datetime
    _load: Callable[[Scene], Warm]
    _warm: Warm | None = field(default=None)

    @property
    def warm(self) -> Warm:
        if self._warm is None:
            self._warm = self._load(self)
        return self._warm

    @property
    def machine(self) -> Machine:
        return self.warm.machine

    @property
    def held(self) -> Warm | None:
        """The machine, if anybody asked for it."""
        return self._warm


Choose = Callable[[Scene], Choice | None]

_UPDATE = (
    cases.update()
    .where(cases.c.id == bindparam("case"), cases.c.version == bindparam("old"))
    .values(
        version=bindparam("version_"),
        head_hash=bindparam("head_"),
        changed_at=bindparam("at_"),
        changed_by=bindparam("by_"),
        status=bindparam("status_"),
    )
)
_SAVE = Prepared(_UPDATE)
_SAVE_SNAPSHOT = Prepared(_UPDATE.values(snapshot=bindparam("snapshot_")))
# Only here is an indexed column named: SQLite rewrites an index whose column an UPDATE names, changed or not.
_SAVE_END = Prepared(
    _UPDATE.values(snapshot=bindparam("snapshot_"), ended_at=bindparam("ended_"), end_event=bindparam("end_event_"))
)
_BEGIN = insert_of(cases)


class Steps:
    """Takes steps on the cases of one store."""

    def __init__(
        self,
        store: Store,
        keys: KeyRing,
        libraries: Libraries,
        runner: JobRunner,
        clock: Clock,
        warm: WarmCases,
        subjects: Collection[str] = (),
    ) -> None:
        self.store = store
        self.keys = keys
        self.libraries = libraries
        self.clock = clock
        self.warm = warm
        self.after: Callable[[Outcome], None] = lambda _outcome: None
        """Called with every step after its commit."""
        self._runner = runner
        self._subjects = subjects

    def on_case(self, case_id: str, choose: Choose, by: Actor) -> Outcome | None:
        """One step of a case; None when `choose` found nothing left to do."""
        return self._patiently(lambda overdue: self._take(lambda c: (lock_case(c, case_id), None), choose, by, overdue))

    def on_task(self, task_id: str, choose: Choose, by: Actor) -> Outcome | None:
        """One step of the case of a task, which is locked with it."""
        return self._patiently(lambda overdue: self._take(lambda c: lock_task(c, task_id), choose, by, overdue))

    def begin(self, case_id: str, choose: Callable[[Connection], tuple[Start, int, Also | None]], by: Actor) -> Outcome:
        """The first step: `choose` gives the command, the deployment's number and what else to write."""
        outcome = self._patiently(lambda overdue: self._begin(case_id, choose, by, overdue))
        assert outcome is not None  # noqa: S101 - a start always does something
        return outcome

    def _patiently(self, attempt: Callable[[dict[tuple[int, int], str]], Outcome | None]) -> Outcome | None:
        # A handler that hung cost the transaction: take the same step again, its failure now known.
        overdue: dict[tuple[int, int], str] = {}
        while True:
            try:
                return attempt(overdue)
            except HandlerOverdue as late:
                overdue[late.job] = late.sentence

    def _take(
        self,
        lock: Callable[[Connection], tuple[CaseRow, TaskRow | None]],
        choose: Choose,
        by: Actor,
        overdue: dict[tuple[int, int], str],
    ) -> Outcome | None:
        with self.store.write() as connection:
            case, task = lock(connection)
            library = self.libraries.get(connection, case.deployment_id)
            # A clock that was set back must not make history run backwards.
            scene = Scene(connection, case, task, library, max(self.clock.now(), case.changed_at), self._load)
            choice = self._choose(scene, choose)
            if choice is None:
                return None
            outcome = self._apply(scene, choice, by, overdue)
        self._keep(scene, outcome)
        return outcome

    def _choose(self, scene: Scene, choose: Choose) -> Choice | None:
        chosen = False
        try:
            choice = choose(scene)
            if choice is not None:
                _require_open(scene.case, choice.command)
                chosen = True
            return choice
        finally:
            # Choosing only looks: what was taken out of the warm cases is still good when nothing is done with it.
            if not chosen and scene.held is not None:
                self.warm.put(scene.case.id, scene.held)

    def _begin(
        self,
        case_id: str,
        choose: Callable[[Connection], tuple[Start, int, Also | None]],
        by: Actor,
        overdue: dict[tuple[int, int], str],
    ) -> Outcome:
        with self.store.write() as connection:
            start, deployment_id, also = choose(connection)
            at = self.clock.now()
            library = self.libraries.get(connection, deployment_id)
            case = CaseRow(
                case_id,
                start.process_id,
                start.version,
                deployment_id,
                start.business_key,
                "active",
                0,
                FIRST,
                at,
                by.id,
                by.id,
            )
            # Before the machine runs: records that handlers write may refer to the case.
            _BEGIN.run(connection, _first_row(case, by))
            cipher = self.keys.create(connection, case_id)
            scene = Scene(connection, case, None, library, at, self._load)
            world = self._world(scene, by, overdue)
            machine, said = Machine.start(
                library.models, start.process_id, start.variables, world, start_event=start.start_event
            )
            scene._warm = Warm(machine, cipher, 0)  # noqa: SLF001 - born here
            choice = Choice(start, start.start_event, also=also)
            outcome = self._write(scene, choice, by, [start.opening(), *said], world.sent)
        self._keep(scene, outcome)
        return outcome

    def _load(self, scene: Scene) -> Warm:
        case = scene.case
        warm = self.warm.take(case.id, case.version)
        if warm is not None:
            return warm
        snapshot, sealed = read_snapshot(scene.connection, case.id)
        cipher = self.keys.cipher(case.id, sealed)
        return Warm(Machine.restore(scene.library.models, cipher.open(SNAPSHOT, snapshot)), cipher, case.version)

    def _world(self, scene: Scene, by: Actor, overdue: dict[tuple[int, int], str]) -> StepWorld:
        return StepWorld(
            scene.library,
            scene.at,
            case_id=scene.case.id,
            connection=scene.connection,
            runner=self._runner,
            actor=by,
            overdue=overdue,
        )

    def _apply(self, scene: Scene, choice: Choice, by: Actor, overdue: dict[tuple[int, int], str]) -> Outcome:
        command = choice.command
        if isinstance(command, Record):
            return self._write(scene, choice, by, command.record(), [])
        world = self._world(scene, by, overdue)
        said = command.apply(scene.machine, world)
        return self._write(scene, choice, by, said, world.sent)

    def _write(self, scene: Scene, choice: Choice, by: Actor, said: list[Fact], sent: list[Outgoing]) -> Outcome:
        connection, case = scene.connection, scene.case
        version = case.version + 1
        changes = rows.gather(said)
        cipher = scene.warm.cipher
        library = scene.library
        place = rows.Place(
            case.id, case.process_id, version, scene.at, by, cipher, case.started_by,
            library.inbox_values(lambda: scene.machine), library.case_value(case.process_id, lambda: scene.machine),
        )  # fmt: skip
        rows.write(connection, changes, place)
        subjects.write(connection, case.id, said, self._subjects)
        if changes.thrown:
            signals.record_thrown(connection, self.keys, case.id, changes.thrown, scene.at, by)
        if sent:
            queue(connection, case.id, cipher, sent, scene.at)
        snapshot = None if isinstance(choice.command, Record) else _dump(scene.machine)
        state = None if snapshot is None else hashlib.sha256(snapshot).hexdigest()
        header = header_for(
            case.id, version, scene.at, by, choice.command.name, choice.element,
            scene.library.definition_of(choice.process_id or case.process_id), case.head_hash,
        )  # fmt: skip
        head = append(connection, header, Payload(choice.command.inputs(), tuple(said), state), cipher)
        status = _status(choice.command, case, changes)
        publishes = any(each.kind == MESSAGE for each in sent)
        outcome = Outcome(case.id, version, status, scene.at, changes, tuple(said), len(sent), publishes)
        self._save(scene, outcome, head, by, None if snapshot is None else cipher.seal_bytes(SNAPSHOT, snapshot))
        if choice.also is not None:
            choice.also(connection, outcome)
        return outcome

    def _save(self, scene: Scene, outcome: Outcome, head: bytes, by: Actor, snapshot: bytes | None) -> None:
        values: dict[str, Any] = {
            "case": scene.case.id,
            "old": scene.case.version,
            "version_": outcome.version,
            "head_": head,
            "at_": scene.at,
            "by_": by.id,
            "status_": outcome.status,
        }
        statement = _SAVE
        if snapshot is not None:
            values["snapshot_"] = snapshot
            statement = _SAVE_SNAPSHOT
        if outcome.changes.ended is not None:
            values |= {"ended_": scene.at, "end_event_": outcome.changes.ended.end_event}
            statement = _SAVE_END
        if statement.run(scene.connection, values) != 1:
            raise StaleCase(by=scene.case.changed_by, at=scene.case.changed_at, case_id=scene.case.id)

    def _keep(self, scene: Scene, outcome: Outcome) -> None:
        if outcome.changes.ended is None and scene.held is not None:
            scene.held.version = outcome.version
            self.warm.put(outcome.case_id, scene.held)
        self.after(outcome)


def _first_row(case: CaseRow, by: Actor) -> dict[str, Json]:
    return {
        "id": case.id,
        "process_id": case.process_id,
        "process_version": case.process_version,
        "deployment_id": case.deployment_id,
        "business_key": case.business_key,
        "status": "active",
        "version": 0,
        "head_hash": FIRST,
        "started_at": case.changed_at,
        "started_by": by.id,
        "changed_at": case.changed_at,
        "changed_by": by.id,
        "ended_at": None,
        "end_event": None,
        "snapshot": b"",
    }


def _dump(machine: Machine) -> bytes:
    return orjson.dumps(machine.snapshot())


def _status(command: Command, case: CaseRow, changes: rows.Changes) -> str:
    if changes.ended is not None:
        return changes.ended.outcome
    return {"suspend": "suspended", "resume": "active"}.get(command.name, case.status)


def _require_open(case: CaseRow, command: Command) -> None:
    if not case.is_running and command.name != "erase":
        raise CaseNotRunning(case_id=case.id, status=case.status)
    if case.status == "suspended" and command.works:
        raise CaseSuspended(case_id=case.id, status=case.status)


__all__ = ["Choice", "EngineError", "Outcome", "Scene", "Steps"]
