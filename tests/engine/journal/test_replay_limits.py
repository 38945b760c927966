"""Limits of time and memory are met at another place on another machine: the second run takes them from the journal."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from engine.commands import world
from engine.facts import LimitReached
from engine.ports import FeelAnswer
from tests.engine.commands.test_hostile import DMN, ENDLESS
from tests.engine.journal.test_replay import tamper
from tests.engine.support import ADMIN, ANNA, Sketch, only_task


def limits_of(engine, case: str) -> list[tuple[str, int]]:
    entries = engine.queries.history(case)
    return [(fact.what, fact.number) for entry in entries for fact in entry.facts if isinstance(fact, LimitReached)]


@pytest.fixture
def condition(engine) -> str:
    """A case whose gateway asks something endless, and goes on by another answer."""
    sketch = Sketch("order").start().script("first", "1 + 1", "two").add("exclusiveGateway", "fit", default="flow_4")
    sketch.user("one").user("two").end("e1").end("e2").chain("start", "first", "fit")
    sketch.flow("fit", "one", f"if ready then true else {ENDLESS}").flow("fit", "two").chain("one", "e1")
    engine.deploy(sketch.chain("two", "e2").files(), ADMIN)
    return engine.start("order", {"ready": False}, ANNA)


def test_an_expression_that_was_stopped_is_not_tried_again(engine, condition, monkeypatch):
    assert limits_of(engine, condition) == [("expression", 2)]
    asked = []
    feel = engine.libraries._interpreter.feel
    monkeypatch.setattr(
        engine.libraries._interpreter, "feel", lambda questions, at: asked.extend(questions) or feel(questions, at)
    )
    assert engine.replay(condition).agrees
    assert not [question for question in asked if "ready" in question.expression]


def test_a_limit_that_the_journal_does_not_hold_is_a_difference(engine, condition, monkeypatch):
    monkeypatch.setattr("engine.commands.interpreter.PATIENT_LIMIT", 1.0)

    def forget(said) -> None:
        said["facts"] = [[name, fact] for name, fact in said["facts"] if name != "LimitReached"]

    tamper(engine, condition, 1, forget)
    (difference,) = engine.replay(condition).differences
    assert difference.what == "limit"


def test_a_slower_machine_takes_its_time_and_agrees(engine, monkeypatch):
    sketch = Sketch("order").start().script("add", "string(now())", "x").user("one").end()
    engine.deploy(sketch.chain("start", "add", "one", "end").files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    interpreter = engine.libraries._interpreter
    stopped = FeelAnswer(problem="It took too long.", over_limit=True)
    monkeypatch.setattr(interpreter, "feel", lambda questions, _at: [stopped for _ in questions])
    assert engine.replay(case).agrees
    monkeypatch.setattr(interpreter, "feel_patiently", lambda _question, _at: stopped)
    (difference,) = engine.replay(case).differences
    assert (difference.what, difference.replayed) == ("limit", "It took too long.")


def test_a_decision_that_was_stopped_is_not_tried_again(engine, monkeypatch):
    called = '<zeebe:calledDecision decisionId="spin" resultVariable="x"/>'
    sketch = Sketch("order").start().add("businessRuleTask", "decide", called).end().chain("start", "decide", "end")
    engine.deploy(sketch.files() | {"spin.dmn": DMN.format(escape(ENDLESS)).encode()}, ADMIN)
    case = engine.start("order", {}, ANNA)
    assert limits_of(engine, case) == [("decision", 1)]
    asked = []
    monkeypatch.setattr(engine.libraries._interpreter, "decide", lambda *said: asked.append(said))
    assert engine.replay(case).agrees
    assert asked == []


def test_a_circle_is_stopped_at_the_same_pass_on_every_machine(engine, monkeypatch):
    monkeypatch.setattr(world, "LONGEST_CIRCLE", 0.3)
    sketch = Sketch("order").start().add("exclusiveGateway", "again").script("add", "n + 1", "n").end()
    sketch.add("exclusiveGateway", "enough", default="flow_4").chain("start", "again", "add", "enough", "again")
    engine.deploy(sketch.flow("enough", "end", "n < 0").files(), ADMIN)
    case = engine.start("order", {"n": 0}, ANNA)
    ((what, _),) = limits_of(engine, case)
    assert what == "time"
    assert 90 < engine.queries.case_detail(case).variables["n"] < 4_900
    for limit in (0, 1000):
        monkeypatch.setattr(world, "LONGEST_CIRCLE", limit)
        assert engine.replay(case).agrees
    assert [incident.kind for incident in engine.queries.incidents()] == ["endless_loop"]
    with pytest.raises(ValueError, match="not enough values"):
        only_task(engine, case)
