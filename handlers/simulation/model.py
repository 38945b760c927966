"""How a process is worked in a simulation: read once from `bpmn/*/simulation.yaml` into frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from handlers.scenarios.model import ScenarioFault, Shelf, merged, read_shelf

Json = Any
Span = tuple[timedelta, timedelta]
USUAL: Span = (timedelta(hours=1), timedelta(days=1))
DRAWS = ("policy", "customer", "new_customer", "new_group")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


class BehaviourFault(ValueError):
    """The simulation file says something that cannot be done; the sentence names file and place."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a task is done; `never`: it is not."""

    weight: int
    by: str
    after: Span
    answers: Mapping[str, Json]
    never: bool = False


@dataclass(frozen=True, slots=True)
class Starts:
    """How people begin a process. `per`: what is drawn for each start, one of `DRAWS`, empty for nothing."""

    per_month: float
    by: str
    is_form: bool
    per: str
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Saying:
    """A message that somebody sends while a task is open, in so many of a hundred cases."""

    at: str
    per_hundred: int
    after: Span
    message: str
    key: str
    by: str
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Of one process."""

    process_id: str
    file: Path
    starts: tuple[Starts, ...] = ()
    tasks: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)
    messages: tuple[Saying, ...] = ()


def read_behaviours(bpmn: Path) -> dict[str, Behaviour]:
    """The behaviours below a folder of processes, by process id. Raises `BehaviourFault`."""
    found = (_behaviour(path) for path in sorted(bpmn.glob("*/simulation.yaml")))
    return {behaviour.process_id: behaviour for behaviour in found}


def _behaviour(path: Path) -> Behaviour:
    try:
        said, shelf = read_shelf(path)
    except ScenarioFault as fault:
        raise BehaviourFault(str(fault)) from fault
    where = str(path)
    unknown = said.keys() - {"include", "answers", "episodes", "starts", "tasks", "messages"}
    if unknown:
        raise BehaviourFault(f"{where}: nothing here is called {', '.join(sorted(unknown))}")
    return Behaviour(
        process_id=path.parent.name,
        file=path,
        starts=tuple(_starts(where, shelf, each) for each in _list(said.get("starts") or []) if each != {"none": True}),
        tasks={
            element: tuple(_way(f"{where}: {element}", shelf, each) for each in _list(ways))
            for element, ways in (said.get("tasks") or {}).items()
        },
        messages=tuple(_saying(where, shelf, each) for each in said.get("messages") or []),
    )


def _known(where: str, said: Mapping[str, Json], *keys: str) -> None:
    unknown = said.keys() - {*keys, "use", "with", "by", "after"}
    if unknown:
        raise BehaviourFault(f"{where}: nothing here is called {', '.join(sorted(unknown))}")


def _starts(where: str, shelf: Shelf, said: Mapping[str, Json]) -> Starts:
    _known(where, said, "per_month", "form", "per")
    per = str(said.get("per", ""))
    if per and per not in DRAWS:
        raise BehaviourFault(f"{where}: starts are drawn per {', '.join(DRAWS)}, not per {per}")
    return Starts(
        per_month=float(said.get("per_month", 1)),
        by=str(said.get("by", "agent")),
        is_form=bool(said.get("form", False)),
        per=per,
        answers=_answers(where, shelf, said),
    )


def _way(where: str, shelf: Shelf, said: Mapping[str, Json]) -> Way:
    _known(where, said, "weight", "never")
    never = bool(said.get("never", False))
    if not never and "by" not in said:
        raise BehaviourFault(f"{where}: a way says who does it (`by`), or `never: true`")
    return Way(
        weight=int(said.get("weight", 1)),
        by=str(said.get("by", "")),
        after=_span(where, said.get("after")),
        answers=_answers(where, shelf, said),
        never=never,
    )


def _saying(where: str, shelf: Shelf, said: Mapping[str, Json]) -> Saying:
    _known(where, said, "at", "per_hundred", "message", "key")
    try:
        return Saying(
            at=str(said["at"]),
            per_hundred=int(said["per_hundred"]),
            after=_span(where, said.get("after")),
            message=str(said["message"]),
            key=str(said["key"]),
            by=str(said.get("by", "customer")),
            answers=_answers(where, shelf, said),
        )
    except KeyError as missing:
        raise BehaviourFault(f"{where}: a message says {missing}") from missing


def _answers(where: str, shelf: Shelf, said: Mapping[str, Json]) -> Mapping[str, Json]:
    given: dict[str, Json] = {}
    for name in _list(said.get("use", [])):
        if name not in shelf.answers:
            raise BehaviourFault(f"{where}: there are no answers named '{name}'")
        given = merged(given, shelf.answers[name])
    return merged(given, said.get("with", {}))


def _span(where: str, said: Json) -> Span:
    if said is None:
        return USUAL
    first, last = (_duration(where, str(each)) for each in (said if isinstance(said, list) else [said, said]))
    return first, last


def _duration(where: str, text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None or text == "P":
        raise BehaviourFault(f"{where}: '{text}' is not a duration such as P7D or PT4H")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _list(value: Json) -> Iterable[Json]:
    return value if isinstance(value, list) else [value]
