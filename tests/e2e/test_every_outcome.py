"""What `make run` serves on a fresh clone leads through the browser to a policy, or to another outcome.

The standard outcome always; of the others each run walks three, drawn by its seed (`--every-story`: all).
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.chromium import CHROMIUM
from tests.e2e.english import speaks_english
from tests.e2e.office import Office
from tests.web.test_browser import BUILT, require_sound

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240, func_only=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no outcome is walked in a browser"),
    pytest.mark.skipif(not BUILT.exists(), reason="web/static/build is missing: run npm run build in web/frontend"),
]
another = pytest.mark.drawn("outcome", 3)
LIFE, ILLNESS = "安心定期寿险（示例）", "康护重大疾病保险（示例）"
SOUND = {"intact": True, "agrees": True}


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


@another
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


@another
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


TYPED = ("会计", "示例银行", "北京市朝阳区示例路 1 号", "北京市朝阳区****", "保额超过收入的合理倍数")


@another
def test_special_terms_after_papers_were_asked_for_twice(office: Office) -> None:
    """Everything that the customer is shown on the way is there in English too."""
    customer = office.meets("潘宁")
    customer.inspect = speaks_english((customer.who["name"], *TYPED))
    application = office.submits(customer, LIFE, (20, 20), 900_000, income=50_000)
    office.agent.brings_evidence(application, "财务资料")
    office.underwriter.reads_file(application, asks_for="财务问卷")
    office.agent.brings_evidence(application, "财务问卷")
    office.underwriter.reads_file(application)
    office.senior.decides(application, "特别约定（降低保额）", "保额超过收入的合理倍数。", reduced_to=750_000)
    customer.opens_link()
    customer.answers_terms("接受上述条件")
    office.receives(customer, application, 1425)
    customer.reads_notice("出单通知", "1,425")
    assert office.agency.audit(application) == {"end": "policy_issued", **SOUND}


@another
def test_the_plan_is_adjusted_and_signed_again(office: Office) -> None:
    customer = office.meets("卫平")
    obese = {"height": 170, "weight": 90}
    application = office.submits(customer, ILLNESS, (20, 69), **obese)
    office.senior.decides(application, "加费承保", "体重指数超过 30，重疾风险较高，加费 20%。", extra_pct=20)
    customer.opens_link()
    customer.answers_terms("希望调整方案", wish="改为定期寿险")
    customer.is_thanked()
    office.agent.adjusts_plan(application, LIFE, 300_000, (20, 20), "客户希望改为定期寿险")
    office.applies(customer, **obese)
    office.agent.brings_papers(application)
    office.passes_papers(application)
    office.senior.decides(application, "标准承保", "评点在标准范围内。")
    customer.opens_link()
    office.receives(customer, application, 570)
    assert office.agency.audit(application) == {"end": "policy_issued", **SOUND}


@another
def test_papers_premium_and_policy_each_go_back_once(office: Office) -> None:
    """Missing papers, somebody else's account, too little money, a misprinted policy: each is put right."""
    customer = office.meets("齐正")
    application = office.agent.starts_application(customer.who, LIFE, 500_000, (20, 20))
    office.applies(customer)
    office.agent.brings_papers(application)
    office.compliance.sends_papers_back(application, "职业证明", "职业存疑，请补职业证明。")
    office.operations.sends_papers_back(application, "银行卡复印件")
    office.agent.brings_papers(application, "职业证明")
    office.passes_papers(application)
    customer.opens_link()
    customer.pays(950, holder="李四")
    customer.is_told_to_pay_again("本人账户")
    customer.pays(400.5)
    customer.is_told_to_pay_again("549.50")
    customer.pays(549.5)
    customer.is_thanked()
    office.operations.issues_policy(application, 905)
    office.agent.finds_policy_wrong(application, "保费", "保费抄错")
    office.operations.corrects_policy(application, 950, "更正保费")
    office.agent.checks_policy(application)
    assert office.agency.audit(application) == {"end": "policy_issued", **SOUND}


@another
def test_the_offer_lapses_when_no_premium_comes(office: Office) -> None:
    """One of the cases that come with the demo: the agent finds it in the list and sends the link once more."""
    customer = office.customer_of_demo("13800005678")
    application = office.agent.finds_case("缴纳首期保费")
    office.agent.sends_link()
    customer.opens_link()
    customer.waits_for_form()
    office.agency.passes_time(days=31)
    customer.reads_notice("投保申请终止", "投保申请因逾期而终止")
    assert office.agency.ask("verify", application.case_id)["intact"]
    assert office.agency.audit(application) == {"end": "offer_ended", **SOUND}


@another
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
    customer.reads_notice("核保结论通知", "结论：拒保")
    assert office.agency.audit(application) == {"end": "no_contract", **SOUND}


@another
def test_postpone(office: Office) -> None:
    customer = office.meets("方圆")
    application = office.submits(customer, LIFE, (20, 20), discloses=LIVER)
    office.underwriter.reads_file(application, "急性肝炎")
    office.senior.decides(application, "延期", "急性肝炎，痊愈并复查后再审。", review_after="2027-09-01")
    office.second_senior.agrees_as_second(application)
    customer.reads_notice("核保结论通知", "结论：延期")
    assert office.agency.audit(application) == {"end": "no_contract", **SOUND}


@another
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
