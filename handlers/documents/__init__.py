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
from handlers.documents.kinds import KINDS, DocumentKind, UnknownKindError, kind_of, readers_of
from handlers.documents.parts import facts, listed, written
from handlers.documents.pdf import FontMissingError, render_pdf
from handlers.documents.reading import (
    OpenedDocument,
    UnknownDocumentError,
    document_of_customer,
    documents_of_case,
    documents_of_customer,
    find_document,
    list_about,
    list_of_customer,
    may_read,
    open_document,
)
from handlers.documents.signing import OWN_LINK, newest_document, sign_document

__all__ = [
    "KINDS",
    "KINDS_OF_PAPER",
    "OWN_LINK",
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
    "facts",
    "find_document",
    "issue_document",
    "keep_brought",
    "kind_of",
    "list_about",
    "list_of_customer",
    "listed",
    "may_read",
    "newest_document",
    "open_document",
    "readers_of",
    "render_pdf",
    "sign_document",
    "written",
]
