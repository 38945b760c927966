"""The outside as tests meet it on loopback: a mail server, and the robots of WeCom and DingTalk.

All of them really listen and really answer; each remembers what it took and can be told to refuse.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file; it vouches for itself."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "loopback.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


class MailServer(socketserver.ThreadingTCPServer):
    """Enough of SMTP (RFC 5321) with STARTTLS and AUTH PLAIN to take letters."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, pem: Path) -> None:
        super().__init__(("127.0.0.1", 0), _MailTalk)
        self.letters: list[tuple[str, bytes, bool, str]] = []
        """Recipient, text, whether it came encrypted, and who had logged in."""
        self.refuses = ""
        """What RCPT is answered with instead of 250."""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)


class _MailTalk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.is_safe, self.user, to = False, "", ""
        self._say("220 loopback")
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            match verb.upper():
                case "EHLO":
                    self._say("250-loopback\r\n250-AUTH PLAIN\r\n250 STARTTLS")
                case "STARTTLS":
                    self._say("220 go ahead")
                    self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
                    self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                    self.is_safe = True
                case "AUTH":
                    self.user = base64.b64decode(rest.split()[1]).decode().replace("\0", " ").strip()
                    self._say("235 welcome")
                case "RCPT":
                    to = rest.partition("<")[2].partition(">")[0]
                    self._say(self.server.refuses or "250 ok")
                case "DATA":
                    self._say("354 go on")
                    text = b"".join(iter(self.rfile.readline, b".\r\n"))
                    self.server.letters.append((to, text, self.is_safe, self.user))
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the encrypted one, which the server does not know

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
        self.wfile.flush()


class Robot(ThreadingHTTPServer):
    """A group robot. With a secret it takes only what is signed as DingTalk demands."""

    daemon_threads = True

    def __init__(self, secret: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _RobotTalk)
        self.secret = secret
        self.taken: list[dict[str, Any]] = []
        self.asked = 0
        self.answers: list[tuple[int, dict[str, Any]]] = []
        """What the next ones are answered with instead."""
        self.now = time.time

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def is_signed(self, query: dict[str, list[str]]) -> bool:
        """DingTalk's rule, written down once more: the time within the hour, the sign over time and secret."""
        if not self.secret:
            return True
        timestamp, sign = query.get("timestamp", ["0"])[0], query.get("sign", [""])[0]
        text = f"{timestamp}\n{self.secret}"
        wanted = base64.b64encode(hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
        return abs(self.now() * 1000 - int(timestamp)) < 3_600_000 and hmac.compare_digest(wanted, sign)


class _RobotTalk(BaseHTTPRequestHandler):
    server: Robot

    def do_POST(self) -> None:
        self.server.asked += 1
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, answer = self.server.answers.pop(0) if self.server.answers else (200, {"errcode": 0, "errmsg": "ok"})
        if status == 200 and not answer["errcode"] and not self.server.is_signed(parse_qs(urlsplit(self.path).query)):
            answer = {"errcode": 310000, "errmsg": "sign not match"}
        if status == 200 and not answer["errcode"]:
            self.server.taken.append(said)
        body = json.dumps(answer).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def listening(server: socketserver.BaseServer) -> Iterator[Any]:
    """The server at work."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
