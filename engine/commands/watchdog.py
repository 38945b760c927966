"""Runs a call with a time limit, in a thread that is given up when the limit passes.

Python cannot stop a thread. The caller goes on, makes sure that what the thread still does leads nowhere (the step's
connection is invalidated), and the thread ends when its call does, at the latest with the process.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class TookTooLong(Exception):
    """The call did not come back in time."""


class _Worker:
    def __init__(self) -> None:
        self.calls: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self.answers: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        threading.Thread(target=self._work, name="handler", daemon=True).start()

    def _work(self) -> None:
        while (call := self.calls.get()) is not None:
            try:
                answer: tuple[Any, BaseException | None] = (call(), None)
            except BaseException as error:  # noqa: BLE001 - handed over to the caller's thread, which decides
                answer = (None, error)
            self.answers.put(answer)


class Watchdog:
    """A few idle threads; starting one for every handler would cost more than most handlers."""

    def __init__(self) -> None:
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def run(self, call: Callable[[], T], limit: timedelta) -> T:
        """The call's result, or its exception raised here. Raises `TookTooLong` after `limit`."""
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or _Worker()
        context = contextvars.copy_context()
        worker.calls.put(lambda: context.run(call))
        try:
            result, error = worker.answers.get(timeout=limit.total_seconds())
        except Empty:
            # Once its call is over at last, the abandoned thread finds this and ends.
            worker.calls.put(None)
            raise TookTooLong from None
        with self._lock:
            self._idle.append(worker)
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let the idle threads end."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.calls.put(None)
