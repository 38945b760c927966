"""A form file becomes a tree of components, or is refused with a sentence that names the component."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import orjson

from engine.errors import FormError
from engine.forms import javascript
from engine.forms.components import KINDS, ONE_OF, PRESENTATION, SOME_OF, Component, Kind, Moment, Options

MAX_COMPONENTS = 2_000
MAX_DEPTH = 30
MAX_DEFAULT_ROWS = 1_000
MAX_FORM_BYTES = 4_000_000
FORBIDDEN_SEGMENTS = frozenset({"", "__proto__", "constructor", "prototype"})
INTERVALS = (1, 5, 10, 15, 30, 60)
EXPRESSION_LIMITS = ("min", "max", "minLength", "maxLength")
LATEST_PROPERTY = "sop:latest"
"""A custom property of a date field: `today` refuses a day to come."""


def is_expression(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def read_json(form_json: str | bytes | Mapping[str, Any]) -> dict[str, Any]:
    """The form as a JSON object. Raises FormError when it is none.

    JSON as its standard says: UTF-8, with or without a byte order mark, no NaN, no half characters. A browser reads it
    no more leniently, so a form that passes here can be shown.
    """
    if isinstance(form_json, Mapping):
        return dict(form_json)
    if len(form_json) > MAX_FORM_BYTES:
        raise FormError(f"The form is larger than {MAX_FORM_BYTES} bytes.")
    try:
        form = orjson.loads(_without_mark(form_json))
    except ValueError as error:
        raise FormError(f"The form is not JSON: {error}.") from error
    if not isinstance(form, dict):
        raise FormError("The form is not a JSON object.")
    return form


def _without_mark(form_json: str | bytes) -> str | bytes:
    if isinstance(form_json, str):
        return form_json.removeprefix("\ufeff")
    return form_json.removeprefix(b"\xef\xbb\xbf")


def parse_form(form: Mapping[str, Any]) -> Component:
    """The root component. Raises FormError, naming the component, for what form-js would not open."""
    if form.get("type") != "default":
        raise FormError("This is not a form: its type is not “default”.")
    return _Parser().component(form, 0)


class _Parser:
    def __init__(self) -> None:
        self._count = 0
        self._ids: set[str] = set()

    def component(self, attributes: Mapping[str, Any], depth: int) -> Component:
        type_ = attributes.get("type")
        name = _name(attributes, self._count)
        self._admit(attributes, depth, name)
        if not isinstance(type_, str) or type_ not in KINDS:
            raise _refuse(name, f"is of the unknown type “{type_}”")
        kind = KINDS[type_]
        number = self._count
        self._count += 1
        return Component(
            number=number,
            id=str(attributes.get("id") or ""),
            type=type_,
            kind=kind,
            path=_path(attributes, kind, name),
            label=_text(attributes.get("label")),
            children=self._children(attributes, depth, name) if kind is not Kind.FIELD else (),
            hide=_hide(attributes, name),
            **_field_attributes(attributes, type_, name),
            **_list_attributes(attributes, name),
        )

    def _admit(self, attributes: Mapping[str, Any], depth: int, name: str) -> None:
        if depth > MAX_DEPTH:
            raise _refuse(name, f"is nested more than {MAX_DEPTH} levels deep")
        if self._count >= MAX_COMPONENTS:
            raise FormError(f"The form has more than {MAX_COMPONENTS} components.")
        id_ = attributes.get("id")
        if id_ is None:
            return
        if not isinstance(id_, str):
            raise _refuse(name, "has an id that is not text")
        if id_ in self._ids:
            raise _refuse(name, "shares its id with another component")
        self._ids.add(id_)

    def _children(self, attributes: Mapping[str, Any], depth: int, name: str) -> tuple[Component, ...]:
        components = attributes.get("components") or []
        if not isinstance(components, list) or not all(isinstance(child, Mapping) for child in components):
            raise _refuse(name, "has “components” that are not a list of components")
        children = []
        for child in components:
            if isinstance(child.get("type"), str) and child["type"] in PRESENTATION:
                self._admit(child, depth + 1, _name(child, self._count))
            else:
                children.append(self.component(child, depth + 1))
        return tuple(children)


def _refuse(name: str, reason: str) -> FormError:
    return FormError(f"The form's component “{name}” {reason}.", component=name)


def _name(attributes: Mapping[str, Any], number: int) -> str:
    return str(attributes.get("id") or attributes.get("key") or attributes.get("path") or f"#{number}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _path(attributes: Mapping[str, Any], kind: Kind, name: str) -> tuple[str, ...]:
    attribute = "key" if kind is Kind.FIELD else "path"
    value = attributes.get(attribute)
    if not value:
        if kind is Kind.GROUP:
            return ()
        raise _refuse(name, f"has no {attribute}: nobody could find its value")
    if not isinstance(value, str):
        raise _refuse(name, f"has a {attribute} that is not text")
    segments = tuple(value.split("."))
    if FORBIDDEN_SEGMENTS & set(segments):
        raise _refuse(name, f"has the unusable {attribute} “{value}”")
    return segments


def _hide(attributes: Mapping[str, Any], name: str) -> str | None:
    conditional = attributes.get("conditional")
    if conditional is None:
        return None
    if not isinstance(conditional, Mapping):
        raise _refuse(name, "has a “conditional” that is not an object")
    hide = conditional.get("hide")
    return hide if is_expression(hide) else None


def _field_attributes(attributes: Mapping[str, Any], type_: str, name: str) -> dict[str, Any]:
    readonly = attributes.get("readonly")
    multiple = attributes.get("multiple")
    properties = attributes.get("properties")
    return {
        "disabled": javascript.is_truthy(attributes.get("disabled")),
        "readonly": readonly if is_expression(readonly) else javascript.is_truthy(readonly),
        "validate": _validate(attributes, name),
        "default": attributes.get("defaultValue"),
        "has_default": "defaultValue" in attributes,
        "options": _options(attributes) if type_ in ONE_OF | SOME_OF else None,
        "moment": _moment(attributes, name) if type_ == "datetime" else None,
        "decimal_digits": _whole(attributes, "decimalDigits", name) if type_ == "number" else None,
        "increment": _increment(attributes, name) if type_ == "number" else None,
        "as_text": type_ == "number" and javascript.is_truthy(attributes.get("serializeToString")),
        "expression": attributes.get("expression"),
        "compute_on": _text(attributes.get("computeOn")) or "change",
        "accept": _text(attributes.get("accept")),
        "multiple": multiple if is_expression(multiple) else multiple is True,
        "properties": MappingProxyType(dict(properties) if isinstance(properties, Mapping) else {}),
    }


def _list_attributes(attributes: Mapping[str, Any], name: str) -> dict[str, Any]:
    if attributes.get("type") != "dynamiclist":
        return {}
    rows = _whole(attributes, "defaultRepetitions", name)
    if rows is not None and rows > MAX_DEFAULT_ROWS:
        raise _refuse(name, f"opens with more than {MAX_DEFAULT_ROWS} rows")
    return {
        "repeating": javascript.is_truthy(attributes.get("isRepeating", True)),
        "default_rows": 1 if rows is None else rows,
        "may_change_rows": javascript.is_truthy(attributes.get("allowAddRemove", True)),
    }


def _validate(attributes: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    validate = attributes.get("validate")
    if not validate:
        return MappingProxyType({})
    if not isinstance(validate, Mapping):
        raise _refuse(name, "has a “validate” that is not an object")
    pattern = validate.get("pattern")
    if pattern and not isinstance(pattern, str):
        raise _refuse(name, "has a pattern that is not text")
    return MappingProxyType(dict(validate))


def _options(attributes: Mapping[str, Any]) -> Options:
    fixed, variable, expression = (attributes.get(name) for name in ("values", "valuesKey", "valuesExpression"))
    if "values" not in attributes and not variable and not expression:
        fixed = ["value"]  # form-js offers this one option when the form names no source
    return Options(
        fixed=tuple(fixed) if isinstance(fixed, list) else () if "values" in attributes else None,
        variable=str(variable) if "valuesKey" in attributes else None,
        expression=expression if is_expression(expression) else None,
    )


def _moment(attributes: Mapping[str, Any], name: str) -> Moment:
    properties = attributes.get("properties")
    latest = properties.get(LATEST_PROPERTY) if isinstance(properties, Mapping) else None
    if latest not in (None, "", "today"):
        raise _refuse(name, f"has the property {LATEST_PROPERTY} “{latest}”; only “today” can be said")
    subtype = attributes.get("subtype", "date")
    if subtype not in ("date", "time", "datetime"):
        raise _refuse(name, f"has the unknown subtype “{subtype}”")
    interval = attributes.get("timeInterval")
    return Moment(
        subtype=subtype,
        format=_text(attributes.get("timeSerializingFormat")) or "no_timezone",
        interval=interval if interval in INTERVALS else None,
        disallow_passed=javascript.is_truthy(attributes.get("disallowPassedDates")),
        disallow_coming=latest == "today",
    )


def _whole(attributes: Mapping[str, Any], attribute: str, name: str) -> int | None:
    value = attributes.get(attribute)
    if value is None or value == "":
        return None
    number = javascript.decimal(value)
    if number is None or number < 0 or number != number.to_integral_value():
        raise _refuse(name, f"has “{attribute}”, which is not a whole number from 0 up")
    return int(number)


def _increment(attributes: Mapping[str, Any], name: str) -> int | float | str | None:
    value = attributes.get("increment")
    if not javascript.is_truthy(value):
        return None
    number = javascript.decimal(value)
    if number is None:
        raise _refuse(name, "has an increment that is not a number")
    return value if number else None
