"""What a day to come brings: `python -m tests.e2e.later DAYS` fires what is due by then and sends what goes out.

A process of its own, beside the server on the same store, with a clock that is ahead.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

from engine.clock import ManualClock
from web.serve import open_with_post, quiet_logs
from web.settings import read_settings


def go_on(days: int) -> dict[str, int]:
    """How many timers fired and how many messages went out."""
    quiet_logs()
    clock = ManualClock(datetime.now(UTC) + timedelta(days=days))
    installation, _ = open_with_post(read_settings(), clock=clock)
    engine = installation.engine
    fired = sent = 0
    try:
        while done := engine.fire_due():
            fired += done
        while done := engine.dispatch_outbox():
            sent += done
    finally:
        installation.close()
    return {"fired": fired, "sent": sent}


if __name__ == "__main__":
    print(json.dumps(go_on(int(sys.argv[1]))))  # noqa: T201 - what the caller reads
