"""Every way to bend a history shows, and names the first entry where it shows."""

from __future__ import annotations

import tracemalloc

import pytest
from sqlalchemy import insert

from engine.errors import NotFound
from engine.journal.verify import verify_all
from engine.store.history import journal
from tests.engine.support import ADMIN, ANNA, BEN, Sketch, only_task


@pytest.fixture
def case(engine) -> str:
    sketch = Sketch("order").start().user("one").user("two").user("three").end()
    engine.deploy(sketch.chain("start", "one", "two", "three", "end").files(), ADMIN)
    engine.start("order", {}, BEN)
    made = engine.start("order", {}, ANNA)
    for _ in range(3):
        engine.complete(only_task(engine, made).id, {}, ANNA)
    return made


def forge(engine, *statements: str, **values) -> None:
    """What somebody with the rights of the database's owner does: switch the triggers off, then change."""
    with engine.store.write() as connection:
        if engine.store.is_postgresql:
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER USER")
        else:
            for verb in ("update", "delete", "replace"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS journal_no_{verb}")
        for statement in statements:
            connection.exec_driver_sql(statement.format(**values))


def verdict_of(engine, case):
    verdicts = {verdict.case_id: verdict for verdict in engine.verify()}
    assert sum(not verdict.intact for verdict in verdicts.values()) <= 1, "only the forged case is broken"
    (alone,) = engine.verify(case)
    assert alone == verdicts[case]
    return alone


def test_an_untouched_history_is_intact(engine, case):
    verdict = verdict_of(engine, case)
    assert (verdict.intact, verdict.entries) == (True, 4)


INSERTED = (
    "INSERT INTO journal (case_id, seq, at, actor_id, actor_kind, channel, command, prev_hash, hash, payload) "
    "SELECT case_id, 3, at, actor_id, actor_kind, channel, command, prev_hash, hash, payload FROM journal "
    "WHERE case_id = '{case}' AND seq = 2"
)


@pytest.mark.parametrize(
    ("forgery", "broken_at", "says"),
    [
        (["UPDATE journal SET actor_id = 'ben' WHERE case_id = '{case}' AND seq = 2"], 2, "entry 2 was changed"),
        (["UPDATE journal SET on_behalf_of = 'x' WHERE case_id = '{case}' AND seq = 4"], 4, "entry 4 was changed"),
        (["UPDATE journal SET payload = hash WHERE case_id = '{case}' AND seq = 3"], 3, "entry 3 was changed"),
        (["UPDATE journal SET at = '2020-01-01 00:00:00' WHERE case_id = '{case}' AND seq = 1"], 1, "changed"),
        (["DELETE FROM journal WHERE case_id = '{case}' AND seq = 2"], 2, "entry 2 is missing"),
        (["DELETE FROM journal WHERE case_id = '{case}' AND seq IN (2, 3)"], 2, "entries 2 to 3 are missing"),
        (["DELETE FROM journal WHERE case_id = '{case}' AND seq = 1"], 1, "entry 1 is missing"),
        (["DELETE FROM journal WHERE case_id = '{case}' AND seq = 4"], 4, "the last entry is missing"),
        (["DELETE FROM journal WHERE case_id = '{case}'"], 1, "the last 4 entries are missing"),
        (
            [
                "UPDATE journal SET seq = 99 WHERE case_id = '{case}' AND seq = 2",
                "UPDATE journal SET seq = 2 WHERE case_id = '{case}' AND seq = 3",
                "UPDATE journal SET seq = 3 WHERE case_id = '{case}' AND seq = 99",
            ],
            2,
            "does not follow",
        ),
        (
            [
                "DELETE FROM journal WHERE case_id = '{case}' AND seq = 2",
                "UPDATE journal SET seq = seq - 1 WHERE case_id = '{case}' AND seq > 2",
            ],
            2,
            "does not follow",
        ),
        (
            [
                "UPDATE journal SET seq = -seq WHERE case_id = '{case}' AND seq > 2",
                "UPDATE journal SET seq = 1 - seq WHERE case_id = '{case}' AND seq < 0",
                INSERTED,
            ],
            3,
            "does not follow",
        ),
        (["UPDATE cases SET head_hash = snapshot WHERE id = '{case}'"], 4, "not the one the case was left with"),
        (["UPDATE cases SET version = 3 WHERE id = '{case}'"], 4, "entry 4 was added"),
    ],
)
def test_a_forgery_shows_at_its_first_entry(engine, case, forgery, broken_at, says):
    forge(engine, *forgery, case=case)
    verdict = verdict_of(engine, case)
    assert verdict.broken_at == broken_at
    assert says in verdict.sentence


def test_entries_whose_case_has_vanished_show(engine, case):
    forge(
        engine,
        "DELETE FROM task_candidates",
        "DELETE FROM user_tasks WHERE case_id = '{case}'",
        "DELETE FROM cases WHERE id = '{case}'",
        case=case,
    )
    assert verdict_of(engine, case).sentence == "the case of these entries is missing"


def test_a_deployment_cut_from_the_engines_own_chain_shows(engine, case):
    assert case
    forge(engine, "DELETE FROM journal WHERE case_id = '@engine' AND seq = 1")
    (own,) = engine.verify("@engine")
    assert own.sentence == "the last entry is missing"


def test_a_case_that_never_was_is_not_found(engine):
    with pytest.raises(NotFound):
        list(engine.verify("ghost"))


def test_an_erased_case_stays_intact(engine, case):
    engine.erase(case, ADMIN, "asked for by the person")
    verdict = verdict_of(engine, case)
    assert (verdict.intact, verdict.entries) == (True, 5)


def test_a_long_history_is_verified_in_little_memory(engine, case):
    row = {
        "case_id": "long", "at": engine.clock.now(), "actor_id": "a", "actor_kind": "person", "channel": "test",
        "command": "complete", "prev_hash": b"\0" * 32, "hash": b"\1" * 32, "payload": b"x" * 2000,
    }  # fmt: skip
    for block in range(10):
        with engine.store.write() as connection:
            connection.execute(insert(journal), [{**row, "seq": block * 1000 + seq + 1} for seq in range(1000)])
    tracemalloc.start()
    verdicts = list(verify_all(engine.store))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [verdict.entries for verdict in verdicts if verdict.case_id == "long"] == [10_000]
    # All of it at once would be over 20 MB.
    assert peak < 8_000_000
    assert case
