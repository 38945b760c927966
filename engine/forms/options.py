"""The choices of a field, and whether a value is among them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from engine.forms import javascript
from engine.forms.components import SOME_OF, Component, Options
from engine.forms.messages import Problem


def option_values(options: Options, opened_with: Mapping[str, Any], evaluated: Any) -> list[Any]:
    """The values that may be chosen. `evaluated`: what the options expression gave for this row."""
    if options.variable is not None:
        offered = opened_with.get(options.variable)
    elif options.fixed is not None:
        offered = list(options.fixed)
    else:
        offered = evaluated
    return [value for value in map(_value_of, offered if isinstance(offered, list) else []) if value is not None]


def choice_problems(field: Component, value: Any, allowed: Iterable[Any]) -> list[Problem]:
    """One problem for each chosen value that was not offered."""
    chosen = value if field.type in SOME_OF else [] if value is None else [value]
    allowed = list(allowed)
    return [
        Problem("not_an_option", {"value": _shown(one)})
        for one in chosen
        if not any(javascript.equal(one, other) for other in allowed)
    ]


def offered_only(field: Component, value: Any, allowed: Iterable[Any]) -> Any:
    """What is left of a choice when everything that is not offered goes, as the browser's form does at opening."""
    allowed = list(allowed)
    if field.type in SOME_OF:
        return [one for one in value if any(javascript.equal(one, other) for other in allowed)]
    return value if any(javascript.equal(value, other) for other in allowed) else None


def _value_of(option: Any) -> Any:
    """The value of an option, None for one that form-js leaves out."""
    if not isinstance(option, dict):
        return option if _is_primitive(option) else None
    value, label = option.get("value"), option.get("label")
    if not (isinstance(label, str) and label):
        return value if _is_primitive(value) else None
    if isinstance(value, (dict, list)):
        return value or None
    return value if _is_primitive(value) else None


def _is_primitive(value: Any) -> bool:
    return isinstance(value, (bool, int, float)) or (isinstance(value, str) and value != "")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004
