"""Gateways: whether one can always go on."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import GATEWAYS, Document, default_of, has_condition, id_of, label_of
from engine.bpmn.findings import Severity
from engine.bpmn.graph import spread
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, local

_MIN_EVENTS = 2
_MOST_JOINS = 200
"""Each is walked up to by itself; nobody draws more of them."""


def outgoing(case: Case) -> Iterator[Hit]:
    """A gateway leads somewhere; a flow that ends at one is most often a forgotten arrow."""
    for gateway in case.document.nodes_called(*GATEWAYS):
        if not case.document.outgoing[id_of(gateway)]:
            yield hit(gateway)


def conditions(case: Case) -> Iterator[Hit]:
    """Where an exclusive or inclusive gateway splits, each flow has a condition or is the default flow."""
    for gateway in case.document.nodes_called("exclusiveGateway", "inclusiveGateway"):
        flows = case.document.outgoing[id_of(gateway)]
        for flow in flows if len(flows) > 1 else ():
            if not has_condition(flow) and default_of(gateway) != id_of(flow):
                yield hit(flow, gateway=label_of(gateway))


def default(case: Case) -> Iterator[Hit]:
    """Without a default flow a case becomes an incident when no condition holds."""
    for gateway in case.document.nodes_called("exclusiveGateway", "inclusiveGateway"):
        flows = case.document.outgoing[id_of(gateway)]
        if default_of(gateway) is None and flows and all(map(has_condition, flows)):
            yield hit(gateway)


def event_choice(case: Case) -> Iterator[Hit]:
    """An event-based gateway waits for the first of at least two events."""
    for gateway in case.document.nodes_called("eventBasedGateway"):
        if len(case.document.outgoing[id_of(gateway)]) < _MIN_EVENTS:
            yield hit(gateway)


def event_entered_twice(case: Case) -> Iterator[Hit]:
    """An event behind an event-based gateway belongs to it alone: no other flow may enter it."""
    for gateway in case.document.nodes_called("eventBasedGateway"):
        for target in case.document.successors(gateway):
            if len(case.document.incoming[id_of(target)]) > 1:
                yield hit(target, gateway=label_of(gateway))


def join_of_a_choice(case: Case) -> Iterator[Hit]:
    """A parallel gateway waits for every flow into it.

    Where two of them come from the same choice, only one ever arrives: every case would wait there for ever.
    """
    document = case.document
    for gateway in document.nodes_called("parallelGateway"):
        if len(document.incoming[id_of(gateway)]) < _MIN_EVENTS:
            continue
        seen: set[str] = set()
        for flow in document.incoming[id_of(gateway)]:
            choice = _choice_before(document, document.ends(flow)[0])
            if choice is None:
                continue
            if id_of(choice) in seen:
                yield hit(gateway, choice=label_of(choice))
                break
            seen.add(id_of(choice))


def join_of_itself(case: Case) -> Iterator[Hit]:
    """A parallel gateway waits for every flow into it.

    A flow that can only be reached by passing the gateway itself never brings the token that the gateway waits for.
    """
    document = case.document
    joins = [each for each in document.nodes_called("parallelGateway") if len(document.incoming[id_of(each)]) > 1]
    for gateway in joins[:_MOST_JOINS]:
        scope = gateway.getparent()
        starts = [] if scope is None else [each for each in document.nodes_in(scope) if local(each) == "startEvent"]
        before = spread(starts, lambda node, gateway=gateway: _onward(document, node, gateway))  # type: ignore[misc]
        after = spread(_all_onward(document, gateway), lambda node: _all_onward(document, node))
        for flow in document.incoming[id_of(gateway)]:
            source, _ = document.ends(flow)
            if source is gateway or (source in after and source not in before and gateway in before):
                yield hit(gateway, source="" if source is None else label_of(source))
                break


def _onward(document: Document, node: Element, gateway: Element) -> list[Element]:
    """Where a token may go that must not pass the gateway."""
    return [] if node is gateway else _all_onward(document, node)


def _all_onward(document: Document, node: Element) -> list[Element]:
    return [*document.successors(node), *document.boundaries[id_of(node)]]


def _choice_before(document: Document, node: Element | None) -> Element | None:
    """Straight back, through what has one flow in and one out, to an exclusive choice; None for anything else.

    A choice that can be reached again (a loop) might send a token down each branch in turn.
    """
    passed: set[str] = set()
    while node is not None and id_of(node) not in passed:
        passed.add(id_of(node))
        into = document.incoming[id_of(node)]
        if len(document.outgoing[id_of(node)]) > 1:
            chooses = local(node) in {"exclusiveGateway", "eventBasedGateway"}
            return node if chooses and len(into) <= 1 and not document.boundaries[id_of(node)] else None
        if len(into) != 1 or document.boundaries[id_of(node)]:
            return None
        node = document.ends(into[0])[0]
    return None


RULES = (
    Rule(
        "join-of-itself",
        Severity.ERROR,
        join_of_itself,
        Text(
            "The parallel gateway waits for the flow from {source}, which can only be reached by passing the gateway.",
            "并行网关等待来自 {source} 的分支，而该分支只有通过此网关才能到达。",
        ),
        Text("Lead that flow into an exclusive gateway in front of it.", "请把该线连到其前面的排他网关。"),
    ),
    Rule(
        "gateway-outgoing",
        Severity.ERROR,
        outgoing,
        Text("No flow leaves the gateway.", "网关没有流出线。"),
        Text("Draw the flow to what comes next, or to an end event.", "请画出通往后续元素或结束事件的线。"),
    ),
    Rule(
        "gateway-conditions",
        Severity.ERROR,
        conditions,
        Text(
            "The flow out of the gateway {gateway} has no condition and is not its default flow.",
            "从网关 {gateway} 流出的线没有条件，也不是默认流。",
        ),
        Text("Write a condition, or make it the default flow.", "请写出条件，或设为默认流。"),
    ),
    Rule(
        "gateway-default",
        Severity.WARNING,
        default,
        Text(
            "The gateway has no default flow: when no condition holds, the case becomes an incident.",
            "网关没有默认流：若所有条件都不成立，案件将成为异常事件。",
        ),
        Text("Make one of its flows the default flow.", "请把其中一条流出线设为默认流。"),
    ),
    Rule(
        "event-gateway-choice",
        Severity.ERROR,
        event_choice,
        Text("The event-based gateway has fewer than two events to choose from.", "事件网关可供选择的事件少于两个。"),
        Text(
            "Lead flows to two or more catch events, or drop the gateway.", "请连到两个或以上捕获事件，或去掉该网关。"
        ),
    ),
    Rule(
        "event-gateway-target",
        Severity.ERROR,
        event_entered_twice,
        Text(
            "The event stands behind the event-based gateway {gateway}, and another flow leads into it.",
            "该事件位于事件网关 {gateway} 之后，却还有其他流入线。",
        ),
        Text("Draw an event of its own for the other flow.", "请为另一条线单独画一个事件。"),
    ),
    Rule(
        "join-of-a-choice",
        Severity.ERROR,
        join_of_a_choice,
        Text(
            "The parallel gateway waits for several flows from the choice at {choice}; only one of them is ever taken.",
            "并行网关等待来自 {choice} 的多条分支，而其中只有一条会被执行。",
        ),
        Text("Join the branches of a choice with an exclusive gateway.", "请用排他网关汇合选择分支。"),
    ),
)
