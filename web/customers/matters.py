"""Which cases are a customer's own: those that a link, a confirmation or a letter of theirs belongs to.

A case keeps its person in its own sealed variables, so nobody can look cases up by customer there. What was opened to
the customer is in the clear here: the links that were sent, what was confirmed, the letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, func, select, union_all

from engine.errors import NotFound
from engine.views import CaseSummary, InboxTask
from handlers.documents import Recipient
from handlers.records import Document
from web.cases.reading import CONFIDENTIAL
from web.customers.identity import customer, the_link
from web.customers.links import HOME
from web.customers.people import CUSTOMER, customers_of
from web.site import site
from web.tables import CustomerConfirmation, CustomerLink

CUSTOMER_NAME = "sop:customer-name"
MOST = 60
"""Cases that the home looks at, the last touched first; older ones are reached by their letters."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One case of the customer, as the home lists it. `words`: how it stands. `asks`: it waits for the customer."""

    case_id: str
    name: str
    number: str
    words: str
    at: datetime
    asks: bool
    is_over: bool


def matters_of(cases: Iterable[CaseSummary], tasks: Mapping[str, Sequence[InboxTask]]) -> list[Matter]:
    """The cases as the home lists them, running ones first, the newest first. `tasks`: what each asks for."""
    found = [_matter(case, bool(tasks.get(case.id))) for case in cases]
    return sorted(found, key=lambda each: (each.is_over, -each.at.timestamp()))


def my_cases() -> list[CaseSummary]:
    """The cases of the customer whose link this is; never one of a confidential process."""
    with site().reading() as rows:
        ids = rows.scalars(_ids(the_link().customer_id).limit(MOST)).all()
    hidden = {name for name, said in site().engine.queries.process_properties().items() if CONFIDENTIAL in said}
    cases = (site().engine.queries.case(case_id) for case_id in ids)
    return [case for case in cases if case.process_id not in hidden]


def require_mine(case_id: str) -> None:
    """Raises `NotFound` unless the case is the customer's own."""
    link = the_link()
    if case_id == link.case_id:
        return
    with site().reading() as rows:
        is_mine = case_id in rows.scalars(_ids(link.customer_id)).all()
    if not case_id or not is_mine:
        raise NotFound(what="case", id=case_id)


def tasks_for_me(case_id: str) -> tuple[InboxTask, ...]:
    """The open tasks of a case that this customer may do, in order.

    What is for this person alone; and what is for "the customer", through the link of that very case or when the case
    is about this person: a link that the insured once had for a consent does not open the applicant's tasks.
    """
    link = the_link()
    open_ = site().engine.queries.tasks_of_case(case_id)
    own = customer().roles - {CUSTOMER}
    shared = any(CUSTOMER in task.groups for task in open_) and (case_id == link.case_id or is_about_me(case_id))
    return tuple(task for task in open_ if own & set(task.groups) or (shared and CUSTOMER in task.groups))


def is_about_me(case_id: str) -> bool:
    """Whether the case is about this customer: as applicant, customer or policyholder."""
    variables = site().engine.queries.case_detail(case_id).variables
    return customers_of([variables])[0] == the_link().customer_id


def _ids(customer_id: str) -> Select[Any]:
    links, kept = CustomerLink, CustomerConfirmation
    letters = Document.recipient.in_((Recipient.CUSTOMER, Recipient.BOTH))
    said = union_all(
        select(links.case_id, links.created_at.label("at")).where(links.customer_id == customer_id),
        select(kept.case_id, kept.confirmed_at).join(links, kept.link_id == links.id).where(
            links.customer_id == customer_id
        ),
        select(Document.case_id, Document.created_at).where(Document.subject_id == customer_id, letters),
    ).subquery()  # fmt: skip
    named = said.c.case_id.is_not(None) & (said.c.case_id != HOME)
    return select(said.c.case_id).where(named).group_by(said.c.case_id).order_by(func.max(said.c.at).desc())


def customer_name(process_id: str, name: str) -> str:
    """What a process is called to customers, in the reader's language: the trade's own word may say nothing to them."""
    said = site().engine.queries.process_properties().get(process_id, {})
    return site().labels.say(said.get(CUSTOMER_NAME, name))


def _matter(case: CaseSummary, asks: bool) -> Matter:
    say = site().labels.say
    if case.ended_at is None:
        words = gettext("等您办理") if asks else gettext("我们正在办理")
    else:
        words = say(_end_name(case)) or gettext("已办结")
    at = case.ended_at or case.changed_at
    name = customer_name(case.process_id, case.process_name)
    return Matter(case.id, name, _number(case), words, at, asks, case.ended_at is not None)


def _end_name(case: CaseSummary) -> str:
    if case.end_event is None:
        return gettext("已终止")
    process = site().engine.queries.process(case.process_id)
    return process.nodes[case.end_event].name if case.end_event in process.nodes else ""


def _number(case: CaseSummary) -> str:
    """What people quote: the case's business key, else the number in the columns of its tasks."""
    if case.business_key:
        return case.business_key
    for task in site().engine.queries.tasks_of_case(case.id, open_only=False):
        for name, value in task.values.items():
            if name.endswith("_no") and name != "policy_no" and value:
                return str(value)
    return ""
