"""Passwords are kept as argon2id hashes; a one-time password is made to be read out and typed."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MIN_LENGTH = 10
MAX_LENGTH = 200
"""A longer password would only make the hash slow to compute."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether the password is the right one. Takes as long for an account that does not exist (`stored` None)."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def make_one_time_password() -> str:
    """Twelve letters and digits that cannot be mistaken for one another: about 59 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
