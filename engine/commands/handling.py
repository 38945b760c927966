"""Runs the handler of a service task in the step's own transaction, so that its records commit or vanish with it.

A failure undoes what the handler wrote (a savepoint), never the step: the step records it. Only a handler that hangs
costs the step its transaction; the step is then taken again with that failure already known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from engine.actor import Actor, ActorKind
from engine.commands.watchdog import TookTooLong, Watchdog
from engine.ports import Job, JobResult
from engine.registry import BpmnError, Directory, Handler, HandlerContext, HandlerRegistry, Rubbish, TryAgain, nobody
from engine.tracing import where

log = structlog.get_logger(__name__)
Json = Any


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a handler may take, and how long to wait before the next try."""

    time_limit: timedelta = timedelta(seconds=10)
    """Shorter than a writer waits for SQLite, so that one hanging handler does not make others fail."""
    first_retry: timedelta = timedelta(seconds=10)
    factor: int = 6
    longest: timedelta = timedelta(hours=6)

    def back_off(self, attempt: int) -> timedelta:
        """The pause after the n-th failed try, without chance: a re-execution computes the same."""
        times: int = self.factor ** min(attempt - 1, 12)
        return min(self.first_retry * times, self.longest)


class HandlerOverdue(Exception):
    """A handler took too long: this step's transaction is lost."""

    def __init__(self, key: int, attempt: int, sentence: str) -> None:
        super().__init__(sentence)
        self.job = (key, attempt)
        self.sentence = sentence


class StepSession(Session):
    """The session a handler writes through: inside a savepoint that only the step opens and closes."""

    def commit(self) -> None:
        raise RuntimeError("a handler does not commit: what it wrote commits with the step")

    def rollback(self) -> None:
        raise RuntimeError("a handler does not roll back: it raises, and what it wrote vanishes")

    def keep(self) -> None:
        """Flush and release the savepoint; no statement at all when the handler never touched the session."""
        super().commit()

    def undo(self) -> None:
        super().rollback()


class JobRunner:
    """Finds and runs handlers for one installation."""

    def __init__(self, registry: HandlerRegistry, patience: Patience, directory: Directory = nobody) -> None:
        self._registry = registry
        self._patience = patience
        self._directory = directory
        self._watchdog = Watchdog()

    def run(
        self,
        job: Job,
        retries: int,
        *,
        connection: Connection,
        now: datetime,
        actor: Actor,
        outbox: Callable[[str, Json, str], None],
    ) -> JobResult:
        """Run the job's handler once. Raises `HandlerOverdue`; every other failure is in the result."""
        handler = self._registry.get(job.type)
        if handler is None:
            return JobResult(failure=f"No handler is registered for the task type '{job.type}'.")
        sent: list[tuple[str, Json, str]] = []
        session = StepSession(
            bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False, autoflush=True
        )
        context = HandlerContext(
            session=session, now=now, case_id=job.case_id, key=job.key, element=job.element,
            process_id=job.process_id, attempt=job.attempt, headers=job.headers, actor_id=actor.id,
            by_staff=actor.kind is ActorKind.PERSON, directory=self._directory,
            outbox=lambda kind, payload, key: sent.append((kind, payload, key)),
        )  # fmt: skip
        result = self._attempt(handler, job, retries, context, session, connection, now)
        if result.failure is None and result.error_code is None:
            for kind, payload, key in sent:
                outbox(kind, payload, key)
        return result

    def _attempt(
        self,
        handler: Handler[Any, Any],
        job: Job,
        retries: int,
        context: HandlerContext,
        session: StepSession,
        connection: Connection,
        now: datetime,
    ) -> JobResult:
        limit = handler.time_limit or self._patience.time_limit
        try:
            variables = self._watchdog.run(lambda: _call(handler, job.variables, context, session), limit)
        except TookTooLong:
            _abandon(connection)
            sentence = f"{_named(handler)} took longer than {limit.total_seconds():g} seconds."
            raise HandlerOverdue(job.key, job.attempt, sentence) from None
        except BpmnError as error:
            session.undo()
            return JobResult(variables=error.variables, error_code=error.code, error_message=error.message)
        except TryAgain as request:
            session.undo()
            return self.failed(job, retries, now, str(request), request.after)
        except Rubbish as error:
            session.undo()
            happened = "was given" if error.given else "gave back"
            return self.failed(job, retries, now, f"{_named(handler)} {happened} unusable values. {error}")
        except Exception as error:  # noqa: BLE001 - a handler is foreign code: whatever it raises is its failure
            session.undo()
            log.warning("handler failed", action="handler_failed", type=handler.type, error=where(error))
            return self.failed(job, retries, now, f"{_named(handler)} failed: {type(error).__name__}: {error}")
        return JobResult(variables=variables)

    def failed(self, job: Job, retries: int, now: datetime, sentence: str, after: timedelta | None = None) -> JobResult:
        """A failure, with the time of the next try while the diagram still allows one."""
        pause = self._patience.back_off(job.attempt) if after is None else after
        return JobResult(failure=sentence, retry_at=now + pause if retries > 1 else None)

    def close(self) -> None:
        self._watchdog.close()


def _call(
    handler: Handler[Any, Any], variables: Mapping[str, Json], context: HandlerContext, session: StepSession
) -> dict[str, Json]:
    result = handler(variables, context)
    session.keep()
    return result


def _named(handler: Handler[Any, Any]) -> str:
    return f"The automatic step '{handler.type}'"


def _abandon(connection: Connection) -> None:
    """Stop what the abandoned thread may be doing in the database, and never use this connection again."""
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        raw.interrupt()
    else:
        raw.cancel()
    connection.invalidate()
