"""What an auditor finds, asked in a process of its own: `python -m tests.e2e.audit` answers each line with JSON.

A line is a case's business key, or empty for every case of the agency.
"""

from __future__ import annotations

import json
import sys

from engine.engine import Engine
from engine.views import CaseSummary
from web.cli.site import open_site

MOST = 1000


def audit(engine: Engine, key: str) -> dict[str, object]:
    """Where the case with this business key ended, whether its journal is intact, whether it runs again to the same."""
    [case] = engine.queries.cases(business_key=key).cases
    return {"end": case.end_event, "intact": is_intact(engine, case), "agrees": agrees(engine, case)}


def audit_everything(engine: Engine) -> dict[str, object]:
    """The ends of all cases by process; the ids of those that are not intact or run again to something else."""
    cases = engine.queries.cases(limit=MOST).cases
    ends: dict[str, list[str | None]] = {}
    for case in cases:
        ends.setdefault(case.process_id, []).append(case.end_event)
    return {
        "ends": ends,
        "not_intact": [case.id for case in cases if not is_intact(engine, case)],
        "not_the_same": [case.id for case in cases if not agrees(engine, case)],
    }


def is_intact(engine: Engine, case: CaseSummary) -> bool:
    [verdict] = engine.verify(case.id)
    return verdict.intact and verdict.entries > 0


def agrees(engine: Engine, case: CaseSummary) -> bool:
    again = engine.replay(case.id)
    return again.agrees and again.entries > 0


def main() -> None:
    engine = open_site().engine
    for line in sys.stdin:
        key = line.strip()
        found = audit(engine, key) if key else audit_everything(engine)
        print(json.dumps(found), flush=True)  # noqa: T201 - what the caller reads


if __name__ == "__main__":
    main()
