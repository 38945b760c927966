"""What may come in at all: JSON of a bounded size and depth. Checked before anything else looks at the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine.forms.messages import Problem
from engine.forms.paths import Path

MAX_SIZE = 2_000_000
"""Characters of text, plus eight for every other value."""
MAX_TEXT = 1_000_000
MAX_DEPTH = 40
MAX_BITS = 1_400
"""Of a whole number: about 400 digits."""
_OTHER_SIZE = 8


def refusals(answers: Any) -> dict[Path, Problem]:
    """Everything that may not come in, by path. Stops at the first excess of size, which has the empty path."""
    if not isinstance(answers, Mapping):
        return {(): Problem("object_expected")}
    found: dict[Path, Problem] = {}
    size = 0
    waiting: list[tuple[Path, Any]] = [((), answers)]
    while waiting:
        path, value = waiting.pop()
        size += len(value) if isinstance(value, str) else _OTHER_SIZE
        if size > MAX_SIZE:
            return {(): Problem("too_large", {"limit": MAX_SIZE})}
        if len(path) > MAX_DEPTH:
            return {path[:1]: Problem("too_deep", {"limit": MAX_DEPTH})}
        problem = _problem(value)
        if problem:
            found[path] = problem
        elif isinstance(value, Mapping):
            size += sum(len(key) for key in value if isinstance(key, str))
            waiting.extend(((*path, str(key)), below) for key, below in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, index), below) for index, below in enumerate(value))
    return found


def _problem(value: Any) -> Problem | None:
    if isinstance(value, str):
        return _text_problem(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Problem("not_finite")
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return Problem("number_too_long")
    if isinstance(value, Mapping) and not all(isinstance(key, str) and _text_problem(key) is None for key in value):
        return Problem("key_not_text")
    return None if value is None or isinstance(value, (int, float, Mapping, list)) else Problem("not_json")


def _text_problem(text: str) -> Problem | None:
    if len(text) > MAX_TEXT:
        return Problem("too_long", {"limit": MAX_TEXT})
    if "\0" in text or (not text.isascii() and not _is_encodable(text)):
        return Problem("bad_character")
    return None


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
