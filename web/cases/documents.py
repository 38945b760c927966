"""The documents of a case: for the roles that have to know them, and for the customer they are about."""

from __future__ import annotations

from flask import Response

from engine.actor import Actor
from engine.errors import NotFound
from engine.views import CaseDetail
from handlers.documents import KINDS, OpenedDocument, documents_of_case, documents_of_customer
from handlers.documents.pdf import Language, render_opened
from web.i18n.locale import chosen_language
from web.site import site


def documents_of(detail: CaseDetail, reader: Actor) -> list[OpenedDocument]:
    """What this reader's roles may see of the case's documents, the newest first."""
    with site().reading() as rows:
        return documents_of_case(rows, detail.case.id, detail.variables, reader.roles)


def letters_to(customer_id: str, detail: CaseDetail) -> list[OpenedDocument]:
    """What this customer may read of the case's documents, the newest first."""
    with site().reading() as rows:
        return documents_of_customer(rows, detail.case.id, detail.variables, customer_id)


def title_of(kind: str, title: str) -> str:
    """What a document of this kind is called, in the language of the request."""
    known = KINDS.get(kind)
    if chosen_language() == "en":
        return known.en if known is not None and known.en else site().labels.say_composed(title)
    return title


def send_pdf(found: list[OpenedDocument], document_id: str, by: Actor, case_id: str) -> Response:
    """One of these documents as PDF in the reader's language. The reading is recorded.

    Raises `NotFound` for every other, so that nobody learns whether it exists.
    """
    opened = next((each for each in found if each.id == document_id), None)
    if opened is None:
        raise NotFound(what="document", id=document_id)
    site().engine.record_read(by, "read document", opened.id, opened.number, case_id)
    language: Language = "en" if chosen_language() == "en" else "zh"
    pdf = render_opened(opened, language=language, translate=site().labels.say_composed)
    name = f"{opened.number}-v{opened.version}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
