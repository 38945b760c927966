"""Elements with an inside: processes, subprocesses, call activities, multi-instance activities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.bpmn.model import CalledElement, FlowNode, Kind, MultiInstance
from engine.facts import CaseEnded, ElementCompleted
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Problem, described
from engine.spiff.leaving import release, terminate_inside
from engine.spiff.specs.base import ROOT, Element, ScopeSpec
from engine.spiff.step import Step, why
from engine.spiff.variables import set_local, set_upward, visible
from engine.spiff.waits import open_waits

Json = Any

_VARIABLE = re.compile(r"\s*([^\W\d]\w*)(\.[^\W\d]\w*)*\s*")


class SubProcess(Element):
    """An embedded subprocess, or an event subprocess whose event has happened."""

    body: ScopeSpec

    def _own_waits(self) -> Sequence[Any]:
        return [*super()._own_waits(), *(each for each in self.body.event_starts if each.is_waiting)]

    def _run_hook(self, token: Token) -> bool | None:
        start = self.body.none_start
        scope = token.case.open_scope(self.body, token)
        if start is None:
            return True
        notes = {"payload": token.internal_data.pop("payload")} if "payload" in token.internal_data else {}
        token.case.step.enqueue(token.case.step.spawn(scope, start, **notes))
        return None

    def _on_complete(self, token: Token) -> None:
        token.case.subprocesses.pop(token.id, None)
        super()._on_complete(token)


class ProcessInstance(Element):
    """The process itself: its instance is an element instance too, the root of a task tree."""

    def __init__(self, scope: ScopeSpec) -> None:
        super().__init__(scope, FlowNode(id=scope.name, kind=Kind.SUB_PROCESS, name=scope.process.name), name=ROOT)
        self.body = scope

    def _own_waits(self) -> Sequence[Any]:
        return [each for each in self.body.event_starts if each.is_waiting]

    def _update_hook(self, token: Token) -> bool:
        step = token.case.step
        step.enter(token)
        for name, value in token.internal_data.pop("handed", {}).items():
            set_local(step, token, name, value)
        open_waits(step, token, self.waits)
        return True

    def _run_hook(self, token: Token) -> bool | None:
        notes = token.internal_data
        start = self.body.task_specs.get(notes.pop("start", "")) or self.body.none_start
        if start is None:
            raise Problem(IncidentKind.CALLED_PROCESS, f"The process “{self.bpmn_id}” has no start event of its own.")
        token.case.step.enqueue(token.case.step.spawn(token.workflow, start, payload=notes.pop("payload", {})))
        return None

    def finish(self, token: Token) -> None:
        pass

    def _on_complete(self, token: Token) -> None:
        case, step, host = token.case, token.case.step, token.workflow.host
        release(step, token)
        step.emit(ElementCompleted(key=token.id, element=self.bpmn_id))
        if host is None:
            case.outcome = case.outcome or "completed"
            step.emit(CaseEnded(outcome=case.outcome, end_event=case.end_event))
            return
        case.subprocesses.pop(host.id, None)
        host.body = None
        if host.task_spec.wants_result:
            host.internal_data["result"] = dict(token.data)
        step.enqueue(lambda: step.finish_if_live(host))


class CallActivity(Element):
    """Runs another process of the deployment in this case, with variables of its own."""

    called: CalledElement

    @property
    def wants_result(self) -> bool:
        """Whether the called process's variables come back."""
        return self.called.propagate_all_child_variables or bool(self.node.outputs)

    def _run_hook(self, token: Token) -> None:
        step, called = token.case.step, self.called
        context = visible(token)
        process_id = step.values(IncidentKind.CALLED_PROCESS, {"process": called.process_id}, context)["process"]
        if not isinstance(process_id, str):
            raise Problem(IncidentKind.CALLED_PROCESS, "The call names no process.", described(process_id))
        compiled = step.library.get(process_id)
        if compiled is None:
            raise Problem(
                IncidentKind.CALLED_PROCESS,
                f"The deployment has no process “{process_id}” to call.",
                described(process_id),
            )
        if _call_depth(token) >= step.limits.call_depth:
            raise Problem(IncidentKind.CALLED_PROCESS, f"Processes call one another too deep at “{process_id}”.")
        handed = dict(context) if called.propagate_all_parent_variables else dict(token.data)
        owner = token.case.open_process(compiled.spec, token.case.count("key"), token)
        owner.internal_data["handed"] = handed
        step.enqueue(owner)


def _call_depth(token: Token) -> int:
    depth, at = 0, token.workflow.owner
    while (above := at.up or at.workflow.host) is not None:
        depth += at.up is None
        at = above
    return depth


