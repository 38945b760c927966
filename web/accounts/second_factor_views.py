"""One's own second factor: set up, new recovery codes, away with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from web.accounts import operations, second_factor, sessions
from web.accounts.forms import BeginForm, CodeForm
from web.accounts.login import WITH_CODE, me
from web.accounts.second_factor import Check, WrongCode
from web.accounts.views import say_check
from web.permissions import Permission, needs
from web.security import limiter
from web.settings import REQUIRED
from web.site import site

blueprint = Blueprint("second_factor", __name__, url_prefix="/second-factor")
ISSUER = "sopflow"


@blueprint.get("")
@needs(Permission.SIGNED_IN)
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("/begin")
@needs(Permission.SIGNED_IN)
@limiter.limit("10 per 15 minutes")
def begin() -> ResponseReturnValue:
    """Draw a secret, after the password: a session left open must not be enough to bind somebody else's phone."""
    form = BeginForm()
    if _by_password() and not (form.validate_on_submit() and _is_own(form.password.data or "")):
        form.password.errors = form.password.errors or [gettext("当前密码不对。")]
        return _page(begin_form=form), 422
    with site().writing() as rows:
        second_factor.begin(rows, me().id, site().now())
    return redirect(url_for("second_factor.show"))


@blueprint.post("/confirm")
@needs(Permission.SIGNED_IN)
@limiter.limit("20 per 15 minutes")
def confirm() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(code_form=form), 422
    try:
        with site().writing() as rows:
            codes = second_factor.confirm(rows, me().id, form.code.data or "", site().now())
            sessions.set_method(rows, me().token, me().method + WITH_CODE)
            sessions.end_sessions(rows, me().id, site().now(), but=me().token)
    except WrongCode:
        form.code.errors = [gettext("验证码不对。请核对手机的时间是否准确，再输入当前的验证码。")]
        return _page(code_form=form), 422
    return render_template("accounts/recovery_codes.html", codes=codes)


@blueprint.post("/recovery-codes")
@needs(Permission.SIGNED_IN)
def make_recovery_codes() -> ResponseReturnValue:
    form = CodeForm()
    if not _code_is_right(form):
        return _page(code_form=form), 422
    with site().writing() as rows:
        codes = second_factor.make_recovery_codes(rows, me().id, site().now())
    return render_template("accounts/recovery_codes.html", codes=codes)


@blueprint.post("/remove")
@needs(Permission.SIGNED_IN)
def remove() -> ResponseReturnValue:
    """For a new phone. Where it is required, the next page is the one that sets up another."""
    form = CodeForm()
    if not _code_is_right(form):
        return _page(code_form=form), 422
    with site().writing() as rows:
        second_factor.remove(rows, me().id, site().now(), by=me().id, keep_token=me().token)
        sessions.set_method(rows, me().token, me().method.removesuffix(WITH_CODE))
    flash(gettext("二次验证已解除。"))
    return redirect(url_for("second_factor.show"))


def _by_password() -> bool:
    return me().method.startswith("password")


def _is_own(password: str) -> bool:
    with site().reading() as rows:
        return operations.check_login(rows, me().id, password) is not None


def _code_is_right(form: CodeForm) -> bool:
    if not form.validate_on_submit():
        return False
    with site().writing() as rows:
        found = second_factor.check_code(rows, me().id, form.code.data or "", site().now())
    if found is not Check.RIGHT:
        form.code.errors = [say_check(found)]
    return found is Check.RIGHT


def _page(begin_form: BeginForm | None = None, code_form: CodeForm | None = None) -> str:
    person = me()
    with site().reading() as rows:
        factor = second_factor.standing(rows, person.id)
        secret = second_factor.pending_secret(rows, person.id)
    must = site().settings.second_factor == REQUIRED and person.lacks_second_factor
    return render_template(
        "accounts/second_factor.html",
        factor=factor,
        secret=secret,
        picture=second_factor.picture(secret, person.id, ISSUER) if secret else None,
        must=must,
        asks_password=_by_password(),
        begin_form=begin_form or BeginForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None),
    )
