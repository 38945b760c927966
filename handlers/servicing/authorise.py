"""Authorise (DOMAIN §5 controls 3–6): compliance where frozen or due diligence, consents, risk, level of review."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.notices import send_link
from handlers.parameters import days_later, local_day, whole
from handlers.records import Application, Customer, Policy, ServicingConsent, ServicingRecord
from handlers.servicing.codes import RISKS, ROLES, say
from handlers.servicing.letters import write_letter
from handlers.servicing.operations import OPERATIONS, Against, Effect, scene_of
from handlers.servicing.record import find_record, keep_signature, policy_of
from handlers.servicing.schemas import Item
from handlers.words import age_on
from handlers.worth import HUNDRED, worth_of

registry = HandlerRegistry()
FREES = ("freeze", "unfreeze")
OF_AGE = 18
ENDING = "contract_end"
REASONS = {"frozen": "保单已冻结", "cdd": "金额达到客户尽职调查标准"}


@dataclass(frozen=True, slots=True)
class Consent:
    """One person whose consent is needed."""

    role: str
    role_text: str
    customer_id: str


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Inputs of the decision `servicing_risk`. Yuan, percent, years."""

    item_risk: str
    base_level: str
    money: str
    amount: Decimal
    l3_amount: Decimal
    is_surrender: bool
    refund_pct: Decimal
    held_years: int
    agent_surrenders: int
    foreign_contact: bool
    contact_changed: bool
    account_changed: bool
    age: int
    represented: bool


@dataclass(frozen=True, slots=True)
class Facing:
    servicing_id: str
    item: Item
    new_holder_id: str | None = None


@dataclass(frozen=True, slots=True)
class Faced:
    compliance_reasons: list[str]
    compliance_text: str
    consents_needed: list[Consent]
    consent_due_at: datetime
    risk_facts: RiskFacts


@dataclass(frozen=True, slots=True)
class ComplianceAnswers:
    result: str
    """`pass` or `refuse`."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    servicing_id: str
    answers: ComplianceAnswers


@dataclass(frozen=True, slots=True)
class Passed:
    compliance_passed: bool
    reasons: list[str]
    authorise_result: str
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Consenting:
    servicing_id: str
    consent: Consent
    agrees: str


@dataclass(frozen=True, slots=True)
class ForRequest:
    servicing_id: str
    consents_needed: list[Consent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Consented:
    all_consent: bool
    reasons: list[str]
    authorise_result: str


@dataclass(frozen=True, slots=True)
class RiskFound:
    level: str
    band: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Levelling:
    servicing_id: str
    risk_found: RiskFound


@dataclass(frozen=True, slots=True)
class Levelled:
    level: str
    risk_text: str


@registry.handles("servicing.state_facts", takes=Facing, gives=Faced)
def state_facts(given: Facing, context: HandlerContext) -> Faced:
    """What compliance, the persons to consent and the risk table have to know."""
    session = context.session
    record = find_record(session, given.servicing_id)
    policy, item = policy_of(session, record), given.item
    effect = _effect(context, record, item)
    amount = max(effect.money_in, effect.money_out) if effect else Decimal(0)
    reasons = ["frozen"] if policy.frozen_at is not None and item.operation not in FREES else []
    reasons += ["cdd"] if amount >= whole(session, "cdd_amount_servicing", context.now) else []
    return Faced(
        compliance_reasons=reasons,
        compliance_text=say(reasons, REASONS),
        consents_needed=_consents(session, record, policy, given, context.now),
        consent_due_at=days_later(session, "servicing_consent_days", context.now),
        risk_facts=_risk_facts(context, record, policy, item, effect),
    )


def _effect(context: HandlerContext, record: ServicingRecord, item: Item) -> Effect | None:
    try:
        return OPERATIONS[item.operation](scene_of(context, record))
    except Against:
        # What stands against it is told when it is quoted; here only the amount counts.
        return None


def _consents(session: Session, record: ServicingRecord, policy: Policy, given: Facing, now: datetime) -> list[Consent]:
    """One per person; who signed the request itself is not asked twice; parents speak for a minor (art 34)."""
    found: dict[str, Consent] = {}
    for role in given.item.consents:
        customer_id, name = policy.insured_id if role == "insured" else given.new_holder_id, role
        if role == "insured" and _is_minor_child(session, policy, now):
            customer_id = policy.policyholder_id
        if customer_id and customer_id != record.applicant_id:
            found.setdefault(customer_id, Consent(name, ROLES[name], customer_id))
    return list(found.values())


def _is_minor_child(session: Session, policy: Policy, now: datetime) -> bool:
    birth = session.get_one(Customer, policy.insured_id).birth_date
    relation = session.get_one(Application, policy.application_id).relation
    return birth is not None and age_on(birth, local_day(now)) < OF_AGE and relation in ("parent", "child")


def _risk_facts(
    context: HandlerContext, record: ServicingRecord, policy: Policy, item: Item, effect: Effect | None
) -> RiskFacts:
    session, now = context.session, context.now
    recent = now - timedelta(days=whole(session, "servicing_recent_days", now))
    holder = session.get_one(Customer, policy.policyholder_id)
    worth = worth_of(session, policy, now)
    out = effect.money_out if effect else Decimal(0)
    today = local_day(now)
    return RiskFacts(
        item_risk=item.risk,
        base_level=item.level,
        money=item.money,
        amount=max(effect.money_in, out) if effect else Decimal(0),
        l3_amount=Decimal(whole(session, "servicing_l3_amount", now)),
        is_surrender=record.kind == ENDING,
        refund_pct=_whole_percent(out, worth.premiums_paid),
        held_years=age_on(policy.effective_from, today),
        agent_surrenders=_cluster(session, policy, now),
        foreign_contact=_shares_mobile(session, holder),
        contact_changed=policy.contact_changed_at is not None and policy.contact_changed_at >= recent,
        account_changed=policy.account_changed_at is not None and policy.account_changed_at >= recent,
        age=age_on(holder.birth_date, today) if holder.birth_date else 0,
        represented=record.represented,
    )


def _whole_percent(part: Decimal, of: Decimal) -> Decimal:
    return (part * HUNDRED / of).quantize(Decimal(1)) if of else Decimal(0)


def _cluster(session: Session, policy: Policy, now: datetime) -> int:
    """Surrenders of this agent's policies within the last days (DOMAIN §5, control 4)."""
    since = now - timedelta(days=whole(session, "servicing_cluster_days", now))
    return (
        session.scalar(
            select(func.count())
            .select_from(ServicingRecord)
            .join(Policy, Policy.id == ServicingRecord.policy_id)
            .where(
                Policy.agent_id == policy.agent_id,
                ServicingRecord.kind == ENDING,
                ServicingRecord.received_at >= since,
            )
        )
        or 0
    )


