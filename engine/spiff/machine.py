"""One case in memory: commands in, facts out (see `engine/README.md`, "Machine").

A command changes the machine in place and runs until nothing is left to run. It raises `BadInput` or `NotFound`
before anything has changed; whatever goes wrong later is an incident among the facts. Should anything else be raised,
throw the machine away and restore the last snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from engine.errors import BadInput, NotFound
from engine.facts import CaseEnded, ElementTerminated, Fact, MessageCorrelated, SignalCaught
from engine.ports import World
from engine.spiff.case import Case, Token
from engine.spiff.compile import Library
from engine.spiff.incidents import Incident, IncidentKind, Phase, Problem
from engine.spiff.leaving import release, terminate_inside
from engine.spiff.records import JobRetry, OpenTask, Subscription, Timer
from engine.spiff.snapshot import restore, take_snapshot
from engine.spiff.specs.events import StartEvent
from engine.spiff.specs.tasks import UserTask
from engine.spiff.step import Limits, Step
from engine.spiff.stuck import raise_stuck_incidents
from engine.spiff.variables import set_upward, visible
from engine.spiff.waits import deliver, fire

Json = Any
T = TypeVar("T")

_ONLY_CLOSED = frozenset({IncidentKind.FORM, IncidentKind.STUCK})
"""What resolving such an incident tries again, others do: a person completes the task, a token reaches the join."""


class Machine:
    """Runs one case. `library`: the processes of the case's deployment."""

    limits = Limits()

    def __init__(self, library: Library, case: Case) -> None:
        self.library = library
        self.case = case

    @classmethod
    def start(
        cls,
        library: Library,
        process_id: str,
        variables: Mapping[str, Json],
        world: World,
        start_event: str | None = None,
        *,
        prune: bool = True,
    ) -> tuple[Self, list[Fact]]:
        """Begin a case at the process's none start event, or at the start event named."""
        if process_id not in library:
            raise NotFound(what="process", id=process_id)
        spec = library[process_id].spec
        if start_event is None and spec.none_start is None:
            raise BadInput(f"The process “{process_id}” starts by an event only: name its start event.")
        if start_event is not None and not isinstance(spec.task_specs.get(start_event), StartEvent):
            raise NotFound(what="start event", id=start_event)
        machine = cls(library, Case(spec, prune=prune))
        owner = machine.case.open_process(spec, machine.case.count("key"), None)
        begin: dict[str, Json] = {"handed": _checked(variables)}
        if start_event is not None:
            begin["start"] = start_event
            if spec.task_specs[start_event].outputs_plan:
                # What a message brought is mapped by its start event before the process sees it.
                begin |= {"payload": begin["handed"], "handed": {}}
        owner.internal_data.update(begin)
        return machine, machine._run(world, lambda step: step.enqueue(owner))

    @classmethod
    def restore(cls, library: Library, snapshot: Mapping[str, Json], *, prune: bool = True) -> Self:
        """The machine that was written down by `snapshot`."""
        return cls(library, restore(library, snapshot, prune=prune))

    def snapshot(self) -> dict[str, Json]:
        """The live state as JSON; values are shared with the machine, so write it out before the next command."""
        return take_snapshot(self.case)

    # commands

    def complete_task(self, key: int, variables: Mapping[str, Json], world: World) -> list[Fact]:
        """A person has done a user task; `variables` are the answers."""
        token, result = self._found(self.case.open_tasks, key, "open task"), _checked(variables)
        spec: UserTask = token.task_spec

        def complete(step: Step) -> None:
            spec.close(step, token, completed=True)
            token.internal_data["result"] = result
            step.attempt(token, Phase.FINISH)

        return self._run(world, complete)

    def report_form(self, key: int, sentence: str, detail: str, world: World) -> list[Fact]:
        """The form of an open task cannot be checked; the task stays open."""
        token = self._found(self.case.open_tasks, key, "open task")
        problem = Problem(IncidentKind.FORM, sentence, detail)
        return self._run(world, lambda step: step.raise_incident(token, Phase.RUN, problem))

    def fire_timer(self, timer: int, world: World) -> list[Fact]:
        """A timer's time has come; whether it has is the caller's business."""
        record = self._found(self.case.timers, timer, "timer")
        return self._run(world, lambda step: fire(step, record))

    def correlate(
        self, subscription: int, variables: Mapping[str, Json], world: World, message_id: str | None = None
    ) -> list[Fact]:
        """A message reached a message subscription."""
        wait, payload = self._found(self.case.subscriptions, subscription, "subscription"), _checked(variables)
        key = wait.correlation_key
        if key is None:
            raise BadInput(f"The subscription {subscription} waits for a signal, not for a message.")

        def receive(step: Step) -> None:
            step.emit(
                MessageCorrelated(
                    subscription=wait.number,
                    key=wait.key,
                    element=wait.element,
                    event_name=wait.event_name,
                    correlation_key=key,
                    message_id=message_id,
                )
            )
            deliver(step, wait, payload)

        return self._run(world, receive)

    def catch_signal(self, subscription: int, variables: Mapping[str, Json], world: World) -> list[Fact]:
        """A signal from outside the case reached a signal subscription."""
        wait, payload = self._found(self.case.subscriptions, subscription, "subscription"), _checked(variables)
        if wait.correlation_key is not None:
            raise BadInput(f"The subscription {subscription} waits for a message, not for a signal.")

        def receive(step: Step) -> None:
            step.emit(
                SignalCaught(subscription=wait.number, key=wait.key, element=wait.element, event_name=wait.event_name)
            )
            deliver(step, wait, payload)

        return self._run(world, receive)

    def run_job(self, job: int, world: World) -> list[Fact]:
        """A retry's time has come."""
        token = self._token(self._found(self.case.jobs, job, "job").key, "task")
        return self._run(world, lambda step: step.attempt(token, Phase.RUN))

    def resolve_incident(self, incident: int, world: World, variables: Mapping[str, Json] | None = None) -> list[Fact]:
        """Set variables, if any are given, and try the failed thing again."""
        record, changes = self._found(self.case.incidents, incident, "incident"), _checked(variables or {})
        token = self._token(record.key, "element instance")

        def retry(step: Step) -> None:
            # Locals are made anew on entering: what feeds them lies outside.
            outside = token.up if record.phase is Phase.ENTER else None
            set_upward(step, outside or token, changes)
            step.close_incident(token)
            if record.kind in _ONLY_CLOSED or _is_busy_inside(token, record.phase):
                return
            step.attempt(token, record.phase)

        return self._run(world, retry)

    def cancel(self, world: World) -> list[Fact]:
        """Take the whole case away."""
        owner = self.case.owner

        def end(step: Step) -> None:
            terminate_inside(step, self.case)
            owner.cancel()
            release(step, owner)
            step.emit(ElementTerminated(key=owner.id, element=owner.task_spec.bpmn_id))
            self.case.outcome = "cancelled"
            step.emit(CaseEnded(outcome="cancelled", end_event=None))

        return self._run(world, end)

    def set_variables(self, scope_key: int, variables: Mapping[str, Json], world: World) -> list[Fact]:
        """Set variables where they exist from `scope_key` upwards, else at the process instance."""
        token, changes = self._token(scope_key, "scope"), _checked(variables)
        return self._run(world, lambda step: set_upward(step, token, changes))

    # questions

    @property
    def ended(self) -> bool:
        """Completed, terminated or cancelled."""
        return self.case.outcome is not None

    def open_tasks(self) -> tuple[OpenTask, ...]:
        """The user tasks that wait for a person, by key."""
        return tuple(
            OpenTask(token.id, token.task_spec.bpmn_id, token.task_spec.process_id, token.scope_key)
            for token in self.case.open_tasks.values()
        )

    def timers(self) -> tuple[Timer, ...]:
        """The timers that are set, in the order they were."""
        return tuple(self.case.timers.values())

    def subscriptions(self) -> tuple[Subscription, ...]:
        """What is listened for."""
        return tuple(self.case.subscriptions.values())

    def jobs(self) -> tuple[JobRetry, ...]:
        """The handlers to be tried again."""
        return tuple(self.case.jobs.values())

    def incidents(self) -> tuple[Incident, ...]:
        """What stands still."""
        return tuple(self.case.incidents.values())

    def variables(self, scope_key: int = 1) -> dict[str, Json]:
        """The variables visible at an element instance: its own first, then those around it."""
        if self.ended and scope_key == 1:
            return dict(self.case.owner.data)
        return dict(visible(self._token(scope_key, "scope")))

    def stuck(self) -> bool:
        """Whether the case has not ended and yet waits for nothing and nobody."""
        case = self.case
        waits = case.timers or case.subscriptions or case.jobs or case.incidents
        return not self.ended and not waits and not case.open_tasks

    # inside

    def _run(self, world: World, begin: Callable[[Step], None]) -> list[Fact]:
        if self.ended:
            raise BadInput("The case has ended; it takes no more commands.")
        step = self.case.step = Step(self.case, world, self.library, self.limits)
        begin(step)
        step.drain()
        if not self.ended:
            raise_stuck_incidents(step)
        self.case.step, self.case.completed = None, self.ended
        return step.facts

    def _token(self, key: int, what: str) -> Token:
        return self._found(self.case.tokens, key, what)

    @staticmethod
    def _found(among: Mapping[int, T], number: int, what: str) -> T:
        if number not in among:
            raise NotFound(what=what, id=number)
        return among[number]


def _checked(variables: Mapping[str, Json]) -> dict[str, Json]:
    if not isinstance(variables, Mapping) or not all(isinstance(name, str) for name in variables):
        raise BadInput("Variables are names with values.")
    return dict(variables)


def _is_busy_inside(token: Token, phase: Phase) -> bool:
    """Its inside has come alive again meanwhile: it will finish by itself."""
    body = token.body
    return phase is Phase.FINISH and body is not None and body.owner is token and bool(body.live)
