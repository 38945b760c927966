"""Whatever goes wrong while a case runs is an incident on its element; the rest of the case runs on."""

from __future__ import annotations

import pytest

from engine import facts
from engine.errors import BadInput, NotFound
from engine.ports import JobResult
from engine.spiff.machine import Machine
from tests.engine.spiff.drawing import (
    boundary,
    call,
    each,
    end,
    error,
    flow,
    inc,
    io,
    message,
    node,
    par,
    path,
    process,
    service,
    signal,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.spiff.running import Run
from tests.engine.worlds import TestWorld, mini_feel

GATEWAY = (
    start(),
    xor("g"),
    user("a"),
    user("b"),
    path("start", "g"),
    flow("g", "a", "n = 1"),
    flow("g", "b", "n = 2"),
)


def straight(*parts: str, world: TestWorld | None = None, **variables: object) -> Run:
    return Run(start(), *parts, end(), path("start", "x", "end"), world=world, **variables)


def test_no_matching_flow_waits_for_a_value_and_then_goes_on():
    run = Run(*GATEWAY, n=3)
    assert run.incidents == [("g", "no_flow")]
    run.resolve(variables={"n": 2})
    assert run.open == ["b"]
    assert run.incidents == []
    assert len(run.of(facts.IncidentResolved)) == 1


def test_resolving_what_is_not_mended_raises_a_new_incident():
    run = Run(*GATEWAY, n=3)
    run.resolve()
    assert [each.incident for each in run.of(facts.IncidentRaised)] == [1, 2]
    assert run.incidents == [("g", "no_flow")]


@pytest.mark.parametrize("gateway", [xor, inc])
def test_a_condition_that_is_not_boolean_is_an_incident_that_names_what_it_gave(gateway):
    run = Run(
        start(),
        gateway("g"),
        user("a"),
        user("b"),
        path("start", "g"),
        flow("g", "a", "n"),
        flow("g", "b", "true"),
        n=3,
    )
    assert run.incidents == [("g", "condition")]
    (incident,) = run.machine.incidents()
    assert "it gave a number" in incident.sentence
    assert incident.detail == "n"


def test_a_later_condition_that_fails_does_not_spoil_an_earlier_true_one():
    run = Run(
        start(), xor("g"), user("a"), user("b"), path("start", "g"), flow("g", "a", "n = 3"), flow("g", "b", "m"), n=3
    )
    assert run.open == ["a"]


def test_the_rest_of_the_case_runs_on():
    run = Run(
        start(), par("f"), call("c", "nobody"), user("a"), user("b"), path("start", "f", "c"), path("f", "a", "b")
    )
    assert run.incidents == [("c", "called_process")]
    run.complete("a")
    run.complete("b")
    assert run.outcome is None


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (call("x", "nobody"), "called_process"),
        (call("x", "=1"), "called_process"),
        (user("x", each("n")), "collection"),
        (user("x", each("[1]", until="n")), None),
        (node("receiveTask", "x", messageRef="m_paid"), "event"),
        (node("intermediateCatchEvent", "x", timer("duration", "soon")), "timer"),
        (node("intermediateCatchEvent", "x", timer("date", "=n")), "timer"),
        (node("intermediateCatchEvent", "x", timer("duration", "=nothing")), "timer"),
        (user("x", ext='<zeebe:assignmentDefinition assignee="=n"/>'), "assignment"),
        (user("x", ext='<zeebe:assignmentDefinition candidateGroups="=[1]"/>'), "assignment"),
        (user("x", ext='<zeebe:taskSchedule dueDate="tomorrow"/>'), "assignment"),
        (user("x", ext='<zeebe:priorityDefinition priority="200"/>'), "assignment"),
        (service("x", retries="none"), "job_failed"),
        (service("x", type_="=n"), "job_failed"),
        (node("businessRuleTask", "x", ext='<zeebe:calledDecision decisionId="no" resultVariable="r"/>'), "decision"),
        (node("endEvent", "x", error("e_bad")), "unhandled_error"),
    ],
)
def test_every_failure_is_an_incident_that_can_be_tried_again(part, kind):
    run = straight(part, n=1) if "endEvent" not in part else Run(start(), part, path("start", "x"), n=1)
    if kind is None:
        run.complete("x")
        kind = "collection"
    assert run.incidents == [("x", kind)]
    assert run.outcome is None
    run.resolve()
    assert run.incidents == [("x", kind)]
    run.cancel()
    assert run.outcome == "cancelled"
    assert run.incidents == []


