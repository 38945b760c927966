"""Sealing of personal data: a key per person, wrapped under the installation's master key (DESIGN §6, DOMAIN §8).

AES-256-GCM; the subject is bound in as associated data, so a value moved to another person's row does not open.
Destroying a `SubjectKey` erases the person: what was sealed under it can never be read again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import datetime
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from handlers.records.subject_key import SubjectKey

NONCE = 12
_master: list[bytes] = []


class NoMasterKeyError(RuntimeError):
    """The installation's master key was not handed to the handlers."""


class ErasedError(LookupError):
    """The person's key was destroyed; the data are gone for ever."""


def use_master_key(key: bytes) -> None:
    """Hand the 32-byte master key to the handlers, once at start. Raises `ValueError` for any other length."""
    if len(key) != 32:  # noqa: PLR2004 - AES-256
        raise ValueError("the master key has 32 bytes")
    _master[:] = [key]


def _derived(purpose: bytes) -> bytes:
    if not _master:
        raise NoMasterKeyError(NoMasterKeyError.__doc__)
    return hmac.new(_master[0], b"sopflow/handlers/" + purpose, hashlib.sha256).digest()


def keyed_hash(text: str) -> str:
    """A search key for a value that is only kept sealed: equal values give equal hashes, nobody can go back."""
    plain = "".join(text.split()).upper()
    return hmac.new(_derived(b"search"), plain.encode(), hashlib.sha256).hexdigest()


def seal(session: Session, subject: str, value: Any, now: datetime) -> bytes:
    """JSON value → ciphertext under the subject's key; the key is made at first use."""
    key = _key(session, subject, now)
    nonce = os.urandom(NONCE)
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
    key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
    wrapped = nonce + AESGCM(_derived(b"wrap")).encrypt(nonce, key, subject.encode())
    session.add(SubjectKey(subject=subject, wrapped=wrapped, created_at=now))
    session.flush()
    return key


def _unwrap(row: SubjectKey) -> bytes:
    return AESGCM(_derived(b"wrap")).decrypt(row.wrapped[:NONCE], row.wrapped[NONCE:], row.subject.encode())
