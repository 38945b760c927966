"""A `Process` becomes SpiffWorkflow specs, once; every case of it shares them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.model import FlowNode, Kind, Process, Trigger
from engine.errors import BadInput
from engine.spiff.reach import reached_from
from engine.spiff.specs.base import Element, Flow, ScopeRoot, ScopeSpec
from engine.spiff.specs.events import Awaited, BoundaryEvent, EndEvent, StartEvent, ThrowEvent
from engine.spiff.specs.gateways import EventBasedGateway, ExclusiveGateway, InclusiveGateway, Joining, ParallelGateway
from engine.spiff.specs.scopes import CallActivity, LoopBody, ProcessInstance, SubProcess
from engine.spiff.specs.tasks import DecisionTask, JobTask, PassTask, ScriptTask, UserTask


@dataclass(frozen=True, slots=True)
class CompiledProcess:
    """A process ready to run. Immutable in effect: cases only read it."""

    id: str
    spec: ScopeSpec
    process: Process


Library = Mapping[str, CompiledProcess]
"""The processes of one deployment by id."""


class LazyLibrary(Mapping[str, CompiledProcess]):
    """Deployed processes, each compiled when a case of it is first stepped: an agency uses a part of them at a time.

    Safe for threads: two that compile the same process at once make the same, and one of them stays.
    """

    def __init__(self, processes: Mapping[str, Process]) -> None:
        self._processes = processes
        self._compiled: dict[str, CompiledProcess] = {}

    def share_with(self, other: LazyLibrary) -> None:
        """Take what the other has compiled of the very same processes."""
        for process_id, compiled in list(other._compiled.items()):
            if self._processes.get(process_id) is compiled.process:
                self._compiled.setdefault(process_id, compiled)

    def __getitem__(self, process_id: str) -> CompiledProcess:
        compiled = self._compiled.get(process_id)
        if compiled is None:
            compiled = self._compiled.setdefault(process_id, compile_process(self._processes[process_id]))
        return compiled

    def __iter__(self) -> Iterator[str]:
        return iter(self._processes)

    def __len__(self) -> int:
        return len(self._processes)


def compile_library(processes: Iterable[Process]) -> dict[str, CompiledProcess]:
    """Compile the processes of a deployment. Raises BadInput for what lint would have refused."""
    return {process.id: compile_process(process) for process in processes}


def compile_process(process: Process) -> CompiledProcess:
    """Compile one process. Raises BadInput for what lint would have refused."""
    return CompiledProcess(process.id, _Compiler(process).scope(process.id, is_process=True), process)


def _task(scope: ScopeSpec, node: FlowNode) -> Element:
    if node.job is not None:
        return JobTask(scope, node)
    if node.called_decision is not None:
        decision = DecisionTask(scope, node)
        decision.called = node.called_decision
        return decision
    if node.script is not None:
        script = ScriptTask(scope, node)
        script.script = node.script
        return script
    return JobTask(scope, node) if node.kind in _NEEDS_WORK else PassTask(scope, node)


def _call(scope: ScopeSpec, node: FlowNode) -> Element:
    if node.called_element is None:
        raise BadInput(f"The call activity “{node.id}” does not say which process it calls.")
    call = CallActivity(scope, node)
    call.called = node.called_element
    return call


_NEEDS_WORK = frozenset({Kind.SERVICE_TASK, Kind.SEND_TASK, Kind.BUSINESS_RULE_TASK, Kind.SCRIPT_TASK})

_CLASSES: Mapping[Kind, Callable[[ScopeSpec, FlowNode], Element]] = {
    Kind.START_EVENT: StartEvent,
    Kind.END_EVENT: EndEvent,
    Kind.INTERMEDIATE_CATCH_EVENT: Awaited,
    Kind.INTERMEDIATE_THROW_EVENT: ThrowEvent,
    Kind.BOUNDARY_EVENT: BoundaryEvent,
    Kind.TASK: PassTask,
    Kind.MANUAL_TASK: PassTask,
    Kind.USER_TASK: UserTask,
    Kind.RECEIVE_TASK: Awaited,
    Kind.SERVICE_TASK: _task,
    Kind.SEND_TASK: _task,
    Kind.SCRIPT_TASK: _task,
    Kind.BUSINESS_RULE_TASK: _task,
    Kind.EXCLUSIVE_GATEWAY: ExclusiveGateway,
    Kind.PARALLEL_GATEWAY: ParallelGateway,
    Kind.INCLUSIVE_GATEWAY: InclusiveGateway,
    Kind.EVENT_BASED_GATEWAY: EventBasedGateway,
    Kind.SUB_PROCESS: SubProcess,
    Kind.CALL_ACTIVITY: _call,
}


class _Compiler:
    def __init__(self, process: Process) -> None:
        self.process = process

    def scope(self, scope_id: str, *, is_process: bool = False) -> ScopeSpec:
        """Compile what lies directly in a scope, and with it everything inside."""
        spec = ScopeSpec(scope_id, self.process)
        spec.start = ProcessInstance(spec) if is_process else ScopeRoot(spec)
        nodes = self.process.nodes_of(scope_id)
        made = {node.id: self._element(spec, node) for node in nodes}
        for node in nodes:
            self._wire(made, node)
        starts = [made[node.id] for node in nodes if node.kind is Kind.START_EVENT]
        spec.none_start = next((each for each in starts if _is_plain(each)), None)
        spec.event_starts = tuple(
            self._event_start(made[node.id])
            for node in nodes
            if node.kind is Kind.SUB_PROCESS and node.triggered_by_event
        )
        return spec

    def _element(self, spec: ScopeSpec, node: FlowNode) -> Element:
        if node.loop is None:
            return self._plain(spec, node)
        whole = LoopBody(spec, node)
        whole.body = ScopeSpec(f"{node.id}#each", self.process)
        whole.body.start = ScopeRoot(whole.body)
        whole.body.none_start = instance = self._plain(whole.body, node)
        instance.is_loop_instance = True
        return whole

    def _plain(self, spec: ScopeSpec, node: FlowNode) -> Element:
        element = _CLASSES[node.kind](spec, node)
        element.is_interrupting = node.is_interrupting
        if isinstance(element, SubProcess):
            element.body = self.scope(node.id)
            if node.triggered_by_event:
                start = self._only_start(element.body, node)
                element.body.none_start = start
                start.event_subprocess = element
        return element

    def _only_start(self, body: ScopeSpec, node: FlowNode) -> StartEvent:
        starts = [each for each in body.task_specs.values() if isinstance(each, StartEvent)]
        if len(starts) != 1:
            raise BadInput(f"The event subprocess “{node.id}” needs exactly one start event.")
        return starts[0]

    @staticmethod
    def _event_start(subprocess: Element) -> Element:
        assert isinstance(subprocess, SubProcess)  # noqa: S101 - asked by the caller
        start = subprocess.body.none_start
        assert start is not None  # noqa: S101 - `_only_start` has raised otherwise
        return start

    def _wire(self, made: Mapping[str, Element], node: FlowNode) -> None:
        """Join an element to its flows and boundary events, in the order of the diagram."""
        element = made[node.id]
        flows = [self.process.flows[each] for each in node.outgoing]
        element.flows = tuple(
            Flow(flow.id, made[flow.target], flow.condition, flow.id == node.default_flow) for flow in flows
        )
        for flow in flows:
            element.connect(made[flow.target])
        element.boundaries = tuple(made[each.id] for each in self.process.boundary_events_of(node.id))
        if isinstance(element, Joining):
            element.incoming = node.incoming
        if isinstance(element, InclusiveGateway):
            element.reached_from = {flow: reached_from(self.process, flow, node.id) for flow in node.incoming}


def _is_plain(start: Element) -> bool:
    return start.event is None or start.event.trigger is Trigger.NONE
