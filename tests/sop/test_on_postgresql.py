"""The same stories on PostgreSQL: records, money, sealed columns and the journal keep alike on both stores."""

import pytest

from engine.clock import ManualClock
from engine.engine import Engine
from engine.options import Options
from engine.store.keys import MasterKey
from engine.store.store import open_store
from handlers import privacy
from handlers.clauses import CLAUSES
from handlers.registry import registry
from handlers.scenarios import CAST, READ_BY_PAGES, package_files, read_scenarios, run_scenario
from handlers.scenarios.model import START
from tests.sop.decisions import BPMN

SCENARIOS = read_scenarios(BPMN / "new_business" / "scenarios" / "new_business.yaml")
MASTER = MasterKey(bytes(range(32)))


@pytest.fixture(scope="module")
def deployed(postgres_server):
    """A database that the SOP is deployed on, to be copied for each story."""
    name = postgres_server.create(name="sop_template")
    store = open_store(postgres_server.url(name))
    store.migrate()
    options = Options(clauses=frozenset(CLAUSES), properties=READ_BY_PAGES)
    engine = Engine(store, registry, MASTER, clock=ManualClock(START), options=options)
    engine.deploy(package_files(BPMN), CAST["system"])
    engine.close()
    store.dispose()
    yield name
    postgres_server.drop(name)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_story_goes_as_told_on_postgresql(scenario, deployed, postgres_server):
    name = postgres_server.create(template=deployed)
    store = open_store(postgres_server.url(name))
    clock = ManualClock(scenario.at)
    options = Options(clauses=frozenset(CLAUSES), properties=READ_BY_PAGES)
    with privacy.master_key_for_now(MASTER):
        engine = Engine(store, registry, MASTER, clock=clock, options=options)
        try:
            story = run_scenario(scenario, engine, clock)
            assert story.problems == []
            assert all(verdict.intact for verdict in engine.verify())
        finally:
            engine.close()
            store.dispose()
            postgres_server.drop(name)
