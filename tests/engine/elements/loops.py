"""Probes of multi-instance activities."""

from __future__ import annotations

from engine import facts
from tests.engine.elements.activities import straight
from tests.engine.elements.cast import ACTIVITIES, CALLED, world
from tests.engine.elements.probes import probe
from tests.engine.spiff.drawing import each, script, user


@probe(*(f"multi_instance.{order}.{kind}" for order in ("sequential", "parallel") for kind in ACTIVITIES))
def _is_done_once_for_each_item(row_id: str) -> None:
    _, order, kind = row_id.split(".")
    activity = ACTIVITIES[kind]
    parts = (
        activity.draw(each("items", "item", seq=order == "sequential")),
        *([CALLED] if kind == "call_activity" else []),
    )
    run = straight(*parts, world=world(), items=["a", "b", "c"], key="K", y=1)
    if activity.finish:
        for done in range(3):
            waiting = len(run.machine.open_tasks()) + len(run.machine.subscriptions())
            assert waiting == (1 if order == "sequential" else 3 - done)
            activity.finish(run)
    assert run.outcome == "completed"
    instances = [one.key for one in run.of(facts.ElementActivated) if one.element == "x"][1:]
    assert len(instances) == 3
    assert run.passed("x") == 4
    told = {(one.scope_key, one.variable): one.new for one in run.of(facts.VariableSet)}
    assert [told[key, "item"] for key in instances] == ["a", "b", "c"]
    assert [told[key, "loopCounter"] for key in instances] == [1, 2, 3]
    assert "item" not in run.vars
    if kind in {"service_task", "send_task"}:
        assert [job.variables["item"] for job in run.world.jobs] == ["a", "b", "c"]


@probe("multi_instance.output_collection")
def _collects_in_the_order_of_the_items() -> None:
    run = straight(user("x", each("items", "item", into="results", of="answer * item")), items=[1, 10, 100])
    run.complete("x", index=2, answer=3)
    run.complete("x", index=0, answer=4)
    assert "results" not in run.vars
    run.complete("x", answer=5)
    assert run.vars == {"items": [1, 10, 100], "answer": 5, "results": [4, 50, 300]}
    empty = straight(script("x", "1", "r", each("items", into="results", of="r")), items=[])
    assert empty.vars == {"items": [], "results": []}
    assert empty.outcome == "completed"


@probe("multi_instance.completion_condition")
def _stops_when_enough_is_done() -> None:
    condition = "numberOfCompletedInstances >= 2 and numberOfInstances = 4"
    run = straight(user("x", each("items", until=condition)), items=[1, 2, 3, 4])
    run.complete("x")
    assert len(run.open) == 3
    run.complete("x")
    assert run.outcome == "completed"
    assert run.terminated("x") == 2
    one_by_one = straight(user("x", each("items", until="loopCounter = 2", seq=True)), items=[1, 2, 3, 4])
    one_by_one.complete("x")
    one_by_one.complete("x")
    assert one_by_one.outcome == "completed"
    assert one_by_one.passed("x") == 3
