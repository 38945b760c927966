"""A decision that is asked again in a fresh isolate, which knows no model yet."""

from __future__ import annotations

import sys

import pytest
from py_mini_racer import JSTimeoutException

from engine.dmn import evaluate_decision
from engine.errors import DecisionError
from engine.feel.isolate import FIRST_TRY, Isolate, shared
from tests.engine.dmn.files import decision, definitions, literal

MODULE = sys.modules[evaluate_decision.__module__]


@pytest.mark.parametrize("times", [1, 3])
def test_a_model_that_the_isolate_forgot_is_loaded_again_but_not_for_ever(monkeypatch, times):
    call, loads = MODULE._call, []

    def forgetful(function: str, request: str, *needs: object) -> dict:
        if function == "dmn.load":
            loads.append(request)
        elif len(loads) <= times:
            shared().close()
        return call(function, request, *needs)

    monkeypatch.setattr(MODULE, "_call", forgetful)
    file = definitions(decision("d", literal("1 + 1")))
    if times == 1:
        assert evaluate_decision(file, "d", {}) == 2
        assert len(loads) == 2
        return
    with pytest.raises(DecisionError, match="again and again"):
        evaluate_decision(file, "d", {})


def test_a_decision_that_was_cut_short_has_its_model_and_all_of_its_time_at_the_second_try(monkeypatch):
    run, said = Isolate._run, []

    def cut_short_once(self, racer, function: str, request: str, limit: float) -> str:
        said.append((function, limit))
        if said == [("dmn.evaluate", MODULE.TIME_LIMIT * FIRST_TRY)]:
            raise JSTimeoutException
        return run(self, racer, function, request, limit)

    file = definitions(decision("d", literal("1 + 1")))
    assert evaluate_decision(file, "d", {}) == 2  # the isolate knows the model
    monkeypatch.setattr(Isolate, "_run", cut_short_once)
    monkeypatch.setattr("engine.feel.isolate.BUSY", 1)
    assert evaluate_decision(file, "d", {}) == 2
    assert said[1:] == [("dmn.load", MODULE.TIME_LIMIT), ("dmn.evaluate", MODULE.TIME_LIMIT)]
