"""What an installation may set of its engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.commands.handling import Patience
from engine.outbox import Sender
from engine.registry import Directory, nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What an installation may set."""

    warm_cases: int = 256
    """How many cases stay in memory between their steps."""
    patience: Patience = field(default_factory=Patience)
    longest_answers: int = 4_000_000
    """Bytes of JSON that one command may bring in."""
    supervisors: Collection[str] = frozenset({"admin"})
    """Roles that may assign, take back and pause every task."""
    leads: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By role, the candidate groups whose tasks it may assign, take back and pause."""
    roles: Collection[str] | None = None
    """The roles that diagrams may name; None: not checked at deploy."""
    clauses: Collection[str] | None = None
    properties: Collection[str] = ()
    subjects: Collection[str] = ()
    """Variables that hold the id or number of what a case is about: kept in clear, so that cases are found by them."""
    senders: Mapping[str, Sender] = field(default_factory=dict)
    """Who sends what the outbox holds, by kind."""
    directory: Directory = nobody
    """Who has an account, for handlers that name people."""
