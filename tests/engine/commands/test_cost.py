"""What a step costs in statements and commits, and that neither the past nor others' cases make it dearer."""

from __future__ import annotations

import os
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from engine.engine import Engine
from engine.errors import StoreUnavailable
from engine.store.store import open_store
from tests.engine.conftest import MASTER
from tests.engine.support import ADMIN, ANNA, Sketch, only_task


@contextmanager
def counted(store):
    """Statements and commits of the block."""
    seen = {"statements": [], "commits": 0}

    def statement(_connection, _cursor, text, *_rest):
        seen["statements"].append(text)

    def commit(_connection):
        seen["commits"] += 1

    event.listen(store.engine, "before_cursor_execute", statement)
    event.listen(store.engine, "commit", commit)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", statement)
        event.remove(store.engine, "commit", commit)


@pytest.fixture
def rich(engine):
    """Each completion closes a task, a timer and a subscription, runs a handler, and opens the next ones."""
    sketch = Sketch("rich", properties={"sop:inbox": "x"}).start()
    for number in (1, 2, 3):
        sketch.user(f"task{number}", properties={"sop:separate-from": "task9"})
        sketch.boundary(
            f"late{number}", f"task{number}", '<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type='
            '"bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>', interrupting=False,
        )  # fmt: skip
        sketch.roots.append(
            f'<bpmn:message id="m{number}" name="stop{number}"><bpmn:extensionElements>'
            '<zeebe:subscription correlationKey="=x"/></bpmn:extensionElements></bpmn:message>'
        )
        sketch.boundary(f"stop{number}", f"task{number}", f'<bpmn:messageEventDefinition messageRef="m{number}"/>')
        sketch.service(f"work{number}", "do").end(f"e{number}").end(f"s{number}")
        sketch.chain(f"late{number}", f"e{number}").chain(f"stop{number}", f"s{number}")
    sketch.user("task9").end()
    sketch.chain("start", "task1", "work1", "task2", "work2", "task3", "work3", "task9", "end")
    engine.deploy(sketch.files(), ADMIN)
    return engine


def test_a_completion_is_one_commit_and_at_most_fifteen_statements(rich, store):
    case = rich.start("rich", {"x": "K"}, ANNA)
    for number in (1, 2):
        if number == 2:
            rich.warm.clear()
        task = only_task(rich, case).id
        with counted(store) as seen:
            rich.complete(task, {"y": 1}, ANNA)
        writes = [text for text in seen["statements"] if not text.startswith("BEGIN")]
        # The buffered messages are asked for after the commit, for the subscription that was opened.
        assert len(writes) <= 15, "\n".join(writes)
        assert seen["commits"] == 1


def test_a_plain_completion_takes_at_most_eight_statements(engine, store):
    sketch = Sketch("plain").start().user("one").service("s", "do").user("two").end()
    engine.deploy(sketch.chain("start", "one", "s", "two", "end").files(), ADMIN)
    case = engine.start("plain", {"x": 1}, ANNA)
    task = only_task(engine, case).id
    with counted(store) as seen:
        engine.complete(task, {}, ANNA)
    assert len(seen["statements"]) <= 8, "\n".join(seen["statements"])
    assert seen["commits"] == 1


def plans(store, query: str) -> str:
    with store.read() as connection:
        if store.is_postgresql:
            connection.exec_driver_sql("SET enable_seqscan = off")
            rows = connection.exec_driver_sql(f"EXPLAIN {query}")
        else:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
        return "\n".join(str(tuple(row)) for row in rows)


@pytest.mark.parametrize(
    ("index", "query"),
    [
        ("ix_timers_wake_at", "SELECT case_id FROM timers WHERE wake_at <= '2026-01-01' ORDER BY wake_at LIMIT 10"),
        ("ix_user_tasks_holder", "SELECT id FROM user_tasks WHERE holder = 'a' AND state = 'open'"),
        ("ix_task_candidates_inbox", "SELECT task_id FROM task_candidates WHERE kind = 'group' AND name = 'a'"),
        ("ix_subscriptions_event", "SELECT case_id FROM subscriptions WHERE event_name = 'a'"),
        ("ix_cases_business_key", "SELECT id FROM cases WHERE business_key >= 'a' AND business_key < 'b'"),
        ("ix_cases_running_since", "SELECT id FROM cases WHERE ended_at IS NULL ORDER BY started_at DESC LIMIT 5"),
        ("ix_cases_ended_since", "SELECT id FROM cases WHERE ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 5"),
        ("ix_cases_starter", "SELECT id FROM cases WHERE started_by = 'a' ORDER BY started_at DESC, id DESC LIMIT 5"),
        ("ix_incidents_open", "SELECT id FROM incidents WHERE resolved_at IS NULL ORDER BY raised_at LIMIT 5"),
    ],
)
def test_the_queries_of_the_hot_paths_use_their_index(store, index, query):
    assert index in plans(store, query)


def test_a_full_disk_changes_nothing_and_the_work_goes_on_when_there_is_room(sqlite_url, registry, clock):
    store = open_store(sqlite_url)
    limit: list[int] = []

    @event.listens_for(store.engine, "begin")
    def bound(connection) -> None:
        driver = connection.connection.cursor()
        driver.execute(f"PRAGMA max_page_count = {limit[0] if limit else 1_000_000}").close()

    engine = Engine(store, registry, MASTER, clock=clock)
    engine.deploy(Sketch("order").start().user("one").end().chain("start", "one", "end").files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    task = only_task(engine, case)
    before = engine.queries.case(case)
    with store.read() as connection:
        limit.append(connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 2)
    big = {f"k{number}": os.urandom(600).hex() for number in range(500)}
    with pytest.raises(StoreUnavailable, match="full"):
        engine.complete(task.id, big, ANNA)
    assert engine.queries.case(case) == before
    assert engine.queries.task(task.id) == task
    limit.clear()
    assert engine.complete(task.id, big, ANNA).status == "completed"
    assert engine.replay(case).agrees
    assert all(verdict.intact for verdict in engine.verify())
    engine.close()
    store.dispose()
