"""Sessions one can see and end, passwords, second factors, an account's own history, and what was refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from argon2 import Type
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DatabaseError

from engine.clock import ManualClock
from engine.engine import Engine
from engine.store.store import Store
from tests.web.conftest import HASHER, PASSWORD, LogIn, account
from web.accounts import denied, guesses, policy, second_factor
from web.accounts.events import Event, events_of
from web.accounts.forms import RULE_WORDS
from web.accounts.operations import change_roles, disable_account
from web.accounts.policy import Rule
from web.accounts.second_factor import PRIVILEGED, Check, check_code
from web.accounts.sessions import device_of
from web.accounts.tables import AccountEvent, SecondFactor
from web.accounts.words import ERROR_WORDS, EVENT_WORDS, REASON_WORDS
from web.app import create_app
from web.customers.post import CustomerPost
from web.permissions import ROLES
from web.settings import REQUIRED, Settings, read_settings

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
CODES = re.compile(r"<li><code>([a-z0-9-]+)</code></li>")


def change_password(browser: FlaskClient, present: str, new: str) -> str:
    """The refusing page; empty when the password was changed."""
    answer = browser.post("/password", data={"present": present, "new": new, "again": new})
    return "" if answer.status_code == 302 else answer.text


def events(store: Store, account_id: str) -> list[str]:
    with store.session() as rows:
        return [line.event for line in events_of(rows, account_id)]


# sessions


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (EDGE, "Edge · Windows"),
        (PHONE, "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("curl/8.5", ""),
    ],
)
def test_a_device_is_told_in_two_words(sent: str, said: str) -> None:
    assert device_of(sent) == said


def test_a_person_sees_the_own_devices_and_ends_one(app: Flask, log_in: LogIn, clock: ManualClock) -> None:
    here, elsewhere = log_in("li.na"), app.test_client()
    elsewhere.post("/login", data={"account": "li.na", "password": PASSWORD}, headers={"User-Agent": EDGE})
    clock.advance(timedelta(minutes=7))
    elsewhere.get("/inbox", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    page = here.get("/sessions").text
    assert "Edge · Windows" in page
    assert "203.0.113.9" in page
    assert "这台设备" in page
    (ending,) = re.findall(r'action="(/sessions/[0-9a-f]+/end)"', page)
    assert here.post(ending).status_code == 302
    assert elsewhere.get("/inbox").status_code == 302
    assert here.get("/inbox").status_code == 200


def test_nobody_ends_the_session_of_another_by_its_number(log_in: LogIn) -> None:
    mine, theirs = log_in("li.na"), log_in("he.jing")
    log_in("he.jing")
    (ending,) = re.findall(r'action="(/sessions/[0-9a-f]+/end)"', theirs.get("/sessions").text)
    assert mine.post(ending).status_code == 404
    assert theirs.get("/inbox").status_code == 200


def test_an_administrator_ends_the_sessions_of_an_account(log_in: LogIn, store: Store) -> None:
    browser, other = log_in("li.na"), log_in("li.na")
    admin = log_in("admin")
    number = re.findall(r'name="session" value="([0-9a-f]+)"', admin.get("/accounts/li.na").text)[0]
    admin.post("/accounts/li.na/sessions/end", data={"session": number})
    assert sorted(page.get("/inbox").status_code for page in (browser, other)) == [200, 302]
    admin.post("/accounts/li.na/sessions/end")
    assert other.get("/inbox").status_code == browser.get("/inbox").status_code == 302
    assert events(store, "li.na") == ["sessions_ended"] * 2


def test_behind_a_proxy_of_our_own_the_browsers_address_is_told(
    engine: Engine, settings: Settings, post: CustomerPost
) -> None:
    said = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    for proxies, seen in ((0, "127.0.0.1"), (1, "203.0.113.9")):
        app = create_app(engine, replace(settings, proxies=proxies), post)
        app.config["WTF_CSRF_ENABLED"] = False
        browser = app.test_client()
        browser.post("/login", data={"account": "li.na", "password": PASSWORD}, headers=said)
        assert seen in browser.get("/sessions").text


# passwords


@pytest.mark.parametrize(
    ("password", "score"),
    [("password123", 0), ("woaini1314520", 2), ("sopflow2026!", 2), ("qwertyuiop12", 1), (PASSWORD, 4)],
)
def test_what_everybody_tries_first_is_known(password: str, score: int) -> None:
    assert guesses.strength(password, []) == score


@pytest.mark.parametrize(
    ("new", "says"), [("1234567890", "太容易被猜到"), ("auditor-of-the-sea", "账号或姓名"), ("x" * 201, "最多 200")]
)
def test_a_weak_password_is_refused_with_its_reason(log_in: LogIn, new: str, says: str) -> None:
    assert says in change_password(log_in("auditor"), PASSWORD, new)


def test_a_password_is_not_used_again_until_some_others_were(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMEMBERED", 2)  # of five, to spare the tests some slow hashes
    monkeypatch.setattr(guesses, "strength", lambda *_: 4)
    browser, words = log_in("he.jing"), ["lantern-orbit-glacier", "copper-meadow-violin", "thunder-pickle-avenue"]
    assert change_password(browser, PASSWORD, words[0]) == ""
    assert change_password(browser, words[0], words[1]) == ""
    assert "最近用过的 5 个密码" in change_password(browser, words[1], PASSWORD)
    assert change_password(browser, words[1], words[2]) == ""
    assert change_password(browser, words[2], PASSWORD) == ""


def test_hashes_are_slow_and_large_enough() -> None:
    assert HASHER.type is Type.ID
    assert HASHER.memory_cost >= 19 * 1024  # KiB, OWASP's least for argon2id
    assert HASHER.time_cost >= 2


# second factor


@pytest.fixture
def phone(log_in: LogIn, clock: ManualClock) -> tuple[FlaskClient, pyotp.TOTP, list[str]]:
    """The auditor's browser, phone and recovery codes, just set up."""
    browser = log_in("auditor")
    assert "当前密码不对" in browser.post("/second-factor/begin", data={"password": "wrong"}).text
    browser.post("/second-factor/begin", data={"password": PASSWORD})
    page = browser.get("/second-factor").text
    assert "data:image/svg+xml" in page
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    totp = pyotp.TOTP(secret)
    assert "验证码不对" in browser.post("/second-factor/confirm", data={"code": "000000"}).text
    codes = CODES.findall(browser.post("/second-factor/confirm", data={"code": totp.at(clock.now())}).text)
    assert len(set(codes)) == 8
    return browser, totp, codes


