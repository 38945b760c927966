"""Two at once: exactly one is first, the other is told, and the history is whole."""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.commands.rowtypes import lock_case
from engine.engine import Engine
from engine.errors import CaseNotRunning, Conflict, EngineError, NotFound, TaskAlreadyClosed
from engine.store.cases import user_tasks
from engine.store.store import open_store
from tests.engine.conftest import MASTER
from tests.engine.support import ADMIN, ANNA, BEN, Sketch, clock, only_task, person, task_at, timer


def together(*calls: Callable[[], object]) -> list[object]:
    """Run calls at the same moment; gives results or engine errors."""
    barrier = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(number: int) -> None:
        barrier.wait()
        try:
            results[number] = calls[number]()
        except EngineError as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return results


@pytest.fixture
def racing(engine):
    sketch = Sketch("race").start().user("work").user("after").end()
    sketch.boundary("late", "work", timer("PT1H")).end("lapsed").chain("late", "lapsed")
    engine.deploy(sketch.chain("start", "work", "after", "end").files(), ADMIN)
    return engine


def test_two_people_completing_one_task(racing):
    for _ in range(8):
        case = racing.start("race", {}, ANNA)
        task = only_task(racing, case).id
        results = together(
            lambda task=task: racing.complete(task, {"by": "anna"}, ANNA),
            lambda task=task: racing.complete(task, {"by": "ben"}, BEN),
        )
        refused = [each for each in results if isinstance(each, EngineError)]
        (loser,) = refused
        assert isinstance(loser, TaskAlreadyClosed)
        winner = racing.queries.case_detail(case).variables["by"]
        assert loser.facts["by"] == winner
        assert len(racing.queries.history(case)) == 2
        assert racing.replay(case).agrees
    assert all(verdict.intact for verdict in racing.verify())


def test_two_engines_completing_one_task(racing, store, registry):
    other = Engine(store, registry, MASTER, clock=racing.clock)
    for _ in range(5):
        case = racing.start("race", {}, ANNA)
        task = only_task(racing, case).id
        results = together(lambda t=task: racing.complete(t, {}, ANNA), lambda t=task: other.complete(t, {}, BEN))
        assert sum(isinstance(each, TaskAlreadyClosed) for each in results) == 1
        racing.complete(only_task(racing, case).id, {}, ANNA)
        assert racing.replay(case).agrees
    other.close()


def test_two_people_claiming_one_task(racing):
    for _ in range(5):
        task = only_task(racing, racing.start("race", {}, ANNA)).id
        results = together(lambda t=task: racing.claim(t, ANNA), lambda t=task: racing.claim(t, BEN))
        assert sum(isinstance(each, Conflict) for each in results) == 1
        assert racing.queries.task(task).holder in ("anna", "ben")


def test_completion_against_timer(racing):
    outcomes = set()
    for _ in range(10):
        case = racing.start("race", {}, ANNA)
        task = only_task(racing, case).id
        racing.clock.advance(timedelta(hours=1))
        completed, _ = together(lambda t=task: racing.complete(t, {}, ANNA), racing.fire_due)
        commands = [entry.command for entry in racing.queries.history(case)]
        if isinstance(completed, EngineError):
            assert isinstance(completed, (TaskAlreadyClosed, CaseNotRunning))
            assert commands == ["start", "fire_timer"]
        else:
            assert commands == ["start", "complete"]
            assert only_task(racing, case).element == "after"
        outcomes.add(commands[-1])
        assert racing.replay(case).agrees
    assert all(verdict.intact for verdict in racing.verify())


def test_whoever_waits_for_a_case_holds_none_of_its_tasks(racing, store):
    if not store.is_postgresql:
        pytest.skip("SQLite has one writer")
    case = racing.start("race", {}, ANNA)
    task = only_task(racing, case).id
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with store.write() as connection:
        lock_case(connection, case)
        second = threading.Thread(target=racing.complete, args=(task, {}, BEN))
        second.start()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with store.read() as looking:
                if looking.exec_driver_sql(waits).scalar_one():
                    break
        connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
        connection.execute(user_tasks.update().where(user_tasks.c.id == task).values(priority=60))
    second.join(30)
    assert only_task(racing, case).element == "after"


def test_two_branches_of_one_case_completed_at_once_both_count(engine):
    sketch = Sketch("both").start().add("parallelGateway", "fork").add("parallelGateway", "join")
    sketch.user("left").user("right").end().chain("start", "fork", "left", "join", "end").chain("fork", "right", "join")
    engine.deploy(sketch.files(), ADMIN)
    for _ in range(5):
        case = engine.start("both", {}, ANNA)
        left, right = task_at(engine, case, "left").id, task_at(engine, case, "right").id
        results = together(
            lambda t=left: engine.complete(t, {"l": 1}, ANNA), lambda t=right: engine.complete(t, {"r": 2}, BEN)
        )
        assert not [each for each in results if isinstance(each, EngineError)]
        assert engine.queries.case_detail(case).variables == {"l": 1, "r": 2}
        assert engine.replay(case).agrees


def test_many_threads_on_many_cases(racing):
    cases = [racing.start("race", {}, ANNA) for _ in range(12)]
    clerks = [person(f"clerk{number}", "agent") for number in range(4)]

    def sweep(clerk):
        won = 0
        for case in cases:
            for task in racing.queries.tasks_of_case(case):
                try:
                    racing.complete(task.id, {}, clerk)
                    won += 1
                except (Conflict, NotFound):
                    continue
        return won

    together(*[lambda clerk=clerk: sweep(clerk) for clerk in clerks])
    while open_tasks := [task for case in cases for task in racing.queries.tasks_of_case(case)]:
        for task in open_tasks:
            racing.complete(task.id, {}, ANNA)
    assert [len(racing.queries.history(case)) for case in cases] == [3] * 12
    assert all(verdict.intact for verdict in racing.verify())


def test_two_processes_on_postgresql_fire_and_complete_everything_once(postgresql_url, registry):
    store = open_store(postgresql_url)
    engine = Engine(store, registry, MASTER, clock=clock())
    waiting = Sketch("wait").start().timer("pause", "PT1H").user("after").end()
    engine.deploy(waiting.chain("start", "pause", "after", "end").files(), ADMIN)
    cases = [engine.start("wait", {}, ANNA) for _ in range(40)]
    engine.close()
    store.dispose()
    children = [_worker(postgresql_url, registry, cases, f"node{number}") for number in range(2)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    store = open_store(postgresql_url)
    engine = Engine(store, registry, MASTER, clock=clock())
    for case in cases:
        assert [entry.command for entry in engine.queries.history(case)] == ["start", "fire_timer", "complete"]
        assert engine.queries.case(case).status == "completed"
    assert all(verdict.intact for verdict in engine.verify())
    engine.close()
    store.dispose()


def _worker(url: str, registry, cases: list[str], name: str) -> int:
    child = os.fork()
    if child:
        return child
    try:
        store = open_store(url)
        moved = clock()
        moved.advance(timedelta(hours=1))
        engine = Engine(store, registry, MASTER, clock=moved)
        while engine.fire_due(5):
            pass
        for _ in range(200):
            tasks = [task for case in cases for task in engine.queries.tasks_of_case(case)]
            if not tasks and all(engine.queries.case(case).status == "completed" for case in cases):
                os._exit(0)
            for task in tasks:
                try:
                    engine.complete(task.id, {"by": name}, person(name, "agent"))
                except Conflict:
                    continue
        os._exit(2)
    except BaseException:  # noqa: BLE001 - a child says what happened and ends
        traceback.print_exc()
        os._exit(1)
