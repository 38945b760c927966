"""A request for a change to a policy, from receipt to archive (SOP 4.5.2b, B1.3; DOMAIN §6.8 `servicing_record`)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money
from handlers.records.words import word


class ServicingStatus(StrEnum):
    """received → accepted → approved → done; or one of the ends."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    """Complete: the time to finish runs."""
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """What was asked of the customer did not come in time."""


IN_FLIGHT = (ServicingStatus.RECEIVED, ServicingStatus.ACCEPTED, ServicingStatus.APPROVED)


class ServicingRecord(Base):
    """The servicing record 《保单保全服务记录表》: one per request."""

    __tablename__ = "servicing_records"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """What people quote, and the correlation key of its messages."""
    case_id: Mapped[str]
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    policy_version: Mapped[int]
    """Of the policy when the request was accepted: a later change of the same kind makes this request stale."""
    item_code: Mapped[str]
    item_name: Mapped[str]
    kind: Mapped[str]
    """Exclusive kind: a policy has one request of a kind in flight."""
    status: Mapped[ServicingStatus] = mapped_column(word(ServicingStatus))
    applicant_role: Mapped[str]
    applicant_id: Mapped[str | None]
    """The customer whose number was shown; None when nobody with this number is known."""
    represented: Mapped[bool] = mapped_column(default=False)
    applicant_check: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Codes of what the checks of status, applicant and order found; empty: nothing."""
    channel: Mapped[str]
    received_at: Mapped[datetime]
    """Receipt of the notice: every legal clock of the request starts here."""
    complete_at: Mapped[datetime | None]
    one_time_notice_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    limit_at: Mapped[datetime]
    """The last moment by law, or by the agency's own outer limit."""
    papers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """One entry per paper: kind, ok, problem."""
    sealed_under: Mapped[str]
    """Whose key seals the request: the policyholder when it came, also after a change of policyholder."""
    change: Mapped[bytes | None]
    """What was asked for."""
    change_hash: Mapped[str | None]
    """Keyed hash of it: signatures and consents cover this and nothing else."""
    health: Mapped[bytes | None]
    """A disclosure that came with it, sealed under the insured's health key."""
    before: Mapped[bytes | None]
    after: Mapped[bytes | None]
    uw_needed: Mapped[bool] = mapped_column(default=False)
    uw_result: Mapped[str | None]
    money_in: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    money_out: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    risk_level: Mapped[str | None]
    risk_reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    review_level: Mapped[str | None]
    """`L0` automatic, `L1` one operator, `L2` operator and reviewer, `L3` with a manager."""
    retention_offered: Mapped[bool] = mapped_column(default=False)
    retention_result: Mapped[str | None]
    callback_at: Mapped[datetime | None]
    callback_ok: Mapped[bool | None]
    approvals: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """One entry per step: level, by, at, decision, comment."""
    operator: Mapped[str | None]
    reviewer: Mapped[str | None]
    endorsement_no: Mapped[str | None]
    effective_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]
    delays: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What the customer was told when it took longer: at, why, until when."""
    satisfaction: Mapped[int | None]
    """1 to 5."""
    close_reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    sla_met: Mapped[bool | None]
    retention_rules: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Codes of the keeping rules that apply; the date is computed when their anchor event happens (DOMAIN §2.9)."""

    __table_args__ = (Index(None, "policy_id", "status"), Index(None, "closed_at"), Index(None, "item_code"))


class ServicingConsent(Base):
    """One person's signature on a request: the applicant's own, the insured's consent, the new policyholder's."""

    __tablename__ = "servicing_consents"

    id: Mapped[str] = mapped_column(primary_key=True)
    servicing_id: Mapped[str] = mapped_column(ForeignKey("servicing_records.id"))
    role: Mapped[str]
    customer_id: Mapped[str]
    what: Mapped[str]
    """`request`, `consent`, `loss_figures`, `loan_terms`, `terms`, `keeping`."""
    given: Mapped[bool]
    signed_by: Mapped[str]
    """The actor of the session: the person's own link."""
    content_hash: Mapped[str]
    signed_at: Mapped[datetime]

    __table_args__ = (Index(None, "servicing_id"),)


class ServicingUnderwriting(Base):
    """What the underwriter decided on a change, and why."""

    __tablename__ = "servicing_underwritings"

    id: Mapped[str] = mapped_column(primary_key=True)
    servicing_id: Mapped[str] = mapped_column(ForeignKey("servicing_records.id"))
    outcome: Mapped[str]
    """As of new business: standard, rated, exclusion, postponed, declined; `deemed`: the law's silence."""
    extra_pct: Mapped[Decimal]
    exclusions: Mapped[list[Any]] = mapped_column(JSON)
    reasons: Mapped[bytes]
    """Sealed under the insured's health key."""
    risk_rose: Mapped[bool | None]
    """Of a reinstatement: the only ground to refuse (Interp. III art 8)."""
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "servicing_id"),)


class ServicingPayment(Base):
    """Money of a request: what the customer paid in, what goes out, always from and to an own account."""

    __tablename__ = "servicing_payments"

    id: Mapped[str] = mapped_column(primary_key=True)
    servicing_id: Mapped[str] = mapped_column(ForeignKey("servicing_records.id"))
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    direction: Mapped[str]
    """`in` or `out`."""
    amount: Mapped[Decimal] = mapped_column(Money)
    party: Mapped[bytes]
    """Holder and account, sealed under the policyholder's key."""
    account_hash: Mapped[str]
    status: Mapped[str]
    """`kept`, `returned` (not an own account), `ordered` (to be paid out)."""
    made_at: Mapped[datetime]

    __table_args__ = (Index(None, "servicing_id"), Index(None, "policy_id", "made_at"))


class Endorsement(Base):
    """What changed in a policy, when, by which request: the policy's history, version by version (art 20)."""

    __tablename__ = "endorsements"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    policy_version: Mapped[int]
    """The version that this change made."""
    servicing_id: Mapped[str] = mapped_column(ForeignKey("servicing_records.id"), unique=True)
    kind: Mapped[str]
    item_code: Mapped[str]
    subject_id: Mapped[str]
    """Whose key seals `before` and `after`: the policyholder at that time."""
    before: Mapped[bytes]
    after: Mapped[bytes]
    effective_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("policy_id", "policy_version"),)
