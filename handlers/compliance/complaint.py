"""Complaints: taking them down, who may not handle them, and the limits of law (SOP 5.3, DOMAIN §2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.breaches import record_breach
from handlers.compliance.codes import COMPLAINT_KINDS
from handlers.compliance.matters import UnknownComplianceMatterError, add_content, policy_of, read_content, unique
from handlers.documents import BulletList, Section, facts
from handlers.notices import Notice, hand_out, tell
from handlers.parameters import days_before, days_later, local_day, sla_days, working_days_later
from handlers.records import Complaint, Customer
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = (
    "identify_customer",
    "classify_complaint",
    "explain_sale",
    "investigate_complaint",
    "review_complaint",
    "approve_extension",
)
LIMITS = {"mis_selling": "complaint_mis_selling_days", "aml_objection": "complaint_aml_days"}
"""Kinds with a limit of their own beside the general one; the earlier holds."""
LAW = "银行业保险业消费投诉处理管理办法；SOP 5.3"


class UnknownComplaintError(UnknownComplianceMatterError):
    """There is no complaint with this id."""


@dataclass(frozen=True, slots=True)
class Said:
    """What whoever took it down wrote; class C2."""

    said: str
    wants: str
    channel: str = "online"
    """How it came; the customer's own page does not ask."""
    policy_no: str | None = None
    customer_no: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Receiving:
    customer_id: str | None = None
    policy_id: str | None = None
    agent_id: str | None = None
    matter_id: str | None = None
    source: str | None = None
    summary_code: str | None = None
    answers: Said | None = None


@dataclass(frozen=True, slots=True)
class Received:
    complaint_id: str
    complaint_no: str
    customer_found: str
    """`yes`, or `unknown`: somebody has to find out."""
    customer_id: str | None
    policy_id: str | None
    agent_id: str | None
    involved: list[str]
    intake_by: datetime
    sla: dict[str, int]
    review_open: bool = True
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Found:
    policy_no: str | None = None
    customer_no: str | None = None


@dataclass(frozen=True, slots=True)
class Identifying:
    complaint_id: str
    identified: str
    answers: Found | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    customer_found: str
    customer_id: str | None
    policy_id: str | None
    agent_id: str | None
    involved: list[str]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Colleague:
    staff_id: str


@dataclass(frozen=True, slots=True)
class Classifying:
    complaint_id: str
    complaint_kind: str
    complexity: str
    agent_involved: str
    others: list[Colleague] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Classified:
    involved: list[str]
    complaint_due_at: datetime
    complaint_warn_at: datetime
    statement_wanted: bool
    explain_by: datetime


@dataclass(frozen=True, slots=True)
class OfComplaint:
    complaint_id: str


@dataclass(frozen=True, slots=True)
class Extending:
    complaint_id: str
    extension_approved: str = "no"
    """Nobody decided in time: not approved."""


@dataclass(frozen=True, slots=True)
class Reopened:
    involved: list[str]
    complaint_due_at: datetime
    complaint_warn_at: datetime
    review_open: bool = False
    """One review by another person; after that the ways outside."""
    statement_wanted: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    complaint_due_at: datetime
    complaint_warn_at: datetime


def find_complaint(session: Session, complaint_id: str) -> Complaint:
    """The complaint's row. Raises `UnknownComplaintError`."""
    row = session.get(Complaint, complaint_id)
    if row is None:
        raise UnknownComplaintError(complaint_id)
    return row


@registry.handles("complaint.open", takes=Receiving, gives=Received)
def open_complaint(given: Receiving, context: HandlerContext) -> Received:
    """Take a complaint down as it was said; the seller of the policy is a party to it from the start (SOP 5.3)."""
    session, said = context.session, given.answers
    complaint_id = context.new_id("CMP")
    policy = policy_of(session, given.policy_id, said.policy_no if said else None)
    customer_id = given.customer_id or (policy.policyholder_id if policy else None)
    if customer_id is None and said is not None and said.customer_no:
        customer_id = _customer(session, said.customer_no)
    agent_id = policy.agent_id if policy else given.agent_id if given.answers is None else None
    sealed_under = customer_id or f"unknown/{complaint_id}"
    parts = {name: getattr(said, name) for name in ("said", "wants", "channel", "contact")} if said else {}
    complaint = Complaint(
        id=complaint_id,
        number=f"TS{local_day(context.now):%Y%m%d}{complaint_id[4:10]}",
        source=given.source or "staff",
        summary_code=given.summary_code,
        matter_id=given.matter_id,
        customer_id=customer_id,
        policy_id=policy.id if policy else None,
        agent_id=agent_id,
        involved=unique([agent_id]),
        sealed_under=sealed_under,
        content=privacy.seal(session, sealed_under, parts, context.now),
        received_at=context.now,
    )
    session.add(complaint)
    session.flush()
    return Received(
        complaint.id,
        complaint.number,
        "yes" if customer_id else "unknown",
        customer_id,
        complaint.policy_id,
        agent_id,
        complaint.involved,
        working_days_later(session, "complaint_intake_days", context.now),
        sla_days(session, context.now, TASKS),
    )


