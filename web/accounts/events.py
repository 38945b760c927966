"""What was done to accounts: one line each, in the transaction that did it; the database refuses to change one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.accounts.tables import AccountEvent


class Event(StrEnum):
    """Closed and alphabetical; a retired one stays, because old rows name it."""

    CREATED = "created"
    DISABLED = "disabled"
    ENABLED = "enabled"
    IDENTITY_BOUND = "identity_bound"
    """A provider's subject is this account from now on."""
    IDENTITY_REMOVED = "identity_removed"
    NOTICE_ADDRESS_REMOVED = "notice_address_removed"
    NOTICE_ADDRESS_SET = "notice_address_set"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RENAMED = "renamed"
    ROLES_CHANGED = "roles_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_LOCKED = "second_factor_locked"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SESSIONS_ENDED = "sessions_ended"


def record_event(session: Session, account_id: str, by: str, event: Event, now: datetime, **facts: object) -> None:
    """Write a line; `facts`: old and new values, never a secret."""
    session.add(AccountEvent(at=now, account_id=account_id, by=by, event=event.value, facts=facts))


def events_of(session: Session, account_id: str, limit: int = 50) -> list[AccountEvent]:
    """The newest first."""
    asked = select(AccountEvent).where(AccountEvent.account_id == account_id).order_by(AccountEvent.id.desc())
    return list(session.scalars(asked.limit(limit)))
