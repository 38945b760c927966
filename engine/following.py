"""What follows from a commit: done in the same thread, one after the other however deep it goes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import EngineError
from engine.tracing import where

log = structlog.get_logger(__name__)


class Following:
    """Work that commits leave to be done. The command is answered whatever happens here: the sweep does the rest."""

    def __init__(self) -> None:
        self._here = threading.local()

    def do(self, work: Callable[[], object]) -> None:
        """Do it now, or after what this thread is following already."""
        waiting: list[Callable[[], object]] | None = getattr(self._here, "waiting", None)
        if waiting is not None:
            waiting.append(work)
            return
        self._here.waiting = waiting = [work]
        try:
            while waiting:
                try:
                    waiting.pop(0)()
                except (EngineError, SQLAlchemyError) as error:
                    log.warning("left to the sweep", action="follow_failed", error=where(error))
        finally:
            self._here.waiting = None
