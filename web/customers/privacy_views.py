"""My information: consent per purpose, given and taken back; a copy of it; corrections (PIPL arts 15, 44–46)."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import NotFound
from handlers.consents import Purpose, purpose_of, say_consent, signed_consents, standings
from handlers.own_data import own_data
from web.customers import confirmation
from web.customers.confirmation import CONSENT, Signature
from web.customers.identity import customer, the_link
from web.customers.offers import POLICY, offers
from web.customers.policies import policies_of
from web.permissions import Permission, needs
from web.security import limiter
from web.site import site

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/my/privacy")
@needs(Permission.CUSTOMER)
def show() -> ResponseReturnValue:
    """What the data may be used for, and what the customer can ask for."""
    now = site().now()
    with site().reading() as rows:
        said = standings(rows, the_link().customer_id)
        signed = signed_consents(rows, the_link().customer_id)
        policies = policies_of(rows, the_link().customer_id)
    changes = [
        (policy, offer)
        for policy in policies
        for offer in offers()
        if offer.process_id == "policy_servicing" and offer.about == POLICY and offer.fits(policy, now)
    ]
    return render_template("customers/privacy.html", standings=said, signed=signed, changes=changes)


@blueprint.post("/my/privacy/<purpose_id>")
@needs(Permission.CUSTOMER)
@limiter.limit("30 per hour")
def say(purpose_id: str) -> ResponseReturnValue:
    """Give a consent or take it back; what was shown is kept with it."""
    purpose = purpose_of(purpose_id)
    if purpose is None:
        raise NotFound(what="purpose", id=purpose_id)
    given, link, now = request.form.get("given") == "yes", the_link(), site().now()
    shown = _shown(purpose) | {"given": given}
    kept = confirmation.keep(f"{CONSENT}{purpose.id}", shown, Signature("submitted"), now, case_id="")
    with site().writing() as rows:
        say_consent(rows, link.customer_id, purpose, given=given, by=link.id, confirmation_id=kept.id, now=now)
    confirmation.accept(kept.id, now)
    flash(gettext("已记录您的同意。") if given else gettext("已撤回同意，从现在起不再这样使用。"), "good")
    return redirect(url_for(".show"))


@blueprint.post("/my/data.json")
@needs(Permission.CUSTOMER)
@limiter.limit("10 per hour")
def data() -> ResponseReturnValue:
    """A copy of what is kept on the customer. The reading is recorded."""
    link = the_link()
    with site().reading() as rows:
        found = own_data(rows, link.customer_id, site().now())
    site().engine.record_read(customer(), "copy own data", link.customer_id, "PIPL art 45")
    return Response(
        orjson.dumps(found, option=orjson.OPT_INDENT_2),
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


def _shown(purpose: Purpose) -> dict[str, str]:
    return {"title": purpose.title, "text": purpose.text, "version": purpose.version}
