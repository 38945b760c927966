"""Answering a complaint in writing, refunding, the customer's reply, closing (SOP 5.3, 4.7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.compliance.codes import (
    COMPLAINT_KINDS,
    COMPLAINT_OUTCOMES,
    COMPLAINT_STATUSES,
    INSIDE,
    REMEDIES,
    SOURCES,
    WAYS_ON,
)
from handlers.compliance.complaint import OfComplaint, find_complaint, keep, tell_about
from handlers.compliance.matters import read_content
from handlers.documents import (
    KeyValues,
    Paragraph,
    Recipient,
    Section,
    Tone,
    announce_document,
    facts,
    issue_document,
    written,
)
from handlers.notices import send_link
from handlers.parameters import days_later, parameter
from handlers.records import Complaint, ComplaintRefund
from handlers.records.complaint import ComplaintStatus
from handlers.words import day_text, yuan_text

registry = HandlerRegistry()
REPLIES = {
    "accept": ComplaintStatus.ACCEPTED,
    "elsewhere": ComplaintStatus.ELSEWHERE,
    "silent": ComplaintStatus.SILENT,
}
CLOSED_AS = {"withdrawn": ComplaintStatus.WITHDRAWN, "not_ours": ComplaintStatus.NOT_OURS}


@dataclass(frozen=True, slots=True)
class Answered:
    reply_by: datetime
    reply_reminders: str


@dataclass(frozen=True, slots=True)
class Reply:
    reply: str
    signed_name: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Replying:
    complaint_id: str
    answers: Reply | None = None
    """None: the time ran out."""


@dataclass(frozen=True, slots=True)
class Replied:
    reply_result: str
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Closing:
    complaint_id: str
    reason: str


@registry.handles("complaint.answer", takes=OfComplaint, gives=Answered)
def answer_customer(given: OfComplaint, context: HandlerContext) -> Answered:
    """The answer in writing: conclusion, reasons, redress, and every way that stays open (DOMAIN §2.6)."""
    session = context.session
    complaint = find_complaint(session, given.complaint_id)
    said = read_content(session, complaint.sealed_under, complaint)
    complaint.status, complaint.answered_at = ComplaintStatus.ANSWERED, context.now
    redress = [REMEDIES[code] for code in complaint.remedies if code not in INSIDE]
    pairs = [
        ("投诉编号", complaint.number),
        ("收到日期", day_text(complaint.received_at)),
        ("类别", COMPLAINT_KINDS.get(complaint.kind or "", "")),
        ("结论", COMPLAINT_OUTCOMES.get(complaint.outcome or "", "")),
        ("补救", "、".join(redress) or "无"),
    ]
    if complaint.refund is not None:
        pairs.append(("退款", f"{yuan_text(complaint.refund)} 元"))
    sections = [
        Section("处理结果", [KeyValues(pairs)]),
        Section("说明", [Paragraph(str(said.get("decision", "")))]),
        Section("您还可以", [Paragraph(WAYS_ON, Tone.FIXED)]),
    ]
    document_id = issue_document(
        context,
        kind="complaint_answer",
        subject_id=complaint.sealed_under,
        policy_id=complaint.policy_id,
        matter_id=complaint.id,
        sections=sections,
        recipient=Recipient.BOTH,
    )
    announce_document(context, document_id, to=complaint.sealed_under, recipient="customer", link_follows=True)
    send_link(context, complaint.sealed_under)
    if "correction" in complaint.remedies:
        text = f"投诉 {complaint.number} 成立，请按答复书更正客户的资料或保单。"
        tell_about(context, complaint, "complaint_correction", "投诉更正事项", text, "operations")
    return Answered(
        days_later(session, "complaint_reply_days", context.now),
        parameter(session, "complaint_reply_reminders", context.now),
    )


@registry.handles("complaint.refund", takes=OfComplaint, gives=Nothing)
def refund_customer(given: OfComplaint, context: HandlerContext) -> Nothing:
    """Have the refund paid that the conclusion grants, to the customer's own account."""
    complaint = find_complaint(context.session, given.complaint_id)
    if complaint.refund is None or complaint.customer_id is None:
        return Nothing()
    refund = ComplaintRefund(
        id=context.new_id("CRF"),
        complaint_id=complaint.id,
        customer_id=complaint.customer_id,
        amount=complaint.refund,
        created_at=context.now,
    )
    context.session.add(refund)
    context.session.flush()
    context.send("refund", {"complaint_refund_id": refund.id}, refund.id)
    return Nothing()


