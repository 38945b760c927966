"""`sopflow serve` in a process of its own that can also do the works: its memory is a server's, not a benchmark's.

Started by `server.py` on an installation that is set up. It serves pages on its port with its scheduler running; for
each line on its standard input it does W1 to W4 on the very engine that the pages use, in as many threads as the server
has, and answers with a line. No plain SpiffWorkflow runs here.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Any

from engine.clock import SystemClock
from engine.engine import Engine
from handlers.registry import registry
from tests.bench.diagrams import loop, row_of_tasks, underwriting, waiting
from tests.bench.durable import CLERK, OPERATOR, ScreenInput, ScreenOutput, screen_application
from tests.bench.work import application, kilobyte, short_answer
from web.serve import THREADS, quiet_logs, serving
from web.settings import read_settings

PASSES = (200, 2000)
ROW = 50


class MovedClock:
    """The machine's time, and what the benchmark moved it on by."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self._ahead

    def advance(self, by: timedelta) -> None:
        self._ahead += by


class Worker:
    """Does the four works on the engine of the server."""

    def __init__(self, engine: Engine, clock: MovedClock) -> None:
        self._engine = engine
        self._clock = clock

    def work(self, cases: int, waiting_cases: int) -> int:
        """W1 `cases` times, W2 and W4 beside it, then W3; gives how many completions there were."""
        engine = self._engine
        drawings = (underwriting(), row_of_tasks(ROW), loop(), waiting())
        for drawing in drawings:
            engine.deploy({f"{drawing.process_id}.bpmn": drawing.camunda()}, by=OPERATOR)
        w1, w2, w4, w3 = (drawing.process_id for drawing in drawings)
        with ThreadPoolExecutor(THREADS) as threads:
            done = [threads.submit(self._case, w4, _passes(count)) for count in PASSES]
            done += [threads.submit(self._case, w1, _underwriting(number)) for number in range(cases)]
            done += [threads.submit(self._case, w2, map(kilobyte, range(ROW))) for _ in range(5)]
            # A share for each thread: ten thousand futures would be the memory of the benchmark, not of the server.
            begun = [threads.submit(self._begin, w3, waiting_cases // THREADS) for _ in range(THREADS)]
            completions = sum(each.result() for each in done)
            for each in begun:
                each.result()
        self._clock.advance(timedelta(hours=1))
        assert engine.on_due is not None
        engine.on_due(self._clock.now())
        while (due := engine.earliest_due()) is not None and due <= self._clock.now():
            time.sleep(0.05)
        return completions

    def _begin(self, process_id: str, count: int) -> None:
        for _ in range(count):
            self._engine.start(process_id, {}, by=OPERATOR)

    def _case(self, process_id: str, answers: Any) -> int:
        case_id, completions = self._engine.start(process_id, {}, by=OPERATOR), 0
        for answer in answers:
            tasks = self._engine.queries.tasks_of_case(case_id)
            if not tasks:
                break
            self._engine.complete(tasks[0].id, answer, by=CLERK)
            completions += 1
        assert self._engine.queries.case(case_id).status == "completed"
        return completions


def _underwriting(number: int) -> Any:
    return chain([application(number)], repeat(short_answer(number)))


def _passes(count: int) -> Any:
    return ({"done": number == count - 1, "pass": number} for number in range(count))


def main() -> None:
    """Serve until the standard input ends; `<cases of W1> <cases of W3>` on a line has the works done."""
    quiet_logs()
    registry.handles("bench.screen", takes=ScreenInput, gives=ScreenOutput)(screen_application)
    clock = MovedClock()
    with serving(read_settings(), clock=clock) as (served, server):
        worker = Worker(served.installation.engine, clock)
        threading.Thread(target=server.run, daemon=True).start()
        print("ready", flush=True)  # noqa: T201 - the line that `server.py` waits for
        for line in sys.stdin:
            cases, waiting_cases = map(int, line.split())
            print(worker.work(cases, waiting_cases), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
