"""A big agency on a scratch store, twice: once with few done tasks, once with all; the rest is the same, row by row."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from engine.store.keys import MasterKey
from tests.bench import child_environ
from tests.bench.bulk import Bulk, bulk_of
from tests.bench.faults import STEPS, advance, report
from tests.bench.mass import TABLES, Drawn
from tests.bench.past import Past, write_past
from tests.bench.people import Staff, customers, search_key
from tests.bench.shapes import Shapes, read_shapes
from web.installation import Installation
from web.serve import open_with_post
from web.settings import Settings, read_settings

FEW = 100
"""One done task in so many is in the store with few."""
FAULTS = 1
"""Cases of each stage of a fault that become shapes."""
CUSTOMERS_PER_TASK = 4
Tell = Callable[[str, int, int], None]
"""Told what is made, how much of it is there, and how much there will be."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many tasks are open, how many done."""

    open: int
    done: int


@dataclass(frozen=True, slots=True)
class Home:
    """An installation that a server can be started on."""

    folder: Path
    store_url: str

    def environ(self, **more: str) -> dict[str, str]:
        return child_environ(SOPFLOW_HOME=str(self.folder), SOPFLOW_STORE=self.store_url, **more)

    def settings(self) -> Settings:
        return replace(read_settings({"SOPFLOW_HOME": str(self.folder)}), store_url=self.store_url)


class Stores:
    """Where the two stores are: `twin` copies the first into the second."""

    def __init__(self, first: str, second: str, twin: Callable[[], None]) -> None:
        self.first, self.second, self.twin = first, second, twin


def build(folder: Path, stores: Stores, size: Size, now: datetime, tell: Tell) -> tuple[Home, Home, Mapping[str, str]]:
    """Set up, let the engine make real cases, write the mass after their pattern, and copy the store between."""
    full, few = Home(folder / "full", stores.first), Home(folder / "few", stores.second)
    tell("set up", 0, 1)
    passwords = _set_up(full)
    shapes, key = _first_cases(full)
    staff, master = Staff.hired(size.open), MasterKey.from_file(full.folder / "master.key")
    past = Past(max(FEW, size.done // len(shapes.done)), staff, _served(size), now)
    bulk = bulk_of(stores.first)
    try:
        recent = past.cases - past.cases // FEW
        with bulk.without_indexes(*TABLES, "customers"):
            _people(bulk, key, staff, master, size, now, tell)
            _open_work(bulk, Drawn(shapes.running, staff, master, now), size, tell)
            _write(bulk, shapes, past, recent, past.cases, tell)
        tell_of_what_is_due_later(bulk, now)
        bulk.settle((*TABLES, "customers", "subject_keys", "accounts"))
        bulk.close()
        tell("copy", 0, 1)
        stores.twin()
        shutil.copytree(full.folder, few.folder, ignore=shutil.ignore_patterns("*.db*"))
        bulk = bulk_of(stores.first)
        with bulk.without_indexes("cases", "user_tasks", "case_subjects"):
            _write(bulk, shapes, past, 0, recent, tell)
        tell("settle", 0, 1)
        bulk.settle(("cases", "case_keys", "user_tasks", "case_subjects"))
    finally:
        bulk.close()
    return few, full, passwords


def _set_up(home: Home) -> dict[str, str]:
    home.folder.mkdir(parents=True)
    command = [sys.executable, "-m", "web.cli", "setup", "--demo-days", "0", "--json"]
    made = subprocess.run(command, env=home.environ(), check=True, capture_output=True, text=True)
    return {account: one[1] for account, one in orjson.loads(made.stdout)["passwords"].items()}


def _first_cases(home: Home) -> tuple[Shapes, bytes]:
    """The demo agency's running cases, and faults at each of their stages; and the key of the search."""
    installation: Installation = open_with_post(home.settings())[0]
    try:
        engine = installation.engine
        for _ in range(FAULTS):
            for stage in range(len(STEPS)):
                advance(engine, report(engine), stage)
        with installation.store.session() as session:
            key = search_key(session, engine.clock.now())
        return read_shapes(engine), key
    finally:
        installation.close()
        installation.store.dispose()


def tell_of_what_is_due_later(bulk: Bulk, now: datetime) -> None:
    """Let nobody be told of what falls due in these days: all of it came at once, and would be told while measuring."""
    at = bulk.at(str((now + timedelta(days=7)).timestamp()))
    rows = ", ".join(f"('{name}', {at}, 0)" for name in ("due_soon", "due_shortly"))
    bulk.run(
        f"INSERT INTO notice_marks (name, at, position) VALUES {rows} "  # noqa: S608 - literals of ours
        "ON CONFLICT (name) DO UPDATE SET at = excluded.at"
    )


def _served(size: Size) -> int:
    """How many customers there are."""
    return max(10, size.open // CUSTOMERS_PER_TASK)


def _people(bulk: Bulk, key: bytes, staff: Staff, master: MasterKey, size: Size, now: datetime, tell: Tell) -> None:
    count = _served(size)
    bulk.write("accounts", list(staff.accounts(now)))
    bulk.write("account_roles", list(staff.roles()))
    done = 0
    for made, rows in customers(key, master, count, now):
        for table, some in rows.items():
            bulk.write(table, some)
        done += made
        tell("customers", done, count)


def _open_work(bulk: Bulk, drawn: Drawn, size: Size, tell: Tell) -> None:
    done = 0
    # The next batch is drawn while the database writes the one before.
    with ThreadPoolExecutor(1) as writer:
        writing: Future[Any] | None = None
        for made, batch in drawn.batches(size.open):
            if writing is not None:
                writing.result()
            writing = writer.submit(_write_batch, bulk, batch)
            done += made
            tell("open tasks", done, size.open)
        if writing is not None:
            writing.result()


def _write_batch(bulk: Bulk, batch: Mapping[str, Any]) -> None:
    for table, rows in batch.items():
        bulk.write(table, rows)


def _write(bulk: Bulk, shapes: Shapes, past: Past, first: int, last: int, tell: Tell) -> None:
    done, steps = 0, len(shapes.done)
    for made in write_past(bulk, shapes, past, first, last):
        done += made
        tell("done tasks", done, (last - first) * steps)
