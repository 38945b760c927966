"""What templates may call beside their own variables."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, g, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from web.accounts.words import say_event, say_method
from web.i18n import dates
from web.i18n.locale import LANGUAGES, chosen_language
from web.i18n.words import role_word
from web.names import name_of_actor
from web.site import KEY, site

STATIC = Path(__file__).parent / "static"
WRITE_STYLE_ATTRIBUTES = {"build/form.css", "build/diagram.css"}
"""Whose page holds a form or a diagram: form-js and bpmn-js write style attributes into it (`security.py`)."""


def add_template_words(app: Flask) -> None:
    """Put the words into the app's Jinja environment."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        asset=asset,
        chosen_language=chosen_language,
        composed=_composed,
        idle_minutes=app.extensions[KEY].settings.idle_minutes,
        current_user=current_user,
        label=_label,
        languages=LANGUAGES,
        name_of_actor=name_of_actor,
        role_word=role_word,
        say_event=say_event,
        say_method=say_method,
    )
    app.jinja_env.filters.update(
        clock=dates.say_clock,
        day=dates.say_day,
        full_moment=dates.say_full_moment,
        moment=dates.say_moment,
        short_day=dates.say_short_day,
    )


def _label(text: str | None) -> str:
    return site().labels.say(text)


def _composed(text: str | None) -> str:
    return site().labels.say_composed(text)


def asset(path: str) -> str:
    """The address of a static file with its content's hash, so that browsers may keep it for ever."""
    if path in WRITE_STYLE_ATTRIBUTES:
        g.writes_style_attributes = True
    return url_for("static", filename=path, v=_fingerprint(path))


@cache
def _fingerprint(path: str) -> str:
    file = STATIC / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"
