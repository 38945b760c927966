"""Looking into a complaint: the agent's statement, facts, papers, a conclusion that a second person agrees to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry
from handlers.compliance.codes import COMPLAINT_PAPERS, INSIDE
from handlers.compliance.complaint import find_complaint, keep, tell_about
from handlers.compliance.matters import read_content
from handlers.parameters import days_later
from handlers.records import Application, Complaint, Paper, Policy
from handlers.words import day_text

registry = HandlerRegistry()
UPHELD = frozenset({"upheld", "partly"})


@dataclass(frozen=True, slots=True)
class Statement:
    statement: str
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Stating:
    complaint_id: str
    answers: Statement | None = None
    """None: the time ran out."""


@dataclass(frozen=True, slots=True)
class Stated:
    statement_wanted: bool = False
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Findings:
    facts: str
    result: str
    papers: list[str] = field(default_factory=list)
    extension_reason: str | None = None
    outcome: str | None = None
    decision: str | None = None
    remedies: list[str] = field(default_factory=list)
    refund: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Concluding:
    complaint_id: str
    answers: Findings


@dataclass(frozen=True, slots=True)
class Concluded:
    investigation_result: str
    remedies: list[str]
    answerable_id: str | None
    """Who answers inside for what was upheld; None when nobody is known."""
    papers_wanted: list[str]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Asking:
    complaint_id: str
    papers_wanted: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    papers_asked: bool
    papers_by: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    explained: str
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Bringing:
    complaint_id: str
    answers: Brought | None = None


@dataclass(frozen=True, slots=True)
class SecondLook:
    note: str


@dataclass(frozen=True, slots=True)
class Reviewing:
    complaint_id: str
    second_look: str
    answers: SecondLook


@dataclass(frozen=True, slots=True)
class Reviewed:
    answers: Any = None


@registry.handles("complaint.store_statement", takes=Stating, gives=Stated)
def store_statement(given: Stating, context: HandlerContext) -> Stated:
    """Keep what the agent stated, or that the agent let the time go by; it is asked for once."""
    complaint = find_complaint(context.session, given.complaint_id)
    said = given.answers
    keep(
        context,
        complaint,
        statement=said.statement if said else "（逾期未说明）",
        statement_evidence=said.evidence if said else None,
    )
    return Stated()


@registry.handles("complaint.store_findings", takes=Concluding, gives=Concluded)
def store_findings(given: Concluding, context: HandlerContext) -> Concluded:
    """Keep facts and proposed conclusion. Of mis-selling that is upheld somebody always answers for it (SOP 5.3)."""
    complaint = find_complaint(context.session, given.complaint_id)
    said = given.answers
    keep(context, complaint, facts=said.facts, decision=said.decision, extension_reason=said.extension_reason)
    complaint.decided_by = context.actor_id
    answerable = complaint.agent_id or next(iter(complaint.involved), None)
    remedies: list[str] = []
    if said.result == "decided":
        complaint.outcome = said.outcome
        remedies = _remedies(complaint, said, answerable)
        complaint.remedies = remedies
        complaint.refund = said.refund if "refund" in remedies else None
    return Concluded(said.result, remedies, answerable, list(said.papers))


def _remedies(complaint: Complaint, said: Findings, answerable: str | None) -> list[str]:
    if said.outcome not in UPHELD:
        return []
    chosen = list(said.remedies)
    if complaint.kind == "mis_selling" and "conduct_breach" not in chosen:
        chosen.append("conduct_breach")
    return [code for code in chosen if answerable is not None or code not in INSIDE]


@registry.handles("complaint.ask_papers", takes=Asking, gives=Asked)
def ask_papers(given: Asking, context: HandlerContext) -> Asked:
    """Ask the customer for what is not held yet, and for that alone (DOMAIN §2.6)."""
    session = context.session
    complaint = find_complaint(session, given.complaint_id)
    held = papers_held(session, complaint)
    lacking = [code for code in given.papers_wanted if code not in held]
    due = days_later(session, "complaint_papers_days", context.now)
    before = read_content(session, complaint.sealed_under, complaint).get("papers", [])
    refused = [COMPLAINT_PAPERS[code] for code in given.papers_wanted if code in held]
    keep(context, complaint, papers=[*before, {"asked": lacking, "held_already": refused}])
    if lacking:
        listed = "、".join(COMPLAINT_PAPERS.get(code, code) for code in lacking)
        text = f"为查清您的投诉 {complaint.number}，请在 {day_text(due)} 前补充：{listed}。没有也请说明。"
        tell_about(context, complaint, "complaint_papers", "投诉补充资料通知", text, "customer", asks=True)
    return Asked(bool(lacking), due)


def papers_held(session: Session, complaint: Complaint) -> set[str]:
    """Kinds of papers that the agency holds of this complaint's customer already."""
    held: set[str] = set()
    if complaint.policy_id is not None:
        held.add("policy")
    asked = (
        select(Paper.kind)
        .join(Application, Application.id == Paper.application_id)
        .where(Application.applicant_id == complaint.customer_id)
    )
    held.update(session.scalars(asked))
    if session.scalar(select(Policy.id).where(Policy.policyholder_id == complaint.customer_id).limit(1)):
        held.add("id_copy")  # no policy was issued without it
    return held


@registry.handles("complaint.store_papers", takes=Bringing, gives=Reviewed)
def store_papers(given: Bringing, context: HandlerContext) -> Reviewed:
    """Keep what the customer added, or that nothing came in time; the investigation goes on either way."""
    complaint = find_complaint(context.session, given.complaint_id)
    said = given.answers
    keep(context, complaint, customer_explained=said.explained if said else "（逾期未补充）")
    return Reviewed()


@registry.handles("complaint.store_review", takes=Reviewing, gives=Reviewed)
def store_review(given: Reviewing, context: HandlerContext) -> Reviewed:
    """Keep the second person's opinion."""
    complaint = find_complaint(context.session, given.complaint_id)
    complaint.reviewed_by = context.actor_id
    keep(context, complaint, review_note=given.answers.note)
    return Reviewed()
