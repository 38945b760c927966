"""`sopflow serve` in a process of its own that also completes tasks without HTTP, on the very engine of its pages.

Answers each line of JSON on its standard input with one: `{"begin": 5}` with five new cases, `{"complete": [case,
step]}` with the seconds that the engine took, `{"task": [case, step]}` with the id of the open task.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import orjson

from engine.engine import Engine
from tests.bench.faults import STEPS, member, report, task_of
from web.serve import quiet_logs, serving
from web.settings import read_settings


def answer(engine: Engine, asked: dict[str, Any]) -> Any:
    """What the line asks for."""
    if "begin" in asked:
        return [report(engine) for _ in range(asked["begin"])]
    ((verb, (case_id, number)),) = asked.items()
    step = STEPS[number]
    task_id = task_of(engine, case_id, step)
    if verb == "task":
        return task_id
    by = member(step.account)
    begun = time.perf_counter()
    engine.complete(task_id, step.answers, by)
    return time.perf_counter() - begun


def main() -> None:
    """Serve until the standard input ends."""
    quiet_logs()
    with serving(read_settings()) as (served, server):
        threading.Thread(target=server.run, daemon=True).start()
        print("ready", flush=True)  # noqa: T201 - the line that `desk.py` waits for
        for line in sys.stdin:
            print(orjson.dumps(answer(served.installation.engine, orjson.loads(line))).decode(), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
