"""Facts to and from the JSON of the journal, compiled once per fact from its field types."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from engine import chain_facts, facts
from engine.facts import Fact

Json = Any


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFact(Fact):
    """A fact of an older or newer version that this one does not know; kept so that history stays readable."""

    fact: str
    values: Json


def fact_from(name: str, values: dict[str, Json]) -> Fact:
    """The fact that an entry holds; fields that were dropped since are ignored."""
    kind = Fact.registry.get(name)
    if kind is None:
        return UnknownFact(fact=name, values=values)
    readers = _readers(name)
    known = {field: readers[field](value) for field, value in values.items() if field in readers}
    try:
        return kind(**known)
    except TypeError:
        # A field that an old entry could not have known of and that has no default.
        return UnknownFact(fact=name, values=values)


@cache
def _readers(name: str) -> dict[str, Callable[[Any], Any]]:
    kind = Fact.registry[name]
    hints = typing.get_type_hints(kind, vars(facts) | vars(chain_facts) | globals())
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    inner = [part for part in typing.get_args(hint) if part is not type(None)]
    if hint is datetime or datetime in inner:
        return lambda value: None if value is None else datetime.fromisoformat(value).astimezone(UTC)
    if typing.get_origin(hint) is tuple:
        if dataclasses.is_dataclass(inner[0]):
            made = typing.cast("type[Any]", inner[0])
            return lambda values: tuple(made(**value) for value in values)
        return tuple
    return lambda value: value
