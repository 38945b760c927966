"""A scenario file: what is given, who does what, what must come of it. Read once into frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from handlers.yaml_files import read_yaml

Json = Any
STEPS = ("complete", "refuse", "wait", "until", "message", "open", "start", "follow", "back")
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""A Monday morning in China, far from any holiday: what a scenario starts on when it names no time."""


class ScenarioFault(ValueError):
    """The scenario file says something that cannot be run; the sentence names file and scenario."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens. `kind`: one of `STEPS`; `what`: element, duration, time or message name."""

    kind: str
    what: Json
    by: str | None = None
    answers: Mapping[str, Json] = field(default_factory=dict)
    key: str | None = None
    error: str | None = None
    form: bool = False
    """Of a start: with the process's start form."""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story of one process."""

    name: str
    process: str
    by: str
    file: Path
    steps: tuple[Step, ...]
    at: datetime = START
    given: Mapping[str, Json] = field(default_factory=dict)
    variables: Mapping[str, Json] = field(default_factory=dict)
    then: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What scenarios share by name: answers of forms, and runs of steps."""

    answers: dict[str, Json]
    episodes: dict[str, list[Json]]


def read_scenarios(path: Path) -> list[Scenario]:
    """All scenarios of a file. Raises `ScenarioFault`."""
    said, shelf = read_shelf(path)
    process = said.get("process", path.parent.parent.name)
    return [_scenario(path, process, shelf, each) for each in said.get("scenarios", [])]


def read_shelf(path: Path) -> tuple[dict[str, Json], Shelf]:
    """What a file says, and what it shares by name with the files that it includes. Raises `ScenarioFault`."""
    said = _yaml(path)
    shelf = Shelf({}, {})
    for source in [*(_yaml(path.parent / other) for other in _list(said.get("include", []))), said]:
        shelf.answers.update(source.get("answers", {}))
        shelf.episodes.update(source.get("episodes", {}))
    return said, shelf


def _yaml(path: Path) -> dict[str, Json]:
    try:
        said = read_yaml(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ScenarioFault(f"{path}: {error}") from error
    if not isinstance(said, dict):
        raise ScenarioFault(f"{path}: a scenario file holds `scenarios:` and perhaps `answers:`")
    return said


def _scenario(path: Path, process: str, shelf: Shelf, said: Mapping[str, Json]) -> Scenario:
    name = str(said.get("name", ""))
    if not name:
        raise ScenarioFault(f"{path}: a scenario has no name")
    where = f"{path}: {name}"
    steps = tuple(_step(where, shelf.answers, each) for each in _told(where, shelf, said.get("steps", [])))
    given = dict(said.get("given", {}))
    at = given.pop("clock", START)
    return Scenario(
        name=name,
        process=str(said.get("process", process)),
        by=str(said.get("by", "agent")),
        file=path,
        steps=steps,
        at=_moment(where, at),
        given=given,
        variables=said.get("variables", {}),
        then=said.get("then", {}),
    )


def _told(where: str, shelf: Shelf, steps: list[Json]) -> Iterator[Json]:
    """The steps with every `episode: name` told in full."""
    for said in steps:
        if "episode" not in said:
            yield said
        elif said["episode"] not in shelf.episodes:
            raise ScenarioFault(f"{where}: there is no episode named '{said['episode']}'")
        else:
            yield from _told(where, shelf, shelf.episodes[said["episode"]])


def _step(where: str, answers: Mapping[str, Json], said: Mapping[str, Json]) -> Step:
    kinds = [kind for kind in STEPS if kind in said]
    if len(kinds) != 1:
        raise ScenarioFault(f"{where}: a step has exactly one of {', '.join(STEPS)}, this one has {sorted(said)}")
    given: dict[str, Json] = {}
    for name in _list(said.get("use", [])):
        if name not in answers:
            raise ScenarioFault(f"{where}: there are no answers named '{name}'")
        given = merged(given, answers[name])
    return Step(
        kind=kinds[0],
        what=said[kinds[0]],
        by=said.get("by"),
        answers=merged(given, said.get("with", {})),
        key=said.get("key"),
        error=said.get("error"),
        form=bool(said.get("form", False)),
        times=int(said.get("times", 1)),
    )


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def merged(one: Mapping[str, Json], other: Mapping[str, Json]) -> dict[str, Json]:
    """`other` laid over `one`, maps into maps; null takes a key away, so a question can be left unanswered."""
    made = dict(one)
    for key, value in other.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(made.get(key), Mapping):
            made[key] = merged(made[key], value)
        else:
            made[key] = value
    return made


def _moment(where: str, value: Json) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ScenarioFault(f"{where}: the time {moment.isoformat()} has no zone")
    return moment.astimezone(UTC)
