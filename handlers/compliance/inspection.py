"""Inspections: samples of sales by rule, checked one by one, findings followed up, reported (SOP 4.6.1b, 5.3)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.compliance.codes import CHECKS, INSPECTION_KINDS, SAMPLE_REASONS
from handlers.compliance.matters import UnknownComplianceMatterError
from handlers.documents import KeyValues, Paragraph, Recipient, Section, Table, announce_document, issue_document
from handlers.messages import KEPT
from handlers.notices import AGENCY, Notice, tell
from handlers.parameters import end_of, local_day, sla_days, whole, working_days_later
from handlers.records import (
    Complaint,
    Customer,
    FollowUp,
    Inspection,
    InspectionFinding,
    InspectionSample,
    Policy,
)
from handlers.words import age_on, day_text

registry = HandlerRegistry()
TASKS = ("check_sale", "write_report", "acknowledge_report")
SEVERITIES = {"ordinary": "一般", "serious": "严重", "risk": "涉嫌风险事件"}
MONTHS = {"sampling": 1, "quarterly": 3}


@dataclass(frozen=True, slots=True)
class Drawing:
    inspected_id: str | None = None
    inspected_days: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    inspection_id: str
    inspection_no: str
    inspection_kind: str
    samples: list[dict[str, Any]]
    sample_count: int
    check_by: datetime
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Checklist:
    exaggeration: str
    hidden_exclusions: str
    signature: str
    recording: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Checking:
    sample_id: str
    answers: Checklist


@dataclass(frozen=True, slots=True)
class Noted:
    answers: Any = None


@dataclass(frozen=True, slots=True)
class OfInspection:
    inspection_id: str


@dataclass(frozen=True, slots=True)
class Compiled:
    findings: list[dict[str, Any]]
    finding_count: int


@dataclass(frozen=True, slots=True)
class Conclusion:
    conclusion: str


@dataclass(frozen=True, slots=True)
class Writing:
    inspection_id: str
    answers: Conclusion


@dataclass(frozen=True, slots=True)
class Reported:
    report_read_by: datetime
    answers: Any = None


@dataclass(frozen=True, slots=True)
class RaisingRisk:
    finding_id: str


@dataclass(frozen=True, slots=True)
class ClosingInspection:
    inspection_id: str
    report_read: bool = False


def find_inspection(session: Session, inspection_id: str) -> Inspection:
    """The row. Raises `UnknownComplianceMatterError`."""
    row = session.get(Inspection, inspection_id)
    if row is None:
        raise UnknownComplianceMatterError(inspection_id)
    return row


def _number(row: Inspection) -> str:
    return f"JC{local_day(row.begun_at):%Y%m%d}{row.id[4:10]}"


@registry.handles("inspection.draw", takes=Drawing, gives=Drawn)
def draw_samples(given: Drawing, context: HandlerContext) -> Drawn:
    """Draw the samples of a period: by percent per agent, a least number each, and every sale that a risk rule names.

    The draw is by hash of period and policy: nobody chooses, and an auditor draws the same again.
    """
    session, kind = context.session, context.headers["kind"]
    first, last = _period(kind, local_day(context.now), given.inspected_days or 0)
    sold = _sold(session, first, last, context.now, given.inspected_id)
    inspection = Inspection(
        id=context.new_id("INS"),
        kind=kind,
        period_from=first,
        period_to=last,
        sold=len(sold),
        begun_at=context.now,
    )
    session.add(inspection)
    session.flush()
    reasons = _reasons(session, kind, sold, context.now, f"{kind} {first} {last}")
    samples = [_take(context, inspection, policy, reasons[policy.id]) for policy in sold if policy.id in reasons]
    session.flush()
    check_by = working_days_later(session, "inspection_check_days", context.now)
    sla = sla_days(session, context.now, TASKS)
    return Drawn(inspection.id, _number(inspection), kind, samples, len(samples), check_by, sla)


def _take(context: HandlerContext, inspection: Inspection, policy: Policy, reasons: list[str]) -> dict[str, Any]:
    row = InspectionSample(
        id=context.new_id("SPL"),
        inspection_id=inspection.id,
        policy_id=policy.id,
        agent_id=policy.agent_id,
        reasons=reasons,
    )
    context.session.add(row)
    return {
        "sample_id": row.id,
        "agent_id": policy.agent_id,
        "policy_no": policy.number,
        "reasons_text": _said(reasons),
    }


def _period(kind: str, today: date, days: int) -> tuple[date, date]:
    """The full months before today's, or so many days up to today."""
    if kind not in MONTHS:
        return today - timedelta(days=days), today
    last = today.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    for _ in range(MONTHS[kind] - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first, last


def _sold(session: Session, first: date, last: date, now: datetime, agent_id: str | None) -> list[Policy]:
    begin, end = end_of(first - timedelta(days=1), now), end_of(last, now)
    asked = select(Policy).where(Policy.issued_at > begin, Policy.issued_at <= end).order_by(Policy.id)
    if agent_id:
        asked = asked.where(Policy.agent_id == agent_id.strip())
    return list(session.scalars(asked))


def _reasons(session: Session, kind: str, sold: list[Policy], now: datetime, salt: str) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = defaultdict(list)
    by_agent: dict[str, list[Policy]] = defaultdict(list)
    for policy in sold:
        by_agent[policy.agent_id].append(policy)
    percent = 100 if kind == "special" else whole(session, f"inspection_{kind}_pct", now)
    least = whole(session, "inspection_least_per_agent", now)
    for policies in by_agent.values():
        number = max(ceil(len(policies) * percent / 100), least)
        for policy in sorted(policies, key=lambda one: _lot(salt, one.id))[:number]:
            reasons[policy.id].append("random")
    for code, chosen in _risky(session, sold, now):
        for policy_id in chosen:
            reasons[policy_id].append(code)
    return reasons


def _lot(salt: str, policy_id: str) -> str:
    return hashlib.sha256(f"{salt} {policy_id}".encode()).hexdigest()


def _risky(session: Session, sold: list[Policy], now: datetime) -> Iterable[tuple[str, list[str]]]:
    """Rules that put a sale into every sample: code → policies."""
    ids = [policy.id for policy in sold]
    elderly, high = whole(session, "inspection_elderly_age", now), whole(session, "inspection_high_premium", now)
    holders = {policy.policyholder_id for policy in sold}
    asked = select(Customer.id, Customer.birth_date).where(Customer.id.in_(holders))
    births = {row.id: row.birth_date for row in session.execute(asked)}

    def is_elderly(policy: Policy) -> bool:
        birth = births.get(policy.policyholder_id)
        return birth is not None and age_on(birth, local_day(policy.issued_at)) >= elderly

    complained = set(session.scalars(select(Complaint.policy_id).where(Complaint.policy_id.in_(ids))))
    problems = {
        policy_id
        for policy_id, found in session.execute(
            select(FollowUp.policy_id, FollowUp.problems).where(FollowUp.policy_id.in_(ids))
        )
        if found
    }
    yield "elderly", [policy.id for policy in sold if is_elderly(policy)]
    yield "high_premium", [policy.id for policy in sold if policy.annual_premium >= high]
    yield "complaint", [one for one in ids if one in complained]
    yield "follow_up_problem", [one for one in ids if one in problems]


@registry.handles("inspection.urge", takes=OfInspection, gives=Nothing)
def urge_check(given: OfInspection, context: HandlerContext) -> Nothing:
    """Tell compliance and management that samples are not checked in time."""
    row = find_inspection(context.session, given.inspection_id)
    _tell(context, row, "检查督办", f"检查 {_number(row)} 有样本逾期未查。", "compliance", "management")
    return Nothing()


@registry.handles("inspection.urge_management", takes=OfInspection, gives=Nothing)
def urge_management(given: OfInspection, context: HandlerContext) -> Nothing:
    """Remind management of a report that nobody has read."""
    row = find_inspection(context.session, given.inspection_id)
    _tell(context, row, "提醒", f"检查报告 {_number(row)} 尚未阅示。", "management")
    return Nothing()


def _tell(context: HandlerContext, row: Inspection, title: str, text: str, *roles: str) -> None:
    tell(context, Notice(kind="inspection_notice", title=title, text=text, matter_id=row.id), *roles)


@registry.handles("inspection.store_check", takes=Checking, gives=Noted)
def store_check(given: Checking, context: HandlerContext) -> Noted:
    """Keep what the check of one sale found: one finding per point that is not in order."""
    session, said = context.session, given.answers
    sample = session.get_one(InspectionSample, given.sample_id)
    policy = session.get_one(Policy, sample.policy_id)
    found = {code: getattr(said, code) for code in CHECKS if getattr(said, code) != "ok"}
    for code, severity in found.items():
        session.add(
            InspectionFinding(
                id=context.new_id("FND"),
                inspection_id=sample.inspection_id,
                sample_id=sample.id,
                code=code,
                severity=severity,
                note=privacy.seal(session, policy.policyholder_id, said.note or "", context.now),
            )
        )
    sample.result = "findings" if found else "clean"
    sample.checked_by, sample.checked_at = context.actor_id, context.now
    session.flush()
    return Noted()


def _findings(session: Session, inspection_id: str) -> list[tuple[InspectionFinding, InspectionSample, Policy]]:
    asked = (
        select(InspectionFinding, InspectionSample, Policy)
        .join(InspectionSample, InspectionSample.id == InspectionFinding.sample_id)
        .join(Policy, Policy.id == InspectionSample.policy_id)
        .where(InspectionFinding.inspection_id == inspection_id)
        .order_by(InspectionFinding.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(asked)]


@registry.handles("inspection.compile", takes=OfInspection, gives=Compiled)
def compile_findings(given: OfInspection, context: HandlerContext) -> Compiled:
    """The findings to follow up. A suspected risk event names nobody here: its own case knows (AML Law art 35)."""
    rows = _findings(context.session, given.inspection_id)
    findings: list[dict[str, Any]] = []
    for finding, sample, policy in rows:
        one: dict[str, Any] = {"finding_id": finding.id, "code": finding.code, "severity": finding.severity}
        if finding.severity != "risk":
            one |= {"agent_id": sample.agent_id, "policy_id": policy.id, "customer_id": policy.policyholder_id}
        findings.append(one)
    return Compiled(findings, len(findings))


@registry.handles("inspection.raise_risk", takes=RaisingRisk, gives=Nothing)
def raise_risk(given: RaisingRisk, context: HandlerContext) -> Nothing:
    """Hand a finding on as a risk event, straight from the records."""
    finding = context.session.get_one(InspectionFinding, given.finding_id)
    sample = context.session.get_one(InspectionSample, finding.sample_id)
    about = {
        "policy_id": sample.policy_id,
        "matter_id": finding.id,
        "source": "inspection",
        "summary_code": finding.code,
    }
    context.publish("risk_event_raised", finding.id, about, KEPT)
    return Nothing()


@registry.handles("inspection.report", takes=Writing, gives=Reported)
def issue_report(given: Writing, context: HandlerContext) -> Reported:
    """The sampling record and the inspection report, to management (SOP 4.6.1b, 4.7.3)."""
    session = context.session
    row = find_inspection(session, given.inspection_id)
    row.conclusion = privacy.seal(session, AGENCY, given.answers.conclusion, context.now)
    lines = _drawn(session, row)
    head = Section("概况", [KeyValues(_head(row, len(lines)))])
    drawn = Table(["保单", "代理人", "入样原因", "查验人"], lines, widths=[3, 2, 3, 2])
    _issue(context, row, "sampling_record", [head, Section("样本", [drawn], sample=True)])
    found = [
        [policy.number, sample.agent_id, CHECKS[finding.code], SEVERITIES[finding.severity]]
        for finding, sample, policy in _findings(session, row.id)
    ]
    problems = Table(["保单", "代理人", "问题", "程度"], found) if found else Paragraph("未发现问题。")
    said = Section("结论与建议", [Paragraph(given.answers.conclusion)])
    row.report_id = _issue(context, row, "inspection_report", [head, Section("问题", [problems]), said])
    row.reported_at = context.now
    announce_document(context, row.report_id, to="management", recipient="management")
    return Reported(working_days_later(session, "inspection_read_days", context.now))


def _issue(context: HandlerContext, row: Inspection, kind: str, sections: list[Section]) -> str:
    return issue_document(
        context, kind=kind, subject_id=AGENCY, matter_id=row.id, recipient=Recipient.INTERNAL, sections=sections
    )


def _head(row: Inspection, number: int) -> list[tuple[str, str]]:
    return [
        ("检查编号", _number(row)),
        ("类别", INSPECTION_KINDS[row.kind]),
        ("期间", f"{day_text(row.period_from)}至{day_text(row.period_to)}"),
        ("期间出单", str(row.sold)),
        ("样本", str(number)),
    ]


def _drawn(session: Session, row: Inspection) -> list[list[str]]:
    asked = select(InspectionSample, Policy).join(Policy, Policy.id == InspectionSample.policy_id)
    samples = session.execute(asked.where(InspectionSample.inspection_id == row.id).order_by(Policy.number))
    return [
        [policy.number, sample.agent_id, _said(sample.reasons), sample.checked_by or ""] for sample, policy in samples
    ]


def _said(reasons: Iterable[str]) -> str:
    return "、".join(SAMPLE_REASONS[code] for code in reasons)


@registry.handles("inspection.close", takes=ClosingInspection, gives=Nothing)
def close_inspection(given: ClosingInspection, context: HandlerContext) -> Nothing:
    """Close the inspection; who of management read the report is kept."""
    row = find_inspection(context.session, given.inspection_id)
    row.closed_at = context.now
    if given.report_read:
        row.acknowledged_by = context.actor_id
    return Nothing()
