"""Testing patterns: JavaScript's regular expressions, in the isolate, even when one of them never comes to an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import FeelLimitExceeded
from engine.forms import isolate
from engine.forms.components import Component
from engine.forms.isolate import Instance, Interpreter
from engine.forms.paths import Path, get_at


@dataclass(frozen=True, slots=True)
class Patterns:
    """Outcome of the patterns of one submission: values that do not match, and values that took too long to test."""

    mismatched: frozenset[Path] = frozenset()
    too_slow: frozenset[Path] = frozenset()


def check_patterns(
    interpreter: Interpreter,
    components: Mapping[int, Component],
    instances: Iterable[Instance],
    state: Mapping[str, Any],
) -> Patterns:
    """Test the value of every field that shows and has a pattern, in one call; one by one if that takes too long."""
    asked = [
        (one, (components[one.number].validate["pattern"], get_at(state, one.path)))
        for one in instances
        if components[one.number].validate.get("pattern") and not components[one.number].disabled
    ]
    if not asked:
        return Patterns()
    try:
        refused = isolate.mismatches(interpreter, [question for _, question in asked])
    except FeelLimitExceeded:
        return _one_by_one(interpreter, asked)
    return Patterns(frozenset(asked[index][0].path for index in refused))


def _one_by_one(interpreter: Interpreter, asked: list[tuple[Instance, tuple[str, Any]]]) -> Patterns:
    """Find the pattern that is to blame; once it is found, no further row has to wait for it."""
    blamed: set[int] = set()
    mismatched, too_slow = set(), set()
    for one, question in asked:
        try:
            if one.number in blamed:
                too_slow.add(one.path)
            elif isolate.mismatches(interpreter, [question]):
                mismatched.add(one.path)
        except FeelLimitExceeded:
            blamed.add(one.number)
            too_slow.add(one.path)
    return Patterns(frozenset(mismatched), frozenset(too_slow))
