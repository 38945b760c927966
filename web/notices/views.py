"""What the reader was told, on a page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.accounts.login import me
from web.names import name_of_actor
from web.notices.notices import KINDS, mark_read, notices_of
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
@needs(Permission.SIGNED_IN)
def show() -> ResponseReturnValue:
    """What the reader was told, the newest first; to have seen the page is to have read them."""
    found = notices_of(site().engine, me().id)
    if any(notice.is_new for notice in found):
        with site().writing() as rows:
            mark_read(rows, me().id, site().now(), max(notice.id for notice in found))
    said = [
        (
            notice,
            KINDS[notice.kind](who=name_of_actor(notice.by), other=name_of_actor(notice.other) if notice.other else ""),
        )
        for notice in found
    ]
    return render_template("notices/list.html", notices=said)
