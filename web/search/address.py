"""A search as an address that tells nothing: the text stands in it encrypted, for its own account and a working day.

A page that a form had posted could not be gone back to; a plain address would put names and numbers of people into the
browser's history, the logs of proxies and the next page's referrer.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LASTS = timedelta(hours=12)
NONCE = 12
SECONDS = 8
"""Bytes of the time in front of the text."""


def seal_text(text: str, account_id: str, secret_key: str, now: datetime) -> str:
    """The text as a piece of an address."""
    nonce = secrets.token_bytes(NONCE)
    said = int(now.timestamp()).to_bytes(SECONDS, "big") + text.encode()
    sealed = AESGCM(_key(secret_key)).encrypt(nonce, said, account_id.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def open_text(piece: str, account_id: str, secret_key: str, now: datetime) -> str | None:
    """The text again; None for one of somebody else, one too old, or one that was never sealed here."""
    try:
        raw = base64.b64decode(piece + "=" * (-len(piece) % 4), altchars=b"-_", validate=True)
        said = AESGCM(_key(secret_key)).decrypt(raw[:NONCE], raw[NONCE:], account_id.encode())
    except (ValueError, InvalidTag):
        return None
    age = now.timestamp() - int.from_bytes(said[:SECONDS], "big")
    return said[SECONDS:].decode() if 0 <= age <= LASTS.total_seconds() else None


def _key(secret_key: str) -> bytes:
    # A key of its own: what is sealed here is no session cookie and no customer's code.
    return hashlib.sha256(b"search\0" + secret_key.encode()).digest()
