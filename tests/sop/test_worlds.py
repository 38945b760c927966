"""The records that scenarios start from are whole, so that a story may begin in the middle of a policy's life."""

from datetime import UTC, datetime

import pytest

from engine.clock import ManualClock
from handlers.records import Policy
from handlers.scenarios.cast import prepare
from handlers.scenarios.worlds import WORLDS

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def engine(sop_engines):
    with sop_engines(ManualClock(NOW)) as made:
        yield made


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_every_world_can_be_made_alone(engine, name):
    with engine.store.session() as session:
        assert prepare(session, {"world": name}, NOW)


def test_a_policy_in_force_is_paid_beyond_today(engine):
    with engine.store.session() as session:
        given = prepare(session, {"world": "policy_in_force"}, NOW)
        assert session.get_one(Policy, given["policy_id"]).paid_to > NOW.date()
