"""The data of a form as it stands after it was opened on some variables and answers were put in."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.forms.components import Component, Kind, empty_value
from engine.forms.moments import Today
from engine.forms.options import offered_only, option_values
from engine.forms.paths import MISSING, Path, get_at, set_at
from engine.forms.values import opening_value


def open_form(form: Component, base: Mapping[str, Any], typed: Mapping[str, Any], today: Today) -> dict[str, Any]:
    """All variables of `base`, with every field of the form at its place.

    A field holds what was typed; else what `base` has for it, if it fits; else its default; else what an empty field
    of its type holds.
    """
    data: dict[str, Any] = copy.deepcopy(dict(base))
    _fill(form, _Scope(dict(typed), data, copy.deepcopy(data), (), base), today)
    return data


@dataclass(frozen=True, slots=True)
class _Scope:
    """The object that holds the fields: the whole form, or one row. `prefix` leads from it to the components."""

    typed: dict[str, Any]
    data: dict[str, Any]
    base: dict[str, Any]
    prefix: Path
    variables: Mapping[str, Any]


def _fill(component: Component, scope: _Scope, today: Today) -> None:
    path = (*scope.prefix, *component.path)
    if component.kind is Kind.FIELD:
        set_at(scope.data, path, _value(component, scope, path, today))
    elif component.kind is Kind.LIST and component.repeating:
        _fill_rows(component, scope, path, today)
    else:
        for child in component.children:
            _fill(child, _Scope(scope.typed, scope.data, scope.base, path, scope.variables), today)


def _value(field: Component, scope: _Scope, path: Path, today: Today) -> Any:
    typed = get_at(scope.typed, path)
    if typed is not MISSING:
        return typed
    base = get_at(scope.base, path)
    if base is MISSING and not field.has_default:
        return empty_value(field.type)
    value = opening_value(field.default if base is MISSING else base, field, today)
    if field.options is None or field.options.is_computed:
        return value
    return offered_only(field, value, option_values(field.options, scope.variables, None))


def _fill_rows(rows: Component, scope: _Scope, path: Path, today: Today) -> None:
    typed = get_at(scope.typed, path)
    base = get_at(scope.base, path)
    known = [row if isinstance(row, dict) else {} for row in base] if isinstance(base, list) else None
    if isinstance(typed, list):
        # rows that can be removed cannot be told apart afterwards, so nothing of the old ones shows through
        kept = [] if rows.may_change_rows or known is None else known[: len(typed)]
        known = kept + [{} for _ in typed[len(kept) :]]
    else:
        typed = None
        known = [{} for _ in range(rows.default_rows)] if known is None else known
    filled = copy.deepcopy(known)
    set_at(scope.data, path, filled)
    for index, row in enumerate(filled):
        inner = _Scope(typed[index] if typed else {}, row, known[index], (), scope.variables)
        for child in rows.children:
            _fill(child, inner, today)
