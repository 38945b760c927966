"""The application form and what hangs on it (SOP 4.4.1, DOMAIN §6.6)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class ApplicationStatus(StrEnum):
    """opened → signed → submitted → decided → accepted → issued; or one of the ends."""

    OPENED = "opened"
    """The customer has the link; nothing is signed."""
    SIGNED = "signed"
    SUBMITTED = "submitted"
    """Papers complete, entered, handed to underwriting."""
    DECIDED = "decided"
    """Terms were told to the customer, no answer yet."""
    ACCEPTED = "accepted"
    """Terms stand; premium is due."""
    ISSUED = "issued"
    ADJUSTED = "adjusted"
    """The customer asked for another plan; a next version follows."""
    STOPPED = "stopped"
    """Compliance ended it."""
    DECLINED = "declined"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


ENDED = frozenset(
    {
        ApplicationStatus.ISSUED,
        ApplicationStatus.STOPPED,
        ApplicationStatus.DECLINED,
        ApplicationStatus.POSTPONED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.LAPSED,
    }
)


class Application(Base):
    __tablename__ = "applications"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """What people quote, and the correlation key of its messages."""
    version: Mapped[int] = mapped_column(default=1)
    """Goes up when the plan is adjusted: signatures and decisions belong to one version."""
    status: Mapped[ApplicationStatus] = mapped_column(word(ApplicationStatus))
    applicant_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    insured_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[str]
    relation: Mapped[str | None]
    """What the applicant is to the insured: self, spouse, parent, child, supported_relative, employer, other."""
    content: Mapped[bytes | None]
    """The answers but for health, sealed under the applicant's key."""
    health: Mapped[bytes | None]
    """The health declaration, sealed under the insured's health key."""
    findings: Mapped[bytes | None]
    """What the underwriter read out of the papers, sealed under the insured's health key."""
    decision_draft: Mapped[bytes | None]
    """What the underwriter decided, until it is recorded, sealed under the insured's health key."""
    findings_at: Mapped[datetime | None]
    """When the underwriter last read the file."""
    report: Mapped[bytes | None]
    """The agent's report, sealed under the applicant's key."""
    insured_consents: Mapped[bool | None]
    """The insured (or guardian) agreed to the contract and the sum (Insurance Law art 34)."""
    signature_matches: Mapped[bool | None]
    """The name that was signed is the applicant's."""
    content_hash: Mapped[str | None]
    """Keyed hash of what the customer filled in: a signature covers it."""
    account_hash: Mapped[str | None]
    """Keyed hash of the policyholder's own account named in the application."""
    delivery: Mapped[str | None]
    """`paper` or `electronic`."""
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]

    __table_args__ = (Index(None, "applicant_id"), Index(None, "insured_id"), Index(None, "agent_id", "status"))


class PlanLine(Base):
    """One product of an application's version."""

    __tablename__ = "application_plans"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    version: Mapped[int]
    line: Mapped[int]
    product_code: Mapped[str] = mapped_column(ForeignKey("products.code"))
    sum_assured: Mapped[Decimal] = mapped_column(Money)
    premium_years: Mapped[int]
    """1: single premium."""
    policy_years: Mapped[int]
    """105: whole of life, to that age."""

    __table_args__ = (UniqueConstraint("application_id", "version", "line"),)


class Beneficiary(Base):
    __tablename__ = "beneficiaries"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    version: Mapped[int]
    identity: Mapped[bytes]
    """Name and number, sealed under the applicant's key."""
    relation: Mapped[str]
    rank: Mapped[int]
    share_pct: Mapped[Decimal]
    sealed_under: Mapped[str | None]
    """Whose key seals the identity; None: the applicant's."""
    servicing_id: Mapped[str | None]
    """The change that named them; None: the application."""
    replaced_at: Mapped[datetime | None]
    """When a later change took their place (`handlers/beneficiaries.py` reads who stands)."""

    __table_args__ = (Index(None, "application_id", "version"),)


class Signature(Base):
    """Who signed what, when, how; only the customer's own link can bring one about (SOP 4.4.1a)."""

    __tablename__ = "signatures"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    version: Mapped[int]
    signer_role: Mapped[str]
    """`applicant`, `insured` or `guardian`."""
    signed_by: Mapped[str]
    """The actor of the session that signed."""
    method: Mapped[str]
    content_hash: Mapped[str]
    signed_at: Mapped[datetime]

    __table_args__ = (Index(None, "application_id", "version"),)


class Paper(Base):
    """One paper of the application file, as the agent brought it (DOMAIN §6.2a)."""

    __tablename__ = "application_papers"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[str]
    original_seen: Mapped[bool]
    legible: Mapped[bool]
    valid_to: Mapped[date | None]
    received_at: Mapped[datetime]
    brought_by: Mapped[str]

    __table_args__ = (Index(None, "application_id", "kind"),)
