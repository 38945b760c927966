"""Reports: who sees which, what a file holds and that taking it is written down, what is outside a limit."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from engine.actor import SYSTEM
from engine.store.history import access_log
from handlers.records.by_time import OF_PERIODS
from tests.engine.support import Sketch
from tests.web.conftest import AGENT
from tests.web.test_handover import colleagues  # noqa: F401 - 林峰 leads the agents, 吴芳 is management
from tests.web.test_reports import MASKED, PLAIN, done, records  # noqa: F401 - fixtures
from web.customers.workbook import read_first_sheet
from web.reports import views
from web.reports.catalogue import REPORTS
from web.reports.export import BOM

TABLES = {"user_tasks", *(index.table.name for index in OF_PERIODS)}


@pytest.mark.usefixtures("done")
def test_each_sees_the_reports_of_the_work_one_leads_and_nothing_else(log_in):
    for nobody in ("li.na", "wang.qiang", "zhao.min", "admin"):
        assert log_in(nobody).get("/reports").status_code == 403
    lead = log_in("lin.feng")
    listed = set(re.findall(r'href="/reports/([\w-]+)"', lead.get("/reports").text))
    assert listed == {"work", "pipeline", "follow-up", "agents"}
    for report in REPORTS:
        assert (lead.get(f"/reports/{report}").status_code == 200) == (report in listed), report
        for path in ("rows?what=decided", "export/xlsx", "rows/export/csv?what=decided"):
            if report not in listed:
                assert lead.get(f"/reports/{report}/{path}").status_code == 403
        for everything in ("wu.fang", "auditor"):
            assert log_in(everything).get(f"/reports/{report}").status_code == 200
    assert log_in("wu.fang").get("/reports/nothing").status_code == 404
    page = lead.get("/reports/work").text
    assert "保险代理人" in page
    assert "核保" not in page  # the next task is an underwriter's
    told = lead.get("/reports/work?role=underwriter").text
    assert "您不能看它的报表" in told
    assert "录入报价" not in lead.get("/reports/work/rows?what=done&role=customer").text.split("<h1>")[0]
    assert "核保" in log_in("auditor").get("/reports/work").text


@pytest.mark.usefixtures("records")
def test_what_stands_outside_the_limit_and_the_period_is_said(log_in):
    browser = log_in("auditor")
    claims = browser.get("/reports/claims").text
    assert re.search(r"期限内决定.*?0\.0 %.*?超期 1 件", claims, re.DOTALL)
    complaints = browser.get("/reports/complaints").text
    assert re.search(r"期限内答复.*?33\.3 %.*?超期 2 件", complaints, re.DOTALL)  # one in time, one late, one overdue
    empty = browser.get("/reports/complaints?from=2025-01-01&to=2025-02-01").text
    assert "这段时间没有记录" in empty
    assert "日期不完整或有误" in browser.get("/reports/claims?from=yesterday").text
    assert browser.get("/reports/claims/rows?what=decided&outcome=%27").status_code == 404
    assert browser.get("/reports/work/rows?what=everything&report_id=x&_external=1").status_code == 404


@pytest.mark.usefixtures("records")
def test_a_file_holds_what_the_page_shows_and_taking_it_is_written_down(log_in, store, monkeypatch):
    browser = log_in("auditor")
    page = browser.get("/reports/complaints/rows?what=received").text
    file = browser.get("/reports/complaints/rows/export/csv?what=received")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="complaints-received-2026')
    lines = file.data.decode().removeprefix(BOM).splitlines()
    assert len(lines) == 5
    assert MASKED in page
    assert lines[1].count(MASKED) == 1
    assert PLAIN not in page + file.data.decode()
    book = browser.get("/reports/complaints/export/xlsx").data
    assert ["报表", "投诉"] in [row[:2] for row in read_first_sheet(book)]
    with store.read() as connection:
        log = access_log.c
        asked = select(log.actor_id, log.verb, log.what, log.reason).where(log.verb == "export report").order_by(log.id)
        found = connection.execute(asked).all()
    assert [tuple(row)[:3] for row in found] == [
        ("auditor", "export report", "complaints-received"), ("auditor", "export report", "complaints"),
    ]  # fmt: skip
    assert found[0].reason == "csv, 4 rows, 2026-08-31..2026-11-20, role all"
    monkeypatch.setattr(views, "MOST_ROWS", 3)
    refused = browser.get("/reports/complaints/rows/export/csv?what=received")
    assert refused.status_code == 422
    assert "这个清单有 4 条，一次最多导出 3 条" in refused.text
    assert browser.get("/reports/complaints/export/pdf").status_code == 404
    assert browser.get("/reports/complaints/export/csv?table=nothing").status_code == 404


def test_work_of_a_confidential_process_is_counted_only_for_whoever_may_know_of_it(log_in, engine):
    secret = Sketch("secret", properties={"sop:confidential": "management"})
    engine.deploy(secret.start().user("look", "agent").end().chain("start", "look", "end").files(), SYSTEM)
    engine.start("secret", {}, AGENT)
    assert "1 条" in log_in("wu.fang").get("/reports/work/rows?what=came").text
    for other in ("lin.feng", "auditor"):
        page = log_in(other).get("/reports/work/rows?what=came").text
        assert "清单是空的" in page
        assert "Look" not in page


@pytest.mark.usefixtures("records")
def test_no_report_walks_through_a_whole_table(log_in, store):
    browser, asked = log_in("auditor"), {}
    event.listen(store.engine, "before_cursor_execute", lambda *call: asked.update({call[2]: call[3]}))
    for report, entry in REPORTS.items():
        assert browser.get(f"/reports/{report}").status_code == 200, entry
    walks = []
    with store.engine.connect() as connection:
        for statement, parameters in [*asked.items()]:
            if statement.startswith("SELECT") and any(f"FROM {table}" in statement for table in TABLES):
                plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                walks += [(step, statement) for step in plan if step.startswith("SCAN") and step.split()[1] in TABLES]
    assert len(asked) > 30
    # What is open is all that the index of open tasks holds.
    assert [walk for walk in walks if not walk[0].endswith("USING INDEX ix_user_tasks_due_at")] == []


@pytest.mark.usefixtures("done")
def test_what_came_is_the_same_counted_of_a_period_that_is_over(log_in, clock):
    def came(until: str) -> str:
        page = log_in("auditor").get(f"/reports/work/export/csv?table=weeks&from=2026-11-16&to={until}").data.decode()
        return page.splitlines()[-1].split(",")[2]

    until_today = came("2026-11-20")
    clock.advance(timedelta(days=3))
    assert came("2026-11-20") == until_today == "2"
