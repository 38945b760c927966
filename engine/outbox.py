"""Effects on the outside world: queued in the step's transaction, sent after the commit, at least once (DESIGN §4).

A receiver that must not act twice drops what it has seen by the idempotency key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from engine.clock import Clock
from engine.facts import Json
from engine.store import leases
from engine.store.keys import Cipher, KeyRing
from engine.store.store import Store
from engine.store.traffic import outbox
from engine.tracing import where

log = structlog.get_logger(__name__)
GIVE_UP_AFTER = 20


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to send."""

    kind: str
    payload: Json
    idempotency_key: str
    case_id: str = ""
    """The case whose handler sent it; empty while it is only being queued."""


Sender = Callable[[Outgoing], None]
"""Sends one thing; raises whatever keeps it from doing so, and is asked again later."""

_INSERT = {
    "sqlite": sqlite.insert(outbox).on_conflict_do_nothing(index_elements=["idempotency_key"]),
    "postgresql": postgresql.insert(outbox).on_conflict_do_nothing(index_elements=["idempotency_key"]),
}


def queue(
    connection: Connection, case_id: str, cipher: Cipher, sent: list[Outgoing], at: datetime,
    not_before: datetime | None = None,
) -> None:  # fmt: skip
    """Write what is to be sent, `not_before` a moment if one is named; a key that is here already is left as it is."""
    rows = [
        {
            "case_id": case_id,
            "kind": each.kind,
            "idempotency_key": each.idempotency_key,
            "payload": cipher.seal(f"outbox\0{each.idempotency_key}", each.payload),
            "created_at": at,
            "wake_at": not_before or at,
            "attempts": 0,
        }
        for each in sent
    ]
    connection.execute(_INSERT[connection.dialect.name], rows)


class Dispatcher:
    """Sends what is queued. Any number may run: rows are claimed."""

    def __init__(self, store: Store, keys: KeyRing, clock: Clock, senders: Mapping[str, Sender]) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._senders = senders

    def dispatch(self, limit: int = 50, kind: str | None = None) -> int:
        """Try everything that is due, up to `limit`, of one kind if it is named; gives how many were sent."""
        now = self._clock.now()
        only = () if kind is None else (outbox.c.kind == kind,)
        with self._store.write() as connection:
            if not leases.exists_due(connection, outbox, now):
                return 0
            rows = leases.claim(connection, outbox, now, limit, *only)
            ciphers = self._keys.get_many(connection, (row.case_id for row in rows))
        return sum(self._send(row, ciphers.get(row.case_id)) for row in rows)

    def _send(self, row: Any, cipher: Cipher | None) -> bool:
        try:
            if cipher is None:
                raise LookupError("the case was erased")  # noqa: TRY301 - told with every other reason below
            payload = cipher.open(f"outbox\0{row.idempotency_key}", row.payload)
            self._senders[row.kind](Outgoing(row.kind, payload, row.idempotency_key, row.case_id))
        except Exception as error:  # noqa: BLE001 - one of the two sweeps: what cannot be sent waits
            log.warning("not sent", action="outbox_failed", kind=row.kind, key=row.idempotency_key, error=where(error))
            self._failed(row, f"{type(error).__name__}: {error}")
            return False
        with self._store.write() as connection:
            done = {"wake_at": None, "sent_at": self._clock.now(), "problem": None}
            connection.execute(outbox.update().where(outbox.c.id == row.id).values(done))
        return True

    def _failed(self, row: Any, problem: str) -> None:
        with self._store.write() as connection:
            leases.push_away(connection, outbox, row, self._clock.now(), problem)
            if row.attempts + 1 >= GIVE_UP_AFTER:
                connection.execute(outbox.update().where(outbox.c.id == row.id).values(wake_at=None))
