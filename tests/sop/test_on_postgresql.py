"""Stories on PostgreSQL: records, money, sealed columns and the journal keep alike on both stores.

What the stores could do otherwise is in the records: all of new business, and of the longest stories of the other
processes one in `ONE_IN`, drawn by the seed that the run's head prints (`-p randomly --randomly-seed=N` draws the same;
`--every-story` tells all of them).
"""

import random
from contextlib import closing

import pytest

from engine.clock import ManualClock
from engine.commands.interpreter import Isolate
from engine.engine import Engine
from engine.options import Options
from engine.store.keys import MasterKey
from engine.store.store import open_store
from handlers import privacy
from handlers.clauses import CLAUSES
from handlers.page_properties import READ_BY_PAGES
from handlers.registry import registry
from handlers.scenarios import CAST, package_files, read_scenarios, run_scenario
from handlers.scenarios.model import START
from tests.postgresql import Renewed
from tests.sop.decisions import BPMN

MASTER = MasterKey(bytes(range(32)))
OPTIONS = Options(clauses=frozenset(CLAUSES), properties=READ_BY_PAGES)


ONE_IN = 2


def chosen(seed, every):
    """Every story of new business, and one in so many of the longest ones of the other files."""
    always, longest = [], []
    for path in sorted(BPMN.glob("*/scenarios/*.yaml")):
        stories = read_scenarios(path)
        if path.parent.parent.name == "new_business":
            always += stories
        elif stories:
            longest.append(max(stories, key=lambda story: len(story.steps)))
    drawn = longest if every else random.Random(seed).sample(longest, -(-len(longest) // ONE_IN))  # noqa: S311 - tests
    return always + drawn


def pytest_generate_tests(metafunc):
    if "scenario" in metafunc.fixturenames:
        stories = chosen(metafunc.config.getoption("randomly_seed", 0), metafunc.config.getoption("every_story"))
        metafunc.parametrize("scenario", stories, ids=lambda scenario: f"{scenario.file.stem}: {scenario.name}")


@pytest.fixture(scope="module")
def deployed(postgres_server):
    """A database that the SOP is deployed on, for each story as it was; and its compiled library."""
    name = postgres_server.create(name="sop_template")
    store = open_store(postgres_server.url(name))
    store.migrate()
    interpreter = Isolate()
    engine = Engine(store, registry, MASTER, clock=ManualClock(START), options=OPTIONS, interpreter=interpreter)
    made = engine.deploy(package_files(BPMN), CAST["system"])
    with store.read() as connection:
        library = engine.libraries.get(connection, made.id)
    engine.close()
    store.dispose()
    with closing(Renewed(postgres_server, name)) as renewed:
        yield renewed, library, interpreter
    postgres_server.drop(name)


def test_the_story_goes_as_told_on_postgresql(scenario, deployed, postgres_server):
    renewed, library, interpreter = deployed
    store = open_store(postgres_server.url(renewed.take()))
    clock = ManualClock(scenario.at)
    with privacy.master_key_for_now(MASTER):
        engine = Engine(store, registry, MASTER, clock=clock, options=OPTIONS, interpreter=interpreter)
        engine.libraries.put(library)
        try:
            story = run_scenario(scenario, engine, clock)
            assert story.problems == []
            assert [verdict.sentence for verdict in list(engine.verify()) if not verdict.intact] == []
        finally:
            engine.close()
            store.dispose()
