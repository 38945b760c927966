"""What a case is about, kept in clear: the ids and numbers that its variables hold, so that it is found by them.

Written with the step that sets the variable. What a case once named stays its subject; `is_now` tells what the case's
own variable holds at present, for rights that go with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.facts import Fact, VariableSet
from engine.journal.entries import Payload
from engine.store.cases import case_subjects, unindexed_cases
from engine.store.history import journal
from engine.store.keys import KeyRing
from engine.store.prepared import Prepared
from engine.store.store import Store

ROOT = 1
"""The key of a case's outermost scope."""
LONGEST = 120
"""Signs of an id or number; what is longer is a text."""
Row = dict[str, Any]


def _upsert(insert: Any) -> Prepared:
    table = case_subjects.c
    made = insert(case_subjects).on_conflict_do_update(
        index_elements=["case_id", "name", "value"],
        set_={"is_now": or_(table.is_now, insert(case_subjects).excluded.is_now)},
    )
    return Prepared(made.inline(), "case_id", "name", "value", "is_now")


_WRITE = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
_NO_LONGER = Prepared(
    case_subjects.update()
    .where(case_subjects.c.case_id == bindparam("case"), case_subjects.c.name == bindparam("name_"))
    .values(is_now=False)
)


def write(connection: Connection, case_id: str, said: Iterable[Fact], names: Collection[str]) -> None:
    """Keep what these facts say of the variables named; nothing is run when they say nothing of them."""
    if not names:
        return
    changed, rows = _read(case_id, said, names)
    if changed:
        _NO_LONGER.run(connection, [{"case": case_id, "name_": name} for name in sorted(changed)])
    if rows:
        _WRITE[connection.dialect.name].run(connection, rows)


def _read(case_id: str, said: Iterable[Fact], names: Collection[str]) -> tuple[set[str], list[Row]]:
    """The variables whose value is another one now, and the rows to write."""
    changed: set[str] = set()
    now: dict[tuple[str, str], bool] = {}
    for fact in said:
        if not isinstance(fact, VariableSet) or fact.variable not in names:
            continue
        is_root = fact.scope_key == ROOT
        if is_root:
            now |= {key: False for key in now if key[0] == fact.variable}
            if not fact.created:
                changed.add(fact.variable)
        if isinstance(fact.new, str) and 0 < len(fact.new) <= LONGEST:
            key = (fact.variable, fact.new)
            now[key] = is_root or now.get(key, False)
    return changed, [
        {"case_id": case_id, "name": name, "value": value, "is_now": is_now} for (name, value), is_now in now.items()
    ]


def index_old_cases(store: Store, keys: KeyRing, names: Collection[str], limit: int = 100) -> int:
    """Read out of their histories what cases from before the index are about; gives how many were read.

    Each batch is one transaction, so it may be stopped and goes on where it stood. An erased case says nothing.
    """
    with store.read() as connection:
        if connection.execute(select(unindexed_cases.c.case_id).limit(1)).first() is None:
            return 0
    with store.write() as connection:
        waiting = select(unindexed_cases.c.case_id).order_by(unindexed_cases.c.case_id).limit(limit)
        found = connection.execute(waiting).scalars().all()
        for case_id in found:
            for facts in _history(connection, keys, case_id):
                write(connection, case_id, facts, names)
        connection.execute(delete(unindexed_cases).where(unindexed_cases.c.case_id.in_(found)))
        return len(found)


def _history(connection: Connection, keys: KeyRing, case_id: str) -> Iterator[tuple[Fact, ...]]:
    cipher = keys.get_many(connection, [case_id]).get(case_id)
    if cipher is None:
        return
    asked = select(journal.c.seq, journal.c.payload).where(journal.c.case_id == case_id).order_by(journal.c.seq)
    for row in connection.execute(asked).all():
        yield Payload.open(cipher, row.seq, row.payload).facts
