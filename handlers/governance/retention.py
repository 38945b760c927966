"""How long what is kept of a person must be kept: the latest of all rules that apply (SOP 5.1, 5.2; DOMAIN §2.9).

A rule names the years (a dated parameter) and the event that they run from. While that event has not come there is no
end, however old the paper. A rule of fewer years than the SOP's floor never shortens anything: the latest day counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.cases import cases
from handlers.parameters import local_day, whole
from handlers.records import (
    Application,
    Customer,
    Document,
    LegalHold,
    Policy,
    PolicyPlan,
    PremiumDemand,
    PremiumPayment,
    PremiumRefund,
    Retention,
)
from handlers.words import anniversary

ENDED = ("terminated", "cancelled")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of keeping. `years`: the parameter that holds them; `anchor`: what they run from."""

    id: str
    years: str
    anchor: str
    zh: str


RULES = {
    rule.id: rule
    for rule in (
        Rule("sop_floor", "retention_years_floor", "last_entry", "SOP 5.1：不少于五年"),
        Rule("contract_short", "retention_years_contract_short", "contract_ended", "保险法第八十七条：一年期以内"),
        Rule("contract_long", "retention_years_contract_long", "contract_ended", "保险法第八十七条：一年期以上"),
        Rule("identity", "retention_years_identity", "relation_ended", "反洗钱法第三十四条：客户身份资料"),
        Rule("transaction", "retention_years_transaction", "transaction", "反洗钱法第三十四条：交易记录"),
        Rule("impact_assessment", "retention_years_impact", "assessed", "个人信息保护法第五十六条：影响评估"),
    )
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One material: its rules with the day that each runs from; None: that day has not come."""

    material: str
    matter_id: str
    anchors: tuple[tuple[str, date | None], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person's data may be destroyed. `refusal`: why not, `running`, `retention` or `legal_hold`."""

    retain_until: date | None
    rules: tuple[str, ...]
    refusal: str | None


def retain_until(session: Session, kept: Kept, now: datetime) -> date | None:
    """The last day on which it must be kept, by the years of today's parameters; None while a rule has not begun."""
    days = []
    for rule_id, anchor in kept.anchors:
        if anchor is None:
            return None
        days.append(anniversary(anchor, whole(session, RULES[rule_id].years, now)))
    return max(days)


def judge(session: Session, customer: Customer, now: datetime) -> Verdict:
    """Work out and store the retention of everything that is kept of a person; the latest end decides."""
    today, ends, rules = local_day(now), list[date | None](), list[str]()
    for kept in materials(session, customer):
        until = retain_until(session, kept, now)
        _store(session, customer, kept, until, now)
        ends.append(until)
        rules += [rule for rule, _ in kept.anchors if rule not in rules]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or has_running_case(session, customer.id):
        return Verdict(None, tuple(rules), "running")
    until = max(known)
    if held(session, customer.id):
        return Verdict(until, tuple(rules), "legal_hold")
    return Verdict(until, tuple(rules), "retention" if until >= today else None)


def held(session: Session, subject_id: str) -> bool:
    """Whether a legal hold stands: it goes before every date."""
    asked = select(LegalHold.id).where(LegalHold.subject_id == subject_id, LegalHold.lifted_at.is_(None))
    return session.scalar(asked.limit(1)) is not None


def has_running_case(session: Session, subject_id: str) -> bool:
    """Whether a case that made a document about the person has not ended: its papers are still being worked on."""
    mine = select(Document.case_id).where(Document.subject_id == subject_id)
    return (
        session.scalar(select(cases.c.id).where(cases.c.id.in_(mine), cases.c.ended_at.is_(None)).limit(1)) is not None
    )


def materials(session: Session, customer: Customer) -> Iterator[Kept]:
    """Everything that is kept of a person, holder or insured, with the days that its rules run from."""
    ends: list[date | None] = [local_day(customer.created_at)]
    person = customer.id
    policies = select(Policy).where((Policy.policyholder_id == person) | (Policy.insured_id == person))
    taken_up = set()
    for policy in session.scalars(policies.order_by(Policy.id)):
        taken_up.add(policy.application_id)
        kept = _of_policy(session, policy)
        ends.append(kept.anchors[1][1])
        yield kept
    applications = select(Application).where((Application.applicant_id == person) | (Application.insured_id == person))
    for application in session.scalars(applications.order_by(Application.id)):
        if application.id not in taken_up:
            closed = None if application.closed_at is None else local_day(application.closed_at)
            ends.append(closed)
            yield Kept("application", application.id, (("sop_floor", closed), ("transaction", closed)))
    known = [end for end in ends if end is not None]
    last = max(known) if len(known) == len(ends) else None
    yield Kept("identity", person, (("sop_floor", last), ("identity", last)))


def _of_policy(session: Session, policy: Policy) -> Kept:
    ended = local_day(policy.ended_at) if policy.status in ENDED and policy.ended_at is not None else None
    years = max(session.scalars(select(PolicyPlan.policy_years).where(PolicyPlan.policy_id == policy.id)), default=0)
    contract = "contract_long" if years > 1 else "contract_short"
    anchors = (("sop_floor", ended), (contract, ended), ("transaction", _last_money(session, policy, ended)))
    return Kept("policy", policy.id, anchors)


def _last_money(session: Session, policy: Policy, ended: date | None) -> date | None:
    """The day of the last payment in or out; the contract's own end if none was made."""
    mine = select(PremiumDemand.id).where(
        (PremiumDemand.policy_id == policy.id) | (PremiumDemand.application_id == policy.application_id)
    )
    paid = session.scalars(select(PremiumPayment.received_at).where(PremiumPayment.demand_id.in_(mine)))
    refunded = session.scalars(select(PremiumRefund.created_at).where(PremiumRefund.demand_id.in_(mine)))
    days = [local_day(at) for at in (*paid, *refunded)]
    return ended if ended is None else max([ended, *days])


def _store(session: Session, customer: Customer, kept: Kept, until: date | None, now: datetime) -> None:
    asked = select(Retention).where(Retention.material == kept.material, Retention.matter_id == kept.matter_id)
    row = session.scalar(asked)
    if row is None:
        row = Retention(id=f"RET-{kept.material}-{kept.matter_id}", material=kept.material, matter_id=kept.matter_id)
        row.subject_id = customer.id
        session.add(row)
    known = [anchor for _, anchor in kept.anchors]
    row.rules = [rule for rule, _ in kept.anchors]
    row.anchored_on = None if None in known else max(day for day in known if day is not None)
    row.retain_until, row.computed_at = until, now
    session.flush()