class LoopBody(Element):
    """A multi-instance activity as a whole: it opens the instances, collects what they give, and goes on once."""

    body: ScopeSpec

    def __init__(self, scope: ScopeSpec, node: FlowNode) -> None:
        super().__init__(scope, node)
        assert node.loop is not None  # noqa: S101 - the compiler asked
        self.loop: MultiInstance = node.loop
        # The mappings belong to each instance.
        self.inputs_plan = self.outputs_plan = ()
        found = _VARIABLE.fullmatch(self.loop.output_element or "")
        self.own_variable = found[1] if found else None
        """The instances' variable that `outputElement` reads: each gets its own, else they would overwrite it."""

    @property
    def instance(self) -> Element:
        """The activity that is done for each item."""
        spec: Element = self.body.none_start  # type: ignore[assignment]
        return spec

    def _update_hook(self, token: Token) -> bool:
        step = token.case.step
        step.enter(token)
        answer = step.evaluate([self.loop.input_collection], visible(token))[0]
        if answer.problem is not None or not isinstance(answer.value, list):
            sentence = f"The collection to repeat over is not a list: {why(answer)}"
            raise Problem(IncidentKind.COLLECTION, sentence, self.loop.input_collection)
        if len(answer.value) > step.limits.items:
            raise Problem(
                IncidentKind.TOO_MUCH,
                f"The collection to repeat over has {len(answer.value)} items; {step.limits.items} are allowed.",
                self.loop.input_collection,
            )
        open_waits(step, token, self.waits)
        token.internal_data["loop"] = {"items": answer.value, "size": len(answer.value), "made": 0, "done": 0}
        if self.loop.output_collection:
            token.internal_data["shown"] = {self.loop.output_collection: [None] * len(answer.value)}
        return True

    def _run_hook(self, token: Token) -> bool | None:
        notes = token.internal_data["loop"]
        token.case.open_scope(self.body, token)
        if not notes["size"]:
            return True
        for _ in range(1 if self.loop.is_sequential else notes["size"]):
            self._make(token)
        return None

    def _make(self, token: Token) -> None:
        """Start the next instance, with variables of its own."""
        step, notes = token.case.step, token.internal_data["loop"]
        item = notes["items"][notes["made"]]
        notes["made"] += 1
        if notes["made"] == notes["size"]:
            # What is no longer needed does not burden the snapshot.
            notes["items"] = []
        instance = step.spawn(token.body, self.instance, item=item, counter=notes["made"])
        step.enqueue(instance)

    def own_variables_of(self, instance: Token) -> dict[str, Json]:
        """The locals that an instance is given as it is entered."""
        own: dict[str, Json] = {self.own_variable: None} if self.own_variable else {}
        own["loopCounter"] = instance.internal_data["counter"]
        if self.loop.input_element:
            own[self.loop.input_element] = instance.internal_data["item"]
        return own

    def instance_finishing(self, owner: Token, instance: Token) -> None:
        """Collect what an instance gave and tell whether the rest is needed. Raises Problem; may be called again."""
        step, notes, loop = owner.case.step, owner.internal_data["loop"], self.loop
        if loop.output_collection and loop.output_element:
            answer = step.evaluate([loop.output_element], visible(instance))[0]
            if answer.problem is not None:
                raise Problem(
                    IncidentKind.COLLECTION, f"The output element failed: {answer.problem}", loop.output_element
                )
            # A new list each time: a handler or a fact may hold the former one.
            collected = list(owner.internal_data["shown"][loop.output_collection])
            collected[instance.internal_data["counter"] - 1] = answer.value
            owner.internal_data["shown"] = {loop.output_collection: collected}
        if loop.completion_condition and self._is_enough(step, owner, instance):
            notes["enough"] = True
        notes["done"] += 1

    def _is_enough(self, step: Step, owner: Token, instance: Token) -> bool:
        notes = owner.internal_data["loop"]
        done = notes["done"] + 1
        numbers = {
            "numberOfInstances": notes["size"],
            "numberOfActiveInstances": len(owner.body.live) - 1,
            "numberOfCompletedInstances": done,
            "numberOfTerminatedInstances": 0,
        }
        condition = self.loop.completion_condition or ""
        answer = step.evaluate([condition], {**visible(instance), **numbers})[0]
        if answer.problem is not None or not isinstance(answer.value, bool):
            sentence = f"The completion condition is neither true nor false: {why(answer)}"
            raise Problem(IncidentKind.COLLECTION, sentence, condition)
        return answer.value

    def child_left(self, step: Step, owner: Token) -> None:
        notes: Mapping[str, Json] = owner.internal_data["loop"]
        if notes.get("enough"):
            terminate_inside(step, owner.body)
        elif self.loop.is_sequential and notes["made"] < notes["size"]:
            self._make(owner)
            return
        if not owner.body.live:
            step.finish_later(owner)

    def finish(self, token: Token) -> None:
        if token.up is not None:
            set_upward(token.case.step, token.up, token.internal_data.get("shown", {}))

    def _on_complete(self, token: Token) -> None:
        token.case.subprocesses.pop(token.id, None)
        super()._on_complete(token)
