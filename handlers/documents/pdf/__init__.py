"""A document as PDF: the same content gives the same bytes, whenever and wherever it is rendered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from handlers.documents.pdf.fonts import FontMissingError
from handlers.documents.pdf.layout import lay_out
from handlers.documents.pdf.paint import paint
from handlers.documents.pdf.words import Language, Translate, Wording
from handlers.documents.reading import OpenedDocument, find_document, open_document

__all__ = ["FontMissingError", "Language", "render_opened", "render_pdf"]


def render_pdf(
    session: Session, document_id: str, *, language: Language = "zh", translate: Translate = lambda text: text
) -> bytes:
    """The PDF of a document, by id or number. `translate`: its labels and titles in the reader's language.

    Who may read it is the caller's question. Raises `UnknownDocumentError`, `ErasedError`, `FontMissingError`.
    """
    opened = open_document(session, find_document(session, document_id))
    return render_opened(opened, language=language, translate=translate)


def render_opened(
    opened: OpenedDocument, *, language: Language = "zh", translate: Translate = lambda text: text
) -> bytes:
    """The PDF of a document that was opened already. Raises `FontMissingError`."""
    pages = lay_out(opened.spec, opened.sha256, Wording(language, translate))
    return paint(pages, opened.spec, language)
