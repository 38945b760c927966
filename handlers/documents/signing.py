"""Signing a document that was shown: its next version, with the signature over the hash of the one before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers.documents.content import SignatureLine
from handlers.documents.issue import issue_document
from handlers.documents.reading import UnknownDocumentError, open_document
from handlers.records import Document

OWN_LINK = "本人链接、验证码、签名"
"""How a customer signs: nobody else can (SOP 4.6.1a)."""


def newest_document(session: Session, kind: str, matter_id: str) -> Document | None:
    """The newest version of a matter's document of this kind; None before there is one."""
    asked = select(Document).where(Document.kind == kind, Document.matter_id == matter_id)
    return session.scalar(asked.order_by(Document.created_at.desc(), Document.version.desc()).limit(1))


def sign_document(context: HandlerContext, kind: str, matter_id: str, *roles: str, method: str = OWN_LINK) -> str:
    """Issue the document again, signed now by whom its lines for these roles name; gives the new version's id.

    Raises `UnknownDocumentError` when nothing of this kind was shown.
    """
    row = newest_document(context.session, kind, matter_id)
    if row is None:
        raise UnknownDocumentError(f"{matter_id} has no {kind} to sign")
    shown = open_document(context.session, row)
    lines = [
        SignatureLine(line.role, line.name, context.now, method, shown.sha256) if line.role in roles else line
        for line in shown.spec.signatures
    ]
    return issue_document(
        context,
        kind=kind,
        title=shown.title,
        subject_id=row.subject_id,
        agent_id=row.agent_id,
        application_id=row.application_id,
        policy_id=row.policy_id,
        matter_id=row.matter_id,
        about=shown.spec.about,
        recipient=row.recipient,
        replaces=row.id,
        health_of=row.sealed_under.removesuffix("/health") if row.sealed_under != row.subject_id else None,
        sections=shown.spec.sections,
        signatures=lines,
    )
