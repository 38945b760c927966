"""How far a matter is, in the customer's words: the big steps of the case's own process."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from engine.bpmn.model import FlowNode, Kind, Process
from engine.views import CaseDetail, Diagram, InboxTask
from web.customers.confirmation import SIGNED_FORMS
from web.deployed import processes_of
from web.site import site

SIGNATURE = "sop:signature"
FEWEST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """`state`: `done`, `now` or `later`."""

    words: str
    state: str


def stages_of(detail: CaseDetail) -> list[Stage]:
    """The processes that the case's own one calls, in the order of its flow; none when there are fewer than two."""
    if not detail.diagrams:
        return []
    own: Diagram = detail.diagrams[0]
    process = processes_of(own.sha256).get(own.process_id)
    steps = [node for node in in_order(process) if node.kind is Kind.CALL_ACTIVITY and node.name] if process else []
    if len(steps) < FEWEST_SHOWN:
        return []

    def state(element: str) -> str:
        if element in own.active:
            return "now"
        return "done" if element in own.finished else "later"

    return [Stage(site().labels.say(step.name), state(step.id)) for step in steps]


def in_order(process: Process, scope: str | None = None) -> list[FlowNode]:
    """The flow nodes in the order in which a token can first reach them; a subprocess's own nodes follow it at once."""
    scope = scope or process.id
    found: dict[str, FlowNode] = {}
    waiting = deque(node.id for node in process.nodes_of(scope) if node.kind is Kind.START_EVENT)
    while waiting:
        node = process.nodes[waiting.popleft()]
        if node.id in found:
            continue
        found[node.id] = node
        if node.kind is Kind.SUB_PROCESS:
            found.update({inner.id: inner for inner in in_order(process, node.id)})
        waiting.extend(process.flows[flow].target for flow in node.outgoing)
        waiting.extend(one.id for one in process.boundary_events_of(node.id))
    return list(found.values())


def signs(task: InboxTask) -> bool:
    """Whether the task is handed in with a signature."""
    return task.form_id in SIGNED_FORMS or task.element in _signed_elements(task)


def _signed_elements(task: InboxTask) -> frozenset[str]:
    found: set[str] = set()
    for view in site().engine.queries.processes(newest_only=False):
        if view.process_id == task.process_id:
            nodes = processes_of(view.definition_sha256)[task.process_id].nodes.values()
            found |= {node.id for node in nodes if node.properties.get(SIGNATURE) == "true"}
    return frozenset(found)
