"""What a password must be: long, not easily guessed, not used before. No rule on kinds of characters and no expiry:
both make people choose worse ones (NIST SP 800-63B, 3.1.1.2).
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import BadInput
from web.accounts import guesses
from web.accounts.passwords import MAX_LENGTH, MIN_LENGTH, password_fits
from web.accounts.tables import OldPassword
from web.tables import Account

REMEMBERED = 5
"""So many passwords before the present one may not be chosen again."""
STRONG_ENOUGH = 3
"""Of zxcvbn's 0 to 4: more than 10^8 guesses, with the argon2 hash beyond what a stolen table gives away cheaply."""
SHORTEST_NAME = 3


class Rule(StrEnum):
    """What a refused password breaks."""

    GUESSABLE = "guessable"
    NAMES_YOU = "names_you"
    SAME = "same"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    USED_BEFORE = "used_before"


class PasswordRefused(BadInput):
    """The password breaks the rules: {rules}."""


def require_good(session: Session, account: Account, new: str) -> None:
    """Raise `PasswordRefused` with `facts["rules"]`. Slow on purpose: not in a write transaction."""
    if broken := [rule for rule in _by_itself(account, new) if rule]:
        raise PasswordRefused(rules=broken)
    if password_fits(new, account.password_hash):
        raise PasswordRefused(rules=[Rule.SAME])
    if any(password_fits(new, row.password_hash) for row in _old(session, account.id)):
        raise PasswordRefused(rules=[Rule.USED_BEFORE])
    if guesses.strength(new, sorted(_names(account))) < STRONG_ENOUGH:
        raise PasswordRefused(rules=[Rule.GUESSABLE])


def remember_password(session: Session, account: Account, now: datetime) -> None:
    """Keep the hash of the password that is about to be replaced, and forget the oldest."""
    session.add(OldPassword(account_id=account.id, password_hash=account.password_hash, replaced_at=now))
    session.flush()
    for row in _old(session, account.id)[REMEMBERED:]:
        session.delete(row)


def _by_itself(account: Account, new: str) -> list[Rule | None]:
    plain = new.casefold()
    return [
        Rule.TOO_SHORT if len(new) < MIN_LENGTH else None,
        Rule.TOO_LONG if len(new) > MAX_LENGTH else None,
        Rule.NAMES_YOU if any(name in plain for name in _names(account)) else None,
    ]


def _names(account: Account) -> set[str]:
    """What of a person others know. Short pieces are in many words: only a Chinese name counts however short."""
    pieces = {account.id, account.name.casefold(), *re.split(r"[._\-\d]+", account.id)}
    return {piece for piece in pieces if len(piece) > SHORTEST_NAME or (piece and not piece.isascii())}


def _old(session: Session, account_id: str) -> list[OldPassword]:
    asked = select(OldPassword).where(OldPassword.account_id == account_id).order_by(OldPassword.id.desc())
    return list(session.scalars(asked))
