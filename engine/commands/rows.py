"""Facts become rows: the inbox, timers, jobs, subscriptions and incidents of a case after one step.

What was opened and closed again within the step never reaches the database. One INSERT and one DELETE or UPDATE per
table, however many facts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam

from engine import facts
from engine.actor import SYSTEM, TIMER, Actor, ActorKind
from engine.commands.rights import people
from engine.facts import Fact, Json
from engine.store.cases import incidents, jobs, subscriptions, task_candidates, timers, user_tasks
from engine.store.keys import Cipher
from engine.store.prepared import Prepared, insert_of

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
Rows = dict[int, dict[str, Any]]


@dataclass(slots=True)
class Changes:
    """What one step changes, by number (tasks: by key)."""

    tasks: dict[int, facts.UserTaskOpened] = field(default_factory=dict)
    closed_tasks: dict[int, bool] = field(default_factory=dict)
    timers: dict[int, facts.TimerSet] = field(default_factory=dict)
    gone_timers: list[int] = field(default_factory=list)
    jobs: dict[int, facts.JobScheduled] = field(default_factory=dict)
    gone_jobs: list[int] = field(default_factory=list)
    subscriptions: dict[int, facts.SubscriptionOpened] = field(default_factory=dict)
    gone_subscriptions: list[int] = field(default_factory=list)
    incidents: dict[int, facts.IncidentRaised] = field(default_factory=dict)
    resolved: list[int] = field(default_factory=list)
    thrown: list[facts.SignalThrown] = field(default_factory=list)
    ended: facts.CaseEnded | None = None
    process_of: dict[int, str] = field(default_factory=dict)
    """The process of each element instance that was activated in this step."""


def _open_task(changes: Changes, fact: facts.UserTaskOpened) -> None:
    changes.tasks[fact.key] = fact


def _close_task(changes: Changes, fact: facts.UserTaskClosed) -> None:
    if changes.tasks.pop(fact.key, None) is None:
        changes.closed_tasks[fact.key] = fact.completed


def _set_timer(changes: Changes, fact: facts.TimerSet) -> None:
    changes.timers[fact.timer] = fact


def _end_timer(changes: Changes, fact: facts.TimerFired | facts.TimerCancelled) -> None:
    if changes.timers.pop(fact.timer, None) is None:
        changes.gone_timers.append(fact.timer)


def _schedule_job(changes: Changes, fact: facts.JobScheduled) -> None:
    changes.jobs[fact.job] = fact


def _close_job(changes: Changes, fact: facts.JobClosed) -> None:
    if changes.jobs.pop(fact.job, None) is None:
        changes.gone_jobs.append(fact.job)


def _subscribe(changes: Changes, fact: facts.SubscriptionOpened) -> None:
    changes.subscriptions[fact.subscription] = fact


def _unsubscribe(changes: Changes, fact: facts.SubscriptionClosed) -> None:
    if changes.subscriptions.pop(fact.subscription, None) is None:
        changes.gone_subscriptions.append(fact.subscription)


def _raise_incident(changes: Changes, fact: facts.IncidentRaised) -> None:
    changes.incidents[fact.incident] = fact


def _resolve_incident(changes: Changes, fact: facts.IncidentResolved) -> None:
    if changes.incidents.pop(fact.incident, None) is None:
        changes.resolved.append(fact.incident)


def _throw(changes: Changes, fact: facts.SignalThrown) -> None:
    changes.thrown.append(fact)


def _end(changes: Changes, fact: facts.CaseEnded) -> None:
    changes.ended = fact


def _activate(changes: Changes, fact: facts.ElementActivated) -> None:
    changes.process_of[fact.key] = fact.process_id


_READERS: dict[type[Fact], Callable[[Changes, Any], None]] = {
    facts.UserTaskOpened: _open_task,
    facts.UserTaskClosed: _close_task,
    facts.TimerSet: _set_timer,
    facts.TimerFired: _end_timer,
    facts.TimerCancelled: _end_timer,
    facts.JobScheduled: _schedule_job,
    facts.JobClosed: _close_job,
    facts.SubscriptionOpened: _subscribe,
    facts.SubscriptionClosed: _unsubscribe,
    facts.IncidentRaised: _raise_incident,
    facts.IncidentResolved: _resolve_incident,
    facts.SignalThrown: _throw,
    facts.CaseEnded: _end,
    facts.ElementActivated: _activate,
}


def gather(said: Iterable[Fact]) -> Changes:
    """What a list of facts changes in the tables."""
    changes = Changes()
    for fact in said:
        reader = _READERS.get(type(fact))
        if reader is not None:
            reader(changes, fact)
    return changes


@dataclass(frozen=True, slots=True)
class Place:
    """What the rows of one step have in common."""

    case_id: str
    process_id: str
    version: int
    at: datetime
    actor: Actor
    cipher: Cipher
    started_by: str
    inbox_values: Callable[[str, int], Mapping[str, Json]]
    """The values of a process's inbox columns as an element instance sees them: `(process_id, key)`."""
    case_value: Callable[[str, int], int | None]
    """What is at stake, in whole yuan, as that element instance sees it."""


