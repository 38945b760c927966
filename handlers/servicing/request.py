"""Receiving a request: who asks for what, when the notice came, what is asked, and the clocks that start with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import BpmnError, HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.notices import send_link
from handlers.parameters import AGENCY_ZONE, days_later, parameter, sla_days
from handlers.people import find_customer, identity_of, write_identity
from handlers.records import Customer, Policy, ServicingRecord
from handlers.records.customer import Identity
from handlers.records.servicing import ServicingStatus
from handlers.servicing.documents import issue_application
from handlers.servicing.letters import write_letter
from handlers.servicing.record import find_record, keep_change, keep_signature
from handlers.servicing.schemas import Change, Item, PersonRow
from handlers.words import day_text

registry = HandlerRegistry()
CUSTOMER, STAFF = "customer", "staff"
UNKNOWN = "unknown"
"""The catalogue's last row: no such item."""
BY_NUMBER = frozenset({"policyholder", "insured", "beneficiary", "group"})
"""Roles whose own link exists: the others bring an official or sealed paper."""
TASKS = ("accept", "notice", "finish", "enter", "papers", "compliance", "underwrite", "operate", "review", "approve")
LIMIT_DAYS = {"surrender": "surrender_pay_days", "reinstatement": "reinstatement_silence_days"}
"""Route of an item → the parameter of its legal clock; the others have the agency's outer limit."""
WARN_DAYS = {"surrender": "surrender_warn_days", "reinstatement": "reinstatement_warn_days"}


@dataclass(frozen=True, slots=True)
class Asking:
    """The start form, or the message `servicing_requested`. `answers.applicant_id_no` is class C2."""

    item_code: str
    item: Item | None = None
    policy_no: str | None = None
    policy_id: str | None = None
    applicant_role: str = "policyholder"
    applicant_id: str | None = None
    represented: bool = False
    channel: str = "counter"
    received_on: date | None = None
    stated_by: str = CUSTOMER
    started_by: str | None = None
    agent_id: str | None = None
    answers: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    servicing_id: str
    servicing_no: str
    policy_id: str
    policy_no: str
    customer_id: str
    insured_id: str
    agent_id: str
    applicant_id: str | None
    item_name: str
    stated_by: str
    by_agent: bool
    received_at: datetime
    limit_at: datetime
    limit_warn_at: datetime
    statement_due_at: datetime
    servicing_reminders: str
    sla: dict[str, int]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class ForRequest:
    servicing_id: str


@dataclass(frozen=True, slots=True)
class Stating:
    servicing_id: str
    item: Item
    stated_by: str
    answers: Change
    applicant_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    new_holder_id: str | None
    answers: Any = None


@registry.handles("servicing.open", takes=Asking, gives=Opened)
def open_request(given: Asking, context: HandlerContext) -> Opened:
    """Open the servicing record; the clocks run from the receipt of the notice (Insurance Law art 47).

    Raises the business error `unknown_request` for a policy or an item that does not exist.
    """
    session = context.session
    policy = _policy(session, given)
    if policy is None or given.item is None or given.item.operation == UNKNOWN:
        raise BpmnError("unknown_request", given.policy_no or given.item_code)
    item, received = given.item, _received(given, context.now)
    applicant_id = given.applicant_id or _applicant(session, given, context.now)
    stated_by = given.stated_by if applicant_id and given.applicant_role in BY_NUMBER else STAFF
    servicing_id = context.new_id("SVC")
    limit = days_later(session, LIMIT_DAYS.get(item.route, "servicing_outer_days"), received)
    record = ServicingRecord(
        id=servicing_id,
        number=f"S{received.astimezone(AGENCY_ZONE):%Y%m%d}{servicing_id[4:12]}",
        case_id=context.case_id,
        policy_id=policy.id,
        policy_version=policy.version,
        item_code=given.item_code,
        item_name=item.name,
        kind=item.kind,
        status=ServicingStatus.RECEIVED,
        applicant_role=given.applicant_role,
        applicant_id=applicant_id,
        represented=given.represented,
        channel=given.channel,
        received_at=received,
        limit_at=limit,
        sealed_under=policy.policyholder_id,
    )
    session.add(record)
    session.flush()
    if stated_by == CUSTOMER and applicant_id:
        send_link(context, applicant_id)
    return Opened(
        servicing_id=record.id,
        servicing_no=record.number,
        policy_id=policy.id,
        policy_no=policy.number,
        customer_id=policy.policyholder_id,
        insured_id=policy.insured_id,
        agent_id=policy.agent_id,
        applicant_id=applicant_id,
        item_name=item.name,
        stated_by=stated_by,
        by_agent=bool(given.agent_id) and given.agent_id == given.started_by,
        received_at=received,
        limit_at=limit,
        limit_warn_at=days_later(session, WARN_DAYS.get(item.route, "servicing_outer_warn_days"), received),
        statement_due_at=days_later(session, "servicing_statement_days", context.now),
        servicing_reminders=parameter(session, "servicing_reminders", context.now),
        sla=_sla(session, context.now),
    )


