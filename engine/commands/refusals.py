"""Writes the access log around the commands: what was refused, to whom and why (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine.actor import Actor
from engine.clock import Clock
from engine.errors import EngineError, StoreUnavailable
from engine.journal.access import READ, REFUSED, record_access
from engine.store.store import Store
from engine.tracing import where

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AccessLog:
    """The access log of one store."""

    store: Store
    clock: Clock

    def read(self, by: Actor, verb: str, what: str, reason: str, case_id: str | None = None) -> None:
        """Record that somebody saw what is protected; `reason` without case data."""
        with self.store.write() as connection:
            record_access(connection, self.clock.now(), by, verb, what, READ, reason, case_id)

    @contextmanager
    def refusals(self, by: Actor, verb: str, what: str, case_id: str | None = None) -> Iterator[None]:
        """Record what the engine refuses inside, and let it go on to the caller."""
        try:
            yield
        except EngineError as refusal:
            self._refused(by, verb, what, refusal, case_id)
            raise

    def _refused(self, by: Actor, verb: str, what: str, refusal: EngineError, case_id: str | None) -> None:
        # The name and the field paths, never a sentence that might quote an answer.
        fields = ", ".join(sorted(refusal.facts.get("errors", ())))[:500]
        reason = f"{type(refusal).__name__}: {fields}" if fields else type(refusal).__name__
        try:
            with self.store.write() as connection:
                record_access(connection, self.clock.now(), by, verb, what, REFUSED, reason, case_id)
        except (SQLAlchemyError, StoreUnavailable) as error:
            # The refusal stands even when it cannot be recorded (a full disk): it changed nothing.
            log.warning("refusal not recorded", action="access_log_failed", verb=verb, error=where(error))
