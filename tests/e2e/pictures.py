"""Takes the pictures of README and docs: `python -m tests.e2e.pictures` walks one exclusion to the issued policy."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import CHROMIUM, FLAGS, settle
from tests.e2e.agency import ROOT, Agency
from tests.e2e.customer import Customer
from tests.e2e.people import Application, Person
from tests.e2e.staff import Agent, Compliance, Operations, Staff, Underwriter

FOLDER = ROOT / "docs" / "pictures"
ILLNESS = "康护重大疾病保险（示例）"
WHO = {
    "name": "高远",
    "mobile": "13612340001",
    "id_no": "110101199002031239",
    "sex": "male",
    "birth_date": "1990-02-03",
    "account_no": "6222020200005550001",
}
LIVER = {"14. 肝脏疾病": ("乙肝病毒携带", "2015年", "肝功能正常")}
PHONE_WIDTH, PHONE_HEIGHT = 390, 780


def take(person: Person, name: str, *, of: str = "", top: bool = True, height: int | None = None) -> None:
    """One picture of what the person sees; `of`: only this part of the page; `height`: a taller desk."""
    page = person.page
    size = page.viewport_size
    assert size
    if height:
        page.set_viewport_size({"width": size["width"], "height": height})
    settle(page)
    if top:
        page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    path = FOLDER / f"{name}.png"
    if of:
        page.locator(of).first.screenshot(path=path)
    else:
        page.screenshot(path=path)
    if height:
        page.set_viewport_size(size)


def walk(browser: Browser, agency: Agency) -> None:
    """From the first login to the notice of issue, with a picture at each step."""

    def arrives(kind: type[Staff], account: str) -> Any:
        person = kind(browser, agency.address, account)
        person.logs_in_for_the_first_time(agency.passwords[account])
        return person

    agent = arrives(Agent, "agent")
    application = start(agent)
    customer = Customer(browser, agency.address, WHO, agency.outbox)
    customer.page.set_viewport_size({"width": PHONE_WIDTH, "height": PHONE_HEIGHT})
    sign(customer)
    operations = arrives(Operations, "operations")
    check(agent, arrives(Compliance, "compliance"), operations, application)
    decide(arrives(Underwriter, "underwriter"), arrives(Underwriter, "underwriter.3"), application)
    accept(customer)
    issue(agent, operations, application)


def start(agent: Agent) -> Application:
    agent.fills_start(WHO, ILLNESS, 500_000, (20, 69))
    take(agent, "step-1-start", height=1000)
    agent.page.get_by_role("button", name="启动").click()
    application = agent.has_started()
    agent.looks_at(application)
    take(agent, "step-2-started")
    return application


def sign(customer: Customer) -> None:
    customer.opens_link()
    customer.waits_for_form()
    take(customer, "customer")
    customer.fills_application(discloses=LIVER)
    customer.reads_before_signing()
    customer.draws_signature()
    take(customer, "step-4-sign", top=False)
    customer.submits("签名并提交")
    customer.is_thanked()
    take(customer, "step-4-thanks")


def check(agent: Agent, compliance: Compliance, operations: Operations, application: Application) -> None:
    agent.brings_papers(application, "健康证明（病历、检查报告）")
    compliance.opens("合规审核资料", application)
    compliance.picks("结论", "通过")
    take(compliance, "step-5-review", height=1000)
    compliance.finishes("合规审核资料")
    operations.page.goto(f"{operations.address}/inbox?tab=group")
    take(operations, "inbox")
    operations.passes_papers(application)
    operations.enters(application)


def decide(reader: Underwriter, senior: Underwriter, application: Application) -> None:
    reader.reads_file(application, "乙肝携带，肝功正常")
    senior.prepares_decision(application, "除外承保", "乙肝病毒携带，除外肝脏疾病。", exclusion="肝脏")
    take(senior, "task", height=1180)
    senior.finishes("人工核保")
    senior.looks_at(application, "underwriting")
    senior.opens_reason("核保权限")
    take(senior, "case", height=1720)
    senior.sharpens(2)
    senior.looks_at(application, "underwriting")
    senior.page.get_by_role("button", name="全图").click()
    take(senior, "underwriting", of="figure.diagram")


def accept(customer: Customer) -> None:
    customer.opens_link()
    customer.waits_for_form()
    take(customer, "step-7-terms")
    customer.answers_terms("接受上述条件")
    customer.waits_for_form()
    take(customer, "step-8-pay")
    customer.pays(4800)
    customer.is_thanked()


def issue(agent: Agent, operations: Operations, application: Application) -> None:
    operations.writes_policy(application, 4800)
    take(operations, "step-9-issue", height=1000)
    operations.finishes("出单")
    agent.compares_policy(application)
    take(agent, "step-10-check", height=1000)
    agent.finishes("核对保单与投保单")
    agent.looks_at(application)
    take(agent, "step-11-issued", height=1000)


def main() -> None:
    if CHROMIUM is None:
        sys.exit("Chromium is not installed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        agency = Agency.of_its_own(Path(folder) / "home", Path(folder) / "ready")
        agency.open()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            walk(browser, agency)
        finally:
            browser.close()
            agency.close()


if __name__ == "__main__":
    main()
