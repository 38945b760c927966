from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.clock import ManualClock
from engine.engine import Engine
from engine.errors import BadInput, Conflict
from engine.store.store import Store
from tests.web.conftest import AGENT, PASSWORD, account
from web.accounts.operations import create_account, people_of
from web.accounts.passwords import make_one_time_password
from web.app import create_app
from web.security import limiter

BOTH_STORES = True

LogIn = Callable[[str], FlaskClient]


def test_whoever_logs_in_comes_back_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    asked = client.get("/accounts?x=1")
    assert asked.location == "/login?next=/accounts?x%3D1"
    answer = client.post(asked.location, data={"account": "Admin ", "password": PASSWORD})
    assert answer.location == "/accounts?x=1"
    assert client.get("/accounts").status_code == 200


def test_login_does_not_lead_off_the_site(client: FlaskClient) -> None:
    answer = client.post("/login?next=//evil.example/", data={"account": "admin", "password": PASSWORD})
    assert answer.location == "/"


@pytest.mark.parametrize(("who", "password"), [("li.na", "wrong"), ("nobody", PASSWORD), ("li.na", "")])
def test_a_wrong_login_gets_one_sentence_for_every_reason(client: FlaskClient, who: str, password: str) -> None:
    answer = client.post("/login", data={"account": who, "password": password})
    assert answer.status_code == 422
    assert ("账号或密码不对" in answer.text) or ("请填写此项" in answer.text)
    assert client.get("/inbox").status_code == 302


def test_guessing_passwords_is_slowed_down_per_account(app: Flask, client: FlaskClient) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    limiter.enabled = True
    try:
        statuses = [
            client.post("/login", data={"account": "li.na", "password": f"guess-{n}"}).status_code for n in range(10)
        ]
        other = client.post("/login", data={"account": "he.jing", "password": PASSWORD})
    finally:
        limiter.reset()
        limiter.enabled = False
    assert statuses == [422] * 8 + [429] * 2
    assert other.status_code == 302


def test_a_form_without_its_csrf_token_is_refused(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/login", data={"account": "li.na", "password": PASSWORD})
    assert answer.status_code == 400
    assert "刷新后再试" in answer.text


def test_a_one_time_password_opens_nothing_but_the_page_to_replace_it(
    client: FlaskClient, store: Store, clock: ManualClock
) -> None:
    with store.session() as rows:
        one_time = create_account(rows, "new.comer", "新人", ["agent"], clock.now())
    client.post("/login", data={"account": "new.comer", "password": one_time})
    assert client.get("/inbox").location == "/password"
    answer = client.post("/password", data={"present": one_time, "new": "my-own-secret", "again": "my-own-secret"})
    assert answer.status_code == 302
    assert client.get("/inbox").status_code == 200


@pytest.mark.parametrize(
    ("present", "new", "again", "says"),
    [
        ("wrong-password", "my-own-secret", "my-own-secret", "当前密码不对"),
        (PASSWORD, "short", "short", "至少要有 10 个字符"),
        (PASSWORD, "my-own-secret", "another-secret", "不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与当前密码相同"),
    ],
)
def test_a_password_is_not_changed_carelessly(log_in: LogIn, present: str, new: str, again: str, says: str) -> None:
    answer = log_in("li.na").post("/password", data={"present": present, "new": new, "again": again})
    assert answer.status_code == 422
    assert says in answer.text


def test_changing_the_password_ends_the_other_sessions_only(log_in: LogIn) -> None:
    here, elsewhere = log_in("li.na"), log_in("li.na")
    here.post("/password", data={"present": PASSWORD, "new": "my-own-secret", "again": "my-own-secret"})
    assert here.get("/inbox").status_code == 200
    assert elsewhere.get("/inbox").status_code == 302


def test_a_leavers_sessions_die_at_once(log_in: LogIn, store: Store) -> None:
    leaver = log_in("li.na")
    assert leaver.get("/inbox").status_code == 200
    log_in("admin").post("/accounts/li.na/disable")
    assert leaver.get("/inbox").status_code == 302
    assert account(store, "li.na").disabled_at is not None
    assert leaver.post("/login", data={"account": "li.na", "password": PASSWORD}).status_code == 422


def test_what_a_leaver_held_goes_back_to_its_group(log_in: LogIn, engine: Engine, quote: str) -> None:
    (task,) = engine.queries.tasks_of_case(quote)
    log_in("li.na").post(f"/tasks/{task.id}/claim")
    assert engine.queries.task(task.id).holder == "li.na"
    log_in("admin").post("/accounts/li.na/disable")
    assert engine.queries.task(task.id).holder is None
    assert [entry.command for entry in engine.queries.history(quote)][-1] == "release"


def test_an_enabled_account_gets_a_new_one_time_password(log_in: LogIn, store: Store, client: FlaskClient) -> None:
    admin = log_in("admin")
    admin.post("/accounts/li.na/disable")
    page = admin.post("/accounts/li.na/enable")
    assert "li.na 的一次性密码" in page.text
    assert account(store, "li.na").password_is_one_time
    assert client.post("/login", data={"account": "li.na", "password": PASSWORD}).status_code == 422


def test_nobody_disables_the_own_account(log_in: LogIn) -> None:
    assert log_in("admin").post("/accounts/admin/disable").status_code == 403


def test_the_engine_is_told_who_has_an_account(app: Flask, store: Store) -> None:
    with store.session() as rows:
        found = people_of(rows, ["li.na", "admin", "nobody"])
    assert set(found) == {"li.na", "admin"}
    assert (found["li.na"].name, found["li.na"].roles) == ("李娜", frozenset({"agent"}))


def test_an_administrator_creates_an_account_that_can_log_in(log_in: LogIn, client: FlaskClient) -> None:
    page = log_in("admin").post("/accounts", data={"id": "zhou.yi", "name": "周毅", "roles": ["agent", "claims"]})
    one_time = page.text.split("<code>")[1].split("</code>")[0]
    assert client.post("/login", data={"account": "zhou.yi", "password": one_time}).status_code == 302


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"id": "li.na", "name": "李", "roles": ["agent"]}, 409),
        ({"id": "Li Na", "name": "李", "roles": ["agent"]}, 422),
        ({"id": "li.er", "name": "李"}, 422),
        ({"id": "li.er", "name": "李", "roles": ["emperor"]}, 422),
    ],
)
def test_an_unusable_account_is_refused_on_its_page(log_in: LogIn, data: dict, status: int) -> None:
    answer = log_in("admin").post("/accounts", data=data)
    assert answer.status_code == status
    assert 'class="refusal"' in answer.text


