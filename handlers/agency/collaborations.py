"""Written requests to another department, answered within one working day, followed until done (SOP 4.7.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.agency.collaboration_paper import KINDS, issue_paper, load
from handlers.agency.departments import TOP, lead_of, name_of, number_of, tell_inside
from handlers.breaches import record_breach
from handlers.messages import KEPT
from handlers.parameters import end_of, parameter, sla_days, whole, working_days_later
from handlers.records import Collaboration, CollaborationProgress
from handlers.records.collaboration import CollaborationStatus
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("consider_answer", "carry_out", "accept_delivery")
ANSWERED = {
    "accept": CollaborationStatus.ACCEPTED,
    "reject": CollaborationStatus.REJECTED,
    "renegotiate": CollaborationStatus.RENEGOTIATING,
}
ANSWERS = {"accept": "受理", "reject": "不受理", "renegotiate": "请求调整"}
TOUCHES = {
    "doc_review": "service",
    "uw_consult": "service",
    "claim_help": "service",
    "compliance_advice": "risk_control",
}
"""What must not wait for a conflict (SOP 4.7.4)."""
CLOSED_AS = {
    "done": CollaborationStatus.CLOSED,
    "withdrawn": CollaborationStatus.WITHDRAWN,
    "dropped": CollaborationStatus.DROPPED,
}


@dataclass(frozen=True, slots=True)
class Submitting:
    """What a person or another process asks of a department."""

    to_department: str
    content: str
    deliverable_standard: str
    due_on: date
    kind: str = "other"
    from_department: str = "operations"
    priority: str = "normal"
    related_no: str | None = None
    started_by: str = "system"


@dataclass(frozen=True, slots=True)
class Submitted:
    collaboration_id: str
    request_no: str
    requesters: list[str]
    """Accounts that act for the requester; empty when a process asks, then the department does."""
    requester_groups: list[str]
    ack_due_at: datetime
    ack_decide_at: datetime
    lead_group: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Answering:
    collaboration_id: str
    answer: str
    answer_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    consider_ends_at: datetime


@dataclass(frozen=True, slots=True)
class About:
    collaboration_id: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """The terms as they stand, after whatever was negotiated."""

    collaboration_id: str
    content: str
    deliverable_standard: str
    due_on: date


@dataclass(frozen=True, slots=True)
class WorkBegun:
    work_due_at: datetime
    work_decide_at: datetime
    progress_reminders: str


@dataclass(frozen=True, slots=True)
class Reporting:
    collaboration_id: str
    progress_kind: str
    progress_text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    accept_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Accepting:
    collaboration_id: str
    acceptance: str = "deemed"
    """`accept`, `send_back`, `dispute`; `deemed` when nobody spoke in time."""
    acceptance_note: str | None = None
    satisfaction: int | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    collaboration_id: str
    reason: str


@registry.handles("collaboration.submit", takes=Submitting, gives=Submitted)
def submit_request(given: Submitting, context: HandlerContext) -> Submitted:
    """Number the request and give it to the department, which has one working day to answer (SOP 4.7.2)."""
    session, now = context.session, context.now
    row = _new(given, context)
    issue_paper(context, row)
    text = (
        f"{name_of(row.from_department)}请求协助（{row.number}，{KINDS.get(row.kind, row.kind)}）："
        f"{row.content} 标准：{row.deliverable_standard} "
        f"期限 {day_text(row.due_on)}，请于 {day_text(row.ack_due_at)} 前答复。"
    )
    tell_inside(context, "collab_request", "跨部门协作需求", text, row.id, row.to_department)
    by_process = row.from_id == "system"
    later = timedelta(days=whole(session, "collaboration_decide_days", now))
    return Submitted(
        row.id,
        row.number,
        [] if by_process else [row.from_id],
        [row.from_department] if by_process else [],
        row.ack_due_at,
        row.ack_due_at + later,
        lead_of(row.to_department),
        sla_days(session, now, TASKS),
    )


def _new(given: Submitting, context: HandlerContext) -> Collaboration:
    row_id = context.new_id("COL")
    row = Collaboration(
        id=row_id,
        number=number_of("XZ", row_id, context.now),
        version=0,
        content=given.content,
        deliverable_standard=given.deliverable_standard,
        due_on=given.due_on,
        status=CollaborationStatus.SUBMITTED,
        submitted_at=context.now,
        ack_due_at=working_days_later(context.session, "collaboration_answer_days", context.now),
        from_department=given.from_department,
        from_id=given.started_by,
        to_department=given.to_department,
        kind=given.kind,
        priority=given.priority,
        related_no=given.related_no or None,
    )
    context.session.add(row)
    context.session.flush()
    return row


@registry.handles("collaboration.record_answer", takes=Answering, gives=Answered)
def record_answer(given: Answering, context: HandlerContext) -> Answered:
    """Keep the department's answer and its reason, and tell the requester."""
    row = load(context.session, given.collaboration_id)
    row.answer, row.answer_reason = given.answer, given.answer_reason or None
    row.answered_at, row.answered_by = context.now, context.actor_id
    row.status = ANSWERED[given.answer]
    issue_paper(context, row)
    said = f"{name_of(row.to_department)}对 {row.number} 的答复：{ANSWERS[given.answer]}。{row.answer_reason or ''}"
    tell_inside(context, "collab_answer", "协作需求答复", said, row.id, _requester(row))
    return Answered(working_days_later(context.session, "collaboration_consider_days", context.now))


@registry.handles("collaboration.answer_late", takes=About, gives=Nothing)
def record_late_answer(given: About, context: HandlerContext) -> Nothing:
    """No answer within one working day: a breach, and the department's leader is told at once."""
    row = load(context.session, given.collaboration_id)
    what = f"{name_of(row.to_department)}答复协作需求 {row.number}"
    _breach(context, row, "collaboration_answer", what, row.ack_due_at)
    return Nothing()


