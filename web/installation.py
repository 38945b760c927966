"""An installation: settings in, an open store and engine out. Server, worker, command line and tests share it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import inspect, select
from sqlalchemy.exc import OperationalError

from engine.clock import Clock, SystemClock
from engine.engine import Engine
from engine.errors import BadInput, StoreUnavailable
from engine.options import Options
from engine.outbox import Sender
from engine.store.cases import case_keys
from engine.store.keys import MasterKey
from engine.store.store import Store, open_store
from handlers import privacy
from handlers.clauses import CLAUSES
from handlers.page_properties import READ_BY_PAGES
from handlers.registry import registry
from handlers.subjects import SUBJECTS
from web.accounts.operations import people_of
from web.handover.returning import end_substitutions
from web.permissions import LEADS, ROLES
from web.search.indexing import index_some
from web.settings import Settings

DIAGRAM_ROLES = frozenset({*ROLES, "customer"})
"""What a lane or a candidate group may be called."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What one process works on. Close it at the end."""

    settings: Settings
    store: Store
    engine: Engine
    master_key: MasterKey

    def close(self) -> None:
        self.engine.close()
        self.store.dispose()


def open_installation(
    settings: Settings, *, clock: Clock | None = None, senders: Mapping[str, Sender] | None = None
) -> Installation:
    """Open what `sopflow setup` made. Raises `BadInput` when nothing was set up yet, `WrongMasterKey`."""
    key = _master_key(settings)
    if settings.store_url.startswith(f"sqlite:///{settings.home}") and not settings.home.is_dir():
        raise BadInput(f"nothing is set up in {settings.home} yet; run: sopflow setup")
    store = open_store(settings.store_url)
    store.migrate()
    privacy.use_master_key(key)
    options = Options(
        roles=DIAGRAM_ROLES, clauses=frozenset(CLAUSES), properties=READ_BY_PAGES, senders=senders or {}, leads=LEADS,
        subjects=SUBJECTS, directory=people_of,
    )  # fmt: skip
    engine = Engine(store, registry, key, clock=clock or SystemClock(), options=options)
    engine.chores.append(lambda: end_substitutions(engine))
    engine.chores.append(lambda: index_some(engine))
    return Installation(settings, store, engine, key)


def _master_key(settings: Settings) -> MasterKey:
    if given := os.environ.get("SOPFLOW_MASTER_KEY"):
        return MasterKey.from_text(given)
    if not settings.key_file.exists():
        raise BadInput(f"there is no master key in {settings.home} yet; run: sopflow setup")
    return MasterKey.from_file(settings.key_file)


def create_keys(settings: Settings) -> bool:
    """Make the home folder and, unless the environment gives it, the master key; False: there was one.

    Raises `BadInput` rather than draw a key beside a database that another key has encrypted.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadInput(f"the folder {settings.home} cannot be made: {error.strerror}") from error
    if os.environ.get("SOPFLOW_MASTER_KEY") or settings.key_file.exists():
        return False
    if _holds_sealed_keys(settings.store_url):
        raise BadInput(
            f"the database holds encrypted cases, but their master key {settings.key_file} is missing; put it back"
        )
    MasterKey.create_file(settings.key_file)
    return True


def _holds_sealed_keys(store_url: str) -> bool:
    store = open_store(store_url)
    try:
        with store.read() as connection:
            return (
                inspect(connection).has_table(case_keys.name)
                and connection.scalar(select(case_keys).limit(1)) is not None
            )
    except OperationalError as error:
        raise StoreUnavailable(why=str(error.orig).strip()) from error
    finally:
        store.dispose()
