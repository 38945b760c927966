"""Which language a page speaks: Chinese, unless the person has switched to English."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import Blueprint, Response, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain

from web.permissions import Permission, needs
from web.safe_redirect import local_path

LANGUAGES = {"zh_CN": "中文", "en": "English"}
DEFAULT = "zh_CN"
blueprint = Blueprint("language", __name__)


class _Words(Domain):
    """A request's catalogue, found once: Flask-Babel looks for it at every word, of which a page says five hundred."""

    def get_translations(self) -> Any:
        if "translations" not in g:
            g.translations = super().get_translations()
        return g.translations


class _Babel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return _Words(domain=self.domain)


babel = _Babel()


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
