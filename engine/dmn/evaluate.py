"""Evaluating decisions in the isolate: a model is sent once per content hash, an evaluation is one call."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any

import orjson

from engine.clock import SystemClock
from engine.dmn.model import Model
from engine.dmn.parse import parse
from engine.errors import BadInput, DecisionError, FeelError, FeelLimitExceeded
from engine.feel.evaluate import DEFAULT_ZONE
from engine.feel.isolate import shared
from engine.feel.wire import from_wire, to_wire

Json = Any

KEPT_MODELS = 64

TIME_LIMIT = 3.0
"""Seconds for one evaluation; the first one of a table compiles its cells, about 0.1 ms each."""


TRIES = 3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a decision gave, and why.

    `result` is JSON, temporal values as ISO 8601 text. `trace` explains it: per evaluated decision, in the order of
    evaluation, `{"id", "name", "kind", "inputs": {name: value}, "tables", "warnings", "result"}`, where a table is
    `{"id", "hit_policy", "aggregation", "inputs": [{"id", "label", "expression", "value"}], "rules": [{"id", "index",
    "outputs", "annotations"}], "default_used"}` and its rules are those that matched, counted from 1. `problem` is the
    first thing that went wrong, in a sentence; the result is then what was left of it, mostly None.
    """

    result: Json
    trace: Json
    problem: str | None
    sha256: str


def evaluate(model: Model, decision_id: str, context: Mapping[str, Json], now: datetime, zone: str) -> Evaluation:
    """Evaluate a decision as `zeebe:calledDecision` does in Camunda 8: every decision sees the whole context.

    Args: `decision_id` the id or the name of a decision, service or knowledge model; `context` JSON values; `now`
    aware, what `now()` and `today()` answer; `zone` the IANA name of the zone whose clocks they show.
    Returns: one output gives the plain value, several a context, several rules a list, no rule None.
    Raises: DecisionError when there is no such decision, the model is broken, or a limit was hit; BadInput for a value
    that is not JSON.
    """
    answer = _ask(model, decision_id, context, now, zone, is_open=True, is_typed=False)
    problems = answer["problems"]
    return Evaluation(answer["result"], answer["trace"], problems[0] if problems else None, model.sha256)


def evaluate_decision(
    dmn_xml: str | bytes,
    decision_id: str,
    context: Mapping[str, Any],
    imports: Iterable[str | bytes] = (),
    *,
    now: datetime | None = None,
    zone: str = DEFAULT_ZONE,
) -> Any:
    """Evaluate a decision of a DMN file as the standard says.

    Args: `dmn_xml` the file; `decision_id` the id or the name of a decision, a decision service or a business
    knowledge model; `context` the values of its inputs by name (for a service or a knowledge model: of its
    parameters), as `evaluate_feel` takes them, and, where a required decision shall not be decided but is known, its
    result by its name; `imports` the files that the file imports;
    `now` and `zone` as for `evaluate_feel`.
    Returns: the value as `evaluate_feel` gives it; None where the standard says null, also after an error inside an
    expression and where several rules of a UNIQUE table match. A file without any input data sees the whole context.
    Raises: DecisionError when the file is not DMN, is broken, holds no such decision, or a limit was hit; BadInput for
    a value that FEEL does not have.
    """
    model = _parsed(dmn_xml, tuple(imports))
    is_open = not any(one.input_data for one in model.family())
    moment = now or SystemClock().now()
    answer = _ask(model, decision_id, _typed(context), moment, zone, is_open=is_open, is_typed=True)
    return from_wire(answer["result"])


def _typed(context: Mapping[str, Any]) -> Json:
    try:
        return to_wire(context)
    except RecursionError:
        raise DecisionError("The values are nested too deep.") from None


@lru_cache(maxsize=KEPT_MODELS)
def _parsed(dmn_xml: str | bytes, imports: tuple[str | bytes, ...]) -> Model:
    return parse(dmn_xml, imports)


def _ask(
    model: Model, decision_id: str, context: Json, now: datetime, zone: str, *, is_open: bool, is_typed: bool
) -> dict[str, Json]:
    request = _text(
        {
            "sha256": model.sha256,
            "decision": decision_id,
            "context": context,
            "now": now.astimezone(UTC).isoformat(),
            "zone": zone,
            "open": is_open,
            "typed": is_typed,
        }
    )
    try:
        answer = _answer(model, request)
    except FeelError as refusal:
        raise DecisionError(f"The decision '{decision_id}' was stopped: {refusal}", element_id=decision_id) from refusal
    if "unknown" in answer:
        sentence = f"The file has no decision with the id or the name '{decision_id}'."
        raise DecisionError(sentence, element_id=decision_id)
    if "broken" in answer:
        raise DecisionError(answer["broken"], element_id=decision_id)
    return answer


def _answer(model: Model, request: str) -> dict[str, Json]:
    for _ in range(TRIES):
        answer = _call("dmn.evaluate", request, ("dmn.load", partial(wire, model)))
        if answer.get("unknown") != "model":
            return answer
        _call("dmn.load", wire(model))
    raise FeelLimitExceeded(f"It ran longer than {TIME_LIMIT:g} s, again and again.", seconds=TIME_LIMIT)


def _call(function: str, request: str, needs: tuple[str, Callable[[], str]] | None = None) -> dict[str, Json]:
    text = shared().call(function, request, TIME_LIMIT, needs)
    try:
        return dict(orjson.loads(text))
    except orjson.JSONDecodeError:
        # orjson reads neither unpaired surrogates nor depths beyond 1024.
        return dict(json.loads(text))


def _text(request: dict[str, Json]) -> str:
    try:
        return orjson.dumps(request).decode()
    except TypeError:
        # orjson writes neither whole numbers beyond 64 bits, nor unpaired surrogates, nor depths beyond 254.
        return _plain_text(request)


def _plain_text(request: dict[str, Json]) -> str:
    try:
        return json.dumps(request)
    except RecursionError:
        raise DecisionError("The values are nested too deep.") from None
    except TypeError as error:
        raise BadInput(f"A value is not JSON: {error}.") from None


def wire(model: Model) -> str:
    """The model as JSON text for the isolate, without what only findings need."""
    return orjson.dumps(_bare(model)).decode()


def _bare(model: Model) -> Model:
    return replace(model, lines={}, imported=tuple(map(_bare, model.imported)))
