"""FEEL and decisions for real: the isolate of this process of the operating system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.commands.memo import Memo
from engine.deployment import Package
from engine.dmn import evaluate
from engine.errors import DecisionError, FeelLimitExceeded
from engine.feel import evaluate_many
from engine.ports import DecisionAnswer, FeelAnswer, FeelQuestion

Json = Any

PATIENT_LIMIT = 20.0
"""Seconds for an expression that ended in time on another machine."""


class Isolate:
    """Asks `engine.feel` and `engine.dmn`; a fault of an expression or a decision is an answer, not an exception."""

    def __init__(self, zone: str = "Asia/Shanghai") -> None:
        self._zone = zone
        self._memo = Memo(lambda questions, at: evaluate_many(questions, at, zone))

    def feel(self, questions: Sequence[FeelQuestion], at: datetime) -> list[FeelAnswer]:
        return self._memo(questions, at)

    def feel_patiently(self, question: FeelQuestion, at: datetime) -> FeelAnswer:
        (answer,) = evaluate_many([question], at, self._zone, PATIENT_LIMIT)
        return answer

    def decide(self, package: Package, decision_id: str, context: Mapping[str, Json], at: datetime) -> DecisionAnswer:
        model = package.decisions.get(decision_id)
        if model is None:
            return DecisionAnswer(problem=f"The deployment holds no decision “{decision_id}”.")
        try:
            answer = evaluate(model, decision_id, context, at, self._zone)
        except DecisionError as error:
            over_limit = isinstance(error.__cause__, FeelLimitExceeded)
            return DecisionAnswer(decision_sha256=model.sha256, problem=str(error), over_limit=over_limit)
        return DecisionAnswer(answer.result, answer.sha256, answer.trace, answer.problem)
