"""The documents of a case's application: notices and letters, for the roles that have to know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from engine.actor import Actor
from handlers.privacy import ErasedError, unseal
from handlers.records import Document
from web.site import site


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    text: str
    at: datetime


READERS = frozenset({"agent", "operations", "underwriter", "compliance"})


def documents_of(variables: Mapping[str, Any], reader: Actor) -> list[Paper]:
    """What the agent was told in this case, the newest first; empty for roles that do not work on applications."""
    if not reader.roles & READERS:
        return []
    return _papers(variables, Document.recipient == "agent")


def letters_to(customer_id: str, variables: Mapping[str, Any]) -> list[Paper]:
    """What this customer was told in this case, the newest first."""
    return _papers(variables, and_(Document.recipient == "customer", Document.subject_id == customer_id))


def _papers(variables: Mapping[str, Any], of: ColumnElement[bool]) -> list[Paper]:
    application_id = variables.get("application_id")
    if not application_id:
        return []
    with site().reading() as rows:
        found = rows.scalars(
            select(Document)
            .where(Document.application_id == str(application_id), of)
            .order_by(Document.created_at.desc())
        )
        papers = []
        for document in found:
            try:
                text = str(unseal(rows, document.subject_id, document.content))
            except ErasedError:
                continue
            papers.append(Paper(document.title, text, document.created_at))
        return papers
