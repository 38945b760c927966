"""Internal audits: planned, of a drawn sample, by people who do not audit their own work, followed up (SOP B8)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from engine.store.cases import cases, user_tasks
from handlers.breaches import record_breach
from handlers.governance.codes import SCOPE_WORDS, SCOPES
from handlers.governance.findings import Finding, check_findings, issue_report, order_corrections, store_findings
from handlers.governance.letters import tell_person, tell_roles
from handlers.parameters import days_later, end_of, local_day, sla_days, whole
from handlers.records import Audit, AuditItem
from handlers.records.audit import AuditStatus

registry = HandlerRegistry()
TASKS = ("plan_audit", "approve_audit_plan", "perform_audit", "discuss_audit", "follow_up_audit")


@dataclass(frozen=True, slots=True)
class Opened:
    audit_id: str
    plan_by: datetime
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Member:
    person_id: str


@dataclass(frozen=True, slots=True)
class Planning:
    audit_id: str
    scope: str
    period_from: date
    period_to: date
    team: list[Member]


@dataclass(frozen=True, slots=True)
class Planned:
    members: list[str]


@dataclass(frozen=True, slots=True)
class OfAudit:
    audit_id: str


@dataclass(frozen=True, slots=True)
class Sampled:
    sample: list[dict[str, Any]]
    own_work: int
    """How many cases were left out because a member of the team had worked on them."""
    audit_by: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    case_id: str
    seen: str


@dataclass(frozen=True, slots=True)
class Found:
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reporting:
    audit_id: str
    opinion: str
    answers: Found
    sample: list[Seen] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reported:
    findings: int
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Ordered:
    follow_up_at: datetime
    open_findings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Following:
    audit_id: str
    open_findings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Followed:
    still_open: int


@registry.handles("audit.open", takes=Nothing, gives=Opened)
def open_audit(_given: Nothing, context: HandlerContext) -> Opened:
    """The year's audit begins with its plan."""
    session, now = context.session, context.now
    by = days_later(session, "audit_plan_days", now)
    audit = Audit(id=context.new_id("AUD"), kind="internal", due_at=by, opened_at=now)
    session.add(audit)
    session.flush()
    tell_roles(context, "audit_plan_due", "内部审计待立项", f"请制定内部审计方案 {audit.id}。", audit.id, "compliance")
    return Opened(audit.id, by, sla_days(session, now, TASKS))


@registry.handles("audit.plan", takes=Planning, gives=Planned)
def store_plan(given: Planning, context: HandlerContext) -> Planned:
    """Scope, period and team; management approves them before anything is drawn."""
    audit = context.session.get_one(Audit, given.audit_id)
    audit.scope, audit.period_from, audit.period_to = given.scope, given.period_from, given.period_to
    audit.team = sorted({member.person_id for member in given.team})
    return Planned(list(audit.team))


@registry.handles("audit.draw", takes=OfAudit, gives=Sampled)
def draw_sample(given: OfAudit, context: HandlerContext) -> Sampled:
    """Draw the sample so that anybody can draw it again; what a member of the team worked on is left out."""
    session = context.session
    audit = session.get_one(Audit, given.audit_id)
    audit.approved_by = context.actor_id
    ended = _ended_cases(session, audit, context.now)
    own = _worked_on_by(session, ended, audit.team)
    drawn = order_of_draw(audit.id, [case for case in ended if case not in own])
    drawn = drawn[: whole(session, "audit_sample_size", context.now)]
    for number, case_id in enumerate(drawn, start=1):
        session.add(AuditItem(id=context.new_id("AUI"), audit_id=audit.id, number=number, matter_id=case_id))
    session.flush()
    for person in audit.team:
        text = f"您是内部审计 {audit.id}（{SCOPE_WORDS[audit.scope or '']}）的成员，样本 {len(drawn)} 件。"
        tell_person(context, "audit_team", "内部审计任务", text, audit.id, person)
    sample = [{"case_id": case_id, "seen": ""} for case_id in drawn]
    return Sampled(sample, len(own), days_later(session, "audit_days", context.now))


