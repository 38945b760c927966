"""《客户信息采集清单》 and 《客户需求分析报告》 as documents (SOP 4.2.1a, 4.2.2b; DOMAIN §6.2, §6.3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.documents import (
    BulletList,
    KeyValues,
    Paragraph,
    Section,
    SignatureLine,
    Table,
    Tone,
    issue_document,
)
from handlers.parameters import parameter
from handlers.people import find_customer, identity_of
from handlers.records import NeedsAnalysis, NeedsRisk
from handlers.sales.codes import KINDS, OPINIONS, PAPERS, REASONS, RISKS
from handlers.sales.needs_schemas import FactAnswers, InterviewAnswers
from handlers.words import day_text, yuan_text

LEVEL_ORDER = ("low", "medium", "high")
ASKED = {
    "individual": ("身份", "年龄", "职业", "收入证明", "健康情况及证明", "已有保单"),
    "group": ("营业执照", "员工名单", "经营情况说明", "近三年理赔记录", "财产清单（投保财产险时）", "受益所有人"),
}
PAPERS_OF = {
    "individual": ("id_copy", "income_proof", "health_proof", "policy_copies"),
    "group": ("business_licence", "employee_list", "operations_statement", "claims_history", "property_list"),
}
TERMS = {"short": "短期", "long": "长期", "whole_life": "终身"}
SPECIAL = {"specific_disease": "特定疾病", "cross_border": "跨境", "customised": "团体定制"}
LIMITS = "不得推荐高于您风险承受能力或预算的产品。本报告不是要约。"
METHODS = {"interview": "面谈", "questionnaire": "问卷"}


def reasons_text(reasons: Sequence[str]) -> str:
    """Codes of the suitability table in words."""
    return "；".join(REASONS[reason] for reason in reasons) or "无"


def issue_checklist(context: HandlerContext, needs: NeedsAnalysis) -> str:
    """Give the customer the list of what is asked, why, and how it is protected; gives the document's id."""
    name = identity_of(context.session, find_customer(context.session, needs.customer_id)).name
    notice = parameter(context.session, "privacy_notice_version", context.now)
    head = [("客户", name), ("客户类型", KINDS[needs.customer_kind]), ("个人信息处理规则版本", notice)]
    return issue_document(
        context,
        kind=f"info_checklist_{needs.customer_kind}",
        subject_id=needs.customer_id,
        agent_id=needs.agent_id,
        matter_id=needs.id,
        sections=[
            Section("", [KeyValues(head)]),
            Section("需要填写的信息", [BulletList(ASKED[needs.customer_kind])]),
            Section("需要准备的资料", [BulletList([PAPERS[code] for code in PAPERS_OF[needs.customer_kind]])]),
            Section("授权", [Paragraph(CONSENT, Tone.FIXED)]),
        ],
    )


CONSENT = (
    "健康、证件、财务等敏感个人信息只用于需求分析和投保，加密保存，仅有权人员可以查看；"
    "您可以不同意，也可以随时撤回同意。向保险公司提供信息须另行取得您的同意。"
)


def issue_needs_report(
    context: HandlerContext,
    needs: NeedsAnalysis,
    said: InterviewAnswers,
    facts: FactAnswers,
    signature: SignatureLine | None = None,
) -> str:
    """Issue the report, or its next version when it was corrected or signed; gives the document's id."""
    name = identity_of(context.session, find_customer(context.session, needs.customer_id)).name
    rows = context.session.scalars(select(NeedsRisk).where(NeedsRisk.needs_id == needs.id).order_by(NeedsRisk.risk))
    gaps = [
        (RISKS[row.risk], yuan_text(row.need), yuan_text(row.in_force), yuan_text(row.gap), "是" if row.is_core else "")
        for row in rows
    ]
    plan = [
        ("年度预算（元）", yuan_text(said.annual_budget)),
        ("期限", TERMS[said.term]),
        ("特殊需求", "、".join(SPECIAL[one] for one in said.special_needs) or "无"),
        ("了解方式", METHODS[said.method]),
    ]
    opinion = [
        ("风险承受能力", f"可考虑 P{needs.tolerance_grade} 及以下产品"),
        ("适当性意见", OPINIONS[str(needs.opinion)]),
        ("提示", reasons_text(needs.reasons)),
        ("有效期至", day_text(needs.valid_until) if needs.valid_until else ""),
    ]
    return issue_document(
        context,
        kind="needs_report",
        subject_id=needs.customer_id,
        agent_id=needs.agent_id,
        matter_id=needs.id,
        replaces=needs.document_id,
        sections=[
            Section("客户概况", [KeyValues([("客户", name), *_profile(facts)]), Paragraph(said.situation or "—")]),
            Section(
                "保障缺口", [Table(["风险", "需要（元）", "已有（元）", "缺口（元）", "核心"], gaps, numeric=[1, 2, 3])]
            ),
            Section("预算与期限", [KeyValues(plan)]),
            Section("适当性", [KeyValues(opinion), Paragraph(LIMITS, Tone.FIXED)], sample=True),
        ],
        signatures=[
            signature or SignatureLine("客户"),
            SignatureLine("代理人", needs.agent_id, context.now, "系统登录"),
        ],
    )


def _profile(facts: FactAnswers) -> list[tuple[str, str]]:
    if facts.group is not None:
        group = facts.group
        return [
            ("行业", group.industry),
            ("在职人数", str(group.headcount)),
            ("拟参保人数", str(group.headcount_insured)),
            ("年营业收入（元）", yuan_text(group.annual_revenue)),
        ]
    if facts.person is None:
        return []
    person = facts.person
    return [
        ("职业", f"{person.job}（{person.occupation_class} 类）"),
        ("年收入（元）", yuan_text(person.annual_income)),
        ("家庭年收入（元）", yuan_text(person.household_income)),
        ("负债（元）", yuan_text(person.debts)),
    ]
