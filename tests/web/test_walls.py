"""Every wall, walked along its whole length: what a new route, form or template forgets, fails here."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.routing import Rule

from engine.errors import Forbidden
from engine.store.store import Store
from tests.web.conftest import LogIn
from web import security
from web.accounts.login import Person, login_manager
from web.accounts.sessions import Origin, open_session
from web.permissions import GRANTS, ROLES, Permission, needs, permission_of
from web.security import csrf, takes_up_to
from web.serve import PlacesOnly

WRITING = {"POST", "PUT", "PATCH", "DELETE"}
TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
SHARED = {Permission.ANYONE, Permission.SIGNED_IN, Permission.CUSTOMER}
SECRETS = ("欧阳靖雯", "110101198805121234", "13912345678", "6222020200112233445")
"""A name, an id number, a phone number and an account number that nobody else has."""


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def address_of(app: Flask, rule: Rule, filling: str = "x") -> str:
    values = {name: (7 if "Integer" in type(rule._converters[name]).__name__ else filling) for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def enter(app: Flask, store: Store, account_id: str) -> FlaskClient:
    """A browser that is logged in, without the slow hash of a password."""
    with store.session() as rows:
        token = open_session(rows, account_id, datetime(2026, 11, 20, 2, 42, tzinfo=UTC), Origin())
    browser = app.test_client()
    with browser.session_transaction() as kept:
        kept["_user_id"] = token
    return browser


@pytest.fixture
def of_each_role(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, FlaskClient]:
    """A browser per role. Who it is comes from the cookie alone: a thousand requests need no database."""
    monkeypatch.setattr(
        login_manager, "_user_callback", lambda role: Person(role, role, frozenset({role}), False, role)
    )
    monkeypatch.setattr(security, "record_denied", lambda _: None)
    browsers = {}
    for role in ROLES:
        browsers[role] = app.test_client()
        with browsers[role].session_transaction() as kept:
            kept["_user_id"] = role
    return browsers


@pytest.fixture
def stubbed(app: Flask) -> Iterator[Flask]:
    """The site with views that do nothing, so that only the doors answer."""
    real = dict(app.view_functions)
    for endpoint, view in real.items():
        app.view_functions[endpoint] = needs(permission_of(view))(lambda **_: "opened")  # type: ignore[arg-type]
    yield app
    app.view_functions.update(real)


def test_every_route_opens_to_the_roles_that_have_its_permission_and_to_no_other(
    stubbed: Flask, of_each_role: dict[str, FlaskClient]
) -> None:
    wrong = []
    for rule in rules(stubbed):
        permission = permission_of(stubbed.view_functions[rule.endpoint])
        if permission in {Permission.ANYONE, Permission.CUSTOMER}:
            continue
        method = min(rule.methods & {"GET", *WRITING})
        address = address_of(stubbed, rule)
        for role, browser in of_each_role.items():
            answer = browser.open(address, method=method)
            if (answer.status_code == 200) != (permission in GRANTS[role]) or answer.status_code not in {200, 403}:
                wrong.append((role, method, address, answer.status_code))
    assert wrong == []


def test_no_member_of_staff_gets_through_a_customers_door(stubbed: Flask, of_each_role: dict[str, FlaskClient]) -> None:
    doors = [rule for rule in rules(stubbed) if permission_of(stubbed.view_functions[rule.endpoint]) == "customer"]
    assert doors
    for rule in doors:
        answer = of_each_role["agent"].open(address_of(stubbed, rule), method=min(rule.methods & {"GET", *WRITING}))
        assert answer.text != "opened", rule.rule


def test_the_rights_that_must_not_spread() -> None:
    holders = {
        permission: {role for role, granted in GRANTS.items() if permission in granted}
        for permission in Permission
        if permission not in SHARED
    }
    assert holders[Permission.ACCOUNTS_MANAGE] == {"admin"}
    assert holders[Permission.ACCOUNTS_READ] == holders[Permission.REFUSALS_READ] == {"admin", "auditor"}
    assert not GRANTS["admin"] & {Permission.TASKS_WORK, Permission.CASES_READ, Permission.CASES_START}
    assert not GRANTS["auditor"] & {Permission.TASKS_WORK, Permission.CASES_START}
    assert all(Permission.ANYONE not in granted and Permission.CUSTOMER not in granted for granted in GRANTS.values())


def test_no_writing_route_takes_a_request_without_its_csrf_token(app: Flask, log_in: LogIn) -> None:
    browser = log_in("wang.qiang")
    app.config["WTF_CSRF_ENABLED"] = True
    taken = []
    for rule in rules(app):
        for method in rule.methods & WRITING:
            address = address_of(app, rule)
            answers = (
                browser.open(address, method=method),
                browser.open(address, method=method, data={"csrf_token": "forged"}),
                browser.open(address, method=method, json={}, headers={"X-CSRFToken": "forged"}),
            )
            taken += [(method, address, answer.status_code) for answer in answers if answer.status_code != 400]
    assert taken == []
    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints


def test_every_form_that_writes_carries_the_token_and_no_template_is_inline() -> None:
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text("utf-8")
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL):
            assert 'name="csrf_token"' in form, template
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), template
        assert not re.search(r"\son[a-z]+=[\"']", text), template
        assert not re.search(r"\sstyle=[\"']|<style", text), template
        assert "javascript:" not in text, template
        assert not re.search(r"\|\s*safe\b", text), template


def test_only_pages_with_a_form_or_a_diagram_allow_style_attributes(log_in: LogIn, engine, quote: str) -> None:
    browser = log_in("li.na")
    for address, allowed in (("/inbox", False), ("/sessions", False), (f"/cases/{quote}", True)):
        policy = browser.get(address).headers["Content-Security-Policy"]
        assert ("style-src-attr 'unsafe-inline'" in policy) is allowed
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert "unsafe-eval" not in policy


def test_what_is_too_large_is_turned_away_unless_the_view_takes_it(app: Flask, log_in: LogIn) -> None:
    def papers() -> str:
        return str(len(request.get_data()))

    def notes() -> str:
        return papers()

    app.add_url_rule("/papers", view_func=needs(Permission.SIGNED_IN)(takes_up_to(4_000_000)(papers)), methods=["POST"])
    app.add_url_rule("/notes", "notes", needs(Permission.SIGNED_IN)(notes), methods=["POST"])
    browser = log_in("li.na")
    assert browser.post("/papers", data=b"x" * 3_000_000).text == "3000000"
    assert browser.post("/papers", data=b"x" * 5_000_000).status_code == 413
    assert browser.post("/notes", data=b"x" * 3_000_000).status_code == 413
    many = {f"field{n}": "1" for n in range(1100)}
    assert browser.post("/login", data=many, content_type="multipart/form-data").status_code == 413


ERROR_PAGES = {400, 403, 404, 405, 413, 429, 500}


def test_error_pages_and_logs_tell_nothing_of_people(app: Flask, store: Store, caplog) -> None:
    """Real routes, fed with a person's data wherever a request can carry any."""
    everybody = [enter(app, store, "li.na"), enter(app, store, "auditor"), app.test_client()]
    typed = dict(zip(("account", "password", "name", "reason", "code"), (*SECRETS, SECRETS[1]), strict=True))
    told, seen = [], set()
    with capture_logs() as logged, caplog.at_level(logging.DEBUG):
        for rule in rules(app):
            if rule.endpoint == "accounts.log_out":
                continue
            for browser in everybody:
                address = address_of(app, rule, SECRETS[0])
                for method in rule.methods & {"GET", "POST"}:
                    answer = browser.open(address, method=method, query_string={"q": SECRETS[2]},
                                          **({"data": typed} if method == "POST" else {}))  # fmt: skip
                    seen.add(answer.status_code)
                    if answer.status_code in ERROR_PAGES and any(secret in answer.text for secret in SECRETS):
                        told.append((method, rule.rule, answer.status_code))
        assert {403, 404} <= seen
        assert told == []
    require_silent(logged, caplog.text)


