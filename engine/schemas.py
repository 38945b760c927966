"""A frozen dataclass as the shape of JSON values: a marshmallow schema compiled once from its fields.

Field types: `str`, `int`, `float`, `bool`, `Decimal`, `date`, `datetime` (aware), `timedelta` (ISO 8601), enums (by
value), `Literal`, `X | None`, `list[X]`, `tuple[X, ...]`, `dict[str, X]`, other dataclasses, `Any`. A default makes a
variable optional; `field(metadata={"variable": "sumAssured"})` gives it another name in the case.
"""

from __future__ import annotations

import dataclasses
import enum
import re
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

import marshmallow
import orjson
from marshmallow import fields

Json = Any
T = TypeVar("T")


class Rubbish(ValueError):
    """Values that are not of the declared shape; `errors` maps a field path to its sentences.

    `given`: they came in; else they were to go out.
    """

    def __init__(self, shape: str, errors: dict[str, Any], *, given: bool = False) -> None:
        self.given = given
        self.errors = flatten(errors)
        super().__init__(f"{shape}: " + "; ".join(f"{path}: {' '.join(said)}" for path, said in self.errors.items()))


class Shape(Generic[T]):
    """Loads JSON into a dataclass and dumps it back, checking both ways.

    Raises TypeError, naming the field, for a field whose type cannot be a case variable.
    """

    def __init__(self, type: type[T]) -> None:  # noqa: A002
        if not dataclasses.is_dataclass(type):
            raise TypeError(f"{type!r} is not a dataclass")
        self.type = type
        _declared(type)

    @cached_property
    def _schema(self) -> marshmallow.Schema:
        # Only when it is asked: a schema is big, and a server uses a part of a thousand shapes.
        return _schema_of(self.type)

    def load(self, values: Mapping[str, Json]) -> T:
        """JSON values as the dataclass; unknown names are ignored. Raises `Rubbish`."""
        try:
            made: T = self._schema.load(values)
        except marshmallow.ValidationError as error:
            raise Rubbish(self.type.__name__, _said(error), given=True) from error
        return made

    def dump(self, value: T) -> dict[str, Json]:
        """The dataclass as JSON values. Raises `Rubbish` when it does not hold what it declares."""
        if not isinstance(value, self.type):
            raise Rubbish(self.type.__name__, {"result": [f"is a {type(value).__name__}."]})
        try:
            dumped: dict[str, Json] = self._schema.dump(value)
            self._schema.load(dumped)
            # A field of any type is not looked into by the schema.
            orjson.dumps(dumped)
        except marshmallow.ValidationError as error:
            raise Rubbish(self.type.__name__, _said(error)) from error
        except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
            # marshmallow dumps without validating: a wrong type surfaces as whatever its formatter raises.
            raise Rubbish(self.type.__name__, {"result": [f"cannot be written as JSON: {error}."]}) from error
        return dumped


def _said(error: marshmallow.ValidationError) -> dict[str, Any]:
    return error.messages if isinstance(error.messages, dict) else {"value": error.messages}


def flatten(errors: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Nested marshmallow messages as `{"beneficiaries[0].share": ["…"]}`."""
    flat: dict[str, list[str]] = {}
    for name, said in errors.items():
        path = f"{prefix}[{name}]" if isinstance(name, int) else f"{prefix}.{name}" if prefix else str(name)
        if isinstance(said, Mapping):
            flat.update(flatten(said, path))
        else:
            flat[path] = [str(sentence) for sentence in (said if isinstance(said, list) else [said])]
    return flat


class _Number(fields.Decimal):
    """A Decimal that is a JSON number in the case, because FEEL compares numbers; never rounded on the way."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if value is None:
            return None
        number = Decimal(value)
        if number == number.to_integral_value():
            return int(number)
        if Decimal(repr(float(number))) != number:
            raise ValueError(f"{number} has more digits than a JSON number keeps")
        return float(number)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        if isinstance(value, bool):
            raise self.make_error("invalid")
        return super()._deserialize(repr(value) if isinstance(value, float) else value, attr, data, **kwargs)


class _Truth(fields.Field[bool]):
    """Only true and false: "no" must not become true, nor 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise marshmallow.ValidationError("Not true or false.")
        return value


class _Whole(fields.Integer):
    """A whole number; 3.0 is one (FEEL knows only doubles), true is not."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid")
        if not isinstance(value, int | float):
            raise self.make_error("invalid")
        return int(value)


