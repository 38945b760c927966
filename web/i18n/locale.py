"""Which language a page speaks: Chinese, unless the person has switched to English."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from web.permissions import Permission, needs
from web.safe_redirect import local_path

LANGUAGES = {"zh_CN": "中文", "en": "English"}
DEFAULT = "zh_CN"
blueprint = Blueprint("language", __name__)
babel = Babel()


def chosen_language() -> str:
    """The language of this request: `zh_CN` or `en`."""
    return session["language"] if session.get("language") in LANGUAGES else DEFAULT


@blueprint.post("/language")
@needs(Permission.ANYONE)
def switch_language() -> ResponseReturnValue:
    """Remember the chosen language and return to the page it was chosen on."""
    language = request.form.get("language", DEFAULT)
    if language in LANGUAGES:
        session["language"] = language
        session.permanent = True
    response: Response = redirect(local_path(request.form.get("next")))  # type: ignore[assignment]
    return response
