"""Does a value have the type of its field? What the browser's form turns into the type without loss, so does this.

What it would silently throw away (a word in a number field, a list in a text field) is a problem here: the browser
never sends such a thing, so somebody else did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.forms import javascript
from engine.forms.components import Component, empty_value
from engine.forms.messages import Problem
from engine.forms.moments import Today, read_moment

Reader = Callable[[Any, Component, Today], Any]
"""Gives the value as the field holds it, or a `Problem`."""


def read_value(raw: Any, field: Component, today: Today) -> Any:
    """The value as the field holds it, or a `Problem`. `raw` is JSON."""
    return READERS[field.type](raw, field, today)


def opening_value(raw: Any, field: Component, today: Today) -> Any:
    """What the field shows when the form opens with this value: what does not fit is dropped, not reported."""
    value = read_value(raw, field, today)
    return empty_value(field.type) if isinstance(value, Problem) else value


def _read_text(raw: Any, field: Component, _: Today) -> Any:
    if raw is None:
        return ""
    if isinstance(raw, (list, dict)):
        return Problem("text_expected")
    text = javascript.text(raw)
    return text.translate({9: " ", 10: " ", 13: " "}) if field.type == "textfield" else text


def _read_number(raw: Any, field: Component, _: Today) -> Any:
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        return Problem("number_expected")
    text = javascript.trim(raw) if isinstance(raw, str) else javascript.number_text(raw)
    if javascript.is_too_long(text):
        return Problem("number_too_long")
    number = javascript.number(text)
    if number is None:
        return Problem("number_expected")
    if not field.as_text:
        return number
    return text if javascript.decimal(text) is not None else javascript.number_text(number)


def _read_checkbox(raw: Any, _field: Component, _: Today) -> Any:
    if raw is None:
        return False
    return raw if isinstance(raw, bool) else Problem("yes_or_no_expected")


def _read_choice(raw: Any, _field: Component, _: Today) -> Any:
    return None if raw == "" else raw


def _read_choices(raw: Any, _field: Component, _: Today) -> Any:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else Problem("choices_expected")


def _read_datetime(raw: Any, field: Component, today: Today) -> Any:
    if raw is None or raw == "":
        return None
    if field.moment is None or not isinstance(raw, str):
        return Problem("date_expected" if field.moment is None else f"{field.moment.subtype}_expected")
    return read_moment(raw, field.moment, today)


def _read_files(raw: Any, _field: Component, _: Today) -> Any:
    if raw is None or raw in ("", []):
        return None
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list) and all(isinstance(one, dict) for one in raw):
        return raw
    return Problem("file_expected")


def _read_anything(raw: Any, _field: Component, _: Today) -> Any:
    return raw


READERS: Mapping[str, Reader] = {
    "textfield": _read_text,
    "textarea": _read_text,
    "number": _read_number,
    "checkbox": _read_checkbox,
    "radio": _read_choice,
    "select": _read_choice,
    "checklist": _read_choices,
    "taglist": _read_choices,
    "datetime": _read_datetime,
    "filepicker": _read_files,
    "expression": _read_anything,
}
