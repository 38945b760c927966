"""What an auditor finds of one case, asked in a process of its own: `python -m tests.e2e.audit KEY` prints JSON."""

from __future__ import annotations

import json
import sys

from web.cli.site import open_site


def audit(key: str) -> dict[str, object]:
    """Where the case with this business key ended, whether its journal is intact, whether it runs again to the same."""
    engine = open_site().engine
    [case] = engine.queries.cases(business_key=key).cases
    [verdict] = engine.verify(case.id)
    again = engine.replay(case.id)
    return {
        "end": case.end_event,
        "intact": verdict.intact and verdict.entries > 0,
        "agrees": again.agrees and again.entries > 0,
    }


if __name__ == "__main__":
    print(json.dumps(audit(sys.argv[1])))  # noqa: T201 - what the caller reads
