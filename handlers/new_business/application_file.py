"""Finding an application and its parts; used by the handlers of every stage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.new_business.schemas import ApplicationContent, Findings, HealthAnswers
from handlers.people import health_subject
from handlers.records.application import Application, Beneficiary, PlanLine
from handlers.records.product import Product
from handlers.records.underwriting_decision import Reasons, UnderwritingDecision


class UnknownApplicationError(LookupError):
    """There is no application with this id."""


def find_application(session: Session, application_id: str) -> Application:
    """The application's row. Raises `UnknownApplicationError`."""
    row = session.get(Application, application_id)
    if row is None:
        raise UnknownApplicationError(application_id)
    return row


def plan_lines(session: Session, application: Application) -> Sequence[tuple[PlanLine, Product]]:
    """The products of the application's present version, in order."""
    rows = session.execute(
        select(PlanLine, Product)
        .join(Product, Product.code == PlanLine.product_code)
        .where(PlanLine.application_id == application.id, PlanLine.version == application.version)
        .order_by(PlanLine.line)
    )
    return [(line, product) for line, product in rows]


def beneficiaries_of(session: Session, application: Application) -> Sequence[Beneficiary]:
    """The named beneficiaries of the present version; none means the legal heirs."""
    return session.scalars(
        select(Beneficiary)
        .where(Beneficiary.application_id == application.id, Beneficiary.version == application.version)
        .order_by(Beneficiary.rank, Beneficiary.id)
    ).all()


def content_of(session: Session, application: Application) -> ApplicationContent:
    """What the customer filled in, but for health. Class C2."""
    if application.content is None:
        raise UnknownApplicationError(f"{application.number} was not filled in yet")
    return ApplicationContent.load(privacy.unseal(session, application.applicant_id, application.content))


def health_of(session: Session, application: Application) -> HealthAnswers:
    """The health declaration. Class C2, health."""
    if application.health is None:
        raise UnknownApplicationError(f"{application.number} was not filled in yet")
    return HealthAnswers(privacy.unseal(session, health_subject(application.insured_id), application.health))


def findings_of(session: Session, application: Application) -> Findings:
    """What the underwriter read out of the file; empty before the first reading. Class C2, health."""
    if application.findings is None:
        return Findings()
    return Findings.load(privacy.unseal(session, health_subject(application.insured_id), application.findings))


def reasons_of(session: Session, application: Application, decision: UnderwritingDecision) -> Reasons:
    """Why it was decided so. Class C2, health."""
    return Reasons(**privacy.unseal(session, health_subject(application.insured_id), decision.reasons))


def seal_health(session: Session, application: Application, value: Any, now: datetime) -> bytes:
    """Seal something under the insured's health key."""
    return privacy.seal(session, health_subject(application.insured_id), value, now)