class _Real(fields.Float):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class _Duration(fields.Field[timedelta]):
    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else _format_duration(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> timedelta:
        try:
            return _parse_duration(value)
        except (TypeError, ValueError) as error:
            raise marshmallow.ValidationError("Not an ISO 8601 duration.") from error


_DURATION = re.compile(
    r"(?P<sign>-)?P(?=.)((?P<weeks>\d+)W)?((?P<days>\d+)D)?"
    r"(T(?=.)((?P<hours>\d+)H)?((?P<minutes>\d+)M)?((?P<seconds>\d+(\.\d+)?)S)?)?"
)


def _parse_duration(text: str) -> timedelta:
    """Days and below only: a month has no fixed length."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = match.groupdict()
    sign = -1 if parts.pop("sign") else 1
    return sign * timedelta(**{unit: float(count) for unit, count in parts.items() if count})


def _format_duration(value: timedelta) -> str:
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    seconds = (
        f"{value.seconds}.{value.microseconds:06d}".rstrip("0").rstrip(".") if value.microseconds else value.seconds
    )
    if value.days:
        return f"{sign}P{value.days}D" + (f"T{seconds}S" if value.seconds or value.microseconds else "")
    return f"{sign}PT{seconds}S"


_SCALARS: dict[Any, Any] = {
    str: fields.String,
    int: _Whole,
    float: _Real,
    bool: _Truth,
    Decimal: _Number,
    date: fields.Date,
    timedelta: _Duration,
    Any: fields.Raw,
    object: fields.Raw,
}


def _declared(type_: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(type_, include_extras=False)
    declared: dict[str, Any] = {}
    for item in dataclasses.fields(type_):
        optional = item.default is not dataclasses.MISSING or item.default_factory is not dataclasses.MISSING
        name = item.metadata.get("variable", item.name)
        declared[item.name] = _field(
            hints[item.name], f"{type_.__name__}.{item.name}", required=not optional, data_key=name
        )
    return declared


def _schema_of(type_: type[Any]) -> marshmallow.Schema:
    def build(_self: Any, data: dict[str, Any], **_kwargs: Any) -> Any:
        return type_(**data)

    members = {
        **_declared(type_),
        "build": marshmallow.post_load(build),
        "Meta": type("Meta", (), {"unknown": marshmallow.EXCLUDE}),
    }
    return typing.cast("marshmallow.Schema", type(f"{type_.__name__}Schema", (marshmallow.Schema,), members)())


def _field(hint: Any, where: str, **options: Any) -> Any:
    hint, nullable = _without_none(hint)
    options["allow_none"] = nullable or hint is Any
    if hint in _SCALARS:
        if hint is Decimal:
            options["allow_nan"] = False
        return _SCALARS[hint](**options)
    if hint is datetime:
        return fields.AwareDateTime(format="iso", default_timezone=UTC, **options)
    if dataclasses.is_dataclass(hint):
        inner = typing.cast("type[Any]", hint)
        _declared(inner)
        return fields.Nested(partial(_schema_of, inner), **options)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return fields.Enum(hint, by_value=True, **options)
    return _container(hint, where, options)


def _container(hint: Any, where: str, options: dict[str, Any]) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return fields.Raw(validate=marshmallow.validate.OneOf(inner), **options)
    if origin is list:
        return fields.List(_field(inner[0], where), **options)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:  # noqa: PLR2004 - `tuple[X, ...]`
        return _Row(_field(inner[0], where), **options)
    if origin in (dict, Mapping):
        return fields.Dict(keys=fields.String(), values=_field(inner[1], where), **options)
    if hint in (list, dict):
        return fields.List(fields.Raw(), **options) if hint is list else fields.Dict(**options)
    raise TypeError(f"{where}: {hint!r} cannot be a case variable")


class _Row(fields.List[Any]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint, False
    rest = [option for option in typing.get_args(hint) if option is not type(None)]
    if len(rest) != 1:
        raise TypeError(f"{hint!r}: a case variable has one type, or that type and None")
    return rest[0], len(rest) != len(typing.get_args(hint))
