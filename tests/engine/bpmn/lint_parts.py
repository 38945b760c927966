"""What the diagrams of the lint rules are put together from."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.lint import Known
from tests.engine.bpmn.diagrams import between, chain, diagram, extend, flow

KNOWN = Known(
    handlers={"a.b"},
    forms={"form"},
    decisions={"decision"},
    roles={"agent"},
    clauses={"4.4.1a"},
    processes={"q"},
    elements={"elsewhere"},
)


@dataclass(frozen=True)
class LintCase:
    """The invalid diagram breaks the rule at `element`; the valid one breaks no rule that is an error."""

    valid: bytes
    invalid: bytes
    element: str | None = "x"
    known: Known | None = KNOWN


def one(valid: str, invalid: str, element: str | None = "x", roots: str = "") -> LintCase:
    """Two elements, each between a start and an end event."""
    return LintCase(diagram(between(valid), roots), diagram(between(invalid), roots), element)


def bodies(valid: str, invalid: str, element: str | None = "x", roots: str = "") -> LintCase:
    """Two bodies of a process."""
    return LintCase(diagram(valid, roots), diagram(invalid, roots), element)


def tag(name: str, content: str = "", attributes: str = "") -> str:
    """The element x."""
    return f'<bpmn:{name} id="x" {attributes}>{content}</bpmn:{name}>'


def user(content: str) -> str:
    return tag("userTask", extend('<zeebe:assignmentDefinition candidateGroups="agent"/>' + content))


def service(content: str = '<zeebe:taskDefinition type="a.b"/>') -> str:
    return tag("serviceTask", extend(content))


def prop(name: str, value: str) -> str:
    return f'<zeebe:properties><zeebe:property name="{name}" value="{value}"/></zeebe:properties>'


def timer(content: str, kind: str = "intermediateCatchEvent") -> str:
    return tag(kind, f"<bpmn:timerEventDefinition>{content}</bpmn:timerEventDefinition>")


def repeat(loop: str = 'inputCollection="=items"', content: str = "") -> str:
    extension = extend(f"<zeebe:loopCharacteristics {loop}/>")
    return f"<bpmn:multiInstanceLoopCharacteristics>{extension}{content}</bpmn:multiInstanceLoopCharacteristics>"


START, END, TASK = '<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>', '<bpmn:task id="x"/>'
PLAIN = between(TASK)
MESSAGE = (
    f'<bpmn:message id="m" name="hello">{extend("""<zeebe:subscription correlationKey="=key"/>""")}</bpmn:message>'
)
SIGNAL = '<bpmn:signal id="s" name="alarm"/>'
CATCH = tag("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="m"/>')
HOST = '<bpmn:userTask id="host"/>'


def boundary(attributes: str = 'attachedToRef="host"', definition: str = "") -> str:
    definition = definition or '<bpmn:messageEventDefinition messageRef="m"/>'
    return f'<bpmn:boundaryEvent id="x" {attributes}>{definition}</bpmn:boundaryEvent>'


def with_boundary(event: str, flows: str, host: str = HOST) -> str:
    return f'{START}{host}{event}{END}<bpmn:endEvent id="other"/>{chain("start", "host", "end")}{flows}'


def split(kind: str, attributes: str, flows: str) -> str:
    """A gateway x that leads to a and b, and on to the end."""
    return (
        f'{START}<bpmn:{kind} id="x" {attributes}/><bpmn:task id="a"/><bpmn:task id="b"/>{END}'
        f"{flow('start', 'x')}{flows}{flow('a', 'end')}{flow('b', 'end')}"
    )


def event_choice(targets: str, flows: str) -> str:
    return f'{START}<bpmn:eventBasedGateway id="x"/>{targets}{END}{flow("start", "x")}{flows}'


DAY = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
TWO_EVENTS = (
    '<bpmn:intermediateCatchEvent id="m1"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
    f'<bpmn:intermediateCatchEvent id="t1">{DAY}</bpmn:intermediateCatchEvent>'
)
TWO_FLOWS = flow("x", "m1") + flow("x", "t1") + flow("m1", "end") + flow("t1", "end")


def sub(content: str, attributes: str = "") -> str:
    return f'<bpmn:subProcess id="s" {attributes}>{content}</bpmn:subProcess>'


INSIDE = '<bpmn:startEvent id="i"/><bpmn:task id="x"/><bpmn:endEvent id="o"/>' + chain("i", "x", "o")
ON_MESSAGE = (
    '<bpmn:startEvent id="i"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>'
    '<bpmn:endEvent id="o"/>' + flow("i", "o")
)


def shape(element: str, x: int, y: int, width: int = 100, height: int = 80, label: str = "") -> str:
    inner = f"<bpmndi:BPMNLabel>{label}</bpmndi:BPMNLabel>" if label else ""
    return (
        f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>{inner}</bpmndi:BPMNShape>'
    )


def edge(element: str, *points: tuple[int, int]) -> str:
    way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{element}_di" bpmnElement="{element}">{way}</bpmndi:BPMNEdge>'


def drawn(body: str, drawing: str, roots: str = "") -> bytes:
    plane = f'<bpmndi:BPMNPlane id="pl" bpmnElement="p">{drawing}</bpmndi:BPMNPlane>'
    plane = f'<bpmndi:BPMNDiagram id="d">{plane}</bpmndi:BPMNDiagram>'
    text = diagram(body, roots).decode()
    return text.replace("</bpmn:definitions>", f"{plane}</bpmn:definitions>").encode()


STRAIGHT = (
    shape("start", 100, 122, 36, 36)
    + shape("x", 200, 100)
    + shape("end", 360, 122, 36, 36)
    + edge("start_x", (136, 140), (200, 140))
    + edge("x_end", (300, 140), (360, 140))
)


def drawing(old: str, new: str, element: str = "x") -> LintCase:
    """The straight drawing, and the same with one part changed."""
    assert old in STRAIGHT
    return LintCase(drawn(PLAIN, STRAIGHT), drawn(PLAIN, STRAIGHT.replace(old, new)), element)
