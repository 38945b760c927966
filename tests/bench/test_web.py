"""The mass is what the engine would have written, the lists of it use indexes, and every kind of request is measured.

Times are for `sopflow bench web`, not for a test.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest
import waitress
from click.testing import CliRunner
from sqlalchemy import event, func, select

from engine.clock import ManualClock
from engine.engine import Engine
from engine.store.cases import user_tasks
from engine.views import InboxKind, InboxSort, InboxTask, Narrowed, Readable
from handlers import privacy
from handlers.reference import load_reference
from handlers.scenarios.model import START
from tests.bench import big, web
from tests.bench.bulk import bulk_of
from tests.bench.desk import Desk
from tests.bench.desk_server import answer
from tests.bench.faults import STEPS, advance, member, report
from tests.bench.mass import TABLES, Drawn
from tests.bench.past import Past
from tests.bench.people import Staff, customer_id, identity_of, search_key
from tests.bench.shapes import read_shapes
from web.accounts.operations import create_account
from web.app import create_app
from web.cli import main
from web.customers.delivery import ConsoleDelivery
from web.customers.people import find_by_phone
from web.customers.post import CustomerPost
from web.settings import read_settings

SIZE = big.Size(open=200, done=1000)
PASSWORD = "a-one-time-password"
AGENTS = Readable(people={"agent"}, named_as="agent_id")


@pytest.fixture(scope="module")
def agency(sop_engines: Any) -> Iterator[Engine]:
    """An engine on a store with a few real cases and a small mass."""
    clock = ManualClock(START)
    with sop_engines(clock) as engine:
        with engine.store.session() as rows:
            load_reference(rows)
            key = search_key(rows, clock.now())
            for account in ("agent", "operations"):
                create_account(rows, account, "王强", member(account).roles, clock.now(), password=PASSWORD)
        for steps in range(len(STEPS) + 1):
            advance(engine, report(engine), steps)
        shapes, staff = read_shapes(engine), Staff.hired(SIZE.open)
        bulk = bulk_of(str(engine.store.engine.url))
        with bulk.without_indexes(*TABLES):
            big._people(bulk, key, staff, engine.keys.master, SIZE, clock.now(), tell)
            big._open_work(bulk, Drawn(shapes.running, staff, engine.keys.master, clock.now()), SIZE, tell)
            past = Past(SIZE.done // len(shapes.done), staff, big._served(SIZE), clock.now())
            big._write(bulk, shapes, past, 0, past.cases, tell)
        big.tell_of_what_is_due_later(bulk, clock.now())
        bulk.close()
        yield engine


def tell(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


class Inside:
    """What `desk_server.py` does, in this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(self, **asked: Any) -> Any:
        return answer(self._engine, asked)


