"""The Flask app: `create_app` puts the rooms together and nothing else."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.engine import Engine
from web import errors, rooms, security
from web.accounts.login import login_manager
from web.customers.post import CustomerPost
from web.i18n.labels import Labels
from web.i18n.locale import babel, chosen_language
from web.notices.courier import Courier
from web.notices.news import News
from web.permissions import Permission, needs
from web.settings import Settings
from web.site import KEY, Site
from web.template_words import add_template_words

MAX_BODY_BYTES = 2 * 1024 * 1024
"""Of any request: a form's answers are text, and a drawn signature is some 30 KB. A view that takes more says so
(`security.takes_up_to`)."""
YEAR = 365 * 24 * 3600


def create_app(engine: Engine, settings: Settings, post: CustomerPost) -> Flask:
    """The app over an engine whose store is migrated. The engine's outbox should send through the same post."""
    app = Flask("web", root_path=str(Path(__file__).parent))
    app.config.update(
        SECRET_KEY=_secret_key(settings.secret_file),
        SESSION_COOKIE_NAME="sopflow",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        # An open page asks in the background; an answer that comes late may not bring back the session of before.
        SESSION_REFRESH_EACH_REQUEST=False,
        SEND_FILE_MAX_AGE_DEFAULT=YEAR,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: a page left open overnight still sends
        BABEL_DEFAULT_LOCALE="zh_CN",
        RATELIMIT_STORAGE_URI=settings.rate_limit_store,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    # Forms stand in data attributes: Chinese as it is, and components in the order of the form.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    courier = Courier(settings)
    courier.attach(engine)
    news = News(engine.store, settings.streams)
    app.extensions[KEY] = Site(engine, settings, post, Labels.read(settings.bpmn), courier, news)
    babel.init_app(app, locale_selector=chosen_language)
    login_manager.init_app(app)
    needs(Permission.ANYONE)(app.view_functions["static"])
    for room in rooms.ROOMS:
        app.register_blueprint(room)
    add_template_words(app)
    errors.handle_errors(app)
    security.guard(app)
    return app


def _secret_key(file: Path) -> str:
    """From `SOPFLOW_SECRET_KEY`, else from the file, which is made at the first start (mode 0600)."""
    if given := os.environ.get("SOPFLOW_SECRET_KEY"):
        return given
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_hex(32))
    return file.read_text("ascii").strip()
