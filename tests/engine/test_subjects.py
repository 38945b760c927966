"""What cases are about: kept with the step, found again by it, only by who may know, and forgotten with the case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, insert, select, text

from engine.journal.access import Refusals, list_refusals
from engine.store.cases import case_subjects, cases, unindexed_cases
from engine.views import Readable
from tests.engine.support import ADMIN, ANNA, BEN, Sketch, only_task

NAMES = ("customer_id", "policy_no", "agent_id")


@pytest.fixture
def options(options):
    return replace(options, subjects=NAMES)


@pytest.fixture
def desk(engine):
    for process_id in ("order", "secret"):
        sketch = Sketch(process_id, process_id.title()).start()
        sketch.user("work", "agent").user("again", "agent").end().chain("start", "work", "again", "end")
        engine.deploy(sketch.files(), ADMIN)
    return engine


def order(engine, process_id: str = "order", by=ANNA, key: str | None = None, **variables) -> str:
    return engine.start(process_id, variables, by, business_key=key)


def subjects(engine) -> set[tuple[str, str, bool]]:
    with engine.store.read() as connection:
        asked = select(case_subjects.c.name, case_subjects.c.value, case_subjects.c.is_now)
        return {tuple(row) for row in connection.execute(asked)}


@contextmanager
def plans(engine) -> Iterator[list[str]]:
    """How SQLite answers the questions asked within; nothing on another store."""
    said: list[str] = []
    asked: list[tuple[str, object]] = []
    own = engine.store.engine

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(own, "before_cursor_execute", note)
    yield said
    event.remove(own, "before_cursor_execute", note)
    if own.dialect.name == "sqlite":
        with engine.store.read() as connection:
            for statement, parameters in asked:
                found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                said += [str(row[-1]) for row in found]


def found(page) -> list[str]:
    return [case.id for case in page.cases]


def test_a_case_is_found_by_what_it_names_now_and_named_once(desk):
    case = order(desk, customer_id="CUS-1", policy_no="P1", note="CUS-9", agent_id=None)
    assert subjects(desk) == {("customer_id", "CUS-1", True), ("policy_no", "P1", True)}
    desk.complete(only_task(desk, case).id, {"customer_id": "CUS-2", "agent_id": "ben"}, ANNA)
    assert ("customer_id", "CUS-1", False) in subjects(desk)
    assert ("customer_id", "CUS-2", True) in subjects(desk)
    other = order(desk, customer_id="CUS-2")
    assert found(desk.queries.cases_about({"CUS-1"})) == [case]
    assert found(desk.queries.cases_about({"CUS-1", "P1", "CUS-2"})) == sorted([case, other], reverse=True)
    assert found(desk.queries.cases_about({"CUS-9"})) == found(desk.queries.cases_about(())) == []
    assert found(desk.queries.cases_about({"ben"}, names=("customer_id",))) == []


def test_cases_about_one_thing_come_page_by_page_and_as_far_as_the_reader_may_know(desk):
    mine = [order(desk, customer_id="CUS-1") for _ in range(3)]
    bens = order(desk, by=BEN, customer_id="CUS-1", agent_id="ben")
    hidden = order(desk, "secret", customer_id="CUS-1")
    newest_first = sorted([*mine, bens, hidden], reverse=True)
    first = desk.queries.cases_about({"CUS-1"}, limit=2)
    assert (found(first), first.more) == (newest_first[:2], True)
    rest = desk.queries.cases_about({"CUS-1"}, before=newest_first[1], limit=5)
    assert (found(rest), rest.more) == (newest_first[2:], False)
    for_ben = Readable({"secret"}, {"ben"}, "agent_id")
    assert found(desk.queries.cases_about({"CUS-1"}, readable=for_ben)) == [bens]
    desk.complete(only_task(desk, bens).id, {"agent_id": "anna"}, BEN)
    anna = Readable({"secret"}, {"anna"}, "agent_id")
    assert bens in found(desk.queries.cases_about({"CUS-1"}, readable=anna))
    assert desk.queries.may_know([hidden, bens, mine[0]], replace(anna, people=None)) == {bens, mine[0]}


def test_cases_are_listed_that_one_began_or_that_name_one_now(desk):
    began = [order(desk, by=BEN, key=f"K{number}") for number in range(2)]
    named = [order(desk, agent_id="ben") for _ in range(2)]
    both = order(desk, by=BEN, agent_id="ben")
    order(desk, "secret", by=BEN)
    order(desk, customer_id="ben")
    newest_first = sorted([*began, *named, both], reverse=True)
    ben = Readable({"secret"}, {"ben"}, "agent_id")
    assert found(desk.queries.cases(readable=ben)) == newest_first
    page = desk.queries.cases(readable=ben, limit=3)
    assert (found(page), page.more) == (newest_first[:3], True)
    rest = desk.queries.cases(readable=ben, limit=3, offset=3)
    assert (found(rest), rest.more) == (newest_first[3:], False)
    assert found(desk.queries.cases(readable=ben, business_key="K1")) == [began[1]]
    desk.complete(only_task(desk, named[0]).id, {"agent_id": "anna"}, BEN)
    assert named[0] not in found(desk.queries.cases(readable=ben))
    assert found(desk.queries.cases(readable=ben, status="completed")) == []


def test_a_key_is_found_whole_and_by_its_beginning(desk):
    one, two = order(desk, key="NB2026-7K"), order(desk, key="NB2026-8K")
    order(desk, "secret", key="NB2026-9K")
    called = desk.queries.cases_called(["NB2026-7K"], two)
    assert {case.id for case in called} == {one, two}
    open_ = Readable({"secret"})
    page, following = desk.queries.cases_beginning("NB2026", readable=open_, limit=1)
    assert ([case.id for case in page], following) == ([one], ("NB2026-7K", one))
    page, following = desk.queries.cases_beginning("NB2026", readable=open_, after=following, limit=1)
    assert ([case.id for case in page], following) == ([two], None)


def test_no_question_across_cases_reads_a_whole_table(desk):
    case = order(desk, key="K1", customer_id="CUS-1", agent_id="ben")
    with pytest.raises(Exception, match="claim"):
        desk.claim(only_task(desk, case).id, ADMIN)
    queries, ben = desk.queries, Readable({"secret"}, {"ben"}, "agent_id")
    with plans(desk) as said:
        queries.cases_about({"CUS-1"}, names=NAMES, readable=ben, before="zz")
        queries.cases_called(["K1"], case, readable=ben)
        queries.cases(readable=ben, status="active")
        queries.cases_beginning("K", readable=ben, after=("K0", "a"))
        queries.history_of([case], ["start", "complete"], before=99)
        queries.waiting([case])
        queries.definitions_of([("order", 1)])
        with desk.store.read() as connection:
            list_refusals(connection, Refusals(), limit=10, before=99)
    assert said or desk.store.engine.dialect.name != "sqlite"
    scans = [line for line in said if "SCAN" in line and "ix_access_log_refused" not in line]
    assert [line for line in scans if not line.startswith("SCAN anon_")] == []  # of what was found by an index


def test_several_histories_are_read_as_one(desk):
    one, two = order(desk), order(desk)
    desk.complete(only_task(desk, one).id, {}, ANNA)
    first = desk.queries.history_of([one, two], ["start", "complete"], limit=2)
    assert [(entry.case_id, entry.command) for entry in first.entries] == [(one, "complete"), (two, "start")]
    rest = desk.queries.history_of([one, two], ["start", "complete"], before=first.next)
    assert ([(entry.case_id, entry.command) for entry in rest.entries], rest.next) == ([(one, "start")], None)


def test_cases_from_before_the_index_are_read_once_and_erased_ones_say_nothing(desk):
    old = order(desk, customer_id="CUS-1")
    desk.complete(only_task(desk, old).id, {"customer_id": "CUS-2"}, ANNA)
    gone = order(desk, customer_id="CUS-3")
    desk.cancel(gone, ADMIN, "test")
    before = {each for each in subjects(desk) if each[1] != "CUS-3"}
    desk.erase(gone, ADMIN, "test")
    assert subjects(desk) == before
    with desk.store.write() as connection:
        connection.execute(case_subjects.delete())
        connection.execute(insert(unindexed_cases).from_select(["case_id"], select(cases.c.id)))
    assert [desk.index_old_cases(1), desk.index_old_cases(5), desk.index_old_cases()] == [1, 1, 0]
    assert subjects(desk) == before
    with desk.store.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM unindexed_cases")) == 0
