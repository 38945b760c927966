"""A form that cannot be evaluated: a calm page with what was typed, and an incident where operations look."""

from __future__ import annotations

import orjson
import pytest

from engine.engine import Engine
from engine.errors import FeelLimitExceeded
from tests.web.conftest import LogIn


def never_ends(*_: object) -> None:
    raise FeelLimitExceeded


def test_the_page_keeps_what_was_typed_and_operations_see_an_incident(
    log_in: LogIn, engine: Engine, quote: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (task,) = engine.queries.tasks_of_case(quote)
    monkeypatch.setattr("engine.forms.isolate.settle", never_ends)
    agent = log_in("li.na")
    answers = {"answers": orjson.dumps({"remark": "typed and not lost"}).decode()}
    for _ in range(2):
        answer = agent.post(f"/tasks/{task.id}/complete", data=answers)
        assert answer.status_code == 422
        assert "typed and not lost" in answer.text
        assert "这不是您的错" in answer.text
    (incident,) = engine.queries.incidents()
    assert incident.kind == "form"
    page = log_in("wang.qiang").get("/incidents").text
    assert incident.sentence in page
