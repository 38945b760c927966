"""What is kept on a person, for that person: a copy to take away (PIPL art 45).

Given is what the person told, what was agreed and what was done. Not given: what others wrote to assess a claim or an
application before it is decided, indications of fraud, and data of other people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.people import find_customer, health_subject, identity_of
from handlers.records import (
    Application,
    Cancellation,
    Claim,
    Complaint,
    CustomerQuestion,
    Document,
    NeedsAnalysis,
    Policy,
    PolicyPlan,
    PrivacyConsent,
    SalesConfirmation,
    ServicingRecord,
)

Json = Any
FOR_CUSTOMER = ("customer", "both")
PLAIN: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "cancellations": (Cancellation, ("id", "status", "asked_at", "closed_at")),
    "consents": (PrivacyConsent, ("purpose", "version", "given", "said_at")),
    "confirmations": (SalesConfirmation, ("purpose", "given", "method", "signed_at", "content_hash")),
}
"""Records that are told as they stand: table, columns."""
OWN_WORDS = ("said", "wants", "contact", "explained", "reply", "question", "answer")
"""Parts of a complaint or question that the person wrote or was told."""


def own_data(session: Session, customer_id: str, now: datetime) -> dict[str, Json]:
    """Everything of the person as plain JSON. Raises `UnknownCustomerError`, `ErasedError`."""
    customer = find_customer(session, customer_id)
    person = {"id": customer.id, "kind": customer.kind, "birth_date": _plain(customer.birth_date)}
    return {
        "made_at": now.isoformat(),
        "customer": person | asdict(identity_of(session, customer)),
        "policies": [_policy(session, each) for each in _of(session, Policy, Policy.policyholder_id, customer_id)],
        "insured_by": [
            _facts(each, "number", "status")
            for each in _of(session, Policy, Policy.insured_id, customer_id)
            if each.policyholder_id != customer_id
        ],
        "applications": [_application(session, each, customer_id) for each in _applications(session, customer_id)],
        "needs_analyses": [_needs(session, each) for each in _rows(session, NeedsAnalysis, customer_id)],
        "claims": [_claim(session, each) for each in _rows(session, Claim, customer_id)],
        "servicing": [
            _servicing(session, each)
            for each in _of(session, ServicingRecord, ServicingRecord.applicant_id, customer_id)
        ],
        "complaints": [_complaint(session, each) for each in _rows(session, Complaint, customer_id)],
        "questions": [_question(session, each) for each in _rows(session, CustomerQuestion, customer_id)],
        "documents": [
            _facts(each, "number", "version", "title", "created_at", "sha256")
            for each in _of(session, Document, Document.subject_id, customer_id)
            if each.recipient in FOR_CUSTOMER
        ],
    } | {
        name: [_facts(each, *fields) for each in _rows(session, table, customer_id)]
        for name, (table, fields) in PLAIN.items()
    }


def _rows(session: Session, table: Any, customer_id: str) -> Iterable[Any]:
    return _of(session, table, table.customer_id, customer_id)


def _of(session: Session, table: Any, column: Any, customer_id: str) -> Iterable[Any]:
    return session.scalars(select(table).where(column == customer_id).order_by(table.id)).all()


def _applications(session: Session, customer_id: str) -> Iterable[Application]:
    mine = (Application.applicant_id == customer_id) | (Application.insured_id == customer_id)
    return session.scalars(select(Application).where(mine).order_by(Application.id)).all()


def _policy(session: Session, policy: Policy) -> dict[str, Json]:
    plans = session.scalars(select(PolicyPlan).where(PolicyPlan.policy_id == policy.id).order_by(PolicyPlan.line))
    names = (
        "number",
        "status",
        "effective_from",
        "annual_premium",
        "paid_to",
        "received_at",
        "cooling_off_until",
        "ended_at",
    )
    return _facts(policy, *names) | {
        "plans": [
            _facts(plan, "product_code", "sum_assured", "premium", "premium_years", "policy_years") for plan in plans
        ],
        "premium_account": _opened(session, policy.policyholder_id, policy.premium_account),
    }


def _application(session: Session, application: Application, customer_id: str) -> dict[str, Json]:
    """The applicant's own statements; of an insured who is somebody else only the disclosure of the own health."""
    said = _facts(application, "number", "status", "opened_at", "closed_at")
    if application.applicant_id == customer_id:
        said["stated"] = _opened(session, customer_id, application.content)
    if application.insured_id == customer_id:
        said["health"] = _opened(session, health_subject(customer_id), application.health)
    return said


def _needs(session: Session, needs: NeedsAnalysis) -> dict[str, Json]:
    return _facts(needs, "id", "status", "opened_at", "closed_at") | {
        "facts": _opened(session, needs.customer_id, needs.facts),
        "health": _opened(session, health_subject(needs.customer_id), needs.health),
        "interview": _opened(session, needs.customer_id, needs.interview),
    }


def _servicing(session: Session, record: ServicingRecord) -> dict[str, Json]:
    names = ("number", "item_name", "status", "channel", "received_at", "effective_at", "closed_at")
    return _facts(record, *names) | {"asked_for": _opened(session, record.sealed_under, record.change)}


def _complaint(session: Session, complaint: Complaint) -> dict[str, Json]:
    said = _facts(complaint, "number", "status", "received_at", "answered_at", "closed_at")
    return said | _words(_opened(session, complaint.sealed_under, complaint.content))


def _question(session: Session, question: CustomerQuestion) -> dict[str, Json]:
    said = _facts(question, "number", "asked_at", "answered_at")
    return said | _words(_opened(session, question.customer_id, question.content))


def _claim(session: Session, claim: Claim) -> dict[str, Json]:
    said = _facts(claim, "number", "status", "claim_types", "occurred_on", "reported_at", "closed_at", "close_reason")
    if claim.insured_id == claim.customer_id:
        health = health_subject(claim.insured_id)
        said |= {"event": _opened(session, health, claim.event), "form": _opened(session, health, claim.form)}
    return said | {"payee": _opened(session, claim.customer_id, claim.payee)}


def _words(content: Json) -> dict[str, Json]:
    return {name: content[name] for name in OWN_WORDS if isinstance(content, dict) and name in content}


def _opened(session: Session, subject: str, sealed: bytes | None) -> Json:
    """None for what was never there, or whose key is gone."""
    try:
        return privacy.unseal(session, subject, sealed) if sealed is not None else None
    except privacy.ErasedError:
        return None


def _facts(row: Any, *names: str) -> dict[str, Json]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Json:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
