"""Probes of tasks, calls and subprocesses."""

from __future__ import annotations

from engine import facts
from tests.engine.elements.cast import ACTIVITIES, CALLED, DECISION, Run, world
from tests.engine.elements.probes import probe
from tests.engine.spiff.drawing import (
    boundary,
    call,
    each,
    end,
    message,
    node,
    on_event,
    path,
    script,
    service,
    start,
    sub,
    timer,
    user,
)
from tests.engine.worlds import TestWorld


def straight(*parts: str, world: TestWorld | None = None, **variables: object) -> Run:
    """start → x → end"""
    return Run(start(), *parts, end(), path("start", "x", "end"), world=world, **variables)


@probe("task", "manual_task")
def _passes_at_once(row_id: str) -> None:
    run = straight(node("task" if row_id == "task" else "manualTask", "x"))
    assert run.outcome == "completed"
    assert run.passed("x") == 1


@probe("user_task")
def _waits_for_a_person_and_takes_the_answers() -> None:
    run = straight(user("x", name="办理"))
    assert [(each.element, each.label) for each in run.of(facts.UserTaskOpened)] == [("x", "办理")]
    run.complete("x", answer=42)
    assert run.vars == {"answer": 42}
    assert [each.completed for each in run.of(facts.UserTaskClosed)] == [True]
    assert run.outcome == "completed"


@probe("service_task", "send_task", "script_task.job", "business_rule_task.job")
def _calls_its_handler(row_id: str) -> None:
    kind = {"service_task": "serviceTask", "send_task": "sendTask", "script_task.job": "scriptTask"}
    w = TestWorld(handlers={"work": lambda job: {"sum": job.variables["a"] + 1}})
    run = straight(service("x", kind=kind.get(row_id, "businessRuleTask")), world=w, a=1)
    assert [(job.type, job.element, job.attempt) for job in w.jobs] == [("work", "x", 1)]
    assert run.vars == {"a": 1, "sum": 2}
    assert [each.result for each in run.of(facts.HandlerRan)] == [{"sum": 2}]
    assert run.outcome == "completed"


@probe("receive_task")
def _waits_for_its_message() -> None:
    run = straight(node("receiveTask", "x", messageRef="m_paid"), key="K1")
    (opened,) = run.of(facts.SubscriptionOpened)
    assert (opened.event_name, opened.correlation_key, opened.element) == ("paid", "K1", "x")
    run.receive("x", amount=5)
    assert run.vars == {"key": "K1", "amount": 5}
    assert run.outcome == "completed"


@probe("script_task.expression")
def _evaluates_feel_into_a_variable() -> None:
    run = straight(script("x", "a + 1", "b"), a=1)
    assert run.vars == {"a": 1, "b": 2}
    assert run.outcome == "completed"


@probe("business_rule_task.decision")
def _asks_the_decision_and_keeps_its_trace() -> None:
    w = TestWorld(decisions={"d": lambda context: context["a"] > 1})
    run = straight(node("businessRuleTask", "x", ext=DECISION), world=w, a=2)
    assert run.vars == {"a": 2, "decided": True}
    (decided,) = run.of(facts.DecisionEvaluated)
    assert (decided.decision_id, decided.result, decided.trace) == ("d", True, [{"decision": "d"}])


@probe("call_activity")
def _runs_another_process_with_variables_of_its_own() -> None:
    run = straight(call("x", "called"), CALLED, a=1)
    assert run.open == ["in"]
    activated = {each.element: each for each in run.of(facts.ElementActivated)}
    assert activated["in"].process_id == "called"
    assert activated["called"].scope_key == activated["x"].key
    run.complete("in", a=2, b=3)
    assert run.vars == {"a": 2, "b": 3}
    assert run.outcome == "completed"


@probe("sub_process")
def _runs_what_is_inside_and_ends_with_its_last_token() -> None:
    run = straight(sub("x", start("s0"), user("a"), user("b"), path("s0", "a"), path("s0", "b")))
    assert run.open == ["a", "b"]
    run.complete("a")
    assert run.outcome is None
    run.complete("b")
    assert run.passed("x") == 1
    assert run.outcome == "completed"


