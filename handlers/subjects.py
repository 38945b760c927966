"""What cases are about: the variables that say so, and how they name a customer, a policy or a claim.

The engine keeps the values of these variables in clear (`Options.subjects`), so that a case is found by them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.records import Application, Claim, Policy

AGENT = "agent_id"
"""Whose matter a case is: the agent named now may read it."""
NUMBERS = (
    "application_id",
    "application_no",
    "claim_id",
    "claim_no",
    "complaint_id",
    "complaint_no",
    "policy_id",
    "policy_no",
    "question_id",
    "question_no",
    "servicing_id",
    "servicing_no",
)
"""What people quote, and the ids behind it."""
PEOPLE = ("applicant_id", "customer_id", "insured_id", "new_holder_id", "policyholder_id")
SUBJECTS = (AGENT, *NUMBERS, *PEOPLE)
MOST = 500
"""Matters of one customer that a question names; of a group with more, the newest."""


def names_of_customer(session: Session, customer_id: str) -> frozenset[str]:
    """The customer's id, and the ids and numbers of the customer's applications, policies and claims."""
    applications = select(Application.id, Application.number).where(
        or_(Application.applicant_id == customer_id, Application.insured_id == customer_id)
    )
    held = select(Policy.id, Policy.number).where(
        or_(Policy.policyholder_id == customer_id, Policy.insured_id == customer_id)
    )
    claims = select(Claim.id, Claim.number).where(
        or_(Claim.customer_id == customer_id, Claim.insured_id == customer_id)
    )
    ordered = (
        applications.order_by(Application.opened_at.desc()),
        held.order_by(Policy.issued_at.desc()),
        claims.order_by(Claim.reported_at.desc()),
    )
    return frozenset([customer_id, *_flat(row for asked in ordered for row in session.execute(asked.limit(MOST)))])


def names_of_policy(session: Session, policy: Policy) -> frozenset[str]:
    """The policy's id and number, those of the application it came from, and those of its claims."""
    application = select(Application.id, Application.number).where(Application.id == policy.application_id)
    claims = select(Claim.id, Claim.number).where(Claim.policy_id == policy.id).order_by(Claim.reported_at.desc())
    rows = [*session.execute(application), *session.execute(claims.limit(MOST))]
    return frozenset([policy.id, policy.number, *_flat(rows)])


def names_of_claim(claim: Claim) -> frozenset[str]:
    """The claim's id and number."""
    return frozenset([claim.id, claim.number])


def _flat(rows: Iterable[Iterable[str]]) -> Iterable[str]:
    return (value for row in rows for value in row)
