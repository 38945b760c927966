"""What every answer carries and every request must pass: headers, CSRF, rate limits, and the gate.

The gate is closed: a view opens only with the permission it names, and a view that names none does not open at all.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.exceptions import Forbidden

from web.permissions import Permission, permission_of

csrf = CSRFProtect()
# Counters live in the process: they slow a guesser down; what must hold exactly (codes of customers) is in the table.
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    # form-js and bpmn-js write style attributes (widths, SVG fills) into what they render; style *elements* and
    # foreign sheets stay forbidden.
    "style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
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


def guard(app: Flask) -> None:
    """Put headers, CSRF, limits and the gate in front of every view of the app."""
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_gate)
    app.after_request(_add_headers)


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
        raise Forbidden
    if current_user.password_is_one_time and request.endpoint not in OPEN_WITH_ONE_TIME_PASSWORD:
        return redirect(url_for("accounts.password"))
    return None


def _ask_to_log_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json" or request.method not in {"GET", "HEAD"}:
        from web.errors import page_for_status  # noqa: PLC0415 - error pages need the language, which needs the gate

        return page_for_status(401)
    return redirect(url_for("accounts.log_in_page", next=request.full_path.rstrip("?")))


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = HSTS
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
