"""Log in, log out, own password."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user

from engine.errors import Forbidden
from web.accounts import operations, second_factor, sessions
from web.accounts.denied import LOGIN, record_denied
from web.accounts.forms import RULE_WORDS, CodeForm, LoginForm, PasswordForm
from web.accounts.login import WITH_CODE, forget_other_identities, let_in, me
from web.accounts.policy import PasswordRefused
from web.accounts.second_factor import Check
from web.permissions import Permission, needs
from web.safe_redirect import local_path
from web.security import limiter
from web.site import site

blueprint = Blueprint("accounts", __name__)
HALF = "half"
"""In the signed cookie: who has given the password and owes the code, until when, and where to."""
HALF_LASTS = timedelta(minutes=5)


def _account_typed() -> str:
    # The limit's key is kept in memory and may be logged; a hash keeps a mistyped password out of both.
    return hashlib.sha256(request.form.get("account", "").strip().lower().encode()).hexdigest()[:16]


def _was_refused(response: Response) -> bool:
    return response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@blueprint.get("/login")
@needs(Permission.ANYONE)
def log_in_page() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")))
    return _login_page(LoginForm())


@blueprint.post("/login")
@needs(Permission.ANYONE)
@limiter.limit("30 per minute", deduct_when=_was_refused)
@limiter.limit("8 per 15 minutes", key_func=_account_typed, deduct_when=_was_refused)
def log_in() -> ResponseReturnValue:
    form = LoginForm()
    if form.validate_on_submit():
        typed = (form.account.data or "").strip().lower()
        with site().reading() as rows:
            account = operations.check_login(rows, typed, form.password.data or "")
            known = operations.is_account(rows, typed)
        if account is not None:
            return proved(account.id, "password", request.args.get("next"))
        record_denied("wrong_password", verb=LOGIN, account_id=typed if known else None)
    return _login_page(form, refused=not form.errors), 422


def proved(account_id: str, method: str, then: str | None) -> ResponseReturnValue:
    """The first proof was right: in, or on to the page that asks for the code."""
    with site().reading() as rows:
        asks_code = second_factor.standing(rows, account_id).is_on
    if not asks_code:
        let_in(account_id, method)
        return redirect(local_path(then))
    forget_other_identities()
    until = site().now() + HALF_LASTS
    session[HALF] = {"account": account_id, "method": method, "until": until.isoformat(), "next": local_path(then)}
    return redirect(url_for("accounts.enter_code"))


@dataclass(frozen=True, slots=True)
class _Half:
    account: str
    method: str
    until: str
    next: str


def _half() -> _Half | None:
    """Who owes the code, if it was not too long ago."""
    kept = session.get(HALF)
    half = _Half(**kept) if kept else None
    return half if half and site().now() < datetime.fromisoformat(half.until) else None


@blueprint.route("/login/code", methods=["GET", "POST"])
@needs(Permission.ANYONE)
@limiter.limit("30 per minute", deduct_when=_was_refused)
def enter_code() -> ResponseReturnValue:
    """The second proof: a code of the app, or a recovery code."""
    half = _half()
    if half is None:
        return redirect(url_for("accounts.log_in_page"))
    form = CodeForm()
    if form.validate_on_submit():
        with site().writing() as rows:
            found = second_factor.check_code(rows, half.account, form.code.data or "", site().now())
            is_alive = operations.find_account(rows, half.account).disabled_at is None
        if found is Check.RIGHT and is_alive:
            let_in(half.account, half.method + WITH_CODE)
            return redirect(half.next)
        record_denied(f"code_{found.value}", verb=LOGIN, account_id=half.account)
        form.code.errors = [say_check(found)]
    return render_template("accounts/code.html", form=form), 422 if form.errors else 200


def say_check(found: Check) -> str:
    """What to tell somebody whose code was not taken."""
    if found is Check.LOCKED:
        return gettext("错误次数太多，请 15 分钟后再试。")
    return gettext("验证码不对，或已经用过。请等下一个验证码再试。")


@blueprint.post("/logout")
@needs(Permission.SIGNED_IN)
def log_out() -> ResponseReturnValue:
    with site().writing() as rows:
        sessions.log_out(rows, me().token, site().now())
    logout_user()
    forget_other_identities()
    return redirect(url_for("accounts.log_in_page"))


@blueprint.route("/password", methods=["GET", "POST"])
@needs(Permission.SIGNED_IN)
@limiter.limit("10 per 15 minutes", methods=["POST"])
def password() -> ResponseReturnValue:
    form = PasswordForm()
    person = me()
    if form.validate_on_submit() and _change_password(form):
        flash(gettext("密码已更改。"))
        return redirect(url_for("start.home"))
    return render_template("accounts/password.html", form=form, first=person.password_is_one_time), (
        422 if form.errors else 200
    )


def _change_password(form: PasswordForm) -> bool:
    try:
        with site().reading() as rows:
            made = operations.check_new_password(rows, me().id, form.present.data or "", form.new.data or "")
    except Forbidden:
        form.present.errors = [gettext("当前密码不对。")]
        return False
    except PasswordRefused as refused:
        form.new.errors = [str(RULE_WORDS[rule]) for rule in refused.facts["rules"]]
        return False
    with site().writing() as rows:
        operations.set_password(rows, me().id, made, now=site().now(), keep_token=me().token)
    return True


def _login_page(form: LoginForm, *, refused: bool = False) -> str:
    return render_template(
        "accounts/login.html", form=form, refused=refused, failed=None, provider=site().settings.provider
    )
