"""The staff's smaller rooms on both stores: handing over, substitutes, teams; sessions, second factor, refusals."""

from __future__ import annotations

from datetime import timedelta

from engine.engine import Engine
from tests.web.conftest import AGENT, LogIn
from tests.web.test_handover import colleagues, person, wanted  # noqa: F401 - a fixture among them
from web.handover.mandates import appoint
from web.handover.returning import end_substitutions
from web.leads.operations import DONE, Decision, begin, run
from web.leads.plans import Verb
from web.notices.courier import Courier, deliveries_of
from web.notices.news import News
from web.settings import Settings

BOTH_STORES = True


def test_work_goes_from_hand_to_hand(engine: Engine, log_in: LogIn, quote: str, clock, store) -> None:
    (task,) = engine.queries.tasks_of_case(quote)
    engine.claim(task.id, AGENT)
    lead = log_in("lin.feng")
    assert "李娜" in lead.get("/team?holder=li.na").text
    assert lead.post(f"/tasks/{task.id}/hand-over", data={"to": "bo.wen", "reason": "均衡"}).status_code == 302
    substitution = appoint(
        engine, wanted(engine, principal_id="bo.wen", substitute_id="li.na"), person(store, "bo.wen")
    )
    li = log_in("li.na")
    li.post("/acting", data={"substitution": substitution})
    li.post(f"/tasks/{task.id}/take-over")
    li.post(f"/tasks/{task.id}/pause", data={"ground": "customer", "reason": "等身份证"})
    assert "薄文" in li.get("/substitutions").text
    assert "交给了您" in log_in("bo.wen").get("/notices").text
    now = engine.queries.task(task.id)
    assert (now.holder, now.held_for, now.pause_reason) == ("li.na", "bo.wen", "等身份证")
    clock.advance(timedelta(days=3))
    assert end_substitutions(engine) == 1
    leader = person(store, "lin.feng")
    done = run(engine, begin(engine, Decision(Verb.RESUME, [(task.id, None)], "到齐"), leader), leader)
    assert (done.count(DONE), engine.queries.task(task.id).holder) == (1, "bo.wen")
    assert engine.replay(quote).agrees


def test_who_is_to_be_told_outside_is_written_to(
    engine: Engine, log_in: LogIn, quote: str, clock, settings: Settings, store
) -> None:
    courier = Courier(settings)
    courier.attach(engine)
    engine._dispatcher._senders = {**engine._dispatcher._senders, **courier.senders()}
    browser, (task,) = log_in("li.na"), engine.queries.tasks_of_case(quote)
    browser.post("/notices/preferences", data={"digest_hour": "9", "due.wecom": "now", "handover.email": "digest"})
    look_out, _ = courier.chores()
    look_out()
    news = News(store, most=1, tick_s=3600)
    stream = news.open("li.na", "li.na", frozenset())
    engine.assign(task.id, person(store, "li.na"), person(store, "lin.feng"), "均衡")
    clock.move_to(task.due_at + timedelta(minutes=1))
    for _ in range(2):
        look_out()
        engine.dispatch_outbox()
    news._tick()
    news.stop()
    assert sorted(stream.waiting) == ["notice", "work"]
    with store.session() as rows:
        (delivery,) = deliveries_of(rows, "li.na")
    assert (delivery.channel, delivery.state, delivery.problem) == ("wecom", "failed", "no_address")
    browser = log_in("li.na")
    assert "没有送达" in browser.get("/notices/preferences").text
    assert "已超期" in browser.get("/notices").text
    assert log_in("admin").get("/notices/addresses").status_code == 200


def test_the_rooms_of_the_account_open(log_in: LogIn, client) -> None:
    li = log_in("li.na")
    assert li.get("/sessions").status_code == 200
    assert li.get("/second-factor").status_code == 200
    assert log_in("auditor").get("/refusals").status_code == 200
    assert client.get("/login/provider").status_code < 500


def test_a_customer_is_found_and_all_of_it_shown(log_in: LogIn, quote: str, customer_id: str) -> None:
    browser = log_in("wang.qiang")
    found = browser.post("/search", data={"text": "13812345678"}, follow_redirects=True).text
    assert f"/dossiers/customer/{customer_id}" in found
    page = browser.get(f"/dossiers/customer/{customer_id}").text
    assert f'href="/cases/{quote}"' in page
    assert "张**" in page
