"""Probes of gateways and sequence flows."""

from __future__ import annotations

from engine import facts
from tests.engine.elements.cast import Run
from tests.engine.elements.probes import probe
from tests.engine.spiff.drawing import end, flow, inc, message, node, par, path, signal, start, timer, user, xor


@probe("exclusive_gateway.split", "sequence_flow.conditional", "sequence_flow.default")
def _chooses_one(_: str) -> None:
    parts = (
        start(),
        xor("g", default="g-c"),
        user("a"),
        user("b"),
        user("c"),
        path("start", "g", "c"),
        flow("g", "a", "n > 10"),
        flow("g", "b", "n > 5"),
    )
    assert Run(*parts, n=20).open == ["a"]
    assert Run(*parts, n=7).open == ["b"]
    run = Run(*parts, n=1)
    assert run.open == ["c"]
    (decided,) = run.of(facts.GatewayDecided)
    assert [(each.flow, each.value) for each in decided.conditions] == [("g-a", False), ("g-b", False)]
    assert decided.chosen == ("g-c",)


@probe("exclusive_gateway.join")
def _lets_each_token_pass() -> None:
    run = Run(start(), par("f"), xor("j"), user("z"), path("start", "f", "j", "z"), flow("f", "j", flow_id="second"))
    assert run.open == ["z", "z"]


@probe("exclusive_gateway.mixed")
def _passes_and_chooses() -> None:
    run = Run(
        start(),
        xor("g", default="g-end"),
        user("a"),
        end(),
        path("start", "g", "end"),
        flow("g", "a", "again"),
        path("a", "g"),
        again=True,
    )
    run.complete("a")
    assert run.open == ["a"]
    run.complete("a", again=False)
    assert run.outcome == "completed"


@probe("parallel_gateway.split", "parallel_gateway.join")
def _begins_all_and_waits_for_all(_: str) -> None:
    run = Run(
        start(),
        par("f"),
        user("a"),
        user("b"),
        par("j"),
        end(),
        path("start", "f", "a", "j", "end"),
        path("f", "b", "j"),
    )
    assert run.open == ["a", "b"]
    run.complete("b")
    assert run.outcome is None
    run.complete("a")
    assert run.outcome == "completed"
    assert run.passed("end") == 1


@probe("parallel_gateway.mixed")
def _waits_for_all_and_begins_all() -> None:
    run = Run(
        start(),
        par("f"),
        user("a"),
        user("b"),
        par("m"),
        user("c"),
        user("d"),
        path("start", "f", "a", "m", "c"),
        path("f", "b", "m", "d"),
    )
    run.complete("a")
    run.complete("b")
    assert run.open == ["c", "d"]


INCLUSIVE = (
    start(),
    inc("f", default="f-c"),
    user("a"),
    user("b"),
    user("c"),
    path("start", "f", "c"),
    flow("f", "a", "n > 1"),
    flow("f", "b", "n > 2"),
)


@probe("inclusive_gateway.split")
def _begins_whatever_is_true() -> None:
    assert Run(*INCLUSIVE, n=3).open == ["a", "b"]
    assert Run(*INCLUSIVE, n=2).open == ["a"]
    assert Run(*INCLUSIVE, n=1).open == ["c"]


@probe("inclusive_gateway.join")
def _waits_for_whatever_was_begun() -> None:
    parts = (*INCLUSIVE, inc("j"), user("z"), path("a", "j", "z"), path("b", "j"), path("c", "j"))
    for n in (1, 2, 3):
        run = Run(*parts, n=n)
        for element in run.open:
            assert "z" not in run.open
            run.complete(element)
        assert run.open == ["z"]


@probe("inclusive_gateway.mixed")
def _waits_and_begins() -> None:
    run = Run(
        *INCLUSIVE,
        inc("m"),
        user("y"),
        user("z"),
        path("a", "m"),
        path("b", "m"),
        path("c", "m"),
        flow("m", "y", "n > 0"),
        flow("m", "z", "n > 2"),
        n=3,
    )
    run.complete("a")
    assert run.open == ["b"]
    run.complete("b")
    assert run.open == ["y", "z"]


@probe("event_based_gateway.message", "event_based_gateway.timer", "event_based_gateway.signal")
def _the_first_event_wins(row_id: str) -> None:
    run = Run(
        start(),
        node("eventBasedGateway", "g"),
        *(
            node("intermediateCatchEvent", name, inside)
            for name, inside in (
                ("message", message("m_paid")),
                ("timer", timer("duration", "P3D")),
                ("signal", signal("s_halt")),
            )
        ),
        *(user(f"after-{name}") + path("g", name, f"after-{name}") for name in ("message", "timer", "signal")),
        path("start", "g"),
        key="K",
    )
    assert run.waits == ["message", "signal", "timer"]
    first = row_id.rsplit(".", 1)[1]
    if first == "timer":
        run.fire(first)
    else:
        run.receive(first, told=first)
        assert run.vars["told"] == first
    assert run.open == [f"after-{first}"]
    assert run.waits == []
    assert run.passed("g") == run.passed(first) == 1


@probe("sequence_flow")
def _leads_from_one_to_the_next() -> None:
    run = Run(start(), user("a"), end(), path("start", "a", "end"))
    run.complete("a")
    assert [each.flow for each in run.of(facts.FlowTaken)] == ["start-a", "a-end"]


@probe("sequence_flow.implicit_split", "sequence_flow.implicit_merge", "sequence_flow.implicit_end")
def _without_gateways(_: str) -> None:
    run = Run(start(), user("a"), user("b"), user("z"), path("start", "a", "z"), path("start", "b", "z"))
    assert run.open == ["a", "b"]
    run.complete("a")
    run.complete("b")
    assert run.open == ["z", "z"]
    run.complete("z")
    assert run.outcome is None
    run.complete("z")
    assert run.outcome == "completed"
    assert [each.end_event for each in run.of(facts.CaseEnded)] == [None]
