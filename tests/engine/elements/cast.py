"""Every kind of activity, each with a way to draw it, to bring it to its end, and to keep it from ending by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.bpmn.findings import Severity
from engine.bpmn.lint import lint_diagram
from tests.engine.spiff.drawing import call, draw, end, node, path, process, script, service, start, sub, user
from tests.engine.spiff.running import Run as RunAsDrawn
from tests.engine.worlds import TestWorld

DECISION = '<zeebe:calledDecision decisionId="d" resultVariable="decided"/>'


@dataclass(frozen=True)
class Activity:
    """`finish` does what brings one instance of the activity `x` to its end; nothing for one that passes by itself."""

    draw: Callable[..., str]
    finish: Callable[[RunAsDrawn], object] | None = None
    can_fail: bool = False
    """Its work can end in an incident, so that something can happen to it meanwhile."""


ACTIVITIES = {
    "task": Activity(lambda *inside: node("task", "x", *inside)),
    "manual_task": Activity(lambda *inside: node("manualTask", "x", *inside)),
    "user_task": Activity(lambda *inside: user("x", *inside), lambda run: run.complete("x")),
    "service_task": Activity(lambda *inside: service("x", *inside), can_fail=True),
    "send_task": Activity(lambda *inside: service("x", *inside, kind="sendTask"), can_fail=True),
    "receive_task": Activity(
        lambda *inside: node("receiveTask", "x", *inside, messageRef="m_paid"), lambda run: run.receive("x")
    ),
    # FEEL gives null where other languages fail, so a script does not stand still.
    "script_task": Activity(lambda *inside: script("x", "1 + y", "made", *inside)),
    "business_rule_task": Activity(lambda *inside: node("businessRuleTask", "x", *inside, ext=DECISION), can_fail=True),
    "sub_process": Activity(
        lambda *inside: sub("x", start("s0"), user("in"), end("s9"), path("s0", "in", "s9"), *inside),
        lambda run: run.complete("in"),
    ),
    "call_activity": Activity(lambda *inside: call("x", "called", *inside), lambda run: run.complete("in")),
}

CALLED = process(start("c0"), user("in"), end("c9"), path("c0", "in", "c9"), process_id="called")


def world(*, works: bool = True) -> TestWorld:
    """A world whose handler and decision work, or do not."""
    if not works:
        return TestWorld()
    return TestWorld(handlers={"work": lambda job: {"worked": True}}, decisions={"d": lambda context: "yes"})


class Run(RunAsDrawn):
    """A run of a diagram that lint would let pass: the table, lint and the machine agree."""

    def __init__(self, *parts: str, **more: Any) -> None:
        errors = [each for each in lint_diagram(draw(*parts), "probe.bpmn") if each.severity is Severity.ERROR]
        assert not errors, [(each.rule, each.element_id, each.sentence) for each in errors]
        super().__init__(*parts, **more)
