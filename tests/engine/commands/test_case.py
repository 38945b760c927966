from __future__ import annotations

import pytest

from engine.errors import (
    AnswersRefused,
    BadInput,
    CaseNotRunning,
    CaseSuspended,
    NotFound,
    StaleCase,
    TaskAlreadyClaimed,
    TaskAlreadyClosed,
)
from tests.engine.support import ADMIN, ANNA, BEN, CLARA, Sketch, only_task, person, timer

FORM = b"""{"type": "default", "id": "apply_form", "schemaVersion": 16, "components": [
  {"type": "textfield", "key": "name", "label": "Name", "id": "f1", "validate": {"required": true}},
  {"type": "number", "key": "age", "label": "Age", "id": "f2", "validate": {"min": 18}},
  {"type": "textfield", "key": "guardian", "label": "Guardian", "id": "f3",
   "conditional": {"hide": "=age >= 18"}}]}"""


def two_tasks(form: str = "") -> Sketch:
    sketch = Sketch("order").start().user("apply", form=form).user("check", groups="underwriter").end()
    return sketch.chain("start", "apply", "check", "end")


def test_a_case_goes_from_start_to_end_and_its_history_says_how(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {"a": 1}, ANNA, business_key="K1")
    task = only_task(engine, case)
    assert task.element == "apply"
    engine.claim(task.id, ANNA)
    engine.complete(task.id, {"b": 2}, ANNA)
    assert only_task(engine, case).element == "check"
    outcome = engine.complete(only_task(engine, case).id, {}, BEN)
    assert outcome.status == "completed"
    detail = engine.queries.case_detail(case)
    assert detail.variables == {"a": 1, "b": 2}
    assert detail.case.end_event == "end"
    assert detail.diagrams[0].finished == ("start", "apply", "check", "end")
    assert [entry.command for entry in engine.queries.history(case)] == ["start", "claim", "complete", "complete"]
    assert all(verdict.intact for verdict in engine.verify())
    assert engine.replay(case).differences == ()


def test_a_cold_engine_goes_on_where_the_warm_one_stood(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {"a": 1}, ANNA)
    engine.warm.clear()
    engine.complete(only_task(engine, case).id, {"b": [1, {"c": None}]}, ANNA)
    engine.warm.clear()
    engine.libraries._libraries.clear()
    engine.complete(only_task(engine, case).id, {}, BEN)
    assert engine.queries.case_detail(case).variables == {"a": 1, "b": [1, {"c": None}]}
    assert engine.replay(case).agrees


def test_few_machines_stay_in_memory(engine):
    engine.warm._limit = 3
    engine.deploy(two_tasks().files(), ADMIN)
    cases = [engine.start("order", {}, ANNA) for _ in range(5)]
    assert len(engine.warm) == 3
    for case in cases:
        engine.complete(only_task(engine, case).id, {}, ANNA)
    assert all(only_task(engine, case).element == "check" for case in cases)


def test_answers_pass_the_form_of_the_task(engine):
    engine.deploy({**two_tasks("apply_form").files(), "apply.form": FORM}, ADMIN)
    case = engine.start("order", {}, ANNA)
    task = only_task(engine, case).id
    before = engine.queries.case(case)
    with pytest.raises(AnswersRefused) as refused:
        engine.complete(task, {"age": 17}, ANNA)
    assert set(refused.value.facts["errors"]) == {"name", "age"}
    with pytest.raises(AnswersRefused) as refused:
        engine.complete(task, {"name": "x", "age": 20, "is_admin": True}, ANNA)
    assert set(refused.value.facts["errors"]) == {"is_admin"}
    assert engine.queries.case(case) == before
    engine.complete(task, {"name": "x", "age": 20, "guardian": "hidden"}, ANNA)
    assert engine.queries.case_detail(case).variables == {"name": "x", "age": 20}
    assert engine.replay(case).agrees


def test_what_is_refused_is_in_the_access_log_without_the_answers(engine):
    engine.deploy({**two_tasks("apply_form").files(), "apply.form": FORM}, ADMIN)
    case = engine.start("order", {}, ANNA)
    with pytest.raises(AnswersRefused):
        engine.complete(only_task(engine, case).id, {"age": 1, "name": "Secret Name"}, ANNA)
    (line,) = engine.queries.access_log(case_id=case)
    assert (line.actor_id, line.verb, line.what, line.outcome) == ("anna", "complete", f"{case}.3", "refused")
    assert line.reason == "AnswersRefused: age"


