"""Logging in at a real OpenID provider on loopback: discovery, PKCE, state, nonce, signature."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pyotp
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from engine.clock import ManualClock
from engine.engine import Engine
from engine.store.store import Store
from tests.web import provider as at_provider
from tests.web.provider import CLIENT_ID, CLIENT_SECRET
from web.accounts import second_factor
from web.accounts.identities import identities_of
from web.accounts.operations import disable_account
from web.app import create_app
from web.customers.post import CustomerPost
from web.settings import Provider, Settings


@pytest.fixture(scope="module")
def running() -> Iterator[at_provider.Provider]:
    with at_provider.serving() as made:
        yield made


@pytest.fixture
def provider(running: at_provider.Provider) -> at_provider.Provider:
    running.user = {"sub": "u-1", "preferred_username": "li.na"}
    running.codes.clear()
    running.signs_with, running.says_issuer, running.says_nonce = running.key, "", None
    running.client.redirect_uris = ["http://localhost/login/provider/back"]
    return running


@pytest.fixture
def client(engine: Engine, settings: Settings, post: CustomerPost, provider: at_provider.Provider) -> FlaskClient:
    said = Provider(provider.issuer, CLIENT_ID, CLIENT_SECRET, name="公司账号")
    app = create_app(engine, replace(settings, provider=said), post)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def leave_for_provider(client: FlaskClient, address: str = "/login/provider") -> str:
    """As far as the provider's answer; gives the path on our site that it sends the browser back to."""
    sent = client.get(address)
    assert sent.status_code == 302
    answer = requests.get(sent.location, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def test_whoever_the_provider_knows_comes_in_and_to_the_page_asked_for(client: FlaskClient, store: Store) -> None:
    assert "公司账号" in client.get("/login?next=/cases").text
    answer = client.get(leave_for_provider(client, "/login/provider?next=/cases"))
    assert answer.location == "/cases"
    assert client.get("/inbox").status_code == 200
    with store.session() as rows:
        (bound,) = identities_of(rows, "li.na")
        assert bound.subject == "u-1"


def test_a_name_at_the_provider_that_is_given_to_another_opens_nothing(
    client: FlaskClient, provider: at_provider.Provider
) -> None:
    client.get(leave_for_provider(client))
    client.post("/logout")
    provider.user = {"sub": "u-2", "preferred_username": "li.na"}
    answer = client.get(leave_for_provider(client))
    assert answer.status_code == 403
    assert client.get("/inbox").status_code == 302


def test_a_person_renamed_at_the_provider_is_the_same_account(
    client: FlaskClient, provider: at_provider.Provider
) -> None:
    client.get(leave_for_provider(client))
    client.post("/logout")
    provider.user = {"sub": "u-1", "preferred_username": "he.jing"}
    client.get(leave_for_provider(client))
    assert "李娜" in client.get("/inbox").text


def test_whoever_has_no_account_or_left_is_told_so(
    client: FlaskClient, provider: at_provider.Provider, store: Store, clock: ManualClock
) -> None:
    provider.user = {"sub": "u-9", "preferred_username": "stranger"}
    answer = client.get(leave_for_provider(client))
    assert answer.status_code == 403
    assert "这里没有您的账号" in answer.text
    with store.session() as rows:
        disable_account(rows, "li.na", "admin", clock.now())
    provider.user = {"sub": "u-1", "preferred_username": "li.na"}
    assert client.get(leave_for_provider(client)).status_code == 403


@pytest.mark.parametrize("lie", ["key", "issuer", "nonce", "state", "verifier"])
def test_no_lie_gets_in(client: FlaskClient, provider: at_provider.Provider, lie: str) -> None:
    if lie == "key":
        provider.signs_with = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
    if lie == "issuer":
        provider.says_issuer = "http://evil.example"
    if lie == "nonce":
        provider.says_nonce = "another"
    back = leave_for_provider(client)
    if lie == "state":
        back = back.replace("state=", "state=x")
    if lie == "verifier":
        next(iter(provider.codes.values())).code_challenge = "A" * 43
    answer = client.get(back)
    assert answer.status_code == 403
    assert "统一登录没有成功" in answer.text
    assert client.get("/inbox").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(client: FlaskClient, provider: at_provider.Provider) -> None:
    back = leave_for_provider(client)
    victim = client.application.test_client()
    assert victim.get(back).status_code == 403
    provider.codes.clear()


def test_a_second_factor_is_asked_after_the_provider_unless_it_asked_for_one(
    client: FlaskClient, provider: at_provider.Provider, store: Store, clock: ManualClock
) -> None:
    with store.session() as rows:
        secret = second_factor.begin(rows, "li.na", clock.now())
        second_factor.confirm(rows, "li.na", pyotp.TOTP(secret).at(clock.now()), clock.now())
    assert client.get(leave_for_provider(client)).location == "/login/code"
    assert client.get("/inbox").status_code == 302
    provider.user["amr"] = ["pwd", "mfa"]
    assert client.get(leave_for_provider(client)).location == "/"
    assert client.get("/inbox").status_code == 200


def test_a_provider_that_is_away_is_said_so(client: FlaskClient, provider: at_provider.Provider) -> None:
    app: Flask = client.application
    site = app.extensions["sopflow"]
    away = replace(site.settings.provider, issuer="http://127.0.0.1:9")
    app.extensions["sopflow"] = replace(site, settings=replace(site.settings, provider=away))
    assert client.get("/login/provider").status_code == 403


def test_without_a_provider_there_is_no_such_page(app: Flask) -> None:
    browser = app.test_client()
    assert browser.get("/login/provider").status_code == 404
    assert "login/provider" not in browser.get("/login").text
