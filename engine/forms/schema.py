"""The marshmallow schema of a form: which fields there are, and of which type each value must be.

Whether a field shows, and which limits hold, only the filled form can tell: `engine/forms/rules.py` comes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing

from engine.errors import FormError
from engine.forms.components import Component, Kind
from engine.forms.messages import Problem
from engine.forms.moments import Today
from engine.forms.values import read_value

MAX_ROWS = 2_000


@dataclass
class Branch:
    """What lies under one path segment: a component's own place, or further segments."""

    children: dict[str, Branch] = field(default_factory=dict)
    field: Component | None = None
    rows: Component | None = None


def branches_of(form: Component) -> Branch:
    """All binding paths of a form. Raises FormError when two components claim the same place."""
    root = Branch()
    for child in form.children:
        _claim(child, root)
    return root


def _claim(component: Component, scope: Branch) -> None:
    taken = FormError(
        f"The form's component “{component.id or '.'.join(component.path)}” claims the place "
        f"“{'.'.join(component.path)}”, which another component holds already.",
        component=component.id,
    )
    place, is_new = scope, False
    for segment in component.path:
        if place.field or (place.rows and place is not scope):
            raise taken
        is_new = segment not in place.children
        place = place.children.setdefault(segment, Branch())
    if component.kind is Kind.GROUP:
        if place.field or (place.rows and place is not scope):
            raise taken
    elif not is_new:
        raise taken
    if component.kind is Kind.FIELD:
        place.field = component
    elif component.kind is Kind.LIST:
        place.rows = component
    for child in component.children:
        _claim(child, place)


class AnswersSchema(Schema):
    """An object of answers. Problems are stored as `Problem`s, under the segments of their paths."""

    class Meta:
        unknown = RAISE

    error_messages: dict[str, Any] = {  # noqa: RUF012 - marshmallow declares it so
        "unknown": Problem("unknown"),
        "type": Problem("object_expected"),
    }


class ValueField(fields.Field[Any]):
    """The value of one component."""

    def __init__(self, component: Component, **options: Any) -> None:
        super().__init__(allow_none=True, **options)
        self.component = component

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **options: Any) -> Any:
        # null is a value to some components (an empty text, an unticked box), so marshmallow may not decide on it
        return missing if value is missing else self._deserialize(value, attr, data, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        del attr, data, options
        read = read_value(value, self.component, _today(self))
        if isinstance(read, Problem):
            raise ValidationError([read])
        return read


class ObjectField(fields.Field[Any]):
    """The object at a path that groups, or keys with dots, share. Null is an empty one."""

    def __init__(self, schema: type[Schema], **options: Any) -> None:
        super().__init__(**options)
        self.schema_class = schema

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **options: Any) -> Any:
        del attr, data, options
        if value is missing or value is None:
            return {}
        return _instance(self.schema_class, self).load(value)


class RowsField(fields.Field[Any]):
    """The rows of a dynamic list. Null is no answer; a row that is null is an empty row."""

    def __init__(self, schema: type[Schema], **options: Any) -> None:
        super().__init__(**options)
        self.schema_class = schema

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **options: Any) -> Any:
        del attr, data, options
        if value is missing or value is None:
            return missing
        if not isinstance(value, list):
            raise ValidationError([Problem("list_expected")])
        if len(value) > MAX_ROWS:
            raise ValidationError([Problem("too_many_rows", {"limit": MAX_ROWS})])
        schema = _instance(self.schema_class, self)
        rows, problems = [], {}
        for index, row in enumerate(value):
            try:
                rows.append({} if row is None else schema.load(row))
            except ValidationError as error:
                problems[index] = error.messages
                rows.append(error.valid_data or {})
        if problems:
            raise ValidationError(problems, valid_data=rows)
        return rows


def _today(field_: fields.Field[Any]) -> Today:
    today: Today = field_.root.context_today  # type: ignore[union-attr]
    return today


def _instance(schema_class: type[Schema], parent: fields.Field[Any]) -> Schema:
    schema = schema_class()
    schema.context_today = _today(parent)  # type: ignore[attr-defined]
    return schema


def schema_of(branch: Branch) -> type[Schema]:
    """The schema class of one object: one marshmallow field per segment."""
    declared = {
        # numbered attributes: a key may well be called `fields` or `load`, which a schema class uses itself
        f"field_{number}": _field_of(segment, child)
        for number, (segment, child) in enumerate(branch.children.items())
    }
    return type("FormAnswers", (AnswersSchema,), dict(declared))


def _field_of(segment: str, branch: Branch) -> fields.Field[Any]:
    options = {"data_key": segment, "attribute": segment}
    if branch.field is not None:
        return ValueField(branch.field, **options)
    schema = schema_of(branch)
    if branch.rows is not None and branch.rows.repeating:
        return RowsField(schema, **options)
    return ObjectField(schema, **options)


def load(schema_class: type[Schema], answers: Mapping[str, Any], today: Today) -> tuple[dict[str, Any], dict[Any, Any]]:
    """The answers as typed values, without those that have a problem; and the problems by path segment."""
    schema = schema_class()
    schema.context_today = today  # type: ignore[attr-defined]
    try:
        return schema.load(answers), {}
    except ValidationError as error:
        return error.valid_data, error.messages  # type: ignore[return-value]
