"""Running a scenario on the real engine, with a clock of its own, and comparing what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import inspect, select

from engine.actor import Actor
from engine.clock import ManualClock
from engine.engine import Engine
from engine.errors import EngineError
from engine.facts import ElementActivated, HandlerRan
from engine.store.deployments import start_events
from engine.store.tables import Base
from handlers.scenarios.cast import CAST, prepare
from handlers.scenarios.model import Scenario, ScenarioFault, Step

Json = Any
MOST_CASES = 500
NOBODY = "nobody"
"""`by: nobody`: the story's first message, or the clock, begins the case."""
Prepare = Callable[[Any, Mapping[str, Json], datetime], dict[str, Json]]


class StepFailed(Exception):
    """A step could not be done as the scenario says; the sentence says what happened instead."""


@dataclass(slots=True)
class Story:
    """One scenario while, and after, it runs. `problems`: sentences, empty when all came as expected."""

    scenario: Scenario
    problems: list[str] = field(default_factory=list)
    elements: dict[str, set[str]] = field(default_factory=dict)
    flows: dict[str, set[str]] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    case_id: str = ""
    """The case that the story is in."""
    left: list[str] = field(default_factory=list)
    """Those that it was in before, for the step `back`."""
    given: dict[str, Json] = field(default_factory=dict)

    @property
    def is_fulfilled(self) -> bool:
        return not self.problems


def run_scenario(
    scenario: Scenario,
    engine: Engine,
    clock: ManualClock,
    *,
    with_records: Prepare = prepare,
    watch: Callable[[str], None] = lambda _case_id: None,
) -> Story:
    """Start the process, take every step, compare. `engine` is used for this scenario alone.

    `watch` is called with the case's id after the start and after every step.
    """
    story = Story(scenario)
    clock.move_to(scenario.at)
    with engine.store.session() as session:
        variables = with_records(session, scenario.given, clock.now())
    variables |= scenario.variables
    story.given = variables
    _rest_other_timers(engine, scenario.process)
    try:
        if scenario.by != NOBODY and not any(step.kind in ("start", "follow") for step in scenario.steps[:1]):
            story.case_id = engine.start(scenario.process, variables, CAST[scenario.by])
            watch(story.case_id)
        for number, step in enumerate(scenario.steps, start=1):
            for _ in range(step.times):
                _take(story, number, step, engine, clock)
                if story.case_id:
                    watch(story.case_id)
    except (StepFailed, EngineError) as fault:
        errors = fault.facts.get("errors") if isinstance(fault, EngineError) else None
        story.problems.append(f"{fault}{f' {errors}' if errors else ''}")
    if story.case_id:
        _look(story, engine)
        if not story.problems:
            story.problems += list(_differences(story, engine))
    return story


def _rest_other_timers(engine: Engine, process_id: str) -> None:
    """A story is of one process: what the clock starts of the others would only be in its way."""
    table = start_events
    with engine.store.write() as connection:
        others = table.update().where(table.c.process_id != process_id, table.c.trigger == "timer")
        connection.execute(others.values(wake_at=None))


def _take(story: Story, number: int, step: Step, engine: Engine, clock: ManualClock) -> None:
    where = f"step {number} ({step.kind} {step.what})"
    match step.kind:
        case "complete":
            engine.complete(_task(story, engine, step, where), dict(step.answers), _actor(step, where))
        case "refuse":
            _refuse(story, engine, step, where)
        case "wait":
            _advance(engine, clock, clock.now() + _duration(str(step.what), where))
        case "until":
            _advance(engine, clock, _date_of(story, engine, str(step.what)))
        case "message":
            told = {**story.given, **step.answers} if not story.case_id else dict(step.answers)
            by = CAST[step.by or "customer"]
            engine.correlate(str(step.what), _key(story, engine, step), told, by, ttl=timedelta(0))
        case "start":
            story.left.append(story.case_id)
            _start(story, engine, step)
        case "follow":
            story.left.append(story.case_id)
            story.case_id = _newest(engine, str(step.what), where)
        case "back":
            story.case_id = story.left.pop()
        case _:
            found = sorted(task.element for task in engine.queries.tasks_of_case(story.case_id))
            if found != sorted(step.what):
                raise StepFailed(f"{where}: open are {', '.join(found) or 'no tasks'}.{_troubles(story, engine)}")


def _key(story: Story, engine: Engine, step: Step) -> str:
    """The correlation key: as told, or the case's variable that `key: =name` names, or the application's number."""
    key = step.key or "=application_no"
    if not key.startswith("="):
        return key
    known = engine.queries.case_detail(story.case_id).variables if story.case_id else story.given
    return str(known.get(key[1:]))


def _start(story: Story, engine: Engine, step: Step) -> None:
    """Begin a case, with the start form (`form: true`) or with variables alone; the story goes on in it."""
    by = CAST[step.by or "agent"]
    process = str(step.what)
    answers = {name: _known(story, engine, value) for name, value in step.answers.items()}
    if step.form:
        story.case_id = engine.start_by_form(process, answers, by, {"started_by": by.id})
    else:
        story.case_id = engine.start(process, {**story.given, **answers}, by)


def _known(story: Story, engine: Engine, value: Json) -> Json:
    """A start's value as told; `=name` is the variable of the case that the story is in."""
    if not (isinstance(value, str) and value.startswith("=") and story.case_id):
        return value
    return engine.queries.case_detail(story.case_id).variables.get(value[1:])


