"""An agency whose staff are told outside, too: real servers on loopback take what is sent."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.actor import SYSTEM
from engine.engine import Engine
from engine.options import Options
from engine.registry import HandlerRegistry
from handlers.page_properties import READ_BY_PAGES
from tests.web.conftest import MASTER, QUOTE, Asked, Priced, account
from tests.web.outside import MailServer, Robot, certificate, listening
from web.accounts.operations import people_of
from web.notices.addresses import set_address
from web.notices.courier import Courier, deliveries_of
from web.notices.kinds import Channel, Pace, Topic
from web.notices.notices import Told, tell
from web.notices.preferences import Preferences, save_preferences
from web.notices.quiet_hours import Hours
from web.notices.sending import Address
from web.permissions import LEADS
from web.settings import Mail, Settings
from web.tables import Account, AccountRole

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIGNED = "sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0%3D"
REASON = "张三丰 13812345678 要改约"


@pytest.fixture
def mail_server(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with listening(MailServer(pem)) as server:
        yield server


@pytest.fixture
def robot() -> Iterator[Robot]:
    with listening(Robot()) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail_server: MailServer, robot: Robot) -> Settings:
    mail = Mail("127.0.0.1", mail_server.server_address[1], "starttls", "agency", "pass word", "sopflow@agency.example")
    return replace(settings, mail=mail, webhook_hosts=(robot.host,), webhooks_private=True)


@pytest.fixture
def courier(settings: Settings) -> Courier:
    return Courier(settings)


@pytest.fixture
def engine(store, clock, interpreter, prices, post, courier: Courier) -> Iterator[Engine]:
    registry = HandlerRegistry()
    registry.handles("quote.price", takes=Asked, gives=Priced)(prices)
    options = Options(
        senders={**post.senders(), **courier.senders()}, directory=people_of, properties=READ_BY_PAGES, leads=LEADS
    )
    made = Engine(store, registry, MASTER, clock=clock, options=options, interpreter=interpreter)
    made.deploy({file.name: file.read_bytes() for file in QUOTE.iterdir()}, SYSTEM)
    courier.attach(made)
    yield made
    made.close()


def join(engine: Engine, account_id: str, name: str, role: str) -> None:
    """One more colleague beside the cast, with everybody's password."""
    made = account(engine.store, "li.na")
    with engine.store.session() as rows:
        rows.add(
            Account(id=account_id, name=name, password_hash=made.password_hash, password_is_one_time=False,
                    created_at=made.created_at, roles=[AccountRole(role=role)])
        )  # fmt: skip


def reach(engine: Engine, settings: Settings, reader: str, channel: Channel, to: str, secret: str = "") -> None:
    with engine.store.session() as rows:
        address = Address(to, secret)
        set_address(rows, reader, channel, address, by="admin", now=engine.clock.now(), settings=settings)


def want(engine: Engine, reader: str, channel: Channel, pace: Pace = Pace.NOW, topic=Topic.HANDOVER, **hours) -> None:
    with engine.store.session() as rows:
        save_preferences(rows, reader, Preferences(Hours(**hours), choices={(topic, channel): pace}))


def say(engine: Engine, to: str, kind: str = "given", **more) -> None:
    with engine.store.write() as connection:
        tell(connection, engine.keys, [Told(to, kind, **more)], "wang.qiang", engine.clock.now(), REASON)


def states(engine: Engine, reader: str = "li.na") -> list[tuple[str, int, str | None]]:
    with engine.store.session() as rows:
        return [(row.state, row.attempts, row.problem) for row in deliveries_of(rows, reader)]


def send_all(engine: Engine) -> None:
    while engine.dispatch_outbox():
        pass


def letter(taken: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(taken, policy=email.policy.default)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)
