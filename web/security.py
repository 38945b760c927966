"""What every answer carries and every request must pass: headers, CSRF, rate limits, and the gate.

The gate is closed: a view opens only with the permission it names, and a view that names none does not open at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.exceptions import Forbidden

from web.accounts.denied import record_denied
from web.accounts.login import note_seen
from web.permissions import Permission, permission_of
from web.settings import REQUIRED
from web.site import site

csrf = CSRFProtect()
# Counters live where `SOPFLOW_RATE_LIMIT_STORE` says; while that store is away, in the process. They slow a guesser
# down; what must hold exactly (codes of customers, of second factors) is counted in the tables.
limiter = Limiter(
    get_remote_address,
    strategy="moving-window",
    in_memory_fallback_enabled=True,
    # What a view does not limit itself: writing by whoever is not logged in, per address.
    default_limits=["120 per minute"],
    default_limits_exempt_when=lambda: request.method in {"GET", "HEAD", "OPTIONS"} or current_user.is_authenticated,
)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Only on pages with a form or a diagram: form-js and bpmn-js write style attributes (widths, SVG fills) into what they
# render. Style *elements* and foreign sheets stay forbidden there too.
STYLE_ATTRIBUTES = "; style-src-attr 'unsafe-inline'"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    # A customer's link is in the address; nothing outside may learn it. CSRF over HTTPS needs the own origin.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains"
OPEN_WITH_ONE_TIME_PASSWORD = {"accounts.password", "accounts.log_out", "language.switch_language", "static"}
OPEN_WITHOUT_SECOND_FACTOR = OPEN_WITH_ONE_TIME_PASSWORD | {
    "second_factor.show",
    "second_factor.begin",
    "second_factor.confirm",
}


View = TypeVar("View", bound=Callable[..., Any])


def takes_up_to(most_bytes: int) -> Callable[[View], View]:
    """Mark a view whose requests may be larger than `MAX_CONTENT_LENGTH`: an upload; the bytes of its whole body."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def guard(app: Flask) -> None:
    """Put headers, CSRF, limits and the gate in front of every view of the app."""
    app.before_request(_widen)  # before CSRF, which reads the body
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_gate)
    app.after_request(_add_headers)


def _widen() -> None:
    most = getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", None)
    if most is not None:
        request.max_content_length = most


def _gate() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no route: the page "not found" answers
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is Permission.ANYONE:
        return None
    if permission is Permission.CUSTOMER:
        from web.customers.identity import customer_gate  # noqa: PLC0415 - the customer's pages import this module

        return customer_gate()
    if not current_user.is_authenticated:
        return _ask_to_log_in()
    if permission is None or permission not in current_user.permissions:
        record_denied("no_permission")
        raise Forbidden
    if not getattr(current_app.view_functions[request.endpoint], "is_unattended", False):
        note_seen()
    if current_user.password_is_one_time and request.endpoint not in OPEN_WITH_ONE_TIME_PASSWORD:
        return redirect(url_for("accounts.password"))
    if (
        site().settings.second_factor == REQUIRED
        and current_user.lacks_second_factor
        and request.endpoint not in OPEN_WITHOUT_SECOND_FACTOR
    ):
        return redirect(url_for("second_factor.show"))
    return None


def _ask_to_log_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json" or request.method not in {"GET", "HEAD"}:
        from web.errors import page_for_status  # noqa: PLC0415 - error pages need the language, which needs the gate

        return page_for_status(401)
    return redirect(url_for("accounts.log_in_page", next=request.full_path.rstrip("?")))


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    # A form or diagram refused on its own page (409, 422) is that page again; the flag is set by what it loads.
    extra = STYLE_ATTRIBUTES if g.get("writes_style_attributes") else ""
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY + extra
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = HSTS
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