@registry.handles("audit.report", takes=Reporting, gives=Reported)
def store_report(given: Reporting, context: HandlerContext) -> Reported:
    """What was seen of each case, the findings and the opinion, as a report to management."""
    session = context.session
    audit = session.get_one(Audit, given.audit_id)
    audit.opinion, audit.status = given.opinion, AuditStatus.REPORTED
    seen = {each.case_id: each.seen for each in given.sample}
    for item in session.scalars(select(AuditItem).where(AuditItem.audit_id == audit.id)):
        item.note, item.by, item.at = seen.get(item.matter_id) or None, context.actor_id, context.now
    store_findings(context, audit, given.answers.findings)
    audit.report_id = issue_report(context, audit, given.answers.findings)
    tell_roles(context, "audit_reported", "内部审计报告", f"审计 {audit.id} 已出具报告。", audit.id, "management")
    return Reported(len(given.answers.findings))


@registry.handles("audit.order", takes=OfAudit, gives=Ordered)
def order(given: OfAudit, context: HandlerContext) -> Ordered:
    """Order each finding's correction (`rectification_ordered`), and say when to look again."""
    audit = context.session.get_one(Audit, given.audit_id)
    audit.status = AuditStatus.FOLLOWED
    open_findings = order_corrections(context, audit)
    return Ordered(days_later(context.session, "audit_follow_up_days", context.now), open_findings)


@registry.handles("audit.follow_up", takes=Following, gives=Followed)
def follow_up(given: Following, context: HandlerContext) -> Followed:
    """Whether each finding was corrected; what was not is a breach and is ordered again."""
    audit = context.session.get_one(Audit, given.audit_id)
    corrected = {str(row["finding_id"]) for row in given.open_findings if row.get("is_corrected")}
    return Followed(check_findings(context, audit, corrected))


@registry.handles("audit.close", takes=OfAudit, gives=Nothing)
def close_audit(given: OfAudit, context: HandlerContext) -> Nothing:
    """Nothing is left open."""
    audit = context.session.get_one(Audit, given.audit_id)
    audit.status, audit.closed_at = AuditStatus.CLOSED, context.now
    return Nothing()


@registry.handles("audit.report_late", takes=OfAudit, gives=Nothing)
def report_late(given: OfAudit, context: HandlerContext) -> Nothing:
    """The plan or the audit stands still: kept, and told to management. Header `what`: which."""
    audit = context.session.get_one(Audit, given.audit_id)
    words = {"plan": "审计立项", "audit": "审计实施"}
    code = f"audit_{context.headers['what']}"
    what = f"内部审计 {audit.id} {words[context.headers['what']]}"
    record_breach(context, code, what, clause="SOP B8", matter_id=audit.id, due_at=context.now)
    return Nothing()


def order_of_draw(audit_id: str, case_ids: Iterable[str]) -> list[str]:
    """The cases in the order of the draw: by the hash of audit and case, which nobody chooses and anybody can check."""
    return sorted(case_ids, key=lambda case_id: hashlib.sha256(f"{audit_id}:{case_id}".encode()).hexdigest())


def _ended_cases(session: Session, audit: Audit, now: datetime) -> Sequence[str]:
    if audit.period_from is None or audit.period_to is None:
        raise LookupError(f"the audit {audit.id} has no period")
    begin = end_of(audit.period_from - timedelta(days=1), now)
    asked = select(cases.c.id).where(
        cases.c.process_id.in_(SCOPES[audit.scope or ""]),
        cases.c.ended_at > begin,
        cases.c.ended_at <= end_of(min(audit.period_to, local_day(now)), now),
    )
    return session.scalars(asked).all()


def _worked_on_by(session: Session, case_ids: Sequence[str], team: Sequence[str]) -> set[str]:
    """The cases in which a member of the team did a task or began the case."""
    table = user_tasks.c
    did = select(table.case_id).where(or_(table.closed_by.in_(team), table.closed_for.in_(team)))
    began = select(cases.c.id).where(cases.c.started_by.in_(team))
    mine = {*session.scalars(did), *session.scalars(began)}
    return mine.intersection(case_ids)
