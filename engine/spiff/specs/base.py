"""The common part of every element: entering, leaving, and the flows between.

SpiffWorkflow's hooks are kept (`_update_hook` when a token comes in, `_run_hook` for the work, `_on_complete` when it
goes on); `finish` stands between work and going on, because output mappings can fail and be tried again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.bpmn.model import EventDefinition, FlowNode, Process
from engine.facts import ElementCompleted, FlowTaken
from engine.spiff.case import Token
from engine.spiff.leaving import release
from engine.spiff.step import Step
from engine.spiff.variables import apply_inputs, apply_outputs, plan
from engine.spiff.waits import open_waits

Json = Any

ROOT = "#root"
"""Name of the spec at the root of every scope's task tree: no diagram can have an element of that id."""


class ScopeSpec(BpmnProcessSpec):
    """What one scope holds: a process, a subprocess, or the single activity inside a multi-instance one."""

    def __init__(self, name: str, process: Process) -> None:
        # SpiffWorkflow's own initialiser adds an end join that looks through the whole tree; scopes here end by count.
        WorkflowSpec.__init__(self, name=name)
        self.process = process
        self.data_objects: dict[str, Any] = {}
        self.event_starts: tuple[Any, ...] = ()
        """The start events of the event subprocesses directly in this scope."""
        self.none_start: Element | None = None

    def _add_notify(self, task_spec: Any) -> None:
        WorkflowSpec._add_notify(self, task_spec)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow with the element it leads to."""

    id: str
    target: Element
    condition: str | None
    is_default: bool


class ScopeRoot(BpmnStartTask):
    """Root of the task tree inside an activity; it stands for the activity and never runs."""

    def __init__(self, scope: ScopeSpec) -> None:
        super().__init__(scope, ROOT)


class Element(BpmnSpecMixin):
    """One flow node, compiled. Nothing in it changes once the process is compiled: cases share it."""

    is_boundary = False
    is_interrupting = True
    is_loop_instance = False
    flows: tuple[Flow, ...] = ()
    boundaries: tuple[Any, ...] = ()
    event: EventDefinition | None = None

    def __init__(self, scope: ScopeSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(scope, name or node.id, bpmn_name=node.name, lane=node.lane)
        self.node = node
        self.bpmn_id = node.id
        self.process_id = scope.process.id
        self.event = node.event
        self.inputs_plan = plan(node.inputs)
        self.outputs_plan = plan(node.outputs)

    def test(self) -> None:
        """SpiffWorkflow checks the wiring at every step; here lint has done so before the deploy."""

    def _predict(self, *_: Any, **__: Any) -> None:
        """Nothing is predicted: a child exists when a token has taken the flow to it."""

    @cached_property
    def waits(self) -> Sequence[Any]:
        """The events (specs) to wait for while a token is here."""
        return self._own_waits()

    def _own_waits(self) -> Sequence[Any]:
        return [each for each in self.boundaries if each.is_waiting]

    def wait_named(self, element: str) -> Any:
        """The event with this id among those that may be waited for."""
        return next(each for each in self.waits if each.bpmn_id == element)

    def arrive(self, step: Step, scope: Any, flow: str, after: Token) -> None:
        """A token took a flow to this element."""
        del flow
        step.enqueue(step.spawn(scope, self, after))

    def _update_hook(self, token: Token) -> bool:
        step = token.case.step
        step.enter(token)
        own = token.workflow.owner.task_spec.own_variables_of(token) if self.is_loop_instance else {}
        apply_inputs(step, token, own, self.inputs_plan)
        open_waits(step, token, self.waits_at_entry(token))
        token.internal_data.pop("item", None)
        return True

    def waits_at_entry(self, token: Token) -> Sequence[Any]:
        """The events to start waiting for when a token comes in."""
        del token
        return self.waits

    def _run(self, token: Token) -> bool | None:
        # SpiffWorkflow puts a task whose work raised into the state ERROR for good.
        done: bool | None = self._run_hook(token)
        return done

    def _run_hook(self, token: Token) -> bool | None:
        del token
        return True

    def finish(self, token: Token) -> None:
        """Hand on the element's result. Raises Problem; may then be called again."""
        step, notes = token.case.step, token.internal_data
        if not self.is_loop_instance:
            apply_outputs(step, token, notes.get("result", {}), self.outputs_plan, token.up or token)
            return
        if not notes.get("handed_on"):
            # Once: a mapping that adds to a total must not add again when the loop's own part is tried again.
            apply_outputs(step, token, notes.get("result", {}), self.outputs_plan, token)
            notes["handed_on"] = True
        owner = token.workflow.owner
        owner.task_spec.instance_finishing(owner, token)

    def _on_complete(self, token: Token) -> None:
        step = token.case.step
        release(step, token)
        step.emit(ElementCompleted(key=token.id, element=self.bpmn_id))
        self.leave(step, token)
        token.case.splice_out(token)
        owner = token.workflow.owner
        owner.task_spec.child_left(step, owner)

    def leave(self, step: Step, token: Token) -> None:
        """Send a token down every outgoing flow."""
        for flow in self.flows:
            self.take(step, token, flow)

    def take(self, step: Step, token: Token, flow: Flow) -> None:
        """Send a token down a flow."""
        step.emit(FlowTaken(flow=flow.id, scope_key=token.workflow.owner.id))
        flow.target.arrive(step, token.workflow, flow.id, token)

    def taken_away(self, step: Step, token: Token) -> None:
        """A token was terminated here."""

    def child_left(self, step: Step, owner: Token) -> None:
        """Something inside `owner` has ended: when it was the last, so has the inside."""
        if not owner.body.live:
            step.finish_later(owner)
