"""Message throw and end events, and send tasks that tell another case something: the one handler they all name.

Header `message`: the message's name. Input mappings: `correlation_key` (the waiting case's key, any text for a message
that starts a case) and `payload`, the variables that travel with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing

registry = HandlerRegistry()
KEPT = timedelta(days=30)
"""How long a message waits for a case that does not wait for it yet."""


@dataclass(frozen=True, slots=True)
class Publishing:
    correlation_key: str
    payload: dict[str, Any] = field(default_factory=dict)


@registry.handles("message.publish", takes=Publishing, gives=Nothing)
def publish_message(given: Publishing, context: HandlerContext) -> Nothing:
    """Publish the message that the header `message` names, after this step's commit, exactly once."""
    context.publish(context.headers["message"], given.correlation_key, given.payload, KEPT)
    return Nothing()
