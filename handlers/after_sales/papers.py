"""The documents of after-sales: delivery receipt 《回执》, follow-up record 《客户回访记录表》 (SOP 4.5.1b, 4.5.2a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.after_sales.codes import (
    ATTEMPT_RESULTS,
    CHANNELS,
    EXPLAINED,
    FOLLOW_UP_KINDS,
    OUTCOMES,
    PROBLEMS,
    QUESTIONS,
    ROUTES,
    UNSUCCESSFUL,
)
from handlers.after_sales.policy_file import plans_of
from handlers.documents import (
    KeyValues,
    Paragraph,
    Recipient,
    Section,
    SignatureLine,
    Table,
    announce_document,
    issue_document,
)
from handlers.people import find_customer, identity_of
from handlers.records import Cancellation, FollowUp, FollowUpAttempt, Policy, PolicyDelivery
from handlers.words import day_text, yuan_text

ANSWERS = {"yes": "是", "no": "否", "not_asked": "未问"}


def issue_receipt(context: HandlerContext, delivery: PolicyDelivery, policy: Policy) -> str:
    """The signed receipt; gives the document's id."""
    name = identity_of(context.session, find_customer(context.session, policy.policyholder_id)).name
    rows = [
        [product.name, yuan_text(plan.sum_assured), f"{plan.premium_years} 年", f"{plan.policy_years} 年"]
        for plan, product in plans_of(context.session, policy)
    ]
    until = policy.cooling_off_until
    handed = [
        ("送达方式", "当面" if delivery.method == "in_person" else "电子"),
        ("送达人", delivery.handed_over_by or ""),
        ("送达日期", day_text(delivery.handed_over_at) if delivery.handed_over_at else ""),
        ("保单版本", f"第 {policy.version} 版"),
    ]
    receipt = f"本人已收到上述保单，核对无误。犹豫期自签收之日起算，至 {day_text(until) if until else ''} 止。"
    document = issue_document(
        context,
        kind="delivery_receipt",
        subject_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        policy_id=policy.id,
        about={"delivery_id": delivery.id},
        sections=[
            Section(
                "保单",
                [
                    KeyValues([("保单号", policy.number), ("年交保费（元）", yuan_text(policy.annual_premium))]),
                    Table(["险种", "保额（元）", "缴费期", "保险期间"], rows, widths=[3, 2, 1, 1], numeric=[1]),
                ],
            ),
            Section("送达", [KeyValues(handed)]),
            Section("已讲解", [Paragraph("、".join(EXPLAINED[point] for point in delivery.explained))]),
            Section("签收", [Paragraph(receipt)]),
        ],
        signatures=[SignatureLine("投保人", name, delivery.signed_at, "本人链接与验证码")],
    )
    announce_document(context, document, to=policy.policyholder_id, recipient=Recipient.CUSTOMER)
    return document


def issue_follow_up_record(
    context: HandlerContext, follow_up: FollowUp, policy: Policy, answers: Mapping[str, str], said: str
) -> str:
    """The record of a follow-up (DOMAIN §6.7), for the file; gives the document's id."""
    attempts = context.session.scalars(
        select(FollowUpAttempt).where(FollowUpAttempt.follow_up_id == follow_up.id).order_by(FollowUpAttempt.number)
    )
    rows = [
        [str(one.number), day_text(one.at), CHANNELS[one.channel], ATTEMPT_RESULTS[one.result], one.by]
        for one in attempts
    ]
    return issue_document(
        context,
        kind="follow_up_record",
        subject_id=follow_up.customer_id,
        agent_id=follow_up.agent_id,
        policy_id=policy.id,
        about={"follow_up_id": follow_up.id},
        sections=[
            Section("回访", [KeyValues(_head(follow_up, policy))]),
            Section("联系经过", [Table(["次", "日期", "方式", "结果", "回访人"], rows, widths=[1, 2, 2, 2, 3])]),
            Section("问题与回答", [_answered(answers), Paragraph(said)] if answers or said else []),
        ],
    )


def _head(follow_up: FollowUp, policy: Policy) -> list[tuple[str, str]]:
    pairs = [
        ("保单号", policy.number),
        ("回访类型", FOLLOW_UP_KINDS[follow_up.kind]),
        ("应完成日期", day_text(follow_up.due_at)),
        ("结果", OUTCOMES[follow_up.outcome]),
        ("录音编号", follow_up.recording_ref or ""),
        ("回访人", follow_up.caller_id or ""),
        ("犹豫期止", day_text(follow_up.cooling_off_end) if follow_up.cooling_off_end else ""),
        ("未成功原因", UNSUCCESSFUL.get(follow_up.reason or "", "")),
        ("问题类型", "、".join(PROBLEMS[code] for code in follow_up.problems)),
        ("问题去向", ROUTES.get(follow_up.route or "", "")),
        ("满意度", str(follow_up.satisfaction) if follow_up.satisfaction else ""),
    ]
    return [pair for pair in pairs if pair[1]]


def _answered(answers: Mapping[str, str]) -> Table:
    rows: Sequence[Sequence[str]] = [
        [QUESTIONS.get(code, code), ANSWERS.get(told, told)] for code, told in answers.items()
    ]
    return Table(["问题", "回答"], rows, widths=[5, 1])


def issue_cancellation(context: HandlerContext, row: Cancellation, policy: Policy) -> str:
    """The endorsement that ends the policy as if it never was; gives the document's id."""
    name = identity_of(context.session, find_customer(context.session, row.customer_id)).name
    money = [
        ("已缴保费（元）", yuan_text(row.premium or Decimal(0))),
        ("扣除工本费（元）", yuan_text(row.fee or Decimal(0))),
        ("应退（元）", yuan_text(row.refund or Decimal(0))),
        ("最迟退还日期", day_text(row.pay_by) if row.pay_by else ""),
    ]
    document = issue_document(
        context,
        kind="endorsement",
        subject_id=row.customer_id,
        agent_id=row.agent_id,
        policy_id=policy.id,
        about={"cancellation_id": row.id},
        sections=[
            Section(
                "犹豫期解除合同", [KeyValues([("保单号", policy.number), ("申请日期", day_text(row.asked_at)), *money])]
            ),
            Section("说明", [Paragraph("本保单自始解除。保费只退回原缴费账户，任何人不得代收。")]),
        ],
        signatures=[SignatureLine("投保人", name, row.confirmed_at, "本人链接与验证码")],
    )
    announce_document(context, document, to=row.customer_id, recipient=Recipient.CUSTOMER)
    return document
