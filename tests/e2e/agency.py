"""A whole agency for one test file: set up and served as `make run` does it, in a scratch home, on a free port."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.customer import Outbox
from tests.e2e.people import Application

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


@dataclass
class Agency:
    """`home`: where everything is written, the customers' messages and the server's log too."""

    home: Path
    port: int
    passwords: dict[str, str] = field(default_factory=dict)
    _server: subprocess.Popen[bytes] | None = None

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
        self.passwords = {account: password for account, (_, password) in made["passwords"].items()}
        # Of the cases without an exam four in a hundred are drawn for one; a test has to know which way a case goes.
        with sqlite3.connect(self.home / "sopflow.db") as database:
            changed = database.execute("UPDATE parameters SET value = '0' WHERE code = 'uw_random_exam_per_mille'")
            assert changed.rowcount == 1
        database.close()

    def open(self) -> None:
        """Serve, and wait until it answers."""
        with self.log.open("wb") as log:
            self._server = subprocess.Popen(self._command("serve", "--port", str(self.port)), stderr=log, **self._where)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/login", timeout=5):  # noqa: S310 - loopback
                    return
            except (urllib.error.URLError, ConnectionError):
                assert self._server.poll() is None, self.log.read_text("utf-8")
        raise AssertionError(f"the server did not answer within {PATIENCE_S} s")

    def close(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(PATIENCE_S)

    def ask(self, *words: str) -> Any:
        """The answer of a `sopflow` command, read as JSON. Raises when its exit status is not 0."""
        return self._run(self._command(*words, "--json"))

    def audit(self, application: Application) -> dict[str, Any]:
        """Where the case ended, and whether its journal is intact and gives the same when it is run again."""
        return self._run([sys.executable, "-m", "tests.e2e.audit", application.key])

    def passes_time(self, days: int) -> None:
        """Do what falls due within so many days, on all cases, and send what goes out then."""
        self._run([sys.executable, "-m", "tests.e2e.later", str(days)])

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
