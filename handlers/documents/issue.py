"""Issuing a document: its content is sealed in the step's own transaction; the PDF is made later, when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers import privacy
from handlers.documents.content import LAYOUT, Agency, DocumentSpec, Section, SignatureLine, as_json
from handlers.documents.kinds import DocumentKind, kind_of
from handlers.documents.people import with_names
from handlers.parameters import local_day
from handlers.people import health_subject
from handlers.records import Document, Parameter

UNNAMED = Agency("示例保险代理机构", "Sample Insurance Agency")
"""Unless the parameters `agency_name`, `agency_name_en`, `agency_contact` say otherwise."""
LETTERS = slice(4, 14)
"""Of a document's id: fifty bits by chance, so numbers of one kind and year do not meet, and no counter is locked."""


class Recipient(StrEnum):
    """Who a document is for; a role of the agency can stand for these too."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOTH = "both"
    """The customer, and of the staff whoever may read the kind."""
    INTERNAL = "internal"
    """Whoever of the staff may read the kind; no customer."""


def issue_document(
    context: HandlerContext,
    *,
    kind: str | DocumentKind,
    subject_id: str,
    sections: Sequence[Section],
    signatures: Sequence[SignatureLine] = (),
    title: str | None = None,
    title_en: str | None = None,
    agent_id: str | None = None,
    application_id: str | None = None,
    policy_id: str | None = None,
    matter_id: str | None = None,
    about: Mapping[str, str] | None = None,
    recipient: str | None = None,
    replaces: str | None = None,
    health_of: str | None = None,
) -> str:
    """Seal a document into the file and give its id. Nobody is told: `announce_document` does that.

    Where a fact, a cell or a signature is the id of an account, the person's name is sealed (`people.py`).

    `kind`: an id of `kinds.py`, which gives title, number and fixed sentences. `subject_id`: whose key seals it, the
    customer, or the employee that an internal document is about. `matter_id`: the record it is about, so that other
    cases about the same matter show it. `recipient`: one of `Recipient`, or a role; None for what the kind says.
    `replaces`: id of the version before; the number stays and the version goes up. `health_of`: whose health it tells
    of, when the kind holds any and that is not the subject; the health key of that person seals it.

    Raises `UnknownKindError`, `MalformedDocumentError`, and `LookupError` when there is no document to replace.
    """
    what = kind if isinstance(kind, DocumentKind) else kind_of(kind)
    document_id = context.new_id("DOC")
    number, version = _numbered(context, what, document_id, replaces)
    drafted = DocumentSpec(
        kind=what.id,
        number=number,
        version=version,
        title=title or what.zh,
        title_en=what.en if title_en is None else title_en,
        issued_at=context.now,
        issued_by=context.actor_id if context.by_staff else "",
        agency=agency_of(context.session, context),
        fixed=what.fixed,
        sections=sections,
        signatures=signatures,
        about=dict(about or {}),
    )
    spec = with_names(context, drafted)
    sealed_under = health_subject(health_of or subject_id) if what.holds_health else subject_id
    sealed = privacy.seal(context.session, sealed_under, as_json(spec), context.now)
    context.session.add(
        Document(
            id=document_id,
            kind=what.id,
            number=number,
            version=version,
            layout=LAYOUT,
            title=spec.title,
            subject_id=subject_id,
            sealed_under=sealed_under,
            agent_id=agent_id,
            case_id=context.case_id,
            application_id=application_id,
            policy_id=policy_id,
            matter_id=matter_id,
            recipient=str(recipient or (Recipient.BOTH if what.for_customer else Recipient.INTERNAL)),
            content=sealed,
            sha256=hashlib.sha256(sealed).hexdigest(),
            created_at=context.now,
        )
    )
    context.session.flush()
    return document_id


def announce_document(
    context: HandlerContext, document_id: str, *, to: str, recipient: str, link_follows: bool = False
) -> None:
    """Have the outbox say that there is a document; the message holds its title only (SOP 5.2).

    `to`: the customer's or the employee's id. `link_follows`: a link to a task is sent anyway, so none comes with it.
    """
    document = context.session.get_one(Document, document_id)
    told = {"kind": document.kind, "document_id": document.id, "recipient": str(recipient), "to": to}
    context.send("notice", {**told, "link_follows": link_follows}, f"{document.id}.{recipient}")


def agency_of(session: Session, context: HandlerContext) -> Agency:
    """The agency as it is called on the step's day."""
    day = local_day(context.now)
    asked = select(Parameter.code, Parameter.value).where(
        Parameter.code.in_(("agency_name", "agency_name_en", "agency_contact")), Parameter.valid_from <= day
    )
    found = {row.code: row.value for row in session.execute(asked.order_by(Parameter.valid_from))}
    if "agency_name" not in found:
        return UNNAMED
    return Agency(found["agency_name"], found.get("agency_name_en", ""), found.get("agency_contact", ""))


def _numbered(context: HandlerContext, what: DocumentKind, document_id: str, replaces: str | None) -> tuple[str, int]:
    if replaces is None:
        return f"{what.number}-{local_day(context.now).year}-{document_id[LETTERS]}", 1
    before = context.session.get(Document, replaces)
    if before is None or before.kind != what.id:
        raise LookupError(f"there is no {what.en} {replaces} to replace")
    return before.number, before.version + 1
