"""What the agency wrote for the customer beside a case: the comments that staff marked for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from web.customers.identity import the_link
from web.customers.matters import is_about_me
from web.inbox.comments import CUSTOMER, comments_of
from web.inbox.tables import CaseComment
from web.site import site


@dataclass(frozen=True, slots=True)
class Message:
    """What was written, and when. Who wrote it is the agency's own matter."""

    at: datetime
    text: str


def messages_for_me(case_id: str) -> list[Message]:
    """What was written for this customer, the newest first: of a case of their own link, or one that is about them."""
    if not _is_mine(case_id):
        return []
    said = comments_of(site(), case_id, for_customer=True)
    return [Message(each.at, each.text) for each in reversed(said) if each.text is not None]


def count_messages(case_ids: Collection[str]) -> dict[str, int]:
    """How much was written for this customer in each of these cases; cases without are left out."""
    asked = (
        select(CaseComment.case_id, func.count())
        .where(CaseComment.case_id.in_(sorted(case_ids)), CaseComment.visibility == CUSTOMER)
        .group_by(CaseComment.case_id)
    )
    with site().reading() as rows:
        found = [(row[0], row[1]) for row in rows.execute(asked)] if case_ids else []
    return {case_id: number for case_id, number in found if _is_mine(case_id)}


def _is_mine(case_id: str) -> bool:
    # Asked late: whom a case is about stands in its sealed variables.
    return case_id == the_link().case_id or is_about_me(case_id)
