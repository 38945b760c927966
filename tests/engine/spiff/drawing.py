"""Real Camunda 8 diagrams for tests, one line an element: `case_of(draw(start(), user("a"), end(), path(...)))`."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine.bpmn.model import Process
from engine.bpmn.parse import parse_diagram

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud" '
    'modeler:executionPlatformVersion="8.6.0" id="definitions" targetNamespace="http://example.org/sop">'
)


def node(kind: str, node_id: str, *inside: str, ext: str = "", **attributes: Any) -> str:
    """Any element. `ext`: its `zeebe:` children; trailing `_` of attribute names is dropped."""
    said = "".join(f" {name.rstrip('_')}={quoteattr(str(value))}" for name, value in attributes.items())
    extension = f"<extensionElements>{ext}</extensionElements>" if ext else ""
    return f'<{kind} id="{node_id}"{said}>{extension}{"".join(inside)}</{kind}>'


def start(node_id: str = "start", *inside: str, **more: Any) -> str:
    return node("startEvent", node_id, *inside, **more)


def end(node_id: str = "end", *inside: str, **more: Any) -> str:
    return node("endEvent", node_id, *inside, **more)


def user(node_id: str, *inside: str, ext: str = "", **more: Any) -> str:
    return node("userTask", node_id, *inside, ext=f"<zeebe:userTask/>{ext}", **more)


def service(node_id: str, *inside: str, type_: str = "work", retries: str = "3", ext: str = "", **more: Any) -> str:
    task = f"<zeebe:taskDefinition type={quoteattr(type_)} retries={quoteattr(retries)}/>"
    return node(more.pop("kind", "serviceTask"), node_id, *inside, ext=f"{task}{ext}", **more)


def script(node_id: str, expression: str, result: str, *inside: str, ext: str = "") -> str:
    said = f"<zeebe:script expression={quoteattr('=' + expression)} resultVariable={quoteattr(result)}/>"
    return node("scriptTask", node_id, *inside, ext=said + ext)


def xor(node_id: str, default: str = "") -> str:
    return node("exclusiveGateway", node_id, **({"default": default} if default else {}))


def par(node_id: str) -> str:
    return node("parallelGateway", node_id)


def inc(node_id: str, default: str = "") -> str:
    return node("inclusiveGateway", node_id, **({"default": default} if default else {}))


def sub(node_id: str, *inside: str, ext: str = "", **more: Any) -> str:
    return node("subProcess", node_id, *inside, ext=ext, **more)


def on_event(node_id: str, *inside: str, **more: Any) -> str:
    """An event subprocess."""
    return sub(node_id, *inside, triggeredByEvent="true", **more)


def call(node_id: str, process_id: str, *inside: str, ext: str = "", parent: bool = True, child: bool = True) -> str:
    said = (
        f"<zeebe:calledElement processId={quoteattr(process_id)} "
        f'propagateAllParentVariables="{str(parent).lower()}" propagateAllChildVariables="{str(child).lower()}"/>'
    )
    return node("callActivity", node_id, *inside, ext=said + ext)


def boundary(node_id: str, host: str, *inside: str, interrupting: bool = True, ext: str = "") -> str:
    return node(
        "boundaryEvent", node_id, *inside, ext=ext, attachedToRef=host, cancelActivity=str(interrupting).lower()
    )


def flow(source: str, target: str, condition: str = "", flow_id: str = "") -> str:
    said = f'id="{flow_id or f"{source}-{target}"}" sourceRef="{source}" targetRef="{target}"'
    if not condition:
        return f"<sequenceFlow {said}/>"
    inner = f'<conditionExpression xsi:type="tFormalExpression">={escape(condition)}</conditionExpression>'
    return f"<sequenceFlow {said}>{inner}</sequenceFlow>"


def path(*node_ids: str) -> str:
    """Flows from each element to the next."""
    return "".join(flow(source, target) for source, target in pairwise(node_ids))


def timer(kind: str, value: str) -> str:
    """`kind`: date, duration or cycle."""
    name = f"time{kind.capitalize()}"
    return f'<timerEventDefinition><{name} xsi:type="tFormalExpression">{escape(value)}</{name}></timerEventDefinition>'


def message(ref: str) -> str:
    return f'<messageEventDefinition messageRef="{ref}"/>'


def signal(ref: str) -> str:
    return f'<signalEventDefinition signalRef="{ref}"/>'


def error(ref: str = "") -> str:
    return f'<errorEventDefinition errorRef="{ref}"/>' if ref else "<errorEventDefinition/>"


def escalation(ref: str = "") -> str:
    return f'<escalationEventDefinition escalationRef="{ref}"/>' if ref else "<escalationEventDefinition/>"


TERMINATE = "<terminateEventDefinition/>"


def io(*inputs: tuple[str, str], out: tuple[tuple[str, str], ...] = ()) -> str:
    """`("=source", "target")` pairs."""
    said = "".join(f"<zeebe:input source={quoteattr(s)} target={quoteattr(t)}/>" for s, t in inputs)
    said += "".join(f"<zeebe:output source={quoteattr(s)} target={quoteattr(t)}/>" for s, t in out)
    return f"<zeebe:ioMapping>{said}</zeebe:ioMapping>"


def each(
    collection: str, element: str = "", *, into: str = "", of: str = "", seq: bool = False, until: str = ""
) -> str:
    """Multi-instance."""
    said = f"inputCollection={quoteattr('=' + collection)}"
    said += f" inputElement={quoteattr(element)}" if element else ""
    said += f" outputCollection={quoteattr(into)}" if into else ""
    said += f" outputElement={quoteattr('=' + of)}" if of else ""
    done = f'<completionCondition xsi:type="tFormalExpression">={escape(until)}</completionCondition>' if until else ""
    ext = f"<extensionElements><zeebe:loopCharacteristics {said}/></extensionElements>"
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(seq).lower()}">{ext}{done}'
        "</multiInstanceLoopCharacteristics>"
    )


def process(*parts: str, process_id: str = "p") -> str:
    return f'<process id="{process_id}" isExecutable="true">{"".join(parts)}</process>'


ROOTS = "".join(
    [
        *(
            f'<message id="m_{name}" name="{name}"><extensionElements><zeebe:subscription correlationKey="=key"/>'
            "</extensionElements></message>"
            for name in ("paid", "asked", "told")
        ),
        *(f'<signal id="s_{name}" name="{name}"/>' for name in ("halt", "news")),
        *(f'<error id="e_{code}" name="{code}" errorCode="{code}"/>' for code in ("bad", "worse")),
        *(f'<escalation id="x_{code}" name="{code}" escalationCode="{code}"/>' for code in ("late", "later")),
    ]
)
"""Messages `m_paid` …, signals `s_halt` …, errors `e_bad` …, escalations `x_late` … that any test may refer to."""


def draw(*parts: str) -> bytes:
    """One process `p` around the parts; parts that are processes themselves (`process(...)`) stand beside it."""
    own = [each for each in parts if not each.startswith("<process ")]
    beside = [each for each in parts if each.startswith("<process ")]
    return f"{HEAD}{ROOTS}{process(*own)}{''.join(beside)}</definitions>".encode()


def processes(xml: bytes) -> tuple[Process, ...]:
    """Read a diagram; whatever the reader finds wrong is the test's mistake."""
    diagram, findings = parse_diagram(xml, "test.bpmn")
    assert diagram is not None, findings
    return diagram.processes
