"""Who acts. The actor is an argument of every command and stands in every journal entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    PERSON = "person"
    """A member of staff who logged in."""
    CUSTOMER = "customer"
    """The customer, through an own one-time link."""
    API = "api"
    TIMER = "timer"
    HANDLER = "handler"
    SYSTEM = "system"
    """The engine itself, for example a retry or a sweep."""


class Channel(StrEnum):
    WEB = "web"
    CUSTOMER_LINK = "customer_link"
    API = "api"
    COMMAND_LINE = "command_line"
    SCHEDULER = "scheduler"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the account name, the customer link's id, or a fixed word; `roles` are the role ids of SOP §3."""

    id: str
    kind: ActorKind
    channel: Channel
    roles: frozenset[str] = field(default_factory=frozenset)
    name: str = ""
    on_behalf_of: str | None = None
    """For whom this actor stands in. The roles are then what was passed on, not the actor's own."""
    processes: frozenset[str] | None = None
    """The only processes whose tasks may be taken, for a substitute whose mandate is limited; None: all."""


TIMER = Actor("timer", ActorKind.TIMER, Channel.SCHEDULER, name="timer")
SYSTEM = Actor("system", ActorKind.SYSTEM, Channel.SCHEDULER, name="system")
