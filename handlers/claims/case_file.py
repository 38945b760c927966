"""The file of a claim as a reader may see it, limited and masked by role (DOMAIN §8).

Health is opened for claims and for the claimant alone; indications of fraud for claims and compliance, never for the
customer or the agent; the account in full for whoever transfers the money and for the customer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.claims.claim_file import (
    EventAnswers,
    find_claim,
    open_health,
    open_text,
    papers_of,
    payments_of,
    policy_of,
    survey_of,
)
from handlers.claims.codes import (
    BASES,
    CHANNELS,
    GROUNDS,
    INDICATORS,
    INVESTIGATED,
    LINES,
    OUTCOMES,
    PAPER_STATES,
    PAYMENT_KINDS,
    REFUNDS,
    ROUTES,
    TYPES,
)
from handlers.claims.determination import draft_of
from handlers.claims.investigation import ReportAnswers
from handlers.claims.papers import ClaimFormAnswers, label_of
from handlers.claims.review import Findings
from handlers.masks import mask_account, mask_name
from handlers.people import find_customer, identity_of
from handlers.records import Claim, ClaimAppeal, ClaimDecision, ClaimInvestigation, ClaimPause
from handlers.records.claim import ClaimStatus
from handlers.records.claim_outcome import ClaimPaymentStatus
from handlers.sections import Line, Section
from handlers.words import day_text, yuan_text

READERS = frozenset({"agent", "compliance", "operations", "claims", "customer"})
HEALTH = frozenset({"claims", "customer"})
SUSPICION = frozenset({"claims", "compliance"})
TOLD = frozenset({"agent", "claims", "customer"})
"""Who is told the reason of a decision (SOP 3.5)."""
ACCOUNTS = frozenset({"operations", "customer"})
STATES = {
    ClaimStatus.REPORTED: "已报案",
    ClaimStatus.OPENED: "已立案",
    ClaimStatus.RECEIVED: "已收件",
    ClaimStatus.ACCEPTED: "资料齐全",
    ClaimStatus.DECIDED: "已核定",
    ClaimStatus.SETTLED: "已结案",
    ClaimStatus.REFUSED: "不予立案",
    ClaimStatus.DORMANT: "逾期关闭",
    ClaimStatus.WITHDRAWN: "已撤案",
}
PAYMENT_STATES = {
    ClaimPaymentStatus.ORDERED: "待付",
    ClaimPaymentStatus.REFUSED: "不得付，待改正",
    ClaimPaymentStatus.RETURNED: "银行退回",
    ClaimPaymentStatus.PAID: "已付",
    ClaimPaymentStatus.CONFIRMED: "已确认到账",
}
ANSWERS = {"accept": "同意", "appeal": "申诉", "none": "未答复"}


def claim_case_file(session: Session, claim_id: str, roles: Collection[str]) -> list[Section]:
    """Everything these roles may see of a claim. Raises `UnknownClaimError`, and `ErasedError` for an erased person."""
    held = frozenset(roles)
    if not held & READERS:
        return []
    claim = find_claim(session, claim_id)
    parts = (
        ("理赔", _claim(session, claim, held)),
        ("出险经过", _event(session, claim, held)),
        ("理赔申请书", _form(session, claim, held)),
        ("收款账户", _account(session, claim, held)),
        ("理赔资料", _papers(session, claim)),
        ("时限", _clock(session, claim)),
        ("核查提示（不作结论）", _suspicion(claim, held)),
        ("调查", _investigations(session, claim, held)),
        ("查勘定损", _survey(session, claim, held)),
        ("审核意见", _findings(session, claim, held)),
        ("拟定决定（未生效）", _draft(session, claim, held)),
        ("理赔决定", _decisions(session, claim, held)),
        ("付款", _payments(session, claim)),
        ("申诉", _appeals(session, claim, held)),
    )
    sections = [Section(title, tuple(lines)) for title, lines in parts]
    return [section for section in sections if section.lines]


def _claim(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    yield Line("理赔号", claim.number)
    yield Line("保单号", policy_of(session, claim).number)
    yield Line("状态", STATES[claim.status])
    yield Line("报案", f"{day_text(claim.reported_at)}，{CHANNELS.get(claim.channel, claim.channel)}")
    name = identity_of(session, find_customer(session, claim.customer_id)).name
    yield Line("申请人", name)
    if claim.insured_id != claim.customer_id:
        insured = identity_of(session, find_customer(session, claim.insured_id)).name
        yield Line("被保险人", insured if held & HEALTH else mask_name(insured))
    if held & HEALTH:
        yield Line("理赔类型", "、".join(TYPES[code] for code in claim.claim_types))
    if claim.occurred_on:
        yield Line("出险日期", day_text(claim.occurred_on))


def _event(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    event = open_health(session, claim, claim.event, EventAnswers) if held & HEALTH else None
    if event is not None:
        yield Line("地点", event.place)
        yield Line("经过", event.course)
        if event.police_case_no:
            yield Line("报警或事故编号", event.police_case_no)


def _form(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    form = open_health(session, claim, claim.form, ClaimFormAnswers) if held & HEALTH else None
    if form is None:
        return
    yield Line("申请金额", f"{yuan_text(form.amount_claimed)} 元")
    for label, value in (("就诊医院", form.treated_at), ("诊断", form.diagnosis), ("损失清单", form.items)):
        if value:
            yield Line(label, value)
    if claim.signed_at:
        yield Line("签署", f"{form.signed_name}，{day_text(claim.signed_at)}")


def _account(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    if claim.payee is None or not held & (ACCOUNTS | {"claims"}):
        return
    account = privacy.unseal(session, claim.customer_id, claim.payee)
    number = str(account["account_no"])
    yield Line(str(account["holder"]), f"{account['bank']} {number if held & ACCOUNTS else mask_account(number)}")


def _papers(session: Session, claim: Claim) -> Iterator[Line]:
    for paper in papers_of(session, claim):
        need = "" if paper.is_needed else "（如适用）"
        yield Line(f"{label_of(paper.kind)}{need}", PAPER_STATES[paper.status])


def _clock(session: Session, claim: Claim) -> Iterator[Line]:
    if claim.first_received_at:
        yield Line("首次收件", day_text(claim.first_received_at))
    for pause in session.scalars(select(ClaimPause).where(ClaimPause.claim_id == claim.id)):
        ended = day_text(pause.ended_at) if pause.ended_at else "资料补齐"
        yield Line("时限暂停", f"{day_text(pause.began_at)}至{ended}")
    if claim.determination_due_at:
        yield Line("核定期限", day_text(claim.determination_due_at))


def _suspicion(claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    if not held & SUSPICION or claim.fraud_score is None:
        return
    yield Line("路径", ROUTES.get(claim.route or "", ""))
    reasons = "、".join(INDICATORS[code] for code in claim.fraud_indicators if code in INDICATORS)
    yield Line("评分", f"{claim.fraud_score} 分：{reasons or '无'}")


def _investigations(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    if not held & SUSPICION:
        return
    rows = select(ClaimInvestigation).where(ClaimInvestigation.claim_id == claim.id)
    for work in session.scalars(rows.order_by(ClaimInvestigation.number)):
        late = "，逾期" if work.is_overdue else ""
        signed = "、".join(one for one in (work.first_by, work.second_by) if one) or "未签"
        outcome = INVESTIGATED.get(work.outcome or "", "进行中")
        yield Line(f"第 {work.number} 次", f"{outcome}；签名 {signed}{late}")
        report = open_health(session, claim, work.report, ReportAnswers) if "claims" in held else None
        if "claims" in held:
            yield Line("要查明的问题", open_text(session, claim, work.questions))
        if report is not None:
            yield Line("经过", report.steps)
            yield Line("查明", report.facts)
            if report.disagreement:
                yield Line("第二调查人不同意", report.disagreement)


def _survey(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    survey = survey_of(session, claim)
    if survey is None or not held & {"claims", "customer", "operations"}:
        return
    if survey.notes is not None and held & HEALTH:
        yield Line("现场", str(privacy.unseal(session, claim.customer_id, survey.notes)))
    if survey.assessed_at:
        yield Line("核定损失", f"{yuan_text(survey.loss)} 元（财产价值 {yuan_text(survey.insurable_value)} 元）")
        yield Line("客户意见", {True: "同意", False: "有异议", None: "未答复"}[survey.customer_agrees])
    if survey.third_party_liable and "claims" in held:
        yield Line("代位求偿", "有应负责任的第三方")


def _findings(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    found = open_health(session, claim, claim.findings, Findings) if "claims" in held else None
    if found is not None:
        yield Line("事由", GROUNDS[found.ground])
        if found.note:
            yield Line("记录", found.note)


def _draft(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    draft = draft_of(session, claim) if "claims" in held else None
    if draft is not None:
        yield Line("结论", OUTCOMES[draft.outcome])
        yield Line("理由", draft.reason_text)
        if draft.amount:
            yield Line("金额", f"{yuan_text(draft.amount)} 元")
        if draft.return_note:
            yield Line("退回原因", draft.return_note)


def _decisions(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    rows = select(ClaimDecision).where(ClaimDecision.claim_id == claim.id).order_by(ClaimDecision.version)
    for row in session.scalars(rows):
        # Before the notice goes out, only claims knows.
        if row.told_at is None and "claims" not in held:
            continue
        refund = f"，{REFUNDS[row.refund_kind]} {yuan_text(row.refund)} 元" if row.refund else ""
        answer = f"，客户{ANSWERS[row.answer]}" if row.answer else ""
        yield Line(f"第 {row.version} 次", f"{OUTCOMES[row.outcome]}，给付 {yuan_text(row.amount)} 元{refund}{answer}")
        if held & TOLD:
            yield Line("理由", open_text(session, claim, row.reasons))
            yield Line("依据", "；".join(BASES[code] for code in row.basis))
        if "claims" in held:
            parts = [f"{LINES[line['code']]} {line['amount']}" for line in row.lines if line["code"] in LINES]
            yield Line("理算", "；".join(parts))
            yield Line("核定与审批", "、".join([row.decided_by, *row.approved_by]))


def _payments(session: Session, claim: Claim) -> Iterator[Line]:
    for row in payments_of(session, claim):
        yield Line(PAYMENT_KINDS[row.kind], f"{yuan_text(row.amount)} 元，{PAYMENT_STATES[row.status]}")


def _appeals(session: Session, claim: Claim, held: frozenset[str]) -> Iterator[Line]:
    if not held & HEALTH:
        return
    for row in session.scalars(select(ClaimAppeal).where(ClaimAppeal.claim_id == claim.id)):
        opinion = {"upheld": "成立", "rejected": "不成立"}.get(row.opinion or "", "复核中")
        yield Line(f"{row.number}（{opinion}）", open_text(session, claim, row.grounds))
        if row.answered_at:
            yield Line("答复", open_text(session, claim, row.reasons))
