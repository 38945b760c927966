"""The inbox and the task page, on the tests' own little process (`tests/web/quote`)."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from engine.actor import Actor, ActorKind, Channel
from engine.clock import ManualClock
from engine.engine import Engine
from tests.web.conftest import AGENT, LogIn

BOTH_STORES = True

COLLEAGUE = Actor("sun.yue", ActorKind.PERSON, Channel.TEST, frozenset({"agent"}), "孙悦")
GOOD = {"amount": 50000, "plan": "ci", "note": "", "riders": []}
LARGE = GOOD | {"amount": 500000}


def task_of(engine: Engine, case_id: str) -> str:
    return engine.queries.tasks_of_case(case_id)[-1].id


def hand_in(browser: FlaskClient, task_id: str, answers: dict[str, Any], version: str = "") -> Any:
    data = {"answers": orjson.dumps(answers).decode(), "version": version}
    return browser.post(f"/tasks/{task_id}/complete", data=data)


def test_a_task_waits_for_its_group_with_its_customer_masked(log_in: LogIn, quote: str) -> None:
    page = log_in("li.na").get("/inbox?tab=group").text
    assert "录入报价" in page
    assert "Q-1001" in page
    assert "张**" in page
    assert "三丰" not in page
    assert "领取" in page


def test_other_roles_do_not_see_it(log_in: LogIn, quote: str) -> None:
    assert "录入报价" not in log_in("zhao.min").get("/inbox?tab=group").text


def test_an_empty_inbox_says_where_work_is(log_in: LogIn, quote: str) -> None:
    page = log_in("li.na").get("/inbox").text
    assert "您手上没有任务" in page
    assert "同组还有 1 件等待领取" in page


def test_claimed_it_is_mine_and_nobody_elses(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    mine, other = log_in("li.na"), log_in("admin")
    assert mine.post(f"/tasks/{task_id}/claim").location == f"/tasks/{task_id}"
    assert "录入报价" in mine.get("/inbox").text
    assert "录入报价" not in mine.get("/inbox?tab=group").text
    assert other.post(f"/tasks/{task_id}/claim").status_code == 403


def test_released_it_waits_for_the_group_again(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.post(f"/tasks/{task_id}/claim")
    browser.post(f"/tasks/{task_id}/release")
    assert "录入报价" in browser.get("/inbox?tab=group").text


def test_what_is_overdue_is_counted_and_told(log_in: LogIn, clock: ManualClock, quote: str) -> None:
    browser = log_in("li.na")
    assert "没有超期的任务" in browser.get("/inbox?tab=overdue").text
    clock.move_to(clock.now().replace(day=25))
    again = log_in("li.na")
    page = again.get("/inbox?tab=overdue").text
    assert "已超 3 个工作日" in page  # due Saturday the 21st; Monday, Tuesday, Wednesday
    assert "有 1 件已超过期限" in page


def test_the_form_comes_with_the_variables_it_names_and_no_others(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.post(f"/tasks/{task_id}/claim")
    page = browser.get(f"/tasks/{task_id}").text
    given = " ".join(re.findall(r'data-(?:schema|values)="([^"]*)"', page))
    assert "保额（元）" in given
    assert "CUS-" in page  # the case knows its customer, whose dossier is one step away
    assert "CUS-" not in given


def test_who_may_not_complete_sees_no_form(log_in: LogIn, engine: Engine, quote: str) -> None:
    page = log_in("zhao.min").get(f"/tasks/{task_of(engine, quote)}").text
    assert "data-schema" not in page
    assert "您的角色不能做这件事" in page


def test_refused_answers_come_back_with_reasons_by_field_and_all_that_was_typed(
    log_in: LogIn, engine: Engine, quote: str
) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.post(f"/tasks/{task_id}/claim")
    answer = hand_in(browser, task_id, {"amount": 5, "note": "keep me", "riders": [{"name": ""}]})
    assert answer.status_code == 422
    assert "<strong>保额（元）</strong>：" in answer.text
    assert "名称（第 1 行）" in answer.text
    assert "keep me" in answer.text
    assert engine.queries.task(task_id).state == "open"


def test_refusals_are_told_in_english_too(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.post("/language", data={"language": "en"})
    browser.post(f"/tasks/{task_id}/claim")
    page = hand_in(browser, task_id, {"amount": 5}).text
    assert "required" in page
    assert "必填" not in page


def test_completing_leads_to_the_next_task_of_the_same_case_first(log_in: LogIn, engine: Engine, quote: str) -> None:
    engine.start("quote", {}, AGENT, business_key="Q-1002")
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.post(f"/tasks/{task_id}/claim")
    answer = hand_in(browser, task_id, GOOD)
    assert engine.queries.task(task_id).state == "completed"
    # the case now waits for the customer, so the other case's task is next
    page = browser.get(answer.location).text
    assert "Q-1002" in page
    assert "已完成「录入报价」" in page
    assert f'data-draft-key="li.na.{task_id}"' in page


def test_without_a_next_task_the_inbox_says_what_was_done(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    answer = hand_in(browser, task_id, GOOD)
    assert answer.location == f"/inbox?done={task_id}"
    assert "已完成「录入报价」" in browser.get(answer.location).text


def test_somebody_else_was_first_is_said_calmly_and_nothing_typed_is_lost(
    log_in: LogIn, engine: Engine, quote: str
) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    browser.get(f"/tasks/{task_id}")
    engine.complete(task_id, GOOD, COLLEAGUE)
    answer = hand_in(browser, task_id, GOOD | {"note": "my long note"})
    assert answer.status_code == 409
    assert "孙悦已于今天 10:42完成这件任务" in answer.text
    assert "my long note" in answer.text
    assert "没有丢失" in answer.text


def test_an_old_page_is_told_that_the_task_changed_hands(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    assert browser.get(f"/tasks/{task_id}/state").json == {"sentence": None}
    engine.claim(task_id, COLLEAGUE)
    assert "孙悦已领取这件任务" in browser.get(f"/tasks/{task_id}/state").json["sentence"]
    answer = hand_in(browser, task_id, GOOD | {"note": "my long note"})
    assert answer.status_code == 409
    assert "my long note" in answer.text


def test_a_draft_is_kept_and_comes_back(log_in: LogIn, engine: Engine, quote: str) -> None:
    task_id = task_of(engine, quote)
    browser = log_in("li.na")
    draft = {"answers": {"amount": 7, "note": "half a thought"}}
    assert browser.put(f"/tasks/{task_id}/draft", json=draft).status_code == 403  # not held yet
    browser.post(f"/tasks/{task_id}/claim")
    assert browser.put(f"/tasks/{task_id}/draft", json=draft).json == {"saved_at": "10:42"}
    page = browser.get(f"/tasks/{task_id}").text
    assert "half a thought" in page
    assert "已保存 今天 10:42" in page


def test_a_draft_for_a_task_that_somebody_finished_is_refused_with_the_reason(
    log_in: LogIn, engine: Engine, quote: str
) -> None:
    task_id = task_of(engine, quote)
    engine.complete(task_id, GOOD, COLLEAGUE)
    answer = log_in("li.na").put(
        f"/tasks/{task_id}/draft", json={"answers": {}}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert "孙悦" in answer.json["sentence"]


@pytest.mark.parametrize("text", ["{", "[]", '"x"'])
def test_answers_that_are_no_object_are_refused(log_in: LogIn, engine: Engine, quote: str, text: str) -> None:
    answer = log_in("li.na").post(f"/tasks/{task_of(engine, quote)}/complete", data={"answers": text})
    assert answer.status_code == 422


def test_four_eyes_is_explained_on_the_page_and_at_the_claim(log_in: LogIn, engine: Engine, quote: str) -> None:
    browser = log_in("li.na")
    hand_in(browser, task_of(engine, quote), LARGE)
    review = task_of(engine, quote)
    page = browser.get(f"/tasks/{review}").text
    assert "双人复核" in page
    browser.post(f"/tasks/{review}/claim")
    assert "双人复核" in browser.get("/inbox").text  # flashed by the refused claim
    assert log_in("wang.qiang").post(f"/tasks/{review}/claim").status_code == 302
    assert engine.queries.task(review).holder == "wang.qiang"


def test_a_task_without_a_form_is_completed_with_a_click(log_in: LogIn, engine: Engine, quote: str) -> None:
    hand_in(log_in("li.na"), task_of(engine, quote), LARGE)
    review = task_of(engine, quote)
    reviewer = log_in("wang.qiang")
    reviewer.post(f"/tasks/{review}/claim")
    assert "这一步不需要填写" in reviewer.get(f"/tasks/{review}").text
    assert hand_in(reviewer, review, {}).status_code == 302
    assert engine.queries.task(review).state == "completed"


def test_staff_cannot_do_what_only_the_customer_may(log_in: LogIn, engine: Engine, quote: str) -> None:
    browser = log_in("li.na")
    hand_in(browser, task_of(engine, quote), GOOD)
    task_id = task_of(engine, quote)
    page = browser.get(f"/tasks/{task_id}").text
    assert "只能由客户本人办理" in page
    assert "data-schema" not in page
    assert browser.post(f"/tasks/{task_id}/claim").status_code == 302
    assert engine.queries.task(task_id).holder is None
    answers = {"has_read": True, "answer": "accept"}
    assert hand_in(browser, task_id, answers).status_code == 403
    assert engine.queries.task(task_id).state == "open"
    assert "阅读报价" in browser.get("/inbox?tab=customer").text


def test_a_task_that_is_not_there_is_not_found(log_in: LogIn) -> None:
    browser = log_in("li.na")
    for address in ("/tasks/nonsense", "/tasks/abc.7", "/tasks/abc.7/state"):
        assert browser.get(address).status_code == 404
