"""One customer's whole life with the agency, chapter by chapter; who works on it is called when there is work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.e2e.adviser import Adviser
from tests.e2e.claimant import Policyholder
from tests.e2e.claims import Claims, Leader, Management
from tests.e2e.office import Shift
from tests.e2e.people import Application
from tests.e2e.staff import Compliance, Operations, Underwriter

MEDICAL = "百万医疗保险（示例）"
LIVER = {"14. 肝脏疾病": ("乙肝病毒携带", "2015年", "肝功能正常")}
PAPERS = (
    "保险合同或保单号",
    "被保险人身份证明",
    "病历、出院小结、诊断证明",
    "医疗费用发票原件及清单",
    "收款人银行账户",
)
NOTHING = Application("", "")


@dataclass
class Life:
    """What the chapters hand on; the keys are what people quote."""

    customer: Policyholder
    shift: Shift
    invoice: Path
    journey: Application = NOTHING
    policy: Application = NOTHING

    @property
    def agent(self) -> Adviser:
        return self.shift.comes(Adviser, "agent")

    @property
    def operations(self) -> Operations:
        return self.shift.comes(Operations, "operations")


def first_contact_to_needs(life: Life) -> None:
    agent, customer = life.agent, life.customer
    life.journey = agent.plans_contact()
    agent.meets(life.journey, customer.who)
    customer.opens_link()
    customer.tells_facts(income=200_000)
    customer.is_thanked()
    agent.checks_facts(life.journey)
    agent.interviews(life.journey, need=1_000_000, budget=500)
    customer.opens_link()
    customer.confirms_report()
    customer.is_thanked()


def proposal_that_is_late(life: Life) -> None:
    """The rules stop the first plan; compliance begins on the second and leaves it lying; a lead gives it away.

    Both reviewers type at the same time: one completes, the other loses no keystroke.
    """
    agent, journey = life.agent, life.journey
    agent.designs(journey, MEDICAL, 3_900_000, (1, 1), "第一版")
    agent.is_stopped(journey, "预算")
    agent.designs_again(1_000_000, "保额与缺口相当")
    first = life.shift.comes(Compliance, "compliance")
    first.opens("审核方案", journey)
    first.wants_corrected("请说明保额")
    first.is_saved()
    life.shift.waits(10)
    first, lead = life.shift.comes(Compliance, "compliance"), life.shift.comes(Leader, "lead")
    first.takes_up("审核方案", journey)
    lead.gives("审核方案", "何静", "许宁", "超过时限，客户在等待")
    first.wants_corrected("请说明保额的依据")
    second = life.shift.comes(Compliance, "compliance.2")
    second.takes_up("审核方案", journey)
    second.approves_proposal(after="请说明保额")
    first.is_too_late("许宁", "请说明保额的依据")
    agent = life.agent
    agent.explains(journey)
    life.customer.opens_link()
    life.customer.accepts_risks()


def application_on_special_terms(life: Life) -> None:
    """The form comes at once; the liver is disclosed, excluded, and the customer agrees."""
    agent, operations, customer, journey = life.agent, life.operations, life.customer, life.journey
    customer.fills_application(discloses=LIVER)
    customer.signs_application()
    customer.is_thanked()
    agent.brings_papers(journey, "健康证明（病历、检查报告）")
    life.shift.comes(Compliance, "compliance").passes_papers(journey)
    operations.passes_papers(journey)
    operations.enters(journey)
    life.shift.comes(Underwriter, "underwriter").reads_file(journey, "乙肝携带，肝功正常")
    senior = life.shift.comes(Underwriter, "underwriter.3")
    senior.decides(journey, "除外承保", "乙肝病毒携带，除外肝脏疾病。", exclusion="肝脏")
    customer.opens_link()
    customer.answers_terms("接受上述条件")
    assert customer.pays_what_is_asked() == "240.00"
    customer.is_thanked()


def policy_in_the_customers_hands(life: Life) -> None:
    """Issued, compared, delivered, received; the agent calls, and the company does, as the law asks."""
    agent, operations, customer, journey = life.agent, life.operations, life.customer, life.journey
    operations.issues_policy(journey, 240)
    agent.checks_policy(journey)
    life.policy = agent.finds_policy()
    agent.delivers(life.policy)
    customer.opens_link()
    customer.signs_receipt()
    customer.is_thanked()
    agent.calls_on_customer(life.policy)
    operations.calls_customer(life.policy, customer.who)


def month_looked_back_on(life: Life) -> None:
    """The first month ended meanwhile: the agent says why and what to do, on real figures, and management signs."""
    review = life.agent.looks_back("回访稍晚", "收到保单当日预约回访", "2026-12-31")
    life.shift.comes(Management, "management").signs_review(review, "收到保单当日预约回访", "同意，按期落实。")


def claim_that_is_paid(life: Life) -> None:
    """Months later, from the customer's own page: reported, proved with photographs, approved by a senior, paid."""
    customer = life.customer
    life.shift.waits(60)
    customer.comes_home()
    claim = customer.reports_loss(life.shift.today.isoformat(), "北京市示例医院", "急性阑尾炎住院手术")
    claims, operations = life.shift.comes(Claims, "claims"), life.operations
    claims.opens_case(claim)
    customer.opens_link()
    customer.claims(80_000, "急性阑尾炎")
    customer.photographs("发票、费用清单", life.invoice)
    life.agent.brings_claim_papers(claim, *PAPERS)
    claims.finds_nothing_missing(claim)
    claims.reviews(claim, "属于保险责任，无异议", "住院和手术均已核实", certified=80_000)
    claims.determines(claim, "部分赔付", "住院费用按合同计算。")
    life.shift.comes(Claims, "claims.2").approves(claim)
    customer.opens_link()
    customer.answers_decision("同意")
    operations.pays_claim(claim, customer.who)
    customer.opens_link()
    customer.confirms_money()
    customer.is_thanked()


