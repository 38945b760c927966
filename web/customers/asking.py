"""Asking for a link by oneself: a phone number, a policy number, and always the same answer.

The link goes to the phone that is registered, never to what was typed in. Whether there is such a customer nobody
learns: the answer is one sentence, and looking up and sending begin only when it has gone out, so it takes no longer.
"""

from __future__ import annotations

import structlog
from flask import Blueprint, make_response, render_template, request, session
from flask.typing import ResponseReturnValue

from engine.errors import EngineError
from web.customers.identity import USED_UP
from web.permissions import Permission, needs
from web.security import limiter
from web.site import Site, site

blueprint = Blueprint("asking", __name__)
log = structlog.get_logger(__name__)
LONGEST = 40


@blueprint.get("/c")
@needs(Permission.ANYONE)
@limiter.limit("60 per minute")
def ask() -> ResponseReturnValue:
    """Where a customer asks for a link; whoever comes with one that has ended is told so, and nothing else."""
    if session.pop(USED_UP, False):
        return render_template("customers/ask.html", used_up=True), 410
    return render_template("customers/ask.html", used_up=False)


@blueprint.post("/c")
@needs(Permission.ANYONE)
@limiter.limit("5 per minute; 20 per hour")
def send() -> ResponseReturnValue:
    """Say that a link was sent if there is such a customer; then see whether there is."""
    mobile = request.form.get("mobile", "")[:LONGEST]
    policy_no = request.form.get("policy_no", "")[:LONGEST]
    answer = make_response(render_template("customers/asked.html"))
    here = site()
    answer.call_on_close(lambda: _send(here, mobile, policy_no))
    return answer


def _send(here: Site, mobile: str, policy_no: str) -> None:
    try:
        here.post.send_home_link(mobile, policy_no)
    except EngineError as refused:
        log.info("home_link.refused", why=type(refused).__name__)
