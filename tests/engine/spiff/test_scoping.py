"""Variables live where Camunda 8 keeps them."""

from __future__ import annotations

from engine import facts
from engine.ports import JobResult
from tests.engine.spiff.drawing import (
    boundary,
    call,
    each,
    end,
    error,
    io,
    message,
    node,
    on_event,
    par,
    path,
    process,
    script,
    service,
    signal,
    start,
    sub,
    user,
)
from tests.engine.spiff.running import Run
from tests.engine.worlds import TestWorld


def straight(*parts: str, world: TestWorld | None = None, **variables: object) -> Run:
    return Run(start(), *parts, end(), path("start", "x", "end"), world=world, **variables)


def test_a_task_without_mappings_writes_to_the_process():
    run = straight(user("x"))
    run.complete("x", a=1)
    assert run.vars == {"a": 1}


def test_results_go_to_the_nearest_scope_that_has_the_variable():
    inner = sub("x", start("s0"), user("t"), path("s0", "t"), ext=io(("=1", "mine")))
    run = straight(inner, mine=0)
    run.complete("t", mine=2, new=3)
    assert run.vars == {"mine": 0, "new": 3}
    scope = run.key("x")
    assert [(each.scope_key, each.variable, each.old, each.new) for each in run.of(facts.VariableSet)] == [
        (1, "mine", None, 0),
        (scope, "mine", None, 1),
        (scope, "mine", 1, 2),
        (1, "new", None, 3),
    ]


def test_a_local_made_by_an_input_mapping_takes_the_result_and_vanishes_with_the_task():
    run = straight(user("x", ext=io(("=a", "a"))), a=1)
    run.complete("x", a=2, b=3)
    assert run.vars == {"a": 1, "b": 3}


def test_output_mappings_see_locals_results_and_one_another():
    run = straight(user("x", ext=io(("=a", "base"), out=(("=base + answer", "sum"), ("=sum * 2", "twice")))), a=1)
    run.complete("x", answer=4)
    assert run.vars == {"a": 1, "sum": 5, "twice": 10}


def test_output_mappings_of_a_subprocess_write_outside_it():
    inner = sub("x", start("s0"), user("t"), path("s0", "t"), ext=io(("=0", "n"), out=(("=n + 1", "n"),)))
    run = straight(inner)
    run.complete("t", n=41)
    assert run.vars == {"n": 42}


def test_an_input_mapping_to_a_path_makes_a_context_of_its_own():
    run = straight(user("x", ext=io(("=1", "case.part"), ("=case.part + 1", "case.other"))), case={"kept": True})
    assert run.machine.variables(run.key("x"))["case"] == {"part": 1, "other": 2}
    assert run.vars == {"case": {"kept": True}}


def test_an_output_mapping_to_a_path_leaves_what_stands_beside_it():
    before = {"kept": {"deep": 1}}
    run = straight(user("x", ext=io(out=(("=1", "case.kept.new"),))), case=before)
    run.complete("x")
    assert run.vars == {"case": {"kept": {"deep": 1, "new": 1}}}
    assert before == {"kept": {"deep": 1}}  # values are never changed in place: facts hold them


def test_mappings_that_need_not_wait_for_one_another_are_asked_in_one_call():
    run = straight(user("x", ext=io(("=a", "b"), ("=a + 1", "c"), ("=b + c", "d"))), a=1)
    assert [len(call) for call in run.world.asked] == [2, 1]
    assert run.machine.variables(run.key("x")) == {"a": 1, "b": 1, "c": 2, "d": 3}


def test_a_null_is_a_variable_and_true_is_not_one():
    run = straight(user("x"), a=None, b=True)
    run.complete("x", a=None, b=1)
    told = [(each.variable, each.old, each.new, each.created) for each in run.of(facts.VariableSet)]
    assert told == [("a", None, None, True), ("b", None, True, True), ("b", True, 1, False)]


def test_parallel_branches_see_each_others_writes():
    run = Run(start(), par("f"), user("a"), user("b"), path("start", "f", "a"), path("f", "b"), n=0)
    run.complete("a", n=1)
    assert run.machine.variables(run.key("b")) == {"n": 1}


def test_a_called_process_keeps_its_variables_to_itself():
    called = process(start("c0"), user("in"), path("c0", "in"), process_id="q")
    run = straight(call("x", "q", ext=io(("=a + 1", "b")), child=False), called, a=1)
    assert run.machine.variables(run.key("q")) == {"a": 1, "b": 2}
    run.complete("in", a=7, c=8)
    assert run.machine.variables(1) == {"a": 1}


