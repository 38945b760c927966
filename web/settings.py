"""What an installation can set: by environment variables, all optional. `sopflow serve --help` lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

from engine.errors import BadInput

HIGHEST_PORT = 65535
MOST_PROXIES = 9
REQUIRED, OFFERED = "required", "offered"
WEBHOOK_HOSTS = ("qyapi.weixin.qq.com", "oapi.dingtalk.com")
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
MOST_STREAMS, MOST_IDLE_MINUTES = 200, 720


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider that may say who somebody is, beside the site's own passwords."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str = "preferred_username"
    """Names the account at the first login; from then on the provider's own `sub` does."""
    name: str = "SSO"
    """On the button of the login page."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes the agency's mail over."""

    host: str
    port: int
    security: str = "starttls"
    """`starttls`, `tls`, or `none` for a relay on this very machine."""
    user: str = ""
    password: str = ""
    sender: str = ""


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
    proxies: int = 0
    """How many reverse proxies of our own stand in front: whose word on the browser's address is believed."""
    rate_limit_store: str = "memory://"
    """Where the counters of the limits are; `redis://HOST:PORT/N` lets several processes count together."""
    second_factor: str = OFFERED
    """`required`: privileged roles get no further than to the page where they set one up; `offered`: they may."""
    provider: Provider | None = None
    mail: Mail | None = None
    """None: nobody is told by e-mail."""
    webhook_hosts: tuple[str, ...] = WEBHOOK_HOSTS
    """The only hosts that group robots are posted to, each with its port where that is not 443."""
    webhooks_private: bool = False
    """Whether those hosts may be at private addresses and speak plain HTTP: a gateway of one's own, a trial."""
    streams: int = 8
    """How many open pages of one process hear news at once; the others ask now and then. 0: all ask."""
    idle_minutes: int = 30
    """After so long without a click or a keystroke a member of staff logs in again."""

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

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
    `SOPFLOW_TIME_ZONE`, `SOPFLOW_PROXIES` (0), `SOPFLOW_RATE_LIMIT_STORE` (`memory://`), `SOPFLOW_SECOND_FACTOR`
    (`required` or `offered`; by default required behind HTTPS), `SOPFLOW_OIDC_*`, `SOPFLOW_SMTP_*`,
    `SOPFLOW_WEBHOOK_HOSTS`, `SOPFLOW_WEBHOOK_PRIVATE` (`1`), `SOPFLOW_STREAMS` (8), `SOPFLOW_IDLE_MINUTES` (30).
    Raises `BadInput` for what is none.
    """
    environ = os.environ if environ is None else environ
    home = Path(environ.get("SOPFLOW_HOME", "var")).expanduser().resolve()
    time_zone = environ.get("SOPFLOW_TIME_ZONE", "Asia/Shanghai")
    if time_zone not in available_timezones():
        raise BadInput(f"SOPFLOW_TIME_ZONE is '{time_zone}', which is no time zone, as for example Asia/Shanghai is")
    port = environ.get("SOPFLOW_PORT", "8000")
    if not port.isdigit() or not 0 < int(port) <= HIGHEST_PORT:
        raise BadInput(f"SOPFLOW_PORT is '{port}', which is not a port number (1 to 65535)")
    secure = environ.get("SOPFLOW_SECURE_COOKIES", "") == "1"
    return Settings(
        home=home,
        store_url=environ.get("SOPFLOW_STORE", f"sqlite:///{home / 'sopflow.db'}"),
        bpmn=Path(environ.get("SOPFLOW_BPMN", Path(__file__).resolve().parent.parent / "bpmn")),
        host=environ.get("SOPFLOW_HOST", "127.0.0.1"),
        port=int(port),
        public_url=environ.get("SOPFLOW_PUBLIC_URL", "").rstrip("/"),
        secure_cookies=secure,
        time_zone=time_zone,
        proxies=_proxies(environ.get("SOPFLOW_PROXIES", "0")),
        rate_limit_store=environ.get("SOPFLOW_RATE_LIMIT_STORE", "memory://"),
        second_factor=_second_factor(environ.get("SOPFLOW_SECOND_FACTOR", REQUIRED if secure else OFFERED)),
        provider=_provider(environ),
        mail=_mail(environ),
        webhook_hosts=tuple(environ.get("SOPFLOW_WEBHOOK_HOSTS", ",".join(WEBHOOK_HOSTS)).replace(",", " ").split()),
        webhooks_private=environ.get("SOPFLOW_WEBHOOK_PRIVATE", "") == "1",
        streams=_number(environ, "SOPFLOW_STREAMS", 8, 0, MOST_STREAMS),
        idle_minutes=_number(environ, "SOPFLOW_IDLE_MINUTES", 30, 1, MOST_IDLE_MINUTES),
    )


def _number(environ: Mapping[str, str], name: str, otherwise: int, least: int, most: int) -> int:
    said = environ.get(name, str(otherwise))
    if not said.isdigit() or not least <= int(said) <= most:
        raise BadInput(f"{name} is '{said}', which is not a number from {least} to {most}")
    return int(said)


def _mail(environ: Mapping[str, str]) -> Mail | None:
    """`SOPFLOW_SMTP_HOST` and `…_FROM` switch it on; `…_PORT`, `…_SECURITY`, `…_USER`, `…_PASSWORD` may be said."""
    host, sender = environ.get("SOPFLOW_SMTP_HOST", ""), environ.get("SOPFLOW_SMTP_FROM", "")
    if not host:
        return None
    if "@" not in sender:
        raise BadInput("SOPFLOW_SMTP_HOST is set, SOPFLOW_SMTP_FROM is no e-mail address")
    security = environ.get("SOPFLOW_SMTP_SECURITY", "starttls")
    if security not in MAIL_PORTS:
        raise BadInput(f"SOPFLOW_SMTP_SECURITY is '{security}'; say {', '.join(MAIL_PORTS)}")
    if security == "none" and host not in OWN_MACHINE:
        raise BadInput("SOPFLOW_SMTP_SECURITY=none is for a relay on this machine; mail travels encrypted (SOP 5.2)")
    port = _number(environ, "SOPFLOW_SMTP_PORT", MAIL_PORTS[security], 1, HIGHEST_PORT)
    user, password = environ.get("SOPFLOW_SMTP_USER", ""), environ.get("SOPFLOW_SMTP_PASSWORD", "")
    return Mail(host, port, security, user, password, sender)


def _proxies(said: str) -> int:
    if not said.isdigit() or int(said) > MOST_PROXIES:
        raise BadInput(f"SOPFLOW_PROXIES is '{said}', which is not a number of proxies (0 to {MOST_PROXIES})")
    return int(said)


def _second_factor(said: str) -> str:
    if said not in (REQUIRED, OFFERED):
        raise BadInput(f"SOPFLOW_SECOND_FACTOR is '{said}'; say {REQUIRED} or {OFFERED}")
    return said


def _provider(environ: Mapping[str, str]) -> Provider | None:
    """`SOPFLOW_OIDC_ISSUER`, `…_CLIENT_ID`, `…_CLIENT_SECRET` switch it on; `…_CLAIM` and `…_NAME` may be said."""
    issuer = environ.get("SOPFLOW_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    missing = [name for name in ("SOPFLOW_OIDC_CLIENT_ID", "SOPFLOW_OIDC_CLIENT_SECRET") if not environ.get(name)]
    if missing:
        raise BadInput(f"SOPFLOW_OIDC_ISSUER is set, {' and '.join(missing)} not")
    return Provider(
        issuer,
        environ["SOPFLOW_OIDC_CLIENT_ID"],
        environ["SOPFLOW_OIDC_CLIENT_SECRET"],
        environ.get("SOPFLOW_OIDC_CLAIM", "preferred_username"),
        environ.get("SOPFLOW_OIDC_NAME", "SSO"),
    )
