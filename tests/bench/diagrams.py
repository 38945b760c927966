"""The benchmark diagrams, each written once and printed in two dialects.

`camunda` is what sopflow deploys; `plain` is the same flow for SpiffWorkflow's own parser, with Python conditions and a
Python script in place of the handler, so that both sides of a ratio do the same work.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass
class Drawing:
    """Collects flow nodes and flows; ids of flows are counted."""

    process_id: str
    nodes: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    flows: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def node(self, kind: str, node_id: str, **extra: str) -> str:
        self.nodes.append((kind, node_id, extra))
        return node_id

    def flow(self, source: str, target: str, feel: str = "", python: str = "") -> str:
        flow_id = f"{source}_to_{target}"
        self.flows.append((flow_id, source, target, feel, python))
        return flow_id

    def chain(self, *node_ids: str) -> None:
        for source, target in itertools.pairwise(node_ids):
            self.flow(source, target)

    def camunda(self) -> bytes:
        """The diagram as sopflow deploys it."""
        parts = [self._camunda_node(*node) for node in self.nodes]
        parts += [
            _flow(flow_id, source, target, feel and f"={feel}") for flow_id, source, target, feel, _ in self.flows
        ]
        return _definitions(self.process_id, parts)

    def plain(self) -> bytes:
        """The diagram as SpiffWorkflow's own parser reads it."""
        parts = [self._plain_node(*node) for node in self.nodes]
        parts += [_flow(name, source, target, python) for name, source, target, _, python in self.flows]
        return _definitions(self.process_id, parts)

    def _camunda_node(self, kind: str, node_id: str, extra: dict[str, str]) -> str:
        inner = ""
        if kind == "userTask":
            inner = '<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="operations"/>'
        if kind == "serviceTask":
            inner = f'<zeebe:taskDefinition type="{extra["job"]}"/>'
        if inner:
            inner = f"<extensionElements>{inner}</extensionElements>"
        if "timer" in extra:
            inner += (
                "<timerEventDefinition>"
                f'<timeDuration xsi:type="tFormalExpression">{extra["timer"]}</timeDuration></timerEventDefinition>'
            )
        return f'<{kind} id="{node_id}"{_default(extra)}>{inner}</{kind}>'

    def _plain_node(self, kind: str, node_id: str, extra: dict[str, str]) -> str:
        if kind == "serviceTask":
            return f'<scriptTask id="{node_id}"><script>{extra["python"]}</script></scriptTask>'
        if "timer" in extra:
            # SpiffWorkflow reads a duration as a Python expression that gives ISO 8601 text.
            duration = f'<timeDuration xsi:type="tFormalExpression">"{extra["timer"]}"</timeDuration>'
            return f'<{kind} id="{node_id}"><timerEventDefinition>{duration}</timerEventDefinition></{kind}>'
        return f'<{kind} id="{node_id}"{_default(extra)}/>'


def _default(extra: dict[str, str]) -> str:
    return f' default="{extra["default"]}"' if "default" in extra else ""


def _flow(flow_id: str, source: str, target: str, condition: str) -> str:
    condition = condition.replace("<", "&lt;")
    inner = condition and f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>'
    return f'<sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def _definitions(process_id: str, parts: list[str]) -> bytes:
    return (
        f'<definitions xmlns="{MODEL}" xmlns:zeebe="{ZEEBE}" xmlns:xsi="{XSI}" id="definitions_{process_id}" '
        'targetNamespace="https://sopflow.example/bench">'
        f'<process id="{process_id}" isExecutable="true">{"".join(parts)}</process></definitions>'
    ).encode()


OUTCOMES = ("standard", "rated", "exclusion", "declined")


def underwriting() -> Drawing:
    """W1: submit, screening handler, gateway over four outcomes, underwrite, client response, issue."""
    drawing = Drawing("bench_underwriting")
    drawing.node("startEvent", "begin")
    drawing.node("userTask", "submit")
    drawing.node("serviceTask", "screen", job="bench.screen", python="outcome = screen(points)")
    drawing.node("exclusiveGateway", "by_outcome", default="by_outcome_to_underwrite_declined")
    for outcome in OUTCOMES:
        drawing.node("userTask", f"underwrite_{outcome}")
    drawing.node("exclusiveGateway", "decided")
    drawing.node("userTask", "client_response")
    drawing.node("userTask", "issue")
    drawing.node("endEvent", "issued")
    drawing.chain("begin", "submit", "screen", "by_outcome")
    for outcome in OUTCOMES[:-1]:
        drawing.flow("by_outcome", f"underwrite_{outcome}", f'outcome = "{outcome}"', f'outcome == "{outcome}"')
    drawing.flow("by_outcome", "underwrite_declined")
    for outcome in OUTCOMES:
        drawing.flow(f"underwrite_{outcome}", "decided")
    drawing.chain("decided", "client_response", "issue", "issued")
    return drawing


def row_of_tasks(count: int = 50) -> Drawing:
    """W2: user tasks in a row."""
    drawing = Drawing("bench_row")
    drawing.node("startEvent", "begin")
    tasks = [drawing.node("userTask", f"step_{number}") for number in range(1, count + 1)]
    drawing.node("endEvent", "finish")
    drawing.chain("begin", *tasks, "finish")
    return drawing


def waiting() -> Drawing:
    """W3: wait for one hour, then end."""
    drawing = Drawing("bench_waiting")
    drawing.node("startEvent", "begin")
    drawing.node("intermediateCatchEvent", "wait", timer="PT1H")
    drawing.node("endEvent", "finish")
    drawing.chain("begin", "wait", "finish")
    return drawing


def loop() -> Drawing:
    """W4: a user task passed again until `done` is true."""
    drawing = Drawing("bench_loop")
    drawing.node("startEvent", "begin")
    drawing.node("exclusiveGateway", "again")
    drawing.node("userTask", "work")
    drawing.node("exclusiveGateway", "enough", default="enough_to_again")
    drawing.node("endEvent", "finish")
    drawing.chain("begin", "again", "work", "enough")
    drawing.flow("enough", "again")
    drawing.flow("enough", "finish", "done = true", "done == True")
    return drawing
