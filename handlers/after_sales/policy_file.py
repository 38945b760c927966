"""Finding a policy and its products; used by every handler of the family."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.records import Policy, PolicyPlan, Product
from handlers.records.policy import PolicyStatus

ENDED = (PolicyStatus.TERMINATED, PolicyStatus.CANCELLED)


class UnknownPolicyError(LookupError):
    """There is no policy with this id."""


def find_policy(session: Session, policy_id: str) -> Policy:
    """The policy's row. Raises `UnknownPolicyError`."""
    row = session.get(Policy, policy_id)
    if row is None:
        raise UnknownPolicyError(policy_id)
    return row


def plans_of(session: Session, policy: Policy) -> Sequence[tuple[PolicyPlan, Product]]:
    """The products of a policy, in order."""
    rows = session.execute(
        select(PolicyPlan, Product)
        .join(Product, Product.code == PolicyPlan.product_code)
        .where(PolicyPlan.policy_id == policy.id)
        .order_by(PolicyPlan.line)
    )
    return [(plan, product) for plan, product in rows]


def cooling_off_days(session: Session, policy: Policy) -> int:
    """The longest cooling-off period of its products, in days from the signed receipt (DOMAIN §2.2)."""
    return max((product.cooling_off_days for _, product in plans_of(session, policy)), default=0)
