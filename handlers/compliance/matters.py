"""What the matters of compliance have in common: their sealed content, and the people they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import privacy
from handlers.records import Policy

Json = Any


class UnknownComplianceMatterError(LookupError):
    """There is no such matter."""


class Sealed(Protocol):
    content: bytes


def read_content(session: Session, subject: str, matter: Sealed) -> dict[str, Json]:
    """The parts of a matter's content, in clear for the step at hand. Raises `ErasedError`."""
    return dict(privacy.unseal(session, subject, matter.content))


def add_content(session: Session, subject: str, matter: Sealed, parts: Mapping[str, Json], now: datetime) -> None:
    """Lay further parts over the content; what is None is left as it was."""
    said = {name: value for name, value in parts.items() if value not in (None, "")}
    matter.content = privacy.seal(session, subject, read_content(session, subject, matter) | said, now)


def policy_of(session: Session, policy_id: str | None, policy_no: str | None) -> Policy | None:
    """The policy of an id or a number, None when there is none."""
    if policy_id:
        return session.get(Policy, policy_id)
    if policy_no:
        return session.scalar(select(Policy).where(Policy.number == policy_no.strip()))
    return None


def unique(persons: Iterable[str | None]) -> list[str]:
    """Each person once, in order, the unknown left out."""
    return list(dict.fromkeys(person.strip() for person in persons if person and person.strip()))
