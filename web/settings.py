"""What an installation can set: by environment variables, all optional. `sopflow serve --help` lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from engine.errors import BadInput

HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how the site behaves."""

    home: Path
    """Folder of everything that is written: database, master key, secret key, outbox of the console adapter."""
    store_url: str
    bpmn: Path
    """Folder of the SOP's diagrams, decisions and forms."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """What links in messages to customers begin with; the address served when empty."""
    secure_cookies: bool = False
    """True behind HTTPS."""
    time_zone: str = "Asia/Shanghai"

    @property
    def key_file(self) -> Path:
        """The master key that wraps every case's key; `SOPFLOW_MASTER_KEY` goes before it."""
        return self.home / "master.key"

    @property
    def secret_file(self) -> Path:
        """The key that signs session cookies; `SOPFLOW_SECRET_KEY` goes before it."""
        return self.home / "secret.key"

    @property
    def address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Environment: `SOPFLOW_HOME` (default `var` under the current folder), `SOPFLOW_STORE` (default SQLite in home),
    `SOPFLOW_BPMN`, `SOPFLOW_HOST`, `SOPFLOW_PORT`, `SOPFLOW_PUBLIC_URL`, `SOPFLOW_SECURE_COOKIES` (`1`),
    `SOPFLOW_TIME_ZONE`. Raises `BadInput` for a port or a time zone that is none.
    """
    environ = os.environ if environ is None else environ
    home = Path(environ.get("SOPFLOW_HOME", "var")).expanduser().resolve()
    time_zone = environ.get("SOPFLOW_TIME_ZONE", "Asia/Shanghai")
    if time_zone not in available_timezones():
        raise BadInput(f"SOPFLOW_TIME_ZONE is '{time_zone}', which is no time zone, as for example Asia/Shanghai is")
    port = environ.get("SOPFLOW_PORT", "8000")
    if not port.isdigit() or not 0 < int(port) <= HIGHEST_PORT:
        raise BadInput(f"SOPFLOW_PORT is '{port}', which is not a port number (1 to 65535)")
    return Settings(
        home=home,
        store_url=environ.get("SOPFLOW_STORE", f"sqlite:///{home / 'sopflow.db'}"),
        bpmn=Path(environ.get("SOPFLOW_BPMN", Path(__file__).resolve().parent.parent / "bpmn")),
        host=environ.get("SOPFLOW_HOST", "127.0.0.1"),
        port=int(port),
        public_url=environ.get("SOPFLOW_PUBLIC_URL", "").rstrip("/"),
        secure_cookies=environ.get("SOPFLOW_SECURE_COOKIES", "") == "1",
        time_zone=time_zone,
    )
