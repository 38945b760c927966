"""Diagrams damaged at random: what a slip of the hand, a bad merge or a faulty tool leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from lxml import etree

from engine.bpmn.xml import BPMN, Element, read_xml
from tests.engine.bpmn.diagrams import diagram, extend, flow
from tests.engine.bpmn.lint_cases import CASES

NAMES = (
    *("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent"),
    *("boundaryEvent", "task", "userTask", "serviceTask"),
    *("sendTask", "receiveTask", "manualTask", "scriptTask"),
    *("businessRuleTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway"),
    *("eventBasedGateway", "complexGateway", "subProcess", "transaction"),
    *("callActivity", "sequenceFlow", "timerEventDefinition", "messageEventDefinition"),
    *("signalEventDefinition", "errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition"),
    *("linkEventDefinition", "conditionalEventDefinition", "extensionElements", "process"),
    *("lane", "laneSet", "timeDate", "timeDuration"),
    *("timeCycle", "conditionExpression", "multiInstanceLoopCharacteristics", "message"),
    *("error",),
)
ATTRIBUTES = (
    *("id", "name", "isExecutable", "sourceRef"),
    *("targetRef", "attachedToRef", "cancelActivity", "isInterrupting"),
    *("triggeredByEvent", "default", "messageRef", "signalRef"),
    *("errorRef", "escalationRef", "errorCode", "type"),
    *("retries", "source", "target", "formId"),
    *("processId", "decisionId", "resultVariable", "expression"),
    *("inputCollection", "inputElement", "correlationKey", "isSequential"),
    *("dueDate", "priority"),
)
VALUES = (
    *(
        "",
        " ",
        "true",
        "false",
        "x",
        "start",
        "end",
        "gone",
        "=x",
        "=",
        "=1 +",
        "P1D",
        "R3/PT1H",
        "2026-03-01T09:00:00Z",
    ),
    *(
        "0",
        "-1",
        "99999999999",
        "null",
        "=null",
        "{x}",
        "核保",
        "a b",
        "m",
        "s",
        "e",
        "=[1,2]",
        "=true",
        '="x"',
        "\u00a0",
    ),
)


def everything() -> bytes:
    """One sound diagram with most of the dialect in it."""
    roots = (
        '<bpmn:message id="m" name="hello">' + extend('<zeebe:subscription correlationKey="=key"/>') + "</bpmn:message>"
        '<bpmn:signal id="s" name="alarm"/><bpmn:error id="e" errorCode="broken"/>'
        '<bpmn:escalation id="esc" escalationCode="late"/>'
    )
    timer = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    body = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="agent"><bpmn:flowNodeRef>start</bpmn:flowNodeRef></bpmn:lane>'
        '</bpmn:laneSet><bpmn:startEvent id="start"/><bpmn:userTask id="u" name="填写">'
        + extend(
            '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="agent"/>'
            '<zeebe:taskSchedule dueDate="=now()"/>'
            '<zeebe:ioMapping><zeebe:output source="=1" target="n"/></zeebe:ioMapping>'
        )
        + '</bpmn:userTask><bpmn:boundaryEvent id="b" attachedToRef="u" cancelActivity="false">'
        + timer
        + '</bpmn:boundaryEvent><bpmn:exclusiveGateway id="g" default="g_h"/><bpmn:parallelGateway id="h"/>'
        '<bpmn:serviceTask id="w">'
        + extend('<zeebe:taskDefinition type="a.b" retries="2"/>')
        + '</bpmn:serviceTask><bpmn:scriptTask id="c">'
        + extend('<zeebe:script expression="=n + 1" resultVariable="n"/>')
        + '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
        + extend('<zeebe:loopCharacteristics inputCollection="=[1,2]" inputElement="i"/>')
        + '</bpmn:multiInstanceLoopCharacteristics></bpmn:scriptTask><bpmn:parallelGateway id="j"/>'
        '<bpmn:eventBasedGateway id="eg"/><bpmn:intermediateCatchEvent id="em">'
        '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
        '<bpmn:intermediateCatchEvent id="et">' + timer + "</bpmn:intermediateCatchEvent>"
        '<bpmn:subProcess id="sp"><bpmn:startEvent id="ss"/><bpmn:task id="st"/>'
        '<bpmn:endEvent id="se"><bpmn:escalationEventDefinition escalationRef="esc"/></bpmn:endEvent>'
        + flow("ss", "st")
        + flow("st", "se")
        + '</bpmn:subProcess><bpmn:boundaryEvent id="sb" attachedToRef="sp">'
        '<bpmn:escalationEventDefinition escalationRef="esc"/></bpmn:boundaryEvent>'
        '<bpmn:subProcess id="ev" triggeredByEvent="true"><bpmn:startEvent id="es" isInterrupting="false">'
        '<bpmn:signalEventDefinition signalRef="s"/></bpmn:startEvent><bpmn:endEvent id="ee"/>'
        + flow("es", "ee")
        + '</bpmn:subProcess><bpmn:endEvent id="end"/><bpmn:endEvent id="stop"><bpmn:terminateEventDefinition/>'
        "</bpmn:endEvent>"
    )
    pairs = "start u,u g,b end,g h,h w,h c,w j,c j,j eg,eg em,eg et,em sp,et sp,sp end,sb stop"
    body += "".join(flow(*pair.split()) for pair in pairs.split(",")) + flow("g", "stop", "=n = 5")
    return diagram(body, roots)


def tree(xml: bytes) -> Element:
    """The sound diagram as elements."""
    root, findings = read_xml(xml)
    assert root is not None, findings
    return root


SEEDS = [everything(), *(case.valid for case in CASES.values() if len(case.valid) < 20_000)]


def damaged(random: Random, times: int) -> bytes:
    """A sound diagram with that many blows."""
    root = tree(SEEDS[0] if random.random() < 0.6 else random.choice(SEEDS))
    for _ in range(times):
        elements = list(root.iter())[1:]
        if elements:
            random.choice(BLOWS)(random, random.choice(elements), elements)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _drop(_random: Random, element: Element, _all: list[Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _rename(random: Random, element: Element, _all: list[Element]) -> None:
    element.tag = f"{{{BPMN}}}{random.choice(NAMES)}"


def _move(random: Random, element: Element, every: list[Element]) -> None:
    goal = random.choice(every)
    if goal is not element and element not in goal.iterancestors():
        goal.insert(random.randrange(len(goal) + 1), element)


def _copy(random: Random, element: Element, every: list[Element]) -> None:
    parent = random.choice(every)
    parent.append(tree(etree.tostring(element)))


def _drop_attribute(random: Random, element: Element, _all: list[Element]) -> None:
    if element.attrib:
        del element.attrib[random.choice(sorted(map(str, element.attrib)))]


def _set_attribute(random: Random, element: Element, every: list[Element]) -> None:
    ids = [each.get("id") or "" for each in every if each.get("id")]
    names = [*sorted(map(str, element.attrib)), random.choice(ATTRIBUTES)]
    element.set(random.choice(names), random.choice([*VALUES, *ids]))


def _set_text(random: Random, element: Element, _all: list[Element]) -> None:
    element.text = random.choice(VALUES)


BLOWS: tuple[Callable[[Random, Element, list[Element]], None], ...] = (
    _drop,
    _rename,
    _move,
    _copy,
    _drop_attribute,
    _set_attribute,
    _set_attribute,
    _set_text,
)
