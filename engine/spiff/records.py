"""What a case waits for: each has a number of its own, and the key of the element instance that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Timer:
    """`element` is the timer event. `repetitions`: what is left of a cycle (-1: for ever). `every`: ISO duration."""

    number: int
    key: int
    element: str
    due_at: datetime
    repetitions: int = 0
    every: str | None = None


@dataclass(slots=True)
class Subscription:
    """`trigger`: `message` (with a correlation key) or `signal`. `element` is the catching event."""

    number: int
    key: int
    element: str
    trigger: str
    event_name: str
    correlation_key: str | None = None


@dataclass(slots=True)
class JobRetry:
    """A handler failed and will be tried again at `due_at`."""

    number: int
    key: int
    element: str
    type: str
    retries_left: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user task that waits for a person."""

    key: int
    element: str
    process_id: str
    scope_key: int
