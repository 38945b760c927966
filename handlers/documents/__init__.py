"""Documents as data, sealed; as PDF when somebody asks (SOP 5.1: every document is kept and traceable)."""

from handlers.documents.brought import KINDS_OF_PAPER, Photograph, keep_brought
from handlers.documents.content import (
    BulletList,
    DocumentSpec,
    KeyValues,
    MalformedDocumentError,
    Paragraph,
    Picture,
    Section,
    SignatureLine,
    Table,
    Tone,
)
from handlers.documents.issue import Recipient, announce_document, issue_document
from handlers.documents.kinds import KINDS, DocumentKind, UnknownKindError, kind_of, notice_kind
from handlers.documents.pdf import FontMissingError, render_pdf
from handlers.documents.reading import (
    OpenedDocument,
    UnknownDocumentError,
    document_of_customer,
    documents_of_case,
    documents_of_customer,
    find_document,
    list_of_customer,
    open_document,
    readers_of,
)

__all__ = [
    "KINDS",
    "KINDS_OF_PAPER",
    "BulletList",
    "DocumentKind",
    "DocumentSpec",
    "FontMissingError",
    "KeyValues",
    "MalformedDocumentError",
    "OpenedDocument",
    "Paragraph",
    "Photograph",
    "Picture",
    "Recipient",
    "Section",
    "SignatureLine",
    "Table",
    "Tone",
    "UnknownDocumentError",
    "UnknownKindError",
    "announce_document",
    "document_of_customer",
    "documents_of_case",
    "documents_of_customer",
    "find_document",
    "issue_document",
    "keep_brought",
    "kind_of",
    "list_of_customer",
    "notice_kind",
    "open_document",
    "readers_of",
    "render_pdf",
]
