"""The inbox."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from web.permissions import Permission, needs

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
@needs(Permission.TASKS_WORK)
def show() -> ResponseReturnValue:
    return render_template(
        "inbox/inbox.html",
        greeting="",
        tabs=[],
        chosen="mine",
        sort="due",
        sorts=[],
        tiles=[],
        more=False,
        empty={"title": gettext("都办完了"), "sentence": "", "link": None, "link_words": ""},
    )
