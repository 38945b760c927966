"""For what a customer's data may be used beyond the contract, and what the customer said to it (PIPL arts 13–16).

What the contract or the law needs is not asked for here: it has its own consents, signed in the process that needs
them (`sales_confirmations`).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.records import Contact, PrivacyConsent, SalesConfirmation

MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `version` changes with the words: a consent is to the words that were shown."""

    id: str
    title: str
    text: str
    version: str


PURPOSES = (
    Purpose(
        MARKETING,
        "产品介绍和活动通知",
        "用您的联系方式介绍新产品和活动。不同意不影响已有的保单和服务。",
        "2026-11",
    ),
)
"""Only uses that something here obeys: a purpose without an effect would promise what nobody keeps."""


SIGNED = {"sensitive_consent": "处理敏感个人信息", "share_with_insurer": "向保险公司提供个人信息"}
"""Consents that a process itself asks for and keeps."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts now for one purpose; `given` None: nothing was said yet, and then there is no consent."""

    purpose: Purpose
    given: bool | None
    at: datetime | None


def purpose_of(purpose_id: str) -> Purpose | None:
    """The purpose with this id; None when there is none."""
    return next((one for one in PURPOSES if one.id == purpose_id), None)


def standings(session: Session, customer_id: str) -> list[Standing]:
    """What the customer said last, per purpose."""
    asked = select(PrivacyConsent).where(PrivacyConsent.customer_id == customer_id)
    newest = {row.purpose: row for row in session.scalars(asked.order_by(PrivacyConsent.said_at, PrivacyConsent.id))}
    return [
        Standing(one, newest[one.id].given, newest[one.id].said_at) if one.id in newest else Standing(one, None, None)
        for one in PURPOSES
    ]


def signed_consents(session: Session, customer_id: str) -> list[tuple[str, datetime]]:
    """What the customer signed in the processes that need it: words and time, the newest first."""
    asked = select(SalesConfirmation).where(
        SalesConfirmation.customer_id == customer_id,
        SalesConfirmation.purpose.in_(SIGNED),
        SalesConfirmation.given,
    )
    found = session.scalars(asked.order_by(SalesConfirmation.signed_at.desc()))
    return [(SIGNED[row.purpose], row.signed_at) for row in found]


def has_consented(session: Session, customer_id: str, purpose_id: str) -> bool:
    """Whether the use is allowed now."""
    return any(one.given is True for one in standings(session, customer_id) if one.purpose.id == purpose_id)


def say_consent(
    session: Session, customer_id: str, purpose: Purpose, *, given: bool, by: str, confirmation_id: str, now: datetime
) -> None:
    """Keep what the customer says now; the wish about marketing also reaches the records of first contact."""
    session.add(
        PrivacyConsent(
            id=f"CST-{secrets.token_hex(8).upper()}",
            customer_id=customer_id,
            purpose=purpose.id,
            version=purpose.version,
            given=given,
            said_by=by,
            confirmation_id=confirmation_id,
            said_at=now,
        )
    )
    if purpose.id == MARKETING:
        for contact in session.scalars(select(Contact).where(Contact.customer_id == customer_id)):
            contact.marketing_consent, contact.marketing_consent_at = given, now
    session.flush()
