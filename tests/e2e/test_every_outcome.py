"""As a new user on a fresh clone: what `make run` serves leads through the browser to a policy, by every outcome."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.agency import Agency
from tests.e2e.people import Agent, Application, Compliance, Customer, Operations, Outbox, Person, Underwriter
from tests.web.test_browser import BUILT, CHROMIUM, FLAGS, require_sound

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no outcome is walked in a browser"),
    pytest.mark.skipif(not BUILT.exists(), reason="web/static/build is missing: run npm run build in web/frontend"),
]
LIFE, ILLNESS = "安心定期寿险（示例）", "康护重大疾病保险（示例）"
SOUND = {"intact": True, "agrees": True}
NUMBERS = itertools.count(1)
CHECK_LETTERS = "10X98765432"


def new_customer(name: str) -> dict[str, str]:
    """Somebody whom the agency does not know yet: a man of 36, with numbers of his own."""
    number = next(NUMBERS)
    stem = f"11010119900203{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True)) % 11
    return {
        "name": name,
        "mobile": f"1361234{number:04d}",
        "id_no": stem + CHECK_LETTERS[check],
        "sex": "male",
        "birth_date": "1990-02-03",
        "account_no": f"622202020000{number:07d}",
    }


@dataclass
class Office:
    """Everybody at work, and the means to get a new customer to a phone."""

    agency: Agency
    browser: Browser
    outbox: Outbox
    agent: Agent
    compliance: Compliance
    operations: Operations
    underwriter: Underwriter
    senior: Underwriter
    second_senior: Underwriter
    customers: list[Customer]

    def meets(self, name: str) -> Customer:
        customer = Customer(self.browser, self.agency.address, new_customer(name), self.outbox)
        self.customers.append(customer)
        return customer

    @property
    def staff(self) -> tuple[Person, ...]:
        seniors = (self.senior, self.second_senior)
        return (self.agent, self.compliance, self.operations, self.underwriter, *seniors)

    def submits(self, customer: Customer, product: str, years: tuple[int, int], **disclosed: object) -> Application:
        """From the proposal to underwriting: link, form, signature, papers, both checks, entry."""
        application = self.agent.starts_application(customer.who, product, 500_000, years)
        customer.opens_link()
        customer.fills_application(**disclosed)
        customer.signs_application()
        customer.is_thanked()
        extra = ("健康证明（病历、检查报告）",) if "discloses" in disclosed else ()
        self.agent.brings_papers(application, *extra)
        self.compliance.passes_papers(application)
        self.operations.passes_papers(application)
        self.operations.enters(application)
        return application

    def issues(self, application: Application, premium: int) -> None:
        self.operations.issues_policy(application, premium)
        self.agent.checks_policy(application)


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Agency(tmp_path_factory.mktemp("agency") / "home", port)
    made.set_up()
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-sync"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def colleagues(agency: Agency, browser: Browser) -> Office:
    def arrives(kind: type, account: str) -> Person:
        person = kind(browser, agency.address, account)
        person.logs_in_for_the_first_time(agency.passwords[account])
        return person

    return Office(
        agency=agency,
        browser=browser,
        outbox=agency.outbox,
        agent=arrives(Agent, "agent"),
        compliance=arrives(Compliance, "compliance"),
        operations=arrives(Operations, "operations"),
        underwriter=arrives(Underwriter, "underwriter"),
        senior=arrives(Underwriter, "underwriter.3"),
        second_senior=arrives(Underwriter, "underwriter.4"),
        customers=[],
    )


@pytest.fixture
def office(colleagues: Office) -> Iterator[Office]:
    """The office; afterwards no browser complained, and the server's log tells nothing of a customer."""
    yield colleagues
    log = colleagues.agency.log.read_text("utf-8")
    assert "delivery.written" in log  # it is the log of this very server
    for customer in colleagues.customers:
        assert customer.complaints == []
        for secret in ("name", "mobile", "id_no", "account_no"):
            assert customer.who[secret] not in log
        customer.leaves()
    colleagues.customers.clear()
    for person in colleagues.staff:
        person.inspect = lambda _: None
    assert [person.complaints for person in colleagues.staff] == [[]] * len(colleagues.staff)


