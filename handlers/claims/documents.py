"""The documents of a claim: form, notices, reports, receipt, answer, each as sections of data (DOMAIN §6.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers import privacy
from handlers.claims.claim_file import EventAnswers, open_health, open_text, papers_of, payments_of, policy_of
from handlers.claims.codes import (
    APPEAL_WAYS,
    BASES,
    CHANNELS,
    INDICATORS,
    INVESTIGATED,
    LINES,
    OUTCOMES,
    PAPER_STATES,
    PAPERS,
    PAYMENT_KINDS,
    REFUNDS,
    RELATIONS,
    TYPES,
)
from handlers.documents import OWN_LINK, Paragraph, Section, SignatureLine, Tone, facts, listed, written
from handlers.masks import mask_account, mask_mobile, mask_number
from handlers.notices import Notice, hand_out
from handlers.people import find_customer, identity_of
from handlers.records import Claim, ClaimAppeal, ClaimDecision, ClaimInvestigation, ClaimPaper, ClaimPayment
from handlers.records.claim_work import PropertySurvey
from handlers.words import day_text, yuan_text

if TYPE_CHECKING:
    from handlers.claims.investigation import ReportAnswers
    from handlers.claims.papers import ClaimFormAnswers

YES_NO = {"yes": "是", "no": "否"}
TREATED = (
    ("就诊医院", "treated_at"),
    ("诊断", "diagnosis"),
    ("境外发生或治疗", "abroad"),
    ("非正常身故或失踪", "unnatural"),
    ("社会医疗保险", "social_insurance"),
    ("迟延报案的理由", "late_reason"),
    ("财产损失清单", "items"),
    ("应负责任的第三方", "third_party"),
)
"""Parts of the claim form that say themselves what they are."""
DECLARED = (
    ("授权查阅与本次事故有关的就诊及事故记录", "records_consent"),
    ("单独同意为理赔处理健康信息", "health_consent"),
    ("声明所填属实，知晓谎称事故、虚报损失的法律责任", "truth_declared"),
)


def issue(
    context: HandlerContext,
    claim: Claim,
    kind: str,
    sections: Sequence[Section],
    *told: str,
    signatures: Sequence[SignatureLine] = (),
    asks_customer: bool = False,
) -> str:
    """One document about a claim, under one number; claimant and agent are told unless others are named."""
    notice = Notice(
        kind=kind,
        customer_id=claim.customer_id,
        agent_id=claim.agent_id,
        matter_id=claim.id,
        policy_id=claim.policy_id,
        sections=[claim_head(context.session, claim), *sections],
        signatures=signatures,
        health_of=claim.insured_id,
    )
    return hand_out(context, notice, *told, asks_customer=asks_customer)


def claim_head(session: Session, claim: Claim) -> Section:
    """Which claim it is about."""
    return facts(
        "理赔",
        [
            ("理赔号", claim.number),
            ("保单号", policy_of(session, claim).number),
            ("申请人", _name(session, claim.customer_id)),
            ("被保险人", _name(session, claim.insured_id)),
            ("理赔类型", "、".join(TYPES[code] for code in claim.claim_types)),
            ("出险日期", day_text(claim.occurred_on) if claim.occurred_on else ""),
        ],
    )


def _name(session: Session, customer_id: str) -> str:
    return identity_of(session, find_customer(session, customer_id)).name


def ways_to_object() -> Section:
    """Every way that stays open to the claimant (SOP 4.5.3d)."""
    return Section("异议与申诉途径", [Paragraph(APPEAL_WAYS, Tone.FIXED)])


def issue_application(context: HandlerContext, claim: Claim, form: ClaimFormAnswers, sha256: str) -> str:
    """The claim application 《理赔申请书》 as it was signed; `sha256`: of what was filled in."""
    session = context.session
    event = open_health(session, claim, claim.event, EventAnswers)
    who = identity_of(session, find_customer(session, claim.customer_id))
    sections = [
        facts(
            "申请人",
            [
                ("姓名", who.name),
                ("身份", RELATIONS.get(claim.claimant_relation, claim.claimant_relation)),
                ("证件号码", mask_number(who.id_no)),
                ("手机号码", mask_mobile(who.mobile) if who.mobile else ""),
                ("报案", f"{day_text(claim.reported_at)}，{CHANNELS.get(claim.channel, claim.channel)}"),
                ("申请金额（元）", yuan_text(form.amount_claimed)),
            ],
        ),
        facts("出险经过", _event(event), columns=1),
        facts("就诊与其他情况", _treated(form)),
        facts(
            "收款账户（本人账户）",
            [
                ("户名", form.payee.holder),
                ("开户银行", form.payee.bank),
                ("账号", mask_account(form.payee.account_no)),
            ],
        ),
        list_papers("理赔资料", papers_of(session, claim)),
        listed("授权与声明", ["内容", "本人答复"], _declared(form), widths=[6, 1]),
    ]
    sections = [each for each in sections if _says(each)]
    signed = SignatureLine("申请人", form.signed_name, claim.signed_at, OWN_LINK, sha256)
    return issue(context, claim, "claim_application", sections, "customer", signatures=[signed])


def _says(section: Section) -> bool:
    return any(getattr(block, "pairs", True) for block in section.blocks)


def _event(event: EventAnswers | None) -> Iterable[tuple[str, str]]:
    if event is not None:
        yield "日期", day_text(event.occurred_on)
        yield "地点", event.place
        yield "经过", event.course
        yield "原因", event.cause or ""
        yield "报警或事故编号", event.police_case_no or ""


def _treated(form: ClaimFormAnswers) -> Iterable[tuple[str, str]]:
    if form.treatment_from:
        until = day_text(form.treatment_to) if form.treatment_to else ""
        yield "治疗期间", f"{day_text(form.treatment_from)}至{until}"
    for label, name in TREATED:
        value = getattr(form, name)
        yield label, YES_NO.get(value, value) if value else ""
    if form.other_insurers is not None:
        yield "另投保的保险公司数", str(form.other_insurers)


def _declared(form: ClaimFormAnswers) -> list[list[str]]:
    return [[label, "是" if getattr(form, name) else "否"] for label, name in DECLARED]


def list_papers(title: str, papers: Iterable[ClaimPaper]) -> Section:
    """Papers with whether they are needed and what came of them."""
    rows = [
        [PAPERS.get(one.kind, one.kind), "需要" if one.is_needed else "如适用", PAPER_STATES[one.status]]
        for one in papers
    ]
    return listed(title, ["资料", "要求", "状态"], rows, widths=[6, 1, 1])


def issue_one_time_request(context: HandlerContext, claim: Claim, missing: Sequence[ClaimPaper], due: datetime) -> str:
    """The one notice of everything that is missing, and what it does to the clock (art 22, Interp. II art 15)."""
    limits = [("一次补齐期限", day_text(due)), ("法定核定期限", "自本通知送达之日起暂停，至资料补齐之日止")]
    sections = [
        list_papers("须补充的全部资料", missing),
        facts("期限", limits, columns=1),
        Section("", [Paragraph("除本通知所列外，此后不再要求其他资料。", Tone.FIXED)]),
    ]
    return issue(context, claim, "one_time_request", sections)


def issue_refusal_to_open(context: HandlerContext, claim: Claim, reason: str) -> str:
    """Why a case is not opened, and the ways to object (不予立案)."""
    return issue(context, claim, "case_refused", [Section("不予立案的理由", [Paragraph(reason)]), ways_to_object()])


def issue_investigation(context: HandlerContext, claim: Claim, work: ClaimInvestigation, report: ReportAnswers) -> str:
    """The report of two investigators, for claims and compliance: it may indicate fraud (SOP 4.5.3c)."""
    signs = [code for code in report.indicators or [] if code in INDICATORS]
    head = facts(
        "调查",
        [
            ("次数", f"第 {work.number} 次"),
            ("性质", "专案调查" if work.is_special else "一般调查"),
            ("布置日期", day_text(work.ordered_at)),
            ("应反馈日期", day_text(work.due_at)),
            ("结论", INVESTIGATED[report.outcome]),
            ("反馈", "逾期" if work.is_overdue else "按期"),
            ("调查费用（元）", f"{yuan_text(work.fee)}，由保险人承担（保险法第六十四条）"),
        ],
    )
    said = {"asked": open_text(context.session, claim, work.questions), "steps": report.steps, "facts": report.facts}
    sections = [
        head,
        *written(said, [("要查明的问题", "asked"), ("调查经过", "steps"), ("查明事实", "facts")]),
        listed("欺诈迹象（只作提示，不作结论）", ["迹象"], [[INDICATORS[code]] for code in signs], sample=True),
    ]
    signatures = [
        SignatureLine("第一调查人", work.first_by or "", work.first_signed_at, "本系统账号签认"),
        SignatureLine("第二调查人", work.second_by or "", work.second_signed_at, "本系统账号签认"),
    ]
    return issue(context, claim, "investigation_report", sections, "claims", "compliance", signatures=signatures)


def issue_survey(context: HandlerContext, claim: Claim, survey: PropertySurvey, due: datetime) -> None:
    """The survey report for the file, and the assessed loss for the claimant to agree to (DOMAIN §4.1 row 10)."""
    session = context.session
    seen = str(privacy.unseal(session, claim.customer_id, survey.notes)) if survey.notes else ""
    money = [
        ("核定损失", survey.loss),
        ("出险时财产价值", survey.insurable_value),
        ("施救费用（损失之外另计）", survey.rescue_cost),
        ("残值（扣减）", survey.salvage),
    ]
    rows = [[label, yuan_text(value)] for label, value in money]
    loss = listed("定损", ["项目", "金额（元）"], rows, widths=[3, 1], numeric=[1])
    who = facts(
        "查勘",
        [
            ("查勘人", survey.surveyed_by),
            ("查勘日期", day_text(survey.surveyed_at) if survey.surveyed_at else ""),
            ("定损人", survey.assessed_by),
            ("公估人", survey.adjuster),
            ("有应负责任的第三方", "是" if survey.third_party_liable else "否"),
        ],
    )
    found = written({"seen": seen}, [("现场情况", "seen")])
    issue(context, claim, "survey_report", [who, *found, loss], "claims")
    settled = survey.adjuster is not None
    asked = "本定损已由公估人出具意见。" if settled else f"请在 {day_text(due)} 前由本人确认；有异议的，由公估人评估。"
    answer = Section("您的确认", [Paragraph(asked)])
    issue(context, claim, "loss_assessment", [loss, answer], asks_customer=not settled)


def decision_sections(decision: ClaimDecision, reason: str) -> list[Section]:
    """What was decided, why, on what basis and how it was worked out (art 23)."""
    outcome = facts(
        "核定结论",
        [
            ("结论", OUTCOMES[decision.outcome]),
            ("核定日期", day_text(decision.decided_at)),
            ("给付金额（元）", yuan_text(decision.amount)),
            ("退费", f"{REFUNDS[decision.refund_kind]} {yuan_text(decision.refund)} 元" if decision.refund > 0 else ""),
            ("核定次数", f"第 {decision.version} 次（申诉后重新核定）" if decision.version > 1 else ""),
        ],
    )
    basis = "；".join(BASES[code] for code in decision.basis)
    sections = [outcome, Section("理由", [Paragraph(reason)]), Section("依据", [Paragraph(f"{basis}。")])]
    return [*sections, _calculation(decision)] if decision.amount > 0 else sections


def _calculation(decision: ClaimDecision) -> Section:
    rows = [
        [LINES[line["code"]], yuan_text(Decimal(line["amount"]))] for line in decision.lines if line["code"] in LINES
    ]
    total = ["给付金额", yuan_text(decision.amount)]
    title, columns = "理算", ["项目", "金额（元）"]
    return listed(title, columns, [*rows, total], widths=[3, 1], numeric=[1], total=True, sample=True)


def issue_payment(context: HandlerContext, claim: Claim, payment: ClaimPayment) -> str:
    """That it was paid, how much of what, to which account; the claimant is asked to confirm (SOP 4.5.3d)."""
    asked = Section("请确认", [Paragraph("款项付至您本人账户，请查收后通过本人链接确认到账；未到账请立即联系我们。")])
    return issue(context, claim, "payment_notice", [*_paid(context, claim, payment), asked], asks_customer=True)


def issue_receipt(context: HandlerContext, claim: Claim, payment: ClaimPayment) -> str:
    """The claimant's word that the money arrived."""
    name = _name(context.session, claim.customer_id)
    said = Section("确认", [Paragraph("本人确认上述款项已到本人账户。")])
    signed = SignatureLine("收款人", name, payment.confirmed_at, OWN_LINK)
    sections = [*_paid(context, claim, payment), said]
    return issue(context, claim, "payment_receipt", sections, "customer", signatures=[signed])


