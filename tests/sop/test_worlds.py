"""The records that scenarios start from are whole, so that a story may begin in the middle of a policy's life."""

from datetime import UTC, datetime

import pytest

from engine.clock import ManualClock
from handlers.records import Policy
from handlers.registry import registry
from handlers.scenarios import package_files, throwaway_engines
from handlers.scenarios.cast import prepare
from handlers.scenarios.worlds import WORLDS
from tests.sop.decisions import BPMN

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def make():
    with throwaway_engines(registry, package_files(BPMN)) as made:
        yield made


@pytest.fixture
def engine(make):
    with make(ManualClock(NOW)) as made:
        yield made


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_every_world_can_be_made_alone(engine, name):
    with engine.store.session() as session:
        assert prepare(session, {"world": name}, NOW)


def test_a_policy_in_force_is_paid_beyond_today(engine):
    with engine.store.session() as session:
        given = prepare(session, {"world": "policy_in_force"}, NOW)
        assert session.get_one(Policy, given["policy_id"]).paid_to > NOW.date()