def _alarm(node_id: str, *inside: str) -> str:
    return on_event(
        node_id,
        start(f"{node_id}-start", message("m_asked"), isInterrupting="false"),
        *inside,
        user(f"{node_id}-answer"),
        path(f"{node_id}-start", f"{node_id}-answer"),
    )


@probe("event_sub_process.in_process")
def _event_subprocess_of_a_process() -> None:
    run = straight(user("x"), _alarm("e"), key="K")
    assert run.open == ["x"]
    run.receive("e-start")
    assert run.open == ["e-answer", "x"]
    run.complete("x")
    assert run.waits == ["e-start"]
    run.complete("e-answer")
    assert run.outcome == "completed"
    assert run.waits == []


@probe("event_sub_process.in_sub_process")
def _event_subprocess_of_a_subprocess() -> None:
    run = straight(sub("x", start("s0"), user("a"), path("s0", "a"), _alarm("e")), key="K")
    run.receive("e-start")
    assert run.open == ["a", "e-answer"]
    run.complete("e-answer")
    run.complete("a")
    assert run.outcome == "completed"


@probe("event_sub_process.in_event_sub_process")
def _event_subprocess_of_an_event_subprocess() -> None:
    run = straight(user("x"), _alarm("e", _alarm("f")), key="K")
    assert run.waits == ["e-start"]
    run.receive("e-start")
    assert run.waits == ["e-start", "f-start"]
    run.receive("f-start")
    assert run.open == ["e-answer", "f-answer", "x"]
    for element in ("e-answer", "f-answer", "x"):
        run.complete(element)
    assert run.outcome == "completed"


@probe(*(f"boundary_host.{kind}" for kind in ACTIVITIES))
def _boundary_events_watch_it(row_id: str) -> None:
    kind = row_id.removeprefix("boundary_host.")
    activity = ACTIVITIES[kind]
    parts = (
        activity.draw(),
        boundary("late", "x", timer("duration", "PT1H")),
        user("chase"),
        path("late", "chase"),
        *([CALLED] if kind == "call_activity" else []),
    )
    # Passing: the timer was set and goes with the activity.
    run = straight(*parts, world=world(), key="K", y=1)
    assert [each.element for each in run.of(facts.TimerSet)] == ["late"]
    if activity.finish:
        assert run.waits.count("late") == 1
        activity.finish(run)
    assert [each.timer for each in run.of(facts.TimerCancelled)] == [1]
    assert run.outcome == "completed"
    # Interrupted, while it waits or stands still.
    if activity.finish or activity.can_fail:
        run = straight(*parts, world=world(works=False), key="K", y="not a number")
        run.fire("late")
        assert run.open == ["chase"]
        assert run.terminated("x") == 1
        assert run.incidents == []
        run.complete("chase")
        assert run.outcome == "completed"


@probe("boundary_host.multi_instance")
def _a_boundary_event_takes_all_instances_at_once() -> None:
    run = straight(
        user("x", each("items")),
        boundary("late", "x", timer("duration", "PT1H")),
        user("chase"),
        path("late", "chase"),
        items=[1, 2, 3],
    )
    assert run.open == ["x", "x", "x"]
    assert run.waits == ["late"]
    run.complete("x")
    run.fire("late")
    assert run.open == ["chase"]
    assert run.terminated("x") == 3  # two instances and the whole


@probe("start_event.sub_process.none")
def _a_subprocess_begins_at_its_start_event() -> None:
    run = straight(sub("x", start("s0"), user("a"), path("s0", "a")))
    assert run.passed("s0") == 1
    assert run.open == ["a"]


@probe("lane")
def _a_task_carries_its_lane() -> None:
    lanes = (
        '<laneSet id="ls"><lane id="l1" name="核保"><flowNodeRef>x</flowNodeRef></lane>'
        '<lane id="l2" name="运营"><flowNodeRef>start</flowNodeRef><flowNodeRef>end</flowNodeRef></lane></laneSet>'
    )
    run = straight(lanes, user("x"))
    assert [each.lane for each in run.of(facts.UserTaskOpened)] == ["核保"]
