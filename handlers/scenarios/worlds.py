"""The records that a scenario may start from: `given: {world: policy_in_force, …}`. Each family adds its own.

A world is a function of the session, what the scenario gives and the time; it writes records and gives the variables
that the process starts with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from handlers import privacy
from handlers.parameters import local_day
from handlers.people import find_customer, health_subject
from handlers.records import Application, PlanLine, PlanTerms, Policy, PolicyPlan, UnderwritingDecision
from handlers.records.application import ApplicationStatus
from handlers.records.policy import PolicyStatus
from handlers.records.underwriting_decision import Outcome
from handlers.words import anniversary

Json = Any
World = Callable[[Session, Mapping[str, Json], datetime], dict[str, Json]]
WORLDS: dict[str, World] = {}


def world(name: str) -> Callable[[World], World]:
    """Register a world under the name that scenarios use."""

    def register(make: World) -> World:
        if name in WORLDS:
            raise ValueError(f"two worlds are named {name}")
        WORLDS[name] = make
        return make

    return register


@world("policy_issued")
def policy_issued(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy that was issued and checked today and has not reached the customer yet.

    `policyholder`, `insured`: people of the cast; `product_code`, `sum_assured`, `premium` (yuan a year),
    `premium_years`, `policy_years`; `issued_days_ago`.
    """
    return _variables(_policy(session, given, now))


@world("policy_in_force")
def policy_in_force(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy in force since `issued_days_ago` days (400 unless told), received, beyond its cooling-off period."""
    policy = _policy(session, {"issued_days_ago": 400} | dict(given), now)
    policy.status = PolicyStatus.IN_FORCE
    policy.received_at = policy.issued_at + timedelta(days=2)
    policy.cooling_off_until = policy.received_at + timedelta(days=15)
    today = local_day(now)
    while policy.paid_to is not None and policy.paid_to <= today:
        policy.paid_to = anniversary(policy.paid_to, 1)
    session.flush()
    return _variables(policy)


def _variables(policy: Policy) -> dict[str, Json]:
    return {
        "policy_id": policy.id,
        "policy_no": policy.number,
        "application_id": policy.application_id,
        "customer_id": policy.policyholder_id,
        "insured_id": policy.insured_id,
        "agent_id": policy.agent_id,
    }


def _policy(session: Session, given: Mapping[str, Json], now: datetime) -> Policy:
    number = int(given.get("policy_number", 1))
    at = now - timedelta(days=int(given.get("issued_days_ago", 0)))
    holder = str(given.get("policyholder", given.get("applicant", "CUS-ZHANGWEI")))
    insured = str(given.get("insured", holder))
    find_customer(session, holder)
    premium = Decimal(str(given.get("premium", "950")))
    application = Application(
        id=f"APP-WORLD{number}",
        number=f"{local_day(at):%Y%m%d}WORLD{number:03d}",
        version=1,
        status=ApplicationStatus.ISSUED,
        applicant_id=holder,
        insured_id=insured,
        agent_id="agent.li",
        relation="self" if insured == holder else "child",
        content=privacy.seal(session, holder, {}, at),
        health=privacy.seal(session, health_subject(insured), {}, at),
        account_hash=privacy.keyed_hash(session, str(given.get("account_no", "6222020200001234567")), at),
        delivery="paper",
        opened_at=at,
        submitted_at=at,
        closed_at=at,
    )
    session.add(application)
    session.flush()
    line = PlanLine(
        id=f"PLN-WORLD{number}",
        application_id=application.id,
        version=1,
        line=1,
        product_code=str(given.get("product_code", "TL-A")),
        sum_assured=Decimal(str(given.get("sum_assured", 500_000))),
        premium_years=int(given.get("premium_years", 20)),
        policy_years=int(given.get("policy_years", 20)),
    )
    decision = UnderwritingDecision(
        id=f"UWD-WORLD{number}",
        application_id=application.id,
        version=1,
        outcome=Outcome.STANDARD,
        level="auto",
        decided_by="auto",
        reasons=privacy.seal(session, health_subject(insured), {}, at),
        annual_premium=premium,
        decided_at=at,
    )
    session.add_all([line, decision])
    session.flush()
    terms = PlanTerms(
        id=f"PTM-WORLD{number}",
        decision_id=decision.id,
        plan_id=line.id,
        outcome=Outcome.STANDARD,
        sum_assured=line.sum_assured,
        extra_pct=Decimal(0),
        occupation_factor=Decimal(1),
        exclusions=[],
        premium=premium,
    )
    effective_from = local_day(at) + timedelta(days=1)
    policy = Policy(
        id=f"POL-WORLD{number}",
        number=f"P{local_day(at):%Y%m%d}WORLD{number:03d}",
        version=1,
        application_id=application.id,
        decision_id=decision.id,
        policyholder_id=holder,
        insured_id=insured,
        agent_id="agent.li",
        delivery="paper",
        annual_premium=premium,
        effective_from=effective_from,
        status=PolicyStatus.ISSUED,
        paid_to=anniversary(effective_from, 1),
        payment_mode="annual",
        issued_at=at,
        issued_by="operations.zhao",
        checked_at=at,
        checked_by="agent.li",
        corrections=[],
    )
    session.add_all([terms, policy])
    session.flush()
    session.add(
        PolicyPlan(
            id=f"PPL-WORLD{number}",
            policy_id=policy.id,
            line=1,
            product_code=line.product_code,
            sum_assured=line.sum_assured,
            premium_years=line.premium_years,
            policy_years=line.policy_years,
            extra_pct=Decimal(0),
            exclusions=[],
            premium=premium,
        )
    )
    session.flush()
    return policy