def _sla(session: Session, now: datetime) -> dict[str, int]:
    found = sla_days(session, now, (f"servicing_{task}" for task in (*TASKS, "retention", "delay")))
    return {name.removeprefix("servicing_"): days for name, days in found.items()}


def _policy(session: Session, given: Asking) -> Policy | None:
    if given.policy_id:
        return session.get(Policy, given.policy_id)
    return session.scalar(select(Policy).where(Policy.number == (given.policy_no or "").strip()))


def _received(given: Asking, now: datetime) -> datetime:
    """The notice came on the day that is written on it, never later than now."""
    if given.received_on is None:
        return now
    on = given.received_on
    return min(datetime(on.year, on.month, on.day, 12, tzinfo=AGENCY_ZONE).astimezone(now.tzinfo), now)


def _applicant(session: Session, given: Asking, now: datetime) -> str | None:
    number = (given.answers or {}).get("applicant_id_no")
    if not number:
        return None
    return session.scalar(select(Customer.id).where(Customer.id_no_hash == privacy.keyed_hash(session, number, now)))


@registry.handles("servicing.store_request", takes=Stating, gives=Stated)
def store_request(given: Stating, context: HandlerContext) -> Stated:
    """Seal what is asked for; a statement on the own link is signed by it (SOP 4.6.1a)."""
    record = find_record(context.session, given.servicing_id)
    keep_change(context, record, given.answers)
    if given.stated_by == CUSTOMER and given.applicant_id:
        role = record.applicant_role
        keep_signature(context, record, role=role, customer_id=given.applicant_id, what="request")
    issue_application(context, record, by_customer=given.stated_by == CUSTOMER)
    told = given.answers.new_holder
    return Stated(_register(context, told) if told else None)


def _register(context: HandlerContext, told: PersonRow) -> str:
    """The new policyholder as a customer; known by the identity number, or written down now."""
    session = context.session
    number = privacy.keyed_hash(session, told.id_no, context.now)
    known = session.scalar(select(Customer.id).where(Customer.id_no_hash == number))
    if known is not None:
        return known
    customer = Customer(
        id=context.new_id("CUS"),
        identity=b"",
        id_no_hash="",
        mobile_hash="",
        sex=told.sex,
        birth_date=told.birth_date,
        created_at=context.now,
        created_by=context.actor_id,
    )
    session.add(customer)
    session.flush()
    write_identity(session, customer, Identity(told.name, id_no=told.id_no, mobile=told.mobile or ""), context.now)
    return customer.id


@registry.handles("servicing.remind", takes=ForRequest, gives=Nothing)
def remind(given: ForRequest, context: HandlerContext) -> Nothing:
    """Remind of what is still open; the header `what` says of what."""
    record = find_record(context.session, given.servicing_id)
    words = {
        "statement": "请填写并签署您的申请",
        "papers": "请补齐所列资料",
        "consent": "请被征求同意的人本人确认",
        "signature": "请核对并签署所附内容",
        "disclosure": "请被保险人本人填写健康告知",
        "terms": "请答复核保条件",
        "payment": "请由本人账户缴款",
    }[context.headers["what"]]
    policy = context.session.get_one(Policy, record.policy_id)
    to = {"disclosure": policy.insured_id, "statement": record.applicant_id}.get(context.headers["what"])
    write_letter(context, record, "servicing_reminder", "提醒", words + "。", asks_customer=True, to=to)
    return Nothing()


@registry.handles("servicing.escalate", takes=ForRequest, gives=Nothing)
def escalate(given: ForRequest, context: HandlerContext) -> Nothing:
    """A task stands beyond its limit: management is told, the customer where the header `customer` says so (B2)."""
    record = find_record(context.session, given.servicing_id)
    what = context.headers["what"]
    text = f"{what}已超过时限，请督办。收到日 {day_text(record.received_at)}。"
    write_letter(context, record, "servicing_escalation", "超时督办", text, recipients=("management",))
    if context.headers.get("customer") == "true":
        said = f"{what}尚未完成，我们已升级处理，完成后立即通知您。"
        write_letter(context, record, "servicing_progress", "办理进度", said)
    return Nothing()


def name_of(session: Session, customer_id: str) -> str:
    """A customer's name in clear, for the comparison at hand."""
    return "".join(identity_of(session, find_customer(session, customer_id)).name.split())
