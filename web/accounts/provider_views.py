"""Log in at the installation's OpenID provider, if it has one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engine.errors import Forbidden, NotFound
from web.accounts import identities
from web.accounts.denied import LOGIN, record_denied
from web.accounts.forms import LoginForm
from web.accounts.login import WITH_CODE, let_in
from web.accounts.provider import ProviderRefused, forget_states, heard_from_provider, send_to_provider
from web.accounts.views import proved
from web.permissions import Permission, needs
from web.safe_redirect import local_path
from web.security import limiter
from web.settings import Provider
from web.site import site

blueprint = Blueprint("provider", __name__, url_prefix="/login/provider")
NEXT = "provider_next"
METHOD = "provider"


@blueprint.get("")
@needs(Permission.ANYONE)
@limiter.limit("30 per minute")
def go() -> ResponseReturnValue:
    """Off to the provider. A GET: a form's redirect off the site is what the policy `form-action 'self'` forbids."""
    forget_states()
    session[NEXT] = local_path(request.args.get("next"))
    back = f"{site().settings.public_url}{url_for('provider.come_back')}"
    if not site().settings.public_url:
        back = url_for("provider.come_back", _external=True)
    try:
        return send_to_provider(_provider(), back)
    except ProviderRefused as refused:
        return _refused(refused, "provider_failed")


@blueprint.get("/back")
@needs(Permission.ANYONE)
@limiter.limit("30 per minute")
def come_back() -> ResponseReturnValue:
    provider = _provider()
    try:
        said = heard_from_provider(provider)
    except ProviderRefused as refused:
        return _refused(refused, "provider_failed")
    finally:
        forget_states()
    try:
        with site().writing() as rows:
            account = identities.account_of_identity(rows, provider.issuer, said.subject, said.name, site().now())
            account_id = account.id
    except Forbidden as refused:
        return _refused(refused, "unknown_identity")
    then = session.pop(NEXT, None)
    if said.has_two_factors:
        # The provider has asked for two proofs already; ours would be a third.
        let_in(account_id, METHOD + WITH_CODE)
        return redirect(local_path(then))
    return proved(account_id, METHOD, then)


def _provider() -> Provider:
    provider = site().settings.provider
    if provider is None:
        raise NotFound(what="page", id="provider")
    return provider


def _refused(_: Forbidden, reason: str) -> ResponseReturnValue:
    record_denied(reason, verb=LOGIN)
    return render_template(
        "accounts/login.html", form=LoginForm(formdata=None), refused=False, failed=reason, provider=_provider()
    ), 403
