"""Compliance risk events: confidential, levelled by a table, major ones to management at once (SOP 3.2, 3.7, B8).

Whom an event is about stands in no case variable: a customer or agent who could find it there would be warned
(AML Law art 35). Only the sealed record knows; nobody but compliance and management is told anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.breaches import record_breach
from handlers.compliance.codes import EVENT_KINDS, EVENT_LEVELS
from handlers.compliance.matters import UnknownComplianceMatterError, add_content, policy_of, read_content
from handlers.documents import facts, issue_document, written
from handlers.messages import KEPT
from handlers.notices import Notice, tell
from handlers.parameters import local_day, sla_days, working_days_later
from handlers.records import RiskEvent
from handlers.records.risk_event import RiskEventStatus
from handlers.words import day_text

registry = HandlerRegistry()
FREEZE = "pos_freeze"
"""The item of the servicing catalogue that a freeze is carried out as, with its letter and its four eyes."""
TASKS = ("assess_event", "plan_measures", "approve_measures")


@dataclass(frozen=True, slots=True)
class Raised:
    facts: str
    policy_no: str | None = None


@dataclass(frozen=True, slots=True)
class Raising:
    customer_id: str | None = None
    policy_id: str | None = None
    agent_id: str | None = None
    matter_id: str | None = None
    source: str | None = None
    summary_code: str | None = None
    answers: Raised | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    event_id: str
    event_no: str
    sla: dict[str, int]
    customer_id: str | None = None
    """These are taken out of the case: its page would tell whom the event is about."""
    policy_id: str | None = None
    agent_id: str | None = None
    matter_id: str | None = None
    claim_id: str | None = None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Assessment:
    is_event: str
    kind: str
    customers: int
    amount: Decimal
    facts: str


@dataclass(frozen=True, slots=True)
class Assessing:
    event_id: str
    answers: Assessment


@dataclass(frozen=True, slots=True)
class Inputs:
    is_event: bool
    kind: str
    customers: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Assessed:
    assessment: Inputs
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Grade:
    level: str
    report_suspicion: bool


@dataclass(frozen=True, slots=True)
class Levelling:
    event_id: str
    event_grade: Grade


@dataclass(frozen=True, slots=True)
class Levelled:
    event_level: str
    report_suspicion: bool
    report_due_at: datetime
    assessment: Any = None


@dataclass(frozen=True, slots=True)
class OfEvent:
    event_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    freeze: str
    plan: str


@dataclass(frozen=True, slots=True)
class Planning:
    event_id: str
    answers: Plan


@dataclass(frozen=True, slots=True)
class Planned:
    freeze: bool
    measures_by: datetime
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Note:
    note: str


@dataclass(frozen=True, slots=True)
class Approving:
    event_id: str
    approval: str
    answers: Note


@dataclass(frozen=True, slots=True)
class Noted:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Receipt:
    receipt_no: str


@dataclass(frozen=True, slots=True)
class Reporting:
    event_id: str
    answers: Receipt


@dataclass(frozen=True, slots=True)
class Outcome:
    result: str
    lessons: str


@dataclass(frozen=True, slots=True)
class Finishing:
    event_id: str
    answers: Outcome


@dataclass(frozen=True, slots=True)
class ClosingEvent:
    event_id: str
    reason: str


def find_event(session: Session, event_id: str) -> RiskEvent:
    """The row. Raises `UnknownComplianceMatterError`."""
    row = session.get(RiskEvent, event_id)
    if row is None:
        raise UnknownComplianceMatterError(event_id)
    return row


def subject_of(event_id: str) -> str:
    """Under whose key an event is sealed: its own, so that nobody's erasure or file leads to it."""
    return f"risk/{event_id}"


def _number(event: RiskEvent) -> str:
    return f"FX{local_day(event.raised_at):%Y%m%d}{event.id[4:10]}"


