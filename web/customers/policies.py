"""The customer's own policies, as the home shows them: what is covered, until when, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask_babel import lazy_gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from handlers.records import Policy, PolicyPlan, Product
from handlers.records.policy import PolicyStatus

HOLDER, INSURED = "policyholder", "insured"
STATUS = {
    PolicyStatus.ISSUED: lazy_gettext("已签发"),
    PolicyStatus.IN_FORCE: lazy_gettext("有效"),
    PolicyStatus.LAPSED: lazy_gettext("中止"),
    PolicyStatus.TERMINATED: lazy_gettext("已终止"),
    PolicyStatus.CANCELLED: lazy_gettext("已解除"),
}
OVER = frozenset({PolicyStatus.TERMINATED, PolicyStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class Cover:
    product: str
    sum_assured: Decimal


@dataclass(frozen=True, slots=True)
class OwnPolicy:
    """One policy. `premium`, `paid_to` and `cooling_off_until` None: not told to who is only insured, or not known."""

    id: str
    number: str
    status: PolicyStatus
    roles: frozenset[str]
    covers: tuple[Cover, ...]
    effective_from: date
    premium: Decimal | None
    paid_to: date | None
    received: bool
    cooling_off_until: datetime | None

    @property
    def status_words(self) -> str:
        return str(STATUS[self.status])

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    def can_be_given_back(self, now: datetime) -> bool:
        """Within the cooling-off period, which begins with the receipt: before that it has not begun to run."""
        if self.is_over or HOLDER not in self.roles:
            return False
        return not self.received or (self.cooling_off_until is not None and now <= self.cooling_off_until)


def policies_of(rows: Session, customer_id: str) -> list[OwnPolicy]:
    """The policies that the customer holds or is insured by, the newest first; those that ended come last."""
    mine = or_(Policy.policyholder_id == customer_id, Policy.insured_id == customer_id)
    found = rows.scalars(select(Policy).where(mine).order_by(Policy.issued_at.desc(), Policy.id)).all()
    covers = _covers(rows, [policy.id for policy in found])
    shown = [_shown(policy, customer_id, covers.get(policy.id, ())) for policy in found]
    return sorted(shown, key=lambda each: each.is_over)


def policy_of(rows: Session, customer_id: str, policy_id: str) -> OwnPolicy:
    """One of the customer's own policies. Raises `NotFound` for every other."""
    for policy in policies_of(rows, customer_id):
        if policy.id == policy_id:
            return policy
    raise NotFound(what="policy", id=policy_id)


def _covers(rows: Session, policy_ids: Sequence[str]) -> dict[str, tuple[Cover, ...]]:
    asked = (
        select(PolicyPlan.policy_id, Product.name, PolicyPlan.sum_assured)
        .join(Product, Product.code == PolicyPlan.product_code)
        .where(PolicyPlan.policy_id.in_(policy_ids), PolicyPlan.ended_on.is_(None))
        .order_by(PolicyPlan.policy_id, PolicyPlan.line)
    )
    found: dict[str, tuple[Cover, ...]] = {}
    for policy_id, product, sum_assured in rows.execute(asked):
        found[policy_id] = (*found.get(policy_id, ()), Cover(product, sum_assured))
    return found


def _shown(policy: Policy, customer_id: str, covers: tuple[Cover, ...]) -> OwnPolicy:
    holds = policy.policyholder_id == customer_id
    roles = {HOLDER} if holds else set()
    return OwnPolicy(
        policy.id,
        policy.number,
        policy.status,
        frozenset(roles | ({INSURED} if policy.insured_id == customer_id else set())),
        covers,
        policy.effective_from,
        policy.annual_premium if holds else None,
        policy.paid_to if holds else None,
        policy.received_at is not None,
        policy.cooling_off_until if holds else None,
    )
