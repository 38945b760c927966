"""The tables of accounts beyond the account itself: what it was, how it proves who it is, and what was done to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base

SERIAL = BigInteger().with_variant(Integer(), "sqlite")


class OldPassword(Base):
    """A password that an account had: its hash, so that it is not chosen again."""

    __tablename__ = "old_passwords"
    __table_args__ = (Index("ix_old_passwords_account_id_id", "account_id", "id"),)
    id: Mapped[int] = mapped_column(SERIAL, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    password_hash: Mapped[str]
    replaced_at: Mapped[datetime]


class SecondFactor(Base):
    """An authenticator app (TOTP, RFC 6238) of an account. Counts while `confirmed_at` is set."""

    __tablename__ = "second_factors"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Under the installation's master key."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The 30-second step of the last code that was taken: no code works twice."""
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper for the day the phone is lost; works once. Only its hash is kept."""

    __tablename__ = "recovery_codes"
    code_sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    used_at: Mapped[datetime | None]


class ForeignIdentity(Base):
    """Whom an OpenID provider calls what: one subject is one account, and one account one subject per provider."""

    __tablename__ = "foreign_identities"
    __table_args__ = (Index("uq_foreign_identities_account_id_issuer", "account_id", "issuer", unique=True),)
    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    bound_at: Mapped[datetime]


class AccountEvent(Base):
    """What was done to an account, by whom: append-only by trigger, old and new value in `facts`."""

    __tablename__ = "account_events"
    __table_args__ = (Index("ix_account_events_account_id_id", "account_id", "id"),)
    id: Mapped[int] = mapped_column(SERIAL, primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[str]
    by: Mapped[str]
    event: Mapped[str]
    """One of `web.accounts.events.Event`."""
    facts: Mapped[dict[str, object]] = mapped_column(JSON)
