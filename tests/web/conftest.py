"""A site over an embedded store in a folder of its own, with a clock that stands and a fixed cast of people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from engine.actor import SYSTEM, Actor, ActorKind, Channel
from engine.clock import ManualClock
from engine.commands.interpreter import Isolate
from engine.engine import Engine
from engine.forms import validate_form
from engine.options import Options
from engine.ports import FeelQuestion
from engine.registry import HandlerContext, HandlerRegistry
from engine.store.keys import MasterKey
from engine.store.store import Store, open_store
from handlers.page_properties import READ_BY_PAGES
from handlers.privacy import use_master_key
from handlers.records.customer import Identity
from handlers.subjects import SUBJECTS
from tests.postgresql import PostgresServer, Renewed
from tests.web.kept import keep
from web.accounts import passwords
from web.accounts.operations import find_account, people_of
from web.accounts.passwords import hash_password
from web.app import create_app
from web.customers.delivery import Message
from web.customers.people import find_or_register
from web.customers.post import CustomerPost
from web.i18n.catalogues import compile_catalogue
from web.permissions import LEADS
from web.security import limiter
from web.settings import Settings, read_settings
from web.site import KEY
from web.tables import Account, AccountRole

PASSWORD = "right-horse-battery"
CAST = {
    "admin": ("系统管理员", ["admin"]),
    "li.na": ("李娜", ["agent"]),
    "wang.qiang": ("王强", ["operations"]),
    "sun.yue": ("孙悦", ["operations"]),
    "zhao.min": ("赵敏", ["underwriter"]),
    "he.jing": ("何静", ["compliance"]),
    "auditor": ("审计员", ["auditor"]),
}


HASHER = passwords._hasher
"""The real one, slow on purpose. Tests log in some thousand times and hash with a quick one."""
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._NOBODY = hash_password("nobody")
keep()
MASTER = MasterKey(bytes(range(32)))
QUOTE = Path(__file__).parent / "quote"
AGENT = Actor("li.na", ActorKind.PERSON, Channel.TEST, frozenset({"agent"}), "李娜")


@dataclass(frozen=True)
class Asked:
    amount: int


@dataclass(frozen=True)
class Priced:
    premium: int


class Prices:
    """The handler of the tests' service task; fails while `broken`."""

    broken = False

    def __call__(self, given: Asked, context: HandlerContext) -> Priced:
        if self.broken:
            raise RuntimeError("the price table is locked")
        return Priced(given.amount // 100)


class RememberingDelivery:
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture(scope="session", autouse=True)
def english() -> None:
    compile_catalogue()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 20, 2, 42, tzinfo=UTC))  # a Friday, 10:42 in Shanghai


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A file that says `BOTH_STORES = True` runs on both; together these files go through every room of the site."""
    if "store_kind" in metafunc.fixturenames and getattr(metafunc.module, "BOTH_STORES", False):
        metafunc.parametrize("store_kind", ["sqlite", "postgresql"])


@pytest.fixture
def store_kind() -> str:
    return "sqlite"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    # Tests move the clock by hours between two clicks; that is nobody's pause.
    return read_settings({"SOPFLOW_HOME": str(tmp_path), "SOPFLOW_IDLE_MINUTES": "720"})


def add_cast(opened: Store) -> None:
    hashed = hash_password(PASSWORD)
    with opened.session() as rows:
        for account_id, (name, roles) in CAST.items():
            rows.add(
                Account(
                    id=account_id,
                    name=name,
                    password_hash=hashed,
                    password_is_one_time=False,
                    created_at=datetime(2026, 11, 1, tzinfo=UTC),
                    roles=[AccountRole(role=role) for role in roles],
                )
            )


@pytest.fixture(scope="session")
def cast_database(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A migrated store with the cast in it, to be copied: migrating and hashing once is enough."""
    file = tmp_path_factory.mktemp("cast") / "sopflow.db"
    shutil.copy(sqlite_template, file)
    opened = open_store(f"sqlite:///{file}")
    add_cast(opened)
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.dispose()
    return file


