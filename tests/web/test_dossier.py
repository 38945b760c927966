"""Dossiers: everything of one customer, policy or claim on one page, as far as the reader may see it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from engine.engine import Engine
from engine.store.history import access_log
from handlers.privacy import seal
from handlers.records import Document, Policy
from tests.web.conftest import AGENT, LogIn
from tests.web.test_search import ID_NO, NAME, PHONE, Matters, matters  # noqa: F401 - a fixture among them
from web.accounts.operations import create_account, find_account


@pytest.fixture
def paper(engine: Engine, matters: Matters) -> str:  # noqa: F811 - pytest's way to ask for a fixture
    """A letter about the claim that only claims and compliance may read, and one for the customer's agent."""
    now = engine.clock.now()
    with engine.store.session() as rows:
        for number, kind in enumerate(("investigation_report", "policy_issued")):
            rows.add(
                Document(
                    id=f"DOC-{number}", kind=kind, number=f"N-{number}", version=1, layout=0,
                    title={0: "理赔调查报告", 1: "出单通知"}[number], subject_id=matters.customer_id,
                    sealed_under=matters.customer_id, agent_id="li.na", case_id=matters.claim_case,
                    application_id=None, policy_id=matters.policy_id, matter_id=None, recipient="internal",
                    content=seal(rows, matters.customer_id, "…", now), sha256="", created_at=now,
                )
            )  # fmt: skip
    return "理赔调查报告"


def reads(engine: Engine, verb: str) -> list[tuple[str, str | None]]:
    with engine.store.read() as connection:
        asked = select(access_log.c.what, access_log.c.case_id).where(access_log.c.verb == verb)
        return [tuple(row) for row in connection.execute(asked)]


def test_a_customers_page_gathers_cases_waits_matters_and_story(
    engine: Engine,
    log_in: LogIn,
    matters: Matters,  # noqa: F811
) -> None:
    (task,) = engine.queries.tasks_of_case(matters.open_case)
    engine.complete(task.id, {"amount": 200_000, "plan": "ci"}, AGENT)
    page = log_in("wang.qiang").get(f"/dossiers/customer/{matters.customer_id}").text
    for case_id in (matters.open_case, matters.done_case, matters.claim_case):
        assert f'href="/cases/{case_id}"' in page
    assert "复核报价" in page
    assert "等保险代理人、运营支持领取" in page
    assert "取消案件：重复" in page
    story = page.split('id="story-title"')[1]
    assert story.index("完成「录入报价」") < story.index("取消案件") < story.rindex("启动案件")
    assert f"/dossiers/policy/{matters.policy_id}" in page
    assert f"/dossiers/claim/{matters.claim_id}" in page
    assert "张**" in page
    assert "138****5678" in page
    assert not any(secret in page for secret in (NAME, PHONE, ID_NO))
    assert ("customer " + matters.customer_id, None) in reads(engine, "read dossier")
    assert (matters.open_case, matters.open_case) in reads(engine, "read history")


def test_policy_and_claim_have_pages_of_their_own(log_in: LogIn, matters: Matters) -> None:  # noqa: F811
    browser = log_in("wang.qiang")
    policy = browser.get(f"/dossiers/policy/{matters.policy_id}").text
    assert matters.policy_no in policy
    assert f'href="/cases/{matters.done_case}"' in policy
    assert f'href="/cases/{matters.open_case}"' not in policy
    claim = browser.get(f"/dossiers/claim/{matters.claim_id}").text
    assert "已立案" in claim
    assert f'href="/cases/{matters.claim_case}"' in claim
    assert f"/dossiers/customer/{matters.customer_id}" in claim
    assert browser.get("/dossiers/policy/nothing").status_code == 404
    assert browser.get("/dossiers/parrot/nothing").status_code == 404


def test_an_agent_reads_the_own_part_only(engine: Engine, store, log_in: LogIn, matters: Matters) -> None:  # noqa: F811
    own = log_in("li.na").get(f"/dossiers/customer/{matters.customer_id}")
    assert f'href="/cases/{matters.open_case}"' in own.text
    assert f'href="/cases/{matters.claim_case}"' not in own.text
    with store.session() as rows:
        create_account(rows, "chen.hao", "陈浩", ["agent"], engine.clock.now())
        colleague = find_account(rows, "chen.hao")
        colleague.password_is_one_time = False
        colleague.password_hash = find_account(rows, "li.na").password_hash
    other = log_in("chen.hao")
    paths = [
        f"/dossiers/customer/{matters.customer_id}", f"/dossiers/policy/{matters.policy_id}",
        f"/dossiers/claim/{matters.claim_id}", f"/dossiers/cases/{matters.open_case}/reasons",
        f"/dossiers/cases/{matters.open_case}/diagram",
    ]  # fmt: skip
    assert [other.get(path).status_code for path in paths] == [403] * 5
    with store.session() as rows:
        rows.execute(update(Policy).values(agent_id="chen.hao"))
    page = other.get(f"/dossiers/customer/{matters.customer_id}").text
    assert matters.policy_no in page
    assert f'href="/cases/{matters.open_case}"' not in page


