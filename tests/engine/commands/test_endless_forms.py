"""A form whose conditions do not end: the answers are refused calmly, the task stays, operations are told once."""

from __future__ import annotations

import orjson
import pytest

from engine.errors import FormConditionFailed
from tests.engine.commands.test_hostile import ENDLESS, other_work_goes_on
from tests.engine.support import ADMIN, ANNA, Sketch, only_task

HIDE = f"=if calm = true then false else if x = null then true else {ENDLESS}"
TYPED = {"name": "Zhang", "x": "a", "rows": []}


def form(*components: dict) -> dict:
    return {"type": "default", "id": "survey", "schemaVersion": 16, "components": list(components)}


def text(key: str, **more: object) -> dict:
    return {"type": "textfield", "key": key, "id": f"id_{key}", "label": key.upper(), **more}


GUILTY = text("x", conditional={"hide": HIDE})
INNOCENT = (
    text("name", conditional={"hide": '=name = "nobody"'}),
    {"type": "expression", "key": "sum", "id": "sum", "expression": "=1 + 1", "computeOn": "change"},
    {"type": "dynamiclist", "id": "rows", "path": "rows", "components": [text("y", readonly="=y = null")]},
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    monkeypatch.setattr("engine.forms.isolate.SETTLE_LIMIT", 0.4)


@pytest.fixture
def case(engine) -> str:
    sketch = Sketch("order").start().user("one", form="survey").end().chain("start", "one", "end")
    engine.deploy(sketch.files() | {"survey.form": orjson.dumps(form(*INNOCENT, GUILTY))}, ADMIN)
    return engine.start("order", {}, ANNA)


def test_the_refusal_names_form_and_field_in_both_languages(engine, case):
    task = only_task(engine, case)
    engine.save_draft(task.id, TYPED, ANNA)
    with pytest.raises(FormConditionFailed) as refused:
        engine.complete(task.id, TYPED, ANNA)
    ((path, (chinese,)),) = refused.value.facts["errors"].items()
    assert path == "x"
    assert "survey" in chinese
    assert "“X”" in chinese
    assert "“X” in the form “survey”" in refused.value.facts["problems"]["x"][0].sentence("en")
    assert only_task(engine, case).element == "one"
    assert engine.queries.task_detail(task.id, ANNA).draft == TYPED
    other_work_goes_on(engine)


def test_operations_have_one_incident_however_often_it_is_tried(engine, case):
    for _ in range(2):
        with pytest.raises(FormConditionFailed):
            engine.complete(only_task(engine, case).id, TYPED, ANNA)
    (incident,) = engine.queries.incidents()
    assert (incident.element, incident.kind) == ("one", "form")
    assert "“survey”" in incident.sentence
    assert "“X”" in incident.sentence
    assert "Zhang" not in incident.sentence + incident.detail
    assert engine.queries.history(case)[-1].command == "report_form"
    assert engine.replay(case).agrees
    assert all(verdict.intact for verdict in engine.verify())


def test_the_incident_is_resolved_with_what_lets_the_condition_end(engine, case):
    with pytest.raises(FormConditionFailed):
        engine.complete(only_task(engine, case).id, TYPED, ANNA)
    (incident,) = engine.queries.incidents()
    engine.warm.clear()
    engine.resolve_incident(incident.id, ADMIN, {"calm": True})
    assert engine.queries.incidents() == ()
    engine.complete(only_task(engine, case).id, TYPED, ANNA)
    assert engine.queries.case(case).status == "completed"
    assert engine.replay(case).agrees


def test_who_gets_through_all_the_same_takes_the_incident_away(engine, case):
    with pytest.raises(FormConditionFailed):
        engine.complete(only_task(engine, case).id, TYPED, ANNA)
    engine.set_variables(case, {"calm": True}, ADMIN, "the condition does not end")
    engine.complete(only_task(engine, case).id, TYPED, ANNA)
    assert engine.queries.incidents() == ()
    assert engine.queries.case(case).status == "completed"
