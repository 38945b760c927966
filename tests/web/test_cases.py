"""The case page, the list of cases, incidents; on the tests' own little process."""

from __future__ import annotations

import pytest
from flask import Flask

from engine import facts
from engine.actor import Actor, ActorKind, Channel
from engine.engine import Engine
from engine.errors import EngineError
from engine.spiff.incidents import IncidentKind
from tests.engine.support import Sketch
from tests.web.conftest import AGENT, LogIn, Prices, RememberingDelivery
from tests.web.test_inbox import GOOD, LARGE, hand_in, task_of
from web.cases.history import COMMANDS, SAYINGS, SILENT
from web.cases.listing import STATUS_WORDS
from web.incidents.words import KIND_WORDS
from web.names import number_of

BOTH_STORES = True

OTHER_AGENT = Actor("zhou.yi", ActorKind.PERSON, Channel.TEST, frozenset({"agent"}), "周毅")


def test_every_fact_is_told_or_left_out_on_purpose() -> None:
    import engine.journal.vocabulary  # noqa: F401, PLC0415 - defines UnknownFact
    from engine.commands import verbs  # noqa: PLC0415

    assert set(facts.Fact.registry) == set(SAYINGS) | SILENT
    assert not set(SAYINGS) & SILENT
    assert set(COMMANDS) == set(verbs.Command.registry)


def test_the_case_page_says_where_it_stands_and_how_it_came_there(log_in: LogIn, engine: Engine, quote: str) -> None:
    browser = log_in("li.na")
    hand_in(browser, task_of(engine, quote), LARGE)
    page = browser.get(f"/cases/{quote}").text
    assert "复核报价" in page
    assert "等保险代理人、运营支持领取" in page
    assert "完成「录入报价」" in page
    assert "自动步骤「计算保费」已完成" in page
    assert "张**" in page


def test_a_gateways_choice_is_shown_with_condition_and_values(log_in: LogIn, engine: Engine, quote: str) -> None:
    browser = log_in("li.na")
    hand_in(browser, task_of(engine, quote), LARGE)
    page = browser.get(f"/cases/{quote}").text
    assert "「大额？」走向：是" in page
    assert "amount &gt; 100000" in page
    assert "<dd>500000</dd>" in page


def test_what_changed_is_called_as_the_form_calls_it_else_by_the_everyday_word_else_by_its_id(
    log_in: LogIn, engine: Engine, quote: str
) -> None:
    (task,) = engine.queries.tasks_of_case(quote)
    engine.claim(task.id, AGENT)
    engine.complete(task.id, GOOD, AGENT)
    page = log_in("wang.qiang").get(f"/cases/{quote}").text
    assert '<dt title="amount">保额（元）</dt>' in page
    assert '<dt title="agent_id">代理人</dt><dd>李娜</dd>' in page
    assert '<dt title="riders">附加险</dt>' in page
    assert '<dt title="premium"><code>premium</code></dt>' in page


def test_the_diagram_is_the_deployed_one_and_its_marks_are_given(log_in: LogIn, engine: Engine, quote: str) -> None:
    browser = log_in("li.na")
    hand_in(browser, task_of(engine, quote), LARGE)
    page = browser.get(f"/cases/{quote}").text
    assert "review_quote" in page.split("data-marks=")[1].split("data-links")[0].split("taken")[0]
    xml = browser.get(f"/cases/{quote}/diagrams/quote.bpmn")
    assert xml.mimetype == "application/xml"
    assert xml.data == engine.queries.case_detail(quote).diagrams[0].xml.encode()
    assert browser.get(f"/cases/{quote}/diagrams/nonsense.bpmn").status_code == 404


def test_the_called_process_has_its_own_diagram(log_in: LogIn, engine: Engine, quote: str) -> None:
    browser = log_in("li.na")
    hand_in(browser, task_of(engine, quote), GOOD)
    page = browser.get(f"/cases/{quote}").text
    assert f'data-url="/cases/{quote}/diagrams/confirm.bpmn"' in page  # the inner one, where the case stands
    outer = browser.get(f"/cases/{quote}?process=quote").text
    assert f"/cases/{quote}?process=confirm#diagram-title" in outer.split("data-links=")[1]


