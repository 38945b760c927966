"""A leaver: access dies at once, work is handed over, customers are told within the limit (SOP 5.2; Order 2023-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.breaches import record_breach
from handlers.documents import KeyValues, Section, Table, issue_document
from handlers.governance.access_record import issue_access_record
from handlers.governance.letters import tell_person, tell_roles
from handlers.notices import AGENCY, Notice, tell
from handlers.parameters import AGENCY_ZONE, days_before, end_of, sla_days, whole
from handlers.records import Policy, PolicyHandover, PolicyPlan, Revocation
from handlers.records.policy import PolicyStatus
from handlers.staff import named
from handlers.words import day_text

registry = HandlerRegistry()
TASKS = ("disable_by_hand", "reassign_work", "choose_new_agent")
UNFINISHED = (PolicyStatus.ISSUED, PolicyStatus.IN_FORCE, PolicyStatus.LAPSED)
ORDER_36 = "Order 2023-2 art 36"
CAUSES = {"resigned": "辞职", "dismissed": "解除合同", "contract_ended": "合同到期", "died": "身故"}


@dataclass(frozen=True, slots=True)
class Reporting:
    person_id: str
    left_on: date
    leaving_cause: str


@dataclass(frozen=True, slots=True)
class Opened:
    revocation_id: str
    access_limit_at: datetime
    tell_by: datetime
    tell_warning_at: datetime
    policies: int
    """The leaver's policies that have not ended."""
    must_tell: int
    """Of these, of more than one year: their customers must be told."""
    agents: list[dict[str, str]]
    sla: dict[str, int]


@dataclass(frozen=True, slots=True)
class OfRevocation:
    revocation_id: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What the installation answered; nothing of it when it was done by hand."""

    revocation_id: str
    tasks_released: int = 0
    has_account: bool = True


@dataclass(frozen=True, slots=True)
class HandingOver:
    revocation_id: str
    new_agent_id: str


@registry.handles("revocation.open", takes=Reporting, gives=Opened)
def open_revocation(given: Reporting, context: HandlerContext) -> Opened:
    """Order the end of the leaver's access at once, and start the clock of telling customers (SOP 5.2)."""
    session = context.session
    last = given.left_on + timedelta(days=whole(session, "leaver_tell_days", context.now))
    tell_by = end_of(last, context.now)
    row = Revocation(
        id=context.new_id("RVC"),
        person_id=given.person_id,
        left_on=given.left_on,
        cause=given.leaving_cause,
        reported_by=context.actor_id,
        reported_at=context.now,
        tell_by=tell_by,
    )
    session.add(row)
    session.flush()
    order = {"revocation_id": row.id, "person_id": row.person_id}
    context.send("revoke_access", order, f"{row.id}.revoke_access")
    limit = context.now + timedelta(minutes=whole(session, "leaver_access_minutes", context.now))
    policies = _policies_of(session, row.person_id)
    must_tell = sum(_is_long(session, policy) for policy in policies)
    warn_at = max(context.now, days_before(session, "leaver_warning_days", tell_by))
    agents = _other_agents(session, row.person_id)
    tasks = sla_days(session, context.now, TASKS)
    return Opened(row.id, limit, max(tell_by, context.now), warn_at, len(policies), must_tell, agents, tasks)


@registry.handles("revocation.record_access", takes=Ending, gives=Nothing)
def record_access(given: Ending, context: HandlerContext) -> Nothing:
    """Keep when the access ended, and whether the installation or a person ended it."""
    row = context.session.get_one(Revocation, given.revocation_id)
    row.access_ended_at, row.access_ended_by = context.now, context.actor_id
    row.tasks_released = given.tasks_released
    return Nothing()


@registry.handles("revocation.report_access_late", takes=OfRevocation, gives=Nothing)
def report_access_late(given: OfRevocation, context: HandlerContext) -> Nothing:
    """The installation did not answer: the access may still live, which is a breach and a task for a person."""
    row = context.session.get_one(Revocation, given.revocation_id)
    minutes = timedelta(minutes=whole(context.session, "leaver_access_minutes", row.reported_at))
    record_breach(
        context,
        "leaver_access",
        f"离职人员 {named(context, row.person_id)} 的访问权限未能即时停用",
        clause="SOP 5.2",
        matter_id=row.id,
        due_at=row.reported_at + minutes,
    )
    text = f"离职人员 {named(context, row.person_id)} 的账号未得到停用回执，请立即手工停用。"
    tell_roles(context, "access_alive", "账号待手工停用", text, row.id, "operations", "management")
    return Nothing()


@registry.handles("revocation.warn", takes=OfRevocation, gives=Nothing)
def warn_of_limit(given: OfRevocation, context: HandlerContext) -> Nothing:
    """Warn the lead before the limit of telling customers."""
    row = context.session.get_one(Revocation, given.revocation_id)
    text = (
        f"离职人员 {named(context, row.person_id)} 的客户须在 {day_text(row.tell_by)} 前收到告知，请确定接续的代理人。"
    )
    tell_roles(context, "leaver_customers", "客户告知临近期限", text, row.id, "management", "compliance")
    return Nothing()