@pytest.fixture
def side(agency: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[web.Side]:
    monkeypatch.setattr(web, "READERS", ("operations",))
    privacy.use_master_key(agency.keys.master)
    settings = read_settings({"SOPFLOW_HOME": str(tmp_path)})
    app = create_app(agency, settings, CustomerPost(ConsoleDelivery(tmp_path), ""))
    server = waitress.create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    desks = {account: Desk(server.effective_port) for account in ("agent", "operations")}
    for account, desk in desks.items():
        desk.log_in(account, PASSWORD)
    yield web.Side(Inside(agency), desks)
    for desk in desks.values():
        desk.leave()
    server.close()
    thread.join(10)


def test_every_kind_of_request_is_measured_and_completions_also_by_the_engine(side: web.Side, agency: Engine) -> None:
    rows = {row.work: row for row in web.Measure(side, side, "sqlite", 1, 1, 0, tell).rows()}
    assert set(rows) == {
        "inbox page", "counts", "search", "task page", "completion", "next page", "engine's own completion",
    }  # fmt: skip
    assert rows["completion"].requests == len(STEPS)
    assert rows["completion"].over_engine > 0
    assert all(row.p50_ms > 0 and row.growth > 0 for row in rows.values())
    ended = agency.queries.cases(process_id="fault_report", status="completed", readable=AGENTS).cases
    assert len([case for case in ended if case.business_key is None]) >= 5, "two by pages, two by the engine, and one"


def test_the_mass_is_what_the_engine_would_have_written(agency: Engine) -> None:
    with agency.store.read() as connection:
        counted = select(user_tasks.c.state, func.count()).group_by(user_tasks.c.state)
        states = {row.state: row[1] for row in connection.execute(counted)}
    assert states["open"] >= SIZE.open
    assert states["completed"] >= SIZE.done - 20
    mass = [task for task in agency.queries.inbox(member("operations"), InboxKind.GROUP).tasks if is_of_mass(task)]
    task = next(task for task in mass if task.element == "fix_fault")
    assert task.values["system"] == "workflow", "its columns open under its own key"
    agency.complete(task.id, STEPS[1].answers, member("operations"))
    assert agency.queries.tasks_of_case(task.case_id)[0].element == "verify_fix", "its snapshot runs on"
    with agency.store.session() as rows:
        found = find_by_phone(rows, identity_of(7).mobile, "", START)
    assert found == customer_id(7)


def is_of_mass(task: InboxTask) -> bool:
    return (task.business_key or "").startswith("NB")


def test_no_list_walks_a_table(agency: Engine) -> None:
    said: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        if text.startswith("SELECT"):
            said.append((text, values))

    event.listen(agency.store.engine, "before_cursor_execute", listen)
    by = member("operations")
    agency.queries.inbox_counts(by)
    for kind, sort in product(InboxKind, InboxSort):
        agency.queries.inbox(by, kind, sort=sort)
    for narrowed in (Narrowed(business_key="NB2026"), Narrowed(process_id="fault_report"), Narrowed(min_priority=75)):
        agency.queries.inbox(by, InboxKind.GROUP, narrowed=narrowed)
    for status in ("active", "completed", None):
        agency.queries.cases(status=status)
        agency.queries.cases(status=status, readable=AGENTS)
        agency.queries.cases(business_key="NB2026", readable=AGENTS if status else Readable())
    event.remove(agency.store.engine, "before_cursor_execute", listen)
    with agency.store.read() as connection:
        for text, values in said:
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values):
                walks = re.match(r"SCAN (user_tasks|cases|task_candidates|case_subjects|journal)(?! USING)", row[-1])
                assert not walks, (row[-1], text)


def test_a_limit_that_is_broken_is_named() -> None:
    timed, engine = web.Timed(), web.Timed()
    for seconds in (0.09, 0.13, 0.13):
        timed.add("/slow", seconds, 0.05)
        engine.add("/slow", 0.02, 0.02)
    row = timed.figures("completion", "sqlite", engine=engine)
    assert row.broken == "p95 over 100 ms; grows with what is done, 2.60; over 4 times the engine"
    assert engine.figures("completion", "sqlite", engine=timed).broken == ""


def test_the_command_fails_when_a_limit_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = web.Timed({"/": [0.2, 0.2]}, {"/": [0.2, 0.2]})
    asked: list[Any] = []

    def run(store: str, size: big.Size, _tell: Any) -> list[web.WebFigures]:
        asked.append((store, size))
        return [timed.figures("inbox page", store)]

    monkeypatch.setattr(web, "run_web", run)
    done = CliRunner().invoke(main, ["bench", "web", "--json"])
    assert done.exit_code == 1
    assert asked == [("sqlite", big.Size(100_000, 1_000_000)), ("postgresql", big.Size(1_000_000, 10_000_000))]
    assert [row["broken"] for row in orjson.loads(done.stdout)] == ["p95 over 100 ms"] * 2
    monkeypatch.setattr(timed, "full", {"/": [0.02, 0.02]})
    assert CliRunner().invoke(main, ["bench", "web", "--store", "sqlite", "--open", "500"]).exit_code == 0
    assert asked[-1] == ("sqlite", big.Size(500, 5000))
