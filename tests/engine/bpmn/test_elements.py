"""The table of elements says something, in both languages, about everything the model knows."""

from __future__ import annotations

import pytest

from engine.bpmn.elements import Verdict, element_row, element_rows
from engine.bpmn.elements.extensions import EXTENSIONS
from engine.bpmn.elements.snake import snake
from engine.bpmn.model import Kind, Trigger


def test_ids_are_unique():
    ids = [row.id for row in element_rows()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("row", element_rows(), ids=lambda row: row.id)
def test_a_row_has_names_and_a_refused_one_its_reason_and_remedy(row):
    assert row.name_en
    assert row.name_zh
    reasons = (row.reason_en, row.reason_zh, row.remedy_en, row.remedy_zh)
    assert all(reasons) if row.verdict is Verdict.REFUSED else not any(reasons)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_the_model_runs_somewhere(kind):
    prefix = snake(kind.value)
    assert any(row.id.split(".")[0] == prefix for row in element_rows(Verdict.RUNS))


@pytest.mark.parametrize("trigger", Trigger)
def test_every_trigger_of_the_model_runs_somewhere(trigger):
    assert any(trigger.value in row.id.split(".") for row in element_rows(Verdict.RUNS))


@pytest.mark.parametrize("name", EXTENSIONS)
def test_every_extension_that_is_read_has_a_row(name):
    wrappers = {"ioMapping": "zeebe.input", "header": "zeebe.task_headers", "property": "zeebe.properties"}
    wrappers |= {"loopCharacteristics": "multi_instance.output_collection", "script": "script_task.expression"}
    assert element_row(wrappers.get(name, f"zeebe.{snake(name)}")).verdict is not Verdict.REFUSED


@pytest.mark.parametrize(
    ("row_id", "verdict"),
    [
        ("boundary_event.timer.non_interrupting.cycle", Verdict.RUNS),
        ("boundary_event.timer.interrupting.cycle", Verdict.REFUSED),
        ("boundary_event.error.non_interrupting", Verdict.REFUSED),
        ("event_sub_process.error.interrupting", Verdict.RUNS),
        ("start_event.timer.duration", Verdict.REFUSED),
        ("start_event.error", Verdict.REFUSED),
        ("intermediate_throw_event.error", Verdict.REFUSED),
        ("end_event.link", Verdict.REFUSED),
    ],
)
def test_positions_are_those_of_camunda_8(row_id, verdict):
    assert element_row(row_id).verdict is verdict
