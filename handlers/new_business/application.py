"""Opening an application, the customer's part of it, and closing it (SOP 4.4.1a, 4.4.2d)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.registry import BpmnError, HandlerContext, HandlerRegistry, Nothing
from engine.schemas import Shape
from handlers import privacy
from handlers.new_business.application_file import find_application
from handlers.new_business.application_form import issue_form, sign_form
from handlers.new_business.codes import CLOSINGS
from handlers.new_business.letters import write_notice
from handlers.new_business.schemas import ApplicationAnswers, ApplicationContent, Cleared, PersonAnswers, PlanWish
from handlers.notices import send_link
from handlers.parameters import days_later, local_day, parameter, sla_days, whole
from handlers.people import find_customer, health_subject, identity_of, write_identity
from handlers.records import Application, Beneficiary, Customer, PlanLine, Product, Signature
from handlers.records.application import ENDED, ApplicationStatus
from handlers.records.customer import Identity
from handlers.sales_rights import grade_of, require_sales_rights
from handlers.words import age_on

registry = HandlerRegistry()
SLA = (
    "assemble_papers",
    "review_papers",
    "check_papers",
    "enter_application",
    "adjust_plan",
    "read_file",
    "underwrite",
    "second_review",
    "bring_evidence",
    "issue_policy",
    "check_policy",
    "correct_policy",
)
"""User tasks of this family with a due date."""
STATUS_OF = {
    "withdrawn": ApplicationStatus.WITHDRAWN,
    "lapsed": ApplicationStatus.LAPSED,
    "stopped": ApplicationStatus.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Opening:
    agent_id: str
    applicant_id: str
    insured_id: str
    plans: list[PlanWish]


@dataclass(frozen=True, slots=True)
class Opened:
    application_id: str
    application_no: str
    sla: dict[str, int]
    products_offered: list[Choice]


@dataclass(frozen=True, slots=True)
class Revision:
    application_id: str
    new_plans: list[PlanWish]


@dataclass(frozen=True, slots=True)
class Only:
    """Handlers that need nothing but the application."""

    application_id: str


@dataclass(frozen=True, slots=True)
class Invited:
    fill_due_at: datetime
    fill_reminders: str


@dataclass(frozen=True, slots=True)
class Filled:
    application_id: str
    answers: ApplicationAnswers


@dataclass(frozen=True, slots=True)
class SignatureAnswers:
    signed_name: str
    insured_consent: str
    notice_read: bool
    truth_declared: bool
    own_will: bool
    sensitive_consent: bool
    insured_signed_name: str | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    application_id: str
    answers: SignatureAnswers


@dataclass(frozen=True, slots=True)
class Closing:
    application_id: str
    reason: str


@registry.handles("application.open", takes=Opening, gives=Opened)
def open_application(given: Opening, context: HandlerContext) -> Opened:
    """Create the application record with the plans of the accepted proposal."""
    session = context.session
    require_sales_rights(context, given.agent_id)
    find_customer(session, given.applicant_id)
    find_customer(session, given.insured_id)
    application_id = context.new_id("APP")
    number = f"{local_day(context.now):%Y%m%d}{application_id[4:12]}"
    application = Application(
        id=application_id,
        number=number,
        version=1,
        status=ApplicationStatus.OPENED,
        applicant_id=given.applicant_id,
        insured_id=given.insured_id,
        agent_id=given.agent_id,
        opened_at=context.now,
    )
    session.add(application)
    session.flush()
    _write_plans(context, application, given.plans)
    return Opened(
        application_id, number, sla_days(session, context.now, SLA), products_offered(context, given.agent_id)
    )


@registry.handles("application.revise", takes=Revision, gives=Nothing)
def revise_application(given: Revision, context: HandlerContext) -> Nothing:
    """Begin the next version with the adjusted plan; what was signed and decided stays with the old one."""
    application = find_application(context.session, given.application_id)
    application.version += 1
    application.status = ApplicationStatus.OPENED
    application.submitted_at = None
    application.signature_matches = None
    _write_plans(context, application, given.new_plans)
    return Nothing()


def _write_plans(context: HandlerContext, application: Application, wishes: list[PlanWish]) -> None:
    if not wishes:
        raise BpmnError("no_plan", "an application needs at least one product")
    highest = grade_of(context.session, application.agent_id, context.now)
    offered = {product.code for product in offered_to(context.session, highest)}
    for line, wish in enumerate(wishes, start=1):
        if wish.product_code not in offered:
            raise BpmnError("product_not_offered", f"{wish.product_code} is not on offer")
        context.session.add(
            PlanLine(
                id=context.new_id("PLN"),
                application_id=application.id,
                version=application.version,
                line=line,
                product_code=wish.product_code,
                sum_assured=wish.sum_assured,
                premium_years=wish.premium_years,
                policy_years=wish.policy_years,
            )
        )
    context.session.flush()


def products_offered(context: HandlerContext, agent_id: str) -> list[Choice]:
    """What may be sold today, for the forms that choose among it."""
    highest = grade_of(context.session, agent_id, context.now)
    return [Choice(label=row.name, value=row.code) for row in offered_to(context.session, highest)]


def offered_to(session: Session, highest: int) -> Sequence[Product]:
    """The products for persons that a seller up to this grade may sell."""
    offered = select(Product).where(Product.offered, Product.customer_kind == "individual", Product.grade <= highest)
    return session.scalars(offered.order_by(Product.code)).all()


@registry.handles("application.invite", takes=Only, gives=Invited)
def invite_customer(given: Only, context: HandlerContext) -> Invited:
    """Send the customer the own link, and set by when the form must be filled and signed."""
    session = context.session
    application = find_application(session, given.application_id)
    due = days_later(session, "application_valid_days", context.now)
    send_link(context, application.applicant_id)
    return Invited(fill_due_at=due, fill_reminders=parameter(session, "application_reminders", context.now))


@registry.handles("application.store", takes=Filled, gives=Cleared)
def store_application(given: Filled, context: HandlerContext) -> Cleared:
    """Write what the customer filled in to the tables: people, health, money each under its own key."""
    session, answers = context.session, given.answers
    application = find_application(session, given.application_id)
    applicant = find_customer(session, application.applicant_id)
    _update_person(context, applicant, answers.applicant)
    insured = _insured(context, application, applicant, answers)
    if insured.id != application.insured_id:
        application.insured_id, application.findings, application.findings_at = insured.id, None, None
    application.relation = answers.relation
    content = ApplicationContent(answers.beneficiary_kind, answers.payment, answers.finance)
    application.content = privacy.seal(session, applicant.id, content.dump(), context.now)
    application.health = privacy.seal(session, health_subject(insured.id), answers.health, context.now)
    application.account_hash = privacy.keyed_hash(session, answers.payment.account_no, context.now)
    application.delivery = answers.payment.delivery
    filled = orjson.dumps(Shape(ApplicationAnswers).dump(answers), option=orjson.OPT_SORT_KEYS)
    application.content_hash = privacy.keyed_hash(session, filled.decode(), context.now)
    application.status = ApplicationStatus.OPENED
    _write_beneficiaries(context, application, answers)
    issue_form(context, application)
    return Cleared()


def _insured(
    context: HandlerContext, application: Application, applicant: Customer, answers: ApplicationAnswers
) -> Customer:
    if answers.relation == "self" or answers.insured is None:
        return applicant
    insured = find_customer(context.session, application.insured_id)
    if insured.id == applicant.id:
        insured = _new_person(context, answers.insured)
    _update_person(context, insured, answers.insured)
    return insured


def _new_person(context: HandlerContext, person: PersonAnswers) -> Customer:
    same = privacy.keyed_hash(context.session, person.id_no, context.now)
    known = context.session.scalar(select(Customer).where(Customer.id_no_hash == same))
    if known is not None:
        return known
    customer = Customer(
        id=context.new_id("CUS"),
        identity=b"",
        id_no_hash="",
        mobile_hash="",
        created_at=context.now,
        created_by=context.actor_id,
    )
    context.session.add(customer)
    context.session.flush()
    return customer


def _update_person(context: HandlerContext, customer: Customer, person: PersonAnswers) -> None:
    identity = Identity(
        name=person.name,
        id_type=person.id_type,
        id_no=person.id_no,
        mobile=person.mobile or "",
        email=person.email or "",
        address=person.address or "",
        employer=person.employer or "",
    )
    write_identity(context.session, customer, identity, context.now)
    customer.sex, customer.birth_date = person.sex, person.birth_date
    customer.occupation_class = person.occupation_class
    context.session.flush()


def _write_beneficiaries(context: HandlerContext, application: Application, answers: ApplicationAnswers) -> None:
    here = (Beneficiary.application_id == application.id, Beneficiary.version == application.version)
    context.session.execute(delete(Beneficiary).where(*here))
    for person in answers.beneficiaries if answers.beneficiary_kind == "named" else []:
        who = {"name": person.name, "id_no": person.id_no}
        context.session.add(
            Beneficiary(
                id=context.new_id("BEN"),
                application_id=application.id,
                version=application.version,
                identity=privacy.seal(context.session, application.applicant_id, who, context.now),
                relation=person.relation,
                rank=person.rank,
                share_pct=person.share,
            )
        )
    context.session.flush()


@registry.handles("application.sign", takes=Signing, gives=Cleared)
def store_signature(given: Signing, context: HandlerContext) -> Cleared:
    """Keep the signatures over the hash of what was filled in; a name that is not the applicant's is a missing one."""
    session, answers = context.session, given.answers
    application = find_application(session, given.application_id)
    name = identity_of(session, find_customer(session, application.applicant_id)).name
    application.signature_matches = _same_name(answers.signed_name, name)
    application.insured_consents = answers.insured_consent == "yes"
    application.status = ApplicationStatus.SIGNED
    signers = ["applicant"] if application.signature_matches else []
    other = _signer_beside(context, application, answers.insured_signed_name or "")
    if other:
        signers.append(other)
    for role in signers:
        session.add(
            Signature(
                id=context.new_id("SIG"),
                application_id=application.id,
                version=application.version,
                signer_role=role,
                signed_by=context.actor_id,
                method="customer_link",
                content_hash=application.content_hash or "",
                signed_at=context.now,
            )
        )
    if application.signature_matches:
        sign_form(context, application, by_insured="insured" in signers)
    return Cleared()


