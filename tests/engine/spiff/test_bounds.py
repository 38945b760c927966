"""What one command may do at most: beyond it the case stands still with an incident that says which bound it was."""

from __future__ import annotations

import pytest

from engine import facts
from engine.spiff.machine import Machine
from engine.spiff.step import Limits
from tests.engine.spiff.drawing import call, each, end, flow, io, node, path, process, script, start, sub, user, xor
from tests.engine.spiff.running import Run
from tests.engine.worlds import TestWorld, mini_feel

CIRCLE = (start(), xor("j"), script("s", "n + 1", "n"), path("start", "j", "s", "j"))


def test_a_circle_without_waiting_becomes_an_incident_and_never_hangs():
    run = Run(
        start(), xor("j"), script("s", "n + 1", "n"), path("start", "j", "s", "j"), n=0, world=TestWorld(feel=mini_feel)
    )
    assert [kind for _, kind in run.incidents] == ["endless_loop"]
    assert run.vars["n"] == Limits().same_element
    run.cancel()
    assert run.outcome == "cancelled"


def test_a_process_that_calls_itself_for_ever_becomes_an_incident():
    run = Run(
        start(),
        call("c", "q"),
        path("start", "c"),
        process(start("q0"), call("qc", "q"), path("q0", "qc"), process_id="q"),
    )
    assert run.incidents == [("qc", "called_process")]
    run.cancel()
    assert run.outcome == "cancelled"


def test_deep_calls_end_without_deep_recursion():
    run = Run(
        start(),
        call("c", "q", ext=io(("=0", "depth"))),
        path("start", "c"),
        process(
            start("q0"),
            xor("g", default="g-u"),
            sub("s", start("s0"), call("qc", "q", ext=io(("=depth + 1", "depth"))), path("s0", "qc")),
            user("u"),
            path("q0", "g", "u"),
            flow("g", "s", "depth < 60"),
            process_id="q",
        ),
        world=TestWorld(feel=mini_feel),
    )
    assert run.open == ["u"]
    run.complete("u")
    assert run.outcome == "completed"


def test_a_circle_is_stopped_by_time_and_says_when_as_a_fact(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Machine, "limits", Limits(patient_visits=100))
    run = Run(*CIRCLE, n=0, world=TestWorld(feel=mini_feel, overdue_after=500))
    assert [kind for _, kind in run.incidents] == ["endless_loop"]
    assert run.vars["n"] < 300
    assert [(fact.what, fact.number) for fact in run.of(facts.LimitReached)] == [("time", 501)]


def test_a_short_circle_may_take_its_time():
    passes = Limits().patient_visits - 1
    run = Run(
        start(), xor("j"), script("s", "n + 1", "n"), xor("k", default="k-j"), end(), path("start", "j", "s", "k", "j"),
        flow("k", "end", f"n = {passes}"), n=0, world=TestWorld(feel=mini_feel, overdue_after=0),
    )  # fmt: skip
    assert run.outcome == "completed"


def test_a_circle_that_time_stopped_goes_on_when_it_is_resolved(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Machine, "limits", Limits(patient_visits=100))
    world = TestWorld(feel=mini_feel, overdue_after=500)
    run = Run(
        start(), xor("j"), script("s", "n + 1", "n"), xor("k", default="k-j"), end(), path("start", "j", "s", "k", "j"),
        flow("k", "end", "n = 300"), n=0, world=world,
    )  # fmt: skip
    assert [kind for _, kind in run.incidents] == ["endless_loop"]
    run.resolve()
    assert run.outcome == "completed"
    assert run.vars["n"] == 300


REPEATED = (start(), user("x", each("items", "item")), end(), path("start", "x", "end"))


def test_too_many_items_to_repeat_over_have_a_bound_that_is_named():
    run = Run(*REPEATED, items=list(range(Limits().items + 1)), world=TestWorld(feel=mini_feel), warm=True)
    assert run.incidents == [("x", "too_much")]
    assert run.machine.incidents()[0].sentence == ("The collection to repeat over has 10001 items; 10000 are allowed.")
    assert run.open == []
    run.resolve(variables={"items": [1, 2]})
    assert run.open == ["x", "x"]


def test_as_many_items_as_are_allowed_are_no_circle():
    run = Run(*REPEATED, items=list(range(Limits().items)), world=TestWorld(feel=mini_feel, overdue_after=0), warm=True)
    assert run.incidents == []
    assert len(run.open) == Limits().items


def test_too_many_elements_in_one_command_have_a_sentence_of_their_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Machine, "limits", Limits(elements=20))
    inside = sub("x", start("s0"), node("task", "t"), user("u"), path("s0", "t", "u"), each("items", "item"))
    run = Run(start(), inside, end(), path("start", "x", "end"), items=list(range(15)), world=TestWorld(feel=mini_feel))
    assert {kind for _, kind in run.incidents} == {"too_much"}
    assert "more than 20 steps" in run.machine.incidents()[0].sentence
