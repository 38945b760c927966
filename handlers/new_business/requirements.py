"""Further evidence: asked for as one list, brought as often as asked (问题件, SOP 4.4.2b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.new_business.application_file import find_application
from handlers.new_business.codes import EVIDENCE, EXAMS
from handlers.new_business.letters import issue_requirements
from handlers.new_business.schemas import Coded
from handlers.parameters import days_later, parameter, whole
from handlers.records import Application, Paper, Requirement
from handlers.records.requirement import RequirementStatus

registry = HandlerRegistry()
NONE = "none"


@dataclass(frozen=True, slots=True)
class RequirementsFound:
    """The result of the decision `uw_requirements`."""

    exam: str
    requirements: list[Coded] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class YesAnswers:
    yes_answers: int


@dataclass(frozen=True, slots=True)
class Listing:
    application_id: str
    requirements_found: RequirementsFound
    risk: YesAnswers


@dataclass(frozen=True, slots=True)
class OpenRequirement:
    code: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    open_requirements: list[OpenRequirement]
    evidence_count: int
    """How many pieces of evidence this version has received: with one, nothing is decided automatically."""
    file_needs_reading: bool


@dataclass(frozen=True, slots=True)
class Notifying:
    application_id: str


@dataclass(frozen=True, slots=True)
class Notified:
    open_requirements: list[OpenRequirement]
    requirements_text: str
    evidence_due_at: datetime
    evidence_reminders: str


@dataclass(frozen=True, slots=True)
class Evidence:
    application_id: str
    evidence_brought: list[str]
    evidence_note: str | None = None


@registry.handles("requirements.list_open", takes=Listing, gives=Listed)
def list_open(given: Listing, context: HandlerContext) -> Listed:
    """Record what the rules ask for and the file does not hold; tell what is open and whether the file must be read."""
    session = context.session
    application = find_application(session, given.application_id)
    for wanted in given.requirements_found.requirements:
        if not _is_held(session, application, wanted.code, context.now):
            ask_for(context, application, wanted.code, wanted.reason)
    here = session.scalars(
        select(Requirement).where(
            Requirement.application_id == application.id, Requirement.version == application.version
        )
    ).all()
    received = [row for row in here if row.status is RequirementStatus.RECEIVED and row.settled_at is not None]
    unread = any(row.read_at is None for row in received)
    return Listed(
        open_requirements=_described(here),
        evidence_count=len(received),
        file_needs_reading=unread or (given.risk.yes_answers > 0 and application.findings_at is None),
    )


def _is_held(session: Session, application: Application, code: str, now: datetime) -> bool:
    """Asked for already in this version, or received while still valid; a higher exam covers a lower one."""
    codes = set(EXAMS[EXAMS.index(code) :]) if code in EXAMS else {code}
    days = "exam_valid_days" if code in EXAMS else "evidence_valid_days"
    oldest = now - timedelta(days=whole(session, days, now))
    rows = session.scalars(
        select(Requirement).where(Requirement.application_id == application.id, Requirement.code.in_(codes))
    )
    for row in rows:
        if row.status is RequirementStatus.RECEIVED and row.settled_at is not None and row.settled_at >= oldest:
            return True
        if row.status is not RequirementStatus.RECEIVED and row.version == application.version:
            return True
    papers = select(Paper.id).where(Paper.application_id == application.id, Paper.kind == code, Paper.legible)
    return session.scalar(papers) is not None


def ask_for(context: HandlerContext, application: Application, code: str, reason: str, note: str = "") -> None:
    """Record one requirement as open; an open one of the same code is not doubled."""
    doubled = select(Requirement.id).where(
        Requirement.application_id == application.id,
        Requirement.version == application.version,
        Requirement.code == code,
        Requirement.status == RequirementStatus.OPEN,
    )
    if code == NONE or context.session.scalar(doubled) is not None:
        return
    context.session.add(
        Requirement(
            id=context.new_id("REQ"),
            application_id=application.id,
            version=application.version,
            code=code,
            reason=reason,
            note=note,
            status=RequirementStatus.OPEN,
            asked_at=context.now,
        )
    )
    context.session.flush()


def mark_read(context: HandlerContext, application: Application) -> None:
    """The underwriter has read all that was brought so far."""
    for row in context.session.scalars(select(Requirement).where(Requirement.application_id == application.id)):
        if row.status is RequirementStatus.RECEIVED and row.read_at is None:
            row.read_at = context.now


def _described(rows: Sequence[Requirement]) -> list[OpenRequirement]:
    return [
        OpenRequirement(row.code, EVIDENCE[row.code], row.reason)
        for row in rows
        if row.status is RequirementStatus.OPEN
    ]


@registry.handles("requirements.notify", takes=Notifying, gives=Notified)
def notify_requirements(given: Notifying, context: HandlerContext) -> Notified:
    """Send one complete list to agent and customer, with the last day."""
    session = context.session
    application = find_application(session, given.application_id)
    rows = _open_rows(session, application)
    due = days_later(session, "evidence_days", context.now)
    for row in rows:
        row.due_at = due
    described = _described(rows)
    text = "\n".join(f"- {item.label}" for item in described)
    issue_requirements(context, application, [item.label for item in described], due)
    return Notified(described, text, due, parameter(session, "evidence_reminders", context.now))


def _open_rows(session: Session, application: Application) -> Sequence[Requirement]:
    return session.scalars(
        select(Requirement)
        .where(Requirement.application_id == application.id, Requirement.version == application.version)
        .where(Requirement.status == RequirementStatus.OPEN)
        .order_by(Requirement.asked_at, Requirement.id)
    ).all()


@registry.handles("requirements.store_evidence", takes=Evidence, gives=Nothing)
def store_evidence(given: Evidence, context: HandlerContext) -> Nothing:
    """Mark what was brought as received; what is still open is asked for again."""
    application = find_application(context.session, given.application_id)
    for row in _open_rows(context.session, application):
        if row.code in given.evidence_brought:
            row.status, row.settled_at = RequirementStatus.RECEIVED, context.now
            row.note = given.evidence_note or row.note
    return Nothing()
