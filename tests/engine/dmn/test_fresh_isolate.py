"""A decision that is asked again in a fresh isolate, which knows no model yet."""

from __future__ import annotations

import sys

import pytest

from engine.dmn import evaluate_decision
from engine.errors import DecisionError
from engine.feel.isolate import shared
from tests.engine.dmn.files import decision, definitions, literal

MODULE = sys.modules[evaluate_decision.__module__]


@pytest.mark.parametrize("times", [1, 3])
def test_a_model_that_the_isolate_forgot_is_loaded_again_but_not_for_ever(monkeypatch, times):
    call, loads = MODULE._call, []

    def forgetful(function: str, request: str) -> dict:
        if function == "dmn.load":
            loads.append(request)
        elif len(loads) <= times:
            shared().close()
        return call(function, request)

    monkeypatch.setattr(MODULE, "_call", forgetful)
    file = definitions(decision("d", literal("1 + 1")))
    if times == 1:
        assert evaluate_decision(file, "d", {}) == 2
        assert len(loads) == 2
        return
    with pytest.raises(DecisionError, match="again and again"):
        evaluate_decision(file, "d", {})
