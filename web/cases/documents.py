"""The documents of a case's application: notices and letters, for the roles that have to know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

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
    application_id = variables.get("application_id")
    if not application_id or not reader.roles & READERS:
        return []
    with site().reading() as rows:
        found = rows.scalars(
            select(Document)
            .where(Document.application_id == str(application_id), Document.recipient == "agent")
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
