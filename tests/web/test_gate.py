import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.i18n.words import ROLE_WORDS
from web.permissions import GRANTS, ROLES, Permission, permission_of, permissions_of


def test_every_route_names_its_permission(app: Flask) -> None:
    nameless = [rule.rule for rule in app.url_map.iter_rules() if not permission_of(app.view_functions[rule.endpoint])]
    assert nameless == []


def test_a_view_without_a_permission_opens_to_nobody(app: Flask, log_in) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "secret")
    assert log_in("admin").get("/forgotten").status_code == 403


def test_without_a_login_every_closed_page_asks_for_one(app: Flask, client: FlaskClient) -> None:
    opened = []
    for rule in app.url_map.iter_rules():
        if permission_of(app.view_functions[rule.endpoint]) in {Permission.ANYONE, Permission.CUSTOMER}:
            continue
        values = dict.fromkeys(rule.arguments, "x")
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **values)
        for method in rule.methods & {"GET", "POST", "PUT"}:
            answer = client.open(address, method=method)
            if not (answer.status_code == 401 or (answer.location or "").startswith("/login?next=")):
                opened.append((method, address, answer.status_code))
    assert opened == []


def test_every_role_has_its_grants_and_its_word() -> None:
    assert set(GRANTS) == set(ROLES) == set(ROLE_WORDS)
    assert permissions_of(["nonsense"]) == frozenset()


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("li.na", "/accounts", 403),
        ("admin", "/accounts", 200),
        ("admin", "/inbox", 403),
        ("zhao.min", "/inbox", 200),
        ("auditor", "/inbox", 403),
    ],
)
def test_a_role_opens_its_own_pages_only(log_in, who: str, address: str, status: int) -> None:
    assert log_in(who).get(address).status_code == status


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for address in ("/login", "/static/logo.svg", "/no-such-page"):
        headers = client.get(address, buffered=True).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert client.get("/login").headers["Cache-Control"] == "no-store"


def test_cookies_are_closed_to_scripts_and_other_sites(client: FlaskClient, app: Flask) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    app.config["SESSION_COOKIE_SECURE"] = True
    answer = app.test_client().get("/login")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_no_page_holds_an_inline_script_or_handler(client: FlaskClient, log_in) -> None:
    for page in (client.get("/login"), log_in("admin").get("/accounts"), log_in("li.na").get("/inbox")):
        assert page.text.count("<script") == page.text.count('<script type="module" src=')
        assert " onclick=" not in page.text
        assert "javascript:" not in page.text


def test_a_huge_body_is_turned_away(client: FlaskClient) -> None:
    assert client.post("/login", data={"account": "x" * 3_000_000}).status_code == 413
