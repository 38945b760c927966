"""What questions are answered with: frozen dataclasses, free of SQL, encryption and machines. Times are aware UTC."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.errors import Forbidden
from engine.facts import Fact

Json = Any


class InboxKind(StrEnum):
    """Which tasks of an inbox."""

    MINE = "mine"
    """Those I hold."""
    GROUP = "group"
    """Those nobody holds and my roles or my name may claim."""
    OVERDUE = "overdue"
    """Those of both that are past due."""
    FOLLOW_UP = "follow_up"
    """Those of both whose time to be looked at again has come."""
    WAITING = "waiting"
    """Those that I wait for: others do what my case, or my own step, led to."""
    DONE = "done"
    """Those I completed since `since`, the latest first."""


class InboxSort(StrEnum):
    DUE = "due"
    """Most urgent first; without a due time last."""
    OPENED = "opened"
    """Longest waiting first."""
    PRIORITY = "priority"
    """Highest first."""
    VALUE = "value"
    """Most at stake first (`sop:value`)."""


@dataclass(frozen=True, slots=True)
class InboxTask:
    """One row of an inbox. `values`: the columns that the process names (`sop:inbox`); empty once erased."""

    id: str
    case_id: str
    key: int
    process_id: str
    """The process that the element is in; in a called process not the case's own."""
    case_process_id: str
    case_process_version: int
    business_key: str | None
    case_status: str
    element: str
    label: str
    lane: str | None
    form_id: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    assignee: str | None
    holder: str | None
    state: str
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    version: int
    """What `complete(expected_version=…)` takes."""
    case_value: int | None = None
    """Whole yuan at stake, of an open task whose process says where to read it."""
    values: Mapping[str, Json] = field(default_factory=dict)
    held_for: str | None = None
    """In whose name the holder has it, when he is a substitute."""
    paused_at: datetime | None = None
    """Since when the clock stands still; then `due_at` is None and `paused_due_at` says what was due."""
    pause_ground: str | None = None
    paused_due_at: datetime | None = None
    paused_by: str = ""
    pause_reason: str = ""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`more`: there are tasks after these; `next`: what `inbox(after=…)` takes to show them."""

    tasks: tuple[InboxTask, ...]
    more: bool
    next: str | None = None


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """Each counted no further than the limit that was asked for."""

    mine: int = 0
    group: int = 0
    overdue: int = 0
    follow_up: int = 0
    waiting: int = 0
    done: int = 0
    outside: int = 0
    """Running cases of mine in which nobody has a task: time or a message from outside moves them on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a list is narrowed by. `business_key` finds keys that begin with it."""

    process_id: str | None = None
    business_key: str | None = None
    due_before: datetime | None = None
    min_priority: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed and has not sent. `by`: who."""

    answers: Json
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has in hand, or (`holder` None) what nobody has. Times are aware UTC."""

    holder: str | None
    open: int
    overdue: int
    paused: int
    oldest_at: datetime
    """When the task was opened that waits longest."""
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task to work on. `form` is the form-js JSON, None without a form; `variables`: visible at the task.

    `may_complete` False: the reason is in `hindrance` (rights and four-eyes, not whether somebody else holds it).
    """

    task: InboxTask
    form: Json | None
    variables: Mapping[str, Json]
    draft: Json | None
    """One's own; for a holder without one, what the last holder left (then `draft_by` is somebody else)."""
    draft_at: datetime | None
    may_complete: bool
    hindrance: str | None
    refusal: Forbidden | None = None
    """The same as an error, so that a page can say it in the reader's language."""
    pausable: tuple[str, ...] = ()
    """The grounds on which the diagram lets the task's clock stand still."""
    draft_by: str | None = None
    later_draft: Draft | None = None
    """What somebody else left after one's own."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    id: str
    process_id: str
    process_name: str
    process_version: int
    business_key: str | None
    status: str
    version: int
    started_at: datetime
    started_by: str
    changed_at: datetime
    changed_by: str
    ended_at: datetime | None
    end_event: str | None


@dataclass(frozen=True, slots=True)
class CasePage:
    cases: tuple[CaseSummary, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Readable:
    """Which cases somebody may know of: none of the processes left out, and with `people` only those that these began
    or that name one of them now in their variable `named_as`.
    """

    without: Collection[str] = ()
    people: Collection[str] | None = None
    named_as: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries of several cases together, the newest first; `next`: where the page after goes on, None at the end."""

    entries: tuple[HistoryEntry, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram that a case runs on, and what to mark on it."""

    process_id: str
    sha256: str
    xml: str
    names: Mapping[str, str]
    """Label of each element and flow that has one."""
    active: tuple[str, ...]
    finished: tuple[str, ...]
    taken: tuple[str, ...]
    incidents: tuple[str, ...]
    """Ids of elements that stand still with an incident."""


@dataclass(frozen=True, slots=True)
class IncidentView:
    id: str
    case_id: str
    process_id: str
    business_key: str | None
    key: int
    element: str
    kind: str
    sentence: str
    detail: str
    raised_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something a case waits for beside people: `kind` timer, job, message or signal. `id` of a job: `<case>.j<n>`."""

    id: str
    kind: str
    element: str
    name: str | None = None
    due_at: datetime | None = None
    problem: str | None = None
    key: str | None = None
    """Of a message: the correlation key it waits for."""


@dataclass(frozen=True, slots=True)
class QuietCase:
    """A running case in which nobody has a task, and what moves it on."""

    case: CaseSummary
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """`is_erased`: the key was destroyed; then there are no variables and no marks."""

    case: CaseSummary
    is_erased: bool
    diagrams: tuple[Diagram, ...]
    """The case's own process first."""
    variables: Mapping[str, Json]
    open_tasks: tuple[InboxTask, ...]
    incidents: tuple[IncidentView, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One journal entry. `inputs` None and no facts: erased."""

    case_id: str
    seq: int
    at: datetime
    actor_id: str
    actor_kind: str
    channel: str
    on_behalf_of: str | None
    command: str
    element: str | None
    definition_sha256: str | None
    hash: str
    inputs: Mapping[str, Json] | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One line of the access log."""

    id: int
    at: datetime
    actor_id: str
    actor_kind: str
    channel: str
    on_behalf_of: str | None
    verb: str
    what: str
    case_id: str | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One version of a process; `running`: cases of it that have not ended, None where they were not counted."""

    process_id: str
    name: str
    version: int
    deployment_id: int
    definition_sha256: str
    deployed_at: datetime
    deployed_by: str
    running: int | None = None


@dataclass(frozen=True, slots=True)
class StartForm:
    """What a person fills in to begin a case. `starters`: the roles that may."""

    process_id: str
    name: str
    deployment_id: int
    form_id: str
    form: Json
    starters: frozenset[str]


@dataclass(frozen=True, slots=True)
class MessageStart:
    """A message that begins a case of a process's newest version. `properties`: of its start event."""

    process_id: str
    name: str
    deployment_id: int
    element: str
    message: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeploymentView:
    id: int
    sha256: str
    at: datetime
    by: str
    files: Mapping[str, str]
    """SHA-256 (hex) of each file by name."""
