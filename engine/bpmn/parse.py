"""A `.bpmn` file becomes a `Diagram`.

Whatever does not run is left out of the model rather than bent into something that does; `lint` names it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from engine.bpmn import zeebe
from engine.bpmn.events import EVENT_KINDS, Roots, event_definition, message_definition
from engine.bpmn.findings import Finding, Severity
from engine.bpmn.lanes import Lanes
from engine.bpmn.model import Diagram, EventDefinition, FlowNode, Kind, Process, SequenceFlow, Trigger
from engine.bpmn.refs import reference
from engine.bpmn.text import Text
from engine.bpmn.xml import (
    BPMN,
    MODELER,
    Element,
    attribute,
    child,
    children,
    extension,
    is_bpmn,
    is_true,
    line_of,
    local,
    namespace,
    read_xml,
    text_of,
)

KINDS = {kind.value: kind for kind in Kind}

_NOT_BPMN = Text(
    "The file is no BPMN 2.0 diagram: its root element is <{root}>{what}.",
    "该文件不是 BPMN 2.0 流程图：根元素是 <{root}>{what}。",
)
_HAND_IN_BPMN = Text(
    "Hand in the .bpmn file that the modeler saved (BPMN 2.0, Camunda 8).",
    "请提交建模器保存的 .bpmn 文件（BPMN 2.0，Camunda 8）。",
)
_OTHER_FORMATS = (
    ("/DMN/", " (a DMN decision file)"),
    ("/CMMN/", " (a CMMN case file)"),
    ("xpdl", " (an XPDL file)"),
    ("bpmn", " (BPMN of another version)"),
)


def parse_diagram(xml: bytes, file: str = "") -> tuple[Diagram | None, list[Finding]]:
    """Read a file. Never raises: a file that is not a BPMN diagram gives None and one finding that says why.

    The findings are about the file as a whole only; `engine.bpmn.lint.lint_diagram` finds everything else, and only
    a diagram without errors there may run.
    """
    definitions, findings = read_definitions(xml, file)
    return (None if definitions is None else diagram_of(definitions, xml)), findings


def read_definitions(xml: bytes, file: str = "") -> tuple[Element | None, list[Finding]]:
    """Read a file down to its `bpmn:definitions`, or give the one finding that says why there is none."""
    root, findings = read_xml(xml, file)
    if root is None or is_bpmn(root, "definitions"):
        return root, findings
    what = next((said for mark, said in _OTHER_FORMATS if mark.lower() in namespace(root).lower()), "")
    facts = {"root": local(root), "what": what}
    said = _NOT_BPMN.fill(facts)
    return None, [
        Finding(
            rule="not-bpmn",
            severity=Severity.ERROR,
            element_id=None,
            sentence=said.en,
            remedy=_HAND_IN_BPMN.en,
            file=file,
            line=line_of(root),
            sentence_zh=said.zh,
            remedy_zh=_HAND_IN_BPMN.zh,
            facts=facts,
        )
    ]


def diagram_of(definitions: Element, xml: bytes) -> Diagram:
    """The executable processes of a file that was read."""
    roots = Roots.of(definitions)
    return Diagram(
        processes=tuple(_process(each, roots) for each in executable_processes(definitions)),
        sha256=hashlib.sha256(xml).hexdigest(),
        exporter=definitions.get("exporter", ""),
        execution_platform=definitions.get(f"{{{MODELER}}}executionPlatform", ""),
        execution_platform_version=definitions.get(f"{{{MODELER}}}executionPlatformVersion", ""),
    )


def executable_processes(definitions: Element) -> list[Element]:
    """Those with `isExecutable="true"`; others are drawings, as in Camunda 8."""
    return [each for each in children(definitions, "process") if is_true(each, "isExecutable", default=False)]


def _process(element: Element, roots: Roots) -> Process:
    lanes = Lanes(element)
    nodes: dict[str, FlowNode] = {}
    flows: dict[str, SequenceFlow] = {}
    for scope in _scopes(element):
        incoming, outgoing = _flow_ends(scope, "targetRef"), _flow_ends(scope, "sourceRef")
        for each in scope.iterchildren():
            node = _node(each, scope, lanes, roots)
            if node is not None:
                nodes.setdefault(
                    node.id, replace(node, incoming=tuple(incoming[node.id]), outgoing=tuple(outgoing[node.id]))
                )
            elif (flow := _flow(each, scope)) is not None:
                flows.setdefault(flow.id, flow)
    return Process(
        id=element.get("id") or "",
        name=element.get("name", ""),
        nodes=nodes,
        flows=flows,
        lanes=lanes.names,
        version_tag=attribute(extension(element, "versionTag"), "value"),
        documentation=text_of(child(element, "documentation")),
        properties=zeebe.properties(element),
    )


def _scopes(process: Element) -> Iterator[Element]:
    """The process and every embedded or event subprocess in it, outermost first."""
    yield process
    for each in process.iterchildren(f"{{{BPMN}}}subProcess"):
        yield from _scopes(each)


def kind_of(element: Element) -> Kind | None:
    """What kind of flow node an element is; None for everything that is none or does not run."""
    return KINDS.get(local(element)) if namespace(element) == BPMN else None


def _node(element: Element, scope: Element, lanes: Lanes, roots: Roots) -> FlowNode | None:
    kind, node_id = kind_of(element), element.get("id") or ""
    if kind is None or not node_id:
        return None
    event = _event(element, kind, roots)
    if event is None and kind in EVENT_KINDS:
        return None
    interrupts = "cancelActivity" if kind is Kind.BOUNDARY_EVENT else "isInterrupting"
    return FlowNode(
        id=node_id,
        kind=kind,
        name=element.get("name", ""),
        documentation=text_of(child(element, "documentation")),
        scope=scope.get("id") or "",
        lane=lanes.of(element),
        default_flow=reference(element, "default"),
        event=event,
        attached_to=reference(element, "attachedToRef") if kind is Kind.BOUNDARY_EVENT else None,
        is_interrupting=is_true(element, interrupts, default=True),
        triggered_by_event=is_true(element, "triggeredByEvent", default=False),
        inputs=zeebe.io_mappings(element, "input"),
        outputs=zeebe.io_mappings(element, "output"),
        job=zeebe.job_definition(element),
        form_id=zeebe.start_form_id(element) if kind is Kind.START_EVENT else None,
        user_task=zeebe.user_task_definition(element) if kind is Kind.USER_TASK else None,
        script=zeebe.script(element) if kind is Kind.SCRIPT_TASK else None,
        called_element=zeebe.called_element(element) if kind is Kind.CALL_ACTIVITY else None,
        called_decision=zeebe.called_decision(element) if kind is Kind.BUSINESS_RULE_TASK else None,
        loop=zeebe.multi_instance(element),
        properties=zeebe.properties(element),
    )


def _event(element: Element, kind: Kind, roots: Roots) -> EventDefinition | None:
    if kind in EVENT_KINDS:
        return event_definition(element, kind, roots)
    if kind is Kind.RECEIVE_TASK:
        return EventDefinition(Trigger.MESSAGE, message=message_definition(element, roots, correlated=True))
    return None


def _flow_ends(scope: Element, end: str) -> defaultdict[str, list[str]]:
    """What the flows themselves say: the `incoming` and `outgoing` children of a node are copies and may be stale."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for flow in children(scope, "sequenceFlow"):
        found[reference(flow, end) or ""].append(flow.get("id") or "")
    return found


def _flow(element: Element, scope: Element) -> SequenceFlow | None:
    source, target = (reference(element, end) for end in ("sourceRef", "targetRef"))
    if not is_bpmn(element, "sequenceFlow") or not (source and target and element.get("id")):
        return None
    return SequenceFlow(
        id=element.get("id") or "",
        source=source,
        target=target,
        scope=scope.get("id") or "",
        name=element.get("name", ""),
        condition=zeebe.feel_of(text_of(child(element, "conditionExpression"))),
    )