def test_a_held_task_is_closed_to_others_until_it_is_released(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    task = only_task(engine, case).id
    dora = person("dora", "agent")
    engine.claim(task, ANNA)
    engine.claim(task, ANNA)
    for refused in (lambda: engine.claim(task, dora), lambda: engine.complete(task, {}, dora)):
        with pytest.raises(TaskAlreadyClaimed, match="anna"):
            refused()
    engine.release(task, ANNA)
    engine.complete(task, {}, dora)
    with pytest.raises(TaskAlreadyClosed, match="completed by dora") as closed:
        engine.complete(task, {}, ANNA)
    assert closed.value.facts["at"] is not None
    assert [entry.command for entry in engine.queries.history(case)] == ["start", "claim", "release", "complete"]


def test_a_page_older_than_its_task_is_stale(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    seen = only_task(engine, case)
    engine.claim(seen.id, ANNA)
    with pytest.raises(StaleCase, match="anna"):
        engine.complete(seen.id, {}, ANNA, expected_version=seen.version)
    engine.complete(seen.id, {}, ANNA, expected_version=only_task(engine, case).version)


def test_a_suspended_case_takes_no_work_until_it_is_resumed(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    task = only_task(engine, case).id
    engine.suspend(case, ADMIN, "waiting for the regulator")
    for refused in (lambda: engine.complete(task, {}, ANNA), lambda: engine.claim(task, ANNA)):
        with pytest.raises(CaseSuspended):
            refused()
    assert engine.queries.case(case).status == "suspended"
    engine.resume(case, ADMIN)
    engine.complete(task, {}, ANNA)
    assert engine.replay(case).agrees


def test_cancelling_clears_everything_that_waits(engine):
    sketch = two_tasks()
    sketch.boundary("late", "apply", timer("PT1H")).end("lapsed").chain("late", "lapsed")
    engine.deploy(sketch.files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    assert [each.kind for each in engine.queries.case_detail(case).waiting] == ["timer"]
    engine.cancel(case, ADMIN, "entered twice")
    detail = engine.queries.case_detail(case)
    assert (detail.case.status, detail.open_tasks, detail.waiting) == ("cancelled", (), ())
    assert engine.earliest_due() is None
    with pytest.raises(CaseNotRunning):
        engine.cancel(case, ADMIN, "again")
    with pytest.raises(TaskAlreadyClosed, match="cancelled by an event"):
        engine.complete(f"{case}.3", {}, ANNA)
    assert engine.replay(case).agrees


def test_a_case_finishes_on_what_it_began_with(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    old = engine.start("order", {}, ANNA)
    shorter = Sketch("order").start().user("apply").end().chain("start", "apply", "end")
    assert engine.deploy(shorter.files(), ADMIN).processes[0].version == 2
    new = engine.start("order", {}, ANNA)
    engine.warm.clear()
    assert engine.complete(only_task(engine, old).id, {}, ANNA).status == "active"
    assert engine.complete(only_task(engine, new).id, {}, ANNA).status == "completed"
    assert only_task(engine, old).element == "check"


def test_called_processes_run_in_the_same_case(engine):
    child = Sketch("child").start("c_start").user("inside").end("c_end").chain("c_start", "inside", "c_end")
    parent = Sketch("parent").start().call("call", "child").end().chain("start", "call", "end")
    engine.deploy({"a.bpmn": parent.xml(), "b.bpmn": child.xml()}, ADMIN)
    case = engine.start("parent", {"x": 1}, ANNA)
    task = only_task(engine, case)
    assert (task.process_id, task.case_process_id) == ("child", "parent")
    assert engine.complete(task.id, {"y": 2}, ANNA).status == "completed"
    diagrams = engine.queries.case_detail(case).diagrams
    assert [each.process_id for each in diagrams] == ["parent", "child"]
    assert diagrams[1].finished == ("c_start", "inside", "c_end")
    last = engine.queries.history(case)[-1]
    assert last.definition_sha256 == diagrams[1].sha256


def test_values_that_are_no_json_or_too_long_are_refused_and_change_nothing(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    task = only_task(engine, case).id
    before = engine.queries.case(case)
    for answers in ({"x": object()}, {"x": "y" * 10_000_000}, ["x"], {"x": {1: 2}}, {"x": "\ud800"}):
        with pytest.raises(BadInput):
            engine.complete(task, answers, ANNA)
    assert engine.queries.case(case) == before
    engine.complete(task, {"x": "y" * 3_000_000}, ANNA)
    assert len(engine.queries.case_detail(case).variables["x"]) == 3_000_000


@pytest.mark.parametrize("task_id", ["nonsense", "0000000000000000.3", "a.b", ""])
def test_a_task_that_never_was_is_not_found(engine, task_id):
    with pytest.raises(NotFound):
        engine.complete(task_id, {}, ANNA)


def test_starting_what_was_never_deployed_is_not_found(engine):
    with pytest.raises(NotFound, match="ghost"):
        engine.start("ghost", {}, ANNA)


def test_variables_can_be_corrected_with_a_reason(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {"a": 1}, ANNA)
    engine.set_variables(case, {"a": 2}, ADMIN, "typing error")
    with pytest.raises(BadInput, match="reason"):
        engine.set_variables(case, {"a": 3}, ADMIN, " ")
    assert engine.queries.case_detail(case).variables == {"a": 2}
    assert engine.replay(case).agrees


def test_a_draft_is_kept_for_its_writer_alone_and_encrypted(engine):
    engine.deploy(two_tasks().files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    task = only_task(engine, case).id
    engine.save_draft(task, {"name": "half a na"}, ANNA)
    engine.save_draft(task, {"name": "half a name"}, ANNA)
    assert engine.queries.task_detail(task, ANNA).draft == {"name": "half a name"}
    assert engine.queries.task_detail(task, CLARA).draft is None
    with engine.store.read() as connection:
        (raw,) = connection.exec_driver_sql("SELECT answers FROM task_drafts").scalars()
    assert b"half" not in bytes(raw)