def test_an_incident_tells_what_a_value_is_and_never_the_value():
    secret = "33010219900101123X"
    for part in (
        user("x", ext='<zeebe:taskSchedule dueDate="=secret"/>'),
        user("x", ext='<zeebe:assignmentDefinition candidateGroups="=[[secret]]"/>'),
        node("intermediateCatchEvent", "x", timer("duration", "=secret")),
        user("x", each("secret")),
        service("x", retries="=secret"),
    ):
        run = straight(part, secret=secret)
        assert len(run.incidents) == 1
        assert secret not in repr(run.of(facts.IncidentRaised))


def test_a_failing_input_mapping_leaves_no_half_made_locals():
    run = straight(user("x", ext=io(("=1", "a"), ("=fail(a)", "b"))), world=TestWorld(feel=mini_feel))
    assert run.incidents == [("x", "io_mapping")]
    assert run.machine.variables(run.key("x")) == {}
    assert run.waits == []


def test_a_failing_output_mapping_keeps_the_answers_for_the_next_try():
    run = straight(user("x", ext=io(out=(("=answer + add", "sum"),))), world=TestWorld(feel=mini_feel))
    run.complete("x", answer=1)
    assert run.incidents == [("x", "io_mapping")]
    assert run.open == []
    run.resolve(variables={"add": 2})
    assert run.vars == {"add": 2, "sum": 3}
    assert run.outcome == "completed"


def test_an_output_mapping_that_adds_up_adds_once_when_the_output_element_fails():
    run = straight(
        user("x", each("items", into="got", of="good + 1"), ext=io(out=(("=total + 1", "total"),))),
        world=TestWorld(feel=mini_feel),
        items=[1],
        total=0,
    )
    run.complete("x")
    assert run.incidents == [("x", "collection")]
    run.resolve(variables={"good": 1})
    assert (run.vars["total"], run.vars["got"]) == (1, [2])


def test_a_wait_that_cannot_be_told_opens_none_of_the_others():
    run = straight(
        user("x"),
        boundary("late", "x", timer("duration", "PT1H")),
        boundary("told", "x", message("m_told")),
        user("y"),
        path("late", "y"),
        path("told", "y"),
    )
    assert run.incidents == [("x", "event")]
    assert run.waits == []
    run.resolve(variables={"key": "K"})
    assert run.waits == ["late", "told"]
    assert run.open == ["x"]


def test_entering_again_makes_the_locals_anew_from_outside():
    run = straight(
        user("x", ext=io(("=n + 1", "n"))),
        boundary("late", "x", timer("duration", "=wait")),
        user("y"),
        path("late", "y"),
        n=1,
    )
    assert run.incidents == [("x", "timer")]
    run.resolve(variables={"wait": "PT1H", "n": 7})
    assert run.machine.variables(run.key("x"))["n"] == 8
    assert run.vars == {"wait": "PT1H", "n": 7}


def test_a_boundary_event_can_take_an_incident_away():
    run = straight(service("x"), boundary("late", "x", timer("duration", "PT1H")), user("y"), path("late", "y"))
    assert run.incidents == [("x", "job_failed")]
    run.fire("late")
    assert run.incidents == []
    assert run.open == ["y"]
    assert len(run.of(facts.IncidentResolved)) == 1


def test_a_handler_gets_fresh_tries_when_its_incident_is_resolved():
    w = TestWorld()
    w.handlers["work"] = lambda job: {"ok": True} if job.attempt == 3 else w.failed("not yet", w.retries[-1])
    run = straight(service("x", retries="2"), world=w)
    run.retry()
    assert run.incidents == [("x", "job_failed")]
    assert run.machine.incidents()[0].sentence == "not yet"
    run.resolve()
    assert w.retries == [2, 1, 2]
    assert run.outcome == "completed"
    assert [each.failure for each in run.of(facts.HandlerRan)] == ["not yet", "not yet", None]


def test_an_error_that_nothing_catches_is_an_incident_and_the_handler_runs_again():
    w = TestWorld()
    w.handlers["work"] = lambda job: {} if job.attempt == 2 else JobResult(error_code="worse", error_message="Alas.")
    run = straight(service("x"), boundary("bad", "x", error("e_bad")), user("y"), path("bad", "y"), world=w)
    assert run.incidents == [("x", "unhandled_error")]
    assert [(each.code, each.caught_by) for each in run.of(facts.ErrorThrown)] == [("worse", None)]
    run.resolve()
    assert run.outcome == "completed"


