"""A customer's link and code: made, checked, used up. Each function takes an ORM session: its caller's transaction.

    link made ──▶ code sent ──▶ right code: this browser is in for an hour ──▶ nothing left to do: link ends
                    │  ▲
       wrong code ──┘  └── another code, at most five in all; then the link ends and the agent makes a new one

A wrong code is an answer, not an exception: the count of attempts must be committed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from web.accounts.operations import token_hash
from web.tables import CustomerLink

LINK_LASTS = timedelta(days=7)
CODE_LASTS = timedelta(minutes=10)
CODE_PAUSE = timedelta(seconds=60)
SESSION_LASTS = timedelta(hours=1)
HOME = ""
"""Instead of a case: a link to the home of a customer, with all that is theirs."""
HOME_PAUSE = timedelta(minutes=10)
MAX_HOMES_A_DAY = 5
MAX_CODES = 5
MAX_ATTEMPTS = 5
_DIGITS = 6


class Entry(StrEnum):
    """What came of entering a code."""

    IN = "in"
    WRONG = "wrong"
    USED_UP = "used_up"
    """Expired, tried too often or never sent: another code is needed."""


def make_link(session: Session, case_id: str, customer_id: str, by: str, now: datetime) -> tuple[CustomerLink, str]:
    """A new link and its token, which is kept nowhere. Older links of the same customer and case end."""
    session.execute(
        update(CustomerLink)
        .where(
            CustomerLink.case_id == case_id,
            CustomerLink.customer_id == customer_id,
            CustomerLink.ended_at.is_(None),
        )
        .values(ended_at=now, end_reason="replaced")
    )
    token = secrets.token_urlsafe(24)
    link = CustomerLink(
        id=f"link-{secrets.token_hex(8)}",
        token_sha256=token_hash(token),
        case_id=case_id,
        customer_id=customer_id,
        created_by=by,
        created_at=now,
        expires_at=now + LINK_LASTS,
        codes_sent=0,
        code_attempts=0,
    )
    session.add(link)
    session.flush()
    return link, token


def may_send_home(session: Session, customer_id: str, now: datetime) -> bool:
    """Not more than one link to the home in ten minutes, five a day: nobody floods another person's phone."""
    made = session.scalars(
        select(CustomerLink.created_at).where(
            CustomerLink.customer_id == customer_id,
            CustomerLink.case_id == HOME,
            CustomerLink.created_at > now - timedelta(days=1),
        )
    ).all()
    return len(made) < MAX_HOMES_A_DAY and all(now - at >= HOME_PAUSE for at in made)


def find_link(session: Session, token: str, now: datetime) -> CustomerLink | None:
    """The usable link of a token; None when there is none, or it ended or expired."""
    link = session.scalar(select(CustomerLink).where(CustomerLink.token_sha256 == token_hash(token)))
    return link if link is not None and is_usable(link, now) else None


def is_usable(link: CustomerLink, now: datetime) -> bool:
    """Whether the link still opens anything."""
    return link.ended_at is None and link.expires_at > now


def may_send_code(link: CustomerLink, now: datetime) -> bool:
    """Not more than one code a minute, five in all."""
    sent_at = link.code_expires_at - CODE_LASTS if link.code_expires_at else None
    return link.codes_sent < MAX_CODES and (sent_at is None or now - sent_at >= CODE_PAUSE)


def make_code(link: CustomerLink, secret: str, now: datetime) -> str:
    """A fresh code of six digits; the one before it is void. Only its keyed hash is kept."""
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    link.code_hash = _code_hash(secret, link.id, code)
    link.code_expires_at = now + CODE_LASTS
    link.code_attempts = 0
    link.codes_sent += 1
    return code


def enter_code(session: Session, link: CustomerLink, code: str, secret: str, now: datetime) -> tuple[Entry, str | None]:
    """Try a code; when it is right, the token of the browser's session comes with it and the code is used up."""
    if not _code_is_open(link, now):
        return Entry.USED_UP, None
    link.code_attempts += 1
    if not hmac.compare_digest(link.code_hash or "", _code_hash(secret, link.id, code.strip())):
        if link.code_attempts >= MAX_ATTEMPTS:
            _void(link)
            if link.codes_sent >= MAX_CODES:
                end_link(link, "too_many_codes", now)
            return Entry.USED_UP, None
        return Entry.WRONG, None
    _void(link)
    token = secrets.token_urlsafe(32)
    link.session_sha256 = token_hash(token)
    link.session_expires_at = now + SESSION_LASTS
    link.opened_at = link.opened_at or now
    session.flush()
    return Entry.IN, token


def link_of_session(session: Session, token: str, now: datetime) -> CustomerLink | None:
    """The link whose right code was entered in this browser within the last hour."""
    link = session.scalar(select(CustomerLink).where(CustomerLink.session_sha256 == token_hash(token)))
    if link is None or link.session_expires_at is None or link.session_expires_at <= now:
        return None
    return link


def end_link(link: CustomerLink, reason: str, now: datetime) -> None:
    """The link opens nothing any more; a session that is in may still read its thanks page."""
    link.ended_at, link.end_reason = now, reason


def _code_is_open(link: CustomerLink, now: datetime) -> bool:
    return (
        link.code_hash is not None
        and link.code_expires_at is not None
        and link.code_expires_at > now
        and link.code_attempts < MAX_ATTEMPTS
    )


def _void(link: CustomerLink) -> None:
    link.code_hash = None


def _code_hash(secret: str, link_id: str, code: str) -> str:
    # A plain hash of six digits is guessed in a moment; the site's secret key makes the table alone worthless.
    return hmac.new(secret.encode(), f"code|{link_id}|{code}".encode(), hashlib.sha256).hexdigest()