def _customer(session: Session, customer_no: str) -> str | None:
    found = session.get(Customer, customer_no.strip())
    return found.id if found else None


@registry.handles("complaint.identify", takes=Identifying, gives=Identified)
def identify_customer(given: Identifying, context: HandlerContext) -> Identified:
    """Put the complaint to its customer and seal it under that person's key from now on."""
    session = context.session
    complaint = find_complaint(session, given.complaint_id)
    if given.identified == "not_ours":
        return Identified("not_ours", None, None, None, complaint.involved)
    found = given.answers or Found()
    policy = policy_of(session, None, found.policy_no)
    customer_id = policy.policyholder_id if policy else _customer(session, found.customer_no or "")
    if customer_id is None:
        return Identified("unknown", None, None, None, complaint.involved)
    parts = read_content(session, complaint.sealed_under, complaint)
    privacy.erase(session, complaint.sealed_under)
    complaint.customer_id = complaint.sealed_under = customer_id
    complaint.content = privacy.seal(session, customer_id, parts, context.now)
    if policy is not None:
        complaint.policy_id, complaint.agent_id = policy.id, policy.agent_id
    complaint.involved = unique([complaint.agent_id])
    return Identified("yes", customer_id, complaint.policy_id, complaint.agent_id, complaint.involved)


@registry.handles("complaint.classify", takes=Classifying, gives=Classified)
def set_limits(given: Classifying, context: HandlerContext) -> Classified:
    """The limit that law sets for this kind, counted from receipt; whom it is about; the customer is told.

    Mis-selling is solved within 15 working days by somebody other than the seller (CIRC Order 2010-4 art 18).
    """
    session = context.session
    complaint = find_complaint(session, given.complaint_id)
    complaint.kind, complaint.complexity = given.complaint_kind, given.complexity
    complaint.involved = unique([complaint.agent_id, *(each.staff_id for each in given.others)])
    complaint.due_at = _due_at(session, complaint)
    hand_out(context, _about(complaint, "complaint_accepted", sections=_accepted(complaint)), "customer")
    return Classified(
        complaint.involved,
        complaint.due_at,
        _warn_at(session, complaint),
        given.agent_involved == "yes" and complaint.agent_id is not None,
        working_days_later(session, "complaint_statement_days", context.now),
    )


def _accepted(complaint: Complaint) -> list[Section]:
    """What the customer may count on from now (DOMAIN §2.6)."""
    due = day_text(complaint.due_at) if complaint.due_at else ""
    head = [
        ("投诉编号", complaint.number),
        ("收到日期", day_text(complaint.received_at)),
        ("类别", COMPLAINT_KINDS.get(complaint.kind or "", "")),
        ("书面答复期限", due),
    ]
    rights = BulletList(
        [
            "经办人与投诉事项无利害关系；被投诉的人员不参与处理。",
            "我们已有的资料不会再向您索要。",
            "情况复杂需要延期的，我们会在期限届满前书面告知理由和新的期限。",
            "您可以随时撤回投诉；撤回不影响您再次提出。",
        ]
    )
    return [facts("投诉", head), Section("处理说明", [rights])]


def _due_at(session: Session, complaint: Complaint) -> datetime:
    received = complaint.received_at
    limits = [days_later(session, f"complaint_{complaint.complexity}_days", received)]
    code = LIMITS.get(complaint.kind or "")
    if code == "complaint_mis_selling_days":
        limits.append(working_days_later(session, code, received))
    elif code:
        limits.append(days_later(session, code, received))
    return min(limits)


def _warn_at(session: Session, complaint: Complaint) -> datetime:
    return days_before(session, "complaint_warning_days", _limit(complaint))


def _limit(complaint: Complaint) -> datetime:
    if complaint.due_at is None:
        raise UnknownComplaintError(f"the complaint {complaint.id} has no limit yet")
    return complaint.due_at


