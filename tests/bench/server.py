"""The memory of a server: set up, pages, the four works, pages again, read from outside the process."""

from __future__ import annotations

import base64
import json
import re
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import IO, Any

from tests.bench import child_environ
from tests.bench.durable import MASTER
from tests.bench.report import Figures, rss_mb

ACCOUNTS = ("agent", "operations", "compliance", "underwriter", "auditor")
PAGES = ("/inbox", "/inbox?tab=group", "/cases", "/cases/new", "/incidents")
CALM = (403, 404, 409, 422)
"""Statuses of a page that refuses."""
NEW_PASSWORD = "a-password-for-the-bench"
_LINK = re.compile(r'href="(/(?:tasks|cases)/[0-9A-Za-z.]+)"')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A browser without scripts."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.pages = 0

    def get(self, path: str) -> str:
        return self._open(path, None)

    def send(self, path: str, answers: Mapping[str, str], page: str) -> str:
        """Send a form of a page; a page that refuses is a page too."""
        token = _TOKEN.search(page)
        assert token is not None, page
        return self._open(path, urllib.parse.urlencode({**answers, "csrf_token": token[1]}).encode())

    def _open(self, path: str, body: bytes | None) -> str:
        self.pages += 1
        try:
            with self._opener.open(self._address + path, body, timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            if refused.code in CALM:
                return refused.read().decode()
            raise


def look_around(address: str, passwords: Mapping[str, str], *, first: bool) -> int:
    """Every account logs in, reads its lists, every case and task in them, and sends a form; gives how many pages."""
    pages = 0
    for account in ACCOUNTS:
        visitor = Visitor(address)
        password = passwords[account] if first else NEW_PASSWORD
        visitor.send("/login", {"account": account, "password": password}, visitor.get("/login"))
        if first:
            changed = {"present": password, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
            visitor.send("/password", changed, visitor.get("/password"))
        found = {link for page in PAGES for link in _LINK.findall(visitor.get(page))}
        for link in sorted(found)[:20]:
            page = visitor.get(link)
            if f"{link}/complete" in page:
                visitor.send(f"{link}/complete", {"answers": "{}"}, page)
        pages += visitor.pages
    return pages


@contextmanager
def served(home: str, url: str | None) -> Iterator[tuple[subprocess.Popen[str], str, Mapping[str, str]]]:
    """A server process on a new installation with the demo agency, its address, and the one-time passwords."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    master = base64.urlsafe_b64encode(MASTER).decode()
    environ = child_environ(SOPFLOW_HOME=home, SOPFLOW_PORT=port, SOPFLOW_MASTER_KEY=master)
    environ.pop("SOPFLOW_STORE", None)
    if url is not None:
        environ["SOPFLOW_STORE"] = url
    command = [sys.executable, "-m", "web.cli", "setup", "--demo-days", "0", "--json"]
    made = subprocess.run(command, env=environ, check=True, capture_output=True, text=True)
    passwords = {account: one[1] for account, one in json.loads(made.stdout)["passwords"].items()}
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.served"],
        env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert _lines(child).readline() == "ready\n"
        yield child, f"http://127.0.0.1:{port}", passwords
    finally:
        child.communicate(timeout=30)  # closes its input, which ends it


def _lines(child: subprocess.Popen[str]) -> IO[str]:
    assert child.stdout is not None
    return child.stdout


def server(url: str | None, cases: int = 250, waiting: int = 10_000) -> Figures:
    """The resident memory of a server after pages, W1 to W4 and pages, beside what it was before."""
    with tempfile.TemporaryDirectory(prefix="sopflow-bench-") as home, served(home, url) as (child, address, passwords):
        fresh = rss_mb(child.pid)
        pages = look_around(address, passwords, first=True)
        looked = rss_mb(child.pid)
        _ask(child, f"{cases} {waiting}")
        worked = rss_mb(child.pid)
        pages += look_around(address, passwords, first=False)
        note = (
            f"a server process: {fresh} MB fresh, {looked} after pages, {worked} after the works, "
            f"{rss_mb(child.pid, peak=True)} at its peak; {pages} pages"
        )
        return Figures(work="server", store="postgresql" if url else "sqlite", rss_mb=rss_mb(child.pid), note=note)


def _ask(child: subprocess.Popen[str], line: str) -> Any:
    child.stdin.write(line + "\n")  # type: ignore[union-attr]
    child.stdin.flush()  # type: ignore[union-attr]
    answer = _lines(child).readline()
    assert answer.strip().isdigit(), answer
    return int(answer)
