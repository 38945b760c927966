"""A member of staff at a browser without scripts, and the server process that it talks to; every answer is timed."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from tests.bench.big import Home

IDLE = 5
"""Ticks of a hundredth of a second."""
PASSWORD = "a-password-for-the-bench"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """`seconds`: from the request's first byte to the answer's last."""

    status: int
    seconds: float
    text: str
    location: str


class Desk:
    """One browser: one connection that is kept, one cookie."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookie = ""
        self._token = ""

    def leave(self) -> None:
        """Close the browser."""
        self._connection.close()

    def log_in(self, account: str, password: str) -> None:
        """With the one-time password, which is changed at once."""
        self.get("/login")
        self.post("/login", {"account": account, "password": password})
        self.get("/password")
        changed = self.post("/password", {"present": password, "new": PASSWORD, "again": PASSWORD})
        assert changed.status in (302, 303), changed.text
        self.get("/inbox")

    def get(self, path: str) -> Answer:
        """A page; one that is not there or refuses is an error of the benchmark."""
        answer = self._ask("GET", path, None)
        assert answer.status in (200, 302, 303), (path, answer.status, answer.text[:2000])
        found = _TOKEN.search(answer.text)
        self._token = found[1] if found else self._token
        return answer

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        """Send a form with the token of the last page."""
        return self._ask("POST", path, urllib.parse.urlencode({**values, "csrf_token": self._token}))

    def complete(self, task_id: str, answers: Any) -> tuple[Answer, Answer, Answer]:
        """Open a task's page, hand the answers in, open what comes next; gives the three answers."""
        page = self.get(f"/tasks/{task_id}")
        version = _VERSION.search(page.text)
        told = {"answers": orjson.dumps(answers).decode(), "version": version[1] if version else ""}
        sent = self.post(f"/tasks/{task_id}/complete", told)
        assert sent.status in (302, 303), (sent.status, sent.text[:3000])
        return page, sent, self.get(sent.location)

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self._cookie, "Accept": "text/html", "Accept-Language": "zh-CN"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - begun
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("sopflow="):
                self._cookie = value.partition(";")[0]
        return Answer(answer.status, seconds, content.decode(), answer.getheader("Location") or "")


class Server:
    """A server process on one installation."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port

    def ask(self, **asked: Any) -> Any:
        """What `desk_server.py` answers."""
        _pipe(self.process.stdin).write(orjson.dumps(asked).decode() + "\n")
        _pipe(self.process.stdin).flush()
        return orjson.loads(_pipe(self.process.stdout).readline())

    def wait_idle(self, most: float = 30.0) -> None:
        """Until what fell due meanwhile is done: a second in which the process did next to nothing."""
        begun, used = time.monotonic(), self._cpu()
        while time.monotonic() - begun < most:
            time.sleep(1)
            before, used = used, self._cpu()
            if used - before <= IDLE:
                return

    def _cpu(self) -> int:
        """Ticks that the process had a processor."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])


@contextmanager
def serve(home: Home) -> Iterator[Server]:
    """Start it and wait until it answers; its end is waited for."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.desk_server"],
        env=home.environ(SOPFLOW_PORT=str(port)), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert _pipe(process.stdout).readline() == "ready\n", "the server did not start"
        yield Server(process, port)
    finally:
        process.communicate(timeout=60)


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
