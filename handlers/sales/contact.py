"""The first contact: planned, held by the standard script, judged, told (SOP 4.1.2)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.notices import Notice, tell
from handlers.parameters import days_later, parameter, sla_days
from handlers.people import write_identity
from handlers.records import Contact, Customer, Product
from handlers.records.contact import ContactStatus
from handlers.records.customer import Identity
from handlers.sales.codes import KINDS_OF_GOAL
from handlers.sales.contact_record import issue_contact_record
from handlers.sales.material import approved_materials
from handlers.words import day_text

registry = HandlerRegistry()
SLA = ("hold_first_contact", "confirm_match")
SCRIPT = (
    "您好，我是{agency}的保险代理人，先请您看我的执业证。今天向您介绍我们的服务范围和产品类型，"
    "了解您的保障目标、家庭或单位情况、财务状况和已有保单，再判断我们能否帮到您。"
    "保险产品不构成保本保收益承诺，保险责任以合同条款为准。您可以随时告诉我不再联系。"
)
AGES = {"under_18": (0, 17), "18_30": (18, 30), "31_50": (31, 50), "51_60": (51, 60), "over_60": (61, 100)}
PROBLEMS = {
    "license_not_shown": "没有出示执业证",
    "script_not_used": "没有使用统一话术",
    "services_not_explained": "没有介绍服务范围",
    "disclaimer_not_explained": "没有说明合规声明",
    "privacy_notice_missing": "没有告知个人信息处理规则",
    "material_not_approved": "使用了未经批准或已失效的宣传材料",
    "do_not_contact": "客户以前表示不再接受联系",
}


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Planned:
    segment: str
    channel: str
    customer_kind: str
    asked_by_customer: bool = False
    agent_id: str = ""
    started_by: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    contact_id: str
    agent_id: str
    sla: dict[str, int]
    contact_script: str
    contact_reminders: str
    contact_give_up_at: datetime
    materials_approved: list[Choice]
    contact_problem: str | None = None


@dataclass(frozen=True, slots=True)
class ContactAnswers:
    """DOMAIN §6.1. Class C2."""

    name: str
    phone: str
    customer_refused: bool = False
    wechat: str | None = None
    age_band: str | None = None
    occupation: str | None = None
    note: str | None = None
    income_band: str | None = None
    existing_policies: str | None = None
    protection_goals: list[str] = field(default_factory=list)
    risk_tolerance: str | None = None
    materials_used: list[str] = field(default_factory=list)
    license_shown: bool = False
    script_used: bool = False
    services_explained: bool = False
    disclaimer_explained: bool = False
    privacy_notice_given: bool = False
    marketing_consent: bool = False
    next_step: str | None = None
    next_contact: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    contact_id: str
    answers: ContactAnswers


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What the table `first_match` looks at: counts only."""

    goals: int
    covered: int
    age_in_range: bool
    tolerance_known: bool


@dataclass(frozen=True, slots=True)
class Stored:
    customer_id: str | None
    contact_state: str
    """`held`, `refused`, `faulty`."""
    contact_problem: str | None
    match_facts: MatchFacts | None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Proposed:
    opinion: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReasonAnswers:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    contact_id: str
    match_opinion: str
    first_match: Proposed
    answers: ReasonAnswers | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    contact_result: str
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Ending:
    contact_id: str


def find_contact(context: HandlerContext, contact_id: str) -> Contact:
    """The contact's row. Raises `LookupError`."""
    row = context.session.get(Contact, contact_id)
    if row is None:
        raise LookupError(f"there is no contact {contact_id}")
    return row


@registry.handles("contact.open", takes=Planned, gives=Opened)
def open_contact(given: Planned, context: HandlerContext) -> Opened:
    """Open the record of a planned contact, with the script and the material that may be used (SOP 4.1.1b)."""
    session = context.session
    agent = given.agent_id or given.started_by
    contact = Contact(
        id=context.new_id("CON"),
        status=ContactStatus.OPEN,
        agent_id=agent,
        segment=given.segment,
        channel=given.channel,
        customer_kind=given.customer_kind,
        asked_by_customer=given.asked_by_customer,
        case_id=context.case_id,
        opened_at=context.now,
    )
    session.add(contact)
    return Opened(
        contact_id=contact.id,
        agent_id=agent,
        sla=sla_days(session, context.now, SLA),
        contact_script=SCRIPT.format(agency="本机构"),
        contact_reminders=parameter(session, "contact_reminders", context.now),
        contact_give_up_at=days_later(session, "contact_give_up_days", context.now),
        materials_approved=[Choice(one.title, one.id) for one in approved_materials(session, context.now)],
    )


@registry.handles("contact.store", takes=Held, gives=Stored)
def store_contact(given: Held, context: HandlerContext) -> Stored:
    """Find or create the customer, seal what was learned; a talk held against the rules is sent back (SOP 4.1.2a)."""
    session, said = context.session, given.answers
    contact = find_contact(context, given.contact_id)
    customer = _customer(context, contact, said)
    contact.customer_id, contact.held_at = customer.id, context.now
    content = asdict(said) | {"next_contact": said.next_contact.isoformat() if said.next_contact else None}
    contact.content = privacy.seal(session, customer.id, content, context.now)
    if said.customer_refused:
        return Stored(customer.id, "refused", None, None)
    problems = list(_problems(context, contact, said))
    if problems:
        return Stored(customer.id, "faulty", "；".join(PROBLEMS[one] for one in problems), None)
    contact.status = ContactStatus.HELD
    contact.license_shown = contact.script_used = True
    contact.services_explained = contact.disclaimer_explained = True
    contact.privacy_notice_at = context.now
    contact.marketing_consent = said.marketing_consent
    contact.marketing_consent_at = context.now if said.marketing_consent else None
    return Stored(customer.id, "held", None, _match_facts(context, contact, said))


