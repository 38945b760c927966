"""Events: what starts, ends, interrupts, waits and throws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.bpmn.model import Trigger, Value
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Problem, described
from engine.spiff.leaving import terminate, terminate_inside
from engine.spiff.specs.base import Element
from engine.spiff.specs.jobs import run_job
from engine.spiff.step import Step
from engine.spiff.throwing import throw_error, throw_escalation, throw_signal
from engine.spiff.variables import visible
from engine.spiff.waits import close_waits

Json = Any

WAITING = frozenset({Trigger.TIMER, Trigger.MESSAGE, Trigger.SIGNAL})


class Catching(Element):
    """An element that an event sets going. What the event brought is in `internal_data["payload"]`."""

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to open: errors and escalations are looked up when thrown."""
        return self.event is not None and self.event.trigger in WAITING

    @property
    def catches_code(self) -> str | None:
        """The error or escalation code that is caught; None: every code."""
        coded = self.event.coded if self.event else None
        return coded.code.text if coded and coded.code else None

    def _run_hook(self, token: Token) -> bool | None:
        token.internal_data["result"] = token.internal_data.get("payload", {})
        return True

    def happen(self, step: Step, holder: Token, variables: Mapping[str, Json]) -> None:
        """The event came, for the element instance that held the wait."""
        raise NotImplementedError


class Awaited(Catching):
    """An intermediate catch event, or a receive task: the token waits here until the event comes."""

    def _own_waits(self) -> Sequence[Any]:
        return [self, *super()._own_waits()]

    def waits_at_entry(self, token: Token) -> Sequence[Any]:
        return () if "payload" in token.internal_data else self.waits

    def _run_hook(self, token: Token) -> bool | None:
        return super()._run_hook(token) if "payload" in token.internal_data else None

    def happen(self, step: Step, holder: Token, variables: Mapping[str, Json]) -> None:
        if holder.task_spec is not self:
            holder.task_spec.happened(step, holder, self, variables)
            return
        holder.internal_data["result"] = dict(variables)
        step.attempt_finish(holder)


class BoundaryEvent(Catching):
    """An event on the edge of an activity."""

    is_boundary = True

    def happen(self, step: Step, holder: Token, variables: Mapping[str, Json]) -> None:
        scope = holder.workflow
        if self.is_interrupting:
            terminate(step, holder)
        step.enqueue(step.spawn(scope, self, payload=dict(variables)))


class StartEvent(Catching):
    """Where a scope begins; in an event subprocess, what sets it off."""

    event_subprocess: Any = None

    def happen(self, step: Step, holder: Token, variables: Mapping[str, Json]) -> None:
        scope = holder.body
        if self.is_interrupting:
            scope.interrupted = True
            close_waits(step, holder, only=frozenset(each.bpmn_id for each in scope.spec.event_starts))
            terminate_inside(step, scope)
        step.enqueue(step.spawn(scope, self.event_subprocess, payload=dict(variables)))


class Throwing(Element):
    """What end events and intermediate throw events do."""

    def _run_hook(self, token: Token) -> bool | None:
        step = token.case.step
        match self.event.trigger if self.event else Trigger.NONE:
            case Trigger.MESSAGE:
                return run_job(step, token)
            case Trigger.SIGNAL:
                # Camunda 8 sends the event's own variables: those its input mappings made.
                throw_signal(step, token, self._told(step, token, self.event.signal.name), token.data)  # type: ignore[union-attr]
            case Trigger.ESCALATION:
                throw_escalation(step, token, self._told(step, token, self._code()))
            case Trigger.ERROR:
                throw_error(step, token, self._told(step, token, self._code()), self._error_name(), {})
        return True if token.is_live else None

    def _code(self) -> Value:
        coded = self.event.coded if self.event else None
        return coded.code if coded and coded.code else Value("", is_feel=False)

    def _error_name(self) -> str:
        coded = self.event.coded if self.event else None
        return coded.name or "" if coded else ""

    def _told(self, step: Step, token: Token, value: Value) -> str:
        told = step.values(IncidentKind.EVENT, {"name": value}, visible(token))["name"]
        if not isinstance(told, str):
            raise Problem(IncidentKind.EVENT, f"“{self.bpmn_id}” throws something that has no name.", described(told))
        return told


class ThrowEvent(Throwing):
    """An intermediate throw event; without a trigger it only marks the way."""


def _is_event_subprocess_of(scope: Any, case: Any) -> bool:
    owner = scope.owner
    return owner.workflow is case and bool(owner.task_spec.node.triggered_by_event)


class EndEvent(Throwing):
    """A token ends here."""

    def leave(self, step: Step, token: Token) -> None:
        scope, case = token.workflow, token.case
        if scope is case or _is_event_subprocess_of(scope, case):
            case.end_event = self.bpmn_id
        if self.event is not None and self.event.trigger is Trigger.TERMINATE:
            terminate_inside(step, scope)
            if scope is case:
                case.outcome = "terminated"
