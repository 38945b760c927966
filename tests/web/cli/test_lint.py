"""`sopflow lint FILE…`: whatever the file is, findings or one sentence, and an exit status a script can trust."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.engine.support import Sketch, timer
from web.cli import main
from web.cli.files import LARGEST

CLEAN, FOUND, REFUSED = 0, 1, 2
GOOD = Sketch("visit").start().user("greet").end().chain("start", "greet", "end").xml()
BAD = Sketch("visit").start().service("greet", "nobody.knows").end().chain("start", "greet", "end").xml()
FORM = b'{"id": "f", "type": "default", "schemaVersion": 16, "components": []}'
DECISION = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
    b'<decision id="rate" name="rate"><variable name="rate"/><literalExpression><text>1</text></literalExpression>'
    b"</decision></definitions>"
)

Run = Callable[..., Result]


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, ["lint", *arguments])
        # Anything but an exit is a traceback on a person's screen.
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def findings(result: Result) -> list[dict[str, str]]:
    read: list[dict[str, str]] = json.loads(result.stdout)
    return read


def test_a_good_diagram_gives_status_0(lint: Run) -> None:
    Path("a.bpmn").write_bytes(GOOD)
    assert lint("a.bpmn").exit_code == CLEAN


def test_an_error_gives_status_1_and_names_the_element(lint: Run) -> None:
    Path("a.bpmn").write_bytes(BAD)
    result = lint("a.bpmn", "--json")
    assert result.exit_code == FOUND
    errors = [each for each in findings(result) if each["severity"] == "error"]
    assert [(each["rule"], each["element_id"], each["file"]) for each in errors] == [
        ("handler-known", "greet", "a.bpmn")
    ]


def test_without_json_a_finding_is_one_line_whatever_it_quotes(lint: Run) -> None:
    waits = Sketch("visit").start().add("intermediateCatchEvent", "wait", inner=timer("=\n  ((\n"))
    Path("a.bpmn").write_bytes(waits.end().chain("start", "wait", "end").xml())
    lines = lint("a.bpmn").stdout.splitlines()
    assert lines
    assert all(line.startswith("a.bpmn:") and line.endswith("]") for line in lines)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("empty.bpmn", b"", "xml-empty"),
        ("blank.dmn", b" \n", "xml-empty"),
        ("bytes.bpmn", bytes(range(256)), "xml-broken"),
        ("zipped.bpmn", gzip.compress(GOOD), "xml-broken"),
        ("cut.bpmn", GOOD[:-60], "xml-broken"),
        ("deep.bpmn", b"<a>" * 100_000, "xml-limit"),
        ("laughs.bpmn", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml-dtd"),
        ("page.bpmn", b"<html/>", "not-bpmn"),
        ("deep.form", b"[" * 100_000, "form-unusable"),
        ("list.form", b"[]", "form-unusable"),
        ("notes.txt", b"call back on Monday", "file-kind"),
        ("page.html", b"<html><body/></html>", "file-kind"),
        ("list.json", b"[]", "file-kind"),
        ("cut.bpmn20.xml", b"<bpm", "xml-broken"),
    ],
)
def test_what_is_no_file_of_ours_is_one_finding(lint: Run, name: str, content: bytes, rule: str) -> None:
    Path(name).write_bytes(content)
    result = lint(name, "--json")
    assert result.exit_code == FOUND
    assert [each["rule"] for each in findings(result) if each["severity"] == "error"] == [rule]


@pytest.mark.parametrize("size", [20_000_000, LARGEST + 1])
def test_a_huge_file_is_one_finding(lint: Run, size: int) -> None:
    with Path("huge.bpmn").open("wb") as file:
        file.write(GOOD)
        file.truncate(size)
    result = lint("huge.bpmn", "--json")
    assert result.exit_code == FOUND
    assert [each["file"] for each in findings(result)] == ["huge.bpmn"]
    assert str(size) in findings(result)[0]["sentence"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_other_encodings_of_xml_are_read(lint: Run, encoding: str) -> None:
    text = GOOD.decode().replace("UTF-8", encoding.removesuffix("-sig"))
    Path("a.bpmn").write_bytes(text.replace('name="Greet"', 'name="问候"').encode(encoding))
    assert lint("a.bpmn").exit_code == CLEAN


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("visit.bpmn20.xml", GOOD, "bpmn"),
        ("visit.xml", GOOD, "bpmn"),
        ("visit", GOOD, "bpmn"),
        ("visit.xml", GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "bpmn"),
        ("rate.xml", DECISION, "dmn"),
        ("form.json", FORM, "form"),
        ("form", b"\xef\xbb\xbf" + FORM, "form"),
    ],
)
def test_another_name_is_checked_by_content_and_said(lint: Run, name: str, content: bytes, kind: str) -> None:
    Path(name).write_bytes(content)
    result = lint(name, "--json")
    assert result.exit_code == CLEAN
    assert [each["remedy"] for each in findings(result) if each["rule"] == "file-name"] == [f"Name it *.{kind}."]


def test_errors_show_under_another_name_too(lint: Run) -> None:
    Path("visit.bpmn20.xml").write_bytes(BAD)
    result = lint("visit.bpmn20.xml", "--json")
    assert result.exit_code == FOUND
    assert "handler-known" in {each["rule"] for each in findings(result)}


def test_a_name_in_capitals_counts(lint: Run) -> None:
    Path("VISIT.BPMN").write_bytes(GOOD)
    result = lint("VISIT.BPMN", "--json")
    assert result.exit_code == CLEAN
    assert "file-name" not in {each["rule"] for each in findings(result)}


def test_a_folder_is_searched_once_and_through(lint: Run) -> None:
    Path("sop/sub").mkdir(parents=True)
    Path("sop/sub/visit.BPMN").write_bytes(GOOD)
    Path("sop/other.bpmn20.xml").write_bytes(GOOD.replace(b'id="visit"', b'id="other"'))
    Path("sop/pom.xml").write_bytes(b"<project/>")
    Path("sop/README").write_bytes(b"words")
    Path("sop/round").symlink_to(".")
    result = lint("sop", "--json")
    assert result.exit_code == CLEAN
    assert {each["file"] for each in findings(result)} == {"sop/sub/visit.BPMN", "sop/other.bpmn20.xml"}


def test_a_file_called_dash_is_a_file(lint: Run) -> None:
    Path("-").write_bytes(BAD)
    assert lint("-").exit_code == FOUND


def test_a_name_of_odd_bytes_can_be_printed(lint: Run) -> None:
    with open(b"\xff\xfe.bpmn", "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(BAD)
    result = lint(os.fsdecode(b"\xff\xfe.bpmn"), "--json")
    assert result.exit_code == FOUND


def _nothing() -> None:
    """No file of that name."""


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (_nothing, "does not exist"),
        (lambda: Path("it").symlink_to("it"), "does not exist"),
        (lambda: os.mkfifo("it"), "neither a file nor a folder"),
        (lambda: Path("it").mkdir(), "no .bpmn, .dmn or .form file"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_status_2(lint: Run, make: Callable[[], None], word: str) -> None:
    make()
    result = lint("it")
    assert result.exit_code == REFUSED
    assert result.stdout == ""
    assert word in result.stderr.splitlines()[-1]


def test_a_dead_link_in_a_folder_is_not_passed_over(lint: Run) -> None:
    Path("sop").mkdir()
    Path("sop/visit.bpmn").symlink_to("nowhere.bpmn")
    result = lint("sop")
    assert result.exit_code == REFUSED
    assert "sop/visit.bpmn cannot be read" in result.stderr


def test_no_file_at_all_is_a_usage_error(lint: Run) -> None:
    assert lint().exit_code == REFUSED
