"""Reading documents: opening the seal, and finding those of a case for who may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, defer

from handlers import privacy
from handlers.documents.content import (
    LAYOUT,
    Agency,
    DocumentSpec,
    Paragraph,
    Section,
    Table,
    content_sha256,
    from_json,
    parts_to_read,
    plain_text,
)
from handlers.documents.issue import Recipient
from handlers.documents.kinds import KINDS, readers_of
from handlers.records import Document

BY_KIND = frozenset({Recipient.AGENT, Recipient.BOTH, Recipient.INTERNAL})
"""Recipients whose readers the kind tells; any other is a role, which alone reads it."""


class UnknownDocumentError(LookupError):
    """No document has this id or number."""


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document with its seal open. `sha256`: of the content's data, which the PDF prints."""

    id: str
    number: str
    version: int
    kind: str
    title: str
    title_en: str
    at: datetime
    case_id: str | None
    recipient: str
    spec: DocumentSpec
    sha256: str

    @property
    def parts(self) -> list[str | Table]:
        """What it says, for a page: tables, and plain lines between them."""
        return parts_to_read(self.spec)

    @property
    def text(self) -> str:
        """What it says, in plain lines."""
        return plain_text(self.spec)


def find_document(session: Session, id_or_number: str) -> Document:
    """The row of an id, or of a number (its newest version). Raises `UnknownDocumentError`."""
    asked = select(Document).where(or_(Document.id == id_or_number, Document.number == id_or_number))
    row = session.scalar(asked.order_by(Document.version.desc()).limit(1))
    if row is None:
        raise UnknownDocumentError(f"there is no document {id_or_number}")
    return row


def open_document(session: Session, row: Document) -> OpenedDocument:
    """Open the seal. Raises `ErasedError` when the key was destroyed."""
    said = privacy.unseal(session, row.sealed_under, row.content)
    spec = from_json(said) if row.layout == LAYOUT else _letter(row, str(said))
    return OpenedDocument(
        id=row.id,
        number=row.number,
        version=row.version,
        kind=row.kind,
        title=row.title,
        title_en=spec.title_en,
        at=row.created_at,
        case_id=row.case_id,
        recipient=row.recipient,
        spec=spec,
        sha256=content_sha256(said),
    )


def documents_of_case(
    session: Session, case_id: str, variables: Mapping[str, Any], roles: Collection[str]
) -> list[OpenedDocument]:
    """What these roles of the staff may read of a case's documents, the newest first; erased ones are left out."""
    held = frozenset(roles)
    staff = Document.recipient != Recipient.CUSTOMER
    return [each for each in _open(session, case_id, variables, staff) if may_read(each, held)]


def list_about(
    session: Session,
    roles: Collection[str],
    *,
    cases: Collection[str] = (),
    subjects: Collection[str] = (),
    matters: Collection[str] = (),
    limit: int = 200,
) -> list[Document]:
    """The rows of what these roles of the staff may read, the newest first; no seal is opened for a list of titles.

    Made in these cases, about these people, or about these matters (applications, policies, claims). Which of the cases
    the reader may know of is for the caller to say.
    """
    wanted = [
        column.in_(sorted(values))
        for values, columns in (
            (cases, (Document.case_id,)),
            (subjects, (Document.subject_id,)),
            (matters, (Document.application_id, Document.policy_id, Document.matter_id)),
        )
        for column in columns
        if values
    ]
    asked = (
        select(Document)
        .options(defer(Document.content))
        .where(or_(*wanted) if wanted else false(), Document.recipient != Recipient.CUSTOMER)
    )
    found = session.scalars(asked.order_by(Document.created_at.desc(), Document.id).limit(limit))
    held = frozenset(roles)
    return [row for row in found if may_read(row, held)]


def may_read(document: OpenedDocument | Document, roles: Collection[str]) -> bool:
    """Whether roles of the staff may read it: a letter to a role that role alone, one to the customer nobody else."""
    if document.recipient in BY_KIND:
        return not readers_of(document.kind).isdisjoint(roles)
    return document.recipient in roles


def documents_of_customer(
    session: Session, case_id: str, variables: Mapping[str, Any], customer_id: str
) -> list[OpenedDocument]:
    """What this customer may read of a case's documents, the newest first; never what is about somebody else."""
    return list(_open(session, case_id, variables, _own(customer_id)))


def document_of_customer(session: Session, document_id: str, customer_id: str) -> OpenedDocument | None:
    """One document of this customer's own, whatever case it was made in; None for every other and for an erased one."""
    row = session.scalar(select(Document).where(Document.id == document_id, _own(customer_id)))
    try:
        return open_document(session, row) if row is not None else None
    except privacy.ErasedError:
        return None


def list_of_customer(session: Session, customer_id: str, limit: int) -> list[Document]:
    """The rows of all that this customer may read, the newest first; no seal is opened for a list of titles."""
    asked = select(Document).options(defer(Document.content)).where(_own(customer_id))
    return list(session.scalars(asked.order_by(Document.created_at.desc(), Document.id).limit(limit)))


def _own(customer_id: str) -> ColumnElement[bool]:
    """For the customer, and about nobody else."""
    own = Document.recipient.in_((Recipient.CUSTOMER, Recipient.BOTH))
    return and_(own, Document.subject_id == customer_id)


def _open(
    session: Session, case_id: str, variables: Mapping[str, Any], whose: ColumnElement[bool]
) -> list[OpenedDocument]:
    named = {str(value) for name, value in variables.items() if name.endswith("_id") and isinstance(value, str)}
    about = [column.in_(named) for column in (Document.application_id, Document.policy_id, Document.matter_id)]
    asked = select(Document).where(or_(Document.case_id == case_id, *(about if named else ())), whose)
    opened = []
    for row in session.scalars(asked.order_by(Document.created_at.desc(), Document.id)):
        try:
            opened.append(open_document(session, row))
        except privacy.ErasedError:
            continue
    return opened


def _letter(row: Document, text: str) -> DocumentSpec:
    """A notice of plain text, from before documents were data."""
    known = KINDS.get(row.kind)
    return DocumentSpec(
        kind=row.kind,
        number=row.number,
        version=row.version,
        title=row.title,
        title_en=known.en if known else "",
        issued_at=row.created_at,
        issued_by="",
        agency=Agency(""),
        sections=[Section("", [Paragraph(text)])],
    )
