"""Sequence flows: from what to what they may lead."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import Document, default_of, has_condition, id_of, is_event_sub_process, label_of, scope_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.refs import reference
from engine.bpmn.text import Text
from engine.bpmn.xml import BPMN, Element, children, local, text_of


def ends(case: Case) -> Iterator[Hit]:
    """A flow needs an element at both ends; a loose arrow leads nowhere."""
    for flow in case.document.flows:
        found = case.document.ends(flow)
        for end, name in zip(found, ("sourceRef", "targetRef"), strict=True):
            if end is None:
                yield hit(flow, end=name, id=reference(flow, name) or "")


def misplaced(case: Case) -> Iterator[Hit]:
    """Flow elements work only inside a process or subprocess; elsewhere, say in a lane, they would be ignored."""
    document = case.document
    held = {id(element) for element in (*document.nodes, *document.flows)}
    for process in document.processes:
        for each in process.iter(f"{{{BPMN}}}sequenceFlow", f"{{{BPMN}}}startEvent", f"{{{BPMN}}}endEvent"):
            if id(each) not in held:
                yield hit(each, element=local(each))


def crosses_scope(case: Case) -> Iterator[Hit]:
    """A flow stays in its subprocess: it cannot jump over the border, nor from pool to pool."""
    for flow in case.document.flows:
        source, target = case.document.ends(flow)
        if source is None or target is None:
            continue
        if not scope_of(source) is scope_of(target) is scope_of(flow):
            yield hit(flow, source=label_of(source), target=label_of(target))


def into_start(case: Case) -> Iterator[Hit]:
    """A start event begins a flow, a boundary event is reached by what happens: no flow leads into them."""
    for flow in case.document.flows:
        _, target = case.document.ends(flow)
        if target is not None and local(target) in {"startEvent", "boundaryEvent"}:
            yield hit(flow, target=label_of(target))


def out_of_end(case: Case) -> Iterator[Hit]:
    """The flow stops at an end event; nothing comes after it."""
    for flow in case.document.flows:
        source, _ = case.document.ends(flow)
        if source is not None and local(source) == "endEvent":
            yield hit(flow, source=label_of(source))


def at_event_sub_process(case: Case) -> Iterator[Hit]:
    """An event subprocess is started by its event, and hands on to nobody: flows to or from it do not count."""
    for flow in case.document.flows:
        for end in case.document.ends(flow):
            if is_event_sub_process(end):
                yield hit(flow, node="" if end is None else label_of(end))


def default_known(case: Case) -> Iterator[Hit]:
    """The default flow of a gateway is one of the flows out of it."""
    for node in case.document.nodes:
        default = default_of(node)
        if default and default not in map(id_of, case.document.outgoing[id_of(node)]):
            yield hit(node, flow=default)


def default_without_condition(case: Case) -> Iterator[Hit]:
    """The default flow is taken when no condition holds; a condition of its own would never be looked at."""
    for flow in _defaults(case.document):
        if has_condition(flow):
            yield hit(flow)


def condition_empty(case: Case) -> Iterator[Hit]:
    """An empty condition cannot be decided, so the gateway would fail."""
    for flow in case.document.flows:
        if any(not text_of(each) for each in children(flow, "conditionExpression")):
            yield hit(flow)


def stale_copies(case: Case) -> Iterator[Hit]:
    """A node lists its flows a second time (`incoming`, `outgoing`); where the two differ, the flows count."""
    document = case.document
    for node in document.nodes:
        for name, flows in (("incoming", document.incoming), ("outgoing", document.outgoing)):
            listed = [text_of(each).rpartition(":")[2] for each in children(node, name)]
            if listed and set(listed) != set(map(id_of, flows[id_of(node)])):
                yield hit(node, list=name)


def _defaults(document: Document) -> Iterator[Element]:
    for node in document.nodes:
        default = default_of(node)
        yield from (flow for flow in document.outgoing[id_of(node)] if default and id_of(flow) == default)


RULES = (
    Rule(
        "flow-ends",
        Severity.ERROR,
        ends,
        Text('The flow has no element at its end ({end} = "{id}").', "顺序流的一端没有元素（{end} = “{id}”）。"),
        Text("Connect it, or delete it.", "请连接它，或删除它。"),
    ),
    Rule(
        "flow-misplaced",
        Severity.ERROR,
        misplaced,
        Text("<{element}> stands where it is not run.", "<{element}> 所在的位置不会被执行。"),
        Text("Move it directly into the process or a subprocess.", "请把它直接放进流程或子流程中。"),
    ),
    Rule(
        "flow-crosses-scope",
        Severity.ERROR,
        crosses_scope,
        Text(
            "The flow from {source} to {target} crosses the border of a subprocess or process.",
            "从 {source} 到 {target} 的顺序流跨越了子流程或流程的边界。",
        ),
        Text(
            "End it at the border: connect the subprocess itself, or use a message flow between pools.",
            "请在边界处结束：改为连接子流程本身，泳池之间请用消息流。",
        ),
    ),
    Rule(
        "flow-into-start",
        Severity.ERROR,
        into_start,
        Text("The flow leads into {target}, which no flow can enter.", "顺序流通向 {target}，而它不能有流入线。"),
        Text("Lead it to the element that comes after.", "请连到其后的元素。"),
    ),
    Rule(
        "flow-out-of-end",
        Severity.ERROR,
        out_of_end,
        Text("The flow leaves the end event {source}.", "顺序流从结束事件 {source} 流出。"),
        Text("Use an intermediate event instead of the end event.", "请把结束事件改为中间事件。"),
    ),
    Rule(
        "flow-at-event-sub-process",
        Severity.ERROR,
        at_event_sub_process,
        Text("A flow is connected to the event subprocess {node}.", "有顺序流连接到事件子流程 {node}。"),
        Text(
            "Delete the flow: its start event starts an event subprocess.", "请删除该线：事件子流程由其开始事件启动。"
        ),
    ),
    Rule(
        "default-known",
        Severity.ERROR,
        default_known,
        Text('The default flow "{flow}" does not leave this element.', "默认流 “{flow}” 不是从该元素流出的。"),
        Text("Choose the default flow again.", "请重新选择默认流。"),
    ),
    Rule(
        "default-without-condition",
        Severity.ERROR,
        default_without_condition,
        Text("The default flow has a condition.", "默认流上有条件。"),
        Text("Delete the condition, or choose another default flow.", "请删除该条件，或另选默认流。"),
    ),
    Rule(
        "condition-empty",
        Severity.ERROR,
        condition_empty,
        Text("The condition is empty.", "条件是空的。"),
        Text("Write a condition such as =amount > 100, or delete it.", "请写出条件（如 =amount > 100），或删除它。"),
    ),
    Rule(
        "flow-copies",
        Severity.WARNING,
        stale_copies,
        Text(
            "The list of {list} flows of the element does not agree with the flows.",
            "元素的 {list} 列表与顺序流不一致。",
        ),
        Text(
            "Save the diagram again in the modeler; the flows themselves count.",
            "请在建模器中重新保存；以顺序流本身为准。",
        ),
    ),
)
