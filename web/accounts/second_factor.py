"""The second proof beside the password: an authenticator app (TOTP, RFC 6238) and recovery codes on paper.

A code works once: the step of the last one taken is kept and moved by a guarded update, so two requests with one code
cannot both get in. Five wrong codes close the door for a quarter of an hour, counted in the table, for all processes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from engine.errors import BadInput, Forbidden
from handlers import privacy
from web.accounts.events import Event, record_event
from web.accounts.sessions import end_sessions
from web.accounts.tables import RecoveryCode, SecondFactor

PRIVILEGED = frozenset({"admin", "auditor", "management", "process_owner"})
"""Roles that change rights or rules, or see everything: a stolen password must not be enough."""
STEP_S = 30
DRIFT_STEPS = 1
"""A phone's clock may be this many steps off."""
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
RECOVERY_CODES = 8
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Check(StrEnum):
    """How a code was found. Only `RIGHT` lets anybody in."""

    LOCKED = "locked"
    RIGHT = "right"
    WRONG = "wrong"


class WrongCode(BadInput):
    """The code is not right."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of an account: whether a second factor counts, since when, and how many recovery codes are left."""

    since: datetime | None
    codes_left: int

    @property
    def is_on(self) -> bool:
        return self.since is not None


def is_privileged(roles: frozenset[str]) -> bool:
    """Whether a second factor is asked of these roles."""
    return bool(roles & PRIVILEGED)


def subject(account_id: str) -> str:
    """Whose key seals the secret: the account's own, destroyed when its owner leaves."""
    return f"account:{account_id}"


def standing(session: Session, account_id: str) -> Standing:
    """Whether the account has a second factor."""
    row = session.get(SecondFactor, account_id)
    left = session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    )
    return Standing(row.confirmed_at if row else None, left or 0)


def accounts_with(session: Session) -> frozenset[str]:
    """The accounts that have a second factor."""
    return frozenset(session.scalars(select(SecondFactor.account_id).where(SecondFactor.confirmed_at.is_not(None))))


def begin(session: Session, account_id: str, now: datetime) -> str:
    """Draw a secret that does not count yet; gives it as base32. Raises `Forbidden` while another one counts."""
    row = session.get(SecondFactor, account_id)
    if row is not None and row.confirmed_at is not None:
        raise Forbidden("there is a second factor already", actor=account_id, verb="add", what="second factor")
    if row is not None:
        session.delete(row)
        session.flush()
    secret = pyotp.random_base32()
    sealed = privacy.seal(session, subject(account_id), secret, now)
    session.add(SecondFactor(account_id=account_id, sealed_secret=sealed, created_at=now))
    session.flush()
    return secret


def pending_secret(session: Session, account_id: str) -> str | None:
    """The secret that was drawn and waits for its first code, as base32."""
    row = session.get(SecondFactor, account_id)
    return None if row is None or row.confirmed_at is not None else _secret(session, row)


def confirm(session: Session, account_id: str, code: str, now: datetime) -> list[str]:
    """The first right code makes the secret count; gives the recovery codes, which are kept nowhere.

    Raises `WrongCode`, `Forbidden` when nothing was begun.
    """
    row = session.get(SecondFactor, account_id)
    if row is None or row.confirmed_at is not None:
        raise Forbidden("no second factor was begun", actor=account_id, verb="add", what="second factor")
    step = _step_of(_secret(session, row), code, now)
    if step is None:
        raise WrongCode
    row.confirmed_at, row.last_step = now, step
    record_event(session, account_id, account_id, Event.SECOND_FACTOR_ADDED, now)
    return make_recovery_codes(session, account_id, now)


def check_code(session: Session, account_id: str, code: str, now: datetime) -> Check:
    """Whether a code of the app, or a recovery code, is right; counts the wrong ones. In a write transaction."""
    row = session.get(SecondFactor, account_id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return Check.WRONG
    if row.locked_until is not None and now < row.locked_until:
        return Check.LOCKED
    if _take_step(session, row, code, now) or _take_recovery_code(session, account_id, code, now):
        row.failures, row.locked_until = 0, None
        return Check.RIGHT
    row.failures += 1
    if row.failures < MOST_FAILURES:
        return Check.WRONG
    row.failures, row.locked_until = 0, now + LOCKED_FOR
    record_event(session, account_id, account_id, Event.SECOND_FACTOR_LOCKED, now)
    return Check.LOCKED


def make_recovery_codes(session: Session, account_id: str, now: datetime) -> list[str]:
    """Eight new codes of about 79 bits each; the old ones are void."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
             for _ in range(RECOVERY_CODES)]  # fmt: skip
    session.add_all(RecoveryCode(code_sha256=_code_hash(account_id, code), account_id=account_id) for code in codes)
    record_event(session, account_id, account_id, Event.RECOVERY_CODES_MADE, now)
    return codes


def remove(session: Session, account_id: str, now: datetime, *, by: str, keep_token: str = "") -> None:
    """Take the second factor away; the account's other sessions end. Safe to repeat."""
    if forget(session, account_id):
        record_event(session, account_id, by, Event.SECOND_FACTOR_REMOVED, now)
        end_sessions(session, account_id, now, but=keep_token)


def forget(session: Session, account_id: str) -> bool:
    """Delete secret and codes; False when there was no second factor."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    row = session.get(SecondFactor, account_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def _take_step(session: Session, row: SecondFactor, code: str, now: datetime) -> bool:
    step = _step_of(_secret(session, row), code, now)
    if step is None:
        return False
    taken = session.execute(
        update(SecondFactor)
        .where(SecondFactor.account_id == row.account_id, SecondFactor.last_step < step)
        .values(last_step=step)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _take_recovery_code(session: Session, account_id: str, code: str, now: datetime) -> bool:
    taken = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.code_sha256 == _code_hash(account_id, code), RecoveryCode.used_at.is_(None))
        .values(used_at=now)
    )
    if taken.rowcount:  # type: ignore[attr-defined]
        record_event(session, account_id, account_id, Event.RECOVERY_CODE_USED, now)
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, within the drift; None for none. Looks at every one, however early it fits."""
    typed, present, found = "".join(code.split()), int(now.timestamp()) // STEP_S, None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def _secret(session: Session, row: SecondFactor) -> str:
    return str(privacy.unseal(session, subject(row.account_id), row.sealed_secret))


def _code_hash(account_id: str, code: str) -> str:
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return hashlib.sha256(f"{account_id}\0{plain}".encode()).hexdigest()


def picture(secret: str, account_id: str, issuer: str) -> str:
    """The secret as a QR code that authenticator apps read: an SVG as a data address."""
    import segno  # noqa: PLC0415 - once in the life of an account

    address = pyotp.TOTP(secret).provisioning_uri(name=account_id, issuer_name=issuer)
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff", dark="#000"))
