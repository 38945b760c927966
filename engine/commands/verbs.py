"""The commands a case can be given: a closed vocabulary, each with its inputs and what it does to the machine.

A step applies a command once; a re-execution rebuilds it from the inputs in the journal and applies it again. What a
command needs must therefore be in its fields, and what it draws or reads from outside must come through the `World`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from engine import facts
from engine.errors import BadInput
from engine.facts import Fact, Json
from engine.ports import World
from engine.spiff.machine import Machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`name` stands in the journal for ever. `works`: it moves the machine, so a suspended case refuses it."""

    name: ClassVar[str]
    works: ClassVar[bool] = True
    registry: ClassVar[dict[str, type[Command]]] = {}

    def __init_subclass__(cls) -> None:
        # slots=True makes dataclass build the class twice; the second, finished one stays.
        if hasattr(cls, "name"):
            Command.registry[cls.name] = cls

    def inputs(self) -> dict[str, Json]:
        """The fields as the journal keeps them."""
        kind: Any = type(self)
        return {name: getattr(self, name) for name in _fields(kind)}

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        """Do it; gives the facts."""
        raise NotImplementedError

    @property
    def needs_machine(self) -> bool:
        """Whether `apply` is called with a machine; otherwise `record` tells the facts."""
        return True


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Command):
    """A command that is about the case's rows and leaves the machine alone."""

    works: ClassVar[bool] = False

    @property
    def needs_machine(self) -> bool:
        return False

    def record(self) -> list[Fact]:
        """The facts."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Command):
    name: ClassVar[str] = "start"
    process_id: str
    version: int
    variables: dict[str, Json]
    business_key: str | None = None
    start_event: str | None = None

    def opening(self) -> Fact:
        """The fact that begins the case."""
        return facts.CaseStarted(
            process_id=self.process_id,
            version=self.version,
            business_key=self.business_key,
            start_event=self.start_event,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Command):
    name: ClassVar[str] = "complete"
    key: int
    variables: dict[str, Json]
    claimed: bool = False
    """The task was nobody's and was claimed by completing it."""

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.complete_task(self.key, self.variables, world)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm(Command):
    """What somebody tried to complete a task with was refused because the form itself cannot be evaluated."""

    name: ClassVar[str] = "report_form"
    key: int
    sentence: str
    detail: str

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.report_form(self.key, self.sentence, self.detail, world)


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer(Command):
    name: ClassVar[str] = "fire_timer"
    timer: int

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.fire_timer(self.timer, world)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob(Command):
    name: ClassVar[str] = "run_job"
    job: int

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.run_job(self.job, world)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlate(Command):
    name: ClassVar[str] = "correlate"
    subscription: int
    variables: dict[str, Json]
    message_id: str | None = None

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.correlate(self.subscription, self.variables, world, self.message_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchSignal(Command):
    name: ClassVar[str] = "catch_signal"
    subscription: int
    variables: dict[str, Json]

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.catch_signal(self.subscription, self.variables, world)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident(Command):
    name: ClassVar[str] = "resolve_incident"
    incident: int
    variables: dict[str, Json] | None = None

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.resolve_incident(self.incident, world, self.variables)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables(Command):
    name: ClassVar[str] = "set_variables"
    scope_key: int
    variables: dict[str, Json]
    reason: str

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.set_variables(self.scope_key, self.variables, world)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Command):
    name: ClassVar[str] = "cancel"
    works: ClassVar[bool] = False
    reason: str

    def apply(self, machine: Machine, world: World) -> list[Fact]:
        return machine.cancel(world)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    name: ClassVar[str] = "claim"
    works: ClassVar[bool] = True
    key: int
    element: str
    holder: str

    def record(self) -> list[Fact]:
        return [facts.TaskClaimed(key=self.key, element=self.element, holder=self.holder)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Record):
    name: ClassVar[str] = "release"
    key: int
    element: str
    old: str
    reason: str = ""
    operation: str = ""

    def record(self) -> list[Fact]:
        said = facts.TaskReleased(
            key=self.key, element=self.element, old=self.old, reason=self.reason, operation=self.operation
        )
        return [said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Record):
    name: ClassVar[str] = "assign"
    key: int
    element: str
    old: str | None
    new: str
    reason: str
    operation: str = ""

    def record(self) -> list[Fact]:
        said = facts.TaskAssigned(
            key=self.key, element=self.element, old=self.old, new=self.new,
            reason=self.reason, operation=self.operation,
        )  # fmt: skip
        return [said]


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseClock(Record):
    name: ClassVar[str] = "pause_clock"
    key: int
    element: str
    ground: str
    reason: str
    due_at: str
    """ISO 8601, as all times among the inputs."""
    operation: str = ""

    def record(self) -> list[Fact]:
        said = facts.TaskClockPaused(
            key=self.key, element=self.element, ground=self.ground, reason=self.reason,
            due_at=datetime.fromisoformat(self.due_at), operation=self.operation,
        )  # fmt: skip
        return [said]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeClock(Record):
    """`new` is an input, not computed again: a calendar that learnt of new holidays must not change the past."""

    name: ClassVar[str] = "resume_clock"
    key: int
    element: str
    paused_at: str
    old: str
    new: str
    reason: str
    operation: str = ""

    def record(self) -> list[Fact]:
        said = facts.TaskClockResumed(
            key=self.key, element=self.element, paused_at=datetime.fromisoformat(self.paused_at),
            old=datetime.fromisoformat(self.old), new=datetime.fromisoformat(self.new),
            reason=self.reason, operation=self.operation,
        )  # fmt: skip
        return [said]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Record):
    """Times are ISO 8601 text: inputs are JSON."""

    name: ClassVar[str] = "follow_up"
    works: ClassVar[bool] = True
    key: int
    element: str
    old: str | None
    new: str | None
    reason: str

    def record(self) -> list[Fact]:
        return [
            facts.TaskFollowUpSet(
                key=self.key, element=self.element, old=_moment(self.old), new=_moment(self.new), reason=self.reason
            )
        ]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend(Record):
    name: ClassVar[str] = "suspend"
    reason: str

    def record(self) -> list[Fact]:
        return [facts.CaseSuspended(reason=self.reason)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Record):
    name: ClassVar[str] = "resume"

    def record(self) -> list[Fact]:
        return [facts.CaseResumed()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase(Record):
    """The last entry of a case: after it the key is destroyed, so its payload can never be read again."""

    name: ClassVar[str] = "erase"
    reason: str

    def record(self) -> list[Fact]:
        return []


def command_from(name: str, inputs: dict[str, Json]) -> Command:
    """The command that an entry records. Raises `BadInput` when there is no such command."""
    try:
        return Command.registry[name](**inputs)
    except (KeyError, TypeError) as error:
        raise BadInput(f"'{name}' with these inputs is no command of this version") from error
