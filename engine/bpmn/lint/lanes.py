"""Pools and lanes: that what they list is there, and that each task has one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import FLOW_NODES, Document, id_of, label_of
from engine.bpmn.findings import Severity
from engine.bpmn.lanes import Lanes
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.refs import local_ref, reference
from engine.bpmn.text import Text
from engine.bpmn.xml import BPMN, Element, attribute, children, extension, local, text_of


def listed(case: Case) -> Iterator[Hit]:
    """A lane that lists an element which is gone has been edited by hand, or by a tool with a fault."""
    known = set(case.document.by_id)
    for process in case.document.processes:
        for ref in process.iter(f"{{{BPMN}}}flowNodeRef"):
            if (local_ref(text_of(ref)) or "") not in known:
                yield hit(ref, id=text_of(ref))


def in_two_lanes(case: Case) -> Iterator[Hit]:
    """Nobody can tell whose an element is that lies in two lanes beside each other."""
    document = case.document
    for lane_set in _lane_sets(document):
        seen: set[str] = set()
        for lane in children(lane_set, "lane"):
            for ref in {local_ref(text_of(each)) or "" for each in children(lane, "flowNodeRef")}:
                node = document.node(ref)
                if ref in seen and node is not None:
                    yield hit(node)
                seen.add(ref)


def _lane_sets(document: Document) -> Iterator[Element]:
    for process in document.processes:
        yield from process.iter(f"{{{BPMN}}}laneSet", f"{{{BPMN}}}childLaneSet")


def in_no_lane(case: Case) -> Iterator[Hit]:
    """Where a process has lanes, each of its elements lies in one: the lane says who answers for it."""
    for process in case.document.processes:
        lanes = Lanes(process)
        for node in case.document.nodes_in(process) if lanes.names else ():
            if local(node) in FLOW_NODES and local(node) != "boundaryEvent" and lanes.of(node) is None:
                yield hit(node)


def role(case: Case) -> Iterator[Hit]:
    """A user task with nobody named goes to the role of its lane, so the lane must be one."""
    if case.known is None or case.known.roles is None:
        return
    for process in case.document.processes:
        lanes = Lanes(process)
        for node in process.iter(f"{{{BPMN}}}userTask"):
            definition = extension(node, "assignmentDefinition")
            named = any(attribute(definition, name) for name in ("assignee", "candidateGroups", "candidateUsers"))
            lane = lanes.of(node)
            if not named and lane is not None and lane not in case.known.roles:
                yield hit(node, lane=lane)


def pool(case: Case) -> Iterator[Hit]:
    """A pool that refers to a process which is not there is empty, whatever it looks like."""
    processes = set(map(id_of, children(case.document.definitions, "process")))
    for participant in case.document.definitions.iter(f"{{{BPMN}}}participant"):
        ref = reference(participant, "processRef")
        if ref is not None and ref not in processes:
            yield hit(participant, pool=label_of(participant), id=ref)


RULES = (
    Rule(
        "lane-lists",
        Severity.WARNING,
        listed,
        Text('A lane lists "{id}", which is not there.', "泳道中列有 “{id}”，但它不存在。"),
        Text("Save the diagram again in the modeler.", "请在建模器中重新保存该图。"),
    ),
    Rule(
        "lane-once",
        Severity.WARNING,
        in_two_lanes,
        Text("The element lies in two lanes.", "该元素同时属于两个泳道。"),
        Text("Move it into one lane.", "请把它移到一个泳道中。"),
    ),
    Rule(
        "lane-missing",
        Severity.WARNING,
        in_no_lane,
        Text("The element lies in no lane.", "该元素不在任何泳道中。"),
        Text("Move it into the lane of the role that answers for it.", "请把它移到负责角色的泳道中。"),
    ),
    Rule(
        "lane-role",
        Severity.ERROR,
        role,
        Text(
            'The user task names nobody, and its lane "{lane}" is no role.',
            "该用户任务没有指定办理人，其泳道 “{lane}” 也不是角色。",
        ),
        Text("Set the candidate groups of the task.", "请设置该任务的候选组。"),
    ),
    Rule(
        "pool-process",
        Severity.WARNING,
        pool,
        Text(
            'The pool {pool} refers to the process "{id}", which is not there.',
            "泳池 {pool} 引用的流程 “{id}” 不存在。",
        ),
        Text("Save the diagram again in the modeler.", "请在建模器中重新保存该图。"),
    ),
)
