"""Worlds of after-sales: a policy just received, with its first premium; one whose premium is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.after_sales.renewal import next_premium, policy_facts
from handlers.parameters import end_of, local_day
from handlers.people import find_customer, identity_of
from handlers.records import Application, FollowUp, Policy, PremiumDemand, PremiumPayment, Renewal
from handlers.records.follow_up import FollowUpKind, FollowUpOutcome
from handlers.records.policy import PolicyStatus
from handlers.records.premium import DemandStatus, PaymentStatus
from handlers.records.renewal import RenewalStatus
from handlers.scenarios.worlds import policy_in_force, policy_issued, world

Json = Any


@world("policy_received")
def policy_received(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy signed for today, its first premium paid from the own account; the cooling-off period runs.

    `seller`: another agent than agent.li; `received_days_ago`.
    """
    days = int(given.get("received_days_ago", 0))
    made = policy_issued(session, {"issued_days_ago": days} | dict(given), now)
    policy = session.get_one(Policy, made["policy_id"])
    policy.agent_id = str(given.get("seller", policy.agent_id))
    policy.received_at = now - timedelta(days=days)
    policy.cooling_off_until = end_of(local_day(policy.received_at) + timedelta(days=15), now)
    policy.status = PolicyStatus.IN_FORCE
    pay_first_premium(session, policy)
    return made | {"agent_id": policy.agent_id}


@world("premium_due_soon")
def premium_due_soon(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy in force whose premium is due in `due_in_days` days (30 unless told).

    `waived`: a claim waived the premium; `new_account`: servicing wrote another account of the policyholder to it.
    """
    made = policy_in_force(session, {"issued_days_ago": 340} | dict(given), now)
    policy = session.get_one(Policy, made["policy_id"])
    policy.paid_to = local_day(now) + timedelta(days=int(given.get("due_in_days", 30)))
    if given.get("waived"):
        policy.premium_waived_from = local_day(now)
    if given.get("new_account"):
        policy.premium_account_hash = privacy.keyed_hash(session, str(given["new_account"]), now)
    pay_first_premium(session, policy)
    return made


@world("policy_lapsed")
def policy_lapsed(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy that lapsed today for unpaid premium."""
    made = policy_in_force(session, given, now)
    policy = session.get_one(Policy, made["policy_id"])
    policy.status, policy.lapsed_at = PolicyStatus.LAPSED, now
    policy.paid_to = local_day(now) - timedelta(days=61)
    session.flush()
    return made


def pay_first_premium(session: Session, policy: Policy) -> None:
    """The first premium, as `premium.receive` would have kept it."""
    at = policy.issued_at
    holder = identity_of(session, find_customer(session, policy.policyholder_id)).name
    demand = PremiumDemand(
        id=f"PRD-{policy.id}",
        application_id=policy.application_id,
        decision_id=policy.decision_id,
        amount=policy.annual_premium,
        due_at=end_of(date(at.year, at.month, at.day), at),
        status=DemandStatus.PAID,
        created_at=at,
    )
    session.add(demand)
    session.flush()
    payer = {"holder": holder, "account_no": "6222020200001234567"}
    session.add(
        PremiumPayment(
            id=f"PAY-{policy.id}",
            demand_id=demand.id,
            amount=policy.annual_premium,
            method="bank_transfer",
            payer=privacy.seal(session, policy.policyholder_id, payer, at),
            account_hash=session.get_one(Application, policy.application_id).account_hash or "",
            status=PaymentStatus.KEPT,
            received_at=at,
        )
    )
    session.flush()


@world("renewal_opened")
def renewal_opened(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """The renewal that the watch opens for the first policy there is; with none, for one that it makes."""
    policy = session.scalars(select(Policy)).first()
    if policy is None:
        premium_due_soon(session, given, now)
        policy = session.scalars(select(Policy)).one()
    premium = next_premium(session, policy)
    if premium is None or policy.paid_to is None:
        raise LookupError(f"nothing is due of {policy.number}")
    kind, amount, months = premium
    renewal = Renewal(
        id="RNW-WORLD1",
        policy_id=policy.id,
        customer_id=policy.policyholder_id,
        agent_id=policy.agent_id,
        kind=kind,
        due_on=policy.paid_to,
        amount=amount,
        months=months,
        status=RenewalStatus.ANNOUNCED,
        is_covered=True,
        opened_at=now,
    )
    session.add(renewal)
    session.flush()
    return {**policy_facts(policy), "renewal_id": renewal.id}


@world("periodic_follow_up_due")
def periodic_follow_up_due(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """A policy in force for half a year, and the follow-up that the watch opens for it."""
    made = policy_in_force(session, {"issued_days_ago": 190} | dict(given), now)
    follow_up = FollowUp(
        id="FUP-WORLD1",
        kind=FollowUpKind.HALF_YEAR,
        policy_id=made["policy_id"],
        customer_id=made["customer_id"],
        agent_id=made["agent_id"],
        period_on=local_day(now),
        due_at=end_of(local_day(now) + timedelta(days=15), now),
        outcome=FollowUpOutcome.PENDING,
        problems=[],
        opened_at=now,
    )
    session.add(follow_up)
    session.flush()
    return {**made, "follow_up_id": follow_up.id}