def _paid(context: HandlerContext, claim: Claim, payment: ClaimPayment) -> list[Section]:
    rows = [
        [PAYMENT_KINDS[one.kind], day_text(one.paid_at), yuan_text(one.amount)]
        for one in payments_of(context.session, claim)
        if one.paid_at is not None and one.id != payment.id
    ]
    held = privacy.unseal(context.session, claim.customer_id, payment.payee) if payment.payee else {}
    when = day_text(payment.paid_at) if payment.paid_at else ""
    pairs = [
        ("付款性质", PAYMENT_KINDS[payment.kind]),
        ("金额（元）", yuan_text(payment.amount)),
        ("付款日期", when),
        ("收款人", str(held.get("holder", ""))),
        ("收款账号", mask_account(str(held.get("account_no", "")))),
    ]
    before = [listed("此前已付", ["性质", "日期", "金额（元）"], rows, numeric=[2])] if rows else []
    return [facts("付款", pairs), *before]


def issue_appeal_answer(context: HandlerContext, claim: Claim, appeal: ClaimAppeal, grounds: str, reasons: str) -> str:
    """The answer of the second opinion; rejected, the further ways are named (SOP 4.5.3d, DOMAIN §2.6)."""
    upheld = appeal.opinion == "upheld"
    head = facts(
        "复核结论",
        [
            ("申诉号", appeal.number),
            ("提出日期", day_text(appeal.raised_at)),
            ("结论", "申诉成立，案件将重新核定" if upheld else "维持原决定"),
            ("答复期限", day_text(appeal.due_at)),
        ],
    )
    sections = [head, *written({"said": grounds, "why": reasons}, [("您的意见", "said"), ("复核理由", "why")])]
    return issue(context, claim, "appeal_answer", sections if upheld else [*sections, ways_to_object()])
