from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from textwrap import dedent

import orjson
import pytest
from flask import Flask, session
from flask.testing import FlaskClient

import handlers
from web.cases.starting import FORM
from web.i18n import catalogues, dates
from web.i18n.label_room import make_room
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


def test_an_answer_that_comes_late_does_not_switch_back(client: FlaskClient) -> None:
    client.get("/login")  # the form's token is in the session from here on
    assert "Set-Cookie" in client.post("/language", data={"language": "en", "next": "/login"}).headers
    assert "Set-Cookie" not in client.get("/login").headers
    assert 'lang="en"' in client.get("/login").text


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


def test_a_word_is_said_as_its_own_process_says_it(app: Flask, tmp_path) -> None:
    for process, english in (("claim", "Limit"), ("needs", "Term")):
        (tmp_path / process / "forms").mkdir(parents=True)
        (tmp_path / process / "labels.en.yaml").write_text(f"期限: {english}\n", "utf-8")
        (tmp_path / process / "forms" / f"{process}_form.form").write_text("{}", "utf-8")
    (tmp_path / "labels.en.yaml").write_text("期限: Due\n", "utf-8")
    labels = Labels.read(tmp_path)
    with app.test_request_context():
        session["language"] = "en"
        assert labels.say("期限") == "Due"
        for process, english in (("claim", "Limit"), ("needs", "Term")):
            form = labels.translate_form({"id": f"{process}_form", "components": [{"label": "期限"}]})
            assert form["components"] == [{"label": english}]
            xml = f'<bpmn:process id="{process}" isExecutable="true"><bpmn:task name="期限"/>'
            assert f'name="{english}"' in labels.translate_diagram(xml)


BPMN = Path(__file__).parents[2] / "bpmn"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("缺漏清单", "Missing papers"),
        ("安心定期寿险（示例）：保额 750,000.00 元，年交 1,425.00 元。",
         "Anxin term life (sample): sum assured 750,000.00 yuan, 1,425.00 yuan a year."),
        ("保额 900,000.00 元，缴费 20 年，保险期间 20 年",
         "Sum assured 900,000.00 yuan, premiums for 20 years, cover for 20 years"),
        ("特别约定（降低保额），客户接受", "Special terms (reduced cover), the customer: Accept"),
        ("加费承保（U2），客户调整方案", "Rated (U2), the customer: Adjust the plan"),
        ("第 1 版", "Version 1"),
        ("13 个月继续率（%）：—", "Persistency of 13 months (%): —"),
        ("2026年12月7日", "7 Dec 2026"),
        ("投保单 2026A 尚缺以下资料，请一次补齐：\n- 职业证明",
         "Application 2026A: the following is still missing, please bring all of it at once:\n- Proof of occupation"),
        ("已收到 400.50 元，尚欠 549.50 元，请在 2026年12月22日 前补足。",
         "400.50 yuan received, 549.50 yuan still owed; please pay the rest by 22 Dec 2026."),
        ("理由：体重指数超过 30，加费 20%。", "Reason: 体重指数超过 30，加费 20%。"),
        ("北京市朝阳区示例路 1 号，302 室", "北京市朝阳区示例路 1 号，302 室"),
    ],
)  # fmt: skip
def test_composed_texts_speak_english_and_a_persons_own_words_stay(app: Flask, chinese: str, english: str) -> None:
    labels = Labels.read(BPMN)
    with app.test_request_context():
        assert labels.say_composed(chinese) == chinese
        session["language"] = "en"
        assert labels.say_composed(chinese) == english


def test_what_a_form_writes_goes_back_as_it_came(app: Flask) -> None:
    labels = Labels.read(BPMN)
    values = {"outcome_text": "拒保", "answers": {"purpose": "拒保"}, "products": [{"label": "寿险", "value": "寿险"}]}
    with app.test_request_context():
        session["language"] = "en"
        said = labels.translate_values(values, frozenset({"answers"}))
    assert said == {**values, "outcome_text": "Declined", "products": [{"label": "Life", "value": "寿险"}]}


def test_every_code_that_a_table_gives_has_words_in_both_languages(app: Flask) -> None:
    labels, given = Labels.read(BPMN), set()
    for file in BPMN.glob("*/decisions/*.dmn"):
        for outcome in re.findall(r"<outputEntry.*?<text>(.*?)</text>", file.read_text("utf-8"), re.DOTALL):
            given |= set(re.findall(r'"([a-z]\w+)"', outcome))
        given |= set(re.findall(r'<output [^>]*name="(\w+)"', file.read_text("utf-8")))
    assert "exam_limit" in given
    with app.test_request_context():
        assert {code for code in given if not re.search(r"[\u4e00-\u9fffA-Z]", labels.say_code(code))} == set()
        session["language"] = "en"
        assert {code for code in given if re.search(r"_|[\u4e00-\u9fff]", labels.say_code(code))} == set()


def test_every_word_for_a_variable_is_in_both_languages_and_of_a_variable_that_is_there(app: Flask) -> None:
    labels = Labels.read(BPMN)
    sources = [*BPMN.rglob("*.bpmn"), *BPMN.rglob("*.form"), *Path(handlers.__file__).parent.rglob("*.py")]
    known = set(re.findall(r"\w+", " ".join(file.read_text("utf-8") for file in sources)))
    with app.test_request_context():
        assert len(labels.variables) > 70
        assert set(labels.variables) - known == {"loopCounter"}  # the engine's own
        assert [word for word in labels.variables.values() if not re.search(r"[\u4e00-\u9fff]", word)] == []
        session["language"] = "en"
        assert [word for word in labels.variables.values() if re.search(r"[\u4e00-\u9fff_]", word)] == []


_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"


def test_an_english_label_has_room_for_its_words_beside_what_it_names() -> None:
    def drawn(place: str, label_x: int) -> str:
        label = f'<di:BPMNLabel><dc:Bounds x="{label_x}" y="10" width="30" height="14"/></di:BPMNLabel>'
        shape = f'<di:BPMNShape bpmnElement="end">{place}{label}</di:BPMNShape>'
        return f'<root xmlns:di="{_DI}" xmlns:dc="{_DC}"><task id="end" name="Reminded of it"/>{shape}</root>'

    def label_of(xml: str) -> tuple[float, float]:
        found = re.findall(r'<dc:Bounds x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', xml)[-1]
        return float(found[0]), float(found[1])

    circle = '<dc:Bounds x="100" y="0" width="36" height="36"/>'
    x, width = label_of(make_room(drawn(circle, 140)))
    assert (x, width > 50) == (140, True)  # to the right of it: grows to the right
    x, width = label_of(make_room(drawn(circle, 66)))
    assert (x + width, width > 50) == (96, True)  # to the left: its right edge stays
    assert label_of(make_room(drawn(circle, 140).replace("Reminded of it", "No"))) == (140, 30)
