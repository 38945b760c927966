"""Diagrams, people and engines for the tests of the durable engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from engine.actor import Actor, ActorKind, Channel
from engine.clock import ManualClock
from engine.engine import Engine
from engine.views import InboxTask

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" '
    'targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" '
    'modeler:executionPlatformVersion="8.6.0">'
)


def person(name: str, *roles: str, on_behalf_of: str | None = None) -> Actor:
    return Actor(name, ActorKind.PERSON, Channel.TEST, frozenset(roles), name, on_behalf_of)


ANNA = person("anna", "agent")
BEN = person("ben", "agent", "underwriter")
CLARA = person("clara", "underwriter")
ADMIN = person("root", "admin")
CUSTOMER = Actor("link-1", ActorKind.CUSTOMER, Channel.CUSTOMER_LINK, frozenset({"customer"}), "customer")
ROBOT = Actor("robot", ActorKind.API, Channel.API)


@dataclass
class Sketch:
    """A process in a few lines: elements by kind, flows by chains."""

    process_id: str
    name: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    flows: int = 0

    def add(self, kind: str, node: str, zeebe: str = "", inner: str = "", **attributes: str) -> Sketch:
        said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        extension = f"<bpmn:extensionElements>{zeebe}</bpmn:extensionElements>" if zeebe else ""
        self.parts.append(f'<bpmn:{kind} id="{node}"{said}>{extension}{inner}</bpmn:{kind}>')
        return self

    def start(self, node: str = "start", inner: str = "") -> Sketch:
        return self.add("startEvent", node, inner=inner)

    def end(self, node: str = "end", inner: str = "") -> Sketch:
        return self.add("endEvent", node, inner=inner)

    def user(
        self, node: str, groups: str = "agent", form: str = "", properties: dict[str, str] | None = None, more: str = ""
    ) -> Sketch:
        zeebe = "<zeebe:userTask/>" + more
        if groups:
            zeebe += f'<zeebe:assignmentDefinition candidateGroups="{groups}"/>'
        if form:
            zeebe += f'<zeebe:formDefinition formId="{form}"/>'
        return self.add("userTask", node, zeebe + _properties(properties or {}), name=node.title())

    def service(self, node: str, type: str, retries: str = "3") -> Sketch:  # noqa: A002
        return self.add("serviceTask", node, f'<zeebe:taskDefinition type="{type}" retries="{retries}"/>')

    def script(self, node: str, feel: str, result: str) -> Sketch:
        return self.add(
            "scriptTask", node, f'<zeebe:script expression={quoteattr("=" + feel)} resultVariable="{result}"/>'
        )

    def timer(self, node: str, duration: str) -> Sketch:
        return self.add("intermediateCatchEvent", node, inner=timer(duration))

    def boundary(self, node: str, host: str, inner: str, *, interrupting: bool = True) -> Sketch:
        return self.add(
            "boundaryEvent", node, inner=inner, attachedToRef=host, cancelActivity=str(interrupting).lower()
        )

    def message(self, node: str, name: str, key: str) -> Sketch:
        self.roots.append(
            f'<bpmn:message id="message_{node}" name="{name}"><bpmn:extensionElements>'
            f"<zeebe:subscription correlationKey={quoteattr('=' + key)}/></bpmn:extensionElements></bpmn:message>"
        )
        return self.add(
            "intermediateCatchEvent", node, inner=f'<bpmn:messageEventDefinition messageRef="message_{node}"/>'
        )

    def signal(self, kind: str, node: str, name: str) -> Sketch:
        self.roots.append(f'<bpmn:signal id="signal_{node}" name="{name}"/>')
        return self.add(kind, node, inner=f'<bpmn:signalEventDefinition signalRef="signal_{node}"/>')

    def call(self, node: str, process_id: str) -> Sketch:
        return self.add("callActivity", node, f'<zeebe:calledElement processId="{process_id}"/>')

    def flow(self, source: str, target: str, condition: str = "") -> Sketch:
        self.flows += 1
        inner = ""
        if condition:
            inner = (
                '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">='
                f"{condition.replace('<', '&lt;')}</bpmn:conditionExpression>"
            )
        self.parts.append(
            f'<bpmn:sequenceFlow id="flow_{self.flows}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</bpmn:sequenceFlow>"
        )
        return self

    def chain(self, *nodes: str) -> Sketch:
        for source, target in pairwise(nodes):
            self.flow(source, target)
        return self

    def xml(self, *others: Sketch) -> bytes:
        parts = [HEADER]
        for sketch in (self, *others):
            extension = _properties(sketch.properties)
            extension = extension and f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>"
            parts += sketch.roots
            parts.append(
                f'<bpmn:process id="{sketch.process_id}" name="{sketch.name or sketch.process_id}" '
                f'isExecutable="true">{extension}{"".join(sketch.parts)}</bpmn:process>'
            )
        return ("".join(parts) + "</bpmn:definitions>").encode()

    def files(self) -> dict[str, bytes]:
        return {f"{self.process_id}.bpmn": self.xml()}


def timer(text: str, kind: str = "timeDuration") -> str:
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def _properties(properties: dict[str, str]) -> str:
    inner = "".join(f"<zeebe:property name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in properties.items())
    return inner and f"<zeebe:properties>{inner}</zeebe:properties>"


def clock() -> ManualClock:
    return ManualClock(MONDAY)


def only_task(engine: Engine, case_id: str) -> InboxTask:
    """The one open task of a case."""
    (task,) = engine.queries.tasks_of_case(case_id)
    return task


def task_at(engine: Engine, case_id: str, element: str) -> InboxTask:
    """The open task at an element."""
    (task,) = [each for each in engine.queries.tasks_of_case(case_id) if each.element == element]
    return task
