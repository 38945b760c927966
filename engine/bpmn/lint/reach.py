"""Ways through the diagram: what is never reached, what never ends, what goes round without stopping."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import Document, id_of, is_event_sub_process
from engine.bpmn.findings import Severity
from engine.bpmn.graph import reversed_edges, rounds, spread
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.refs import reference
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, local

_WAITS = frozenset({"userTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway", "callActivity"})


def unreachable(case: Case) -> Iterator[Hit]:
    """What no way from a start event leads to never happens: a step of the SOP would silently be missing."""
    document = case.document
    for scope in document.scopes:
        nodes = document.nodes_in(scope)
        begins = [node for node in nodes if local(node) == "startEvent" or is_event_sub_process(node)]
        reached = spread(begins, lambda node: _onward(document, node))
        yield from (hit(node) for node in nodes if node not in reached and not _dangles(document, node))


def _onward(document: Document, node: Element) -> list[Element]:
    """Where a token may go: along the flows, or out by a boundary event."""
    return [*document.successors(node), *document.boundaries[id_of(node)]]


def _dangles(document: Document, node: Element) -> bool:
    """A boundary event is reached through its host; without a host another rule speaks."""
    return local(node) == "boundaryEvent" and document.node(reference(node, "attachedToRef")) is None


def endless(case: Case) -> Iterator[Hit]:
    """From every element a way must lead to an end, or a case that comes there can never be finished.

    Where an event subprocess could end the scope from outside, nothing is said. One finding per scope is enough.
    """
    document = case.document
    for scope in document.scopes:
        nodes = document.nodes_in(scope)
        if any(is_event_sub_process(node) for node in nodes):
            continue
        sinks = [node for node in nodes if not document.outgoing[id_of(node)] and local(node) != "boundaryEvent"]
        sources = reversed_edges({node: _onward(document, node) for node in nodes})
        leaving = spread(sinks, lambda node, sources=sources: sources.get(node, []))  # type: ignore[misc]
        yield from [hit(node) for node in nodes if node not in leaving and local(node) != "boundaryEvent"][:1]


def spins(case: Case) -> Iterator[Hit]:
    """A loop in which nothing waits goes round in one single step, and may never come out of it."""
    document = case.document
    for scope in document.scopes:
        busy = [node for node in document.nodes_in(scope) if not _may_wait(node)]
        for loop in rounds({node: document.successors(node) for node in busy}):
            yield hit(loop[0], elements=", ".join(map(id_of, loop[:10])))


def _may_wait(node: Element) -> bool:
    """A subprocess waits when something in it does."""
    if local(node) != "subProcess":
        return local(node) in _WAITS
    return any(local(each) in _WAITS for each in node.iterdescendants())


RULES = (
    Rule(
        "unreachable",
        Severity.ERROR,
        unreachable,
        Text("No way from a start event leads to the element.", "从开始事件没有路径通向该元素。"),
        Text("Connect it, or delete it.", "请连接它，或删除它。"),
    ),
    Rule(
        "no-end",
        Severity.ERROR,
        endless,
        Text(
            "No way leads from the element to an end: a case could never be finished.",
            "从该元素没有路径通向结束：案件永远无法完成。",
        ),
        Text("Draw a way out of the loop, for example by a gateway.", "请画出离开循环的路径，例如通过网关。"),
    ),
    Rule(
        "loop-without-wait",
        Severity.WARNING,
        spins,
        Text(
            "Nothing waits in the loop of {elements}: it goes round in one single step.",
            "由 {elements} 组成的循环中没有等待点：会在一个步骤内不停循环。",
        ),
        Text(
            "Put a user task, timer or message into the loop, or make sure that its condition ends it.",
            "请在循环中放入用户任务、定时或消息，或确保条件会结束循环。",
        ),
    ),
)
