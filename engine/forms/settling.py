"""Settling a form even when one of its patterns never comes to an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.errors import FeelLimitExceeded
from engine.forms import isolate
from engine.forms.isolate import Instance, Interpreter, Settled
from engine.forms.moments import Today
from engine.forms.paths import Path, get_at


class Settling:
    """Asks the interpreter about one submission. `too_slow`: values whose pattern could not be tested in time."""

    def __init__(self, interpreter: Interpreter, wire: Mapping[str, Any], today: Today) -> None:
        self._interpreter = interpreter
        self._wire = wire
        self._today = today
        self.too_slow: set[Path] = set()

    def settle(self, state: dict[str, Any], initial: dict[str, Any]) -> Settled:
        """What shows and what the expressions say. Raises FeelLimitExceeded when an expression is to blame."""
        try:
            return isolate.settle(self._interpreter, self._wire, state, initial, self._today)
        except FeelLimitExceeded:
            patterns = _patterns(self._wire)
            if not patterns:
                raise
        settled = isolate.settle(self._interpreter, _without_patterns(self._wire), state, initial, self._today)
        return self._match_singly(settled, state, patterns)

    def _match_singly(self, settled: Settled, state: dict[str, Any], patterns: Mapping[int, str]) -> Settled:
        """Find the pattern that is to blame; once it is found, no further row has to wait for it."""
        blamed: set[int] = set()
        instances = []
        for one in settled.instances:
            is_mismatch = False
            if one.number in patterns:
                is_mismatch = self._is_mismatch(one, patterns[one.number], state, blamed)
            instances.append(replace(one, mismatch=is_mismatch))
        return replace(settled, instances=tuple(instances))

    def _is_mismatch(self, one: Instance, pattern: str, state: dict[str, Any], blamed: set[int]) -> bool:
        try:
            if one.number not in blamed:
                return not isolate.matches(self._interpreter, pattern, get_at(state, one.path))
        except FeelLimitExceeded:
            blamed.add(one.number)
        self.too_slow.add(one.path)
        return False


def _patterns(wire: Mapping[str, Any]) -> dict[int, str]:
    found = {wire["n"]: wire["pattern"]} if "pattern" in wire else {}
    for child in wire.get("children", ()):
        found |= _patterns(child)
    return found


def _without_patterns(wire: Mapping[str, Any]) -> dict[str, Any]:
    copied = {name: value for name, value in wire.items() if name != "pattern"}
    if "children" in copied:
        copied["children"] = [_without_patterns(child) for child in copied["children"]]
    return copied