@registry.handles("complaint.warn_intake", takes=OfComplaint, gives=Nothing)
def warn_of_intake(given: OfComplaint, context: HandlerContext) -> Nothing:
    """Tell management that a complaint lies about: the limit of law runs from receipt, not from classification."""
    complaint = find_complaint(context.session, given.complaint_id)
    text = f"投诉 {complaint.number} 于 {day_text(complaint.received_at)} 收到，至今没有受理；法定期限自收到起算。"
    tell_about(context, complaint, "complaint_lies_about", "投诉积压预警", text, "compliance", "management")
    return Nothing()


@registry.handles("complaint.warn", takes=OfComplaint, gives=Nothing)
def warn_of_limit(given: OfComplaint, context: HandlerContext) -> Nothing:
    """Tell compliance and management that a limit of law is near; of each limit once."""
    complaint = find_complaint(context.session, given.complaint_id)
    limit = _limit(complaint)
    if complaint.warned_for != limit:
        complaint.warned_for = limit
        text = f"投诉 {complaint.number} 应在 {day_text(limit)} 前答复，尚未办结。"
        tell_about(context, complaint, "complaint_limit_near", "投诉期限预警", text, "compliance", "management")
    return Nothing()


@registry.handles("complaint.overrun", takes=OfComplaint, gives=Nothing)
def record_overrun(given: OfComplaint, context: HandlerContext) -> Nothing:
    """Record that the limit of law was missed; each limit of a complaint once (SOP 5.1)."""
    complaint = find_complaint(context.session, given.complaint_id)
    limit = _limit(complaint)
    record_breach(
        context,
        f"complaint_answer.{local_day(limit).isoformat()}",
        f"投诉 {complaint.number} 的书面答复",
        clause=LAW,
        matter_id=complaint.id,
        due_at=limit,
        policy_id=complaint.policy_id,
        agent_id=complaint.agent_id,
    )
    return Nothing()


@registry.handles("complaint.extend", takes=Extending, gives=Limits)
def extend_limit(given: Extending, context: HandlerContext) -> Limits:
    """Extend the limit once, if management approved in time; the customer is told why (DOMAIN §2.6)."""
    session = context.session
    complaint = find_complaint(session, given.complaint_id)
    limit = _limit(complaint)
    if given.extension_approved == "yes" and complaint.extended_by is None and context.now < limit:
        complaint.due_at = days_later(session, "complaint_extension_days", limit)
        complaint.extended_by = context.actor_id
        text = (
            f"您的投诉 {complaint.number} 情况特殊，经批准，答复期限延长至 {day_text(complaint.due_at)}。"
            "我们会尽快办理，并在期限内书面答复。"
        )
        tell_about(context, complaint, "complaint_extended", "投诉延期告知", text, "customer")
    return Limits(_limit(complaint), _warn_at(session, complaint))


@registry.handles("complaint.open_review", takes=OfComplaint, gives=Reopened)
def open_review(given: OfComplaint, context: HandlerContext) -> Reopened:
    """Have somebody else look at it again: whoever decided before is now among those who may not (SOP 5.3)."""
    session = context.session
    complaint = find_complaint(session, given.complaint_id)
    complaint.reviews += 1
    complaint.involved = unique([*complaint.involved, complaint.decided_by, complaint.reviewed_by])
    complaint.due_at = days_later(session, "complaint_review_days", context.now)
    text = f"您的投诉 {complaint.number} 已换人复核，将在 {day_text(complaint.due_at)} 前再次书面答复。"
    tell_about(context, complaint, "complaint_review", "投诉复核受理通知", text, "customer")
    return Reopened(complaint.involved, complaint.due_at, _warn_at(session, complaint))


def tell_about(
    context: HandlerContext,
    complaint: Complaint,
    kind: str,
    title: str,
    text: str,
    *recipients: str,
    asks: bool = False,
) -> None:
    """A notice about a complaint to the recipients named; nobody else, least of all whom it is about."""
    tell(context, _about(complaint, kind, title, text), *recipients, asks_customer=asks)


def _about(
    complaint: Complaint, kind: str, title: str = "", text: str = "", sections: Sequence[Section] = ()
) -> Notice:
    return Notice(
        kind=kind,
        title=title,
        text=text,
        sections=sections,
        customer_id=complaint.sealed_under,
        agent_id=complaint.agent_id or "",
        matter_id=complaint.id,
        policy_id=complaint.policy_id,
    )


def keep(context: HandlerContext, complaint: Complaint, **parts: Any) -> None:
    """Add parts to the sealed content of a complaint."""
    add_content(context.session, complaint.sealed_under, complaint, parts, context.now)