@registry.handles("complaint.remind", takes=OfComplaint, gives=Nothing)
def remind_of_reply(given: OfComplaint, context: HandlerContext) -> Nothing:
    """Remind the customer that the answer is there and how to go on."""
    complaint = find_complaint(context.session, given.complaint_id)
    text = f"您的投诉 {complaint.number} 已书面答复，请查阅并表态。{WAYS_ON}"
    tell_about(context, complaint, "reminder", "提醒", text, "customer", asks=True)
    return Nothing()


@registry.handles("complaint.store_reply", takes=Replying, gives=Replied)
def store_reply(given: Replying, context: HandlerContext) -> Replied:
    """Keep what the customer says to the answer, or that nothing was said in time."""
    complaint = find_complaint(context.session, given.complaint_id)
    said = given.answers
    reply = said.reply if said else "silent"
    keep(
        context,
        complaint,
        reply=reply,
        reply_reason=said.reason if said else None,
        signed_name=said.signed_name if said else None,
        signed_by=context.actor_id if said else None,
    )
    complaint.status = REPLIES.get(reply, ComplaintStatus.OPEN)
    return Replied(reply)


@registry.handles("complaint.close", takes=Closing, gives=Nothing)
def close_complaint(given: Closing, context: HandlerContext) -> Nothing:
    """Close the complaint and file its record (DOMAIN §6: complaint record; SOP 5.1)."""
    session = context.session
    complaint = find_complaint(session, given.complaint_id)
    complaint.status = CLOSED_AS.get(given.reason, complaint.status)
    complaint.closed_at = context.now
    issue_document(
        context,
        kind="complaint_record",
        subject_id=complaint.sealed_under,
        policy_id=complaint.policy_id,
        matter_id=complaint.id,
        sections=_record(complaint, read_content(session, complaint.sealed_under, complaint)),
    )
    if given.reason == "withdrawn":
        text = f"您撤回了投诉 {complaint.number}，我们已登记。撤回不影响您再次提出。"
        tell_about(context, complaint, "complaint_withdrawn", "投诉撤回登记", text, "customer")
    return Nothing()


def _record(complaint: Complaint, said: dict[str, Any]) -> list[Section]:
    head = [
        ("投诉编号", complaint.number),
        ("来源", SOURCES.get(complaint.source, complaint.source)),
        ("类别", COMPLAINT_KINDS.get(complaint.kind or "", "未分类")),
        ("收到", day_text(complaint.received_at)),
        ("应答复", day_text(complaint.due_at) if complaint.due_at else "—"),
        ("已答复", day_text(complaint.answered_at) if complaint.answered_at else "—"),
        ("被投诉人", "、".join(complaint.involved) or "—"),
        ("经办", complaint.decided_by or "—"),
        ("复审", complaint.reviewed_by or "—"),
        ("延期批准", complaint.extended_by or "—"),
        ("复核次数", str(complaint.reviews)),
        ("结果", COMPLAINT_STATUSES[complaint.status]),
    ]
    parts = (
        ("客户所述", "said"),
        ("客户要求", "wants"),
        ("代理人说明", "statement"),
        ("客户补充", "customer_explained"),
        ("查明事实", "facts"),
        ("答复要点", "decision"),
        ("复审意见", "review_note"),
        ("客户表态说明", "reply_reason"),
    )
    return [facts("概况", head), *written(said, parts)]
