"""One's own devices: where one is logged in, and out of there."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from web.accounts import second_factor, sessions
from web.accounts.events import Event, record_event
from web.accounts.login import me
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")


@blueprint.get("")
@needs(Permission.SIGNED_IN)
def show() -> ResponseReturnValue:
    person = me()
    with site().reading() as rows:
        return render_template(
            "accounts/sessions.html",
            sessions=sessions.open_sessions(rows, person.id, site().now(), site().settings.idle),
            here=sessions.token_hash(person.token),
            factor=second_factor.standing(rows, person.id),
            is_privileged=second_factor.is_privileged(person.roles),
            short=sessions.SHORT_ID,
        )


@blueprint.get("/stay")
@needs(Permission.SIGNED_IN)
def stay() -> ResponseReturnValue:
    """Somebody sits before a page without clicking: the session goes on (`note_seen` at the gate)."""
    return "", 204


@blueprint.post("/<short_id>/end")
@needs(Permission.SIGNED_IN)
def end(short_id: str) -> ResponseReturnValue:
    with site().writing() as rows:
        sessions.end_session(rows, me().id, short_id, site().now())
        record_event(rows, me().id, me().id, Event.SESSIONS_ENDED, site().now())
    flash(gettext("登录已撤销。"))
    return redirect(url_for("sessions.show"))


@blueprint.post("/end-others")
@needs(Permission.SIGNED_IN)
def end_others() -> ResponseReturnValue:
    with site().writing() as rows:
        ended = sessions.end_sessions(rows, me().id, site().now(), but=me().token)
        if ended:
            record_event(rows, me().id, me().id, Event.SESSIONS_ENDED, site().now())
    flash(gettext("其他 %(count)s 处登录已撤销。", count=ended))
    return redirect(url_for("sessions.show"))