def half_in(app: Flask) -> FlaskClient:
    browser = app.test_client()
    answer = browser.post("/login?next=/refusals", data={"account": "auditor", "password": PASSWORD})
    assert answer.location == "/login/code"
    return browser


def test_the_password_alone_opens_nothing(app: Flask, phone) -> None:
    browser = half_in(app)
    assert browser.get("/refusals").location.startswith("/login")
    assert browser.get("/login/code").status_code == 200


def test_a_code_opens_once_and_leads_to_the_page_asked_for(app: Flask, phone, clock: ManualClock) -> None:
    _, totp, _ = phone
    code = totp.at(clock.now())
    assert "已经用过" in half_in(app).post("/login/code", data={"code": code}).text  # it confirmed the phone
    clock.advance(timedelta(seconds=30))
    code = totp.at(clock.now())
    first = half_in(app)
    assert first.post("/login/code", data={"code": code}).location == "/refusals"
    assert first.get("/refusals").status_code == 200
    assert half_in(app).post("/login/code", data={"code": code}).status_code == 422


def test_a_recovery_code_opens_once(app: Flask, phone, store: Store) -> None:
    code = phone[2][3].upper().replace("-", " ")
    assert half_in(app).post("/login/code", data={"code": code}).status_code == 302
    assert half_in(app).post("/login/code", data={"code": code}).status_code == 422
    assert "recovery_code_used" in events(store, "auditor")


def test_five_wrong_codes_close_the_door_even_to_the_right_one(app: Flask, phone, clock: ManualClock) -> None:
    _, totp, _ = phone
    clock.advance(timedelta(seconds=30))
    thief = half_in(app)
    for _ in range(5):
        answer = thief.post("/login/code", data={"code": "123456"})
    assert "15 分钟" in answer.text
    assert half_in(app).post("/login/code", data={"code": totp.at(clock.now())}).status_code == 422
    clock.advance(timedelta(minutes=15))
    assert half_in(app).post("/login/code", data={"code": totp.at(clock.now())}).status_code == 302


