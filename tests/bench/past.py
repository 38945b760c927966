"""The mass of done work, written by the database itself: whole cases that ended, a copy of one that the engine ran.

Their keys are destroyed, as those of people who were erased: nothing in them is ever opened, and pages say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.store.cases import case_subjects, user_tasks
from tests.bench.bulk import Bulk
from tests.bench.people import DEMO, ROLES, Staff, customer_id
from tests.bench.shapes import Shapes

YEARS = timedelta(days=730)
ROUND = 100_000
"""Cases to a statement."""
DEMO_EVERY = 50
"""One closed task in fifty is by an account of the demo agency."""


@dataclass(frozen=True, slots=True)
class Past:
    """How many cases have ended until now, evenly over two years, the oldest with the smallest number."""

    cases: int
    staff: Staff
    customers: int
    now: datetime


def write_past(bulk: Bulk, shapes: Shapes, past: Past, first: int, last: int) -> Iterator[int]:
    """Write the ended cases from number `first` to before `last`; gives the number of tasks as it goes on."""
    steps, pace = len(shapes.done), YEARS.total_seconds() / past.cases
    begin = (past.now - YEARS).timestamp()
    for start in range(first, last, ROUND):
        stop = min(start + ROUND, last)
        series = bulk.series(start, stop - 1)
        for table, sql in _statements(bulk, shapes, past, begin, pace):
            bulk.run(f"INSERT INTO {table} {sql.replace('@series', series)}")
        yield (stop - start) * steps


def _statements(bulk: Bulk, shapes: Shapes, past: Past, begin: float, pace: float) -> list[tuple[str, str]]:
    staff, customers = past.staff, past.customers
    case_id = "'01d' || CAST(10000000000000000 + i AS TEXT)"
    day = f"CAST(i * {pace} / 86400 AS INTEGER)"
    date = f"20240101 + {day} / 360 * 10000 + {day} % 360 / 30 * 100 + {day} % 30"
    started = f"{begin} + i * {pace} - 1209600"
    ended = shapes.ended
    case = {
        "id": case_id,
        "process_id": _text(ended["process_id"]),
        "process_version": str(ended["process_version"]),
        "deployment_id": str(ended["deployment_id"]),
        "business_key": f"'NB' || CAST({date} AS TEXT) || '-' || CAST(10000000 + i AS TEXT)",
        "status": "'completed'",
        "version": str(ended["version"]),
        "head_hash": _blob(bulk, ended["head_hash"]),
        "started_at": bulk.at(started),
        "started_by": _member(staff, "agent", "i"),
        "changed_at": bulk.at(f"{started} + 1209600"),
        "changed_by": _member(staff, "agent", "i"),
        "ended_at": bulk.at(f"{started} + 1209600"),
        "end_event": _text(ended["end_event"] or "done"),
        "snapshot": _blob(bulk, bytes(ended["snapshot"])[:220]),
    }
    key = {"case_id": case_id, "sealed": "NULL", "master": "''", "erased_at": bulk.at(f"{started} + 1209600")}
    wanted: list[tuple[str, str]] = [("cases", _select(case)), ("case_keys", _select(key))]
    abouts = {"customer_id": _customer(customers), "policy_no": "'PB' || CAST(100000000 + i AS TEXT)"}
    for name, value in abouts.items():
        about = {"case_id": case_id, "name": _text(name), "value": value, "is_now": "TRUE"}
        wanted.append((case_subjects.name, _select(about)))
    for place, task in enumerate(shapes.done):
        role = next((role for role in ROLES if f'"{role}' in task["groups"]), None)
        at = f"{started} + {(place + 1) * 1209600 // (len(shapes.done) + 1)}"
        row = {column.name: _literal(task[column.name]) for column in user_tasks.c}
        row |= {
            "id": f"{case_id} || '.{task['key']}'",
            "case_id": case_id,
            "due_at": bulk.at(f"{at} + 86400"),
            "opened_at": bulk.at(f"{at} - 43200"),
            "closed_at": bulk.at(at),
            "closed_by": _member(staff, role, f"(i + {place * 7})") if role else "'customer'",
            "context": "NULL",
            "pause": "NULL",
            "follow_up_at": "NULL",
        }
        wanted.append(("user_tasks", _select(row)))
    return wanted


def _customer(count: int) -> str:
    """SQL for one of so many customers."""
    return f"'{customer_id(0)[:-8]}' || substr(CAST(100000000 + i * 7 % {count} AS TEXT), 2)"


def _select(row: dict[str, str]) -> str:
    names = ", ".join(f'"{name}"' for name in row)
    return f"({names}) SELECT {', '.join(row.values())} FROM @series"  # noqa: S608 - literals of ours


def _member(staff: Staff, role: str, number: str) -> str:
    """SQL for an account of a role: now and then the demo agency's, else one of the many."""
    others = len(staff.by_role[role]) - 1
    new = f"'{role}.b' || substr(CAST({number} % {others} + 10000 AS TEXT), 2)"
    return f"CASE WHEN {number} % {DEMO_EVERY} = 0 THEN '{DEMO[role]}' ELSE {new} END"


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else _text(value) if isinstance(value, str) else "NULL"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _blob(bulk: Bulk, value: bytes) -> str:
    return f"'\\x{value.hex()}'::bytea" if bulk.url.startswith("postgresql") else f"x'{value.hex()}'"
