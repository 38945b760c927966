"""Finding a claim and its parts; sealing and opening what it holds. Used by the handlers of every stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from engine.schemas import Shape
from handlers import privacy
from handlers.people import health_subject
from handlers.records import (
    Claim,
    ClaimAppeal,
    ClaimDecision,
    ClaimInvestigation,
    ClaimPaper,
    ClaimPayment,
    Policy,
    PolicyPlan,
    Product,
    PropertySurvey,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EventAnswers:
    """The loss as told: when, where, why, how. Class C2, health."""

    occurred_on: date
    place: str
    course: str
    cause: str | None = None
    police_case_no: str | None = None


class UnknownClaimError(LookupError):
    """There is no claim with this id."""


def find_claim(session: Session, claim_id: str) -> Claim:
    """The claim's row. Raises `UnknownClaimError`."""
    row = session.get(Claim, claim_id)
    if row is None:
        raise UnknownClaimError(claim_id)
    return row


def policy_of(session: Session, claim: Claim) -> Policy:
    """The policy that it is claimed under."""
    return session.get_one(Policy, claim.policy_id)


def plans_of(session: Session, claim: Claim) -> Sequence[tuple[PolicyPlan, Product]]:
    """The products of the policy, in order."""
    rows = session.execute(
        select(PolicyPlan, Product)
        .join(Product, Product.code == PolicyPlan.product_code)
        .where(PolicyPlan.policy_id == claim.policy_id)
        .order_by(PolicyPlan.line)
    )
    return [(plan, product) for plan, product in rows]


def papers_of(session: Session, claim: Claim) -> Sequence[ClaimPaper]:
    """The papers that were listed for it, in the order of the list."""
    return session.scalars(select(ClaimPaper).where(ClaimPaper.claim_id == claim.id).order_by(ClaimPaper.id)).all()


def last_decision(session: Session, claim: Claim) -> ClaimDecision | None:
    """The newest decision; an appeal makes another version."""
    return session.scalar(
        select(ClaimDecision).where(ClaimDecision.claim_id == claim.id).order_by(ClaimDecision.version.desc()).limit(1)
    )


def last_investigation(session: Session, claim: Claim) -> ClaimInvestigation | None:
    """The newest investigation."""
    return session.scalar(
        select(ClaimInvestigation)
        .where(ClaimInvestigation.claim_id == claim.id)
        .order_by(ClaimInvestigation.number.desc())
        .limit(1)
    )


def survey_of(session: Session, claim: Claim) -> PropertySurvey | None:
    """The survey of a property claim."""
    return session.scalar(select(PropertySurvey).where(PropertySurvey.claim_id == claim.id))


def involved(session: Session, claim: Claim) -> frozenset[str]:
    """Everybody who judged this claim so far: nobody of them may give the second opinion (DOMAIN §2.6)."""
    people: set[str | None] = set()
    for decision in session.scalars(select(ClaimDecision).where(ClaimDecision.claim_id == claim.id)):
        people |= {decision.decided_by, *decision.approved_by}
    for work in session.scalars(select(ClaimInvestigation).where(ClaimInvestigation.claim_id == claim.id)):
        people |= {work.ordered_by, work.first_by, work.second_by}
    survey = survey_of(session, claim)
    if survey is not None:
        people |= {survey.surveyed_by, survey.assessed_by}
    people |= {claim.agent_id}
    return frozenset(one for one in people if one)


def open_appeals(session: Session, claim: Claim) -> Sequence[ClaimAppeal]:
    """Appeals that nobody answered yet."""
    rows = select(ClaimAppeal).where(ClaimAppeal.claim_id == claim.id, ClaimAppeal.answered_at.is_(None))
    return session.scalars(rows.order_by(ClaimAppeal.raised_at)).all()


def payments_of(session: Session, claim: Claim) -> Sequence[ClaimPayment]:
    """What was paid or is to be paid."""
    rows = select(ClaimPayment).where(ClaimPayment.claim_id == claim.id)
    return session.scalars(rows.order_by(ClaimPayment.due_at, ClaimPayment.id)).all()


def claims_since(session: Session, insured_id: str, since: datetime) -> int:
    """How many claims were reported for a person since then."""
    found = select(func.count()).where(Claim.insured_id == insured_id, Claim.reported_at >= since)
    return int(session.scalar(found) or 0)


def seal_health(context: HandlerContext, claim: Claim, value: Any) -> bytes:
    """Seal something under the insured's health key: what happened to a person tells of health (DOMAIN §8)."""
    held = Shape(type(value)).dump(value) if hasattr(value, "__dataclass_fields__") else value
    return privacy.seal(context.session, health_subject(claim.insured_id), held, context.now)


def open_health(session: Session, claim: Claim, sealed: bytes | None, shape: type[T]) -> T | None:
    """What was sealed with `seal_health`, as its dataclass; None when nothing was. Raises `ErasedError`."""
    if sealed is None:
        return None
    return Shape(shape).load(privacy.unseal(session, health_subject(claim.insured_id), sealed))


def open_text(session: Session, claim: Claim, sealed: bytes | None) -> str:
    """A sentence that was sealed with `seal_health`; empty when nothing was."""
    return "" if sealed is None else str(privacy.unseal(session, health_subject(claim.insured_id), sealed))
