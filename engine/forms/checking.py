"""One submission of a form: open it, let its expressions settle, hold every field that shows to its rules."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from engine.forms import isolate
from engine.forms.components import ONE_OF, SOME_OF, Component, Kind
from engine.forms.files import FileInfo, file_problems
from engine.forms.isolate import Instance, Interpreter, Settled
from engine.forms.messages import Problem
from engine.forms.moments import Today, entry_problems
from engine.forms.opening import open_form
from engine.forms.options import choice_problems, offered_only, option_values
from engine.forms.paths import MISSING, Path, get_at, set_at
from engine.forms.patterns import Patterns, check_patterns
from engine.forms.readonly import Openings
from engine.forms.rules import problems_of, rules_of

Problems = dict[Path, list[Problem]]


class Checking:
    """Takes what the schema could read of the answers, and finds what the form says of it."""

    def __init__(
        self,
        root: Component,
        wire: Mapping[str, Any],
        interpreter: Interpreter,
        *,
        today: Today,
        files: Mapping[str, Sequence[FileInfo]] | None = None,
    ) -> None:
        self._root = root
        self._components = {one.number: one for one in root.walk()}
        self._interpreter = interpreter
        self._wire = wire
        self._patterns = Patterns()
        self._today = today
        self._files = files
        self._problems: Problems = {}
        self._submitted: dict[str, Any] = {}
        self._typed: dict[str, Any] = {}
        self._is_opened = False

    def run(
        self, typed: dict[str, Any], base: Mapping[str, Any], unread: Problems, *, is_opened: bool
    ) -> tuple[Problems, dict[str, Any]]:
        """The problems by path, and the data that the form submits.

        `typed`: readable answers; `unread`: the problems of the others. `is_opened`: the form was opened on `base`.
        """
        self._problems = dict(unread)
        self._typed = typed
        self._is_opened = is_opened
        state = open_form(self._root, base, typed, self._today)
        initial = open_form(self._root, base, {}, self._today) if is_opened else copy.deepcopy(state)
        settled = self._settle(state, initial)
        if is_opened:
            openings = Openings(self._root, state, initial, self._problems)
            if openings.restore(settled, self._settle):
                settled = self._settle(state, initial)
        for path, value in settled.values:
            set_at(state, path, value)
        self._forget_hidden(settled)
        self._patterns = check_patterns(self._interpreter, self._components, settled.instances, state)
        for shown in settled.instances:
            self._take(shown, state, initial)
        return self._problems, self._submitted

    def _settle(self, state: dict[str, Any], initial: dict[str, Any]) -> Settled:
        return isolate.settle(self._interpreter, self._wire, state, initial, self._today)

    def _forget_hidden(self, settled: Settled) -> None:
        """Values that could not be read do not matter in a field that is hidden or disabled."""
        active = {one.path for one in settled.instances if not self._components[one.number].disabled}
        self._problems = {
            path: found
            for path, found in self._problems.items()
            if path in active or _field_at(self._root, path) is None
        }

    def _take(self, shown: Instance, state: dict[str, Any], initial: dict[str, Any]) -> None:
        component = self._components[shown.number]
        value = get_at(state, shown.path)
        if component.kind is Kind.LIST:
            if component.repeating and value == []:
                # form-js leaves an emptied list out; here it is told, or the case would keep the removed rows
                set_at(self._submitted, shown.path, [])
            return
        if component.disabled or shown.path in self._problems:
            return
        if component.options is not None and get_at(self._typed, shown.path) is MISSING:
            value = offered_only(component, value, option_values(component.options, initial, shown.options))
        set_at(self._submitted, shown.path, value)
        found = self._found(component, shown, value, initial)
        if found:
            self._problems[shown.path] = found

    def _found(self, field: Component, shown: Instance, value: Any, initial: Mapping[str, Any]) -> list[Problem]:
        found: list[Problem] = []
        if field.type in ONE_OF | SOME_OF and field.options is not None:
            found += choice_problems(field, value, option_values(field.options, initial, shown.options))
        if field.type == "filepicker":
            found += file_problems(field, shown, value, self._files)
        if field.moment is not None and isinstance(value, str) and not self._is_as_opened(shown, value, initial):
            found += entry_problems(value, field.moment, self._today)
        if shown.path in self._patterns.too_slow:
            found.append(Problem("pattern_too_slow"))
        return found + problems_of(rules_of(field, shown, is_mismatch=shown.path in self._patterns.mismatched), value)

    def _is_as_opened(self, shown: Instance, value: Any, initial: Mapping[str, Any]) -> bool:
        return self._is_opened and get_at(initial, shown.path) == value


def _field_at(component: Component, path: Path) -> Component | None:
    """The field that a path leads to, whatever the row."""
    segments = tuple(segment for segment in path if isinstance(segment, str))
    if segments[: len(component.path)] != component.path:
        return None
    rest = segments[len(component.path) :]
    if component.kind is Kind.FIELD:
        return None if rest else component
    return next((found for child in component.children if (found := _field_at(child, rest))), None)
