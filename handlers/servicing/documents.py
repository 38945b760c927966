"""The documents of a request: application, missing papers, figures to sign, endorsement, record (DOMAIN §6.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers import privacy
from handlers.documents import (
    OWN_LINK,
    Paragraph,
    Section,
    SignatureLine,
    Tone,
    facts,
    listed,
    newest_document,
)
from handlers.masks import mask_account
from handlers.notices import Notice, hand_out
from handlers.people import find_customer, identity_of
from handlers.records import Customer, ServicingConsent, ServicingPayment, ServicingRecord
from handlers.servicing.codes import (
    CHANNELS,
    DECISIONS,
    DIRECTIONS,
    LEVELS,
    PAPERS,
    PAYMENT_STATES,
    PROBLEMS,
    RESULTS,
    RETENTION,
    RISKS,
    ROLES,
    SIGNED,
    STEPS,
    UNDERWRITTEN,
    say,
)
from handlers.servicing.record import policy_of
from handlers.servicing.servicing_file import lines_of
from handlers.words import day_text, yuan_text

FIGURES = {
    "loss_figures": "本人已知晓并确认以上退保金额与损失，自愿申请解除合同。退保后保障终止，款项只付至本人账户。",
    "loan_terms": "本人确认以上贷款金额、利率与期限；到期未还的本息按合同约定处理，理赔或退保时先行扣除。",
}
"""What the policyholder signs, by kind."""


def issue(
    context: HandlerContext,
    record: ServicingRecord,
    kind: str,
    sections: Sequence[Section],
    *told: str,
    signatures: Sequence[SignatureLine] = (),
    asks_customer: bool = False,
    replaces: str | None = None,
) -> str:
    """One document about a request, under one number; the policyholder is told unless others are named."""
    policy = policy_of(context.session, record)
    notice = Notice(
        kind=kind,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        matter_id=record.id,
        policy_id=policy.id,
        sections=[_head(context.session, record), *sections],
        signatures=signatures,
        health_of=policy.insured_id,
    )
    who = told or ("customer",)
    return hand_out(context, notice, *who, asks_customer=asks_customer, replaces=replaces)


def _head(session: Session, record: ServicingRecord) -> Section:
    policy = policy_of(session, record)
    return facts(
        "保全申请",
        [
            ("申请号", record.number),
            ("保单号", policy.number),
            ("项目", record.item_name),
            ("投保人", _name(session, policy.policyholder_id)),
        ],
    )


def _name(session: Session, customer_id: str) -> str:
    return identity_of(session, find_customer(session, customer_id)).name


def issue_application(context: HandlerContext, record: ServicingRecord, *, by_customer: bool) -> str:
    """The application 《保全申请书》 as it was stated: signed on the own link, else with a line to sign on paper."""
    session = context.session
    applicant = session.get(Customer, record.applicant_id) if record.applicant_id else None
    name = identity_of(session, applicant).name if applicant else ""
    role = ROLES.get(record.applicant_role, record.applicant_role)
    asked = facts(
        "申请人",
        [
            ("姓名", name),
            ("身份", role),
            ("申请方式", CHANNELS.get(record.channel, record.channel)),
            ("收到日期", day_text(record.received_at)),
            ("由他人代办", "是" if record.represented else "否"),
        ],
    )
    change = privacy.unseal(session, record.sealed_under, record.change) if record.change else {}
    stated = [(line.label, line.value) for line in lines_of(change)]
    declared = "以上内容由申请人本人填写，属实；涉及资金的，只收付本人账户，任何人不得代领、代缴。"
    signed = SignatureLine(role, name, context.now, OWN_LINK) if by_customer else SignatureLine(role, name)
    sections = [asked, *([facts("申请内容", stated, columns=1)] if stated else [])]
    sections.append(Section("声明", [Paragraph(declared)]))
    return issue(context, record, "servicing_application", sections, signatures=[signed])


def issue_missing_list(context: HandlerContext, record: ServicingRecord, missing: Iterable[str], due: datetime) -> str:
    """The one notice of everything that is missing (Order 2023-2 art 39)."""
    sections = [
        listed("须补充的全部资料", ["资料"], [[label] for label in missing]),
        facts("期限", [("一次补齐期限", day_text(due))]),
        Section("", [Paragraph("除本通知所列外，此后不再要求其他资料。", Tone.FIXED)]),
    ]
    return issue(context, record, "servicing_missing_list", sections, "customer", "agent")


def issue_figures(context: HandlerContext, record: ServicingRecord, kind: str, lines: Sequence[tuple[str, str]]) -> str:
    """The figures that the policyholder signs on the own link before anything is written."""
    name = _name(context.session, policy_of(context.session, record).policyholder_id)
    sections = [
        listed("金额与期限", ["项目", "内容"], lines, widths=[3, 2], numeric=[1], sample=True),
        Section("确认", [Paragraph(FIGURES[kind])]),
    ]
    before = newest_document(context.session, kind, record.id)
    signatures = [SignatureLine(ROLES["policyholder"], name)]
    replaces = before.id if before else None
    return issue(context, record, kind, sections, signatures=signatures, asks_customer=True, replaces=replaces)


def issue_terms(context: HandlerContext, record: ServicingRecord, terms: str, excluded: Sequence[str], why: str) -> str:
    """On what terms the change is accepted, what is excluded and why; the policyholder answers (SOP 4.4.2c)."""
    sections = [Section("核保结论", [Paragraph(terms)])]
    if excluded:
        sections.append(listed("除外项目", ["项目"], [[label] for label in excluded]))
    sections += [
        Section("理由", [Paragraph(why)]),
        Section("您的答复", [Paragraph("请由本人接受或不接受上述条件；不接受的，保单维持原状。")]),
    ]
    return issue(context, record, "servicing_terms", sections, asks_customer=True)


def issue_endorsement(context: HandlerContext, record: ServicingRecord) -> str:
    """What changed in the policy and from when (Insurance Law art 20)."""
    policy = policy_of(context.session, record)
    when = day_text(record.effective_at or context.now)
    head = facts(
        "批改",
        [
            ("批单号", record.endorsement_no),
            ("保单版本", f"第 {policy.version} 版"),
            ("生效日期", when),
            ("应收（元）", yuan_text(record.money_in) if record.money_in else ""),
            ("应付（元）", yuan_text(record.money_out) if record.money_out else ""),
        ],
    )
    said = Section(
        "约定", [Paragraph(f"自 {when} 起，本保单按上述内容变更，其他约定不变。本批单为保险合同的组成部分。")]
    )
    return issue(context, record, "endorsement", [head, *_changed(context, record), said], "customer", "operations")


def _changed(context: HandlerContext, record: ServicingRecord) -> list[Section]:
    """Before and after, side by side, by what each is called."""
    if record.before is None or record.after is None:
        return []
    before, after = (
        {line.label: line.value for line in lines_of(privacy.unseal(context.session, record.sealed_under, part))}
        for part in (record.before, record.after)
    )
    rows = [
        [label, before.get(label, "—"), after.get(label, "—")]
        for label in dict.fromkeys([*before, *after])
        if before.get(label) != after.get(label)
    ]
    return [listed("变更内容", ["项目", "变更前", "变更后"], rows, widths=[2, 3, 3])] if rows else []


def issue_record(context: HandlerContext, record: ServicingRecord) -> str:
    """The servicing record 《保单保全服务记录表》, a new version when the customer's word comes in (B1.3d)."""
    sections = [
        facts("办理情况", _course(record)),
        listed("资料", ["资料", "结果"], list(_papers(record)), widths=[4, 1]),
        *_changed(context, record),
        facts("风险与挽留", _risk(record)),
        listed("经办、复核与审批", ["步骤", "层级", "人员", "时间", "决定", "意见"], list(_steps(record)),
               widths=[2, 1, 3, 2, 2, 3]),
        listed("本人签署", ["身份", "内容", "答复", "日期"], list(_signed(context.session, record))),
        listed("收付款", ["方向", "金额（元）", "账户", "状态"], list(_payments(context.session, record)), numeric=[1]),
        facts("结果", _result(record)),
    ]  # fmt: skip
    before = newest_document(context.session, "servicing_record", record.id)
    return issue(context, record, "servicing_record", sections, "operations", replaces=before.id if before else None)


