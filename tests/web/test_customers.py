"""The customer's pages, on the tests' own little process: link, code, read, sign, thanks."""

from __future__ import annotations

import base64
import hashlib
import re

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engine.clock import ManualClock
from engine.engine import Engine
from handlers.privacy import unseal
from handlers.records.customer import Identity
from tests.web.conftest import AGENT, LogIn, RememberingDelivery
from tests.web.test_inbox import GOOD, task_of
from web.customers import links
from web.customers.people import find_or_register
from web.inbox.comments import CUSTOMER, add_comment
from web.tables import CustomerConfirmation, CustomerLink

PICTURE = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(300)).decode()
READ = {"has_read": True, "answer": "accept"}
SIGNED = {"declares_truth": True}


@pytest.fixture
def waiting(engine: Engine, quote: str) -> str:
    """The quotation is entered; the customer has to read and sign."""
    engine.complete(task_of(engine, quote), GOOD, AGENT)
    return quote


@pytest.fixture
def link(log_in: LogIn, engine: Engine, waiting: str, delivery: RememberingDelivery) -> str:
    """The path of the link that the agent had sent."""
    log_in("li.na").post(f"/tasks/{task_of(engine, waiting)}/customer-link")
    return path_in(delivery)


def path_in(delivery: RememberingDelivery) -> str:
    found = re.search(r"http://localhost(/c/\S+)", delivery.messages[-1].text)
    assert found
    return found[1]


def code_in(delivery: RememberingDelivery) -> str:
    assert delivery.messages[-1].kind == "code"
    found = re.search(r"\d{6}", delivery.messages[-1].text)
    assert found
    return found[0]


@pytest.fixture
def phone(app: Flask, link: str, delivery: RememberingDelivery) -> FlaskClient:
    """A customer's browser that is in."""
    browser = app.test_client()
    browser.post(f"{link}/code")
    assert browser.post(f"{link}/enter", data={"code": code_in(delivery)}).location == "/my"
    return browser


def scope_of(engine: Engine, case_id: str, process_id: str) -> int:
    entered = (fact for entry in engine.queries.history(case_id) for fact in entry.facts)
    return next(fact.key for fact in entered if fact.name == "ElementActivated" and fact.element == process_id)


def hand_in(browser: FlaskClient, task_id: str, answers: dict, **data: str):
    shown = re.search(r'name="shown" value="(\w+)"', browser.get("/my").text)
    return browser.post(
        f"/my/{task_id}", data={"answers": orjson.dumps(answers).decode(), "shown": shown[1] if shown else ""} | data
    )


def test_the_link_goes_to_the_customers_own_phone_and_the_agent_sees_no_code(
    log_in: LogIn, engine: Engine, waiting: str, delivery: RememberingDelivery
) -> None:
    agent = log_in("li.na")
    answer = agent.post(f"/tasks/{task_of(engine, waiting)}/customer-link", follow_redirects=True)
    assert [message.to for message in delivery.messages] == ["13812345678"]
    token = path_in(delivery).removeprefix("/c/")
    assert "链接已发送到客户的 138****5678" in answer.text
    assert token not in answer.text
    assert "13812345678" not in answer.text


def test_only_some_roles_send_links_and_only_for_customers_tasks(
    log_in: LogIn, engine: Engine, quote: str, delivery: RememberingDelivery
) -> None:
    assert log_in("zhao.min").post(f"/tasks/{task_of(engine, quote)}/customer-link").status_code == 403
    assert log_in("li.na").post(f"/tasks/{task_of(engine, quote)}/customer-link").status_code == 422
    assert delivery.messages == []


def test_without_the_code_the_link_shows_nothing_of_the_matter(app: Flask, link: str) -> None:
    browser = app.test_client()
    page = browser.get(link).text
    assert "138****5678" in page
    for secret in ("张三丰", "保额", "Q-1001"):
        assert secret not in page
    assert browser.get("/my").location == "/c"


def test_a_wrong_link_and_a_used_one_look_alike(app: Flask, link: str, clock: ManualClock) -> None:
    browser = app.test_client()
    clock.advance(links.LINK_LASTS)
    answers = [browser.get(path, follow_redirects=True) for path in (link, "/c/nonsense")]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert answers[0].text == answers[1].text


def test_wrong_codes_are_counted_whatever_else_fails(
    app: Flask, link: str, delivery: RememberingDelivery, engine: Engine
) -> None:
    browser = app.test_client()
    browser.post(f"{link}/code")
    right = code_in(delivery)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    statuses = [browser.post(f"{link}/enter", data={"code": wrong}).status_code for _ in range(links.MAX_ATTEMPTS)]
    assert statuses == [422] * links.MAX_ATTEMPTS
    page = browser.post(f"{link}/enter", data={"code": right})
    assert page.status_code == 422
    assert "已失效" in page.text
    assert browser.get("/my").location == "/c"