def claim_that_is_refused(life: Life) -> None:
    """The liver again, which was excluded: refused by two people, with reasons and remedies on the phone."""
    customer = life.customer
    customer.goes_home()
    claim = customer.reports_loss(life.shift.today.isoformat(), "北京市示例医院", "乙型肝炎住院治疗")
    claims = life.shift.comes(Claims, "claims")
    claims.opens_case(claim)
    customer.opens_link()
    customer.claims(20_000, "乙型肝炎")
    life.agent.brings_claim_papers(claim, *PAPERS)
    claims.finds_nothing_missing(claim)
    claims.reviews(claim, "属于责任免除", "本次治疗属于约定除外的肝脏疾病", explained="是")
    claims.determines(claim, "拒赔", "肝脏疾病是约定除外的。")
    life.shift.comes(Claims, "claims.2").approves(claim)
    claims.words_denial(claim, "本次治疗的是投保时与您约定除外的肝脏疾病。")
    customer.opens_link()
    customer.reads_letter("拒绝赔偿通知书", "投保时与您约定除外", "申诉", "投诉", "起诉")
    customer.answers_decision("同意")
    customer.is_thanked()


CHAPTERS = (
    first_contact_to_needs,
    proposal_that_is_late,
    application_on_special_terms,
    policy_in_the_customers_hands,
    month_looked_back_on,
    claim_that_is_paid,
    claim_that_is_refused,
)
ENDS = {
    "sales_journey": ["journey_completed"],
    "policy_delivery": ["policy_received"],
    "official_follow_up": ["followed_up"],
    "agent_service_call": ["visit_over"],
    "business_review": ["review_closed"],
    "claim": ["claim_settled"],
}
"""Where the cases of this life have ended."""
WRITTEN = (
    "何静", "许宁", "林峰", "李娜", "王强", "赵敏", "孙立", "周涛", "郑洁", "陈浩", "宋佳", "王磊", "陈曦", "沈岚",
    "何帆", "戴宁", "吴芳", "刘畅", "钱伟", "吴越", "高*", "张*", "刘*", "陈*", "会计", "示例银行", "工资", "第一版",
    "已婚，一个孩子，房贷已还清", "已婚，一个孩子", "北京市朝阳区示例路 1 号", "北京市朝阳区****",
    "乙肝病毒携带，2015年，肝功能正常", "乙肝病毒携带；2015年；肝功能正常", "乙肝病毒携带，除外肝脏疾病。",
    "按疾病缺口测算", "补上疾病的缺口，在预算之内", "与疾病缺口相当", "保额与缺口相当", "超过时限，客户在等待",
    "请说明保额的依据", "请说明保额", "公安核验", "单位核实", "医院系统", "体检报告", "劳动合同",
    "北京市示例医院", "急性阑尾炎住院手术", "乙型肝炎住院治疗", "急性阑尾炎", "乙型肝炎", "住院和手术均已核实",
    "住院费用按合同计算。", "本次治疗属于约定除外的肝脏疾病", "肝脏疾病是约定除外的。",
    "本次治疗的是投保时与您约定除外的肝脏疾病。", "回访稍晚，下月改进。", "回访稍晚", "本月指标",
    "收到保单当日预约回访", "同意，按期落实。",
)  # fmt: skip
"""What people wrote themselves, and their names: no page translates that."""
