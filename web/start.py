"""The front door: sends each person to where the work is."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from web.accounts.login import me
from web.permissions import Permission, needs
from web.template_words import asset

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@needs(Permission.SIGNED_IN)
def home() -> ResponseReturnValue:
    permissions = me().permissions
    if Permission.TASKS_WORK in permissions:
        return redirect(url_for("inbox.show"))
    if Permission.ACCOUNTS_MANAGE in permissions:
        return redirect(url_for("admin.list_accounts"))
    return redirect(url_for("cases.list_cases"))


@blueprint.get("/favicon.ico")
@needs(Permission.ANYONE)
def icon() -> ResponseReturnValue:
    """For what a browser shows without a page of ours around it, such as a PDF."""
    return redirect(asset("logo.svg"))


@blueprint.get("/health")
@needs(Permission.ANYONE)
def health() -> ResponseReturnValue:
    """For whoever watches the process: it answers."""
    return "ok", {"Content-Type": "text/plain"}