def _course(record: ServicingRecord) -> Iterable[tuple[str, str]]:
    yield "申请人身份", ROLES.get(record.applicant_role, record.applicant_role)
    yield "申请方式", CHANNELS.get(record.channel, record.channel)
    yield "由他人代办", "是" if record.represented else "否"
    yield "核实发现", say(record.applicant_check, PROBLEMS) or "无"
    yield "收到", day_text(record.received_at)
    for label, at in (
        ("补件通知", record.one_time_notice_at),
        ("齐全", record.complete_at),
        ("受理", record.accepted_at),
    ):
        yield label, day_text(at) if at else ""
    yield "最后期限", day_text(record.limit_at)
    yield "核保", UNDERWRITTEN.get(record.uw_result or "", "") or ("需要" if record.uw_needed else "不需要")


def _papers(record: ServicingRecord) -> Iterable[list[str]]:
    for row in record.papers:
        ok = "合格" if row["ok"] else "免交" if row.get("waived") else "缺"
        yield [PAPERS.get(row["kind"], row["kind"]), ok]


def _risk(record: ServicingRecord) -> Iterable[tuple[str, str]]:
    yield "风险等级", LEVELS.get(record.risk_level or "", "未评估")
    yield "复核层级", record.review_level or "未到复核"
    yield "风险理由", say(record.risk_reasons, RISKS) or "无"
    if record.retention_offered:
        yield "挽留结果", RETENTION.get(record.retention_result or "", record.retention_result or "")


