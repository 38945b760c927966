"""Errors, escalations and signals: who catches what.

An error or escalation goes outwards from where it is thrown, through call activities too; the nearest level that
catches it wins, and there the event that names the code comes before one that catches every code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn.model import Trigger
from engine.facts import ErrorThrown, EscalationThrown, SignalCaught, SignalThrown
from engine.spiff.case import Token
from engine.spiff.incidents import IncidentKind, Problem
from engine.spiff.step import Step
from engine.spiff.waits import deliver

Json = Any


def throw_error(step: Step, token: Token, code: str, message: str, variables: Mapping[str, Json]) -> None:
    """Throw a BPMN error; the thrower is terminated with what is interrupted. Raises Problem when nobody catches it."""
    catcher, holder = _catcher(token, Trigger.ERROR, code)
    step.emit(
        ErrorThrown(
            key=token.id,
            element=token.task_spec.bpmn_id,
            code=code,
            message=message,
            caught_by=catcher.bpmn_id if catcher else None,
        )
    )
    if catcher is None:
        raise Problem(IncidentKind.UNHANDLED_ERROR, f"Nothing catches the error “{code}”. {message}".strip(), code)
    catcher.happen(step, holder, variables)


def throw_escalation(step: Step, token: Token, code: str) -> None:
    """Throw an escalation. Nobody has to catch it, and the thrower goes on unless it is interrupted."""
    catcher, holder = _catcher(token, Trigger.ESCALATION, code)
    step.emit(
        EscalationThrown(
            key=token.id,
            element=token.task_spec.bpmn_id,
            code=code,
            caught_by=catcher.bpmn_id if catcher else None,
        )
    )
    if catcher is not None:
        catcher.happen(step, holder, {})


def throw_signal(step: Step, token: Token, name: str, variables: Mapping[str, Json]) -> None:
    """Broadcast: who listens in this case hears it once the thrower has gone on; other cases learn it from the fact."""
    payload = dict(variables)
    step.emit(SignalThrown(key=token.id, element=token.task_spec.bpmn_id, event_name=name, variables=payload))
    step.enqueue(lambda: _broadcast(step, name, payload))


def _broadcast(step: Step, name: str, variables: Mapping[str, Json]) -> None:
    listening = step.case.subscriptions
    for wait in [each for each in listening.values() if each.trigger == Trigger.SIGNAL and each.event_name == name]:
        # One that heard it may have taken another away.
        if wait.number in listening:
            step.emit(
                SignalCaught(subscription=wait.number, key=wait.key, element=wait.element, event_name=wait.event_name)
            )
            deliver(step, wait, variables)


def _catcher(token: Token, trigger: Trigger, code: str) -> tuple[Any, Token]:
    at: Token | None = token
    while at is not None:
        body = at.body
        if body is not None and body.owner is at and not body.interrupted:
            found = _match(body.spec.event_starts, trigger, code)
            if found is not None:
                return found, at
        found = _match(at.task_spec.boundaries, trigger, code)
        if found is not None:
            return found, at
        at = at.up if at.up is not None else at.workflow.host
    return None, token


def _match(events: tuple[Any, ...], trigger: Trigger, code: str) -> Any:
    named = [each for each in events if each.event.trigger is trigger]
    exact = (each for each in named if each.catches_code == code)
    return next(exact, None) or next((each for each in named if each.catches_code is None), None)
