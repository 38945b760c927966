"""The tables of the pages: accounts (more of them in `accounts/tables.py`), sessions, customers' links, confirmations.

One file, because the tables and the branch of migrations that makes them must come into the process together: a
program that knew one without the other would find models and migrations apart.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.store.tables import Base, register_migrations
from web.accounts import tables as _more_of_accounts  # noqa: F401 - for the metadata
from web.inbox import tables as _of_the_inbox  # noqa: F401 - for the metadata
from web.notices import tables as _of_notices  # noqa: F401 - for the metadata

register_migrations(Path(__file__).parent / "migrations")


class Account(Base):
    """A member of staff. `id` is the name at the login page and the actor's id in every journal entry."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    password_is_one_time: Mapped[bool]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    roles: Mapped[list[AccountRole]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="AccountRole.role"
    )

    @property
    def role_ids(self) -> frozenset[str]:
        return frozenset(row.role for row in self.roles)


class AccountRole(Base):
    __tablename__ = "account_roles"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class AccountSession(Base):
    """One browser that is logged in. The cookie holds a random token, the table only its hash."""

    __tablename__ = "account_sessions"
    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]
    """Within a minute: a click more is not worth a write. What an open page asks by itself does not count."""
    address: Mapped[str] = mapped_column(default="")
    """Where from, at login or last."""
    device: Mapped[str] = mapped_column(default="")
    """Browser and system in two words."""
    method: Mapped[str] = mapped_column(default="password")
    """How it was proved who it is: `password`, `password+code`, `provider`, …"""


class CustomerLink(Base):
    """A customer's way to one case, or to all that is theirs: a token in the link, then a code by another way.

    Of both only hashes are kept. A link ends when its task is done, when it expires, or after too many wrong codes.
    """

    __tablename__ = "customer_links"
    __table_args__ = (
        Index("ix_customer_links_case_id_created_at", "case_id", "created_at"),
        Index("ix_customer_links_customer_id_created_at", "customer_id", "created_at"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[str]
    """Empty: the customer's home."""
    customer_id: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    """`done`, `replaced`, `too_many_codes`."""
    codes_sent: Mapped[int] = mapped_column(default=0)
    code_hash: Mapped[str | None]
    code_expires_at: Mapped[datetime | None]
    code_attempts: Mapped[int] = mapped_column(default=0)
    session_sha256: Mapped[str | None]
    """Hash of the token of the browser that gave the right code; a new code replaces it."""
    session_expires_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]


class CustomerConfirmation(Base):
    """That a customer handed in a task, began or withdrew something: when, from where, the hash of what was shown."""

    __tablename__ = "customer_confirmations"
    id: Mapped[str] = mapped_column(primary_key=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("customer_links.id"))
    case_id: Mapped[str] = mapped_column(index=True)
    """Empty until the case that it begins is there."""
    task_id: Mapped[str]
    """A task's id, or `begin:<process>`, `withdraw:<message>`."""
    confirmed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    """Set when the engine has taken the step. The row is written before, so that evidence is never lost."""
    remote_address: Mapped[str]
    language: Mapped[str]
    method: Mapped[str]
    """`submitted` without a signature, `drawn` or `typed` with one."""
    shown_sha256: Mapped[str]
    sealed_shown: Mapped[bytes] = mapped_column(LargeBinary)
    """What was shown and answered, sealed under the customer's own key; the hash is over its canonical JSON."""
    sealed_signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The drawn PNG or the typed name, sealed under the customer's own key."""


class Substitution(Base):
    """From `starts_at` to `ends_at` the substitute may act for the principal, in the roles and processes named.

    To take it back is to bring `ends_at` forward: authority ends at once, `ended_at` is set when all has been returned.
    """

    __tablename__ = "substitutions"
    __table_args__ = (
        # Serves: for whom may I act, and who acts for me?
        Index("ix_substitutions_substitute_id", "substitute_id", "ends_at"),
        Index("ix_substitutions_principal_id", "principal_id", "ends_at"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    substitute_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    roles: Mapped[str]
    """Separated by spaces."""
    processes: Mapped[str | None]
    """Separated by spaces; NULL: all."""
    reason: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    how_ended: Mapped[str | None]
    """`revoked` or `leaver`; NULL: by time."""
    ended_at: Mapped[datetime | None]


class StaffNotice(Base):
    """Something a member of staff is told. `words` are sealed: a reason may name a customer."""

    __tablename__ = "staff_notices"
    __table_args__ = (
        Index("ix_staff_notices_account_id_at", "account_id", "at"),
        # Serves: how many are new, with every page.
        Index(
            "ix_staff_notices_new",
            "account_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        # Serves: what is told once only.
        Index("uq_staff_notices_once", "once", unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account_id: Mapped[str]
    """Or `role:<role>`: the group of a role, which is told outside only."""
    at: Mapped[datetime]
    kind: Mapped[str]
    """One of `web.notices.kinds.KINDS`."""
    task_id: Mapped[str | None]
    case_id: Mapped[str | None]
    """Of what is about a case and no single task."""
    once: Mapped[str | None]
    by: Mapped[str]
    other: Mapped[str | None]
    """The other person it concerns."""
    sealed_words: Mapped[bytes] = mapped_column(LargeBinary)
    read_at: Mapped[datetime | None]


class Operation(Base):
    """One decision on many tasks: what was wanted, and when it was through. Each item has its own outcome."""

    __tablename__ = "operations"
    id: Mapped[str] = mapped_column(primary_key=True)
    verb: Mapped[str]
    by: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    reason: Mapped[str]
    ground: Mapped[str | None]
    """Of a pause."""
    finished_at: Mapped[datetime | None]


class OperationItem(Base):
    __tablename__ = "operation_items"
    operation_id: Mapped[str] = mapped_column(ForeignKey("operations.id"), primary_key=True)
    task_id: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str | None]
    """Who is to hold it."""
    state: Mapped[str]
    """`planned`, `done` (written with the step itself), `refused`."""
    refusal: Mapped[str | None]
    """Name of the engine's error."""
