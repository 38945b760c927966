"""Who a customer's browser speaks for: the link whose right code was entered in it."""

from __future__ import annotations

from flask import g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from engine.actor import Actor, ActorKind, Channel
from web.customers.links import link_of_session
from web.site import site
from web.tables import CustomerLink

SESSION_KEY = "customer_token"
USED_UP = "link_used_up"
"""In the browser's session for one page: it came with a link that opens nothing any more."""


def customer_gate() -> ResponseReturnValue | None:
    """Let a customer in whose code was right within the last hour; else say that the link has to be opened again."""
    token = session.get(SESSION_KEY)
    with site().reading() as rows:
        link = link_of_session(rows, token, site().now()) if token else None
    if link is None:
        return used_up()
    g.customer_link = link
    return None


def used_up() -> ResponseReturnValue:
    """Whatever is wrong with a link, a stranger learns nothing about it: one page, where a new one can be asked for."""
    session[USED_UP] = True
    return redirect(url_for("asking.ask"))


def the_link() -> CustomerLink:
    """The link of this request; only behind the customer's permission."""
    link: CustomerLink = g.customer_link
    return link


def customer() -> Actor:
    """The customer as the engine's actor: known by the link, with the customer's role and that of the person alone.

    A task of one person (the insured's consent) has the group `customer:<id>`; no other person's link can take it.
    """
    link = the_link()
    roles = frozenset({"customer", f"customer:{link.customer_id}"})
    return Actor(link.id, ActorKind.CUSTOMER, Channel.CUSTOMER_LINK, roles, "customer")