def write(connection: Connection, changes: Changes, place: Place) -> None:
    """Write everything that changed but the case row and the journal."""
    _write_tasks(connection, changes, place)
    _write_waits(connection, changes, place)
    _write_incidents(connection, changes, place)


_CLOSE_TASK = Prepared(
    user_tasks.update()
    .where(user_tasks.c.id == bindparam("task"))
    .values(
        state=bindparam("state_"),
        closed_at=bindparam("closed_at_"),
        closed_by=bindparam("closed_by_"),
        closed_for=bindparam("closed_for_"),
        version=bindparam("version_"),
        case_value=None,
    )
)
_CLOSE_CANDIDATES = Prepared(task_candidates.delete().where(task_candidates.c.task_id == bindparam("task")))
_OPEN_TASK = insert_of(user_tasks)
_OFFER = insert_of(task_candidates)


def _write_tasks(connection: Connection, changes: Changes, place: Place) -> None:
    if changes.closed_tasks:
        rows = [_closing(place, key, completed) for key, completed in changes.closed_tasks.items()]
        _CLOSE_TASK.run(connection, rows)
        _CLOSE_CANDIDATES.run(connection, [{"task": row["task"]} for row in rows])
    if changes.tasks:
        opened = [_task(place, changes, fact) for fact in changes.tasks.values()]
        _OPEN_TASK.run(connection, opened)
        facts_and_rows = zip(changes.tasks.values(), opened, strict=True)
        _OFFER.run(connection, [row for fact, task in facts_and_rows for row in _candidates(place, fact, task)])


def _closing(place: Place, key: int, completed: bool) -> dict[str, Any]:
    return {
        "task": f"{place.case_id}.{key}",
        "state_": "completed" if completed else "cancelled",
        "closed_at_": place.at,
        # A task that an event took away was done by nobody: four-eyes must not count it.
        "closed_by_": place.actor.id if completed else None,
        "closed_for_": place.actor.on_behalf_of if completed else None,
        "version_": place.version,
    }


def _task(place: Place, changes: Changes, fact: facts.UserTaskOpened) -> dict[str, Any]:
    process_id = changes.process_of.get(fact.key, place.process_id)
    task_id = f"{place.case_id}.{fact.key}"
    values = place.inbox_values(process_id, fact.key)
    return {
        "id": task_id,
        "case_id": place.case_id,
        "key": fact.key,
        "process_id": process_id,
        "element": fact.element,
        "label": fact.label,
        "lane": fact.lane,
        "form_id": fact.form_id,
        "groups": orjson.dumps(fact.candidate_groups).decode(),
        "users": orjson.dumps(fact.candidate_users).decode(),
        "assignee": fact.assignee,
        "holder": fact.assignee,
        "state": "open",
        "priority": fact.priority,
        "due_at": fact.due_at,
        "follow_up_at": fact.follow_up_at,
        "opened_at": place.at,
        "version": place.version,
        "case_value": place.case_value(process_id, fact.key),
        "context": place.cipher.seal(f"inbox\0{task_id}", values) if values else None,
    }


def _candidates(place: Place, fact: facts.UserTaskOpened, task: Mapping[str, Any]) -> list[dict[str, Any]]:
    offered = {("group", name) for name in fact.candidate_groups} | {("user", name) for name in fact.candidate_users}
    # A task that names nobody is offered to every member of staff, as in Camunda 8.
    shared = {
        "task_id": task["id"],
        "sort_at": fact.due_at or END_OF_TIME,
        "is_free": fact.assignee is None,
        "process_id": task["process_id"],
        "opened_at": place.at,
        "follow_up_at": fact.follow_up_at,
        "priority_rank": -fact.priority,
        "value_rank": -(task["case_value"] or 0),
    }
    named = sorted(offered or {("anyone", "")}) + [("watch", name) for name in _watchers(place, offered)]
    return [{"kind": kind, "name": name, **shared} for kind, name in named]