def test_codes_are_not_sent_in_a_hurry(app: Flask, link: str, delivery: RememberingDelivery) -> None:
    browser = app.test_client()
    browser.post(f"{link}/code")
    sent = len(delivery.messages)
    assert "请稍候再试" in browser.post(f"{link}/code").text
    assert len(delivery.messages) == sent


def test_the_customer_reads_signs_and_is_thanked(phone: FlaskClient, engine: Engine, waiting: str) -> None:
    first = task_of(engine, waiting)
    page = phone.get("/my").text
    assert "阅读报价" in page
    assert "签名" not in page.split("<form")[2]
    assert hand_in(phone, first, READ).location == "/my"
    second = task_of(engine, waiting)
    page = phone.get("/my").text
    assert "亲笔签名" in page
    assert "<canvas" in page
    assert hand_in(phone, second, SIGNED, way="draw", signature_image=PICTURE).location == "/my"
    thanks = phone.get("/my").text
    assert "谢谢，已经收到" in thanks
    assert engine.queries.case(waiting).status == "completed"


def test_the_journal_says_that_it_was_the_customer_through_the_link(
    phone: FlaskClient, engine: Engine, waiting: str
) -> None:
    hand_in(phone, task_of(engine, waiting), READ)
    done = engine.queries.history(waiting)[-1]
    assert (done.command, done.actor_kind, done.channel) == ("complete", "customer", "customer_link")


def test_what_was_shown_and_signed_is_kept_as_evidence(
    phone: FlaskClient, engine: Engine, waiting: str, clock: ManualClock, customer_id: str
) -> None:
    hand_in(phone, task_of(engine, waiting), READ)
    signing = task_of(engine, waiting)
    hand_in(phone, signing, SIGNED, way="draw", signature_image=PICTURE)
    with engine.store.session() as rows:
        kept = rows.scalars(select(CustomerConfirmation).where(CustomerConfirmation.task_id == signing)).one()
        shown = unseal(rows, customer_id, kept.sealed_shown)
        picture = unseal(rows, customer_id, kept.sealed_signature)
    assert (kept.method, kept.remote_address, kept.confirmed_at) == ("drawn", "127.0.0.1", clock.now())
    assert kept.accepted_at is not None
    assert picture == PICTURE
    assert "我声明" in str(shown["form"])
    assert shown["answers"] == SIGNED
    assert hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest() == kept.shown_sha256
    assert b"PNG" not in kept.sealed_signature


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"way": "draw", "signature_image": ""},
        {"way": "draw", "signature_image": "data:image/svg+xml;base64,PHN2Zz4="},
        {"way": "draw", "signature_image": "data:image/png;base64," + base64.b64encode(bytes(400)).decode()},
        {"way": "type", "signature_name": "  "},
    ],
)
def test_unsigned_nothing_goes_on(phone: FlaskClient, engine: Engine, waiting: str, data: dict) -> None:
    hand_in(phone, task_of(engine, waiting), READ)
    signing = task_of(engine, waiting)
    answer = hand_in(phone, signing, SIGNED, **data)
    assert answer.status_code == 422
    assert "签名" in answer.text
    assert engine.queries.task(signing).state == "open"


def test_a_typed_name_signs_too(phone: FlaskClient, engine: Engine, waiting: str) -> None:
    hand_in(phone, task_of(engine, waiting), READ)
    hand_in(phone, task_of(engine, waiting), SIGNED, way="type", signature_name="张三丰")
    assert engine.queries.case(waiting).status == "completed"


def test_a_page_whose_content_has_changed_must_be_read_again(phone: FlaskClient, engine: Engine, waiting: str) -> None:
    task_id = task_of(engine, waiting)
    shown = re.search(r'name="shown" value="(\w+)"', phone.get("/my").text)[1]
    engine.set_variables(waiting, {"premium": 999}, AGENT, "corrected", scope_key=scope_of(engine, waiting, "confirm"))
    data = {"answers": orjson.dumps(READ).decode(), "shown": shown}
    answer = phone.post(f"/my/{task_id}", data=data)
    assert answer.status_code == 409
    assert "请重新阅读" in answer.text
    assert engine.queries.task(task_id).state == "open"
    assert hand_in(phone, task_id, READ).status_code == 302