def test_a_join_that_can_never_open_is_said_at_once():
    run = Run(
        start(),
        xor("f", default="f-b"),
        user("a"),
        user("b"),
        par("j"),
        flow("f", "a", "false"),
        path("start", "f", "b", "j"),
        path("a", "j"),
    )
    run.complete("b")
    assert run.incidents == [("j", "stuck")]
    assert run.machine.incidents()[0].detail == "a-j"
    run.resolve()
    assert run.incidents == [("j", "stuck")]


def test_a_dead_join_inside_a_subprocess_is_said_though_others_still_work():
    inner = sub(
        "s",
        start("s0"),
        xor("f", default="f-j"),
        user("a"),
        par("j"),
        flow("f", "a", "false"),
        path("s0", "f", "j"),
        path("a", "j"),
    )
    run = Run(start(), inner, user("b"), path("start", "s"), path("start", "b"))
    assert run.open == ["b"]
    assert run.incidents == [("j", "stuck")]


def test_a_boundary_event_takes_a_waiting_retry_away():
    w = TestWorld()
    w.handlers["work"] = lambda job: w.failed("not yet", w.retries[-1])
    run = straight(
        service("x"), boundary("late", "x", timer("duration", "PT1H")), user("y"), path("late", "y"), world=w
    )
    assert len(run.machine.jobs()) == 1
    run.fire("late")
    assert run.machine.jobs() == ()
    assert len(run.of(facts.JobClosed)) == 1


def test_a_join_that_was_interrupted_begins_anew_the_next_time():
    inner = sub(
        "s", start("s0"), par("f"), user("a"), user("b"), par("j"), path("s0", "f", "a", "j"), path("f", "b", "j")
    )
    run = Run(
        start(),
        inner,
        boundary("again", "s", timer("duration", "PT1H")),
        user("z"),
        path("start", "s", "z"),
        flow("again", "s"),
    )
    run.complete("a")
    run.fire("again")
    run.complete("b")
    assert run.open == ["a"]
    run.complete("a")
    assert run.open == ["z"]


def test_a_message_and_a_signal_are_not_taken_for_one_another():
    run = straight(
        user("x"),
        boundary("told", "x", message("m_told"), interrupting=False),
        boundary("news", "x", signal("s_news"), interrupting=False),
        key="K",
    )
    told, news = run.machine.subscriptions()
    with pytest.raises(BadInput):
        run.machine.catch_signal(told.number, {}, run.world)
    with pytest.raises(BadInput):
        run.machine.correlate(news.number, {}, run.world)


def test_a_process_that_only_events_start_is_not_started_without_one():
    run = Run(start("s", message("m_told")), user("a"), path("s", "a"), start="s")
    with pytest.raises(BadInput):
        Machine.start(run.library, "p", {}, run.world)
    called = process(start("q0", message("m_told")), user("a"), path("q0", "a"), process_id="q")
    assert straight(call("x", "q"), called).incidents == [("q", "called_process")]


def test_a_snapshot_of_another_model_is_refused_by_name():
    run = straight(user("x"))
    snapshot = run.machine.snapshot()
    other = straight(user("x"), user("y")).library
    assert Machine.restore(other, snapshot).open_tasks()
    with pytest.raises(NotFound):
        Machine.restore(Run(start(), user("z"), path("start", "z")).library, snapshot)
    with pytest.raises(NotFound):
        Machine.restore({}, snapshot)
    with pytest.raises(BadInput):
        Machine.restore(run.library, snapshot | {"format": 0})


def test_commands_refuse_before_anything_has_changed():
    run = straight(user("x"))
    before = run.machine.snapshot()
    for command in (
        lambda: run.machine.complete_task(99, {}, run.world),
        lambda: run.machine.complete_task(1, {}, run.world),
        lambda: run.machine.fire_timer(1, run.world),
        lambda: run.machine.correlate(1, {}, run.world),
        lambda: run.machine.run_job(1, run.world),
        lambda: run.machine.resolve_incident(1, run.world),
        lambda: run.machine.set_variables(99, {}, run.world),
        lambda: Machine.start(run.library, "nobody", {}, run.world),
        lambda: Machine.start(run.library, "p", {}, run.world, "x"),
    ):
        with pytest.raises(NotFound):
            command()
    with pytest.raises(BadInput):
        run.machine.complete_task(run.key("x"), ["rubbish"], run.world)
    assert run.machine.snapshot() == before
    run.complete("x")
    with pytest.raises(BadInput):
        run.machine.cancel(run.world)
