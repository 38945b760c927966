"""Retention is the latest end of all rules that apply, and never begins before its anchor (DOMAIN §2.9)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from engine.store.store import open_store
from handlers.governance.retention import RULES, Kept, retain_until
from handlers.reference import load_reference

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ENDED = date(2016, 3, 1)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('retention')}/store.db")
    store.migrate()
    with store.session() as rows:
        load_reference(rows)
        yield rows
    store.dispose()


@pytest.mark.parametrize(
    ("rules", "until"),
    [
        (["contract_short"], date(2021, 3, 1)),
        (["contract_long"], date(2026, 3, 1)),
        (["contract_short", "identity"], date(2026, 3, 1)),
        (["contract_short", "transaction"], date(2026, 3, 1)),
        (["impact_assessment"], date(2019, 3, 1)),
        (["impact_assessment", "sop_floor"], date(2021, 3, 1)),
    ],
)
def test_the_longest_rule_decides(session: Session, rules, until):
    kept = Kept("policy", "POL-1", tuple((rule, ENDED) for rule in rules))
    assert retain_until(session, kept, NOW) == until


def test_a_rule_whose_anchor_has_not_come_keeps_for_ever(session: Session):
    kept = Kept("policy", "POL-1", (("sop_floor", ENDED), ("contract_long", None)))
    assert retain_until(session, kept, NOW) is None


def test_each_rule_runs_from_its_own_anchor(session: Session):
    kept = Kept("policy", "POL-1", (("contract_long", ENDED), ("transaction", date(2018, 2, 28))))
    assert retain_until(session, kept, NOW) == date(2028, 2, 28)


def test_every_rule_names_a_parameter_that_is_there(session: Session):
    for rule in RULES.values():
        assert retain_until(session, Kept("any", "x", ((rule.id, ENDED),)), NOW) > ENDED
