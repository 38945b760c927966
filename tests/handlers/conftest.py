import pytest

from engine.store.keys import MasterKey
from engine.store.store import Store, open_store
from handlers import privacy


@pytest.fixture(autouse=True)
def master_key():
    privacy.use_master_key(MasterKey(bytes(range(32))))


@pytest.fixture
def store(tmp_path) -> Store:
    store = open_store(f"sqlite:///{tmp_path / 'handlers.db'}")
    store.migrate()
    yield store
    store.dispose()


@pytest.fixture
def session(store):
    with store.session() as session:
        yield session