def _customer(context: HandlerContext, contact: Contact, said: ContactAnswers) -> Customer:
    """The person with this number and name, else a new one."""
    session = context.session
    same = privacy.keyed_hash(session, said.phone, context.now)
    known = session.scalars(
        select(Customer).where(Customer.mobile_hash == same, Customer.kind == contact.customer_kind)
    )
    for row in known:
        if privacy.unseal(session, row.id, row.identity)["name"] == said.name:
            return row
    customer = Customer(
        id=context.new_id("CUS"),
        kind=contact.customer_kind,
        identity=b"",
        id_no_hash="",
        mobile_hash="",
        created_at=context.now,
        created_by=contact.agent_id,
    )
    session.add(customer)
    session.flush()
    id_type = "id_card" if contact.customer_kind == "individual" else "uscc"
    write_identity(session, customer, Identity(name=said.name, id_type=id_type, mobile=said.phone), context.now)
    return customer


def _problems(context: HandlerContext, contact: Contact, said: ContactAnswers) -> list[str]:
    """What the talk lacked: the licence comes first (Order 2023-2 art 24)."""
    approved = {one.id for one in approved_materials(context.session, context.now)}
    faults = {
        "license_not_shown": not said.license_shown,
        "script_not_used": not said.script_used,
        "services_not_explained": not said.services_explained,
        "disclaimer_not_explained": not said.disclaimer_explained,
        "privacy_notice_missing": not said.privacy_notice_given,
        "material_not_approved": not set(said.materials_used) <= approved,
        "do_not_contact": not contact.asked_by_customer and _refused_before(context, contact),
    }
    return [name for name, wrong in faults.items() if wrong]


def _refused_before(context: HandlerContext, contact: Contact) -> bool:
    asked = select(Contact.id).where(Contact.customer_id == contact.customer_id, Contact.refused_at.is_not(None))
    return context.session.scalar(asked.where(Contact.id != contact.id).limit(1)) is not None


def _match_facts(context: HandlerContext, contact: Contact, said: ContactAnswers) -> MatchFacts:
    """Which of the goals the range answers, for this kind and age."""
    offered = context.session.scalars(
        select(Product).where(Product.offered, Product.customer_kind == contact.customer_kind)
    ).all()
    low, high = AGES.get(said.age_band or "", (0, 100))
    fitting = [one for one in offered if one.min_age <= high and one.max_age >= low]
    kinds = {one.kind for one in fitting}
    covered = [goal for goal in said.protection_goals if kinds & set(KINDS_OF_GOAL[goal])]
    return MatchFacts(len(said.protection_goals), len(covered), bool(fitting), said.risk_tolerance is not None)


@registry.handles("contact.record_match", takes=Judged, gives=Recorded)
def record_match(given: Judged, context: HandlerContext) -> Recorded:
    """Keep the judgement with its reason and issue 《客户初步对接记录表》 (SOP 4.1.2b, 4.1.2c)."""
    contact = find_contact(context, given.contact_id)
    contact.proposed_match, contact.match_opinion = given.first_match.opinion, given.match_opinion
    customer_id, reason = str(contact.customer_id), given.answers.reason if given.answers else ""
    contact.match_reason = privacy.seal(context.session, customer_id, reason, context.now)
    contact.document_id = issue_contact_record(context, contact, reason)
    if given.match_opinion != "no_match":
        contact.status, contact.closed_at = ContactStatus.DEVELOPED, context.now
        return Recorded("developed")
    return Recorded("no_match")


@registry.handles("contact.tell_no_match", takes=Ending, gives=Nothing)
def tell_no_match(given: Ending, context: HandlerContext) -> Nothing:
    """End politely where the range does not match; the reason is kept and told (SOP 4.1.2b)."""
    contact = find_contact(context, given.contact_id)
    contact.status, contact.closed_at = ContactStatus.NO_MATCH, context.now
    reason = privacy.unseal(context.session, str(contact.customer_id), contact.match_reason or b"")
    text = f"感谢您的时间。就目前了解的情况，我们的产品与您的需要暂不匹配：{reason} 需要时欢迎再联系我们。"
    _tell(context, contact, "contact_closed", "感谢您的咨询", text, "customer", "agent")
    return Nothing()


@registry.handles("contact.stop", takes=Ending, gives=Recorded)
def stop_contacting(given: Ending, context: HandlerContext) -> Recorded:
    """The person wants no contact: keep that for good, and promise it."""
    contact = find_contact(context, given.contact_id)
    contact.status, contact.refused_at, contact.closed_at = ContactStatus.REFUSED, context.now, context.now
    _tell(
        context,
        contact,
        "contact_stopped",
        "停止联系",
        f"客户于{_day(context)}表示不再接受联系，不得再次联系。",
        "agent",
    )
    return Recorded("refused")


@registry.handles("contact.expire", takes=Ending, gives=Recorded)
def expire_contact(given: Ending, context: HandlerContext) -> Recorded:
    """Nobody held the talk in time."""
    contact = find_contact(context, given.contact_id)
    contact.status, contact.closed_at = ContactStatus.EXPIRED, context.now
    return Recorded("expired")


def _day(context: HandlerContext) -> str:
    return day_text(context.now)


def _tell(context: HandlerContext, contact: Contact, kind: str, title: str, text: str, *to: str) -> None:
    notice = Notice(
        kind=kind,
        title=title,
        text=text,
        customer_id=str(contact.customer_id),
        agent_id=contact.agent_id,
        matter_id=contact.id,
    )
    tell(context, notice, *to)
