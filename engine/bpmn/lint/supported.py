"""What the table of elements refuses."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import ACTIVITIES, EVENTS, GATEWAYS
from engine.bpmn.elements import Verdict, element_row
from engine.bpmn.elements.artifacts import DRAWN_ELEMENTS
from engine.bpmn.elements.classify import rows_of_flow, rows_of_node
from engine.bpmn.elements.row import ElementRow
from engine.bpmn.events import definitions_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule
from engine.bpmn.text import Text
from engine.bpmn.xml import BPMN, Element, child, children, is_bpmn, local

_EVERYWHERE = frozenset({"documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef"})
_RESOURCE_ROLES = frozenset({"resourceRole", "performer", "humanPerformer", "potentialOwner"})
_DATA = frozenset({"ioSpecification", "ioBinding", "dataInputAssociation", "dataOutputAssociation"})
_EVENT_DATA = frozenset({"dataInput", "dataOutput", "inputSet", "outputSet"})
_OF_A_NODE = frozenset({"incoming", "outgoing", "property"})
_OF_A_SCOPE = frozenset({"laneSet", "sequenceFlow", "property", "artifact", "supportedInterfaceRef", "supports"})
_OF_AN_ACTIVITY = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "rendering", "script"})
_OF_DEFINITIONS = frozenset(
    {
        *("process", "message", "error", "escalation", "signal", "extension", "interface", "resource", "endPoint"),
        *("partnerEntity", "partnerRole", "correlationProperty", "relationship", "conversationNode"),
    }
)
_CHOREOGRAPHIES = frozenset({"choreography", "globalChoreographyTask"})
_OF_A_FLOW = frozenset({"conditionExpression"})


def element_supported(case: Case) -> Iterator[Hit]:
    """Everything in a diagram must be in the table of elements (`sopflow elements`), in its very position.

    What the engine cannot run rightly is refused here, before a case can get stuck on it. What has no row is refused.
    """
    document = case.document
    for node in document.nodes:
        for row_id in rows_of_node(document, node):
            yield from _refusal(node, row_id, what=local(node))
    for flow in document.flows:
        for row_id in rows_of_flow(document, flow):
            yield from _refusal(flow, row_id)
    for gateway in document.nodes_called("eventBasedGateway"):
        for target in document.successors(gateway):
            yield from _refusal(gateway, _awaited(target), target=target.get("id") or local(target))
    yield from _beside_processes(document.definitions)
    for part in (*document.scopes, *document.nodes, *document.flows):
        yield from _inside(part)


def _awaited(target: Element) -> str:
    """The row of what an event-based gateway leads to."""
    found = definitions_of(target)
    if not is_bpmn(target, "intermediateCatchEvent") or len(found) != 1:
        return "event_based_gateway.other"
    return f"event_based_gateway.{local(found[0]).removesuffix('EventDefinition')}"


def _refusal(element: Element, row_id: str, **facts: str) -> Iterator[Hit]:
    try:
        row = element_row(row_id)
    except KeyError:
        other = "event_based_gateway.other" if row_id.startswith("event_based_gateway") else "unknown"
        row, facts = element_row(other), {"what": row_id, **facts}
    if row.verdict is Verdict.REFUSED:
        yield refusal(element, row, **facts)


def refusal(element: Element, row: ElementRow, **facts: str) -> Hit:
    """A hit that says what the row of the table says."""
    sentence = Text(f"{row.name_en}: {row.reason_en}", f"{row.name_zh}：{row.reason_zh}")
    return Hit(element, {**facts, "row": row.id}, sentence, Text(row.remedy_en, row.remedy_zh))


def _beside_processes(definitions: Element) -> Iterator[Hit]:
    for each in definitions.iterchildren(f"{{{BPMN}}}*"):
        name = local(each)
        if name == "import":
            yield from _refusal(each, "import")
        elif name in _CHOREOGRAPHIES:
            yield from _refusal(each, "choreography")
        elif name.startswith("global"):
            yield from _refusal(each, "global_task")
        elif name not in {*_OF_DEFINITIONS, *_EVERYWHERE, *DRAWN_ELEMENTS} and not name.endswith("EventDefinition"):
            yield from _refusal(each, "unknown", what=name)


def _inside(part: Element) -> Iterator[Hit]:
    """The children of a scope, a node or a flow: each is known, or it would be silently ignored."""
    allowed = _allowed(part)
    for each in part.iterchildren(f"{{{BPMN}}}*"):
        name = local(each)
        if name in _RESOURCE_ROLES:
            yield from _refusal(each, "potential_owner")
        elif name in _DATA:
            if _moves_data(each):
                yield from _refusal(each, "data_mapping")
        elif name not in allowed and not _is_definition(part, each):
            yield from _refusal(each, "unknown", what=name)


def _allowed(part: Element) -> frozenset[str]:
    name = local(part)
    if name == "sequenceFlow":
        return _EVERYWHERE | _OF_A_FLOW
    allowed = _EVERYWHERE | _OF_A_NODE
    if name in ACTIVITIES:
        allowed |= _OF_AN_ACTIVITY
    if name in EVENTS:
        allowed |= _EVENT_DATA
    if name in {"process", "subProcess", "transaction", "adHocSubProcess"}:
        allowed |= _OF_A_SCOPE | ACTIVITIES | EVENTS | GATEWAYS | frozenset(DRAWN_ELEMENTS)
    if name == "adHocSubProcess":
        allowed |= {"completionCondition"}
    if name == "complexGateway":
        allowed |= {"activationCondition"}
    return allowed


def _is_definition(part: Element, each: Element) -> bool:
    name = local(each)
    return local(part) in EVENTS and (name.endswith("EventDefinition") or name == "eventDefinitionRef")


def _moves_data(element: Element) -> bool:
    """A data association without assignment or transformation is an arrow for the reader."""
    if local(element).startswith("data"):
        return child(element, "assignment") is not None or child(element, "transformation") is not None
    return any(True for name in ("dataInput", "dataOutput") for _ in children(element, name))


RULES = (
    Rule(
        "element-supported",
        Severity.ERROR,
        element_supported,
        Text("This element is not run.", "系统不执行该元素。"),
        Text("Replace it by elements of the table (sopflow elements).", "请用元素表（sopflow elements）中的元素代替。"),
    ),
)
