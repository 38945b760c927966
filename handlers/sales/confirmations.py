"""What the customer confirms in person: a row over the hash of exactly what was shown (SOP 4.3.3b)."""

from __future__ import annotations

from engine.registry import HandlerContext
from handlers import privacy
from handlers.documents import find_document, open_document
from handlers.records import SalesConfirmation

METHOD = "customer_link"


def keep_confirmation(
    context: HandlerContext,
    *,
    customer_id: str,
    matter_id: str,
    purpose: str,
    given: bool,
    document_id: str,
    signed_name: str,
) -> SalesConfirmation:
    """Keep that the customer said yes or no to a document as it stands, by the hash of its content."""
    session = context.session
    shown = open_document(session, find_document(session, document_id))
    row = SalesConfirmation(
        id=context.new_id("SCF"),
        customer_id=customer_id,
        matter_id=matter_id,
        purpose=purpose,
        given=given,
        document_id=document_id,
        content_hash=shown.sha256,
        signed_by=context.actor_id,
        signed_name=privacy.seal(session, customer_id, signed_name, context.now),
        method=METHOD,
        signed_at=context.now,
    )
    session.add(row)
    return row
