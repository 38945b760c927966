"""What was kept before the search was: names without a hash, cases of which nobody wrote down what they are about.

Both are sealed, so no migration can do it. Setup does all of it; a server goes on, a little with every sweep.
"""

from __future__ import annotations

from sqlalchemy import select, text

from engine.engine import Engine
from handlers.people import index_names
from handlers.records.customer import UNNAMED, Customer

_LEFT = select(Customer.id).where(text(UNNAMED)).limit(1)
CASES_AT_ONCE = 20
"""Whole histories are read while the store is held."""


def index_some(engine: Engine) -> int:
    """Do a part of what is left; gives how much was looked at, 0 when nothing is left."""
    return engine.index_old_cases(CASES_AT_ONCE) + _index_names(engine)


def _index_names(engine: Engine) -> int:
    with engine.store.read() as connection:
        if connection.execute(_LEFT).first() is None:
            return 0
    with engine.store.session() as rows:
        return index_names(rows, engine.clock.now())
