"""What the engine's own chain records: past facts that are about no single case (`engine/journal/engine_chain.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutionAppointed(Fact):
    """From `starts_at` to `ends_at` the substitute may act for the principal."""

    substitution: str
    principal: str
    substitute: str
    starts_at: datetime
    ends_at: datetime
    roles: tuple[str, ...]
    processes: tuple[str, ...] | None
    """None: all processes."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstitutionEnded(Fact):
    """`how`: `time`, `revoked`, or `leaver`."""

    substitution: str
    principal: str
    substitute: str
    how: str
    returned: int
    """How many tasks went back to the principal, or to their groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationBegun(Fact):
    """One decision on many tasks; the cases' own entries name `operation`."""

    operation: str
    verb: str
    tasks: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEnded(Fact):
    """What became of the tasks of an operation."""

    operation: str
    done: int
    refused: tuple[str, ...]
    """The tasks that were left as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessDeployed(Fact):
    """A new version of a process. `definition_sha256` is that of its diagram."""

    process_id: str
    version: int
    definition_sha256: str
    bundle_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """A message came from outside; the cases that took it say so themselves."""

    message_id: str
    event_name: str
    correlation_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalBroadcast(Fact):
    """A signal came from outside, heard by so many listeners."""

    event_name: str
    listeners: int
