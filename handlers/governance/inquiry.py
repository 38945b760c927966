"""Audits and inquiries from outside: answered by the departments together and in time, findings corrected (SOP B8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.breaches import record_breach
from handlers.governance.codes import DEPARTMENTS
from handlers.governance.findings import Finding, check_findings, issue_report, order_corrections, store_findings
from handlers.governance.letters import tell_roles
from handlers.parameters import days_before, days_later, end_of, sla_days
from handlers.records import Audit, AuditItem
from handlers.records.audit import AuditStatus
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("provide_evidence", "assemble_answer", "approve_answer", "record_outcome", "follow_up_inquiry")


@dataclass(frozen=True, slots=True)
class Receiving:
    authority: str
    reference_no: str
    subject: str
    due_on: date
    departments: list[str]


@dataclass(frozen=True, slots=True)
class Opened:
    audit_id: str
    answer_by: datetime
    warn_at: datetime
    requests: list[dict[str, str]]
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Providing:
    audit_id: str
    department: str
    evidence: str


@dataclass(frozen=True, slots=True)
class OfInquiry:
    audit_id: str


@dataclass(frozen=True, slots=True)
class Answered:
    outcome_by: datetime


@dataclass(frozen=True, slots=True)
class Found:
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    audit_id: str
    answers: Found


@dataclass(frozen=True, slots=True)
class Ordered:
    findings: int
    follow_up_at: datetime
    open_findings: list[dict[str, Any]]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Following:
    audit_id: str
    open_findings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Followed:
    still_open: int


@registry.handles("inquiry.open", takes=Receiving, gives=Opened)
def open_inquiry(given: Receiving, context: HandlerContext) -> Opened:
    """Keep the request and its due date, and ask every department for its part."""
    session, now = context.session, context.now
    due = end_of(given.due_on, now)
    audit = Audit(
        id=context.new_id("AUD"),
        kind="external",
        scope=given.subject,
        departments=given.departments,
        authority=given.authority,
        reference_no=given.reference_no,
        due_at=due,
        opened_at=now,
    )
    session.add(audit)
    session.flush()
    text = f"{given.authority}（{given.reference_no}）要求于 {day_text(due)} 前答复，请按时提供资料。"
    tell_roles(context, "inquiry_received", "外部检查", text, audit.id, *given.departments, "management")
    requests = [{"department": each, "name": DEPARTMENTS[each]} for each in given.departments]
    warn_at = max(now, days_before(session, "inquiry_warning_days", due))
    return Opened(audit.id, max(due, now), warn_at, requests, sla_days(session, now, TASKS))


@registry.handles("inquiry.provide", takes=Providing, gives=Nothing)
def store_evidence(given: Providing, context: HandlerContext) -> Nothing:
    """Which department gave what, when; the papers themselves stay in the file under their numbers."""
    session = context.session
    session.add(
        AuditItem(
            id=context.new_id("AUI"),
            audit_id=given.audit_id,
            number=1 + len(session.scalars(select(AuditItem.id).where(AuditItem.audit_id == given.audit_id)).all()),
            matter_id=given.department,
            note=given.evidence,
            by=context.actor_id,
            at=context.now,
        )
    )
    session.flush()
    return Nothing()


@registry.handles("inquiry.warn", takes=OfInquiry, gives=Nothing)
def warn_of_limit(given: OfInquiry, context: HandlerContext) -> Nothing:
    """Warn before the due date, and whoever is to hand in something still."""
    audit = context.session.get_one(Audit, given.audit_id)
    text = f"{audit.authority}（{audit.reference_no}）的答复将于 {day_text(audit.due_at)} 到期。"
    tell_roles(context, "inquiry_due", "外部检查答复临近期限", text, audit.id, *audit.departments, "management")
    return Nothing()


@registry.handles("inquiry.report_late", takes=OfInquiry, gives=Nothing)
def report_late(given: OfInquiry, context: HandlerContext) -> Nothing:
    """The authority's date has passed without an answer."""
    audit = context.session.get_one(Audit, given.audit_id)
    what = f"{audit.authority}（{audit.reference_no}）答复"
    record_breach(context, "inquiry_answer", what, clause="SOP B8", matter_id=audit.id, due_at=audit.due_at)
    return Nothing()


@registry.handles("inquiry.answer", takes=OfInquiry, gives=Answered)
def record_answer(given: OfInquiry, context: HandlerContext) -> Answered:
    """The answer went out, approved by another person than who wrote it."""
    audit = context.session.get_one(Audit, given.audit_id)
    audit.status, audit.answered_at, audit.approved_by = AuditStatus.REPORTED, context.now, context.actor_id
    return Answered(days_later(context.session, "inquiry_outcome_days", context.now))


@registry.handles("inquiry.outcome", takes=Outcome, gives=Ordered)
def record_outcome(given: Outcome, context: HandlerContext) -> Ordered:
    """What the authority found; each finding is ordered to be corrected, and the whole course is a report."""
    audit = context.session.get_one(Audit, given.audit_id)
    store_findings(context, audit, given.answers.findings)
    audit.report_id = issue_report(context, audit, given.answers.findings)
    rows = order_corrections(context, audit)
    audit.status = AuditStatus.FOLLOWED
    return Ordered(len(rows), days_later(context.session, "audit_follow_up_days", context.now), rows)


@registry.handles("inquiry.follow_up", takes=Following, gives=Followed)
def follow_up(given: Following, context: HandlerContext) -> Followed:
    """Whether each finding of the authority was corrected."""
    audit = context.session.get_one(Audit, given.audit_id)
    corrected = {str(row["finding_id"]) for row in given.open_findings if row.get("is_corrected")}
    left = check_findings(context, audit, corrected)
    if left:
        order_corrections(context, audit)
    return Followed(left)
