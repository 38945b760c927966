"""Call activities: that the called process is there, can be started, and does not call itself without end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import Document, id_of, is_event_sub_process, trigger_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import ZEEBE, Element, attribute, child, children, extension, is_true, local
from engine.bpmn.zeebe import plain_text, value_of


def _called(node: Element) -> str | None:
    return plain_text(value_of(attribute(extension(node, "calledElement"), "processId")))


def process_named(case: Case) -> Iterator[Hit]:
    """A call activity names the process that it calls (`zeebe:calledElement`, not BPMN's own attribute)."""
    for node in case.document.nodes_called("callActivity"):
        if not attribute(extension(node, "calledElement"), "processId"):
            yield hit(node)


def process_known(case: Case) -> Iterator[Hit]:
    """The called process must be deployed together with this one: a case is pinned to one deployment."""
    if case.known is None or case.known.processes is None:
        return
    own = set(map(id_of, case.document.processes))
    for node in case.document.nodes_called("callActivity"):
        called = _called(node)
        if called is not None and called not in own and called not in case.known.processes:
            yield hit(node, process=called)


def process_startable(case: Case) -> Iterator[Hit]:
    """A call starts the called process at its start event without a trigger; without one it could never begin."""
    elsewhere = case.known.not_callable if case.known is not None else ()
    beyond_call = {*elsewhere, *not_callable(case.document)}
    for node in case.document.nodes_called("callActivity"):
        called = _called(node)
        if called in beyond_call:
            yield hit(node, process=called or "")


def propagates(case: Case) -> Iterator[Hit]:
    """With output mappings only what they name comes back, even where all variables of the child are asked for."""
    for node in case.document.nodes_called("callActivity"):
        called, mapping = extension(node, "calledElement"), extension(node, "ioMapping")
        asks_for_all = called is not None and is_true(called, "propagateAllChildVariables", default=False)
        if asks_for_all and child(mapping, "output", ZEEBE) is not None:
            yield hit(node)


def not_callable(document: Document) -> set[str]:
    """Ids of the processes without a start event that has no trigger."""
    return {
        id_of(process)
        for process in document.processes
        if all(trigger_of(start) != "none" for start in children(process, "startEvent"))
    }


def calls_itself(case: Case) -> Iterator[Hit]:
    """A process that calls itself, directly or by way of others, may never end."""
    graph = _call_graph(case.document)
    for node in case.document.nodes_called("callActivity"):
        called = _called(node)
        if called is not None and _reaches(graph, called, _process_id(node)):
            yield hit(node, process=called)


def never_returns(case: Case) -> Iterator[Hit]:
    """A process whose only way leads into a call of itself calls deeper and deeper, until the engine stops it."""
    document = case.document
    for process in document.processes:
        starts = [node for node in document.nodes_in(process) if local(node) == "startEvent"]
        if len(starts) == 1 and not any(map(is_event_sub_process, document.nodes_in(process))):
            for node in _only_way(document, starts[0]):
                if _called(node) == id_of(process):
                    yield hit(node, process=id_of(process))


def _only_way(document: Document, start: Element) -> Iterator[Element]:
    """The nodes that every case passes: as far as nothing chooses, and nothing interrupts."""
    seen: set[str] = set()
    nodes = [start]
    while len(nodes) == 1 and id_of(nodes[0]) not in seen and not document.boundaries[id_of(nodes[0])]:
        node = nodes[0]
        if child(node, "multiInstanceLoopCharacteristics") is not None:
            return  # a list may be empty
        yield node
        seen.add(id_of(node))
        nodes = document.successors(node)


def _call_graph(document: Document) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    for node in document.nodes_called("callActivity"):
        graph.setdefault(_process_id(node), set()).add(_called(node) or "")
    return graph


def _process_id(node: Element) -> str:
    process = next(node.iterancestors("{*}process"), None)
    return "" if process is None else id_of(process)


def _reaches(graph: dict[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        each = waiting.pop()
        if each == goal:
            return True
        if each not in seen:
            seen.add(each)
            waiting.extend(graph.get(each, ()))
    return False


RULES = (
    Rule(
        "call-named",
        Severity.ERROR,
        process_named,
        Text("The call activity names no process.", "调用活动没有指定流程。"),
        Text("Set the called element (process id).", "请设置被调用元素（流程 id）。"),
    ),
    Rule(
        "call-known",
        Severity.ERROR,
        process_known,
        Text('There is no process "{process}" in the deployment.', "同一部署中没有流程 “{process}”。"),
        Text("Correct the id, or deploy that diagram together with this one.", "请更正 id，或把该流程图一起部署。"),
    ),
    Rule(
        "call-startable",
        Severity.ERROR,
        process_startable,
        Text(
            'The process "{process}" has no start event without a trigger.',
            "流程 “{process}” 没有无触发条件的开始事件。",
        ),
        Text("Add a none start event to the called process.", "请在被调用流程中增加一个空开始事件。"),
    ),
    Rule(
        "call-propagation",
        Severity.WARNING,
        propagates,
        Text(
            "All variables of the called process are asked for, yet the output mappings let only theirs come back.",
            "虽然设置了传回被调用流程的全部变量，但存在输出映射，只有映射中的变量会传回。",
        ),
        Text(
            "Remove propagateAllChildVariables, or map every variable that is needed.",
            "请去掉 propagateAllChildVariables，或把所需变量逐一写入输出映射。",
        ),
    ),
    Rule(
        "call-endless",
        Severity.ERROR,
        never_returns,
        Text(
            'Every case of "{process}" calls "{process}" again: none could ever end.',
            "“{process}” 的每个案件都会再次调用 “{process}”，永远无法结束。",
        ),
        Text("Put a gateway before the call, or draw a loop.", "请在调用之前加一个网关，或改画循环。"),
    ),
    Rule(
        "call-recursion",
        Severity.WARNING,
        calls_itself,
        Text(
            'The process calls itself by way of "{process}"; without a way out it would never end.',
            "该流程经由 “{process}” 调用自身；若无出口，将永远不会结束。",
        ),
        Text("Make sure that a gateway ends it, or draw a loop.", "请确保有网关可以结束它，或改画循环。"),
    ),
)
