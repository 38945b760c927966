"""Which rows of the table a flow node, or a flow, of a diagram falls under."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import (
    ACTIVITIES,
    EVENTS,
    GATEWAYS,
    Document,
    default_of,
    has_condition,
    id_of,
    is_event_sub_process,
    is_multi_instance,
    scope_of,
    trigger_of,
)
from engine.bpmn.elements.snake import snake
from engine.bpmn.events import definitions_of
from engine.bpmn.model import TimerKind
from engine.bpmn.refs import reference
from engine.bpmn.xml import Element, attribute, child, extension, is_true, local

_TIMER_NAMES = {TimerKind.DATE: "date", TimerKind.DURATION: "duration", TimerKind.CYCLE: "cycle"}
_DECIDES = frozenset({"exclusiveGateway", "inclusiveGateway"})
_DATA_REFS = ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem", "complexBehaviorDefinition")


def rows_of_node(document: Document, node: Element) -> Iterator[str]:
    """Every row id that the node needs; each must run for the node to run."""
    name = local(node)
    if name in EVENTS:
        yield from _event_rows(document, node)
    elif name in GATEWAYS:
        yield from _gateway_rows(document, node)
    elif name in ACTIVITIES:
        yield from _activity_rows(node)
    if name not in GATEWAYS and name != "boundaryEvent":
        many = len(document.outgoing[id_of(node)])
        yield "sequence_flow.implicit_split" if many > 1 else "sequence_flow"


def rows_of_flow(document: Document, flow: Element) -> Iterator[str]:
    """Rows about conditions and defaults."""
    source, _ = document.ends(flow)
    if source is None:
        return
    decides = local(source) in _DECIDES
    if has_condition(flow):
        yield "sequence_flow.conditional" if decides else "sequence_flow.conditional_elsewhere"
    if default_of(source) == id_of(flow):
        yield "sequence_flow.default" if decides else "sequence_flow.default_elsewhere"


def _activity_rows(node: Element) -> Iterator[str]:
    name = local(node)
    yield _activity_row(node)
    if is_true(node, "isForCompensation", default=False):
        yield "activity.compensation"
    if {attribute(node, "startQuantity"), attribute(node, "completionQuantity")} - {None, "1"}:
        yield "activity.quantity"
    if name == "receiveTask" and is_true(node, "instantiate", default=False):
        yield "receive_task.instantiate"
    if name == "scriptTask" and child(node, "script") is not None:
        yield "script_task.code"
    if child(node, "standardLoopCharacteristics") is not None:
        yield "standard_loop"
    if is_multi_instance(node):
        yield from _repeat_rows(node)


def _activity_row(node: Element) -> str:
    name = local(node)
    if is_event_sub_process(node):
        scope = scope_of(node)
        within = "in_event_sub_process" if is_event_sub_process(scope) else "in_sub_process"
        return f"event_sub_process.{'in_process' if scope is not None and local(scope) == 'process' else within}"
    if name == "scriptTask":
        return "script_task.job" if extension(node, "taskDefinition") is not None else "script_task.expression"
    if name == "businessRuleTask":
        by_job = extension(node, "taskDefinition") is not None
        return "business_rule_task.job" if by_job else "business_rule_task.decision"
    return snake(name)


def _repeat_rows(node: Element) -> Iterator[str]:
    marker = child(node, "multiInstanceLoopCharacteristics")
    if marker is None:
        return
    if is_event_sub_process(node):
        yield "multi_instance.event_sub_process"
        return
    mode = "sequential" if is_true(marker, "isSequential", default=False) else "parallel"
    yield f"multi_instance.{mode}.{snake(local(node))}"
    if child(marker, "loopCardinality") is not None:
        yield "multi_instance.cardinality"
    unread = [name for name in _DATA_REFS if child(marker, name) is not None]
    if unread or attribute(marker, "behavior") not in {None, "All"}:
        yield "multi_instance.data_ref"


def _gateway_rows(document: Document, node: Element) -> Iterator[str]:
    name = local(node)
    if name == "eventBasedGateway":
        if is_true(node, "instantiate", default=False):
            yield "event_based_gateway.instantiate"
        if attribute(node, "eventGatewayType") == "Parallel":
            yield "event_based_gateway.parallel"
        return
    if name == "complexGateway":
        yield "complex_gateway"
        return
    joins, splits = len(document.incoming[id_of(node)]) > 1, len(document.outgoing[id_of(node)]) > 1
    use = "mixed" if joins and splits else "join" if joins else "split"
    yield f"{snake(name)}.{use}"


def _event_rows(document: Document, node: Element) -> Iterator[str]:
    position, suffix = _position(node)
    trigger, timer = trigger_of(node), _timer_kind(node)
    if trigger != "timer":
        yield ".".join(part for part in (position, trigger, suffix) if part)
    elif timer is not None:
        yield ".".join(part for part in (position, trigger, suffix, timer) if part)
    if local(node) == "boundaryEvent":
        yield from _host_rows(document, node)


def _position(node: Element) -> tuple[str, str]:
    """Where an event stands, and whether it interrupts where that matters."""
    name, scope = local(node), scope_of(node)
    if name == "boundaryEvent":
        return "boundary_event", _interrupts(node, "cancelActivity")
    if name == "startEvent" and is_event_sub_process(scope):
        return "event_sub_process", _interrupts(node, "isInterrupting")
    if name == "startEvent" and scope is not None and local(scope) != "process":
        return "start_event.sub_process", ""
    return snake(name), ""


def _interrupts(node: Element, attribute_name: str) -> str:
    return "interrupting" if is_true(node, attribute_name, default=True) else "non_interrupting"


def _timer_kind(node: Element) -> str | None:
    found = [
        _TIMER_NAMES[kind]
        for definition in definitions_of(node)
        for kind in TimerKind
        if child(definition, kind.value) is not None
    ]
    return found[0] if len(found) == 1 else None


def _host_rows(document: Document, node: Element) -> Iterator[str]:
    host = document.node(reference(node, "attachedToRef"))
    if host is None:
        return
    if is_event_sub_process(host):
        yield "boundary_host.event_sub_process"
    elif local(host) in ACTIVITIES:
        yield f"boundary_host.{snake(local(host))}"
        if is_multi_instance(host):
            yield "boundary_host.multi_instance"
    else:
        yield "boundary_host.event" if local(host) in EVENTS else "boundary_host.gateway"