@registry.handles("collaboration.begin_work", takes=Beginning, gives=WorkBegun)
def begin_work(given: Beginning, context: HandlerContext) -> WorkBegun:
    """The clocks of the work: its due day as asked for, reports of progress on the way."""
    session, now = context.session, context.now
    row = load(session, given.collaboration_id)
    row.content, row.deliverable_standard, row.due_on = given.content, given.deliverable_standard, given.due_on
    row.status = CollaborationStatus.ACCEPTED
    due = end_of(row.due_on, now)
    if due <= now:
        # Begun again after its day, sent back or after a conflict: time to do it, instead of the next conflict at once.
        due = working_days_later(session, "collaboration_again_days", now)
    later = timedelta(days=whole(session, "collaboration_decide_days", now))
    return WorkBegun(due, due + later, parameter(session, "collaboration_progress_reminders", now))


@registry.handles("collaboration.record_progress", takes=Reporting, gives=Delivered)
def record_progress(given: Reporting, context: HandlerContext) -> Delivered:
    """Keep a report of progress, or the delivery, and tell the requester."""
    row = load(context.session, given.collaboration_id)
    _report(context, row, given.progress_kind, given.progress_text)
    if given.progress_kind == "delivered":
        row.status = CollaborationStatus.DELIVERED
        row.delivered_at, row.delivered_by = context.now, context.actor_id
        issue_paper(context, row)
    said = "已交付" if given.progress_kind == "delivered" else "进展"
    text = f"{row.number} {said}：{given.progress_text}"
    tell_inside(context, "collab_progress", "协作进展", text, row.id, _requester(row))
    return Delivered(working_days_later(context.session, "collaboration_acceptance_days", context.now))


@registry.handles("collaboration.ask_progress", takes=About, gives=Nothing)
def ask_progress(given: About, context: HandlerContext) -> Nothing:
    """Ask the department for a report of progress."""
    row = load(context.session, given.collaboration_id)
    text = f"请报告 {row.number} 的进展，交付期限 {day_text(row.due_on)}。"
    tell_inside(context, "reminder", "请报告协作进展", text, row.id, row.to_department)
    return Nothing()


@registry.handles("collaboration.delivery_late", takes=About, gives=Nothing)
def record_late_delivery(given: About, context: HandlerContext) -> Nothing:
    """Not delivered on the agreed day: a breach, told to the leader and to the requester."""
    row = load(context.session, given.collaboration_id)
    what = f"{name_of(row.to_department)}交付协作需求 {row.number}"
    _breach(context, row, "collaboration_delivery", what, end_of(row.due_on, context.now))
    return Nothing()


@registry.handles("collaboration.accept", takes=Accepting, gives=Nothing)
def record_acceptance(given: Accepting, context: HandlerContext) -> Nothing:
    """Keep whether the requester accepts the delivery; what is sent back says why."""
    row = load(context.session, given.collaboration_id)
    if given.acceptance in ("accept", "deemed"):
        row.accepted_at = context.now
        row.accepted_by = "deemed" if given.acceptance == "deemed" else context.actor_id
        row.satisfaction = given.satisfaction
        return Nothing()
    row.status = CollaborationStatus.ACCEPTED
    _report(context, row, "sent_back", given.acceptance_note or "")
    text = f"{row.number} 的交付未被接受：{given.acceptance_note or ''}"
    tell_inside(context, "collab_sent_back", "交付被退回", text, row.id, row.to_department)
    return Nothing()


@registry.handles("collaboration.dispute", takes=About, gives=Nothing)
def dispute_request(given: About, context: HandlerContext) -> Nothing:
    """The departments disagree: raise the conflict, by the message that the header names (SOP 4.7.4)."""
    row = load(context.session, given.collaboration_id)
    row.status = CollaborationStatus.DISPUTED
    said = {
        "matter_id": row.id,
        "subject": f"协作需求 {row.number}：{row.answer_reason or row.content}",
        "from_department": row.from_department,
        "to_department": row.to_department,
        "touches": TOUCHES.get(row.kind, "neither"),
        "raised_by": row.from_id,
    }
    context.publish(context.headers["message"], row.id, said, KEPT)
    return Nothing()


@registry.handles("collaboration.close", takes=Closing, gives=Nothing)
def close_request(given: Closing, context: HandlerContext) -> Nothing:
    """Close it: done, withdrawn, or dropped by whoever settled the conflict; both sides are told."""
    row = load(context.session, given.collaboration_id)
    row.status = CLOSED_AS[given.reason]
    issue_paper(context, row)
    said = {"done": "已完成", "withdrawn": "已撤回", "dropped": "经裁决不再办理"}[given.reason]
    who = (_requester(row), row.to_department)
    tell_inside(context, "collab_closed", "协作需求结束", f"{row.number} {said}。", row.id, *who)
    return Nothing()


def _requester(row: Collaboration) -> str:
    return row.from_department if row.from_id == "system" else row.from_id


def _report(context: HandlerContext, row: Collaboration, kind: str, text: str) -> None:
    report = CollaborationProgress(
        id=context.new_id("COP"), collaboration_id=row.id, kind=kind, text=text, by=context.actor_id, at=context.now
    )
    context.session.add(report)
    context.session.flush()


def _breach(context: HandlerContext, row: Collaboration, code: str, what: str, due_at: datetime) -> None:
    tells = tuple(dict.fromkeys((lead_of(row.to_department), TOP, _requester(row))))
    record_breach(context, code, what, clause="4.7.2", matter_id=row.id, due_at=due_at, tells=tells)
