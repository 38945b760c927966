"""A server whose clock can be put ahead: `python -m tests.e2e.ahead PORT`.

It serves as `sopflow serve` does. A number of days on its standard input puts the clock ahead; when all that has fallen
due by then is done and what goes out has gone, it answers with one line of JSON.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.engine import Engine
from web.serve import quiet_logs, serving
from web.settings import read_settings

DAY = timedelta(days=1)
CHINA = ZoneInfo("Asia/Shanghai")


class ClockAhead:
    """The machine's time, so many days later."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def follow_calendar(engine: Engine, clock: ClockAhead) -> None:
    """Day by day, as the days would have gone by: what is due on the third is done on the third."""
    for line in sys.stdin:
        done = 0
        for _ in range(int(line)):
            clock.ahead += DAY
            while made := engine.fire_due() + engine.dispatch_outbox():
                done += made
        today = clock.now().astimezone(CHINA).date()
        print(json.dumps({"day": today.isoformat(), "done": done}), flush=True)  # noqa: T201 - the answer


def main(port: int) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    quiet_logs()
    clock = ClockAhead()
    with serving(replace(read_settings(), port=port), clock=clock) as (served, server):
        calendar = threading.Thread(target=follow_calendar, args=(served.installation.engine, clock), daemon=True)
        calendar.start()
        server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