def _watchers(place: Place, offered: Collection[tuple[str, str]]) -> list[str]:
    """Who waits for a task that this step opened: whoever began the case, or took the step and cannot do this one."""
    watching, actor = {place.started_by} - _NOBODY, place.actor
    if actor.kind in _PEOPLE:
        mine = {("group", role) for role in actor.roles} | {("user", person) for person in people(actor)}
        if mine.isdisjoint(offered):
            return sorted(watching | set(people(actor)))
        return sorted(watching - set(people(actor)))
    return sorted(watching)


_PEOPLE = (ActorKind.PERSON, ActorKind.API)
_NOBODY = {SYSTEM.id, TIMER.id}


_REMOVE = {
    name: Prepared(table.delete().where(table.c.case_id == bindparam("case"), table.c[name] == bindparam("number")))
    for name, table in (("timer", timers), ("job", jobs), ("subscription", subscriptions))
}
_SET_TIMERS, _SCHEDULE, _SUBSCRIBE = insert_of(timers), insert_of(jobs), insert_of(subscriptions)


def _remove(connection: Connection, name: str, case_id: str, numbers: list[int]) -> None:
    if numbers:
        _REMOVE[name].run(connection, [{"case": case_id, "number": number} for number in numbers])


def _write_waits(connection: Connection, changes: Changes, place: Place) -> None:
    case_id = place.case_id
    _remove(connection, "timer", case_id, changes.gone_timers)
    _remove(connection, "job", case_id, changes.gone_jobs)
    _remove(connection, "subscription", case_id, changes.gone_subscriptions)
    if changes.timers:
        _SET_TIMERS.run(connection, [_timer(case_id, fact) for fact in changes.timers.values()])
    if changes.jobs:
        _SCHEDULE.run(connection, [_job(case_id, fact) for fact in changes.jobs.values()])
    if changes.subscriptions:
        rows = [_subscription(place, fact) for fact in changes.subscriptions.values()]
        _SUBSCRIBE.run(connection, rows)


def _timer(case_id: str, fact: facts.TimerSet) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "timer": fact.timer,
        "key": fact.key,
        "element": fact.element,
        "due_at": fact.due_at,
        "wake_at": fact.due_at,
        "repetitions": fact.repetitions,
        "attempts": 0,
    }


def _job(case_id: str, fact: facts.JobScheduled) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "job": fact.job,
        "key": fact.key,
        "element": fact.element,
        "type": fact.type,
        "retries_left": fact.retries_left,
        "due_at": fact.due_at,
        "wake_at": fact.due_at,
        "attempts": 0,
    }


def _subscription(place: Place, fact: facts.SubscriptionOpened) -> dict[str, Any]:
    return {
        "case_id": place.case_id,
        "subscription": fact.subscription,
        "key": fact.key,
        "element": fact.element,
        "process_id": place.process_id,
        "trigger": fact.trigger,
        "event_name": fact.event_name,
        "correlation_key": fact.correlation_key,
    }


_RAISE = insert_of(incidents)
_RESOLVE = Prepared(
    incidents.update()
    .where(incidents.c.id == bindparam("incident_"))
    .values(resolved_at=bindparam("at_"), resolved_by=bindparam("by_"))
)


def _write_incidents(connection: Connection, changes: Changes, place: Place) -> None:
    if changes.resolved:
        rows = [
            {"incident_": f"{place.case_id}.i{number}", "at_": place.at, "by_": place.actor.id}
            for number in changes.resolved
        ]
        _RESOLVE.run(connection, rows)
    if changes.incidents:
        _RAISE.run(connection, [_incident(place, fact) for fact in changes.incidents.values()])


def _incident(place: Place, fact: facts.IncidentRaised) -> dict[str, Any]:
    incident_id = f"{place.case_id}.i{fact.incident}"
    words = {"sentence": fact.sentence, "detail": fact.detail}
    return {
        "id": incident_id,
        "case_id": place.case_id,
        "incident": fact.incident,
        "key": fact.key,
        "element": fact.element,
        "kind": fact.kind,
        "raised_at": place.at,
        "words": place.cipher.seal(f"incident\0{incident_id}", words),
    }
