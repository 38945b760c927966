"""A group's list of people from a workbook: every row right, or nothing."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from flask import Flask

from engine.engine import Engine
from handlers.scenarios import CAST
from handlers.scenarios.cast import prepare
from tests.web.conftest import RememberingDelivery
from tests.web.test_customer_home import app, clock, engine  # noqa: F401 - the agency's own site
from tests.web.test_customers import code_in, path_in
from web.customers import workbook
from web.customers.workbook import UnreadableWorkbookError, read_first_sheet

SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADING = ["姓名", "证件号码", "出生日期", "身份", "职业类别", "目前在岗"]
GOOD = [
    ["王芳", "110101199001011237", "1990-01-01", "员工", "1 类", "是"],
    ["李强", "110101198502021234", "31080", "employee", "2", "是"],
]


def book(rows: list[list[str]]) -> bytes:
    """A workbook: text in a table of its own as spreadsheet programs write it, whole numbers in the cell."""
    texts: list[str] = []
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = ""
        for place, text in enumerate(row):
            reference = f"{chr(ord('A') + place)}{number}"
            if text.isdigit() and len(text) < 7:
                cells += f'<c r="{reference}"><v>{text}</v></c>'
            elif text:
                texts.append(text)
                cells += f'<c r="{reference}" t="s"><v>{len(texts) - 1}</v></c>'
        lines.append(f'<row r="{number}">{cells}</row>')
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {SPREADSHEET}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        )
        packed.writestr("xl/sharedStrings.xml", f"<sst {SPREADSHEET}>{shared}</sst>")
    return out.getvalue()


def test_a_workbook_is_read_cell_by_cell() -> None:
    assert read_first_sheet(book([["a", "", "3"], [], ["b"]])) == [["a", "", "3"], [], ["b"]]


@pytest.mark.parametrize("content", [b"", b"name,id\n", book([["a"]])[:40]], ids=["empty", "csv", "cut"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableWorkbookError):
        read_first_sheet(content)


def test_a_workbook_that_unfolds_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_PART_BYTES", 200)
    with pytest.raises(UnreadableWorkbookError):
        read_first_sheet(book([["x" * 300]]))


def test_the_list_is_filled_from_a_workbook_or_not_at_all(
    app: Flask,  # noqa: F811
    engine: Engine,  # noqa: F811
    delivery: RememberingDelivery,
) -> None:
    with engine.store.session() as rows:
        started = prepare(rows, {"world": "group_customer"}, engine.clock.now())
    plans = [{"product_code": "GM-A", "sum_assured": 2000000, "premium_years": 1, "policy_years": 1}]
    given = started | {"applicant_id": "CUS-GROUP", "agent_id": "agent.li", "plans": plans}
    case_id = engine.start("group_new_business", given, CAST["agent"])
    app.extensions["sopflow"].post.send_link(case_id, "CUS-GROUP", "agent.li")
    browser, link = app.test_client(), path_in(delivery)
    browser.post(f"{link}/code")
    browser.post(f"{link}/enter", data={"code": code_in(delivery)})
    (task,) = engine.queries.tasks_of_case(case_id)
    address = f"/my/tables/{task.id}/answers.lives"
    assert address in browser.get("/my").text

    def send(table: list[list[str]]):
        return browser.post(address, data={"table": (BytesIO(book(table)), "people.xlsx")})

    wrong = [*GOOD, [], ["赵", "12", "某天", "同事", "1", "是"]]
    refused = send([HEADING, *wrong])
    assert refused.status_code == 422
    for sentence in ("第 5 行，出生日期：无法识别“某天”", "第 5 行，身份：无法识别“同事”"):
        assert sentence in refused.text
    short = send([HEADING, *GOOD, ["赵", "12", "1990-01-01", "员工", "1", "是"]])
    assert short.status_code == 422
    assert "第 4 行，证件号码" in short.text
    assert "缺少这些列名" in send([HEADING[:3], *[row[:3] for row in GOOD]]).text
    assert engine.queries.task_detail(task.id, CAST["customer_group"]).draft is None
    assert "王芳" not in browser.get("/my").text
    assert send([HEADING, *GOOD]).status_code == 302
    page = browser.get("/my").text
    assert "王芳" in page
    assert "1985-02-02" in page
    assert "已填入 2 行" in page