def _keep(context: HandlerContext, event: RiskEvent, **parts: Any) -> None:
    add_content(context.session, subject_of(event.id), event, parts, context.now)


def _tell(context: HandlerContext, event: RiskEvent, kind: str, title: str, text: str, *roles: str) -> None:
    notice = Notice(kind=kind, title=title, text=text, customer_id=subject_of(event.id), matter_id=event.id)
    tell(context, notice, *roles)


@registry.handles("risk_event.open", takes=Raising, gives=Registered)
def register_event(given: Raising, context: HandlerContext) -> Registered:
    """Seal what was raised, and take whom it is about out of the case."""
    session, raised = context.session, given.answers
    event_id = context.new_id("RSK")
    policy = policy_of(session, given.policy_id, raised.policy_no if raised else None)
    about = {
        "customer_id": given.customer_id or (policy.policyholder_id if policy else None),
        "policy_id": policy.id if policy else given.policy_id,
        "agent_id": given.agent_id or (policy.agent_id if policy else None),
        "matter_id": given.matter_id,
    }
    facts = {"facts": raised.facts} if raised else {}
    event = RiskEvent(
        id=event_id,
        source=given.source or "compliance",
        summary_code=given.summary_code or "—",
        subject=privacy.seal(session, subject_of(event_id), about, context.now),
        content=privacy.seal(session, subject_of(event_id), facts, context.now),
        raised_at=context.now,
    )
    session.add(event)
    session.flush()
    text = f"有一件合规风险事件待评估：{_number(event)}。事项保密。"
    _tell(context, event, "risk_event", "合规风险事件", text, "compliance")
    return Registered(event.id, _number(event), sla_days(session, context.now, TASKS))


@registry.handles("risk_event.store_assessment", takes=Assessing, gives=Assessed)
def store_event_assessment(given: Assessing, context: HandlerContext) -> Assessed:
    """Keep the assessment; the table sees kind, number and amount only."""
    event = find_event(context.session, given.event_id)
    said = given.answers
    event.kind = said.kind
    _keep(context, event, assessment=said.facts, customers=said.customers, amount=str(said.amount))
    return Assessed(Inputs(said.is_event == "yes", said.kind, said.customers, said.amount))


@registry.handles("risk_event.store_level", takes=Levelling, gives=Levelled)
def store_level(given: Levelling, context: HandlerContext) -> Levelled:
    """Keep the level that the table found, and until when a suspicious transaction is to be reported."""
    event = find_event(context.session, given.event_id)
    event.level, event.suspicion_report = given.event_grade.level, given.event_grade.report_suspicion
    event.report_due_at = working_days_later(context.session, "risk_event_report_days", context.now)
    return Levelled(event.level, event.suspicion_report, event.report_due_at)


@registry.handles("risk_event.tell_management", takes=OfEvent, gives=Nothing)
def report_at_once(given: OfEvent, context: HandlerContext) -> Nothing:
    """A major event goes to management in the same moment (SOP 3.7)."""
    event = find_event(context.session, given.event_id)
    event.told_management_at = context.now
    text = f"重大合规风险事件 {_number(event)}（{EVENT_KINDS.get(event.kind or '', '')}）。事项保密，请立即处理。"
    _tell(context, event, "risk_event_major", "重大合规风险事件报告", text, "management")
    return Nothing()


@registry.handles("risk_event.store_measures", takes=Planning, gives=Planned)
def store_measures(given: Planning, context: HandlerContext) -> Planned:
    """Keep the measures; a freeze only where a policy is known."""
    session = context.session
    event = find_event(session, given.event_id)
    about = privacy.unseal(session, subject_of(event.id), event.subject)
    freeze = given.answers.freeze == "yes" and bool(about.get("policy_id"))
    event.measures = ["freeze"] if freeze else []
    _keep(context, event, plan=given.answers.plan)
    return Planned(freeze, working_days_later(session, "risk_event_measures_days", context.now))


