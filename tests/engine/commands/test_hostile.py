"""What hostile or careless diagrams and answers do to a running engine: an incident or a refusal, and work goes on."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import orjson
import pytest

from engine.errors import AnswersRefused, BadInput, DeployRefused
from tests.engine.support import ADMIN, ANNA, HEADER, Sketch, only_task

ENDLESS = 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")'
GREEDY = '{f: function(text) f(text + text), answer: f("abcdefgh")}.answer'
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL" id="d" name="d" namespace="n">'
    '<decision id="spin" name="spin"><literalExpression><text>{}</text></literalExpression></decision></definitions>'
)


def other_work_goes_on(engine) -> None:
    engine.deploy(Sketch("calm").start().script("add", "1 + 1", "x").user("one").end()
                  .chain("start", "add", "one", "end").files(), ADMIN)  # fmt: skip
    case = engine.start("calm", {}, ANNA)
    engine.complete(only_task(engine, case).id, {}, ANNA)
    assert engine.queries.case(case).status == "completed"
    assert all(verdict.intact for verdict in engine.verify())


@pytest.mark.parametrize("feel", [ENDLESS, GREEDY], ids=["never ends", "eats memory"])
def test_a_condition_without_end_is_an_incident_that_can_be_resolved(engine, feel):
    sketch = Sketch("order").start().add("exclusiveGateway", "fit", default="flow_3").user("one").user("two")
    sketch.end("e1").end("e2").chain("start", "fit").flow("fit", "one", f"if ready then true else {feel}")
    engine.deploy(sketch.flow("fit", "two").chain("one", "e1").chain("two", "e2").files(), ADMIN)
    case = engine.start("order", {"ready": False}, ANNA)
    (incident,) = engine.queries.case_detail(case).incidents
    assert (incident.element, incident.kind) == ("fit", "condition")
    other_work_goes_on(engine)
    assert engine.replay(case).agrees
    engine.resolve_incident(incident.id, ADMIN, {"ready": True})
    assert only_task(engine, case).element == "one"


def test_a_decision_without_end_is_an_incident(engine):
    called = '<zeebe:calledDecision decisionId="spin" resultVariable="x"/>'
    sketch = Sketch("order").start().add("businessRuleTask", "decide", called).end().chain("start", "decide", "end")
    engine.deploy(sketch.files() | {"spin.dmn": DMN.format(escape(ENDLESS)).encode()}, ADMIN)
    case = engine.start("order", {}, ANNA)
    (incident,) = engine.queries.case_detail(case).incidents
    assert incident.element == "decide"
    other_work_goes_on(engine)


def test_a_hundred_endless_instances_hold_up_nobody_for_long(engine, monkeypatch):
    asked = []
    feel = engine.libraries._interpreter.feel
    monkeypatch.setattr(
        engine.libraries._interpreter, "feel", lambda questions, at: asked.append(questions) or feel(questions, at)
    )
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=for i in 1..100 return i" inputElement="each"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    script = f"<zeebe:script expression={quoteattr('=' + ENDLESS)} resultVariable='x'/>"
    sketch = Sketch("order").start().add("scriptTask", "spin", script, loop).end().chain("start", "spin", "end")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    sentences = [incident.sentence for incident in engine.queries.case_detail(case).incidents]
    assert len(sentences) == 100
    assert sum("longer than 1 s" in sentence for sentence in sentences) == 3
    assert sum("was not tried" in sentence for sentence in sentences) == 97
    assert len(asked) < 10
    other_work_goes_on(engine)


def test_an_answer_of_ten_megabytes_is_refused_and_nothing_is_kept(engine):
    form = {
        "type": "default", "id": "f", "schemaVersion": 16,
        "components": [{"type": "textarea", "key": "x", "id": "x", "label": "X"}],
    }  # fmt: skip
    sketch = Sketch("order").start().user("one", form="f").end().chain("start", "one", "end")
    engine.deploy(sketch.files() | {"f.form": orjson.dumps(form)}, ADMIN)
    case = engine.start("order", {}, ANNA)
    before = engine.queries.case(case)
    task = only_task(engine, case)
    for refused in ({"x": "保" * 3_500_000}, {"x": ["a"] * 2_500_000}, {"y": {"z": "a" * 10_000_000}}):
        with pytest.raises(BadInput):
            engine.complete(task.id, refused, ANNA)
        with pytest.raises(BadInput):
            engine.save_draft(task.id, refused, ANNA)
    assert engine.queries.case(case) == before
    with pytest.raises(AnswersRefused):
        engine.complete(task.id, {"x": {"not": "text"}}, ANNA)
    engine.complete(task.id, {"x": "short"}, ANNA)
    assert engine.queries.case(case).status == "completed"


@pytest.mark.parametrize(
    "files",
    [
        {"a.bpmn": (LAUGHS + "<bpmn:x xmlns:bpmn='y'>&j;</bpmn:x>").encode()},
        {"a.bpmn": HEADER.replace("<bpmn:definitions", LAUGHS + "<bpmn:definitions", 1).encode()
         + b"<bpmn:process id='p' isExecutable='true' name='&j;'/></bpmn:definitions>"},
        {"a.dmn": DMN.format("&j;").replace("<definitions", LAUGHS + "<definitions", 1).encode()},
        {"a.form": b'{"type": "default", "id": "f", "components": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"},
        {"a.form": (LAUGHS + "<form>&j;</form>").encode()},
    ],
    ids=["diagram alone", "diagram", "decision", "deep form", "form"],
)  # fmt: skip
def test_a_file_that_grows_when_read_is_refused_by_lint_and_deploy_at_once(engine, files):
    assert any(finding.severity == "error" for finding in engine.lint(files))
    sound = Sketch("order").start().end().chain("start", "end").files()
    with pytest.raises(DeployRefused):
        engine.deploy(files | sound, ADMIN)
    assert engine.queries.processes() == ()
    other_work_goes_on(engine)
