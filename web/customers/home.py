"""The customer's home: what is asked, the policies, the matters, the letters, and what can be begun."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine.views import InboxTask
from handlers.documents import list_of_customer
from web.cases.documents import title_of
from web.customers.identity import customer, the_link
from web.customers.matters import customer_name, matters_of, my_cases, tasks_for_me
from web.customers.messages import count_messages
from web.customers.offers import PERSON, Offer, offers
from web.customers.people import contact_of
from web.customers.policies import OwnPolicy, policies_of
from web.inbox.tiles import tiles_of
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("home", __name__)
MOST_LETTERS = 60
LETTERS_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """A policy and what can be begun for it."""

    policy: OwnPolicy
    offers: list[Offer]


@blueprint.get("/my/home")
@needs(Permission.CUSTOMER)
def show() -> ResponseReturnValue:
    """All that is the customer's own, on one page."""
    now, link, can = site().now(), the_link(), offers()
    cases = my_cases()
    tasks = {case.id: tasks_for_me(case.id) for case in cases if case.ended_at is None}
    with site().reading() as rows:
        name = contact_of(rows, link.customer_id).name
        cards = [
            PolicyCard(policy, [offer for offer in can if offer.fits(policy, now)])
            for policy in policies_of(rows, link.customer_id)
        ]
        letters = list_of_customer(rows, link.customer_id, MOST_LETTERS)
    return render_template(
        "customers/home.html",
        name=name,
        names={case.id: customer_name(case.process_id, case.process_name) for case in cases},
        asked=tiles_of(_first_of_each(tasks), customer()),
        cards=cards,
        matters=matters_of(cases, tasks),
        messages=count_messages([case.id for case in cases]),
        letters=letters,
        letters_at_once=LETTERS_AT_ONCE,
        title_of=title_of,
        now=now,
        offers=[offer for offer in can if offer.about == PERSON],
    )


def _first_of_each(tasks: dict[str, tuple[InboxTask, ...]]) -> list[InboxTask]:
    """One task a case: its page shows the next one when it is done."""
    return sorted((found[0] for found in tasks.values() if found), key=lambda task: task.opened_at)
