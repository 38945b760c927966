"""《保险方案建议书》 and 《风险揭示书》 as documents (SOP 4.3.2a, 4.3.3b; DOMAIN §6.4, §6.5)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers import privacy
from handlers.documents import (
    BulletList,
    KeyValues,
    Paragraph,
    Section,
    SignatureLine,
    Table,
    find_document,
    issue_document,
    open_document,
)
from handlers.people import find_customer, identity_of
from handlers.records import NeedsAnalysis, NeedsRisk, Product, Proposal, ProposalLine, ProposalVersion
from handlers.sales.codes import OPINIONS, RISKS, WARNINGS
from handlers.words import yuan_text

GOVERNED = "责任免除、现金价值和理赔条件以合同条款为准，投保前会逐项向您说明"
ROLES = {"basic": "主险", "rider": "附加险"}
WHOLE_OF_LIFE = 105


def lines_of(context: HandlerContext, proposal: Proposal) -> list[tuple[ProposalLine, Product]]:
    """The lines of the newest version with their products."""
    asked = select(ProposalLine, Product).join(Product, Product.code == ProposalLine.product_code)
    asked = asked.where(ProposalLine.proposal_id == proposal.id, ProposalLine.version == proposal.version)
    return [(line, product) for line, product in context.session.execute(asked.order_by(ProposalLine.line))]


def issue_proposal_document(
    context: HandlerContext, proposal: Proposal, version: ProposalVersion, needs: NeedsAnalysis
) -> str:
    """Issue the version as a document, replacing the one before; gives its id."""
    content = privacy.unseal(context.session, proposal.customer_id, version.content)
    plan = lines_of(context, proposal)
    rows = [
        (product.name, ROLES[line.role], yuan_text(line.sum_assured), _years(line), yuan_text(line.premium))
        for line, product in plan
    ]
    total = ("合计（元/年）", "", "", "", yuan_text(version.annual_premium))
    terms = [
        (product.name, "费用补偿" if product.is_indemnity else "定额给付", f"{product.waiting_days} 天",
         f"{product.cooling_off_days} 天", f"P{product.grade}")
        for _, product in plan
    ]  # fmt: skip
    return issue_document(
        context,
        kind="proposal",
        subject_id=proposal.customer_id,
        agent_id=proposal.agent_id,
        matter_id=proposal.id,
        replaces=proposal.document_id,
        sections=[
            Section("客户概况与需求", [KeyValues(_head(context, proposal, needs)), _gaps(context, needs)]),
            Section("推荐组合", [Table(["产品", "类型", "保额（元）", "缴费/保障", "年保费（元）"], [*rows, total],
                                     widths=[3, 1, 2, 2, 2], numeric=[2, 4], total=True)]),
            Section("关键条款比较", [Table(["产品", "给付方式", "等待期", "犹豫期", "等级"], terms,
                                         widths=[3, 2, 1, 1, 1])]),
            Section("保额依据", [Paragraph(content["basis"])]),
            Section("方案优势与匹配", [Paragraph(content["fit"])]),
            Section("提示", [BulletList([*(WARNINGS[one] for one in version.warnings), GOVERNED]),
                            Paragraph(f"本版说明：{version.change_reason}")], sample=True),
        ],
    )  # fmt: skip


def _head(context: HandlerContext, proposal: Proposal, needs: NeedsAnalysis) -> list[tuple[str, str]]:
    name = identity_of(context.session, find_customer(context.session, proposal.customer_id)).name
    report = open_document(context.session, find_document(context.session, str(needs.document_id)))
    return [
        ("客户", name),
        ("需求分析报告", f"{report.number}（第 {report.version} 版）"),
        ("风险承受能力", f"P{needs.tolerance_grade} 及以下"),
        ("适当性意见", OPINIONS[str(needs.opinion)]),
    ]


def _gaps(context: HandlerContext, needs: NeedsAnalysis) -> Table:
    rows = context.session.scalars(select(NeedsRisk).where(NeedsRisk.needs_id == needs.id).order_by(NeedsRisk.risk))
    return Table(
        ["核心风险", "缺口（元）"],
        [(RISKS[row.risk] + ("（核心）" if row.is_core else ""), yuan_text(row.gap)) for row in rows],
        numeric=[1],
    )


def _years(line: ProposalLine) -> str:
    paid = "趸交" if line.premium_years == 1 else f"{line.premium_years} 年"
    cover = "终身" if line.policy_years == WHOLE_OF_LIFE else f"{line.policy_years} 年"
    return f"{paid} / {cover}"


def issue_disclosure(
    context: HandlerContext, proposal: Proposal, *, replaces: str | None = None, signature: SignatureLine | None = None
) -> str:
    """Issue the risk disclosure statement of the newest version; `signature` once the customer confirmed it."""
    plan = lines_of(context, proposal)
    waiting = [
        f"{product.name}：等待期 {product.waiting_days} 天，等待期内的疾病不赔" if product.waiting_days
        else f"{product.name}：没有等待期"
        for _, product in plan
    ]  # fmt: skip
    name = identity_of(context.session, find_customer(context.session, proposal.customer_id)).name
    total = sum((line.premium for line, _ in plan), Decimal(0))
    return issue_document(
        context,
        kind="risk_disclosure",
        subject_id=proposal.customer_id,
        agent_id=proposal.agent_id,
        matter_id=proposal.id,
        replaces=replaces,
        sections=[
            Section(
                "",
                [KeyValues([("客户", name), ("方案版本", str(proposal.version)), ("年保费（元）", yuan_text(total))])],
            ),
            Section("责任免除", [BulletList(EXCLUSIONS)]),
            Section("等待期", [BulletList(waiting)]),
            Section("犹豫期与退保", [BulletList(SURRENDER)]),
            Section("如实告知与缴费", [BulletList(DUTIES)]),
        ],
        signatures=[signature or SignatureLine("客户")],
    )


EXCLUSIONS = (
    "投保人对被保险人的故意杀害、故意伤害",
    "被保险人故意犯罪、抗拒强制措施，合同成立或复效之日起二年内自杀（无民事行为能力人除外）",
    "酒后驾驶、无合法有效驾驶证驾驶、服用或注射毒品",
    "战争、军事冲突、暴乱，核爆炸、核辐射或核污染",
    "其余责任免除以合同条款中突出显示的内容为准",
)
"""A sample list; the contract's own clauses are conspicuous there (Insurance Law art 17)."""
SURRENDER = (
    "犹豫期自签收保单之日起计算，犹豫期内退保，退还全部保费，最多扣除 10 元工本费",
    "犹豫期后退保会有损失，只退还现金价值，前几年可能远低于已交保费",
)
DUTIES = (
    "不如实告知可能导致解除合同、不予赔付",
    "未按期缴费，宽限期后合同效力中止；二年内可申请复效",
    "一年期产品到期后不保证续保",
)
