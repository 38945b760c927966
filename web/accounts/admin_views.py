"""The administrator's pages: all accounts, and one. The auditor reads them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import Conflict
from web.accounts import events, identities, operations, second_factor, sessions
from web.accounts.forms import AccountForm, PersonForm
from web.accounts.leaving import dismiss, give_back_lost
from web.accounts.login import actor, me
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("admin", __name__, url_prefix="/accounts")


@blueprint.get("")
@needs(Permission.ACCOUNTS_READ)
def list_accounts() -> ResponseReturnValue:
    return _accounts_page(AccountForm())


@blueprint.post("")
@needs(Permission.ACCOUNTS_MANAGE)
def create_account() -> ResponseReturnValue:
    form = AccountForm()
    if not form.validate_on_submit():
        return _accounts_page(form), 422
    account_id = form.id.data or ""
    try:
        with site().writing() as rows:
            one_time = operations.create_account(
                rows, account_id, form.name.data or "", form.roles.data or [], site().now(), by=me().id
            )
    except Conflict:
        form.id.errors = [gettext("这个账号已经有了。")]
        return _accounts_page(form), 409
    return _account_page(account_id, one_time=one_time)


@blueprint.get("/<account_id>")
@needs(Permission.ACCOUNTS_READ)
def show_account(account_id: str) -> ResponseReturnValue:
    return _account_page(account_id)


@blueprint.post("/<account_id>")
@needs(Permission.ACCOUNTS_MANAGE)
def change_account(account_id: str) -> ResponseReturnValue:
    """Another name or other roles; what is held under a role that is gone goes back to its group."""
    form = PersonForm()
    if not form.validate_on_submit():
        return _account_page(account_id, form), 422
    with site().writing() as rows:
        operations.rename_account(rows, account_id, form.name.data or "", site().now(), by=me().id)
        operations.change_roles(rows, account_id, form.roles.data or [], site().now(), by=me().id)
    given_back = give_back_lost(site().engine, account_id, frozenset(form.roles.data or []), by=actor())
    flash(gettext("已保存。"))
    if given_back:
        flash(gettext("%(count)s 件任务已退回所在的组，因为这个账号不再有相应的角色。", count=given_back))
    return _to(account_id)


@blueprint.post("/<account_id>/disable")
@needs(Permission.ACCOUNTS_MANAGE)
def disable_account(account_id: str) -> ResponseReturnValue:
    dismiss(site().engine, account_id, by=actor())
    flash(gettext("账号 %(id)s 已停用，它的所有登录都已立即失效。", id=account_id))
    return redirect(url_for("admin.list_accounts"))


@blueprint.post("/<account_id>/enable")
@needs(Permission.ACCOUNTS_MANAGE)
def enable_account(account_id: str) -> ResponseReturnValue:
    with site().writing() as rows:
        one_time = operations.enable_account(rows, account_id, site().now(), by=me().id)
    return _account_page(account_id, one_time=one_time)


@blueprint.post("/<account_id>/password")
@needs(Permission.ACCOUNTS_MANAGE)
def reset_password(account_id: str) -> ResponseReturnValue:
    """A new one-time password for somebody who forgot the own."""
    with site().writing() as rows:
        one_time = operations.reset_password(rows, account_id, site().now(), by=me().id)
    return _account_page(account_id, one_time=one_time)


@blueprint.post("/<account_id>/sessions/end")
@needs(Permission.ACCOUNTS_MANAGE)
def end_sessions(account_id: str) -> ResponseReturnValue:
    """One session, if the form names one, else all."""
    with site().writing() as rows:
        operations.revoke_sessions(rows, account_id, request.form.get("session", ""), site().now(), by=me().id)
    flash(gettext("登录已撤销。"))
    return _to(account_id)


@blueprint.post("/<account_id>/second-factor/remove")
@needs(Permission.ACCOUNTS_MANAGE)
def remove_second_factor(account_id: str) -> ResponseReturnValue:
    """For somebody who lost phone and recovery codes."""
    with site().writing() as rows:
        operations.take_second_factor(rows, account_id, site().now(), by=me().id)
    flash(gettext("二次验证已解除。本人下次登录后应立即重新设置。"))
    return _to(account_id)


@blueprint.post("/<account_id>/identity/remove")
@needs(Permission.ACCOUNTS_MANAGE)
def remove_identity(account_id: str) -> ResponseReturnValue:
    """The account no longer belongs to anybody at the provider; the next login there binds it anew."""
    with site().writing() as rows:
        identities.unbind(rows, account_id, site().now(), by=me().id)
    flash(gettext("与统一登录的绑定已解除。"))
    return _to(account_id)


def _to(account_id: str) -> ResponseReturnValue:
    return redirect(url_for("admin.show_account", account_id=account_id))


def _accounts_page(form: AccountForm) -> str:
    wanted = request.args.get("q", "").strip().casefold()[:60]
    with site().reading() as rows:
        accounts = [
            account
            for account in operations.list_accounts(rows)
            if wanted in account.id or wanted in account.name.casefold()
        ]
        protected = second_factor.accounts_with(rows)
        return render_template(
            "accounts/accounts.html", form=form, accounts=accounts, wanted=wanted, protected=protected,
            privileged=second_factor.PRIVILEGED,
        )  # fmt: skip


def _account_page(account_id: str, form: PersonForm | None = None, one_time: str | None = None) -> str:
    with site().reading() as rows:
        account = operations.find_account(rows, account_id)
        return render_template(
            "accounts/account.html",
            account=account,
            form=form or PersonForm(formdata=None, name=account.name, roles=sorted(account.role_ids)),
            one_time=one_time,
            sessions=sessions.open_sessions(rows, account_id, site().now(), site().settings.idle),
            factor=second_factor.standing(rows, account_id),
            is_privileged=second_factor.is_privileged(account.role_ids),
            identities=identities.identities_of(rows, account_id),
            events=events.events_of(rows, account_id),
            short=sessions.SHORT_ID,
        )