def test_when_all_is_done_the_link_opens_nothing_more(
    phone: FlaskClient, engine: Engine, waiting: str, link: str, app: Flask
) -> None:
    hand_in(phone, task_of(engine, waiting), READ)
    assert app.test_client().get(link).status_code == 200  # one task is left
    hand_in(phone, task_of(engine, waiting), SIGNED, way="type", signature_name="张三丰")
    assert app.test_client().get(link).location == "/c"
    with engine.store.session() as rows:
        assert rows.scalars(select(CustomerLink)).one().end_reason == "done"


def test_a_customer_reaches_the_own_case_and_nothing_else(
    phone: FlaskClient, engine: Engine, waiting: str, customer_id: str
) -> None:
    other = engine.start("quote", {"applicant_id": customer_id}, AGENT)
    engine.complete(task_of(engine, other), GOOD, AGENT)
    theirs = task_of(engine, other)
    assert phone.post(f"/my/{theirs}", data={"answers": "{}"}).status_code == 404
    assert phone.put(f"/my/{theirs}/draft", json={"answers": {}}).status_code == 404
    for closed in ("/inbox", f"/cases/{waiting}", f"/tasks/{task_of(engine, waiting)}", "/accounts"):
        assert phone.get(closed).location.startswith("/login")


def test_a_customer_does_not_do_the_staffs_tasks(phone: FlaskClient, engine: Engine, customer_id: str) -> None:
    with engine.store.session() as rows:
        case_id = rows.scalars(select(CustomerLink)).one().case_id
    entered = next(task.id for task in engine.queries.tasks_of_case(case_id, open_only=False))
    assert phone.post(f"/my/{entered}", data={"answers": "{}"}).status_code == 404


def test_a_customers_draft_is_kept(phone: FlaskClient, engine: Engine, waiting: str) -> None:
    task_id = task_of(engine, waiting)
    assert phone.put(f"/my/{task_id}/draft", json={"answers": {"answer": "later"}}).json == {"saved_at": "10:42"}
    assert "later" in phone.get("/my").text


def test_refused_answers_come_back_to_the_customer(phone: FlaskClient, engine: Engine, waiting: str) -> None:
    answer = hand_in(phone, task_of(engine, waiting), {"has_read": False})
    assert answer.status_code == 422
    assert "我已阅读保险责任和责任免除" in answer.text


def test_the_customers_hour_ends(phone: FlaskClient, clock: ManualClock, waiting: str) -> None:
    assert phone.get("/my").status_code == 200
    clock.advance(links.SESSION_LASTS)
    assert phone.get("/my").location == "/c"


def test_comments_for_the_customer_are_on_the_customers_pages_and_internal_ones_are_not(
    engine: Engine,
    log_in: LogIn,
    phone: FlaskClient,
    waiting: str,
) -> None:
    assert "留言" not in phone.get("/my").text
    staff = log_in("li.na")
    staff.post(f"/tasks/{task_of(engine, waiting)}/comments", data={"text": "请<b>带身份证", "visibility": "customer"})
    staff.post(f"/tasks/{task_of(engine, waiting)}/comments", data={"text": "客户很着急"})
    for address in ("/my", f"/my/matters/{waiting}"):
        page = phone.get(address).text
        assert "我们给您的留言" in page
        assert "请&lt;b&gt;带身份证" in page
        assert "客户很着急" not in page
        assert "李娜" not in page
    assert "1 条留言" in phone.get("/my/home").text
    for answers, signature in ((READ, {}), (SIGNED, {"way": "type", "signature_name": "张三丰"})):
        hand_in(phone, task_of(engine, waiting), answers, **signature)
    assert "请&lt;b&gt;带身份证" in phone.get(f"/my/matters/{waiting}").text


def test_what_is_written_for_one_customer_is_not_shown_to_another(
    app: Flask,
    engine: Engine,
    waiting: str,
    delivery: RememberingDelivery,
) -> None:
    site = app.extensions["sopflow"]
    add_comment(site, waiting, "只给张三丰", by=AGENT, visibility=CUSTOMER)
    identity = Identity("李四", id_no="110101199003070001", mobile="13800000001")
    with engine.store.session() as rows:
        other = find_or_register(rows, identity, "li.na", engine.clock.now())
    theirs = engine.start("quote", {"applicant_id": other}, AGENT)
    engine.complete(task_of(engine, theirs), GOOD, AGENT)
    site.post.send_link(theirs, other, "li.na")
    browser, path = app.test_client(), path_in(delivery)
    browser.post(f"{path}/code")
    browser.post(f"{path}/enter", data={"code": code_in(delivery)})
    for address in ("/my", "/my/home"):
        page = browser.get(address)
        assert page.status_code == 200
        assert "张三丰" not in page.text
        assert "留言" not in page.text
    assert browser.get(f"/my/matters/{waiting}").status_code == 404