def test_a_called_process_sees_only_the_mappings_when_told_so():
    called = process(start("c0"), user("in"), path("c0", "in"), process_id="q")
    run = straight(
        call("x", "q", ext=io(("=a + 1", "b"), out=(("=c", "got"),)), parent=False, child=False), called, a=1
    )
    assert run.machine.variables(run.key("q")) == {"b": 2}
    run.complete("in", c=8, noise=9)
    assert run.vars == {"a": 1, "got": 8}


def test_a_message_boundary_event_brings_its_variables_outside_the_task():
    run = straight(
        user("x", ext=io(("=1", "local"))),
        boundary("told", "x", message("m_told"), ext=io(out=(("=answer", "heard"),))),
        user("next"),
        path("told", "next"),
        key="K",
    )
    run.receive("told", answer=5, noise=6)
    assert run.vars == {"key": "K", "heard": 5}


def test_the_key_of_a_boundary_event_is_told_from_outside_the_task():
    run = straight(
        user("x", ext=io(('="inner"', "key"))),
        boundary("told", "x", message("m_told")),
        user("next"),
        path("told", "next"),
        key="outer",
    )
    assert [each.correlation_key for each in run.machine.subscriptions()] == ["outer"]


def test_the_key_of_a_receive_task_sees_its_input_mappings():
    run = straight(node("receiveTask", "x", messageRef="m_told", ext=io(('="inner"', "key"))), key="outer")
    assert [each.correlation_key for each in run.machine.subscriptions()] == ["inner"]


def test_a_signal_carries_what_the_event_s_input_mappings_made():
    run = Run(
        start(),
        node("intermediateThrowEvent", "say", signal("s_news"), ext=io(("=secret + 1", "told"))),
        path("start", "say"),
        secret=1,
    )
    assert [each.variables for each in run.of(facts.SignalThrown)] == [{"told": 2}]


def test_an_error_brings_its_variables_to_the_catcher():
    w = TestWorld(handlers={"work": lambda job: JobResult(error_code="bad", error_message="no", variables={"why": 1})})
    run = straight(
        service("x", ext=io(("=1", "local"))),
        boundary("bad", "x", error("e_bad")),
        user("mend"),
        path("bad", "mend"),
        world=w,
    )
    assert run.open == ["mend"]
    assert run.vars == {"why": 1}


def test_an_event_subprocess_reads_and_writes_its_host_s_variables():
    inner = sub(
        "x",
        start("s0"),
        user("t"),
        path("s0", "t"),
        on_event(
            "on",
            start("on0", signal("s_news"), isInterrupting="false"),
            script("add", "n + 1", "n"),
            path("on0", "add"),
        ),
        ext=io(("=10", "n")),
    )
    run = straight(inner, n=0)
    run.receive("on0")
    assert run.machine.variables(run.key("x"))["n"] == 11
    assert run.vars["n"] == 0


def test_instances_do_not_overwrite_the_variable_their_output_element_reads():
    run = straight(user("x", each("items", into="got", of="answer.value")), items=[1, 2])
    run.complete("x", index=0, answer={"value": "a"})
    run.complete("x", answer={"value": "b"})
    assert run.vars == {"items": [1, 2], "got": ["a", "b"]}


def test_instances_see_what_has_been_collected_so_far():
    run = straight(
        script("x", "count(got[item != null])", "n", each("items", into="got", of="n", seq=True)), items=["a", "b", "c"]
    )
    assert run.vars["got"] == [0, 1, 2]


def test_output_mappings_of_an_instance_stay_with_it():
    run = straight(user("x", each("items", into="got", of="r"), ext=io(out=(("=answer + 1", "r"),))), items=[1])
    run.complete("x", answer=4)
    assert run.vars == {"items": [1], "got": [5]}


def test_set_variables_follows_the_scopes():
    run = straight(sub("x", start("s0"), user("t"), path("s0", "t"), ext=io(("=1", "mine"))), root=0)
    run.machine.set_variables(run.key("t"), {"mine": 2, "root": 3, "new": 4}, run.world)
    assert run.machine.variables(run.key("x")) == {"mine": 2, "root": 3, "new": 4}
    assert run.vars == {"root": 3, "new": 4}


def test_a_message_start_event_maps_what_the_message_brought():
    run = Run(
        start("s", message("m_paid"), ext=io(out=(("=amount * 2", "twice"),))),
        user("a"),
        path("s", "a"),
        start="s",
        amount=4,
    )
    assert run.vars == {"twice": 8}