def test_an_agent_reads_the_own_cases_only(log_in: LogIn, engine: Engine) -> None:
    theirs = engine.start("quote", {"agent_id": "zhou.yi"}, OTHER_AGENT, business_key="Q-2001")
    mine = engine.start("quote", {"agent_id": "li.na"}, OTHER_AGENT, business_key="Q-2002")
    agent = log_in("li.na")
    assert agent.get(f"/cases/{theirs}").status_code == 403
    assert agent.get(f"/cases/{theirs}/diagrams/quote.bpmn").status_code == 403
    assert agent.get(f"/cases/{mine}").status_code == 200
    assert log_in("he.jing").get(f"/cases/{theirs}").status_code == 200
    assert "Q-2001" not in agent.get("/cases").text
    assert "Q-2002" in agent.get("/cases").text  # somebody else began it; it names her as its agent
    assert "Q-2001" in log_in("he.jing").get("/cases").text


def test_reading_a_history_is_recorded(log_in: LogIn, engine: Engine, quote: str) -> None:
    assert not engine.queries.access_log(case_id=quote)
    log_in("he.jing").get(f"/cases/{quote}")
    seen = engine.queries.access_log(case_id=quote)[0]
    assert (seen.actor_id, seen.outcome, seen.verb) == ("he.jing", "read", "read history")


def test_cases_are_found_by_their_number(log_in: LogIn, engine: Engine, quote: str) -> None:
    engine.start("quote", {}, AGENT, business_key="Q-7777")
    page = log_in("he.jing").get("/cases?q=Q-7").text
    assert "Q-7777" in page
    assert "Q-1001" not in page
    assert "没有找到符合条件的案件" in log_in("he.jing").get("/cases?q=nothing").text


def test_every_kind_of_incident_has_its_words() -> None:
    assert set(KIND_WORDS) == {kind.value for kind in IncidentKind}


def test_a_failed_step_stands_in_the_incidents_until_it_is_tried_again(
    log_in: LogIn, engine: Engine, prices: Prices, quote: str
) -> None:
    prices.broken = True
    hand_in(log_in("li.na"), task_of(engine, quote), GOOD)
    assert "异常，等运营处理" in log_in("li.na").get(f"/cases/{quote}").text
    operations = log_in("wang.qiang")
    page = operations.get("/incidents").text
    assert "计算保费" in page
    assert "Q-1001" in page
    incident = engine.queries.incidents()[0].id
    operations.post(f"/incidents/{incident}/retry")
    assert "还是没有成功" in operations.get("/incidents").text
    prices.broken = False
    operations.post(f"/incidents/{engine.queries.incidents()[0].id}/retry")
    page = operations.get("/incidents").text
    assert "案件继续往下走了" in page
    assert "没有异常" in page


def test_only_operations_try_again(log_in: LogIn, engine: Engine, prices: Prices, quote: str) -> None:
    prices.broken = True
    hand_in(log_in("li.na"), task_of(engine, quote), GOOD)
    incident = engine.queries.incidents()[0].id
    assert log_in("li.na").get("/incidents").status_code == 403
    assert log_in("auditor").get("/incidents").status_code == 200
    assert log_in("auditor").post(f"/incidents/{incident}/retry").status_code == 403


@pytest.mark.parametrize("status", ["active", "suspended", "completed", "terminated", "cancelled"])
def test_every_state_of_a_case_has_its_word(app: Flask, status: str) -> None:
    with app.test_request_context():
        assert STATUS_WORDS[status][0]()


def test_an_ended_case_says_how_it_ended(log_in: LogIn, engine: Engine, quote: str) -> None:
    engine.cancel(quote, AGENT, "客户改变主意")
    page = log_in("li.na").get(f"/cases/{quote}").text
    assert "已取消" in page
    assert "取消案件：客户改变主意" in page


def test_a_case_that_is_not_there_is_not_found(log_in: LogIn) -> None:
    assert log_in("he.jing").get("/cases/nonsense").status_code == 404


def test_starting_needs_the_process_to_be_deployed(log_in: LogIn) -> None:
    assert log_in("li.na").get("/cases/new/new_business").status_code == 404


__all__ = ["EngineError"]


