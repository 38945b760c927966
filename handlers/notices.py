"""Telling people: every notice is a sealed document of the file and goes out through the outbox (SOP 4.4.2c, 4.7.3).

The outbox payload holds ids only; whoever delivers it reads the document with the rights of its own role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.registry import HandlerContext
from handlers.documents import (
    Paragraph,
    Section,
    SignatureLine,
    announce_document,
    issue_document,
    kind_of,
)

AGENCY = "AGENCY"
"""Whose key seals what is about no customer: rule changes, minutes, reviews."""
CUSTOMER_AND_AGENT = ("customer", "agent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell: `customer_id` is whose key seals it, `matter_id` the record it is about."""

    kind: str
    title: str = ""
    """Of a letter; a kind with a row of its own has a title too."""
    text: str = ""
    """Comes first; further `sections` follow."""
    customer_id: str = AGENCY
    agent_id: str = ""
    matter_id: str | None = None
    application_id: str | None = None
    policy_id: str | None = None
    sections: Sequence[Section] = ()
    signatures: Sequence[SignatureLine] = ()
    health_of: str | None = None
    """Whose health it tells of, when that is not the customer (`issue_document`)."""


def tell(context: HandlerContext, notice: Notice, *recipients: str, asks_customer: bool = False) -> list[str]:
    """Keep one letter per recipient and have the outbox announce it; gives the documents' ids.

    `recipients`: `customer`, `agent`, or a role of the agency (`operations`, …); customer and agent if none is named.
    `asks_customer`: the notice asks for something that only the customer can do, so a fresh link comes with it; the one
    before ended when everything asked for until then was done.
    """
    made = []
    for recipient in recipients or CUSTOMER_AND_AGENT:
        document_id = _issue(context, notice, recipient)
        _announce(context, notice, document_id, recipient, asks_customer)
        made.append(document_id)
    if asks_customer:
        send_link(context, notice.customer_id)
    return made


def hand_out(
    context: HandlerContext,
    notice: Notice,
    *told: str,
    asks_customer: bool = False,
    recipient: str | None = None,
    replaces: str | None = None,
) -> str:
    """Issue **one** document under one number and have the outbox tell each of `told` of it; gives its id.

    `told`: as the recipients of `tell`; `recipient`, `replaces`: as of `issue_document`.
    """
    document_id = _issue(context, notice, recipient, replaces)
    for who in told or CUSTOMER_AND_AGENT:
        _announce(context, notice, document_id, who, asks_customer)
    if asks_customer:
        send_link(context, notice.customer_id)
    return document_id


def _issue(context: HandlerContext, notice: Notice, recipient: str | None, replaces: str | None = None) -> str:
    lead = [Section("", [Paragraph(notice.text)])] if notice.text else []
    return issue_document(
        context,
        kind=notice.kind,
        title=notice.title or kind_of(notice.kind).zh,
        subject_id=notice.customer_id,
        agent_id=notice.agent_id or None,
        application_id=notice.application_id,
        policy_id=notice.policy_id,
        matter_id=notice.matter_id,
        recipient=recipient,
        replaces=replaces,
        sections=[*lead, *notice.sections],
        signatures=notice.signatures,
        health_of=notice.health_of,
    )


def _announce(context: HandlerContext, notice: Notice, document_id: str, who: str, asks_customer: bool) -> None:
    to = {"customer": notice.customer_id, "agent": notice.agent_id}.get(who, who)
    announce_document(context, document_id, to=to, recipient=who, link_follows=asks_customer)


def send_link(context: HandlerContext, customer_id: str) -> None:
    """Have the outbox send the customer a link to what only the customer may do in this case."""
    context.send("customer_link", {"customer_id": customer_id})
