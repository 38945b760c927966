"""The documents of a case: notices and letters, for the roles that have to know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from engine.actor import Actor
from engine.views import CaseDetail
from handlers.privacy import ErasedError, unseal
from handlers.records import Document
from web.site import site


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    text: str
    at: datetime


READERS = frozenset({"agent", "claims", "compliance", "management", "operations", "underwriter"})


def documents_of(detail: CaseDetail, reader: Actor) -> list[Paper]:
    """What the agent was told in this case, the newest first; empty for roles that do not work on cases."""
    if not reader.roles & READERS:
        return []
    return _papers(detail, or_(Document.recipient == "agent", Document.recipient.in_(sorted(reader.roles))))


def letters_to(customer_id: str, detail: CaseDetail) -> list[Paper]:
    """What this customer was told in this case, the newest first."""
    return _papers(detail, and_(Document.recipient == "customer", Document.subject_id == customer_id))


def _papers(detail: CaseDetail, of: ColumnElement[bool]) -> list[Paper]:
    application_id = detail.variables.get("application_id")
    here = Document.case_id == detail.case.id
    about = or_(here, Document.application_id == str(application_id)) if application_id else here
    with site().reading() as rows:
        found = rows.scalars(select(Document).where(about, of).order_by(Document.created_at.desc()))
        papers = []
        for document in found:
            try:
                text = str(unseal(rows, document.subject_id, document.content))
            except ErasedError:
                continue
            papers.append(Paper(document.title, text, document.created_at))
        return papers
