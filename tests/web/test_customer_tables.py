"""A group's list of people from a workbook: every row right, or nothing."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from xlsxwriter import Workbook

from engine.engine import Engine
from handlers.scenarios import CAST
from handlers.scenarios.cast import prepare
from tests.web.conftest import RememberingDelivery
from tests.web.test_customer_home import app, clock, engine  # noqa: F401 - the agency's own site
from tests.web.test_customers import code_in, path_in
from web.customers import workbook
from web.customers.listing import FormList, read_rows
from web.customers.workbook import UnreadableWorkbookError, read_first_sheet

HEADING = ["姓名", "证件号码", "出生日期", "身份", "职业类别", "目前在岗"]
GOOD = [
    ["王芳", "110101199001011237", "1990-01-01", "员工", "1 类", "是"],
    ["李强", "110101198502021234", "31080", "employee", "2", "是"],
]


def book(rows: list[list[Any]]) -> bytes:
    """A workbook as spreadsheet programs write it: text in a table of its own, whole numbers in the cell."""
    out = BytesIO()
    with Workbook(out) as made:
        sheet = made.add_worksheet()
        day = made.add_format({"num_format": "yyyy/m/d"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str) and value.isdigit() and len(value) < 7:
                    sheet.write_number(number, place, int(value))
                elif value != "":
                    sheet.write(number, place, value, day if isinstance(value, date) else None)
    return out.getvalue()


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with something else written in one of its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        assert part in before.namelist()
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return out.getvalue()


def test_a_workbook_is_read_cell_by_cell() -> None:
    assert read_first_sheet(book([["a", "", "3"], [], ["b"]])) == [["a", "", "3"], [], ["b"]]


def test_rows_keep_their_numbers_and_empty_ones_at_the_end_go() -> None:
    out = BytesIO()
    with Workbook(out) as made:
        sheet = made.add_worksheet()
        sheet.write("A1", "a")
        sheet.write("B4", "b")
        sheet.write_blank("A9000", None, made.add_format({"bold": True}))
    assert read_first_sheet(out.getvalue()) == [["a"], [], [], ["", "b"]]
    lying = changed(out.getvalue(), "xl/worksheets/sheet1.xml", 'ref="A1:B9000"', 'ref="A1"')
    assert read_first_sheet(lying) == [["a"], [], [], ["", "b"]]


def test_the_first_sheet_that_can_be_seen_is_read() -> None:
    out = BytesIO()
    with Workbook(out) as made:
        hidden, seen = made.add_worksheet(), made.add_worksheet()
        hidden.write("A1", "hidden")
        hidden.hide()
        seen.write("A1", "seen")
        seen.activate()
    assert read_first_sheet(out.getvalue()) == [["seen"]]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("110101199001011237", "110101199001011237"),
        ("0001234567", "0001234567"),
        ("  王芳 ", "王芳"),
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        (999999999999999, "999999999999999"),
        (110101199001011237, "1.10101199001011E+17"),
        (1.10101199001011e17, "1.10101199001011E+17"),
        (0.5, "0.5"),
        (True, "1"),
        (date(1985, 2, 2), "1985-02-02"),
        (datetime(1985, 2, 2, 12, 30), "1985-02-02"),  # noqa: DTZ001 - a workbook's time is a wall clock
        ("=1+1", "0"),  # the value that is kept beside a formula
    ],
    ids=str,
)
def test_a_cell_is_said_as_it_was_typed(value: Any, said: str) -> None:
    assert read_first_sheet(book([["x", value, "x"]])) == [["x", said, "x"]]


@pytest.mark.parametrize(
    ("cell", "refused"),
    [(110101199001011237, True), ("#N/A", True), (1101011990, False), ("E1234567", False)],
    ids=str,
)
def test_a_number_that_lost_its_last_digits_is_no_id(
    app: Flask,  # noqa: F811
    cell: Any,
    refused: bool,
) -> None:
    ids = FormList(("lives",), "", ({"key": "id_no", "label": "证件号码", "type": "textfield"},))
    with app.test_request_context():
        rows, problems = read_rows(read_first_sheet(book([["证件号码"], [cell]])), ids)
    assert [problem.startswith("第 2 行，证件号码：无法识别") for problem in problems] == [True] * refused
    assert rows[2] == ({} if refused else {"id_no": str(cell)})


ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]>'


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/sharedStrings.xml", "<sst", f"{ENTITIES}<sst"),
        ("xl/worksheets/sheet1.xml", "<worksheet", f"{ENTITIES}<worksheet"),
        ("xl/worksheets/sheet1.xml", "<v>0</v>", "<v>7</v>"),
        ("xl/worksheets/sheet1.xml", "</row>", ""),
        ("xl/worksheets/sheet1.xml", 'r="1"', 'r="99999999999"'),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "elsewhere.xml"),
        ("[Content_Types].xml", "<Types", "<Type"),
    ],
    ids=["entities-in-texts", "entities-in-cells", "no-text", "torn", "far-down", "no-sheet", "no-parts"],
)
def test_a_broken_workbook_is_told_as_one(part: str, old: str, new: str) -> None:
    content = book([["x"]])
    assert read_first_sheet(content) == [["x"]]
    with pytest.raises(UnreadableWorkbookError):
        read_first_sheet(changed(content, part, old, new))


def test_more_rows_than_a_list_of_people_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    assert len(read_first_sheet(book([["head"], *[["x"]] * 3]))) == 4
    with pytest.raises(UnreadableWorkbookError):
        read_first_sheet(book([["head"], *[["x"]] * 4]))


def test_columns_beyond_the_limit_are_left_out() -> None:
    assert read_first_sheet(book([["x"] * (workbook.MAX_COLUMNS + 1)])) == [["x"] * workbook.MAX_COLUMNS]


@pytest.mark.parametrize("content", [b"", b"name,id\n", book([["a"]])[:40]], ids=["empty", "csv", "cut"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableWorkbookError):
        read_first_sheet(content)


def test_a_workbook_that_unfolds_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_PART_BYTES", 20_000)
    assert read_first_sheet(book([["x" * 10_000]])) == [["x" * 10_000]]
    with pytest.raises(UnreadableWorkbookError):
        read_first_sheet(book([["x" * 30_000]]))


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