@pytest.fixture(scope="session")
def cast_template(postgres_server: PostgresServer, postgres_template: str) -> str:
    """The same in PostgreSQL."""
    name = postgres_server.create(template=postgres_template, name="web_cast")
    opened = open_store(postgres_server.url(name))
    add_cast(opened)
    opened.dispose()
    return name


@pytest.fixture(scope="session")
def renewed_cast(postgres_server: PostgresServer, cast_template: str) -> Iterator[Renewed]:
    with closing(Renewed(postgres_server, cast_template)) as renewed:
        yield renewed


@pytest.fixture
def cast_postgresql(postgres_server: PostgresServer, renewed_cast: Renewed) -> str:
    return postgres_server.url(renewed_cast.take())


@pytest.fixture
def store(store_kind: str, request: pytest.FixtureRequest, settings: Settings, cast_database: Path) -> Iterator[Store]:
    """A store of its own with the cast in it."""
    if store_kind == "sqlite":
        shutil.copy(cast_database, settings.home / "sopflow.db")
        opened = open_store(settings.store_url)
    else:
        opened = open_store(request.getfixturevalue("cast_postgresql"))
    yield opened
    opened.dispose()


@pytest.fixture
def delivery() -> RememberingDelivery:
    return RememberingDelivery()


@pytest.fixture(scope="session")
def interpreter() -> Isolate:
    """The process's isolate, loaded in a thread of its own: Playwright keeps an event loop in the main one, which the
    isolate would otherwise take for its own and wait for itself."""
    made = Isolate()
    with ThreadPoolExecutor(1) as thread:
        thread.submit(made.feel, [FeelQuestion("1 + 1", {})], datetime(2026, 11, 20, tzinfo=UTC)).result()
        thread.submit(validate_form, (QUOTE / "quote.form").read_bytes(), {}).result()
    return made


@pytest.fixture
def prices() -> Prices:
    return Prices()


@pytest.fixture
def post(store: Store, delivery: RememberingDelivery, clock: ManualClock) -> CustomerPost:
    use_master_key(MASTER)
    made = CustomerPost(delivery, "http://localhost")
    made.attach(store, clock)
    return made


@pytest.fixture
def engine(
    store: Store, clock: ManualClock, interpreter: Isolate, prices: Prices, post: CustomerPost
) -> Iterator[Engine]:
    registry = HandlerRegistry()
    registry.handles("quote.price", takes=Asked, gives=Priced)(prices)
    options = Options(
        senders=post.senders(), directory=people_of, properties=READ_BY_PAGES, leads=LEADS, subjects=SUBJECTS
    )
    made = Engine(store, registry, MASTER, clock=clock, options=options, interpreter=interpreter)
    made.deploy({file.name: file.read_bytes() for file in QUOTE.iterdir()}, SYSTEM)
    yield made
    made.close()


@pytest.fixture
def app(engine: Engine, settings: Settings, post: CustomerPost) -> Iterator[Flask]:
    limiter.enabled = True  # an app that is made while limits are off never gets them
    made = create_app(engine, settings, post)
    made.config.update(WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    yield made
    made.extensions[KEY].news.stop()


@pytest.fixture
def customer_id(engine: Engine, clock: ManualClock) -> str:
    """张三丰, reachable at 13812345678."""
    identity = Identity(name="张三丰", id_no="110101199003078515", mobile="13812345678")
    with engine.store.session() as rows:
        return find_or_register(rows, identity, "li.na", clock.now())


@pytest.fixture
def quote(engine: Engine, customer_id: str) -> str:
    """A running quotation: the agent has to enter it."""
    return engine.start("quote", {"applicant_id": customer_id, "agent_id": "li.na"}, AGENT, business_key="Q-1001")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], FlaskClient]:
    """A browser of its own in which this person is logged in."""

    def enter(account_id: str) -> FlaskClient:
        browser = app.test_client()
        answer = browser.post("/login", data={"account": account_id, "password": PASSWORD})
        assert answer.status_code == 302
        return browser

    return enter


LogIn = Callable[[str], FlaskClient]


def account(store: Store, account_id: str) -> Account:
    with store.session() as rows:
        return find_account(rows, account_id)
