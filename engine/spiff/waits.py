"""Timers and subscriptions: opened when an element is entered, closed when it is left, set off by commands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.bpmn.model import TimerDefinition, TimerKind, Trigger, Value
from engine.facts import SubscriptionClosed, SubscriptionOpened, TimerCancelled, TimerFired, TimerSet
from engine.ports import FeelQuestion
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Problem, described
from engine.spiff.iso_time import FOREVER, read_cycle, read_moment, read_period
from engine.spiff.records import Subscription, Timer
from engine.spiff.step import Step
from engine.spiff.variables import visible

Json = Any


def open_waits(step: Step, token: Token, events: Sequence[Any]) -> None:
    """Open what the events (specs) wait for, all or nothing; the element instance holds them. Raises Problem."""
    if not events:
        return
    told = _tell(step, token, events)
    opened = [_wait_for(step, token, event, told) for event in events]
    for wait in opened:
        if isinstance(wait, Timer):
            wait.number = step.case.count("timer")
            _set(step, token, wait)
        else:
            wait.number = step.case.count("subscription")
            _subscribe(step, token, wait)


def _parts(event: Any) -> dict[str, Value | None]:
    """The expressions of an event: `when`, or `name` and for a message `key`."""
    definition = event.event
    match definition.trigger:
        case Trigger.TIMER:
            return {"when": definition.timer.value}
        case Trigger.MESSAGE:
            key = definition.message.correlation_key
            return {"name": definition.message.name, "key": None if key is None else Value(key, is_feel=True)}
        case _:
            return {"name": definition.signal.name}


def _tell(step: Step, token: Token, events: Sequence[Any]) -> dict[tuple[str, str], Json]:
    """Every part of every event, its FEEL evaluated in one call."""
    inner = visible(token)
    # Camunda 8 tells the key of a boundary event from outside: the activity's own locals are not seen.
    outer = visible(token.up) if token.up is not None else inner
    told: dict[tuple[str, str], Json] = {}
    asked: list[tuple[Any, str, FeelQuestion]] = []
    for event in events:
        for part, value in _parts(event).items():
            told[event.bpmn_id, part] = value.text if value else None
            if value is not None and value.is_feel:
                context = outer if event.is_boundary and part == "key" else inner
                asked.append((event, part, FeelQuestion(value.text, context)))
    answers = step.ask([question for _, _, question in asked])
    for (event, part, question), answer in zip(asked, answers, strict=True):
        if answer.problem is not None:
            kind = IncidentKind.TIMER if part == "when" else IncidentKind.EVENT
            raise Problem(kind, f"“{event.bpmn_id}” cannot wait: {answer.problem}", question.expression)
        told[event.bpmn_id, part] = answer.value
    return told


def _wait_for(step: Step, token: Token, event: Any, told: Mapping[tuple[str, str], Json]) -> Timer | Subscription:
    definition = event.event
    if definition.trigger is Trigger.TIMER:
        return _timer(event, token, definition.timer, told[event.bpmn_id, "when"], step.world.now())
    name = told[event.bpmn_id, "name"]
    if not isinstance(name, str) or not name:
        raise Problem(IncidentKind.EVENT, f"“{event.bpmn_id}” waits for a name that is not text.", described(name))
    key = None
    if definition.trigger is Trigger.MESSAGE:
        key = _key(event, told[event.bpmn_id, "key"])
    return Subscription(0, token.id, event.bpmn_id, definition.trigger.value, name, key)


def _key(event: Any, value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value)) if float(value).is_integer() else str(value)
    raise Problem(
        IncidentKind.EVENT,
        f"“{event.bpmn_id}” waits for a correlation key that is neither text nor number.",
        described(value),
    )


def _timer(event: Any, token: Token, definition: TimerDefinition, when: Json, now: datetime) -> Timer:
    try:
        if not isinstance(when, str):
            raise ValueError(when)  # noqa: TRY004, TRY301 - told below with every other unusable value
        match definition.kind:
            case TimerKind.DATE:
                return Timer(0, token.id, event.bpmn_id, read_moment(when))
            case TimerKind.DURATION:
                return Timer(0, token.id, event.bpmn_id, read_period(when).after(now))
            case TimerKind.CYCLE:
                cycle = read_cycle(when)
                # An interrupting event can fire but once, whatever its cycle says.
                left = 0 if event.is_interrupting else _one_less(cycle.times)
                return Timer(0, token.id, event.bpmn_id, cycle.first(now), left, cycle.every)
    except (ValueError, OverflowError):
        pass
    raise Problem(
        IncidentKind.TIMER,
        f"The timer “{event.bpmn_id}” is not a {_WORDS[definition.kind]} in ISO 8601.",
        described(when),
    )


_WORDS = {TimerKind.DATE: "date and time", TimerKind.DURATION: "duration", TimerKind.CYCLE: "cycle"}


def _one_less(times: int) -> int:
    return FOREVER if times == FOREVER else times - 1


def _set(step: Step, token: Token, timer: Timer) -> None:
    step.case.timers[timer.number] = timer
    token.timers.append(timer.number)
    step.emit(
        TimerSet(
            timer=timer.number,
            key=timer.key,
            element=timer.element,
            due_at=timer.due_at,
            repetitions=timer.repetitions,
        )
    )


def _subscribe(step: Step, token: Token, wait: Subscription) -> None:
    step.case.subscriptions[wait.number] = wait
    token.subscriptions.append(wait.number)
    step.emit(
        SubscriptionOpened(
            subscription=wait.number,
            key=wait.key,
            element=wait.element,
            trigger=wait.trigger,
            event_name=wait.event_name,
            correlation_key=wait.correlation_key,
        )
    )


def fire(step: Step, timer: Timer) -> None:
    """A timer's time has come: set the next of its cycle, and let its event happen."""
    token = step.case.tokens[timer.key]
    del step.case.timers[timer.number]
    token.timers.remove(timer.number)
    step.emit(TimerFired(timer=timer.number, key=timer.key, element=timer.element, due_at=timer.due_at))
    if timer.repetitions and timer.every:
        # From the due time, not from now: a late scheduler must not make the cycle drift.
        due_at = read_period(timer.every).after(timer.due_at)
        left = _one_less(timer.repetitions)
        _set(step, token, Timer(step.case.count("timer"), timer.key, timer.element, due_at, left, timer.every))
    token.task_spec.wait_named(timer.element).happen(step, token, {})


def deliver(step: Step, wait: Subscription, variables: Mapping[str, Json]) -> None:
    """A message or signal reached a subscription: close it unless it can happen again, and let its event happen."""
    token = step.case.tokens[wait.key]
    event = token.task_spec.wait_named(wait.element)
    if event.is_interrupting:
        close_subscription(step, token, wait.number)
    event.happen(step, token, variables)


def close_subscription(step: Step, token: Token, number: int) -> None:
    """Stop listening."""
    del step.case.subscriptions[number]
    token.subscriptions.remove(number)
    step.emit(SubscriptionClosed(subscription=number, key=token.id))


def close_waits(step: Step, token: Token, only: frozenset[str] | None = None) -> None:
    """Close the timers and subscriptions of an element instance; `only`: those of these event ids."""
    case = step.case
    for number in list(token.timers):
        if only is None or case.timers[number].element in only:
            del case.timers[number]
            token.timers.remove(number)
            step.emit(TimerCancelled(timer=number, key=token.id))
    for number in list(token.subscriptions):
        if only is None or case.subscriptions[number].element in only:
            close_subscription(step, token, number)
