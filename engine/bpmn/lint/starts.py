"""Start events: how a process and each kind of subprocess begins."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.document import id_of, trigger_of
from engine.bpmn.findings import Severity
from engine.bpmn.lint.rule import Case, Hit, Rule, hit
from engine.bpmn.text import Text
from engine.bpmn.xml import Element, children, local


def _starts(scope: Element) -> list[Element]:
    return list(children(scope, "startEvent"))


def process_start(case: Case) -> Iterator[Hit]:
    """A process needs a start event; elements without an incoming flow do not start by themselves."""
    return (hit(process) for process in case.document.processes if not _starts(process))


def none_start_once(case: Case) -> Iterator[Hit]:
    """Of the start events of a process at most one may be without a trigger: starting it by hand means that one."""
    for process in case.document.processes:
        for extra in [start for start in _starts(process) if trigger_of(start) == "none"][1:]:
            yield hit(extra)


def sub_process_start(case: Case) -> Iterator[Hit]:
    """An embedded subprocess begins at its one start event, an event subprocess at the one with its event."""
    for scope in case.document.scopes:
        if local(scope) != "process" and len(_starts(scope)) != 1:
            yield hit(scope, count=str(len(_starts(scope))))


def outgoing(case: Case) -> Iterator[Hit]:
    """A start event that leads nowhere starts nothing."""
    for start in case.document.nodes_called("startEvent"):
        if not case.document.outgoing[id_of(start)]:
            yield hit(start)


RULES = (
    Rule(
        "start-missing",
        Severity.ERROR,
        process_start,
        Text("The process has no start event.", "流程没有开始事件。"),
        Text("Draw a start event in front of the first element.", "请在第一个元素之前画一个开始事件。"),
    ),
    Rule(
        "start-none-once",
        Severity.ERROR,
        none_start_once,
        Text("The process has a second start event without a trigger.", "流程有第二个没有触发条件的开始事件。"),
        Text("Keep one; give the other a message, timer or signal.", "请只保留一个；为另一个设置消息、定时或信号。"),
    ),
    Rule(
        "start-of-sub-process",
        Severity.ERROR,
        sub_process_start,
        Text("The subprocess has {count} start events instead of one.", "子流程有 {count} 个开始事件，应为一个。"),
        Text("Draw exactly one start event in it.", "请在其中只画一个开始事件。"),
    ),
    Rule(
        "start-outgoing",
        Severity.ERROR,
        outgoing,
        Text("No flow leaves the start event.", "开始事件没有流出线。"),
        Text("Draw the flow to the first element.", "请画出通往第一个元素的线。"),
    ),
)
