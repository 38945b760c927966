"""Boundary events: on what they sit and where they lead."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import id_of, label_of, scope_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.refs import reference
from engine.bpmn.text import Text
from engine.bpmn.xml import local

_PASSED_THROUGH = frozenset({"task", "manualTask"})


def attached(case: Case) -> Iterator[Hit]:
    """A boundary event sits on an activity of its own scope."""
    for event in case.document.nodes_called("boundaryEvent"):
        host = case.document.node(reference(event, "attachedToRef"))
        if host is None or scope_of(host) is not scope_of(event):
            yield hit(event, host=reference(event, "attachedToRef") or "")


def outgoing(case: Case) -> Iterator[Hit]:
    """A boundary event that leads nowhere cancels the activity, or does nothing at all."""
    for event in case.document.nodes_called("boundaryEvent"):
        if not case.document.outgoing[id_of(event)]:
            yield hit(event)


def never_happens(case: Case) -> Iterator[Hit]:
    """Undefined and manual tasks are passed through at once: nothing can happen while they last."""
    for event in case.document.nodes_called("boundaryEvent"):
        host = case.document.node(reference(event, "attachedToRef"))
        if host is not None and local(host) in _PASSED_THROUGH:
            yield hit(event, host=label_of(host))


RULES = (
    Rule(
        "boundary-attached",
        Severity.ERROR,
        attached,
        Text(
            'The boundary event sits on no activity of its process or subprocess (attachedToRef = "{host}").',
            "边界事件没有附着在同一流程或子流程的活动上（attachedToRef = “{host}”）。",
        ),
        Text("Drag it onto the border of the activity that it watches.", "请把它拖到所监视活动的边框上。"),
    ),
    Rule(
        "boundary-outgoing",
        Severity.ERROR,
        outgoing,
        Text("No flow leaves the boundary event.", "边界事件没有流出线。"),
        Text("Draw what shall happen then, at least an end event.", "请画出此时应做的事，至少连到一个结束事件。"),
    ),
    Rule(
        "boundary-never-happens",
        Severity.WARNING,
        never_happens,
        Text(
            "The boundary event never happens: {host} is passed through at once.",
            "该边界事件永远不会发生：{host} 会被直接通过。",
        ),
        Text("Make the task a user, service or receive task.", "请把该任务改为用户任务、服务任务或接收任务。"),
    ),
)