def test_whoever_gave_the_password_has_five_minutes_for_the_code(app: Flask, phone, clock: ManualClock) -> None:
    browser = half_in(app)
    clock.advance(timedelta(minutes=5))
    assert browser.post("/login/code", data={"code": phone[1].at(clock.now())}).location == "/login"


def test_the_secret_is_sealed_and_dies_with_the_account(phone, store: Store, clock: ManualClock) -> None:
    secret = phone[1].secret
    with store.session() as rows:
        row = rows.get(SecondFactor, "auditor")
        assert secret.encode() not in bytes(row.sealed_secret)
        disable_account(rows, "auditor", "admin", clock.now())
        assert rows.get(SecondFactor, "auditor") is None
        assert check_code(rows, "auditor", phone[2][0], clock.now()) is Check.WRONG


def test_a_phone_is_changed_with_a_code_and_never_without(phone, clock: ManualClock) -> None:
    browser, totp, codes = phone
    assert browser.post("/second-factor/remove", data={"code": "000000"}).status_code == 422
    assert browser.post("/second-factor/recovery-codes", data={"code": codes[0]}).status_code == 200
    assert browser.post("/second-factor/remove", data={"code": codes[1]}).status_code == 422  # the old codes are void
    clock.advance(timedelta(seconds=30))
    assert browser.post("/second-factor/remove", data={"code": totp.at(clock.now())}).status_code == 302
    assert browser.post("/second-factor/begin", data={"password": PASSWORD}).status_code == 302


def test_an_administrator_takes_a_lost_second_factor_away_but_never_the_own(
    phone, app: Flask, log_in: LogIn, store: Store
) -> None:
    admin = log_in("admin")
    assert admin.post("/accounts/admin/second-factor/remove").status_code == 403
    admin.post("/accounts/auditor/second-factor/remove")
    assert phone[0].get("/refusals").status_code == 302
    assert log_in("auditor").get("/refusals").status_code == 200
    assert "second_factor_removed" in events(store, "auditor")


def test_where_it_is_required_privileged_roles_get_no_further_without_it(
    engine: Engine, settings: Settings, post: CustomerPost, clock: ManualClock
) -> None:
    app = create_app(engine, replace(settings, second_factor=REQUIRED), post)
    app.config["WTF_CSRF_ENABLED"] = False
    agent, admin = app.test_client(), app.test_client()
    agent.post("/login", data={"account": "li.na", "password": PASSWORD})
    assert agent.get("/inbox").status_code == 200
    admin.post("/login", data={"account": "admin", "password": PASSWORD})
    assert admin.get("/accounts").location == "/second-factor"
    assert admin.post("/accounts/li.na/disable").location == "/second-factor"
    admin.post("/second-factor/begin", data={"password": PASSWORD})
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", admin.get("/second-factor").text)[0].replace(" ", "")
    admin.post("/second-factor/confirm", data={"code": pyotp.TOTP(secret).at(clock.now())})
    assert admin.get("/accounts").status_code == 200


def test_it_is_required_behind_https_and_offered_on_a_machine_of_ones_own() -> None:
    assert read_settings({}).second_factor == "offered"
    assert read_settings({"SOPFLOW_SECURE_COOKIES": "1"}).second_factor == "required"
    assert read_settings({"SOPFLOW_SECURE_COOKIES": "1", "SOPFLOW_SECOND_FACTOR": "offered"}).second_factor == "offered"
    assert set(ROLES) >= PRIVILEGED


def test_the_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B
    assert pyotp.TOTP(secret, digits=8).at(59) == "94287082"
    assert pyotp.TOTP(secret).interval == second_factor.STEP_S


# accounts and their history


