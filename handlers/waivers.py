"""Waiver of premium: what a granted claim does to premiums that were due, and what renewal asks (SOP 4.5.3, 4.5.2a).

A claim for waiver is decided after the event it is about, so premiums due since then were asked for, perhaps paid,
perhaps left unpaid until the policy lapsed: each is put right here or by the renewal case that is still open.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from engine.registry import HandlerContext
from handlers.messages import KEPT
from handlers.premiums import balance_of, refund
from handlers.records import Policy, PremiumDemand, Renewal
from handlers.records.policy import PolicyStatus
from handlers.records.renewal import RenewalStatus
from handlers.words import add_months

LONG_TERM = "renewal_premium"
"""Only instalments of a long-term policy are waived; another year of a one-year policy is a new contract."""


def is_waived(policy: Policy, due_on: date) -> bool:
    """Whether nothing is owed of the premium that is due on that day."""
    return policy.premium_waived_from is not None and due_on >= policy.premium_waived_from


def grant_waiver(context: HandlerContext, policy: Policy, since: date) -> None:
    """Waive every premium due from that day on: send back what was paid of them, undo a lapse, end the collecting.

    Money goes back to the account it came from. Open renewals are told by the message `premium_waived`.
    """
    session = context.session
    policy.premium_waived_from = since
    due_since = select(Renewal).where(
        Renewal.policy_id == policy.id, Renewal.kind == LONG_TERM, Renewal.due_on >= since
    )
    for renewal in session.scalars(due_since.order_by(Renewal.due_on)).all():
        if renewal.status is RenewalStatus.PAID:
            demand = session.get_one(PremiumDemand, renewal.demand_id)
            refund(context, demand, balance_of(session, demand), "premium_waived")
            renewal.status = RenewalStatus.WAIVED
        elif renewal.status is RenewalStatus.LAPSED and policy.status is PolicyStatus.LAPSED:
            renewal.status, renewal.is_covered = RenewalStatus.WAIVED, True
            policy.paid_to = add_months(renewal.due_on, renewal.months)
            policy.status, policy.lapsed_at = PolicyStatus.IN_FORCE, None
            context.publish("policy_reinstated", policy.id, {"policy_id": policy.id}, KEPT)
    # Only a case that is open now may hear of it: a later one asks `is_waived` itself.
    context.publish("premium_waived", policy.id, {"policy_id": policy.id}, timedelta(0))