def _signer_beside(context: HandlerContext, application: Application, name: str) -> str | None:
    """Who signed beside the applicant: the insured, or for a minor the guardian; a minor's own name is nobody's."""
    if not name.strip():
        return None
    if not is_minor(context.session, application, context.now):
        return "insured"
    own = identity_of(context.session, find_customer(context.session, application.insured_id)).name
    return None if _same_name(name, own) else "guardian"


def is_minor(session: Session, application: Application, now: datetime) -> bool:
    """Whether somebody else is insured who is not of age: a guardian signs then (Insurance Law art 34, PIPL art 31)."""
    insured = find_customer(session, application.insured_id)
    if insured.id == application.applicant_id or insured.birth_date is None:
        return False
    return age_on(insured.birth_date, local_day(now)) < whole(session, "adult_age", now)


def guardian_signed(session: Session, application: Application) -> bool:
    """Whether a guardian signed the present version."""
    asked = select(Signature.id).where(
        Signature.application_id == application.id,
        Signature.version == application.version,
        Signature.signer_role == "guardian",
    )
    return session.scalar(asked.limit(1)) is not None


def _same_name(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


@registry.handles("application.close", takes=Closing, gives=Nothing)
def close_application(given: Closing, context: HandlerContext) -> Nothing:
    """End an application before issue: withdrawn, lapsed or stopped; the customer is told why."""
    application = find_application(context.session, given.application_id)
    if application.status in ENDED:
        raise BpmnError("already_ended", f"the application {application.number} is {application.status}")
    application.status = STATUS_OF[given.reason]
    application.closed_at, application.close_reason = context.now, given.reason
    text = f"投保单 {application.number}：{CLOSINGS[given.reason]}。"
    write_notice(context, application, "application_closed", "投保申请终止", text)
    return Nothing()
