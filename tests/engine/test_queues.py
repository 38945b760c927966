"""The queues of an inbox: what waits, what is to be looked at again, what was done; their order, pages and indexes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from engine.errors import BadInput, DraftChanged, Forbidden
from engine.views import InboxKind, InboxSort, Narrowed
from tests.engine.support import ADMIN, ANNA, BEN, CLARA, MONDAY, Sketch, only_task, person

SCHEDULE = '<zeebe:taskSchedule dueDate="=due"/><zeebe:priorityDefinition priority="=prio"/>'
ALONE = person("dora", "underwriter")


@pytest.fixture
def desk(engine):
    sketch = Sketch("order", "Order", properties={"sop:value": "plans.sum"}).start()
    sketch.user("work", "underwriter", more=SCHEDULE).user("check", "compliance").timer("rest", "P9D").end()
    engine.deploy(sketch.chain("start", "work", "check", "rest", "end").files(), ADMIN)
    return engine


def order(engine, hours: int | None = 1, prio: int = 50, key: str | None = None, *sums: float) -> str:
    due = None if hours is None else (MONDAY + timedelta(hours=hours)).isoformat()
    plans = [{"sum": each} for each in sums]
    return engine.start("order", {"due": due, "prio": prio, "plans": plans}, ANNA, business_key=key)


def cases_in(desk, actor, kind, **asked) -> list[str]:
    return [task.case_id for task in desk.queries.inbox(actor, kind, **asked).tasks]


def test_who_began_or_handed_on_waits_and_who_may_do_it_does_not(desk):
    case = order(desk)
    assert cases_in(desk, ANNA, InboxKind.WAITING) == [case]
    assert cases_in(desk, CLARA, InboxKind.WAITING) == []
    desk.complete(only_task(desk, case).id, {}, CLARA)
    assert cases_in(desk, CLARA, InboxKind.WAITING) == [case]
    both = person("clara", "underwriter", "compliance")
    assert cases_in(desk, both, InboxKind.WAITING) == []  # the same person may claim it
    desk.claim(only_task(desk, case).id, person("he", "compliance"))
    assert cases_in(desk, both, InboxKind.WAITING) == [case]
    desk.complete(only_task(desk, case).id, {}, person("he", "compliance"))
    assert cases_in(desk, ANNA, InboxKind.WAITING) == []
    (quiet,) = desk.queries.quiet_cases(ANNA)
    assert (quiet.case.id, [each.element for each in quiet.waiting]) == (case, ["rest"])
    assert (desk.queries.inbox_counts(ANNA).outside, desk.queries.quiet_cases(CLARA)) == (1, ())


def test_a_held_task_is_followed_up_when_its_time_comes(desk):
    task = only_task(desk, order(desk)).id
    with pytest.raises(Forbidden):
        desk.follow_up(task, MONDAY + timedelta(days=1), CLARA)
    desk.claim(task, CLARA)
    version = desk.queries.task(task).version
    with pytest.raises(BadInput):
        desk.follow_up(task, MONDAY, CLARA)
    desk.follow_up(task, MONDAY + timedelta(days=1), CLARA, "the customer travels")
    assert cases_in(desk, CLARA, InboxKind.FOLLOW_UP) == []
    desk.clock.advance(timedelta(days=2))
    assert desk.queries.inbox_counts(CLARA).follow_up == 1
    assert desk.queries.task(task).version == version, "an open page stays good"
    desk.release(task, CLARA)
    assert len(cases_in(desk, ALONE, InboxKind.FOLLOW_UP)) == 1
    assert desk.replay(desk.queries.task(task).case_id).agrees


def test_what_i_did_today_is_listed_the_latest_first(desk):
    done = [order(desk), order(desk)]
    for case in done:
        desk.clock.advance(timedelta(minutes=1))
        desk.complete(only_task(desk, case).id, {}, CLARA)
    assert cases_in(desk, CLARA, InboxKind.DONE) == done[::-1]
    assert cases_in(desk, CLARA, InboxKind.DONE, since=desk.clock.now()) == done[1:]
    assert cases_in(desk, ALONE, InboxKind.DONE) == []


def test_pages_follow_one_another_without_gap_or_repetition(desk):
    for number in range(7):
        order(desk, number % 3, 50 + number % 2, None, 1000 * (number % 4))
    for held in cases_in(desk, CLARA, InboxKind.GROUP)[:2]:
        desk.claim(only_task(desk, held).id, CLARA)
    desk.clock.advance(timedelta(days=1))
    for sort in InboxSort:
        whole = cases_in(desk, CLARA, InboxKind.OVERDUE, sort=sort)
        page = desk.queries.inbox(CLARA, InboxKind.OVERDUE, sort=sort, limit=2)
        seen = [task.case_id for task in page.tasks]
        while page.next is not None:
            page = desk.queries.inbox(CLARA, InboxKind.OVERDUE, sort=sort, limit=2, after=page.next)
            seen += [task.case_id for task in page.tasks]
        assert (seen, len(set(whole)), page.more) == (whole, 7, False)


def test_a_page_of_another_order_and_nonsense_are_refused(desk):
    order(desk), order(desk)
    page = desk.queries.inbox(CLARA, InboxKind.GROUP, limit=1)
    for wrong in ("nonsense", "bnVsbA", page.next):
        with pytest.raises(BadInput):
            desk.queries.inbox(CLARA, InboxKind.GROUP, sort=InboxSort.VALUE, after=wrong)


def test_most_at_stake_comes_first_and_the_amount_goes_with_the_task(desk):
    small, large, none = order(desk, 1, 50, None, 10.4), order(desk, 1, 50, None, 700, 800), order(desk)
    assert cases_in(desk, CLARA, InboxKind.GROUP, sort=InboxSort.VALUE) == [large, small, none]
    assert only_task(desk, large).case_value == 1500
    task = only_task(desk, large).id
    desk.complete(task, {}, CLARA)
    assert desk.queries.task(task).case_value is None
    assert only_task(desk, large).case_value == 1500, "the next step shows it too"


def test_a_queue_is_narrowed(desk):
    plain, high = order(desk, 50, 50, "K1"), order(desk, 2, 90, "K2")

    def found(**narrowed) -> list[str]:
        return cases_in(desk, CLARA, InboxKind.GROUP, narrowed=Narrowed(**narrowed))

    assert found(min_priority=75) == [high]
    assert found(due_before=MONDAY + timedelta(hours=9)) == [high]
    assert found(business_key="K1", process_id="order") == [plain]


def test_counts_stop_at_the_limit_and_take_one_statement(desk):
    for _ in range(4):
        order(desk)
    said = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda _c, _cur, text, *_: said.append(text))
    assert desk.queries.inbox_counts(CLARA, limit=3).group == 3
    assert len([text for text in said if not text.startswith("BEGIN")]) == 1


def test_every_order_of_the_groups_queue_is_a_range_of_an_index(desk):
    order(desk)
    said = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda _c, _cur, *rest: said.append(rest[:2]))
    for sort in InboxSort:
        desk.queries.inbox(CLARA, InboxKind.GROUP, sort=sort)
    pages = [each for each in said if "UNION" in each[0]]
    assert len(pages) == len(InboxSort)
    with desk.store.read() as connection:
        if desk.store.is_postgresql:
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET enable_sort = off")
            connection.exec_driver_sql("SET enable_bitmapscan = off")
        explain = "EXPLAIN " if desk.store.is_postgresql else "EXPLAIN QUERY PLAN "
        for sort, (text, values) in zip(InboxSort, pages, strict=True):
            plan = "\n".join(str(row) for row in connection.exec_driver_sql(explain + text, values))
            name = {"due": "inbox"}.get(sort.value, sort.value)
            assert f"ix_task_candidates_{name}" in plan, plan


def test_a_colleagues_draft_is_handed_on_and_a_newer_one_is_not_written_over(desk):
    task = only_task(desk, order(desk)).id
    desk.claim(task, CLARA)
    first = desk.save_draft(task, {"note": "half a thought"}, CLARA)
    assert desk.queries.task_detail(task, BEN).draft is None
    desk.assign(task, BEN, CLARA, "on leave")
    handed = desk.queries.task_detail(task, BEN)
    assert (handed.draft, handed.draft_by) == ({"note": "half a thought"}, "clara")
    desk.clock.advance(timedelta(minutes=1))
    second = desk.save_draft(task, {"note": "whole"}, BEN, based_on=first)
    desk.clock.advance(timedelta(minutes=1))
    with pytest.raises(DraftChanged) as refused:
        desk.save_draft(task, {"note": "other window"}, BEN, based_on=first)
    assert refused.value.facts["answers"] == {"note": "whole"}
    assert desk.save_draft(task, {"note": "on"}, BEN, based_on=second) > second
    desk.assign(task, CLARA, BEN, "back again")
    detail = desk.queries.task_detail(task, CLARA)
    assert (detail.draft_by, detail.later_draft.by) == ("clara", "ben")
