"""What goes wrong while a case runs, and what is kept of it until somebody has put it right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class IncidentKind(StrEnum):
    """Why an element stands still. Stable words: old journals hold them for ever."""

    ASSIGNMENT = "assignment"
    """A user task's assignee, groups, dates or priority cannot be told."""
    CALLED_PROCESS = "called_process"
    """A call activity names a process that the deployment does not hold, or calls too deep."""
    COLLECTION = "collection"
    """A multi-instance collection, output element or completion condition cannot be used."""
    CONDITION = "condition"
    """A gateway's condition failed or gave something else than true or false."""
    DECISION = "decision"
    ENDLESS_LOOP = "endless_loop"
    """An element was entered over and over in one command, with no wait state between."""
    EVENT = "event"
    """The name, code or correlation key of a message, signal, error or escalation cannot be told."""
    FORM = "form"
    """An expression of a task's form does not end: nobody can complete the task. Resolving only closes it."""
    IO_MAPPING = "io_mapping"
    JOB_FAILED = "job_failed"
    """A handler failed and has no tries left."""
    NO_FLOW = "no_flow"
    """No condition of a gateway is true and there is no default flow."""
    SCRIPT = "script"
    STUCK = "stuck"
    """Tokens wait at a join for others that can no longer come."""
    TIMER = "timer"
    """A date, duration or cycle is not one."""
    TOO_MUCH = "too_much"
    """A collection with too many items to repeat over, or too many elements in one command."""
    UNHANDLED_ERROR = "unhandled_error"
    """A BPMN error that nothing around it catches."""


class Phase(StrEnum):
    """How far an element instance had come when it failed: the step that resolving tries again."""

    ENTER = "enter"
    RUN = "run"
    FINISH = "finish"


class Problem(Exception):
    """An element cannot go on; it becomes an incident and never leaves the machine."""

    def __init__(self, kind: IncidentKind, sentence: str, detail: str = "") -> None:
        self.kind = kind
        self.sentence = sentence
        self.detail = detail
        super().__init__(sentence)


def described(value: Any) -> str:
    """What a value is, not what it says: incidents are read by people who may not see the case's data."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text" if value else "empty text"
        case list():
            return "a list"
        case _:
            return "a context"


@dataclass(slots=True)
class Incident:
    """An open incident; `key` is the element instance that stands still."""

    number: int
    key: int
    element: str
    kind: IncidentKind
    sentence: str
    detail: str
    phase: Phase