def test_papers_are_listed_for_who_may_read_their_kind(log_in: LogIn, store, engine, matters, paper) -> None:  # noqa: F811
    address = f"/dossiers/claim/{matters.claim_id}"
    assert paper in log_in("he.jing").get(address).text
    page = log_in("wang.qiang").get(address).text
    assert paper not in page
    assert "出单通知" in page
    # The case in which it was made is a colleague's: an agent does not even read the title.
    assert "出单通知" not in log_in("li.na").get(f"/dossiers/customer/{matters.customer_id}").text


def test_why_each_branch_was_taken_and_the_picture_come_when_a_fold_is_opened(
    engine: Engine,
    log_in: LogIn,
    matters: Matters,  # noqa: F811
) -> None:
    browser = log_in("wang.qiang")
    assert "还没有要判断的走向" in browser.get(f"/dossiers/cases/{matters.open_case}/reasons").text
    (task,) = engine.queries.tasks_of_case(matters.open_case)
    engine.complete(task.id, {"amount": 200_000, "plan": "ci"}, AGENT)
    why = browser.get(f"/dossiers/cases/{matters.open_case}/reasons").text
    assert "大额？" in why
    assert "选中：" in why
    assert "<html" not in why
    picture = browser.get(f"/dossiers/cases/{matters.open_case}/diagram").text
    assert f"/cases/{matters.open_case}/diagrams/quote.bpmn" in picture
    assert "review_quote" in picture
    policy = browser.get(f"/dossiers/customer/{matters.customer_id}").headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy


def test_lists_go_on_page_by_page(engine: Engine, log_in: LogIn, matters: Matters) -> None:  # noqa: F811
    for _ in range(30):
        engine.start("quote", {"applicant_id": matters.customer_id}, AGENT)
    about = engine.queries.cases_about({matters.customer_id, matters.policy_id}, limit=99).cases
    newest_first = [case.id for case in about]
    browser, address = log_in("wang.qiang"), f"/dossiers/customer/{matters.customer_id}"
    first = browser.get(address).text
    assert listed(first) == newest_first[:20]
    assert first.count("录入报价") >= 31  # all that is open waits on the first page
    following = first.split("cases=")[1].split("#")[0]
    assert listed(browser.get(f"{address}?cases={following}").text) == newest_first[20:]
    earlier = first.split("before=")[1].split("#")[0]
    told = [page.split('id="story-title"')[1] for page in (first, browser.get(f"{address}?before={earlier}").text)]
    assert [page.count('class="entry ') for page in told] == [25, 9]  # 33 were begun, one was cancelled


def listed(page: str) -> list[str]:
    """The cases of the list on a page, in its order."""
    section = page.split('id="cases-title"')[1].split("</section>", maxsplit=1)[0]
    return re.findall(r'row-title"><a href="/cases/(\w+)"', section)


def test_case_and_task_lead_to_the_dossiers(engine: Engine, log_in: LogIn, matters: Matters) -> None:  # noqa: F811
    browser = log_in("li.na")
    (task,) = engine.queries.tasks_of_case(matters.open_case)
    for address in (f"/cases/{matters.open_case}", f"/tasks/{task.id}"):
        assert f"/dossiers/customer/{matters.customer_id}" in browser.get(address).text
    assert f"/dossiers/policy/{matters.policy_id}" in browser.get(f"/cases/{matters.done_case}").text


def test_nothing_leads_to_a_page_that_would_be_refused(engine: Engine, store, log_in: LogIn, matters: Matters) -> None:  # noqa: F811
    people = (("chen.hao", "陈浩", "agent"), ("lin.feng", "林峰", "agent_lead"), ("dai.ning", "戴宁", "claims_manager"))
    with store.session() as rows:
        for account, name, role in people:
            create_account(rows, account, name, [role], engine.clock.now())
            one = find_account(rows, account)
            one.password_is_one_time = False
            one.password_hash = find_account(rows, "li.na").password_hash
    (task,) = engine.queries.tasks_of_case(matters.open_case)
    page = log_in("chen.hao").get(f"/tasks/{task.id}").text  # of his role, and of a colleague's customer
    assert task.business_key in page
    assert 'id="comments"' in page
    assert f'href="/cases/{matters.open_case}"' not in page
    assert "/dossiers/" not in page
    for account in ("lin.feng", "dai.ning"):  # lead a department, or hold its highest level alone
        browser = log_in(account)
        assert browser.get(f"/cases/{matters.open_case}").status_code == 200
        page = browser.get(f"/tasks/{task.id}").text
        assert f'href="/cases/{matters.open_case}"' in page
        assert f'href="/dossiers/customer/{matters.customer_id}"' in page
