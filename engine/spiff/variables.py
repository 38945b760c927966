"""Camunda 8's scoping: variables live in process instances and in the element instances that made them their own.

Reading looks from the element outwards to its process instance. Writing upwards sets a variable where it exists, and
else at the process instance. Values are never changed in place: facts and snapshots share them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.bpmn.model import IoMapping
from engine.facts import VariableSet
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Problem
from engine.spiff.step import Step

Json = Any

Batches = tuple[tuple[IoMapping, ...], ...]


def visible(token: Token) -> Mapping[str, Json]:
    """All variables an element instance can read, the nearest first. Not to be changed: it may be the scope's own.

    What a multi-instance activity has collected so far is shown inside it, but becomes a variable only at its end: as
    one it would be written into the history anew, and whole, with every instance.
    """
    layers = []
    at: Token | None = token
    while at is not None:
        if at.data:
            layers.append(at.data)
        if "shown" in at.internal_data:
            layers.append(at.internal_data["shown"])
        at = at.up
    if len(layers) == 1:
        return layers[0]
    merged: dict[str, Json] = {}
    for layer in reversed(layers):
        merged.update(layer)
    return merged


def set_local(step: Step, token: Token, name: str, value: Json) -> None:
    """Set a variable in an element instance's own scope."""
    created = name not in token.data
    old = None if created else token.data[name]
    if not created and same(old, value):
        return
    token.data[name] = value
    step.emit(VariableSet(scope_key=token.id, variable=name, old=old, new=value, created=created))


def set_upward(step: Step, token: Token, document: Mapping[str, Json]) -> None:
    """Set each variable in the nearest scope that has it, else at the process instance."""
    rest = dict(document)
    at = token
    while rest and (above := at.up) is not None:
        for name in [name for name in rest if name in at.data]:
            set_local(step, at, name, rest.pop(name))
        at = above
    for name, value in rest.items():
        set_local(step, at, name, value)


def same(old: Json, new: Json) -> bool:
    """Equal as JSON: true is not 1."""
    if old is new or old != new:
        return old is new
    is_plain = type(old) is type(new) and isinstance(old, str | int)
    return is_plain or json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)


def plan(mappings: Sequence[IoMapping]) -> Batches:
    """Group mappings that can be evaluated in one call: none names what one before it in the group makes."""
    batches: list[tuple[IoMapping, ...]] = []
    group: list[IoMapping] = []
    for mapping in mappings:
        made = {each.target.partition(".")[0] for each in group}
        if mapping.source.is_feel and any(name in mapping.source.text for name in made):
            batches.append(tuple(group))
            group = []
        group.append(mapping)
    return (*batches, tuple(group)) if group else tuple(batches)


def apply_inputs(step: Step, token: Token, own: Mapping[str, Json], batches: Batches) -> None:
    """Create an element's locals: `own`, and what its input mappings make of these and of what lies outside.

    A failing mapping creates none of them. Raises Problem; may then be called again: locals that an earlier try made
    are not read.
    """
    if not batches and not own:
        return
    outside: Mapping[str, Json] = visible(token.up) if token.up is not None else {}
    context = {**outside, **own} if own else outside
    for name, value in {**own, **_mapped(step, batches, context, nested_in={})}.items():
        set_local(step, token, name, value)


def apply_outputs(step: Step, token: Token, result: Mapping[str, Json], batches: Batches, target: Token) -> None:
    """Hand on what an element gave: through its output mappings to `target`, or else all of it upwards.

    Raises Problem.
    """
    if not batches:
        set_upward(step, token, result)
        return
    for name, value in result.items():
        set_local(step, token, name, value)
    context = visible(token)
    set_upward(step, target, _mapped(step, batches, context, nested_in=context))


def _mapped(
    step: Step, batches: Batches, context: Mapping[str, Json], nested_in: Mapping[str, Json]
) -> dict[str, Json]:
    document: dict[str, Json] = {}
    for batch in batches:
        seen = {**context, **document} if document else context
        answers = iter(step.evaluate([each.source.text for each in batch if each.source.is_feel], seen))
        for mapping in batch:
            value: Json = mapping.source.text
            if mapping.source.is_feel:
                answer = next(answers)
                if answer.problem is not None:
                    raise Problem(
                        IncidentKind.IO_MAPPING,
                        f"The mapping to “{mapping.target}” failed: {answer.problem}",
                        mapping.source.text,
                    )
                value = answer.value
            _put(document, mapping.target, value, nested_in)
    return document


def _put(document: dict[str, Json], target: str, value: Json, nested_in: Mapping[str, Json]) -> None:
    """Set `a.b.c` by building contexts; what stands beside it in an existing context stays."""
    first, *path = target.split(".")
    if not path:
        document[first] = value
        return
    at = document[first] = _copied(document[first] if first in document else nested_in.get(first))
    for name in path[:-1]:
        at[name] = _copied(at.get(name))
        at = at[name]
    at[path[-1]] = value


def _copied(value: Json) -> dict[str, Json]:
    return dict(value) if isinstance(value, dict) else {}
