"""Beginning something oneself: a complaint, a loss report, a change to a policy, giving it back.

What can be begun the diagrams say (`offers.py`). The page is a form; what was shown and answered is kept as evidence
before the message goes out, and the same page sent twice begins one case.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import func, select

from engine.errors import AnswersRefused, NotFound
from web.customers import confirmation
from web.customers.confirmation import BEGIN, Signature
from web.customers.identity import customer, the_link
from web.customers.offers import PERSON, Offer, offer_of
from web.customers.policies import HOLDER, INSURED, OwnPolicy, policies_of, policy_of
from web.inbox.form_page import errors_of, form_page, problems_of, read_answers
from web.permissions import Permission, needs
from web.security import limiter
from web.site import site
from web.tables import CustomerConfirmation, CustomerLink

blueprint = Blueprint("beginning", __name__)
Json = Any
MOST_A_DAY = 20
"""Cases that one customer can begin by themselves in a day; more is a mistake or a machine."""
SEED = 16


@blueprint.get("/my/begin/<process_id>")
@needs(Permission.CUSTOMER)
def ask(process_id: str) -> ResponseReturnValue:
    """The form, for one of the customer's own policies where it is about one."""
    offer, policy = _chosen(process_id)
    return _page(offer, policy)


@blueprint.post("/my/begin/<process_id>")
@needs(Permission.CUSTOMER)
@limiter.limit("30 per hour")
def begin(process_id: str) -> ResponseReturnValue:
    """Check the answers, keep the evidence, send the message; then the page of the case that it began."""
    offer, policy = _chosen(process_id)
    answers = read_answers(request.form.get("answers", ""))
    shown = _shown(offer, policy)
    if request.form.get("shown") != confirmation.digest(shown):
        stale = gettext("页面内容在此期间有更新，请重新阅读后再提交。")
        return _page(offer, policy, typed=answers, stale=stale), 409
    try:
        checked = _check(offer, answers, _given(policy))
    except AnswersRefused as refused:
        return _page(offer, policy, typed=answers, refused=refused), 422
    case_id = _send(offer, checked | _given(policy), {**shown, "answers": answers})
    if not case_id:
        flash(gettext("已经收到，正在登记。稍后可在这里看到进度。"), "good")
        return redirect(url_for("home.show"))
    flash(gettext("已经收到。办理进度会显示在这里。"), "good")
    return redirect(url_for("customers.matter", case_id=case_id))


def _check(offer: Offer, answers: dict[str, Json], given: dict[str, Json]) -> dict[str, Json]:
    """The answers as the form lets them through. Raises `AnswersRefused`, also when too much was begun today."""
    checked = site().engine.queries.checked_answers(offer.deployment_id, offer.form_id, answers, given)
    if _begun_today() >= MOST_A_DAY:
        raise AnswersRefused(errors={"": [gettext("今天提交的次数太多，请明天再试，或联系您的保险代理人。")]})
    return checked


def _send(offer: Offer, variables: dict[str, Json], shown: Json) -> str:
    """Evidence first, then the message; gives the case that it began, empty when none has begun yet."""
    now, link = site().now(), the_link()
    kept = confirmation.keep(f"{BEGIN}{offer.process_id}", shown, Signature("submitted"), now, case_id="")
    seed = "".join(letter for letter in request.form.get("seed", "") if letter.isalnum())[: 2 * SEED]
    message_id = f"{offer.process_id}.{link.id}.{seed or secrets.token_hex(SEED)}"
    published = site().engine.correlate(offer.message, message_id, variables, customer(), message_id=message_id)
    case_id = next(iter(published.cases), "")
    confirmation.accept(kept.id, now, case_id=case_id)
    return case_id


def _chosen(process_id: str) -> tuple[Offer, OwnPolicy | None]:
    """What is begun, for which policy; None: for none in particular. Raises `NotFound` where it cannot be begun."""
    offer, asked = offer_of(process_id), request.args.get("policy", "")
    with site().reading() as rows:
        policy = policy_of(rows, the_link().customer_id, asked) if asked else None
    if offer.about == PERSON:
        return offer, policy
    if policy is None or not offer.fits(policy, site().now()):
        raise NotFound(what="policy", id=asked)
    return offer, policy


def _given(policy: OwnPolicy | None) -> dict[str, Json]:
    """What the page says of itself, whatever the browser sent: who, which policy, in which role, by which way."""
    link = the_link()
    given: dict[str, Json] = {
        "customer_id": link.customer_id,
        "started_by": link.id,
        "channel": "online",
        "source": "customer",
    }
    if policy is not None:
        role = HOLDER if HOLDER in policy.roles else INSURED
        given |= {
            "policy_id": policy.id,
            "policy_no": policy.number,
            "applicant_id": link.customer_id,
            "applicant_role": role,
            "claimant_relation": role,
        }
    return given


def _shown(offer: Offer, policy: OwnPolicy | None) -> dict[str, Json]:
    """Exactly what the page puts before the customer."""
    schema = site().engine.queries.form(offer.deployment_id, offer.form_id)
    form = form_page(schema, _given(policy), "")
    return {"form": form.schema, "values": form.values, "policy": policy.number if policy else ""}


def _page(
    offer: Offer,
    policy: OwnPolicy | None,
    *,
    typed: Json = None,
    refused: AnswersRefused | None = None,
    stale: str = "",
) -> str:
    schema = site().engine.queries.form(offer.deployment_id, offer.form_id)
    form = form_page(
        schema,
        _given(policy),
        f"{the_link().id}.{BEGIN}{offer.process_id}",
        draft=typed,
        draft_at=site().now() if typed is not None else None,
        errors=errors_of(refused) if refused else None,
    )
    with site().reading() as rows:
        others = policies_of(rows, the_link().customer_id) if offer.about == PERSON and policy is None else []
    return render_template(
        "customers/begin.html",
        offer=offer,
        policy=policy,
        others=others,
        form=form,
        seed=secrets.token_hex(SEED),
        shown_sha256=confirmation.digest(_shown(offer, policy)),
        problems=problems_of(refused, schema) if refused else [],
        stale=stale,
    )


def _begun_today() -> int:
    kept, links = CustomerConfirmation, CustomerLink
    asked = (
        select(func.count())
        .select_from(kept)
        .join(links, kept.link_id == links.id)
        .where(
            links.customer_id == the_link().customer_id,
            kept.task_id.startswith(BEGIN),
            kept.confirmed_at > site().now() - timedelta(days=1),
        )
    )
    with site().reading() as rows:
        return rows.scalar(asked) or 0
