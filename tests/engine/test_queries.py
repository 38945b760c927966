"""What pages ask: inboxes, cases, deployments; and that the inbox does not pay for what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from engine.errors import NotFound
from engine.views import InboxCounts, InboxKind, InboxSort, Narrowed
from tests.engine.support import ADMIN, ANNA, BEN, CLARA, CUSTOMER, MONDAY, Sketch, only_task, person

DUE = '<zeebe:taskSchedule dueDate="=due"/><zeebe:priorityDefinition priority="=prio"/>'


@pytest.fixture
def desk(engine):
    sketch = Sketch("order", "Order", properties={"sop:inbox": "product amount"}).start()
    sketch.user("work", "underwriter", more=DUE).end().chain("start", "work", "end")
    engine.deploy(sketch.files(), ADMIN)
    return engine


def order(engine, hours: int | None, prio: int = 50, key: str | None = None, **variables) -> str:
    due = None if hours is None else (MONDAY + timedelta(hours=hours)).isoformat()
    return engine.start("order", {"due": due, "prio": prio, **variables}, ANNA, business_key=key)


def elements(page) -> list[str]:
    return [task.case_id for task in page.tasks]


def test_the_inbox_tells_mine_from_the_groups_and_what_is_late(desk):
    late, soon, never = order(desk, -1), order(desk, 5), order(desk, None)
    desk.claim(only_task(desk, soon).id, CLARA)
    assert elements(desk.queries.inbox(CLARA)) == [soon]
    assert elements(desk.queries.inbox(CLARA, InboxKind.GROUP)) == [late, never]
    assert elements(desk.queries.inbox(CLARA, InboxKind.OVERDUE)) == [late]
    assert desk.queries.inbox_counts(CLARA) == InboxCounts(mine=1, group=2, overdue=1)
    assert desk.queries.inbox_counts(ANNA) == InboxCounts(waiting=3)
    assert desk.queries.inbox_counts(CUSTOMER) == InboxCounts(0, 0, 0)
    desk.clock.advance(timedelta(hours=6))
    assert desk.queries.inbox_counts(CLARA).overdue == 2


def test_a_substitute_sees_what_the_principal_holds(desk):
    case = order(desk, 1)
    desk.claim(only_task(desk, case).id, CLARA)
    assert elements(desk.queries.inbox(person("sub", on_behalf_of="clara"))) == [case]


def test_the_inbox_is_sorted_filtered_and_paged(desk):
    cases = {hours: order(desk, hours, prio=hours, key=f"K{hours}") for hours in (3, 1, 2)}
    group = InboxKind.GROUP
    assert elements(desk.queries.inbox(BEN, group)) == [cases[1], cases[2], cases[3]]
    assert elements(desk.queries.inbox(BEN, group, sort=InboxSort.PRIORITY)) == [cases[3], cases[2], cases[1]]
    first = desk.queries.inbox(BEN, group, limit=2)
    assert (elements(first), first.more) == ([cases[1], cases[2]], True)
    rest = desk.queries.inbox(BEN, group, limit=2, offset=2)
    assert (elements(rest), rest.more) == ([cases[3]], False)
    assert elements(desk.queries.inbox(BEN, group, narrowed=Narrowed(business_key="K2"))) == [cases[2]]
    assert elements(desk.queries.inbox(BEN, group, narrowed=Narrowed(process_id="other"))) == []


def test_the_columns_a_process_names_are_shown_and_encrypted(desk):
    case = order(desk, 1, product="critical illness", amount=300000, secret="x")
    assert only_task(desk, case).values == {"product": "critical illness", "amount": 300000}
    with desk.store.read() as connection:
        raw = connection.exec_driver_sql("SELECT context FROM user_tasks").scalar_one()
    assert b"critical" not in bytes(raw)


def test_the_inbox_reads_no_more_after_many_tasks_were_done(desk):
    def cost() -> int:
        """Rows that the database hands over for one inbox and its counts."""
        handed = 0

        def count(_conn, cursor, *_rest) -> None:
            nonlocal handed
            handed += 1

        event.listen(desk.store.engine, "before_cursor_execute", count)
        desk.queries.inbox(CLARA, InboxKind.GROUP)
        desk.queries.inbox_counts(CLARA)
        event.remove(desk.store.engine, "before_cursor_execute", count)
        return handed

    order(desk, 1)
    before = cost()
    for _ in range(20):
        desk.complete(only_task(desk, order(desk, 1)).id, {}, CLARA)
    assert cost() == before
    with desk.store.read() as connection:
        # The group may claim the one that is open, and who began it waits for it.
        left = connection.exec_driver_sql("SELECT count(*) FROM task_candidates").scalar_one()
    assert left == 2, "closed tasks leave nothing behind in what the inbox reads"


def test_a_task_says_what_hinders_whom(desk):
    task = only_task(desk, order(desk, 1, product="x")).id
    detail = desk.queries.task_detail(task, CLARA)
    assert (detail.may_complete, detail.hindrance, detail.form) == (True, None, None)
    assert detail.variables["product"] == "x"
    refused = desk.queries.task_detail(task, ANNA)
    assert not refused.may_complete
    assert "anna may not complete work" in refused.hindrance
    with pytest.raises(NotFound):
        desk.queries.task_detail("ghost.1", ANNA)


def test_cases_are_found_by_process_status_and_key(desk):
    done, running = order(desk, 1, key="A1"), order(desk, 1, key="A2")
    desk.complete(only_task(desk, done).id, {}, CLARA)

    def found(**asked) -> list[str]:
        return [case.id for case in desk.queries.cases(**asked).cases]

    assert set(found(business_key="A")) == {running, done}
    assert found(status="active") == [running]
    assert found(status="completed", process_id="order") == [done]
    assert found(process_id="other") == []
    page = desk.queries.cases(limit=1)
    assert (len(page.cases), page.more) == (1, True)
    (first, second) = (desk.queries.case(done), desk.queries.case(running))
    assert (first.process_name, first.end_event, second.ended_at) == ("Order", "end", None)


def test_where_a_case_stands_is_marked_on_its_diagram(desk):
    case = order(desk, 1)
    (diagram,) = desk.queries.case_detail(case).diagrams
    assert (diagram.active, diagram.finished, diagram.taken) == (("work",), ("start",), ("flow_1",))
    assert diagram.names["work"] == "Work"
    assert "bpmn:definitions" in diagram.xml


def test_versions_and_their_running_cases_are_listed(desk):
    order(desk, 1)
    desk.deploy(Sketch("order", "Order 2").start().end().chain("start", "end").files(), ADMIN)
    (newest,) = desk.queries.processes(count_running=True)
    assert (newest.version, newest.name, newest.running) == (2, "Order 2", 0)
    versions = desk.queries.processes(newest_only=False, count_running=True)
    assert [(view.version, view.running) for view in versions] == [(2, 0), (1, 1)]
    assert desk.queries.process_names() == {"order": "Order 2"}
    files = desk.queries.deployment(newest.deployment_id).files
    assert desk.queries.definition(files["order.bpmn"]).startswith(b"<?xml")
    with pytest.raises(NotFound):
        desk.queries.definition("0" * 64)
