"""Sealing of personal data: a key per person, wrapped under the installation's master key (DESIGN §6, DOMAIN §8).

AES-256-GCM; the subject is bound in as associated data, so a value moved to another person's row does not open.
Destroying a `SubjectKey` erases the person: what was sealed under it can never be read again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from engine.store.keys import MasterKey
from handlers.records.subject_key import SubjectKey

NONCE, KEY = 12, 32
SEARCH = "@search"
"""Whose key makes the search hashes: no person's, so erasing one leaves the others findable."""
_master: list[MasterKey] = []
_for_now: ContextVar[MasterKey | None] = ContextVar("master_key", default=None)


class NoMasterKeyError(RuntimeError):
    """The installation's master key was not handed to the handlers: call `privacy.use_master_key` at start."""


class ErasedError(LookupError):
    """The person's key was destroyed; the data are gone for ever."""


def use_master_key(key: MasterKey) -> None:
    """Hand the installation's master key to the handlers, once at start; the engine's own."""
    _master[:] = [key]


@contextmanager
def master_key_for_now(key: MasterKey) -> Iterator[None]:
    """Another master key within a block, for a sandbox beside the installation's own data."""
    token = _for_now.set(key)
    try:
        yield
    finally:
        _for_now.reset(token)


def keyed_hash(session: Session, text: str, now: datetime) -> str:
    """A search key for a value that is only kept sealed: equal values give equal hashes, nobody can go back.

    Blanks and case do not count: `110101 19900307 003x` is found as `11010119900307003X`.
    """
    return _hash(_key(session, SEARCH, now), text)


def known_hash(session: Session, text: str) -> str | None:
    """The same hash for a question, which writes nothing; None as long as nothing was ever hashed."""
    row = session.get(SubjectKey, SEARCH)
    return None if row is None else _hash(_unwrap(row), text)


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, "".join(text.split()).upper().encode(), hashlib.sha256).hexdigest()


def seal(session: Session, subject: str, value: Any, now: datetime) -> bytes:
    """JSON value → ciphertext under the subject's key; the key is drawn at first use."""
    key = _key(session, subject, now)
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, orjson.dumps(value), subject.encode())


def unseal(session: Session, subject: str, sealed: bytes) -> Any:
    """The JSON value again. Raises `ErasedError` when the subject's key was destroyed."""
    row = session.get(SubjectKey, subject)
    if row is None:
        raise ErasedError(subject)
    return orjson.loads(AESGCM(_unwrap(row)).decrypt(sealed[:NONCE], sealed[NONCE:], subject.encode()))


def erase(session: Session, subject: str) -> bool:
    """Destroy the subject's key; False when there was none."""
    row = session.get(SubjectKey, subject)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def _key(session: Session, subject: str, now: datetime) -> bytes:
    row = session.get(SubjectKey, subject)
    if row is not None:
        return _unwrap(row)
    key = secrets.token_bytes(KEY)
    session.add(SubjectKey(subject=subject, wrapped=_master_key().seal(key, _owner(subject)), created_at=now))
    session.flush()
    return key


def _unwrap(row: SubjectKey) -> bytes:
    return _master_key().open(row.wrapped, _owner(row.subject))


def _owner(subject: str) -> str:
    # Keys of people and keys of cases hang on one master key; neither may pass for the other.
    return f"subject\0{subject}"


def _master_key() -> MasterKey:
    key = _for_now.get() or next(iter(_master), None)
    if key is None:
        raise NoMasterKeyError(NoMasterKeyError.__doc__)
    return key
