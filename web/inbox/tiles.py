"""What an inbox shows of a task: rows of the engine's inbox, put into words for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import gettext

from engine.actor import Actor
from engine.views import InboxTask
from web.customers.people import customers_of, for_customer, masked_names
from web.i18n.dates import say_if_day
from web.i18n.words import role_word
from web.inbox.desk import HIGH_PRIORITY
from web.inbox.due import Due, due_of
from web.inbox.urgency import why_urgent
from web.names import name_of_actor, number_of, remember_names
from web.permissions import ROLES
from web.site import site

MOST_ROLES = 2
PERSON = "_by"
"""How the name of a variable ends that holds who did something."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One task as one reader sees it."""

    task_id: str
    case_id: str
    element: str
    label: str
    process_name: str
    business_key: str
    """What people quote of the case, empty when it has no number."""
    customer: str
    """Masked name, empty when the case names no customer."""
    context: str
    lane: str | None
    due: Due | None
    priority_words: str
    holder: str
    """Name of whoever holds the task, empty when nobody does."""
    mine: bool
    claimable: bool
    customer_only: bool
    opened_at: datetime
    version: int
    is_open: bool
    urgent: str
    """Why it is urgent; empty when it has time."""
    value_words: str
    """What is at stake; empty when the process does not say."""
    waits_for: str
    """Whose turn it is, when nobody holds it: the names of its roles."""
    follow_up_at: datetime | None
    closed_at: datetime | None


def tiles_of(tasks: Iterable[InboxTask], reader: Actor) -> list[Tile]:
    """The tasks in words. The names of all their customers are looked up at once."""
    tasks = list(tasks)
    people = customers_of(task.values for task in tasks)
    names = masked_names(person for person in people if person)
    processes = process_names()
    remember_names(task.holder for task in tasks)
    return [
        _tile(task, reader, names.get(person or "", ""), processes) for task, person in zip(tasks, people, strict=True)
    ]


def process_names() -> dict[str, str]:
    """Name of the newest version of each process by id; asked once per request."""
    if "process_names" not in g:
        g.process_names = site().engine.queries.process_names()
    names: dict[str, str] = g.process_names
    return names


def _tile(task: InboxTask, reader: Actor, customer: str, processes: dict[str, str]) -> Tile:
    now = site().now()
    customer_only = for_customer(task.groups)
    is_open = task.state == "open"
    return Tile(
        task_id=task.id,
        case_id=task.case_id,
        element=task.element,
        label=task.label or task.element,
        process_name=processes.get(task.process_id, task.process_id),
        business_key=number_of(task.business_key, task.values),
        customer=customer,
        context=_context(task),
        lane=task.lane,
        due=due_of(task, now, site().count_working_days),
        priority_words=gettext("优先") if task.priority >= HIGH_PRIORITY else "",
        holder=name_of_actor(task.holder) if task.holder else "",
        mine=is_open and task.holder == reader.id,
        claimable=is_open and task.holder is None and not customer_only,
        customer_only=customer_only,
        opened_at=task.opened_at,
        version=task.version,
        is_open=is_open,
        urgent=why_urgent(task, now, site().count_working_days),
        value_words=_value(task.case_value),
        waits_for=_roles(task.groups),
        follow_up_at=task.follow_up_at,
        closed_at=task.closed_at,
    )


def _roles(groups: Sequence[str]) -> str:
    named = gettext("、").join(role_word(group) for group in groups[:MOST_ROLES])
    return gettext("%(roles)s等", roles=named) if len(groups) > MOST_ROLES else named


def _value(yuan: int | None) -> str:
    """What is at stake as lists show it: whole yuan, no name beside it."""
    return gettext("%(yuan)s 元", yuan=f"{yuan:,}") if yuan else ""


def _context(task: InboxTask) -> str:
    """The plain columns that the process names for its inbox; ids of people are shown as names elsewhere."""
    number = number_of(task.business_key, task.values)
    plain = [
        _in_words(name, str(value))
        for name, value in task.values.items()
        if value not in (None, "", number) and not name.endswith("_id")
    ]
    return gettext("、").join(plain[:3])


def _in_words(name: str, value: str) -> str:
    """A column's value as people say it: who, which role, which day, or the words of a code."""
    if name.endswith(PERSON):
        return name_of_actor(value)
    if value in ROLES:
        return role_word(value)
    day = say_if_day(value)
    return day if day != value else site().labels.say_composed(site().labels.say_code(value))
