"""Group robots of WeCom and DingTalk: one POST of JSON, to hosts that the installation names and to no other.

An address is typed by an administrator, and the server goes there: so the host must be on the list, the scheme HTTPS,
and every address that the name resolves to a public one. The connection goes to the very address that was checked, so
that a name cannot point elsewhere a moment later; redirects are not followed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, quote_plus, urlsplit

import orjson

from engine.clock import Clock
from web.notices.sending import Address, CannotSend, Line, Message, Problem
from web.settings import Settings

TIMEOUT_S = 5
LONGEST_ANSWER = 64 * 1024
MOST_BYTES = 4000
"""Of a WeCom markdown message 4096 are allowed."""
HTTPS, HTTP = 443, 80
OK = 200
_BUSY = frozenset({-1, 45009, 130101, 45033})
"""Codes of both providers that mean: later."""


def allowed(address: str, settings: Settings) -> SplitResult:
    """The parts of an address that may be posted to. Raises `CannotSend`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise CannotSend(Problem.HOST_NOT_ALLOWED) from None
    schemes = ("https", "http") if settings.webhooks_private else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password:
        raise CannotSend(Problem.HOST_NOT_ALLOWED)
    host = parts.hostname if port in (None, HTTPS) else f"{parts.hostname}:{port}"
    if host not in settings.webhook_hosts:
        raise CannotSend(Problem.HOST_NOT_ALLOWED)
    return parts


class WebhookPoster:
    """Posts JSON and gives the JSON that comes back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def post(self, address: str, said: Mapping[str, Any]) -> Any:
        """Raises `CannotSend`."""
        import ssl  # noqa: PLC0415 - a server that posts nothing need not carry it

        parts = allowed(address, self._settings)
        try:
            return self._post(parts, orjson.dumps(said))
        except ssl.SSLError:
            raise CannotSend(Problem.UNSAFE) from None
        except TimeoutError:
            raise CannotSend(Problem.TIMED_OUT) from None
        except (OSError, HTTPException) as error:
            raise CannotSend(Problem.UNREACHABLE, type(error).__name__) from None

    def _post(self, parts: SplitResult, body: bytes) -> Any:
        connection = self._connect(parts)
        try:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", path, body, {"Content-Type": "application/json", "Connection": "close"})
            answer = connection.getresponse()
            text = answer.read(LONGEST_ANSWER)
        finally:
            connection.close()
        if answer.status != OK:
            lasting = 300 <= answer.status < 500 and answer.status not in (408, 429)  # noqa: PLR2004 - HTTP's own
            raise CannotSend(Problem.REFUSED, f"HTTP {answer.status}", is_lasting=lasting)
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            raise CannotSend(Problem.REFUSED, "JSON") from None

    def _connect(self, parts: SplitResult) -> HTTPConnection:
        import ssl  # noqa: PLC0415

        host = parts.hostname or ""
        is_tls = parts.scheme == "https"
        port = parts.port or (HTTPS if is_tls else HTTP)
        checked = self._checked_address(host, port)
        kind: type[HTTPConnection] = HTTPSConnection if is_tls else HTTPConnection
        connection = kind(host, port, timeout=TIMEOUT_S)
        connection.sock = socket.create_connection((checked, port), TIMEOUT_S)
        if is_tls:
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        return connection

    def _checked_address(self, host: str, port: int) -> str:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not self._settings.webhooks_private and any(not ipaddress.ip_address(each).is_global for each in found):
            raise CannotSend(Problem.PRIVATE_ADDRESS)
        return found[0]


class WeComWay:
    """A WeCom group robot: `msgtype` markdown, `errcode` 0 means taken."""

    def __init__(self, poster: WebhookPoster) -> None:
        self._poster = poster

    def send(self, message: Message, address: Address) -> None:
        _require_taken(
            self._poster.post(address.to, {"msgtype": "markdown", "markdown": {"content": _markdown(message)}})
        )


class DingTalkWay:
    """A DingTalk robot: the same, and signed where the robot has a secret."""

    def __init__(self, poster: WebhookPoster, clock: Clock) -> None:
        self._poster = poster
        self._clock = clock

    def send(self, message: Message, address: Address) -> None:
        to = address.to
        if address.secret:
            timestamp = int(self._clock.now().timestamp() * 1000)
            to += f"{'&' if '?' in to else '?'}timestamp={timestamp}&sign={signature(timestamp, address.secret)}"
        said = {"title": message.title, "text": _markdown(message)}
        _require_taken(self._poster.post(to, {"msgtype": "markdown", "markdown": said}))


def signature(timestamp: int, secret: str) -> str:
    """HMAC-SHA256 of `timestamp`, a line feed and the secret, under the secret; base64, fit for an address."""
    signed = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return quote_plus(base64.b64encode(signed))


def _require_taken(answer: Any) -> None:
    code = answer.get("errcode") if isinstance(answer, dict) else None
    if code != 0:
        raise CannotSend(Problem.REFUSED, f"errcode {code}", is_lasting=code not in _BUSY)


def _markdown(message: Message) -> str:
    text, left = f"**{_plain(message.title)}**", 0
    for line in message.lines:
        longer = f"{text}\n\n{_say(line)}"
        if len(longer.encode()) > MOST_BYTES:
            left += 1
            continue
        text = longer
    ends = [message.more] if message.more else []
    return "\n\n".join([text, *ends, *([f"+ {left}"] if left else [])])


def _say(line: Line) -> str:
    about = f"\n{_plain(line.about)}" if line.about else ""
    return f"{_plain(line.sentence)}{about}\n[{line.link}]({line.link})"


def _plain(text: str) -> str:
    """Nothing in it is a sign of markdown: a label must not become a link of its own."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]()#<>!" else sign for sign in text)
