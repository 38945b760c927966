"""Rule changes, warnings and information to the agency's people, and who acknowledges them (SOP 4.7.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.agency.departments import DEPARTMENTS, TOP, lead_of, number_of, say_who, tell_inside
from handlers.breaches import record_breach
from handlers.documents import KeyValues, Paragraph, Recipient, Section, announce_document, issue_document
from handlers.notices import AGENCY
from handlers.parameters import parameter, sla_days, whole, working_days_later
from handlers.records import Acknowledgement, Application, Bulletin, Policy
from handlers.records.bulletin import BulletinKind, BulletinStatus
from handlers.words import day_text

registry = HandlerRegistry()
KINDS = {BulletinKind.RULE_CHANGE: "规则变更", BulletinKind.WARNING: "风险预警", BulletinKind.INFORMATION: "信息通报"}
ACTIVE = timedelta(days=365)
"""An agent who sold or applied within this time is taken to be at work."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """`recipients`: roles, or accounts of employees; nobody named means every department."""

    title: str
    text: str
    kind: BulletinKind = BulletinKind.INFORMATION
    recipients: list[str] = field(default_factory=list)
    effective_on: date | None = None
    source_id: str | None = None
    started_by: str = "system"


@dataclass(frozen=True, slots=True)
class Addressee:
    """For whom one task is: the groups and accounts that may do it."""

    acknowledgement_id: str
    label: str
    groups: list[str]
    users: list[str]


@dataclass(frozen=True, slots=True)
class Issued:
    bulletin_id: str
    bulletin_no: str
    bulletin_kind: str
    needs_acknowledgement: bool
    addressees: list[Addressee]
    ack_due_at: datetime
    ack_ends_at: datetime
    ack_reminders: str
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class Acknowledging:
    addressee: Addressee
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Reminding:
    bulletin_id: str
    addressee: Addressee


@dataclass(frozen=True, slots=True)
class About:
    bulletin_id: str


@dataclass(frozen=True, slots=True)
class Missing:
    missing_text: str
    missing_leads: list[str]


@registry.handles("bulletin.issue", takes=Issuing, gives=Issued)
def issue_bulletin(given: Issuing, context: HandlerContext) -> Issued:
    """Number and keep the bulletin, announce it to every addressee, set the last day to acknowledge (SOP 4.7.3)."""
    session, now = context.session, context.now
    bulletin_id = context.new_id("BUL")
    bulletin = Bulletin(
        id=bulletin_id,
        number=number_of("TZ", bulletin_id, now),
        kind=given.kind,
        title=given.title,
        text=given.text,
        effective_on=given.effective_on,
        source_id=given.source_id,
        issued_by=given.started_by,
        issued_at=now,
        ack_due_at=working_days_later(session, "bulletin_acknowledgement_days", now),
        status=BulletinStatus.OPEN,
    )
    session.add(bulletin)
    session.flush()
    bulletin.document_id = _document(context, bulletin)
    addressees = [_ask(context, bulletin, who) for who in expand(session, given.recipients, now)]
    reminders = parameter(session, "bulletin_reminders", now)
    grace = timedelta(days=whole(session, "bulletin_grace_days", now))
    return Issued(
        bulletin.id,
        bulletin.number,
        bulletin.kind,
        bulletin.kind is not BulletinKind.INFORMATION,
        addressees,
        bulletin.ack_due_at,
        bulletin.ack_due_at + grace,
        reminders,
        sla_days(session, now, ("chase_missing",)),
    )


def expand(session: Session, recipients: Iterable[str], now: datetime) -> list[str]:
    """Every addressee once: agents one by one, as each answers for the own conduct; departments as such."""
    found: dict[str, None] = {}
    for who in recipients or DEPARTMENTS:
        agents = active_agents(session, now) if who == "agent" else []
        found |= dict.fromkeys(agents or [who])
    return list(found)


def active_agents(session: Session, now: datetime) -> list[str]:
    """The accounts of the agents who sold or applied in the past year, by name."""
    since = now - ACTIVE
    sold = session.scalars(select(Policy.agent_id).where(Policy.issued_at >= since).distinct())
    applied = session.scalars(select(Application.agent_id).where(Application.opened_at >= since).distinct())
    return sorted({*sold, *applied})


def _ask(context: HandlerContext, bulletin: Bulletin, who: str) -> Addressee:
    row = Acknowledgement(
        id=context.new_id("ACK"), bulletin_id=bulletin.id, addressee=who, asked_at=context.now, reminded=0
    )
    context.session.add(row)
    if bulletin.document_id is not None:
        announce_document(context, bulletin.document_id, to=who, recipient=who)
    is_role = who in DEPARTMENTS
    return Addressee(row.id, say_who(context, who), [who] if is_role else [], [] if is_role else [who])


def _document(context: HandlerContext, bulletin: Bulletin) -> str:
    head = [
        ("编号", bulletin.number),
        ("类别", KINDS[bulletin.kind]),
        ("发布人", bulletin.issued_by),
        ("发布日期", day_text(bulletin.issued_at)),
    ]
    if bulletin.effective_on is not None:
        head.append(("生效日期", day_text(bulletin.effective_on)))
    if bulletin.kind is not BulletinKind.INFORMATION:
        head.append(("确认期限", day_text(bulletin.ack_due_at)))
    return issue_document(
        context,
        kind="bulletin",
        title=bulletin.title,
        title_en="",
        subject_id=AGENCY,
        matter_id=bulletin.id,
        recipient=Recipient.INTERNAL,
        sections=[Section("通知", [KeyValues(head)]), Section("内容", [Paragraph(bulletin.text)])],
    )


@registry.handles("bulletin.acknowledge", takes=Acknowledging, gives=Nothing)
def acknowledge(given: Acknowledging, context: HandlerContext) -> Nothing:
    """Keep who acknowledged, and when; a question goes to whoever issued the bulletin."""
    row = context.session.get_one(Acknowledgement, given.addressee.acknowledgement_id)
    row.acknowledged_at, row.acknowledged_by, row.question = context.now, context.actor_id, given.question or None
    if row.question:
        bulletin = context.session.get_one(Bulletin, row.bulletin_id)
        text = f"{given.addressee.label} 确认了 {bulletin.number}《{bulletin.title}》，并提出疑问：{row.question}"
        tell_inside(context, "bulletin_question", "对通知的疑问", text, bulletin.id, bulletin.issued_by)
    return Nothing()


@registry.handles("bulletin.remind", takes=Reminding, gives=Nothing)
def remind_addressee(given: Reminding, context: HandlerContext) -> Nothing:
    """Remind one addressee, and count it."""
    bulletin = context.session.get_one(Bulletin, given.bulletin_id)
    row = context.session.get_one(Acknowledgement, given.addressee.acknowledgement_id)
    row.reminded += 1
    text = f"请阅读并确认 {bulletin.number}《{bulletin.title}》，期限 {day_text(bulletin.ack_due_at)}。"
    tell_inside(context, "reminder", "请确认通知", text, bulletin.id, row.addressee)
    return Nothing()


@registry.handles("bulletin.list_missing", takes=About, gives=Missing)
def list_missing(given: About, context: HandlerContext) -> Missing:
    """Record the missed limit, and give the leaders the list of who has not acknowledged."""
    session = context.session
    bulletin = session.get_one(Bulletin, given.bulletin_id)
    missing = missing_of(session, bulletin.id)
    leads = sorted({lead_of(who if who in DEPARTMENTS else "agent") for who in missing} | {TOP})
    names = "、".join(say_who(context, who) for who in missing)
    what = f"确认通知 {bulletin.number}《{bulletin.title}》，未确认：{names}"
    record_breach(
        context, "bulletin_acknowledgement", what, clause="4.7.3", matter_id=bulletin.id,
        due_at=bulletin.ack_due_at, tells=tuple(leads),
    )  # fmt: skip
    return Missing(names, leads)


def missing_of(session: Session, bulletin_id: str) -> list[str]:
    """The addressees who have not acknowledged."""
    asked = select(Acknowledgement.addressee).where(
        Acknowledgement.bulletin_id == bulletin_id, Acknowledgement.acknowledged_at.is_(None)
    )
    return list(session.scalars(asked.order_by(Acknowledgement.addressee)))


@registry.handles("bulletin.close", takes=About, gives=Nothing)
def close_bulletin(given: About, context: HandlerContext) -> Nothing:
    """Close it: complete, or with the names of those who never acknowledged."""
    bulletin = context.session.get_one(Bulletin, given.bulletin_id)
    asked = bulletin.kind is not BulletinKind.INFORMATION
    missing = missing_of(context.session, bulletin.id) if asked else []
    bulletin.status = BulletinStatus.INCOMPLETE if missing else BulletinStatus.CLOSED
    bulletin.closed_at = context.now
    if missing:
        names = "、".join(say_who(context, who) for who in missing)
        text = f"通知 {bulletin.number}《{bulletin.title}》到期结束，仍未确认：{names}。"
        tell_inside(context, "bulletin_incomplete", "通知未全部确认", text, bulletin.id, TOP, "compliance")
    return Nothing()
