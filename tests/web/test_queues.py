"""The lists of the inbox: what is in which, narrowed, sorted, kept under a name; and what opens after a task."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import event

from engine.clock import ManualClock
from engine.engine import Engine
from engine.views import InboxSort
from handlers.records.customer import Identity
from tests.web.conftest import AGENT, LogIn
from tests.web.test_inbox import COLLEAGUE, GOOD, hand_in, task_of
from web.customers.people import find_or_register
from web.inbox.desk import Desk, DueBy, Tab

MOST_STATEMENTS = 25


@pytest.mark.parametrize(
    "desk",
    [
        Desk(),
        Desk(Tab.OVERDUE, InboxSort.VALUE),
        Desk(Tab.GROUP, process="quote", key="Q-1 & more", due=DueBy.WEEK, high=True, after="abc"),
    ],
)
def test_a_desk_is_read_as_it_was_written(desk: Desk) -> None:
    assert Desk.read_text(desk.text) == desk
    assert Desk.read_text(desk.saved) == replace(desk, after="")


def test_what_an_address_says_beside_the_lists_is_left_out() -> None:
    said = {"tab": "everybody's", "sort": "drop table", "due": "soon", "high": "yes", "key": "x" * 500, "extra": "1"}
    assert Desk.read(said) == Desk(key="x" * 80)


def test_each_queue_shows_its_own_and_counts_are_told_to_an_open_page(
    log_in: LogIn, engine: Engine, clock: ManualClock, quote: str
) -> None:
    browser = log_in("li.na")
    first = task_of(engine, quote)
    browser.post(f"/tasks/{first}/claim")
    engine.follow_up(first, clock.now() + timedelta(hours=1), AGENT, "the customer travels")
    other = engine.start("quote", {"agent_id": "li.na"}, AGENT, business_key="Q-2002")
    hand_in(browser, task_of(engine, other), GOOD)  # the customer reads it now
    clock.move_to(clock.now() + timedelta(hours=2))
    assert browser.get("/inbox/counts").json["counts"] == {
        "mine": "1", "group": "0", "overdue": "0", "follow_up": "1", "waiting": "1", "customer": "1", "done": "1",
    }  # fmt: skip
    assert "到了跟进的时间" in browser.get("/inbox?tab=follow_up").text
    waiting = browser.get("/inbox?tab=waiting").text
    assert "Q-2002" in waiting
    assert "等客户办理" in waiting
    done = browser.get("/inbox?tab=done").text
    assert "Q-2002" in done
    assert "今天 10:42办结" in done
    assert "Q-2002" not in browser.get("/inbox").text


def test_a_list_is_narrowed_by_its_address_and_says_so_when_nothing_is_left(
    log_in: LogIn, engine: Engine, quote: str
) -> None:
    engine.start("quote", {}, AGENT, business_key="Q-2002")
    browser = log_in("li.na")
    page = browser.get("/inbox?tab=group&key=Q-2&sort=opened").text
    assert "Q-2002" in page
    assert "Q-1001" not in page
    assert "desk=tab%3Dgroup%26sort%3Dopened%26key%3DQ-2" in page, "the task's page knows the list it came from"
    nothing = browser.get("/inbox?tab=group&process=confirm").text
    assert "没有符合条件的任务" in nothing
    assert "清除条件" in nothing
    assert browser.get("/inbox?tab=group&after=nonsense").status_code == 422


def test_more_than_a_page_goes_on_without_repeating(log_in: LogIn, engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr("web.inbox.queues.PAGE", 2)
    for number in range(3):
        engine.start("quote", {}, AGENT, business_key=f"Q-{number}")
    browser = log_in("li.na")
    first = browser.get("/inbox?tab=group").text
    address = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = browser.get(address).text
    keys = [[f"Q-{number}" for number in range(3) if f"Q-{number}<" in page] for page in (first, second)]
    assert ([len(each) for each in keys], sorted(keys[0] + keys[1])) == ([2, 1], ["Q-0", "Q-1", "Q-2"])
    assert "回到第一页" in second


def test_a_list_is_kept_under_a_name_and_shared_with_a_role(log_in: LogIn, quote: str) -> None:
    mine, colleague, other = log_in("wang.qiang"), log_in("sun.yue"), log_in("zhao.min")
    desk = {"desk": "tab=overdue&sort=value&after=abc", "name": " 每天  先看 "}
    mine.post("/inbox/filters", data=desk)
    mine.post("/inbox/filters", data=desk | {"name": "同组的", "role": "operations"})
    page = mine.get("/inbox").text
    assert "每天 先看" in page
    assert 'href="/inbox?tab=overdue&amp;sort=value"' in page
    assert "每天 先看" not in colleague.get("/inbox").text
    shared = colleague.get("/inbox").text
    assert "同组的" in shared
    assert "删除筛选" not in shared
    assert "同组的" not in other.get("/inbox").text
    remove = page.partition('action="/inbox/filters/')[2].partition("/remove")[0]
    assert colleague.post(f"/inbox/filters/{remove}/remove").status_code == 404
    assert mine.post(f"/inbox/filters/{remove}/remove").status_code == 302
    assert mine.get("/inbox").text.count("删除筛选") == 1


def test_a_filter_is_not_shared_with_a_role_one_does_not_hold_nor_kept_without_a_name(log_in: LogIn) -> None:
    browser = log_in("wang.qiang")
    assert browser.post("/inbox/filters", data={"name": "x", "role": "underwriter"}).status_code == 403
    browser.post("/inbox/filters", data={"name": "  "})
    page = browser.get("/inbox").text
    assert "没有保存" in page
    assert "删除筛选" not in page


def test_the_next_task_is_the_most_urgent_of_the_narrowed_list_and_says_why(
    log_in: LogIn, engine: Engine, clock: ManualClock, quote: str
) -> None:
    clock.move_to(clock.now() + timedelta(hours=1))
    for key in ("B-1", "Q-1002"):
        engine.start("quote", {}, AGENT, business_key=key)
    browser = log_in("li.na")
    task_id = task_of(engine, quote)
    desk = "tab=group&sort=value&key=Q"
    answer = browser.post(
        f"/tasks/{task_id}/complete", query_string={"desk": desk}, data={"answers": orjson.dumps(GOOD).decode()}
    )
    page = browser.get(answer.location).text
    assert "Q-1002" in page
    assert "刚才那个列表里期限最近的一件" in page
    assert "（2026年11月21日到期）" in page
    assert 'href="/inbox?tab=group&amp;sort=value&amp;key=Q"' in page, "back to the same list"


def test_why_a_task_is_urgent_is_said(log_in: LogIn, clock: ManualClock, quote: str) -> None:
    assert "下一个工作日到期" not in log_in("li.na").get("/inbox?tab=group").text.partition("<ul")[0]
    clock.move_to(clock.now().replace(day=25))
    late = log_in("li.na").get("/inbox?tab=group").text
    assert "时限已过 3 个工作日" in late
    clock.move_to(clock.now().replace(day=30))
    assert "已等 6 个工作日" in log_in("li.na").get("/inbox?tab=group").text


def test_what_was_handed_in_meanwhile_stands_beside_what_was_typed(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.get(f"/tasks/{task_id}")
    engine.complete(task_id, GOOD | {"note": "theirs", "plan": "medical"}, COLLEAGUE)
    page = hand_in(browser, task_id, GOOD | {"note": "my long note", "riders": [{"name": "张三丰"}]}).text
    table = page.partition('class="compare"')[2].partition("</table>")[0]
    assert '<th scope="row">备注</th><td>theirs</td><td>my long note</td>' in table
    assert '<th scope="row">方案</th><td>医疗</td><td>重大疾病</td>' in table  # as the form calls them
    assert "名称（第 1 行）" in table
    assert "三丰" not in table  # masked, as in every history
    assert "50000" not in table  # the same in both
    assert "孙悦 完成「录入报价」" in page
    assert engine.queries.access_log(actor_id="li.na")[0].verb == "read history"


def test_a_claim_meanwhile_is_told_with_who_and_when(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    version = engine.queries.task(task_id).version
    engine.claim(task_id, COLLEAGUE)
    page = hand_in(browser, task_id, GOOD, version=str(version)).text
    assert "今天 10:42</time> 孙悦 领取「录入报价」" in page


def test_two_windows_do_not_write_over_each_others_draft(
    log_in: LogIn, engine: Engine, clock: ManualClock, quote: str
) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.post(f"/tasks/{task_id}/claim")
    first = browser.put(f"/tasks/{task_id}/draft", json={"answers": {"note": "one"}})
    clock.move_to(clock.now() + timedelta(minutes=1))
    known = {"If-Match": first.headers["ETag"]}
    second = browser.put(f"/tasks/{task_id}/draft", json={"answers": {"note": "two"}}, headers=known)
    clock.move_to(clock.now() + timedelta(minutes=1))
    refused = browser.put(f"/tasks/{task_id}/draft", json={"answers": {"note": "three"}}, headers=known)
    assert refused.status_code == 409
    assert refused.json["differences"] == [{"field": "备注", "theirs": "two", "mine": "three"}]
    assert refused.headers["ETag"] == second.headers["ETag"]
    assert "two" in browser.get(f"/tasks/{task_id}").text
    assert browser.put(f"/tasks/{task_id}/draft", json={"answers": {}}, headers={"If-Match": "x"}).status_code == 422


def test_a_reassigned_task_comes_with_the_draft_of_whoever_had_it(
    log_in: LogIn, engine: Engine, clock: ManualClock
) -> None:
    task_id = task_of(engine, engine.start("quote", {}, AGENT, business_key="Q-2002"))
    engine.claim(task_id, COLLEAGUE)
    engine.save_draft(task_id, {"note": "half a thought"}, COLLEAGUE)
    engine.assign(task_id, "li.na", COLLEAGUE, "on leave")
    page = log_in("li.na").get(f"/tasks/{task_id}").text
    assert "half a thought" in page
    assert "孙悦的草稿" in page
    engine.assign(task_id, COLLEAGUE, AGENT, "back")
    clock.move_to(clock.now() + timedelta(minutes=1))
    engine.save_draft(task_id, {"note": "a whole one"}, COLLEAGUE)
    engine.save_draft(task_id, {"note": "mine"}, AGENT, based_on=clock.now() - timedelta(hours=1))
    clock.move_to(clock.now() + timedelta(minutes=1))
    engine.save_draft(task_id, {"note": "theirs, later"}, COLLEAGUE)
    engine.assign(task_id, "li.na", COLLEAGUE, "again")
    page = log_in("li.na").get(f"/tasks/{task_id}").text
    assert "<td>theirs, later</td><td>mine</td>" in page
    log_in("li.na").post(f"/tasks/{task_id}/draft/adopt")
    again = log_in("li.na").get(f"/tasks/{task_id}").text
    assert "theirs, later" in again
    assert "接着同事的写" not in again


def test_a_page_asks_as_often_for_many_customers_as_for_one(
    log_in: LogIn, engine: Engine, quote: str, clock: ManualClock
) -> None:
    browser = log_in("li.na")
    said: list[str] = []
    event.listen(engine.store.engine, "before_cursor_execute", lambda _c, _cur, text, *_: said.append(text))

    def asked(page: str) -> int:
        browser.get(page)  # words and forms are read at the first page
        said.clear()
        assert "张*" in browser.get(page).text
        return len(said)

    pages = ("/inbox?tab=group", "/cases")
    before = [asked(page) for page in pages]
    for number in range(4):
        identity = Identity("张伟", id_no=f"1101011990010112{number}7", mobile=f"1380000567{number}")
        with engine.store.session() as rows:
            person = find_or_register(rows, identity, "setup", clock.now())
        engine.start("quote", {"applicant_id": person, "agent_id": "li.na"}, AGENT, business_key=f"Q-200{number}")
    assert [asked(page) for page in pages] == before
    assert max(before) < MOST_STATEMENTS
