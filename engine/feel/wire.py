"""Typed values between Python and the isolate: `js/src/json.ts` holds the other end.

What JSON cannot say travels as `{"@": kind, "v": …}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from engine.errors import BadInput
from engine.feel.values import (
    FeelFunction,
    FeelRange,
    WideTemporal,
    YearsAndMonthsDuration,
    duration_text,
    temporal_of,
    time_text,
)

_LARGEST_EXACT = 2**53 - 1


def to_wire(value: Any) -> Any:
    """A Python value for the isolate. Raises BadInput for a type that FEEL has no kind for."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    if isinstance(value, Mapping):
        return _context(value)
    if isinstance(value, (list, tuple)):
        return [to_wire(item) for item in value]
    if isinstance(value, FeelRange):
        ends = [to_wire(value.start), to_wire(value.end), value.start_included, value.end_included, value.test]
        return {"@": "range", "v": ends}
    return _temporal(value)


def _number(value: float | Decimal) -> Any:
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_EXACT else {"@": "number", "v": format(Decimal(value), "e")}
    if not isfinite(value):
        return None
    return value if isinstance(value, float) else {"@": "number", "v": str(value)}


def _context(value: Mapping[Any, Any]) -> Any:
    entries = {str(name): to_wire(item) for name, item in value.items()}
    return {"@": "context", "v": list(entries.items())} if "@" in entries else entries


def _temporal(value: Any) -> dict[str, str]:
    text = getattr(value, "text", None)
    if isinstance(value, datetime):
        return {"@": "date and time", "v": text or f"{value.date().isoformat()}T{time_text(value)}"}
    if isinstance(value, date):
        return {"@": "date", "v": value.isoformat()}
    if isinstance(value, time):
        return {"@": "time", "v": text or time_text(value)}
    if isinstance(value, timedelta):
        return {"@": "days and time duration", "v": text or duration_text(value)}
    if isinstance(value, (YearsAndMonthsDuration, WideTemporal)):
        return {"@": "temporal", "v": str(value)}
    raise BadInput(f"FEEL has no value for {type(value).__name__}")


def from_wire(wire: Any) -> Any:
    """What the isolate gave, as a Python value: see `engine.feel.values`."""
    if isinstance(wire, list):
        return [from_wire(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    kind, value = wire["@"], wire["v"]
    if kind == "number":
        return _exact(Decimal(value))
    if kind == "context":
        return {name: from_wire(item) for name, item in value}
    if kind == "range":
        start, end, start_included, end_included, test = value
        return FeelRange(from_wire(start), from_wire(end), start_included, end_included, test)
    return FeelFunction(value) if kind == "function" else temporal_of(kind, value)


def _exact(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def to_json(value: Any) -> Any:
    """A result as case variables hold it: temporal values as ISO 8601 text, as Camunda 8 stores them.

    An interval becomes its properties; a function, which has no JSON, becomes None. Raises BadInput.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Decimal):
        return _exact(value)
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, FeelRange):
        ends = {"start": to_json(value.start), "end": to_json(value.end)}
        return ends | {"start included": value.start_included, "end included": value.end_included}
    return None if isinstance(value, FeelFunction) else _temporal(value)["v"]
