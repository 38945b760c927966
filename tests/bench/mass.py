"""The mass of open work: rows as the engine writes them, sealed under keys of their own, drawn from real cases.

What is drawn: whose turn it is, who holds it, when it is due, what is at stake, whose matter it is. README.md says what
is synthetic.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.commands.ids import new_case_id
from engine.commands.rows import END_OF_TIME
from engine.commands.step import SNAPSHOT
from engine.store.keys import Cipher, MasterKey
from tests.bench.people import Staff, customer_id
from tests.bench.shapes import APPLICATION, Row, Shape

CUSTOMER = "customer"
PEOPLE = ("customer_id", "applicant_id", "insured_id", "policyholder_id")
FREE = 0.35
"""Of the tasks of staff: nobody holds them."""
URGENT = 0.05
TO_FOLLOW_UP = 0.03
LATEST, FURTHEST = timedelta(days=2), timedelta(days=28)
"""Due times lie between so long ago and so far ahead: one in fifteen is overdue."""
FACES = 4
"""Open tasks to one customer."""
Batch = Mapping[str, list[Row]]
"""Rows by table, in an order in which references hold."""


@dataclass(slots=True)
class Drawn:
    """Draws the open cases, reproducibly but for ids and keys."""

    shapes: Sequence[Shape]
    staff: Staff
    master: MasterKey
    now: datetime
    rng: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret is drawn

    def batches(self, tasks: int, size: int = 4000) -> Iterator[tuple[int, Batch]]:
        """Cases with so many open tasks in all; with each batch the number of its tasks."""
        made = number = 0
        while made < tasks:
            batch: dict[str, list[Row]] = {name: [] for name in TABLES}
            before = made
            while made < tasks and made - before < size:
                shape = self.shapes[number % len(self.shapes)]
                made += self._case(shape, number, batch)
                number += 1
            yield made - before, batch

    def _case(self, shape: Shape, number: int, batch: Batch) -> int:
        rng = self.rng
        opened = self.now - timedelta(minutes=rng.randint(30, 60 * 24 * 40))
        case_id = new_case_id(opened)
        key = rng.randbytes(32)
        cipher = Cipher(case_id, key)
        customer = customer_id(rng.randrange(max(1, number // FACES + 1)))
        starter = self.staff.like(shape.case["started_by"], rng)
        batch["cases"].append(
            shape.case
            | {
                "id": case_id,
                "business_key": f"NB{opened:%Y%m%d}-{number:07d}",
                "started_at": opened,
                "started_by": starter,
                "changed_at": opened,
                "changed_by": starter,
                "snapshot": cipher.seal_bytes(SNAPSHOT, shape.snapshot),
            }
        )
        sealed = self.master.seal(key, case_id)
        batch["case_keys"].append({"case_id": case_id, "sealed": sealed, "master": self.master.id})
        if shape.application:
            told = {"id": f"APP-B{number:08d}", "number": f"B{number:010d}"}
            people = {"applicant_id": customer, "insured_id": customer, "agent_id": starter}
            batch["applications"].append(shape.application | told | people)
        facts = {APPLICATION: f"B{number:010d}", "agent_id": starter} | dict.fromkeys(PEOPLE, customer)
        batch["case_subjects"].extend(
            row | {"case_id": case_id, "value": facts.get(row["name"], row["value"])} for row in shape.subjects
        )
        for task in shape.tasks:
            self._task(shape, task, case_id, opened, starter, facts, cipher, batch)
        for table, rows in (("timers", shape.timers), ("subscriptions", shape.subscriptions)):
            batch[table].extend(row | {"case_id": case_id} | self._later(row) for row in rows)
        return len(shape.tasks)

    def _later(self, row: Row) -> Row:
        if "wake_at" not in row:
            return {"correlation_key": f"B{self.rng.randrange(10**12)}" if row["correlation_key"] else None}
        # Ahead: a timer that fires while pages are measured would be measured with them.
        at = self.now + timedelta(days=1, seconds=self.rng.randrange(40 * 86400))
        return {"due_at": at, "wake_at": at}

    def _task(
        self, shape: Shape, task: Row, case_id: str, opened: datetime, starter: str, facts: Row, cipher: Cipher,
        batch: Batch,
    ) -> None:  # fmt: skip
        rng = self.rng
        task_id = f"{case_id}.{task['key']}"
        offers = shape.candidates[task["id"]]
        roles = [row["name"] for row in offers if row["kind"] == "group"]
        ours = bool(roles) and CUSTOMER not in roles
        held = (ours and rng.random() > FREE) or task["assignee"] is not None
        holder = self.staff.of(rng.choice(roles) if roles else "agent", rng) if held else None
        due = self.now - LATEST + rng.random() * (LATEST + FURTHEST) if task["due_at"] else None
        drawn = {
            "due_at": due,
            "follow_up_at": self.now + timedelta(hours=rng.randint(-72, 240))
            if ours and rng.random() < TO_FOLLOW_UP
            else None,
            "opened_at": opened,
        }
        value = int(rng.lognormvariate(12, 1)) if task["case_value"] else None
        priority = 80 if rng.random() < URGENT else task["priority"]
        values: Row = {name: facts.get(name, value_) for name, value_ in task["context"].items()}
        batch["user_tasks"].append(
            task
            | drawn
            | {
                "id": task_id,
                "case_id": case_id,
                "holder": holder,
                "assignee": holder if task["assignee"] else None,
                "priority": priority,
                "case_value": value,
                "context": cipher.seal(f"inbox\0{task_id}", values) if values else None,
            }
        )
        shared = {
            "task_id": task_id,
            "sort_at": due or END_OF_TIME,
            "is_free": holder is None,
            "opened_at": opened,
            "follow_up_at": drawn["follow_up_at"],
            "priority_rank": -priority,
            "value_rank": -(value or 0),
        }
        names: set[tuple[str, str]] = set()
        for row in offers:
            name = row["name"] if row["kind"] == "group" else starter if row["kind"] == "watch" else holder or starter
            if (row["kind"], name) not in names:
                names.add((row["kind"], name))
                batch["task_candidates"].append(row | shared | {"name": name})


TABLES = (
    "cases",
    "case_keys",
    "applications",
    "user_tasks",
    "task_candidates",
    "timers",
    "subscriptions",
    "case_subjects",
)
"""What is drawn, in the order of writing."""


def columns_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns that these rows give."""
    return tuple(rows[0])


def values_of(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples in the order of the columns."""
    return (tuple(row[name] for name in columns) for row in rows)
