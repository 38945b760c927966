"""A claim: what was reported, which papers it needs, how its clock ran (SOP 4.5.3, DOMAIN §2.5)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class ClaimStatus(StrEnum):
    """reported → opened → received → accepted → decided → settled; or one of the ends."""

    REPORTED = "reported"
    OPENED = "opened"
    RECEIVED = "received"
    """Claim form and first papers are here: the statutory clock runs."""
    ACCEPTED = "accepted"
    """Papers are complete."""
    DECIDED = "decided"
    SETTLED = "settled"
    REFUSED = "refused"
    """Not opened (不予立案)."""
    DORMANT = "dormant"
    """Papers did not come in time; the customer may claim again until the right expires."""
    WITHDRAWN = "withdrawn"


class PaperStatus(StrEnum):
    ASKED = "asked"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    MISSING = "missing"
    """Missing, or brought and not fit: the one-time notice names it."""


class Claim(Base):
    __tablename__ = "claims"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """What people quote, and the correlation key of its messages."""
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    """Who claims: insured, beneficiary, heir, guardian or policyholder."""
    insured_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    channel: Mapped[str]
    """`hotline`, `agent`, `counter`, `online` (the customer's own link)."""
    reported_by: Mapped[str]
    claimant_relation: Mapped[str]
    claim_types: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Codes of DOMAIN §4.3: `death_illness`, `medical`, `property` …"""
    status: Mapped[ClaimStatus] = mapped_column(word(ClaimStatus))
    occurred_on: Mapped[date | None]
    reported_at: Mapped[datetime]
    event: Mapped[bytes | None]
    """Time, place, cause and course as told, sealed under the insured's health key."""
    form: Mapped[bytes | None]
    """The claim application (理赔申请书), sealed under the insured's health key."""
    form_hash: Mapped[str | None]
    """Keyed hash of what the claimant filled in: the signature covers it."""
    signed_by: Mapped[str | None]
    """The actor of the session that signed: only the claimant's own link can."""
    signed_at: Mapped[datetime | None]
    payee: Mapped[bytes | None]
    """Holder and account, sealed under the claimant's key."""
    account_hash: Mapped[str | None]
    amount_claimed: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    first_received_at: Mapped[datetime | None]
    """First receipt of the claim with papers: the anchor of the statutory clocks (Interp. II art 15)."""
    complete_at: Mapped[datetime | None]
    determination_due_at: Mapped[datetime | None]
    advance_due_at: Mapped[datetime | None]
    route: Mapped[str | None]
    fraud_score: Mapped[int | None]
    fraud_indicators: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Codes of DOMAIN §4.2: indications, never a finding of fraud."""
    coverage: Mapped[bytes | None]
    """What the coverage review found, sealed under the insured's health key."""
    findings: Mapped[bytes | None]
    """What the adjuster found, sealed under the insured's health key."""
    decision_draft: Mapped[bytes | None]
    """What was determined, until it is approved and recorded; sealed under the insured's health key."""
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]

    __table_args__ = (
        Index(None, "policy_id"),
        Index(None, "insured_id"),
        Index(None, "customer_id"),
        Index(None, "agent_id", "status"),
        Index(None, "account_hash"),  # the same account in another claim is an indicator
    )


class ClaimPaper(Base):
    """One paper that this claim needs, or may need (DOMAIN §4.3)."""

    __tablename__ = "claim_papers"

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"))
    kind: Mapped[str]
    is_needed: Mapped[bool]
    """False: only where it applies."""
    status: Mapped[PaperStatus] = mapped_column(word(PaperStatus))
    on_notice: Mapped[bool] = mapped_column(default=False)
    """Named by the one-time notice; nothing else may be asked for afterwards (art 22)."""
    asked_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    brought_by: Mapped[str | None]

    __table_args__ = (Index(None, "claim_id"),)


class ClaimPause(Base):
    """An interval in which the statutory clock stands: from the one-time notice until the papers arrive."""

    __tablename__ = "claim_pauses"

    id: Mapped[str] = mapped_column(primary_key=True)
    claim_id: Mapped[str] = mapped_column(ForeignKey("claims.id"))
    reason: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "claim_id"),)
