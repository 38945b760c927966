"""Read-only fields keep what they opened with, and lists whose rows are fixed keep their number."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from engine.forms.components import Component, Kind, empty_value
from engine.forms.isolate import Settled
from engine.forms.messages import Problem
from engine.forms.paths import MISSING, Path, get_at, set_at

Settle = Callable[[dict[str, Any], dict[str, Any]], Settled]
"""Asks what shows: of the form as it stands, and as it opened."""


class Openings:
    """The form as it opened (`initial`) beside the form as it is submitted (`state`, which is put right)."""

    def __init__(
        self, root: Component, state: dict[str, Any], initial: dict[str, Any], problems: dict[Path, list[Problem]]
    ) -> None:
        self._root = root
        self._state = state
        self._initial = initial
        self._problems = problems
        self._components = {one.number: one for one in root.walk()}

    def restore(self, settled: Settled, settle: Settle) -> bool:
        """Put back what could not be edited. True if that changed anything.

        A field whose `readonly` is FEEL counts as read-only when it is so both at opening and at submission.
        """
        was_readonly = self._readonly_at_opening(settle)
        is_changed = False
        for shown in settled.instances:
            component = self._components[shown.number]
            if component.kind is Kind.LIST:
                self._check_row_count(component, shown.path)
            elif component.readonly is True or (shown.readonly and shown.path in was_readonly):
                is_changed |= self._put_back(component, shown.path)
        return is_changed

    def _readonly_at_opening(self, settle: Settle) -> set[Path]:
        if not any(isinstance(one.readonly, str) for one in self._root.walk()):
            return set()
        opened = settle(copy.deepcopy(self._initial), self._initial)
        return {one.path for one in opened.instances if one.readonly}

    def _check_row_count(self, rows: Component, path: Path) -> None:
        if rows.may_change_rows or not rows.repeating:
            return
        now, before = get_at(self._state, path), get_at(self._initial, path)
        if isinstance(before, list) and isinstance(now, list) and len(now) != len(before):
            self._problems.setdefault(path, []).append(Problem("rows_fixed", {"expected": len(before)}))

    def _put_back(self, field: Component, path: Path) -> bool:
        if field.type == "expression":
            return False
        value = get_at(self._state, path)
        if self._is_in_changing_rows(path):
            allowed = [*_values_of(field, self._root, self._initial), field.default, empty_value(field.type)]
            if _text(value) not in map(_text, allowed):
                self._problems.setdefault(path, []).append(Problem("readonly_changed"))
            return False
        opened = get_at(self._initial, path)
        self._problems.pop(path, None)
        if opened is MISSING or value == opened:
            return False
        set_at(self._state, path, copy.deepcopy(opened))
        return True

    def _is_in_changing_rows(self, path: Path) -> bool:
        """True if rows on the path can be added and removed, so that old and new ones cannot be matched."""
        return any(
            rows.may_change_rows
            for index, segment in enumerate(path)
            if isinstance(segment, int) and (rows := _list_at(self._root, path[:index]))
        )


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _list_at(component: Component, path: Path) -> Component | None:
    segments = tuple(segment for segment in path if isinstance(segment, str))
    if segments[: len(component.path)] != component.path:
        return None
    rest = segments[len(component.path) :]
    if component.kind is Kind.LIST and not rest:
        return component
    return next((found for child in component.children if (found := _list_at(child, rest))), None)


def _values_of(field: Component, component: Component, data: Any) -> list[Any]:
    """All values that a field has in the rows of some data."""
    below = get_at(data, component.path)
    if component is field:
        return [] if below is MISSING else [below]
    scopes = below if component.kind is Kind.LIST and component.repeating and isinstance(below, list) else [below]
    return [value for scope in scopes for child in component.children for value in _values_of(field, child, scope)]
