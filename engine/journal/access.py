"""The access log: refused attempts, and reads that somebody finds worth recording (DESIGN §6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from engine.actor import Actor
from engine.store.history import access_log

REFUSED = "refused"
READ = "read"


def record_access(
    connection: Connection, at: datetime, by: Actor, verb: str, what: str, outcome: str, reason: str,
    case_id: str | None = None,
) -> None:  # fmt: skip
    """Write one line. `reason` holds no case data: the log is not encrypted."""
    connection.execute(
        access_log.insert().inline(),
        {
            "at": at,
            "actor_id": by.id,
            "actor_kind": by.kind.value,
            "channel": by.channel.value,
            "on_behalf_of": by.on_behalf_of,
            "verb": verb,
            "what": what,
            "case_id": case_id,
            "outcome": outcome,
            "reason": reason,
        },
    )
