"""The live state of a case as JSON, and back: the frontier and what it waits for, nothing of the model.

Deterministic: the same commands give the same bytes. Values are shared with the case, not copied: write the snapshot
out before the next command.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import BadInput, NotFound
from engine.spiff.case import Case, Token
from engine.spiff.compile import Library
from engine.spiff.incidents import Incident, IncidentKind, Phase
from engine.spiff.records import JobRetry, Subscription, Timer
from engine.spiff.specs.gateways import Joining

Json = Any

FORMAT = 1

_STATES = {TaskState.WAITING: "W", TaskState.READY: "R", TaskState.STARTED: "S"}
_STATES_BACK = {letter: state for state, letter in _STATES.items()}


def take_snapshot(case: Case) -> dict[str, Json]:
    """Write a case down. Only between commands, when nothing is left to run."""
    return {
        "format": FORMAT,
        "process": case.spec.process.id,
        "counters": dict(case.counters),
        "outcome": case.outcome,
        "end_event": case.end_event,
        # Of an ended case only what it came to is left.
        "final": dict(case.owner.data) if case.outcome else None,
        "tokens": [_token(token) for _, token in sorted(case.tokens.items())],
        "open": list(case.open_tasks),
        "interrupted": sorted(scope.owner.id for scope in case.scopes() if scope.interrupted and not case.outcome),
        "timers": [
            [each.number, each.key, each.element, each.due_at.isoformat(), each.repetitions, each.every]
            for each in case.timers.values()
        ],
        "subscriptions": [
            [each.number, each.key, each.element, each.trigger, each.event_name, each.correlation_key]
            for each in case.subscriptions.values()
        ],
        "jobs": [
            [each.number, each.key, each.element, each.type, each.retries_left, each.due_at.isoformat()]
            for each in case.jobs.values()
        ],
        "incidents": [
            [each.number, each.key, each.element, each.kind.value, each.sentence, each.detail, each.phase.value]
            for each in case.incidents.values()
        ],
    }


def _token(token: Token) -> list[Json]:
    """`[key, owner of its scope, element, state, has an inside, locals, notes]`.

    A process instance owns its own scope; its element is the process, and its notes' place holds the call's key.
    """
    owner = token.workflow.owner
    is_open = token.body is not None and token.body.owner is token
    host = token.workflow.host.id if owner is token and token.workflow.host is not None else 0
    return [
        token.id,
        owner.id,
        token.task_spec.bpmn_id,
        _STATES[token.state],
        int(is_open),
        host,
        dict(token.data),
        dict(token.internal_data),
    ]


def restore(library: Library, snapshot: Mapping[str, Json], *, prune: bool = True) -> Case:
    """A case equal to the one that was written down. Raises NotFound for a process that the library lacks."""
    if snapshot.get("format") != FORMAT:
        raise BadInput(f"This snapshot has the format {snapshot.get('format')!r}, not {FORMAT}.")
    case = Case(_process(library, snapshot["process"]), prune=prune)
    case.counters.update(snapshot["counters"])
    case.outcome, case.end_event = snapshot["outcome"], snapshot["end_event"]
    if case.outcome:
        owner = case.open_process(case.spec, 1, None)
        owner.data.update(snapshot["final"])
        del case.tokens[1]
    for entry in snapshot["tokens"]:
        _put_token(case, library, entry)
    case.open_tasks = {key: case.tokens[key] for key in snapshot["open"]}
    for key in snapshot["interrupted"]:
        case.tokens[key].body.interrupted = True
    _put_waits(case, snapshot)
    return case


def _process(library: Library, process_id: str) -> Any:
    if process_id not in library:
        raise NotFound(what="process", id=process_id)
    return library[process_id].spec


def _put_token(case: Case, library: Library, entry: list[Json]) -> None:
    key, owner_key, element, state, is_open, host_key, data, notes = entry
    if owner_key == key:
        host = case.tokens[host_key] if host_key else None
        token = case.open_process(_process(library, element), key, host)
    else:
        scope = case.tokens[owner_key].body
        if element not in scope.spec.task_specs:
            raise NotFound(what="element", id=element)
        token = Token(scope, scope.spec.task_specs[element], scope.task_tree, key)
        scope.live[key] = case.tokens[key] = token
        if is_open:
            case.open_scope(token.task_spec.body, token)
        if isinstance(token.task_spec, Joining) and "arrived" in notes:
            scope.joins[element] = case.gathering[key] = token
    token.data.update(data)
    token.internal_data.update(notes)
    token._set_state(_STATES_BACK[state])


def _put_waits(case: Case, snapshot: Mapping[str, Json]) -> None:
    for number, key, element, due_at, repetitions, every in snapshot["timers"]:
        case.timers[number] = Timer(number, key, element, datetime.fromisoformat(due_at), repetitions, every)
        case.tokens[key].timers.append(number)
    for entry in snapshot["subscriptions"]:
        wait = case.subscriptions[entry[0]] = Subscription(*entry)
        case.tokens[wait.key].subscriptions.append(wait.number)
    for number, key, element, type_, retries_left, due_at in snapshot["jobs"]:
        case.jobs[number] = JobRetry(number, key, element, type_, retries_left, datetime.fromisoformat(due_at))
        case.tokens[key].job = number
    for number, key, element, kind, sentence, detail, phase in snapshot["incidents"]:
        case.incidents[number] = Incident(number, key, element, IncidentKind(kind), sentence, detail, Phase(phase))
        case.tokens[key].incident = number
