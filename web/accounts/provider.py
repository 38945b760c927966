"""Logging in at an OpenID provider (authorization code with PKCE, state and nonce, by Authlib).

Authlib and the HTTP client beneath it take 20 MB: they are loaded at the first such login, never without a provider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, session

from engine.errors import Forbidden
from web.settings import Provider

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

KEY = "sopflow.provider"
MULTI_FACTOR = "mfa"
"""`amr` value of RFC 8176: the provider has asked for more than one proof."""
PATIENCE_S = 10


class ProviderRefused(Forbidden):
    """The provider did not say who it is: {why}."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the provider said of whoever logged in, its signature, issuer, audience, nonce and time checked."""

    subject: str
    name: str
    has_two_factors: bool


def send_to_provider(provider: Provider, back: str) -> ResponseReturnValue:
    """Redirect the browser to the provider, which sends it to the address `back`. Raises `ProviderRefused`."""
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - see above
    from requests import RequestException  # noqa: PLC0415

    try:
        answer: ResponseReturnValue = _client(provider).authorize_redirect(back)
    except (AuthlibBaseError, RequestException, RuntimeError) as error:
        raise ProviderRefused(why=type(error).__name__) from error
    return answer


def heard_from_provider(provider: Provider) -> Said:
    """Who it is, from the request that the provider sent the browser back with. Raises `ProviderRefused`."""
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - see above
    from joserfc.errors import JoseError  # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415

    try:
        token = _client(provider).authorize_access_token()
    except (AuthlibBaseError, JoseError, RequestException, KeyError, ValueError) as error:
        raise ProviderRefused(why=type(error).__name__) from error
    claims = token.get("userinfo") or {}
    if not claims.get("sub"):
        raise ProviderRefused(why="no id token")
    name = str(claims.get(provider.claim, "")).strip().lower()
    return Said(str(claims["sub"]), name, MULTI_FACTOR in (claims.get("amr") or ()))


def forget_states() -> None:
    """Drop what Authlib keeps in the cookie of logins that were begun."""
    for key in [key for key in session if key.startswith("_state_")]:
        session.pop(key)


def _client(provider: Provider) -> Any:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Werkzeug's own way
    if KEY not in app.extensions:
        from authlib.integrations.flask_client import OAuth  # noqa: PLC0415 - see above

        client = OAuth(app).register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "default_timeout": PATIENCE_S,
            },
        )
        app.extensions[KEY] = client
    return app.extensions[KEY]
