"""Browsers that are logged in: rows that every request asks, so that an ended one is out at its next click."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.errors import NotFound
from web.tables import Account, AccountSession

SESSION_LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
SHORT_ID = 16
LONGEST_ADDRESS = 45
_BROWSERS = (("Edg", "Edge"), ("MicroMessenger", "WeChat"), ("OPR", "Opera"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Chromium", "Chromium"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a session comes from and how it was proved who it is."""

    address: str = ""
    device: str = ""
    method: str = "password"


def device_of(user_agent: str) -> str:
    """Browser and system in two words: enough to know one's own devices, too little to follow anybody."""
    found = [
        next((name for sign, name in signs if re.search(rf"{sign}\b", user_agent)), "")
        for signs in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in found if name)


def token_hash(token: str) -> str:
    """What is kept of a token. Tokens are 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(session: Session, account_id: str, now: datetime, origin: Origin) -> str:
    """Log an account in; returns the token that the browser keeps."""
    token = secrets.token_urlsafe(32)
    session.add(
        AccountSession(
            token_sha256=token_hash(token),
            account_id=account_id,
            created_at=now,
            expires_at=now + SESSION_LASTS,
            last_seen_at=now,
            address=origin.address[:LONGEST_ADDRESS],
            device=origin.device,
            method=origin.method,
        )
    )
    return token


def find_session(
    session: Session, token: str, now: datetime, idle: timedelta = SESSION_LASTS
) -> tuple[Account, AccountSession] | None:
    """Who is logged in with this token; None when the session ended, expired, or the account was disabled.

    `idle`: it has expired too when nobody used it for so long.
    """
    row = session.get(AccountSession, token_hash(token))
    if row is None or row.ended_at is not None or row.expires_at <= now or is_idle(row.last_seen_at, now, idle):
        return None
    account = session.get(Account, row.account_id)
    return None if account is None or account.disabled_at is not None else (account, row)


def is_idle(last_seen_at: datetime, now: datetime, idle: timedelta) -> bool:
    """Whether nobody has used it for so long; `last_seen_at` may lag behind by `SEEN_EVERY`, which nobody pays for."""
    return now - last_seen_at >= idle + SEEN_EVERY


def is_due_to_be_seen(last_seen_at: datetime, now: datetime) -> bool:
    """Whether `see` is worth a write."""
    return now - last_seen_at >= SEEN_EVERY


def see(session: Session, token: str, address: str, now: datetime) -> None:
    """Note that the session was used, and from where."""
    session.execute(
        update(AccountSession)
        .where(AccountSession.token_sha256 == token_hash(token))
        .values(last_seen_at=now, address=address[:LONGEST_ADDRESS])
    )


def open_sessions(
    session: Session, account_id: str, now: datetime, idle: timedelta = SESSION_LASTS
) -> list[AccountSession]:
    """The account's open sessions, the last used first; without those that nobody used for `idle`."""
    asked = select(AccountSession).where(
        AccountSession.account_id == account_id, AccountSession.ended_at.is_(None), AccountSession.expires_at > now,
        AccountSession.last_seen_at > now - idle - SEEN_EVERY,
    )  # fmt: skip
    return list(session.scalars(asked.order_by(AccountSession.last_seen_at.desc(), AccountSession.token_sha256)))


def end_session(session: Session, account_id: str, short_id: str, now: datetime) -> None:
    """End one session of the account, named by the first 16 digits of its hash. Raises `NotFound`."""
    for row in open_sessions(session, account_id, now):
        if row.token_sha256[:SHORT_ID] == short_id:
            row.ended_at = now
            return
    raise NotFound(what="session", id=short_id)


def log_out(session: Session, token: str, now: datetime) -> None:
    """End the session of this token."""
    session.execute(update(AccountSession).where(AccountSession.token_sha256 == token_hash(token)).values(ended_at=now))


def end_sessions(session: Session, account_id: str, now: datetime, but: str = "") -> int:
    """End all sessions of the account but that of the token `but`; gives how many."""
    done = session.execute(
        update(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            AccountSession.token_sha256 != token_hash(but),
        )
        .values(ended_at=now)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def set_method(session: Session, token: str, method: str) -> None:
    """Note that the session was proved in another way, for example by a code as well."""
    session.execute(
        update(AccountSession).where(AccountSession.token_sha256 == token_hash(token)).values(method=method)
    )