def test_what_an_administrator_does_to_an_account_is_in_its_history(log_in: LogIn, store: Store) -> None:
    admin = log_in("admin")
    admin.post("/accounts/li.na", data={"name": "李娜娜", "roles": ["agent", "claims"]})
    assert account(store, "li.na").role_ids == {"agent", "claims"}
    page = log_in("auditor").get("/accounts/li.na").text
    assert "姓名由 李娜 改为 李娜娜" in page
    assert "角色由 保险代理人 改为 保险代理人、理赔" in page
    assert "<button" not in page.split("<main")[1]  # the auditor looks and changes nothing
    assert log_in("auditor").post("/accounts/li.na", data={"name": "x", "roles": ["admin"]}).status_code == 403


def test_nobody_changes_the_own_roles(log_in: LogIn, store: Store) -> None:
    answer = log_in("admin").post("/accounts/admin", data={"name": "系统管理员", "roles": ["admin", "underwriter"]})
    assert answer.status_code == 403
    assert account(store, "admin").role_ids == {"admin"}


def test_what_is_held_under_a_lost_role_goes_back(log_in: LogIn, engine: Engine, quote: str) -> None:
    (task,) = engine.queries.tasks_of_case(quote)
    log_in("li.na").post(f"/tasks/{task.id}/claim")
    log_in("admin").post("/accounts/li.na", data={"name": "李娜", "roles": ["claims"]})
    assert engine.queries.task(task.id).holder is None


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(log_in: LogIn, store: Store, clock: ManualClock) -> None:
    browser = log_in("auditor")
    assert browser.get("/refusals").status_code == 200
    with store.session() as rows:
        change_roles(rows, "auditor", ["agent"], clock.now(), by="admin")
    assert browser.get("/refusals").status_code == 403


def test_the_history_of_accounts_cannot_be_changed(log_in: LogIn, store: Store) -> None:
    log_in("admin").post("/accounts/li.na/password")
    for verb in ("UPDATE account_events SET by = 'x'", "DELETE FROM account_events"):
        with pytest.raises(DatabaseError, match="append-only"), store.engine.begin() as connection:
            connection.exec_driver_sql(verb)
    with store.session() as rows:
        assert rows.query(AccountEvent).count() == 1


def test_every_word_of_the_vocabularies_is_said() -> None:
    assert set(EVENT_WORDS) == set(Event)
    assert set(RULE_WORDS) == set(Rule)
    assert all(ERROR_WORDS.values())


# what was refused


def test_what_was_refused_is_on_a_page_with_its_reason(app: Flask, log_in: LogIn, engine: Engine, quote: str) -> None:
    denied._flood.storage.reset()  # of other tests in this minute
    (task,) = engine.queries.tasks_of_case(quote)
    stranger = app.test_client()
    stranger.post("/login", data={"account": "li.na", "password": "my-secret-guess"})
    stranger.post("/login", data={"account": "hunter2-typed-here", "password": "x"})
    log_in("li.na").get("/accounts")
    log_in("zhao.min").post(f"/tasks/{task.id}/claim")
    auditor = log_in("auditor")
    page = auditor.get("/refusals").text
    for said in (
        "账号或密码不对",
        "角色没有这项权限",
        "领取任务",
        "没有这项权限",
        "李娜",
        "赵敏",
        "未登录的人",
        "127.0.0.1",
    ):
        assert said in page, said
    assert "hunter2" not in page
    assert "my-secret-guess" not in page
    assert f"/cases/{quote}" in page
    only = auditor.get("/refusals?who=zhao.min&verb=claim").text
    assert "领取任务" in only
    assert "账号或密码不对" not in only
    assert "没有符合条件" in auditor.get("/refusals?since=2026-11-21").text
    assert "赵敏" in auditor.get("/refusals?since=2026-11-20&until=2026-11-20").text
    assert set(REASON_WORDS) > {"wrong_password", "no_permission"}


def test_the_page_of_refusals_pages_on(log_in: LogIn, engine: Engine, quote: str) -> None:
    auditor = log_in("auditor")
    (task,) = engine.queries.tasks_of_case(quote)
    zhao = log_in("zhao.min")
    for _ in range(101):
        zhao.post(f"/tasks/{task.id}/claim")
    first = auditor.get("/refusals?who=zhao.min").text
    (older,) = re.findall(r'href="(/refusals\?[^"]*before=\d+)"', first)
    assert auditor.get(older.replace("&amp;", "&")).text.count('class="row-title"') == 1