def _newest(engine: Engine, process_id: str, where: str) -> str:
    """The newest case of a process: one that a timer, a message or another case began."""
    found = engine.queries.cases(process_id=process_id, limit=1).cases
    if not found:
        raise StepFailed(f"{where}: there is no case of {process_id}")
    return found[0].id


def _actor(step: Step, where: str) -> Actor:
    if step.by is None or step.by not in CAST:
        raise ScenarioFault(f"{where}: `by` names nobody of the cast ({', '.join(CAST)})")
    return CAST[step.by]


def _task(story: Story, engine: Engine, step: Step, where: str) -> str:
    tasks = engine.queries.tasks_of_case(story.case_id)
    for task in tasks:
        if task.element == step.what:
            return task.id
    standing = ", ".join(task.element for task in tasks) or "no task"
    raise StepFailed(f"{where}: there is no such task; open: {standing}.{_troubles(story, engine)}")


def _troubles(story: Story, engine: Engine) -> str:
    """What went wrong by itself: every incident, and each failed try of an automatic step of the story's case."""
    told = [f"{each.element}: {each.sentence} {each.detail}" for each in engine.queries.incidents()]
    for entry in engine.queries.history(story.case_id) if story.case_id else ():
        told += [fact.failure for fact in entry.facts if isinstance(fact, HandlerRan) and fact.failure]
    return f" {'; '.join(told)}" if told else ""


def _refuse(story: Story, engine: Engine, step: Step, where: str) -> None:
    task = _task(story, engine, step, where)
    try:
        engine.complete(task, dict(step.answers), _actor(step, where))
    except EngineError as refusal:
        if step.error in (None, type(refusal).__name__):
            return
        raise StepFailed(f"{where}: refused with {type(refusal).__name__}, not {step.error}") from refusal
    raise StepFailed(f"{where}: was let through")


def _advance(engine: Engine, clock: ManualClock, to: datetime) -> None:
    """Let time pass: what falls due on the way happens at its own time, in order."""
    while (due := engine.earliest_due()) is not None and due <= to:
        clock.move_to(max(due, clock.now()))
        if engine.fire_due() == 0:
            break
    clock.move_to(to)


_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def _duration(text: str, where: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None or text == "P":
        raise ScenarioFault(f"{where}: '{text}' is not a duration such as P7D or PT4H")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _date_of(story: Story, engine: Engine, variable: str) -> datetime:
    """The time that a waiting timer of this element is due."""
    for waiting in engine.queries.case_detail(story.case_id).waiting:
        if waiting.element == variable and waiting.due_at is not None:
            return waiting.due_at
    raise StepFailed(f"no timer waits at {variable}")


def _look(story: Story, engine: Engine) -> None:
    """Everything that was walked, in the story's own case and in every other that it brought about."""
    for case in engine.queries.cases(limit=MOST_CASES).cases:
        for diagram in engine.queries.case_detail(case.id).diagrams:
            story.flows.setdefault(diagram.process_id, set()).update(diagram.taken)
        for entry in engine.queries.history(case.id):
            for fact in entry.facts:
                if isinstance(fact, ElementActivated) and fact.element != fact.process_id:
                    story.elements.setdefault(fact.process_id, set()).add(fact.element)
                    if case.id == story.case_id:
                        story.path.append(fact.element)


def _differences(story: Story, engine: Engine) -> Iterable[str]:
    then, detail = story.scenario.then, engine.queries.case_detail(story.case_id)
    if "end" in then and detail.case.end_event != then["end"]:
        standing = [task.element for task in detail.open_tasks]
        yield f"ended at {detail.case.end_event}, not at {then['end']}; status {detail.case.status}, open {standing}"
    if "end" not in then and "open" not in then:
        yield "the scenario says neither where it ends nor what stays open"
    if "open" in then and sorted(task.element for task in detail.open_tasks) != sorted(then["open"]):
        yield f"open are {[task.element for task in detail.open_tasks]}, not {then['open']}"
    yield from (f"incident at {each.element}: {each.sentence}" for each in detail.incidents)
    yield from _path_differences(story.path, then)
    for name, value in then.get("variables", {}).items():
        if detail.variables.get(name) != value:
            yield f"variable {name} is {detail.variables.get(name)!r}, not {value!r}"
    yield from _record_differences(engine, then.get("records", {}))


def _path_differences(path: list[str], then: Mapping[str, Json]) -> Iterable[str]:
    place = 0
    for element in then.get("path", []):
        try:
            place = path.index(element, place) + 1
        except ValueError:
            yield f"the path does not pass {element} in this order: {' → '.join(path)}"
            return
    yield from (f"the path passes {element}" for element in then.get("never", []) if element in path)


def _record_differences(engine: Engine, expected: Mapping[str, list[Mapping[str, Json]]]) -> Iterable[str]:
    """Each table must hold exactly the rows that are told, in any order, compared on the columns that are told."""
    classes = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]
    with engine.store.session() as session:
        for table, rows in expected.items():
            found = [_plain(row) for row in session.scalars(select(classes[table])).all()]
            if len(found) != len(rows):
                yield f"{table} holds {len(found)} rows, not {len(rows)}"
                continue
            left = list(found)
            for row in rows:
                match = next((one for one in left if all(one.get(name) == value for name, value in row.items())), None)
                if match is None:
                    held = [{name: one.get(name) for name in row} for one in left]
                    yield f"{table} holds no row {dict(row)}; it holds {held}"
                else:
                    left.remove(match)


def _plain(row: Any) -> dict[str, Json]:
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    return {name: _comparable(value) for name, value in values.items()}


def _comparable(value: Any) -> Json:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value