def test_the_page_of_an_erased_case_opens_and_tells_no_more(log_in: LogIn, engine: Engine, quote: str) -> None:
    admin = Actor("admin", ActorKind.PERSON, Channel.TEST, frozenset({"admin"}), "系统管理员")
    engine.suspend(quote, admin, "等客户的电话")
    assert "等客户的电话" in log_in("li.na").get(f"/cases/{quote}").text
    engine.resume(quote, admin)
    engine.assign(task_of(engine, quote), AGENT, admin, "因为出差")
    engine.cancel(quote, admin, "客户不要了")
    engine.erase(quote, admin, "本人要求")
    page = log_in("li.na").get(f"/cases/{quote}")
    assert page.status_code == 200
    assert "销毁数据密钥：（已销毁）" in page.text
    assert not any(words in page.text for words in ("等客户的电话", "因为出差", "客户不要了", "本人要求"))


def test_the_list_says_whose_a_case_is_and_which_step_it_is_at(log_in: LogIn, engine: Engine, quote: str) -> None:
    page = log_in("he.jing").get("/cases").text
    assert "张**" in page
    assert "录入报价（保险代理人）" in page
    task = task_of(engine, quote)
    engine.claim(task, AGENT)
    assert "录入报价（李娜）" in log_in("he.jing").get("/cases").text
    engine.complete(task, LARGE, AGENT)
    page = log_in("he.jing").get("/cases").text
    assert "录入报价" not in page
    assert "复核报价（保险代理人、运营支持）" in page


def test_the_list_says_what_stopped_and_how_a_case_ended(
    log_in: LogIn, engine: Engine, quote: str, prices: Prices
) -> None:
    prices.broken = True
    engine.complete(task_of(engine, quote), GOOD, AGENT)
    assert "异常，等运营处理" in log_in("he.jing").get("/cases").text
    engine.cancel(quote, AGENT, "duplicate")
    page = log_in("he.jing").get("/cases?tab=all").text
    assert "已取消" in page
    assert "异常" not in page


def test_staff_send_the_customer_a_link_from_the_case_as_long_as_it_runs(
    log_in: LogIn, engine: Engine, quote: str, delivery: RememberingDelivery
) -> None:
    agent = log_in("li.na")
    assert "客户链接" in agent.get(f"/cases/{quote}").text
    answer = agent.post(f"/cases/{quote}/customer-link", follow_redirects=True)  # the agent's own task is open
    assert "链接已发送到客户的 138****5678" in answer.text
    assert [message.to for message in delivery.messages] == ["13812345678"]
    assert log_in("auditor").post(f"/cases/{quote}/customer-link").status_code == 403
    engine.cancel(quote, AGENT, "duplicate")
    assert "案件已经办结" in agent.post(f"/cases/{quote}/customer-link", follow_redirects=True).text
    assert len(delivery.messages) == 1


def test_an_agent_sends_links_to_own_cases_only(
    log_in: LogIn, engine: Engine, customer_id: str, delivery: RememberingDelivery
) -> None:
    theirs = engine.start("quote", {"applicant_id": customer_id, "agent_id": "zhou.yi"}, OTHER_AGENT)
    assert log_in("li.na").post(f"/cases/{theirs}/customer-link").status_code == 403
    assert delivery.messages == []


def test_a_confidential_case_is_not_there_for_whoever_may_not_know_of_it(log_in: LogIn, engine: Engine) -> None:
    secret = Sketch("secret", properties={"sop:confidential": "compliance management"})
    secret.start().user("look", "compliance").end().chain("start", "look", "end")
    engine.deploy(secret.files(), AGENT)
    case = engine.start("secret", {"agent_id": AGENT.id}, AGENT, business_key="STR-1")

    knows, agent = log_in("he.jing"), log_in("li.na")
    assert "STR-1" in knows.get("/cases").text
    assert knows.get(f"/cases/{case}").status_code == 200
    assert "STR-1" not in agent.get("/cases").text
    assert agent.get(f"/cases/{case}").status_code == 404
    assert agent.get(f"/cases/{case}/diagrams/secret.bpmn").status_code == 404


def test_a_case_is_quoted_by_its_key_else_by_its_own_number_else_by_its_policys() -> None:
    claim = {"policy_no": "P2026", "claim_no": "LP2026"}
    assert number_of("NB2026", claim) == "NB2026"
    assert number_of(None, claim) == "LP2026"
    assert number_of(None, {"policy_no": "P2026", "customer_id": "C1"}) == "P2026"
    assert number_of(None, {"journey_id": "J1"}) == ""