def _shares_mobile(session: Session, holder: Customer) -> bool:
    """Another customer has the same mobile number: not the own contact."""
    same = select(func.count()).select_from(Customer).where(Customer.mobile_hash == holder.mobile_hash)
    return (session.scalar(same) or 0) > 1


@registry.handles("servicing.record_compliance", takes=Deciding, gives=Passed)
def record_compliance(given: Deciding, context: HandlerContext) -> Passed:
    """Keep what compliance decided on a frozen policy or a large amount."""
    record = find_record(context.session, given.servicing_id)
    passed = given.answers.result == "pass"
    record.approvals = [*record.approvals, _entry(context, "compliance", given.answers.result, given.answers.note)]
    return Passed(passed, [] if passed else ["compliance_refused"], "open" if passed else "refused")


def _entry(context: HandlerContext, level: str, decision: str, comment: str | None) -> dict[str, Any]:
    at = context.now.isoformat()
    return {"level": level, "by": context.actor_id, "at": at, "decision": decision, "comment": comment or ""}


@registry.handles("servicing.ask_consents", takes=ForRequest, gives=Nothing)
def ask_consents(given: ForRequest, context: HandlerContext) -> Nothing:
    """An own link to each person who has to consent."""
    record = find_record(context.session, given.servicing_id)
    for consent in given.consents_needed:
        text = f"需要您作为{consent.role_text}本人确认是否同意。"
        write_letter(context, record, "consent_request", "征求同意", text, to=consent.customer_id)
        send_link(context, consent.customer_id)
    return Nothing()


@registry.handles("servicing.store_consent", takes=Consenting, gives=Nothing)
def store_consent(given: Consenting, context: HandlerContext) -> Nothing:
    """The person's own signature over what was asked (Insurance Law arts 34, 41)."""
    record, consent = find_record(context.session, given.servicing_id), given.consent
    agrees = given.agrees == "yes"
    keep_signature(context, record, role=consent.role, customer_id=consent.customer_id, what="consent", given=agrees)
    return Nothing()


@registry.handles("servicing.settle_consents", takes=ForRequest, gives=Consented)
def settle_consents(given: ForRequest, context: HandlerContext) -> Consented:
    """Without every consent the change has no effect."""
    given_by = set(
        context.session.scalars(
            select(ServicingConsent.customer_id).where(
                ServicingConsent.servicing_id == given.servicing_id,
                ServicingConsent.what == "consent",
                ServicingConsent.given.is_(True),
            )
        )
    )
    everybody = all(consent.customer_id in given_by for consent in given.consents_needed)
    return Consented(everybody, [] if everybody else ["consent_refused"], "open" if everybody else "refused")


@registry.handles("servicing.record_level", takes=Levelling, gives=Levelled)
def record_level(given: Levelling, context: HandlerContext) -> Levelled:
    """Keep risk, its reasons and the level of review that follows."""
    record, found = find_record(context.session, given.servicing_id), given.risk_found
    record.risk_level, record.risk_reasons, record.review_level = found.band, found.reasons, found.level
    return Levelled(found.level, say(found.reasons, RISKS) or "无")
