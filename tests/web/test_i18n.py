from __future__ import annotations

import re
from datetime import UTC, datetime
from string import Formatter
from textwrap import dedent

import orjson
import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from web.cases.starting import FORM
from web.i18n import catalogues, dates
from web.i18n.labels import Labels
from web.inbox.due import say_due
from web.safe_redirect import local_path
from web.site import site


def test_every_sentence_has_its_english() -> None:
    assert catalogues.missing() == []


def test_the_catalogue_holds_nothing_that_no_page_says() -> None:
    said = {message.id for message in catalogues.extract()}
    assert [message.id for message in catalogues.read() if message.id and message.id not in said] == []


def test_english_names_the_same_facts_as_chinese() -> None:
    def facts(text: str) -> set[str]:
        return {part.split(")")[0] for part in text.split("%(")[1:]} | {
            name for _, name, _, _ in Formatter().parse(text.replace("%(", "")) if name
        }

    for message in catalogues.read():
        if isinstance(message.id, str) and message.id:
            assert facts(message.id) == facts(message.string), message.id


def test_pages_are_chinese_until_somebody_switches(client: FlaskClient) -> None:
    page = client.get("/login", headers={"Accept-Language": "en"}).text
    assert '<html lang="zh-CN">' in page
    answer = client.post("/language", data={"language": "en", "next": "/login?next=/cases"})
    assert answer.location == "/login?next=/cases"
    page = client.get("/login").text
    assert '<html lang="en">' in page
    assert "Log in" in page


def test_a_language_that_is_not_spoken_changes_nothing(client: FlaskClient) -> None:
    client.post("/language", data={"language": "tlh", "next": "https://evil.example/"})
    assert '<html lang="zh-CN">' in client.get("/login").text


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\nb", "", None]
)
def test_only_own_paths_are_followed(address: str | None) -> None:
    assert local_path(address) == "/"
    assert local_path("/cases?tab=all") == "/cases?tab=all"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ("2026年11月21日", "今天 10:42", "昨天 08:00", "11月3日 09:05", "2027年1月4日 09:00")),
        ("en", ("21 Nov 2026", "today 10:42", "yesterday 08:00", "3 Nov 09:05", "4 Jan 2027 09:00")),
    ],
)
def test_dates_read_as_people_write_them(app: Flask, language: str, expected: tuple[str, ...]) -> None:
    with app.test_request_context():
        session["language"] = language
        said = (
            dates.say_day(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)),  # already the 21st in Shanghai
            dates.say_moment(site().now()),
            dates.say_moment(datetime(2026, 11, 19, 0, 0, tzinfo=UTC)),
            dates.say_moment(datetime(2026, 11, 3, 1, 5, tzinfo=UTC)),
            dates.say_moment(datetime(2027, 1, 4, 1, 0, tzinfo=UTC)),
        )
    assert said == expected


@pytest.mark.parametrize(
    ("due", "state", "words"),
    [
        ((2026, 11, 20, 1, 0), "late", "已超时 · 11月20日 09:00"),
        ((2026, 11, 18, 1, 0), "late", "已超 2 个工作日"),
        ((2026, 11, 20, 9, 30), "soon", "今天 17:30 前"),
        ((2026, 11, 23, 9, 0), "soon", "还有 1 个工作日 · 11月23日"),  # over the weekend
        ((2026, 11, 21, 9, 0), "soon", "下个工作日前 · 11月21日"),  # a Saturday
        ((2026, 11, 26, 9, 0), "calm", "还有 4 个工作日 · 11月26日"),
    ],
)
def test_how_urgent_a_task_is(app: Flask, due: tuple[int, ...], state: str, words: str) -> None:
    with app.test_request_context():
        said = say_due(datetime(*due, tzinfo=UTC), site().now(), site().count_working_days)
    assert (said.state, said.words) == (state, words)


def test_the_start_form_speaks_english(app: Flask) -> None:
    labels = Labels.read(FORM.parent / "nowhere")
    with app.test_request_context():
        session["language"] = "en"
        form = labels.translate_form(orjson.loads(FORM.read_bytes()))
    assert not re.search(r"[\u4e00-\u9fff]", orjson.dumps(form).decode())


def test_labels_of_diagrams_and_forms_speak_english_too(app: Flask, tmp_path) -> None:
    file = tmp_path / "quote" / "labels.en.yaml"
    file.parent.mkdir()
    file.write_text(
        dedent(
            """
            录入报价: Enter quotation
            备注: Remark
            是: "Yes"
            """
        ),
        "utf-8",
    )
    labels = Labels.read(tmp_path)
    form = {"components": [{"key": "备注", "label": "备注", "values": [{"label": "是", "value": "是"}]}]}
    xml = '<task id="a" name="录入报价"/><flow name="a &#62; &quot;b&quot;"/>'
    with app.test_request_context():
        assert labels.say("录入报价") == "录入报价"
        assert labels.translate_diagram(xml) == xml
        session["language"] = "en"
        assert labels.say("录入报价") == "Enter quotation"
        assert labels.say("没有英文") == "没有英文"
        assert labels.translate_form(form) == {
            "components": [{"key": "备注", "label": "Remark", "values": [{"label": "Yes", "value": "是"}]}]
        }
        assert 'name="Enter quotation"' in labels.translate_diagram(xml)
        assert 'name="录入报价"' not in labels.translate_diagram(xml)
