"""Telling people: every notice is a sealed document of the file and goes out through the outbox (SOP 4.4.2c, 4.7.3).

The outbox payload holds ids only; whoever delivers it reads the document with the rights of its own role.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.registry import HandlerContext
from handlers.documents import Paragraph, Section, announce_document, issue_document, notice_kind

AGENCY = "AGENCY"
"""Whose key seals what is about no customer: rule changes, minutes, reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell: `customer_id` is whose key seals it, `matter_id` the record it is about."""

    kind: str
    title: str
    text: str
    customer_id: str = AGENCY
    agent_id: str = ""
    matter_id: str | None = None
    application_id: str | None = None
    policy_id: str | None = None


def tell(context: HandlerContext, notice: Notice, *recipients: str, asks_customer: bool = False) -> list[str]:
    """Keep one document per recipient and have the outbox announce it; gives the documents' ids.

    `recipients`: `customer`, `agent`, or a role of the agency (`operations`, …); customer and agent if none is named.
    `asks_customer`: the notice asks for something that only the customer can do, so a fresh link comes with it; the one
    before ended when everything asked for until then was done.
    """
    made = []
    for recipient in recipients or ("customer", "agent"):
        document_id = issue_document(
            context,
            kind=notice_kind(notice.kind),
            title=notice.title,
            subject_id=notice.customer_id,
            agent_id=notice.agent_id or None,
            application_id=notice.application_id,
            policy_id=notice.policy_id,
            matter_id=notice.matter_id,
            recipient=recipient,
            sections=[Section("", [Paragraph(notice.text)])],
        )
        to = {"customer": notice.customer_id, "agent": notice.agent_id}.get(recipient, recipient)
        announce_document(context, document_id, to=to, recipient=recipient, link_follows=asks_customer)
        made.append(document_id)
    if asks_customer:
        send_link(context, notice.customer_id)
    return made


def send_link(context: HandlerContext, customer_id: str) -> None:
    """Have the outbox send the customer a link to what only the customer may do in this case."""
    context.send("customer_link", {"customer_id": customer_id})
