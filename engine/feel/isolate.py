"""The one V8 isolate of a process: no host, a limit on time and on memory, thrown away when a limit was hit.

It is made when it is first asked and never crosses a fork: V8's threads do not, so a child begins with its own.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from py_mini_racer import JSEvalException, JSFunction, JSOOMException, JSTimeoutException, MiniRacer, init_mini_racer

from engine.errors import FeelError, FeelLimitExceeded
from engine.feel.processor import Spent, spent_by, threads
from engine.feel.resident import give_back_pages
from engine.timers.calendar import Calendar, statutory

BUNDLE = Path(__file__).parent / "build" / "feel.js"

V8_LIBRARY = "libmini_racer.so"

FLAGS = ("--single-threaded", "--max-semi-space-size=1", "--no-opt", "--no-maglev")
"""The wheel's own first. Then 1 MB for new objects: a call leaves kilobytes, and V8's 16 MB stay resident once filled.
And no compilers but the quickest: a call of a tenth of a millisecond never earns back the others' work. Measured over
3,000 calls: 13 MB less (45 MB where no expression repeats) in the same time; a long sort takes twice as long."""

TIME_LIMIT = 1.0
"""Seconds for one call."""

FIRST_TRY = 0.25
"""Part of the limit after which a call is cut short for the first time: it is condemned only by a second isolate.
What used the time up may have been the machine's: one that stood still for a second, or looked for memory, puts that
down to the thread that ran. A quarter, because a step on SQLite holds every other writer while it waits for this."""

BUSY = 5
"""Where V8's thread was given less than half a processor meanwhile, the second try has so many times the limit."""

ANSWER_LIMIT = 1.0
"""Seconds for a word from an isolate whose call was cut short; it takes milliseconds where the machine is not busy."""

ANSWER_TRIES = 8

SOFT_MEMORY_LIMIT = 64 * 2**20
"""Bytes; above them V8 collects garbage more eagerly."""

HARD_MEMORY_LIMIT = 128 * 2**20
"""Bytes; above them V8 ends the call."""


