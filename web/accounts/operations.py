"""What can be done to an account and its sessions. Each takes an ORM session: its caller's transaction."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.errors import BadInput, Conflict, Forbidden, NotFound
from web.accounts.passwords import MAX_LENGTH, MIN_LENGTH, hash_password, make_one_time_password, password_fits
from web.permissions import ROLES
from web.tables import Account, AccountRole, AccountSession

SESSION_LASTS = timedelta(hours=12)
_ID = re.compile(r"[a-z][a-z0-9._-]{1,39}")


def create_account(
    session: Session, account_id: str, name: str, roles: Iterable[str], now: datetime, *, password: str | None = None
) -> str:
    """Create an account; returns its one-time password (made here unless given), which is kept nowhere.

    Raises `BadInput` for an unusable id, name or role, `Conflict` if the account exists.
    """
    roles = set(roles)
    if not _ID.fullmatch(account_id):
        raise BadInput("an account's id is 2 to 40 small letters, digits, dots and dashes, and begins with a letter")
    if not name.strip():
        raise BadInput("an account needs a person's name")
    if not roles or roles - set(ROLES):
        raise BadInput(f"an account needs roles out of {', '.join(ROLES)}")
    if session.get(Account, account_id) is not None:
        raise Conflict(f"the account {account_id} exists already", id=account_id)
    password = password or make_one_time_password()
    session.add(
        Account(
            id=account_id,
            name=name.strip(),
            password_hash=hash_password(password),
            password_is_one_time=True,
            created_at=now,
            roles=[AccountRole(role=role) for role in sorted(roles)],
        )
    )
    session.flush()
    return password


def find_account(session: Session, account_id: str) -> Account:
    """The account, or `NotFound`."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound(what="account", id=account_id)
    return account


def list_accounts(session: Session) -> list[Account]:
    """All accounts by id."""
    return list(session.scalars(select(Account).order_by(Account.id)))


def check_login(session: Session, account_id: str, password: str) -> Account | None:
    """The account if it lives and the password is its own. Slow on purpose: not for a write transaction."""
    account = session.get(Account, account_id)
    if not password_fits(password[:MAX_LENGTH], account.password_hash if account else None):
        return None
    return None if account is None or account.disabled_at is not None else account


def open_session(session: Session, account_id: str, now: datetime) -> str:
    """Log an account in; returns the token that the browser keeps."""
    token = secrets.token_urlsafe(32)
    session.add(
        AccountSession(
            token_sha256=token_hash(token), account_id=account_id, created_at=now, expires_at=now + SESSION_LASTS
        )
    )
    return token


def log_out(session: Session, token: str, now: datetime) -> None:
    """End one session."""
    session.execute(update(AccountSession).where(AccountSession.token_sha256 == token_hash(token)).values(ended_at=now))


def account_of_session(session: Session, token: str, now: datetime) -> Account | None:
    """Who is logged in with this token; None when the session ended, expired, or the account was disabled."""
    row = session.get(AccountSession, token_hash(token))
    if row is None or row.ended_at is not None or row.expires_at <= now:
        return None
    account = session.get(Account, row.account_id)
    return None if account is None or account.disabled_at is not None else account


def change_password(session: Session, account_id: str, old: str, new: str, *, now: datetime, keep_token: str) -> None:
    """Set an own password; all other sessions of the account end. Raises `Forbidden`, `BadInput`."""
    account = find_account(session, account_id)
    if not password_fits(old[:MAX_LENGTH], account.password_hash):
        raise Forbidden("the present password is not right", actor=account_id, verb="change", what="password")
    if not MIN_LENGTH <= len(new) <= MAX_LENGTH:
        raise BadInput(f"a password has {MIN_LENGTH} to {MAX_LENGTH} characters")
    if new == old:
        raise BadInput("the new password is the old one")
    account.password_hash = hash_password(new)
    account.password_is_one_time = False
    _end_sessions(session, account_id, now, but=token_hash(keep_token))


def reset_password(session: Session, account_id: str, now: datetime, password: str | None = None) -> str:
    """Give an account a new one-time password and end its sessions; returns the password."""
    account = find_account(session, account_id)
    password = password or make_one_time_password()
    account.password_hash = hash_password(password)
    account.password_is_one_time = True
    _end_sessions(session, account_id, now)
    return password


def disable_account(session: Session, account_id: str, by: str, now: datetime) -> None:
    """A leaver: the account and all its sessions die at once. Nobody disables the own account."""
    if account_id == by:
        raise Forbidden("nobody may disable the own account", actor=by, verb="disable", what=account_id)
    account = find_account(session, account_id)
    account.disabled_at = account.disabled_at or now
    _end_sessions(session, account_id, now)


def enable_account(session: Session, account_id: str, now: datetime) -> str:
    """Back again, with a new one-time password, which is returned."""
    find_account(session, account_id).disabled_at = None
    return reset_password(session, account_id, now)


def token_hash(token: str) -> str:
    """What is kept of a token. Tokens are 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _end_sessions(session: Session, account_id: str, now: datetime, but: str = "") -> None:
    session.execute(
        update(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.token_sha256 != but,
        )
        .values(ended_at=now)
    )
