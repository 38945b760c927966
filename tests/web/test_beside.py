"""What stands beside a task's form: comments, papers, the way so far, the diagram, follow-up, ways back."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.actor import SYSTEM
from engine.bpmn.parse import parse_diagram
from engine.clock import ManualClock
from engine.engine import Engine
from engine.store.store import Store
from handlers.checklists import Listed, State
from tests.engine.support import Sketch
from tests.web.conftest import AGENT, LogIn
from tests.web.test_inbox import LARGE, hand_in, task_of
from web.inbox import beside
from web.inbox.comments import CUSTOMER, add_comment, comments_of
from web.inbox.returns import Way, ways_back
from web.site import Site

BOTH_STORES = True


def test_a_comment_is_sealed_stays_as_it_is_and_goes_with_the_cases_key(
    log_in: LogIn, engine: Engine, store: Store, app, quote: str
) -> None:
    site: Site = app.extensions["sopflow"]
    browser, task_id = log_in("li.na"), task_of(engine, quote)
    said = {"text": "客户下周回国", "visibility": "internal"}
    assert browser.post(f"/tasks/{task_id}/comments", data=said).status_code == 302
    add_comment(site, quote, "我们下周一联系您。", by=AGENT, visibility=CUSTOMER)
    page = browser.get(f"/tasks/{task_id}").text
    assert "客户下周回国" in page
    assert "客户可见" in page
    assert [one.text for one in comments_of(site, quote, for_customer=True)] == ["我们下周一联系您。"]
    with store.read() as connection:
        sealed = connection.execute(text("SELECT sealed_text FROM case_comments")).scalars().all()
    assert all("下周".encode() not in bytes(each) for each in sealed)
    for statement in ("UPDATE case_comments SET visibility = 'customer'", "DELETE FROM case_comments"):
        with pytest.raises(DBAPIError, match="append-only"), store.write() as connection:
            connection.exec_driver_sql(statement)
    engine.cancel(quote, AGENT, "given up")
    engine.erase(quote, SYSTEM, "asked for")
    assert [one.text for one in comments_of(site, quote)] == [None, None]


def test_who_may_not_see_the_case_neither_reads_nor_writes(log_in: LogIn, engine: Engine, quote: str) -> None:
    hand_in(log_in("li.na"), task_of(engine, quote), LARGE)
    task_id = task_of(engine, quote)
    other = log_in("wang.qiang")  # operations: may do it
    assert other.get(f"/tasks/{task_id}/history").status_code == 200
    second = engine.start("quote", {}, SYSTEM, business_key="Q-2002")
    claimed = task_of(engine, second)
    stranger = log_in("admin")
    for address in (f"/tasks/{claimed}/history", f"/tasks/{claimed}/diagram", f"/tasks/{claimed}/diagram.bpmn"):
        assert stranger.get(address).status_code == 403
    assert stranger.post(f"/tasks/{claimed}/comments", data={"text": "x"}).status_code == 403


def test_the_way_so_far_and_the_diagram_come_as_pieces_of_page(log_in: LogIn, engine: Engine, quote: str) -> None:
    browser = log_in("li.na")
    hand_in(browser, task_of(engine, quote), LARGE)
    task_id = task_of(engine, quote)
    steps = browser.get(f"/tasks/{task_id}/history").text
    assert "李娜</strong> 完成「录入报价」" in steps
    assert "500000" not in steps
    assert engine.queries.access_log(actor_id="li.na")[0].verb == "read history"
    figure = browser.get(f"/tasks/{task_id}/diagram").text
    assert "review_quote" in figure
    assert "enter_quote" in figure
    assert "bpmn:definitions" in browser.get(f"/tasks/{task_id}/diagram.bpmn").text


def test_a_day_to_follow_up_is_set_shown_and_taken_back(
    log_in: LogIn, engine: Engine, clock: ManualClock, quote: str
) -> None:
    browser, task_id = log_in("li.na"), task_of(engine, quote)
    browser.post(f"/tasks/{task_id}/claim")
    for wrong in ("2026-11-20", "soon"):
        browser.post(f"/tasks/{task_id}/follow-up", data={"day": wrong})
        assert engine.queries.task(task_id).follow_up_at is None
    browser.post(f"/tasks/{task_id}/follow-up", data={"day": "2026-11-27", "reason": "客户回国"})
    assert engine.queries.task(task_id).follow_up_at.isoformat() == "2026-11-27T01:00:00+00:00"  # nine in Shanghai
    assert 'value="2026-11-27"' in browser.get(f"/tasks/{task_id}").text
    assert "跟进 11月27日" in browser.get("/inbox").text
    assert "：客户回国" in browser.get(f"/tasks/{task_id}/history").text
    browser.post(f"/tasks/{task_id}/follow-up", data={"day": ""})
    assert engine.queries.task(task_id).follow_up_at is None


def test_missing_papers_stand_first_and_are_counted(log_in: LogIn, engine: Engine, quote: str, monkeypatch) -> None:
    listed = [Listed("身份证", State.MISSING), Listed("银行卡", State.RECEIVED), Listed("出生证明", State.OPTIONAL)]
    monkeypatch.setattr(beside, "checklist", lambda _rows, _variables: listed)
    page = log_in("li.na").get(f"/tasks/{task_of(engine, quote)}").text
    assert "缺 1 项" in page
    assert page.index("身份证") < page.index("银行卡") < page.index("出生证明")
    assert "资料清单" not in log_in("zhao.min").get(f"/tasks/{task_of(engine, quote)}").text.partition("<aside")[2]


def test_ways_back_are_the_drawn_ones_to_steps_that_were_done() -> None:
    sketch = Sketch("loop").start().user("enter").service("work", "do").user("check").user("other").end()
    sketch.add("exclusiveGateway", "decided", name="结论？", default="flow_5")
    sketch.chain("start", "enter", "work", "check", "decided", "end")
    sketch.parts.append(
        '<bpmn:sequenceFlow id="back" name="退回" sourceRef="decided" targetRef="enter">'
        '<bpmn:conditionExpression>=x = "back"</bpmn:conditionExpression></bpmn:sequenceFlow>'
        '<bpmn:sequenceFlow id="on" name="转交" sourceRef="decided" targetRef="other"/>'
    )
    diagram, _ = parse_diagram(sketch.xml())
    process = diagram.processes[0]
    assert ways_back(process, "check", {"enter"}) == [Way("enter", "退回")]
    assert ways_back(process, "check", set()) == []
    assert ways_back(process, "enter", {"check"}) == [], "a step that follows without a choice is no way back"
