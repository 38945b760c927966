"""Log in, log out, own password; and the administrator's page of accounts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user

from engine.errors import BadInput, Conflict, Forbidden
from web.accounts import operations
from web.accounts.forms import AccountForm, LoginForm, PasswordForm
from web.accounts.leaving import dismiss
from web.accounts.login import Person, actor, forget_other_identities, me, person_of
from web.permissions import Permission, needs
from web.safe_redirect import local_path
from web.security import limiter
from web.site import site

blueprint = Blueprint("accounts", __name__)


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
    return render_template("accounts/login.html", form=LoginForm(), refused=False)


@blueprint.post("/login")
@needs(Permission.ANYONE)
@limiter.limit("30 per minute", deduct_when=_was_refused)
@limiter.limit("8 per 15 minutes", key_func=_account_typed, deduct_when=_was_refused)
def log_in() -> ResponseReturnValue:
    form = LoginForm()
    if form.validate_on_submit():
        person = _let_in((form.account.data or "").strip().lower(), form.password.data or "")
        if person:
            forget_other_identities()
            login_user(person)
            session.permanent = True
            return redirect(local_path(request.args.get("next")))
    return render_template("accounts/login.html", form=form, refused=not form.errors), 422


def _let_in(account_id: str, password: str) -> Person | None:
    with site().reading() as rows:
        account = operations.check_login(rows, account_id, password)
        if account is None:
            return None
        person = person_of(account, "")
    with site().writing() as rows:
        return replace(person, token=operations.open_session(rows, person.id, site().now()))


@blueprint.post("/logout")
@needs(Permission.SIGNED_IN)
def log_out() -> ResponseReturnValue:
    with site().writing() as rows:
        operations.log_out(rows, me().token, site().now())
    logout_user()
    forget_other_identities()
    return redirect(url_for("accounts.log_in_page"))


@blueprint.route("/password", methods=["GET", "POST"])
@needs(Permission.SIGNED_IN)
@limiter.limit("10 per 15 minutes", methods=["POST"])
def password() -> ResponseReturnValue:
    form = PasswordForm()
    person = me()
    if form.validate_on_submit():
        try:
            with site().writing() as rows:
                operations.change_password(
                    rows,
                    person.id,
                    form.present.data or "",
                    form.new.data or "",
                    now=site().now(),
                    keep_token=person.token,
                )
        except Forbidden:
            form.present.errors = [gettext("当前密码不对。")]
        except BadInput:
            form.new.errors = [gettext("新密码不能与当前密码相同。")]
        else:
            flash(gettext("密码已更改。"))
            return redirect(url_for("start.home"))
    return render_template("accounts/password.html", form=form, first=person.password_is_one_time), (
        422 if form.errors else 200
    )


@blueprint.get("/accounts")
@needs(Permission.ACCOUNTS_MANAGE)
def list_accounts() -> ResponseReturnValue:
    return _accounts_page(AccountForm())


@blueprint.post("/accounts")
@needs(Permission.ACCOUNTS_MANAGE)
def create_account() -> ResponseReturnValue:
    form = AccountForm()
    if not form.validate_on_submit():
        return _accounts_page(form), 422
    try:
        with site().writing() as rows:
            one_time = operations.create_account(
                rows, form.id.data or "", form.name.data or "", form.roles.data or [], site().now()
            )
    except Conflict:
        form.id.errors = [gettext("这个账号已经有了。")]
        return _accounts_page(form), 409
    return _accounts_page(AccountForm(formdata=None), one_time=(form.id.data, one_time))


@blueprint.post("/accounts/<account_id>/disable")
@needs(Permission.ACCOUNTS_MANAGE)
def disable_account(account_id: str) -> ResponseReturnValue:
    dismiss(site().engine, account_id, by=actor())
    flash(gettext("账号 %(id)s 已停用，它的所有登录都已立即失效。", id=account_id))
    return redirect(url_for("accounts.list_accounts"))


@blueprint.post("/accounts/<account_id>/enable")
@needs(Permission.ACCOUNTS_MANAGE)
def enable_account(account_id: str) -> ResponseReturnValue:
    with site().writing() as rows:
        one_time = operations.enable_account(rows, account_id, site().now())
    return _accounts_page(AccountForm(formdata=None), one_time=(account_id, one_time))


def _accounts_page(form: AccountForm, one_time: tuple[str | None, str] | None = None) -> str:
    with site().reading() as rows:
        accounts = operations.list_accounts(rows)
        return render_template("accounts/accounts.html", form=form, accounts=accounts, one_time=one_time)
