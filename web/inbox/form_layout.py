"""Rows for forms that were written by hand: form-js puts fields side by side only when they name the same row."""

from __future__ import annotations

from itertools import count
from typing import Any

Json = Any
COLUMNS = 16


def with_rows(schema: Json) -> Json:
    """The schema with neighbours that have a width and no row put into rows of at most sixteen columns."""
    return _filled(schema, count(1))


def _filled(node: Json, numbers: count[int]) -> Json:
    components = node.get("components")
    if not components:
        return node
    row, used, made = "", COLUMNS, []
    for component in components:
        layout = component.get("layout") or {}
        width = layout.get("columns")
        if not width or layout.get("row"):
            used = COLUMNS
            made.append(_filled(component, numbers))
            continue
        if used + width > COLUMNS:
            row, used = f"row_{next(numbers)}", 0
        used += width
        made.append(_filled({**component, "layout": {**layout, "row": row}}, numbers))
    return {**node, "components": made}


def without_templates(schema: Json) -> Json:
    """The schema without the texts that name variables: of a task that is over they are gone."""
    kept = [one for one in schema.get("components") or [] if one.get("type") != "text" or "{{" not in one["text"]]
    return {**schema, "components": kept}
