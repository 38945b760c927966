"""What a form asks of the interpreter, in one call per round."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from engine.forms.components import ONE_OF, SOME_OF, Component, Kind
from engine.forms.moments import Today
from engine.forms.parse import EXPRESSION_LIMITS, is_expression
from engine.forms.paths import Path

SETTLE_LIMIT = 1.0
"""Seconds for all expressions of one form."""

ROW_LIMIT = 0.002
"""Seconds more for each row of a list: a form takes about a tenth of a millisecond to ask one expression."""

LONGEST = 4.0
"""Seconds for the expressions of a form with however many rows."""

PATTERN_LIMIT = 0.5
CHECK_LIMIT = 2.0


class Interpreter(Protocol):
    """The JavaScript of `engine/feel/js/src/forms` in its isolate: JSON text in, JSON text out."""

    def call(self, function: str, request: str, time_limit: float) -> str:
        """Call `sopflow.forms.<function>`. Raises `engine.errors.FeelLimitExceeded` after `time_limit` seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Instance:
    """A component that shows, once per row, and what its expressions say there."""

    number: int
    path: Path
    readonly: bool = False
    limits: Mapping[str, Any] | None = None
    options: Any = None
    accept: Any = None
    multiple: Any = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The form after its conditions and computed fields came to rest. `values`: the computed ones, by path."""

    instances: tuple[Instance, ...]
    values: tuple[tuple[Path, Any], ...]


def wire(component: Component) -> dict[str, Any]:
    """A component as the interpreter takes it: only what it has to evaluate."""
    form: dict[str, Any] = {"n": component.number, "kind": component.kind, "path": component.path}
    if component.hide:
        form["hide"] = component.hide
    if component.kind is not Kind.FIELD:
        form["repeating"] = component.repeating
        form["children"] = [wire(child) for child in component.children]
        return form
    return form | {name: value for name, value in _expressions(component) if value is not None}


def _expressions(field: Component) -> list[tuple[str, Any]]:
    limits = {name: field.validate[name] for name in EXPRESSION_LIMITS if is_expression(field.validate.get(name))}
    is_choice = field.type in ONE_OF | SOME_OF
    is_file = field.type == "filepicker"
    is_computed = field.type == "expression"
    return [
        ("limits", limits or None),
        ("readonly", field.readonly if isinstance(field.readonly, str) else None),
        ("frozen", (field.disabled or field.readonly is True) or None),
        ("options", field.options.expression if is_choice and field.options else None),
        ("accept", field.accept if is_file and field.accept else None),
        ("multiple", field.multiple if is_file and isinstance(field.multiple, str) else None),
        ("compute", field.compute_on if is_computed else None),
        ("expression", field.expression if is_computed else None),
    ]


def settle(
    interpreter: Interpreter,
    form: Mapping[str, Any],
    state: Mapping[str, Any],
    initial: Mapping[str, Any],
    today: Today,
) -> Settled:
    """Ask which components show and what their expressions say. Raises FeelLimitExceeded."""
    request: dict[str, Any] = {
        "form": form,
        "state": state,
        "initial": initial,
        "now": int(today.now.timestamp() * 1000),
    }
    if isinstance(today.zone, ZoneInfo):
        request["zone"] = today.zone.key
    limit = min(LONGEST, SETTLE_LIMIT + ROW_LIMIT * _rows(state))
    answer = json.loads(interpreter.call("settle", _text(request), limit))
    return Settled(
        tuple(_instance(one) for one in answer["instances"]),
        tuple((tuple(path), value) for path, value in answer["values"]),
    )


def _rows(value: Any) -> int:
    """How many items all lists in the data have."""
    if isinstance(value, Mapping):
        return sum(map(_rows, value.values()))
    return len(value) + sum(map(_rows, value)) if isinstance(value, list) else 0


def _instance(answer: dict[str, Any]) -> Instance:
    return Instance(number=answer.pop("n"), path=tuple(answer.pop("path")), **answer)


def _text(request: Any) -> str:
    # not orjson: it refuses whole numbers of more than 64 bits
    try:
        return json.dumps(request, ensure_ascii=False, allow_nan=False)
    except ValueError:
        # Data handed in beside the answers may hold numbers without end; JSON has none, and null is what JavaScript
        # writes for them. Answers that hold them were refused before.
        return json.dumps(_finite(request), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return value


def broken_patterns(interpreter: Interpreter, patterns: Sequence[str]) -> dict[int, str]:
    """Which of the patterns are no regular expressions, with JavaScript's message."""
    return dict(json.loads(interpreter.call("brokenPatterns", _text(list(patterns)), CHECK_LIMIT)))


def broken_expressions(interpreter: Interpreter, expressions: Sequence[tuple[str, bool]]) -> dict[int, str]:
    """Which of the texts are no FEEL, with the message. The second says that it is a unary test."""
    return dict(json.loads(interpreter.call("brokenExpressions", _text(list(expressions)), CHECK_LIMIT)))


def mismatches(interpreter: Interpreter, questions: Sequence[tuple[str, Any]]) -> set[int]:
    """Which of the values their patterns refuse, by index. Raises FeelLimitExceeded."""
    return set(json.loads(interpreter.call("mismatches", _text(list(questions)), PATTERN_LIMIT)))