@registry.handles("risk_event.store_approval", takes=Approving, gives=Noted)
def store_approval(given: Approving, context: HandlerContext) -> Noted:
    """Keep management's decision."""
    event = find_event(context.session, given.event_id)
    if given.approval == "agree":
        event.decided_by = context.actor_id
    _keep(context, event, approval=given.answers.note)
    return Noted()


@registry.handles("risk_event.freeze", takes=OfEvent, gives=Nothing)
def freeze_policy(given: OfEvent, context: HandlerContext) -> Nothing:
    """Order the freeze of the policy; the order says that, never why."""
    event = find_event(context.session, given.event_id)
    about = privacy.unseal(context.session, subject_of(event.id), event.subject)
    event.frozen = True
    order = {"policy_id": about["policy_id"], "item_code": FREEZE, "applicant_role": "compliance", "stated_by": "staff"}
    context.publish("servicing_requested", event.id, order, KEPT)
    return Nothing()


@registry.handles("risk_event.store_report", takes=Reporting, gives=Noted)
def store_report(given: Reporting, context: HandlerContext) -> Noted:
    """Keep when and under which receipt the suspicious transaction was reported."""
    event = find_event(context.session, given.event_id)
    event.reported_at = context.now
    _keep(context, event, receipt_no=given.answers.receipt_no)
    return Noted()


@registry.handles("risk_event.report_late", takes=OfEvent, gives=Nothing)
def record_late_report(given: OfEvent, context: HandlerContext) -> Nothing:
    """Record that the report was not made in time; compliance and management alone are told."""
    event = find_event(context.session, given.event_id)
    due = event.report_due_at or context.now
    words = f"合规事件 {_number(event)} 的报送"
    record_breach(context, "risk_event_report", words, clause="SOP 3.2", matter_id=event.id, due_at=due)
    return Nothing()


@registry.handles("risk_event.measures_late", takes=OfEvent, gives=Nothing)
def record_late_measures(given: OfEvent, context: HandlerContext) -> Nothing:
    """Tell management that measures are not finished in time."""
    event = find_event(context.session, given.event_id)
    text = f"合规风险事件 {_number(event)} 的措施逾期未落实。"
    _tell(context, event, "risk_event_late", "合规风险事件督办", text, "management", "compliance")
    return Nothing()


@registry.handles("risk_event.store_lessons", takes=Finishing, gives=Noted)
def store_lessons(given: Finishing, context: HandlerContext) -> Noted:
    """Keep what came of it and what is learned."""
    event = find_event(context.session, given.event_id)
    _keep(context, event, result=given.answers.result, lessons=given.answers.lessons)
    return Noted()


@registry.handles("risk_event.close", takes=ClosingEvent, gives=Nothing)
def close_event(given: ClosingEvent, context: HandlerContext) -> Nothing:
    """Close the event; one that was an event is filed as an incident record, for compliance and management."""
    session = context.session
    event = find_event(session, given.event_id)
    event.status, event.closed_at = RiskEventStatus(given.reason), context.now
    if event.status is RiskEventStatus.DISMISSED:
        return Nothing()
    said = read_content(session, subject_of(event.id), event)
    head = [
        ("编号", _number(event)),
        ("类别", EVENT_KINDS.get(event.kind or "", "")),
        ("等级", EVENT_LEVELS.get(event.level or "", "")),
        ("登记", day_text(event.raised_at)),
        ("报管理层", day_text(event.told_management_at) if event.told_management_at else "—"),
        ("批准", event.decided_by or "—"),
        ("冻结", "是" if event.frozen else "否"),
    ]
    parts = (("情况", "facts"), ("评估", "assessment"), ("措施", "plan"), ("落实", "result"), ("教训", "lessons"))
    issue_document(
        context,
        kind="incident_record",
        subject_id=subject_of(event.id),
        matter_id=event.id,
        sections=[facts("概况", head, sample=True), *written(said, parts)],
    )
    return Nothing()
