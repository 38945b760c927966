"""A site over an embedded store in a folder of its own, with a clock that stands and a fixed cast of people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import handlers  # noqa: F401 - its records belong to the schema
from engine.clock import ManualClock
from engine.store.store import Store, open_store
from web.accounts.operations import find_account
from web.accounts.passwords import hash_password
from web.app import create_app
from web.customers.delivery import Message
from web.i18n.catalogues import compile_catalogue
from web.settings import Settings, read_settings
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


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"SOPFLOW_HOME": str(tmp_path)})


@pytest.fixture(scope="session")
def cast_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store with the cast in it, to be copied: migrating and hashing once is enough."""
    file = tmp_path_factory.mktemp("cast") / "sopflow.db"
    opened = open_store(f"sqlite:///{file}")
    opened.migrate()
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
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.dispose()
    return file


@pytest.fixture
def store(settings: Settings, cast_database: Path) -> Iterator[Store]:
    shutil.copy(cast_database, settings.home / "sopflow.db")
    opened = open_store(settings.store_url)
    yield opened
    opened.dispose()


@pytest.fixture
def delivery() -> RememberingDelivery:
    return RememberingDelivery()


@pytest.fixture
def app(store: Store, settings: Settings, clock: ManualClock, delivery: RememberingDelivery) -> Flask:
    made = create_app(None, store, settings, clock=clock, delivery=delivery)
    made.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    return made


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


def account(store: Store, account_id: str) -> Account:
    with store.session() as rows:
        return find_account(rows, account_id)