def _steps(record: ServicingRecord) -> Iterable[list[str]]:
    for one in record.approvals:
        step = one.get("step", one["level"])
        level = one["level"] if "step" in one else ""
        decided = DECISIONS.get(one["decision"], one["decision"])
        at = day_text(datetime.fromisoformat(one["at"]))
        yield [STEPS.get(step, step), level, one["by"], at, decided, one["comment"]]


def _signed(session: Session, record: ServicingRecord) -> Iterable[list[str]]:
    asked = select(ServicingConsent).where(ServicingConsent.servicing_id == record.id)
    for row in session.scalars(asked.order_by(ServicingConsent.signed_at, ServicingConsent.id)):
        answer = "同意" if row.given else "不同意"
        yield [ROLES.get(row.role, row.role), SIGNED.get(row.what, row.what), answer, day_text(row.signed_at)]


def _payments(session: Session, record: ServicingRecord) -> Iterable[list[str]]:
    asked = select(ServicingPayment).where(ServicingPayment.servicing_id == record.id)
    for row in session.scalars(asked.order_by(ServicingPayment.made_at, ServicingPayment.id)):
        party: Mapping[str, Any] = privacy.unseal(session, record.sealed_under, row.party)
        account = mask_account(str(party.get("account_no", "")))
        yield [DIRECTIONS[row.direction], yuan_text(row.amount), account, PAYMENT_STATES[row.status]]


def _result(record: ServicingRecord) -> Iterable[tuple[str, str]]:
    yield "结果", RESULTS.get(record.status.value, "未予办理")
    yield "批单号", record.endorsement_no or ""
    yield "应收（元）", yuan_text(record.money_in) if record.money_in != Decimal(0) else ""
    yield "应付（元）", yuan_text(record.money_out) if record.money_out != Decimal(0) else ""
    for label, at in (("生效", record.effective_at), ("告知", record.notified_at), ("归档", record.closed_at)):
        yield label, day_text(at) if at else ""
    yield "经办人", record.operator or ""
    yield "复核人", record.reviewer or ""
    yield "时限", {True: "按期", False: "超期", None: ""}[record.sla_met]
    yield "客户满意度", f"{record.satisfaction} / 5" if record.satisfaction else ""
    if record.callback_ok is not None:
        yield "客户确认系本人申请", "是" if record.callback_ok else "否"