def test_the_operations_check_again(store: Store, clock: ManualClock) -> None:
    with store.session() as rows:
        with pytest.raises(Conflict):
            create_account(rows, "li.na", "李", ["agent"], clock.now())
        for bad in (("L", "李", ["agent"]), ("li.er", " ", ["agent"]), ("li.er", "李", []), ("li.er", "李", ["x"])):
            with pytest.raises(BadInput):
                create_account(rows, *bad, clock.now())


def test_a_session_ends_by_itself_and_by_logging_out(log_in: LogIn, clock: ManualClock) -> None:
    tired, leaving = log_in("li.na"), log_in("he.jing")
    leaving.post("/logout")
    assert leaving.get("/inbox").status_code == 302
    clock.advance(timedelta(hours=11, minutes=59))
    assert tired.get("/inbox").status_code == 200
    clock.advance(timedelta(minutes=1))
    assert tired.get("/inbox").status_code == 302


def test_a_logged_out_cookie_cannot_be_used_again(log_in: LogIn, app: Flask) -> None:
    browser = log_in("li.na")
    kept = browser.get_cookie("sopflow")
    assert kept is not None
    browser.post("/logout")
    thief = app.test_client()
    thief.set_cookie("sopflow", kept.value)
    assert thief.get("/inbox").status_code == 302


def test_one_time_passwords_differ_and_can_be_read_out() -> None:
    made = {make_one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert not set("01loi") & set("".join(made))


def test_after_a_long_pause_one_logs_in_again_and_is_back_where_one_was(
    engine, settings, post, clock, quote: str
) -> None:
    made = create_app(engine, replace(settings, idle_minutes=30), post)
    made.config.update(WTF_CSRF_ENABLED=False)
    browser = made.test_client()

    def enter(address: str = "/login") -> str | None:
        return browser.post(address, data={"account": "li.na", "password": PASSWORD}).location

    enter()
    (task,) = engine.queries.tasks_of_case(quote)
    browser.post(f"/tasks/{task.id}/claim")
    assert browser.put(f"/tasks/{task.id}/draft", json={"answers": {"amount": 7}}).status_code == 200
    for _ in range(3):  # who works stays, with clicks or without
        clock.advance(timedelta(minutes=29))
        assert browser.get("/sessions/stay").status_code == 204
    for _ in range(4):  # what an open page asks by itself is no work
        clock.advance(timedelta(minutes=8))
        last = [browser.get(address) for address in ("/notices/news", "/inbox/counts", f"/tasks/{task.id}/state")]
    assert [answer.location for answer in last] == [
        "/login?next=/notices/news", "/login?next=/inbox/counts", f"/login?next=/tasks/{task.id}/state"
    ]  # fmt: skip
    page = f"/tasks/{task.id}"
    sent = browser.post(f"{page}/complete", data={"answers": "{}"}, headers={"Referer": f"http://localhost{page}"})
    assert sent.status_code == 401
    assert f'href="/login?next={page}"' in sent.text
    assert browser.get(page).location == f"/login?next={page}"
    assert enter(f"/login?next={page}") == page
    assert engine.queries.task_detail(task.id, AGENT).draft == {"amount": 7}
    elsewhere = browser.application.test_client().post(
        "/tasks/x/complete", headers={"Referer": "https://evil.example/x"}
    )
    assert 'href="/login?next=/"' in elsewhere.text
