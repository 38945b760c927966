"""Runs a call with a time limit, in a thread that is given up when the limit passes.

Python cannot stop a thread that waits outside it. The caller goes on and makes sure that what the thread still does
leads nowhere (the step's connection is invalidated); the thread gets an exception, which ends it as soon as it runs
Python again, at the latest with the process.
"""

from __future__ import annotations

import contextvars
import ctypes
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

GLANCES = 20
"""A limit is waited for in so many parts: when the whole machine stands still for longer, one part of it is used up."""


class TookTooLong(Exception):
    """The call did not come back in time."""


class Abandoned(BaseException):
    """Raised in a thread that was given up; not an `Exception`, so that no handler swallows it."""


class _Worker:
    def __init__(self) -> None:
        self.calls: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self.answers: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="handler", daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """Have the thread end; nobody looks at its answer any more."""
        self.calls.put(None)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread.ident or 0), ctypes.py_object(Abandoned))

    def _work(self) -> None:
        with suppress(Abandoned):
            self._work_on()

    def _work_on(self) -> None:
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
        for _ in range(GLANCES):
            with suppress(Empty):
                result, error = worker.answers.get(timeout=limit.total_seconds() / GLANCES)
                break
        else:
            worker.give_up()
            raise TookTooLong
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