class Isolate:
    """Calls functions of the bundle: JSON text in, JSON text out. Safe for threads: one call at a time."""

    def __init__(self, time_limit: float = TIME_LIMIT, memory_limit: int = HARD_MEMORY_LIMIT) -> None:
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._lock = threading.Lock()
        self._racer: MiniRacer | None = None
        self._spent: Spent
        self._functions: dict[str, JSFunction] = {}
        self._calendar: Calendar = statutory()
        self._calendar_given: Calendar | None = None

    def call(
        self,
        function: str,
        request: str,
        time_limit: float | None = None,
        needs: tuple[str, Callable[[], str]] | None = None,
    ) -> str:
        """Call `sopflow.<function>` of the bundle.

        `needs`: a function and its request with which an isolate is told beforehand what the call goes by, should it be
        asked once more in a fresh one, which knows nothing.

        Raises FeelLimitExceeded when it took longer than `time_limit` seconds in a fresh isolate too, or more memory
        than it may; the next call finds a fresh isolate. Where a form was asked, its `facts["asked_at"]` is the path of
        the component whose expression did not come back. Raises FeelError when the bundle is not built.
        """
        limit = time_limit or self._time_limit
        with self._lock:
            try:
                racer = self._ready()  # building takes half a second of its own, which is not the expression's
                spent, first = self._spent(), limit * FIRST_TRY
                try:
                    return self._run(racer, function, request, first)
                except JSTimeoutException:
                    # A busy machine is not the expression's fault; one that never ends burns all it can get.
                    longer = limit if self._spent() - spent >= first / 2 else limit * BUSY
                    self._discard()
                    racer = self._ready()
                    if needs is not None:
                        self._run(racer, needs[0], needs[1](), longer)
                    return self._run(racer, function, request, longer)
            except JSTimeoutException as error:
                asked = self._asked_at()
                self._discard()
                raise FeelLimitExceeded(self._too_much(limit), seconds=limit, asked_at=asked) from error
            except JSEvalException as error:
                raise self._failed(error, limit) from error

    def _run(self, racer: MiniRacer, function: str, request: str, limit: float) -> str:
        return str(self._function(racer, function)(request, timeout_sec=limit))

    def use_calendar(self, calendar: Calendar) -> None:
        """Answer questions about working days by this calendar from now on; before, it is `statutory()`."""
        self._calendar = calendar

    def successor(self) -> Isolate:
        """For a forked child: an isolate that is yet to be built, with the same limits and calendar.

        What the parent built is never freed here: its threads are not in this process, and freeing waits for them.
        """
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self))
        fresh = Isolate(self._time_limit, self._memory_limit)
        fresh._calendar = self._calendar
        return fresh

    def close(self) -> None:
        """Give V8's memory back; the next call begins anew."""
        with self._lock:
            self._discard()

    def _ready(self) -> MiniRacer:
        if self._racer is None:
            self._racer = self._build()
            self._calendar_given = None
        if self._calendar_given is not self._calendar:
            self._function(self._racer, "setCalendar")(self._calendar.to_json())
            self._calendar_given = self._calendar
        return self._racer

    def _function(self, racer: MiniRacer, name: str) -> JSFunction:
        function = self._functions.get(name)
        if function is None:
            found = racer.eval(f"sopflow.{name}")
            if not isinstance(found, JSFunction):
                raise FeelError(f"The FEEL interpreter has no function {name}: build it anew.")
            function = self._functions[name] = found
        return function

    def _build(self) -> MiniRacer:
        try:
            source = BUNDLE.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise FeelError(
                "The FEEL interpreter is not built: run `npm ci && npm run build` in engine/feel/js."
            ) from error
        init_mini_racer(flags=FLAGS, ignore_duplicate_init=True)
        before = threads()
        racer = MiniRacer()
        racer.eval(source)
        self._spent = spent_by(threads() - before)
        racer.set_soft_memory_limit(min(SOFT_MEMORY_LIMIT, self._memory_limit))
        racer.set_hard_memory_limit(self._memory_limit)
        give_back_pages(V8_LIBRARY)
        return racer

    def _discard(self) -> None:
        racer, self._racer = self._racer, None
        self._functions.clear()
        if racer is not None:
            # what was cut short reports back once more; closed before that, it would report to nobody
            with suppress(JSEvalException):
                racer.eval("0", timeout_sec=ANSWER_LIMIT)
            racer.close()

    def _asked_at(self) -> list[str | int] | None:
        """Where the call stood that was cut short; None where the isolate does not say."""
        for _ in range(ANSWER_TRIES):
            try:
                found = self._racer and self._racer.eval("sopflow.askedAt()", timeout_sec=ANSWER_LIMIT)
            except JSTimeoutException:
                return None
            except JSEvalException:
                # still the end of the call that was cut short, or memory not yet collected
                continue
            return list(json.loads(str(found))) if found and found != "null" else None
        return None

    def _too_much(self, limit: float) -> str:
        # One sentence for both limits: which one is met first is chance, and a re-execution compares sentences.
        return (
            f"The expression ran longer than {limit:g} s or took more than {self._memory_limit // 2**20} MB of memory."
        )

    def _failed(self, error: JSEvalException, limit: float) -> FeelError:
        racer = self._racer
        full = isinstance(error, JSOOMException) or (racer is not None and racer.was_hard_memory_limit_reached())
        asked = self._asked_at() if full else None
        self._discard()
        if full:
            return FeelLimitExceeded(self._too_much(limit), bytes=self._memory_limit, asked_at=asked)
        if "RangeError" in str(error):
            return FeelLimitExceeded("The expression goes too deep or makes a text that is too long.")
        return FeelError(f"The interpreter failed: {str(error).strip().splitlines()[0]}")


_shared = Isolate()


def shared() -> Isolate:
    """The isolate of this process."""
    return _shared


@atexit.register
def _close() -> None:
    # before the interpreter stops the thread that V8 reports to; afterwards, freeing would wait for it for ever
    _shared.close()


def _after_fork() -> None:
    global _shared  # noqa: PLW0603
    _shared = _shared.successor()


os.register_at_fork(after_in_child=_after_fork)