@pytest.mark.parametrize(
    "fails",
    [
        RuntimeError(f"{SECRETS[0]} {SECRETS[1]}"),
        Forbidden(f"{SECRETS[0]} may not", actor=SECRETS[0], verb=SECRETS[1], what=SECRETS[2]),
        KeyError(SECRETS[3]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_failure_that_quotes_a_person_is_told_without_the_quote(
    app: Flask, log_in: LogIn, caplog, fails: Exception
) -> None:
    def fail() -> str:
        raise fails

    app.add_url_rule("/fails", view_func=needs(Permission.SIGNED_IN)(fail))
    with capture_logs() as logged, caplog.at_level(logging.DEBUG):
        answer = log_in("li.na").get("/fails")
    assert answer.status_code in {403, 500}
    assert not any(secret in answer.text for secret in SECRETS)
    require_silent(logged, caplog.text)


def test_an_exception_that_a_library_logs_names_places_only() -> None:
    with pytest.raises(ValueError, match="invalid literal") as failed:
        int(SECRETS[0])
    details = (failed.type, failed.value, failed.tb)
    record = logging.makeLogRecord({"msg": "job failed", "levelno": logging.ERROR, "exc_info": details})
    assert SECRETS[0] in logging.Formatter().format(record)
    record.exc_text = None
    said = PlacesOnly().format(record)
    assert SECRETS[0] not in said
    assert "ValueError at test_an_exception_that_a_library_logs" in said


def test_a_failing_statement_does_not_log_its_values(store: Store) -> None:
    with pytest.raises(Exception, match="UNIQUE") as failed, store.engine.begin() as connection:  # noqa: PT012
        statement = "INSERT INTO account_roles (account_id, role) VALUES (?, ?)"
        for _ in range(2):
            connection.exec_driver_sql(statement, ("li.na", SECRETS[0]))
    assert SECRETS[0] not in str(failed.value)


def require_silent(logged: list, text: str) -> None:
    for secret in SECRETS:
        assert secret not in repr(logged)
        assert secret not in text
        assert secret.encode("unicode_escape").decode() not in text