@registry.handles("revocation.report_late", takes=OfRevocation, gives=Nothing)
def report_late(given: OfRevocation, context: HandlerContext) -> Nothing:
    """The customers were not told in time: a breach of the law."""
    row = context.session.get_one(Revocation, given.revocation_id)
    record_breach(
        context,
        "leaver_customers",
        f"离职人员 {named(context, row.person_id)} 的客户告知",
        clause=ORDER_36,
        matter_id=row.id,
        due_at=row.tell_by,
        agent_id=row.person_id,
    )
    return Nothing()


@registry.handles("revocation.hand_over", takes=HandingOver, gives=Nothing)
def hand_over(given: HandingOver, context: HandlerContext) -> Nothing:
    """Give the leaver's policies to the new agent and tell each customer who looks after them now."""
    session = context.session
    row = session.get_one(Revocation, given.revocation_id)
    row.new_agent_id, row.told_at = given.new_agent_id, context.now
    policies, new_agent = _policies_of(session, row.person_id), named(context, given.new_agent_id)
    for policy in policies:
        policy.agent_id = given.new_agent_id
        notice = Notice(
            kind="agent_changed",
            title="服务人员变更通知",
            text=f"您的保单 {policy.number} 原服务人员已离职，自即日起由 {new_agent} 为您服务，保单权益不变。",
            customer_id=policy.policyholder_id,
            agent_id=given.new_agent_id,
            matter_id=row.id,
            policy_id=policy.id,
        )
        session.add(
            PolicyHandover(
                id=context.new_id("HND"),
                revocation_id=row.id,
                policy_id=policy.id,
                customer_id=policy.policyholder_id,
                old_agent_id=row.person_id,
                new_agent_id=given.new_agent_id,
                is_unfinished_long=_is_long(session, policy),
                notice_id=tell(context, notice, "customer")[0],
                told_at=context.now,
            )
        )
    session.flush()
    text = f"您接续服务 {len(policies)} 份保单（原服务人员 {named(context, row.person_id)} 已离职），请尽快与客户联系。"
    tell_person(context, "policies_taken_over", "接续服务", text, row.id, given.new_agent_id)
    return Nothing()


@registry.handles("revocation.certify", takes=OfRevocation, gives=Nothing)
def issue_record(given: OfRevocation, context: HandlerContext) -> Nothing:
    """The record of what was ended and handed over, for the auditor."""
    session = context.session
    row = session.get_one(Revocation, given.revocation_id)
    row.closed_at = context.now
    asked = select(PolicyHandover, Policy).join(Policy, Policy.id == PolicyHandover.policy_id)
    handed = session.execute(asked.where(PolicyHandover.revocation_id == row.id).order_by(Policy.number)).all()
    rows = [[p.number, h.customer_id, h.new_agent_id, day_text(h.told_at)] for h, p in handed]
    head = [
        ("离职人员", row.person_id),
        ("原因", CAUSES[row.cause]),
        ("手续办结日期", day_text(row.left_on)),
        ("报告人", row.reported_by),
        ("权限停用时间", _moment(row.access_ended_at)),
        ("停用人", row.access_ended_by or ""),
        ("退回任务", str(row.tasks_released or 0)),
        ("客户告知期限", day_text(row.tell_by)),
    ]
    table = Table(["保单号", "客户编号", "接续代理人", "告知日期"], rows, widths=[3, 3, 2, 2])
    row.record_id = issue_document(
        context,
        kind="revocation_record",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=[Section("离职与权限", [KeyValues(head)]), Section("保单交接与告知", [table])],
    )
    issue_access_record(context, row)
    return Nothing()


def _policies_of(session: Session, person_id: str) -> Sequence[Policy]:
    asked = select(Policy).where(Policy.agent_id == person_id, Policy.status.in_(UNFINISHED)).order_by(Policy.id)
    return session.scalars(asked).all()


def _is_long(session: Session, policy: Policy) -> bool:
    """Whether its contract runs for more than one year."""
    years = session.scalar(select(func.max(PolicyPlan.policy_years)).where(PolicyPlan.policy_id == policy.id))
    return (years or 0) > 1


def _other_agents(session: Session, person_id: str) -> list[dict[str, str]]:
    """Who may take over: everybody who looks after a policy and has not left."""
    gone = {person_id, *session.scalars(select(Revocation.person_id))}
    known = session.scalars(select(Policy.agent_id).distinct().order_by(Policy.agent_id))
    return [{"label": agent, "value": agent} for agent in known if agent not in gone]


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(AGENCY_ZONE):%Y-%m-%d %H:%M:%S}"
