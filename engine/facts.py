"""What can have happened in a case: the closed vocabulary of past-tense facts (DESIGN §6).

The machine (`engine/spiff`) emits facts while it runs; a step (`engine/commands`) turns the same facts into inbox
rows, timers and subscriptions, and writes them, in order, into one journal entry. State and history therefore come
from one list and cannot disagree.

`key` is the number of an element instance in its case: 1 is the root process instance, then counting up in the order
of activation, so that a re-execution gives the same keys. Values are JSON values. Times are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

Json = Any
"""None, bool, int, float, str, list[Json] or dict[str, Json]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. `name` is stable: old journals hold it for ever."""

    name: ClassVar[str]
    registry: ClassVar[dict[str, type[Fact]]] = {}

    def __init_subclass__(cls) -> None:
        cls.name = cls.__name__
        # slots=True makes dataclass build the class twice; the second, finished one stays.
        Fact.registry[cls.__name__] = cls


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementActivated(Fact):
    """A token entered an element (or a scope was opened)."""

    key: int
    element: str
    scope_key: int
    process_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementCompleted(Fact):
    key: int
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTerminated(Fact):
    """Cancelled from outside: interrupted by an event, or with its scope or case."""

    key: int
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTaken(Fact):
    flow: str
    scope_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSet(Fact):
    """`created` tells a new variable from one whose old value was null."""

    scope_key: int
    variable: str
    old: Json
    new: Json
    created: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionOutcome:
    """One outgoing flow of a gateway: its FEEL, what it gave, and the values that it read."""

    flow: str
    expression: str | None
    value: Json
    inputs: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayDecided(Fact):
    key: int
    element: str
    conditions: tuple[ConditionOutcome, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvaluated(Fact):
    """`trace` is `engine.dmn.Evaluation.trace`: per decision its inputs, matched rules and outputs."""

    key: int
    element: str
    decision_id: str
    decision_sha256: str
    trace: Json
    result: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskOpened(Fact):
    key: int
    element: str
    label: str
    lane: str | None
    form_id: str | None
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskClosed(Fact):
    """`completed` False: the task was taken away by an event or a cancellation."""

    key: int
    element: str
    completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerSet(Fact):
    """`timer` numbers the timers of a case. `repetitions` is what is left of a cycle (-1: for ever, 0: last)."""

    timer: int
    key: int
    element: str
    due_at: datetime
    repetitions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Fact):
    timer: int
    key: int
    element: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerCancelled(Fact):
    timer: int
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionOpened(Fact):
    """Waits for a message (`correlation_key` set) or a signal (`correlation_key` None)."""

    subscription: int
    key: int
    element: str
    trigger: str
    event_name: str
    correlation_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionClosed(Fact):
    subscription: int
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCorrelated(Fact):
    subscription: int
    key: int
    element: str
    event_name: str
    correlation_key: str
    message_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalCaught(Fact):
    subscription: int
    key: int
    element: str
    event_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalThrown(Fact):
    """A signal left this case; other cases hear it in steps of their own."""

    key: int
    element: str
    event_name: str
    variables: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorThrown(Fact):
    """`caught_by` is the catching event's element id, None when nobody caught it (then an incident follows)."""

    key: int
    element: str
    code: str
    message: str
    caught_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationThrown(Fact):
    key: int
    element: str
    code: str
    caught_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerRan(Fact):
    """A Python handler ran. Exactly one of `result`, `bpmn_error`, `failure` is not None."""

    key: int
    element: str
    type: str
    attempt: int
    inputs: Json
    result: Json | None
    bpmn_error: dict[str, Json] | None = None
    """`{"code", "message", "variables"}`"""
    failure: str | None = None
    """One sentence in words the owner understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitReached(Fact):
    """A limit of time or memory, which no two machines meet at the same place: a re-execution takes it from here.

    `what`: `expression` or `decision`, `number` counting those that the command asked about; or `time`, when the
    command ran in circles for too long, `number` counting the elements it had entered. `problem`: what was answered.
    """

    what: str
    number: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobScheduled(Fact):
    """A failed handler will be tried again at `due_at`."""

    job: int
    key: int
    element: str
    type: str
    retries_left: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JobClosed(Fact):
    job: int
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRaised(Fact):
    """`kind`: one of `engine.spiff.incidents.IncidentKind`."""

    incident: int
    key: int
    element: str
    kind: str
    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentResolved(Fact):
    incident: int
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnded(Fact):
    """`outcome`: `completed`, `terminated` (by a terminate end event of the root) or `cancelled`."""

    outcome: str
    end_event: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStarted(Fact):
    """The first fact of every case. `start_event` None: the process's none start event."""

    process_id: str
    version: int
    business_key: str | None
    start_event: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSuspended(Fact):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(Fact):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClaimed(Fact):
    key: int
    element: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReleased(Fact):
    key: int
    element: str
    old: str
    reason: str = ""
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned(Fact):
    """Given to `new` by somebody else, with a reason; `old` None: nobody held it."""

    key: int
    element: str
    old: str | None
    new: str
    reason: str
    operation: str = ""
    """The id of the operation on many tasks that this is a part of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClockPaused(Fact):
    """The due time stands still. `ground`: one of those that the diagram permits (`sop:may-pause`)."""

    key: int
    element: str
    ground: str
    reason: str
    due_at: datetime
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClockResumed(Fact):
    """The due time runs on: what was left of the working time when it was paused is left again."""

    key: int
    element: str
    paused_at: datetime
    old: datetime
    new: datetime
    reason: str
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFollowUpSet(Fact):
    """The holder looks at the task again at `new`; None: no longer set."""

    key: int
    element: str
    old: datetime | None
    new: datetime | None
    reason: str
