"""`sopflow document`: a notice of the demo agency's kind, as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.documents import KeyValues, Section, issue_document
from handlers.records import Document
from tests.web.cli.test_commands import Shell
from web.installation import open_installation
from web.settings import read_settings


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """An installation with one document of a customer."""
    home = tmp_path_factory.mktemp("papers")
    made = Shell(home)
    assert made("setup", "--no-demo").exit_code == 0
    assert made("user", "add", "zhou", "--name", "周", "--role", "claims").exit_code == 0
    installation = open_installation(read_settings({"SOPFLOW_HOME": str(home)}))
    now = installation.engine.clock.now()
    with installation.store.session() as rows:
        context = HandlerContext(rows, now, "case-1", 2, "write", "needs_analysis", 1, {}, lambda *_: None, "li.na")
        sections = [Section("客户概况", [KeyValues([("姓名", "张伟")])])]
        issue_document(context, kind="needs_report", subject_id="CUS-1", sections=sections)
    installation.close()
    return made


@pytest.fixture(scope="module")
def number(shell: Shell) -> str:
    installation = open_installation(read_settings({"SOPFLOW_HOME": str(shell.home)}))
    with installation.store.session() as rows:
        found = rows.scalars(select(Document.number)).one()
    installation.close()
    return found


def readings(shell: Shell) -> int:
    installation = open_installation(read_settings({"SOPFLOW_HOME": str(shell.home)}))
    log = installation.engine.queries.access_log()
    installation.close()
    return sum(entry.verb == "read document" for entry in log)


def test_a_document_is_written_as_pdf_and_the_reading_is_recorded(shell: Shell, number: str, tmp_path: Path) -> None:
    before = readings(shell)
    chinese, english = tmp_path / "zh.pdf", tmp_path / "en.pdf"
    result = shell("document", number, "-o", str(chinese))
    assert result.exit_code == 0, result.output
    assert "客户需求分析报告" in result.output
    assert shell("document", number, "-o", str(english), "--lang", "en").exit_code == 0
    assert chinese.read_bytes().startswith(b"%PDF-")
    assert chinese.read_bytes() != english.read_bytes()
    assert readings(shell) == before + 2


def test_whose_roles_may_not_read_the_kind_and_what_is_not_there_are_refused(
    shell: Shell, number: str, tmp_path: Path
) -> None:
    result = shell("document", number, "-o", str(tmp_path / "no.pdf"), "--as", "zhou")
    assert result.exit_code == 2
    assert "zhou may not read" in result.stderr
    assert shell("document", "NAR-1", "-o", str(tmp_path / "no.pdf")).exit_code == 2
    assert shell("document", number, "-o", "/no/such/folder/no.pdf").exit_code == 2
    assert not (tmp_path / "no.pdf").exists()