def test_standard(office: Office) -> None:
    """By rules alone; every page on the way is sound to axe, and no wider than its screen."""
    customer = office.meets("高远")
    for person in (*office.staff, customer):
        person.inspect = require_sound
    application = office.submits(customer, LIFE, (20, 20))
    customer.opens_link()
    customer.pays(950)
    customer.is_thanked()
    office.issues(application, 950)
    office.agent.looks_at(application)
    assert office.agency.audit(application) == {"end": "policy_issued", **SOUND}


def test_rated(office: Office) -> None:
    customer = office.meets("马强")
    application = office.submits(customer, ILLNESS, (20, 69), height=170, weight=90)
    office.senior.decides(application, "加费承保", "体重指数超过 30，重疾风险较高，加费 20%。", extra_pct=20)
    customer.opens_link()
    customer.answers_terms("接受上述条件")
    customer.pays(5760)
    customer.is_thanked()
    office.issues(application, 5760)
    assert office.agency.audit(application) == {"end": "policy_issued", **SOUND}


LIVER = {"14. 肝脏疾病": ("乙肝病毒携带", "2015年", "肝功能正常")}


def test_exclusion(office: Office) -> None:
    customer = office.meets("谢安")
    application = office.submits(customer, ILLNESS, (20, 69), discloses=LIVER)
    office.underwriter.reads_file(application, "乙肝携带，肝功正常")
    office.senior.decides(application, "除外承保", "乙肝病毒携带，除外肝脏疾病。", exclusion="肝脏")
    customer.opens_link()
    customer.answers_terms("接受上述条件")
    customer.pays(4800)
    customer.is_thanked()
    office.issues(application, 4800)
    assert office.agency.audit(application) == {"end": "policy_issued", **SOUND}


def test_decline_by_two_people(office: Office) -> None:
    customer = office.meets("孔明")
    disclosed = {
        "11. 心脏或血管疾病": ("高血压 1 级", "2022年", "服药控制"),
        "18. 内分泌疾病": ("空腹血糖 6.8", "2025年", "饮食控制"),
    }
    application = office.submits(customer, LIFE, (20, 20), height=170, weight=95.4, discloses=disclosed)
    office.underwriter.reads_file(application, "高血压 1 级，已控制", "血糖高于6.2")
    office.senior.decides(application, "拒保", "肥胖、高血压与高血糖并存，风险超出承保范围。")
    office.senior.cannot_take("第二人复核", application)
    office.second_senior.agrees_as_second(application)
    customer.reads_notice("核保结论通知", "核保结论：拒保")
    assert office.agency.audit(application) == {"end": "no_contract", **SOUND}


def test_postpone(office: Office) -> None:
    customer = office.meets("方圆")
    application = office.submits(customer, LIFE, (20, 20), discloses=LIVER)
    office.underwriter.reads_file(application, "急性肝炎")
    office.senior.decides(application, "延期", "急性肝炎，痊愈并复查后再审。", review_after="2027-09-01")
    office.second_senior.agrees_as_second(application)
    customer.reads_notice("核保结论通知", "核保结论：延期")
    assert office.agency.audit(application) == {"end": "no_contract", **SOUND}


def test_the_customer_withdraws(office: Office) -> None:
    customer = office.meets("贺年")
    application = office.agent.starts_application(customer.who, LIFE, 300_000, (20, 20))
    customer.opens_link()
    customer.inspect = require_sound
    customer.withdraws()
    customer.reads_notice("投保申请终止", "投保申请已按您的要求撤回")
    assert office.agency.audit(application) == {"end": "application_withdrawn", **SOUND}


def test_a_known_identity_number_cannot_get_another_phone(office: Office) -> None:
    customer = office.meets("苗青")
    office.agent.starts_application(customer.who, LIFE, 300_000, (20, 20))
    office.agent.asks_to_start(customer.who | {"mobile": "13900009999"}, LIFE, 300_000, (20, 20))
    expect(office.agent.page.get_by_text("换了号码请先办理客户资料变更").first).to_be_visible()
    office.agent.complaints.clear()  # the browser notes the 422 itself
