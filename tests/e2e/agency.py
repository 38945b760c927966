"""A whole agency: set up and served as `make run` does it, in a scratch home, on a free port."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from tests.e2e.customer import Outbox
from tests.e2e.people import Application

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240
"""A set-up takes half a minute of a core; a busy machine has fewer."""
PASSWORDS = "passwords.json"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answering:
    """A process that answers every line with one of JSON, as long as it is wanted."""

    def __init__(self, command: list[str], **how: Any) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **how)

    def asks(self, line: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the process ended with status {self.process.wait(PATIENCE_S)}"
        return json.loads(answer)

    def close(self) -> None:
        self.process.terminate()
        self.process.communicate()


@dataclass
class Agency:
    """`home`: where everything is written, the customers' messages and the server's log too."""

    home: Path
    port: int
    passwords: dict[str, str] = field(default_factory=dict)
    _server: subprocess.Popen[bytes] | None = None
    _auditor: Answering | None = None

    @classmethod
    def of_its_own(cls, home: Path, ready: Path) -> Agency:
        """One that works on a copy of what was set up once for all workers in the folder `ready`."""
        ready.mkdir(exist_ok=True)
        with (ready / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (ready / PASSWORDS).exists():
                cls(ready / "home", free_port()).set_up()
        shutil.copytree(ready / "home", home)
        return cls(home, free_port(), json.loads((ready / PASSWORDS).read_text("utf-8")))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "served.log"

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.home / "outbox")

    def set_up(self) -> None:
        """Keys, database, diagrams, accounts and demo cases; the passwords as `sopflow setup` prints them."""
        made = self.ask("setup", "--demo-days", "0")
        # Of the cases without an exam four in a hundred are drawn for one; a test has to know which way a case goes.
        with sqlite3.connect(self.home / "sopflow.db") as database:
            changed = database.execute("UPDATE parameters SET value = '0' WHERE code = 'uw_random_exam_per_mille'")
            assert changed.rowcount == 1
        database.close()
        passwords = {account: password for account, (_, password) in made["passwords"].items()}
        (self.home.parent / PASSWORDS).write_text(json.dumps(passwords), "utf-8")

    def open(self) -> None:
        """Serve, and wait until it answers."""
        with self.log.open("wb") as log:
            self._server = self._starts(log)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/login", timeout=5):  # noqa: S310 - loopback
                    return
            except (urllib.error.URLError, ConnectionError):
                assert self._server.poll() is None, self.log.read_text("utf-8")
        raise AssertionError(f"the server did not answer within {PATIENCE_S} s")

    def _starts(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command("serve", "--port", str(self.port)), stderr=log, **self._where)

    def close(self) -> None:
        if self._auditor is not None:
            self._auditor.close()
        if self._server is not None:
            self._server.terminate()
            self._server.wait(PATIENCE_S)

    def ask(self, *words: str) -> Any:
        """The answer of a `sopflow` command, read as JSON. Raises when its exit status is not 0."""
        return self._run(self._command(*words, "--json"))

    def audit(self, application: Application) -> dict[str, Any]:
        """Where the case ended, and whether its journal is intact and gives the same when it is run again."""
        return self._asks_auditor(application.key)

    def audit_everything(self) -> dict[str, Any]:
        """How every case of the agency ended, by its process, and what cannot be proved."""
        return self._asks_auditor("")

    def passes_time(self, days: int) -> None:
        """Do what falls due within so many days, on all cases, and send what goes out then."""
        self._run([sys.executable, "-m", "tests.e2e.later", str(days)])

    def _asks_auditor(self, key: str) -> Any:
        if self._auditor is None:
            self._auditor = Answering([sys.executable, "-m", "tests.e2e.audit"], **self._where)
        return self._auditor.asks(key)

    def _run(self, command: list[str]) -> Any:
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE_S, **self._where)
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
        return json.loads(done.stdout)

    @property
    def _where(self) -> dict[str, Any]:
        return {"cwd": ROOT, "env": os.environ | {"SOPFLOW_HOME": str(self.home), "SOPFLOW_PORT": str(self.port)}}

    @staticmethod
    def _command(*words: str) -> list[str]:
        return [sys.executable, "-m", "web.cli", *words]


class AgencyAhead(Agency):
    """One whose clock can be put ahead while it serves."""

    _ahead: Answering | None = None

    def lets_pass(self, days: int) -> date:
        """Let so many days go by, with what falls due on each; the date that it is then."""
        assert self._ahead
        return date.fromisoformat(self._ahead.asks(str(days))["day"])

    def _starts(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        self._ahead = Answering([sys.executable, "-m", "tests.e2e.ahead", str(self.port)], stderr=log, **self._where)
        return self._ahead.process

    def close(self) -> None:
        super().close()
        if self._ahead:
            self._ahead.close()
