import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from engine import errors
from web.errors import PLAIN, SENTENCES, STATUS, TITLES, sentence_of, status_of
from web.permissions import Permission, needs


def all_errors(kind: type = errors.EngineError) -> set[type]:
    return {kind}.union(*(all_errors(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("kind", sorted(all_errors(), key=lambda kind: kind.__name__))
def test_every_refusal_of_the_engine_has_a_status_and_a_sentence(app: Flask, kind: type) -> None:
    with app.test_request_context():
        error = kind()
        assert status_of(error) in TITLES
        assert sentence_of(error)


def test_what_is_plain_has_a_title() -> None:
    assert set(PLAIN) <= set(TITLES)
    assert set(STATUS.values()) <= set(TITLES)
    assert all(issubclass(kind, errors.EngineError) for kind in SENTENCES)


def test_a_page_that_is_not_there_says_so_and_leads_on(client: FlaskClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert 'href="/login"' in answer.text


def test_a_browser_finds_the_picture_of_its_tab_also_beside_a_pdf(client: FlaskClient) -> None:
    with client.get("/favicon.ico", follow_redirects=True) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_a_customer_is_led_home_and_never_to_the_login_of_the_staff(client: FlaskClient) -> None:
    answer = client.get("/my/no-such-page/at-all")
    assert answer.status_code == 404
    assert 'href="/my/home"' in answer.text
    assert "/login" not in answer.text


def test_a_failing_page_tells_nothing_of_what_was_in_hand(app: Flask, log_in) -> None:
    def fail() -> str:
        raise RuntimeError("身份证 110101199003078515 is odd")

    app.add_url_rule("/fail", view_func=needs(Permission.SIGNED_IN)(fail))
    browser = log_in("li.na")
    with capture_logs() as logged:
        answer = browser.get("/fail")
    assert answer.status_code == 500
    assert "系统出了问题" in answer.text
    assert logged
    assert logged[0]["kind"] == "RuntimeError"
    assert "110101" not in answer.text + repr(logged)


def test_a_program_gets_json(client: FlaskClient) -> None:
    answer = client.get("/no-such-page", headers={"Accept": "application/json"})
    assert answer.json == {"title": "没有找到", "sentence": answer.json["sentence"]}


def test_the_log_of_requests_holds_no_query_strings(client: FlaskClient, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/login?next=/c/secret-token")
    assert "secret-token" not in caplog.text
