"""What the machine asks of the world while it runs one command, and nothing else.

A step hands the machine a `World`. A re-execution hands it one that answers from the journal. Both must give the
same facts (DESIGN §6): the machine reads no clock, draws no random number, and opens no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Json = Any


@dataclass(frozen=True, slots=True)
class FeelQuestion:
    """One expression over one context."""

    expression: str
    context: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class FeelAnswer:
    """`value` is JSON (temporal values as ISO 8601 text, as Camunda 8 stores them). `problem`: why it failed.

    `read` names the context variables that the expression looked at; `warnings` say what inside it gave null.
    """

    value: Json = None
    problem: str | None = None
    read: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    over_limit: bool = False
    """It failed because it took too long or too much memory."""


@dataclass(frozen=True, slots=True)
class DecisionAnswer:
    """`result` as `zeebe:calledDecision` stores it; `trace` for the journal; `problem`: why it failed."""

    result: Json = None
    decision_sha256: str = ""
    trace: Json = None
    problem: str | None = None
    over_limit: bool = False
    """It failed because it took too long or too much memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a handler is called with. `variables`: those visible at the element after its input mappings."""

    case_id: str
    key: int
    element: str
    process_id: str
    type: str
    headers: Mapping[str, str]
    variables: Mapping[str, Json]
    attempt: int
    """1 at the first try."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a handler gave: result variables, or a BPMN error, or a failure (then it is retried)."""

    variables: Mapping[str, Json] = field(default_factory=dict)
    error_code: str | None = None
    error_message: str = ""
    failure: str | None = None
    retry_at: datetime | None = None
    """Of a failure: when to try again; None: no more tries, raise an incident."""


class World(Protocol):
    """Answers the machine during one command."""

    def now(self) -> datetime:
        """The command's recorded time, aware UTC; the same at every call."""
        ...

    def evaluate(self, questions: Sequence[FeelQuestion]) -> list[FeelAnswer]:
        """Evaluate expressions in ONE call into the isolate, in order."""
        ...

    def decide(self, decision_id: str, context: Mapping[str, Json]) -> DecisionAnswer:
        """Evaluate a decision of the pinned deployment."""
        ...

    def is_overdue(self, entered: int) -> bool:
        """Whether a command that runs in circles has taken too long, after so many elements were entered."""
        ...

    def run_job(self, job: Job, retries: int) -> JobResult:
        """Run the handler of a service task in the step's own transaction.

        `retries`: how many tries the diagram still allows, this one included. Never raises for a handler's failure.
        """
        ...
