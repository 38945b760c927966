"""An OpenID provider on loopback, for tests: Authlib's own server side, with two people and knobs to lie with."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "sopflow", "the-secret-of-the-client"


class Client(ClientMixin):
    """The one client that is registered."""

    def __init__(self) -> None:
        self.redirect_uris: list[str] = []

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    def __init__(self, code: str, asked: dict[str, Any], user: dict[str, Any]) -> None:
        self.code, self.asked, self.user = code, asked, user
        self.code_challenge = asked.get("code_challenge")
        self.code_challenge_method = asked.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return str(self.asked.get("redirect_uri"))

    def get_scope(self) -> str:
        return str(self.asked.get("scope"))

    def get_nonce(self) -> str | None:
        return self.asked.get("nonce")

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> list[str] | None:
        return self.user.get("amr")


class Provider:
    """`user`: the claims of whoever sits at the provider's login page. The rest are lies to be seen through."""

    def __init__(self) -> None:
        self.user: dict[str, Any] = {"sub": "u-1", "preferred_username": "li.na"}
        self.client = Client()
        self.codes: dict[str, Code] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.signs_with = self.key
        self.issuer = ""
        self.says_issuer = ""
        self.says_nonce: str | None = None
        self.app = self._app()

    def _app(self) -> Flask:
        app = Flask("provider")
        app.config["SECRET_KEY"] = "of the provider"
        server = AuthorizationServer(app, query_client=self._find_client, save_token=lambda *_: None)
        server.register_grant(_code_grant(self), [_id_token(self), CodeChallenge(required=True)])
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._metadata)
        app.add_url_rule("/keys", view_func=lambda: jsonify(keys=[self.key.as_dict(private=False)]), endpoint="keys")

        @app.get("/authorize")
        def authorize() -> Response:
            user = dict(self.user)
            return server.create_authorization_response(grant=server.get_consent_grant(end_user=user), grant_user=user)

        @app.post("/token")
        def token() -> Response:
            return server.create_token_response()

        return app

    def _find_client(self, client_id: str) -> Client | None:
        return self.client if client_id == CLIENT_ID else None

    def _metadata(self) -> Response:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
        )


def _code_grant(provider: Provider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, asked: Any) -> None:
            provider.codes[code] = Code(code, request.args.to_dict(), asked.user)

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.user

    return Grant


def _id_token(provider: Provider) -> OpenIDCode:
    class Token(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Client) -> Any:
            return provider.signs_with

        def get_client_algorithm(self, client: Client) -> str:
            return "RS256"

        def get_encode_header(self, client: Client) -> dict[str, Any]:
            return {"alg": "RS256", "kid": "k1"}

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.says_issuer or provider.issuer}

        def get_authorization_code_claims(self, authorization_code: Code) -> dict[str, Any]:
            said = super().get_authorization_code_claims(authorization_code)
            return {**said, "nonce": provider.says_nonce} if provider.says_nonce else said

        def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:
            return UserInfo(user)

    return Token(require_nonce=True)


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider, at `provider.issuer`."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
