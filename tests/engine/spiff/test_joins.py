"""Tokens part and meet."""

from __future__ import annotations

from engine import facts
from tests.engine.spiff.drawing import boundary, end, flow, inc, par, path, script, start, timer, user, xor
from tests.engine.spiff.running import Run


def test_an_exclusive_gateway_takes_the_first_true_flow_and_says_why():
    run = Run(
        start(),
        xor("g", default="g-c"),
        user("a"),
        user("b"),
        user("c"),
        path("start", "g", "c"),
        flow("g", "a", "x > 5"),
        flow("g", "b", "x > 1"),
        x=3,
    )
    assert run.open == ["b"]
    (decided,) = run.of(facts.GatewayDecided)
    assert decided.chosen == ("g-b",)
    assert [(each.flow, each.value, each.inputs) for each in decided.conditions] == [
        ("g-a", False, {"x": 3}),
        ("g-b", True, {"x": 3}),
    ]


def test_a_gateway_that_only_joins_decides_nothing():
    run = Run(start(), xor("g"), user("a"), path("start", "g", "a"))
    assert run.open == ["a"]
    assert run.of(facts.GatewayDecided) == []


def test_a_gateways_conditions_are_asked_in_one_call():
    run = Run(
        start(),
        xor("g"),
        user("a"),
        user("b"),
        path("start", "g"),
        flow("g", "a", "x = 1"),
        flow("g", "b", "x = 2"),
        x=2,
    )
    assert [len(call) for call in run.world.asked] == [2]


def test_a_parallel_join_waits_for_one_token_from_each_flow():
    run = Run(
        start(),
        par("f"),
        user("a"),
        user("b"),
        par("j"),
        user("z"),
        path("start", "f", "a", "j", "z"),
        path("f", "b", "j"),
    )
    run.complete("a")
    assert run.open == ["b"]
    run.complete("b")
    assert run.open == ["z"]
    assert run.passed("j") == 1


def test_two_tokens_on_one_flow_do_not_open_a_parallel_join():
    run = Run(
        start(),
        par("f"),
        user("a"),
        user("b"),
        xor("merge"),
        user("c"),
        par("j"),
        user("z"),
        path("start", "f", "a", "merge", "j", "z"),
        path("f", "b", "merge"),
        path("f", "c", "j"),
    )
    run.complete("a")
    run.complete("b")
    assert run.open == ["c"]
    run.complete("c")
    assert run.open == ["z"]
    # The token that is left over can never be joined: said at once when nothing else lives.
    assert run.incidents == []
    run.complete("z")
    assert run.incidents == [("j", "stuck")]


def test_an_uncontrolled_merge_lets_every_token_pass():
    run = Run(start(), par("f"), user("a"), user("b"), user("c"), path("start", "f", "a", "c"), path("f", "b", "c"))
    run.complete("a")
    run.complete("b")
    assert run.open == ["c", "c"]
    run.complete("c")
    assert run.outcome is None
    run.complete("c")
    assert run.outcome == "completed"


def test_an_inclusive_join_waits_only_for_what_was_begun():
    parts = (
        start(),
        inc("f", default="f-c"),
        user("a"),
        user("b"),
        user("c"),
        inc("j"),
        user("z"),
        path("start", "f"),
        flow("f", "a", "x > 1"),
        flow("f", "b", "x > 2"),
        flow("f", "c"),
        path("a", "j", "z"),
        path("b", "j"),
        path("c", "j"),
    )
    both = Run(*parts, x=3)
    assert both.open == ["a", "b"]
    both.complete("b")
    assert both.open == ["a"]
    both.complete("a")
    assert both.open == ["z"]
    one = Run(*parts, x=2)
    one.complete("a")
    assert one.open == ["z"]
    none = Run(*parts, x=0)
    assert none.open == ["c"]
    none.complete("c")
    assert none.open == ["z"]


def test_an_inclusive_join_waits_through_other_gateways_and_boundary_events():
    run = Run(
        start(),
        par("f"),
        user("a"),
        user("b"),
        boundary("late", "b", timer("duration", "PT1H")),
        xor("x", default="x-e"),
        end("e"),
        inc("j"),
        user("z"),
        path("start", "f", "a", "j", "z"),
        path("f", "b", "x", "e"),
        flow("x", "j", "go"),
        path("late", "j"),
    )
    run.complete("a")
    assert run.open == ["b"]
    run.fire("late")
    assert run.open == ["z"]
    assert run.passed("j") == 1


def test_an_inclusive_join_goes_on_when_the_awaited_token_went_elsewhere():
    run = Run(
        start(),
        par("f"),
        user("a"),
        user("b"),
        xor("x", default="x-e"),
        end("e"),
        inc("j"),
        user("z"),
        path("start", "f", "a", "j", "z"),
        path("f", "b", "x", "e"),
        flow("x", "j", "go"),
    )
    run.complete("a")
    run.complete("b", go=False)
    assert run.open == ["z"]


def test_an_inclusive_join_in_a_loop_does_not_wait_for_itself():
    run = Run(
        start(),
        inc("j"),
        user("a"),
        xor("x", default="x-end"),
        end(),
        path("start", "j", "a", "x", "end"),
        flow("x", "j", "again"),
    )
    for _ in range(3):
        run.complete("a", again=True)
        assert run.open == ["a"]
    run.complete("a", again=False)
    assert run.outcome == "completed"


def test_parallel_branches_see_each_others_writes():
    run = Run(
        start(), par("f"), user("a"), user("b"), script("s", "x + 1", "y"), path("start", "f", "a"), path("f", "b", "s")
    )
    run.complete("a", x=41)
    run.complete("b")
    assert run.vars == {"x": 41, "y": 42}
