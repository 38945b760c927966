"""A case run again from its journal gives the same path, values and snapshot, or says where it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text

from engine.errors import EngineError
from engine.facts import CaseStarted, UserTaskOpened, VariableSet
from engine.journal.entries import FIRST, Payload, header_of
from engine.journal.vocabulary import UnknownFact, fact_from
from engine.store.cases import cases
from engine.store.history import journal
from engine.store.keys import CaseErased
from tests.engine.conftest import Made
from tests.engine.journal.test_verify import forge
from tests.engine.support import ADMIN, ANNA, MONDAY, Sketch, only_task, timer


@pytest.fixture
def case(engine, behaviour) -> str:
    sketch = Sketch("order").start().user("ask").service("do_it", "do").add("exclusiveGateway", "fit", default="flow_5")
    sketch.user("small").user("large").end("e1").end("e2")
    sketch.boundary("late", "large", timer("=wait"), interrupting=False).script("note", "string(now())", "noted")
    sketch.end("e3").chain("start", "ask", "do_it", "fit").flow("fit", "large", "y > 10").flow("fit", "small")
    sketch.chain("small", "e1").chain("large", "e2").chain("late", "note", "e3")
    engine.deploy(sketch.files(), ADMIN)
    behaviour.run = lambda given, _context: Made(given.x * 2)
    made = engine.start("order", {"wait": "PT1H"}, ANNA)
    engine.claim(only_task(engine, made).id, ANNA)
    engine.complete(only_task(engine, made).id, {"x": 6}, ANNA)
    engine.clock.advance(timedelta(hours=1))
    engine.fire_due()
    engine.complete(only_task(engine, made).id, {"ok": True}, ANNA)
    return made


def test_the_second_run_agrees(engine, case, behaviour):
    replay = engine.replay(case)
    assert replay.agrees, replay.differences
    assert replay.entries == 5
    assert len(behaviour.calls) == 1


def tamper(engine, case: str, seq: int, change) -> None:
    """Change an entry and compute the whole chain again, as somebody with the keys could: `verify` stays green."""
    forge(engine)
    with engine.store.write() as connection:
        cipher = engine.keys.get(connection, case)
        head = FIRST
        mine = select(journal).where(journal.c.case_id == case).order_by(journal.c.seq)
        for row in connection.execute(mine).all():
            said = cipher.open(f"journal\0{row.seq}", row.payload)
            if row.seq == seq:
                change(said)
            sealed = cipher.seal(f"journal\0{row.seq}", said)
            digest = replace(header_of(row), prev_hash=head).hash(sealed)
            new = {"payload": sealed, "prev_hash": head, "hash": digest}
            connection.execute(journal.update().where(journal.c.id == row.id).values(new))
            head = digest
        connection.execute(cases.update().where(cases.c.id == case).values(head_hash=head))
    assert all(verdict.intact for verdict in engine.verify())


def test_other_inputs_do_not_give_the_recorded_path(engine, case):
    tamper(engine, case, 3, lambda said: said["inputs"].update(variables={"x": 5}))
    (difference,) = engine.replay(case).differences
    assert (difference.seq, difference.command, difference.what) == (3, "complete", "fact")
    assert difference.recorded[1]["new"] == 6
    assert difference.replayed[1]["new"] == 5


def test_another_handler_result_does_not_give_the_recorded_path(engine, case):
    def change(said) -> None:
        for name, fact in said["facts"]:
            if name == "HandlerRan":
                fact["result"]["y"] = 7

    tamper(engine, case, 3, change)
    (difference,) = engine.replay(case).differences
    assert difference.seq == 3


def test_an_invented_fact_shows(engine, case):
    tamper(engine, case, 5, lambda said: said["facts"].pop())
    (difference,) = engine.replay(case).differences
    assert (difference.seq, difference.what, difference.recorded) == (5, "fact", None)


def test_a_snapshot_that_does_not_follow_from_the_journal_shows(engine, case):
    with engine.store.write() as connection:
        cipher = engine.keys.get(connection, case)
        other = cipher.seal_bytes("snapshot", orjson.dumps({"another": "state"}))
        table = "UPDATE cases SET snapshot = :snapshot WHERE id = :id"
        connection.execute(text(table), {"snapshot": other, "id": case})
    (difference,) = engine.replay(case).differences
    assert difference.what == "final snapshot"


def test_a_value_changed_in_inputs_and_facts_alike_shows_in_what_follows_from_it(engine, case):
    def change(said) -> None:
        said["inputs"]["variables"]["x"] = 5
        for name, fact in said["facts"]:
            if name == "VariableSet" and fact["variable"] == "x":
                fact["new"] = 5

    tamper(engine, case, 3, change)
    assert not engine.replay(case).agrees


@pytest.mark.parametrize(
    ("forgery", "says"),
    [
        ("UPDATE journal SET payload = hash WHERE case_id = '{case}' AND seq = 3", "entry 3 was changed"),
        ("UPDATE journal SET command = 'zzz' WHERE case_id = '{case}' AND seq = 3", "entry 3 was changed"),
        ("DELETE FROM journal WHERE case_id = '{case}' AND seq = 1", "entry 1 is missing"),
        ("DELETE FROM journal WHERE case_id = '{case}'", "the last 5 entries are missing"),
    ],
)
def test_a_broken_history_is_not_run_again_and_says_why(engine, case, forgery, says):
    forge(engine, forgery, case=case)
    replay = engine.replay(case)
    assert (replay.entries, replay.differences[0].what, replay.differences[0].recorded) == (0, "history", says)


def test_a_command_that_never_was_shows(engine, case):
    tamper(engine, case, 3, lambda said: said["inputs"].update(another=1))
    (difference,) = engine.replay(case).differences
    assert (difference.seq, difference.what) == (3, "unreadable")


def test_what_was_overwritten_in_the_database_is_refused_with_a_sentence(engine, case):
    forge(engine, "UPDATE cases SET snapshot = head_hash WHERE id = '{case}'", case=case)
    (difference,) = engine.replay(case).differences
    assert difference.what == "final snapshot"
    forge(engine, "UPDATE journal SET payload = hash WHERE case_id = '{case}' AND seq = 3", case=case)
    with pytest.raises(EngineError, match="was changed or moved"):
        engine.queries.history(case)


def test_an_erased_case_cannot_be_run_again(engine, case):
    engine.erase(case, ADMIN, "asked for by the person")
    with pytest.raises(CaseErased, match="erased"):
        engine.replay(case)
    assert engine.queries.history(case)[0].inputs is None
    detail = engine.queries.case_detail(case)
    assert (detail.is_erased, dict(detail.variables)) == (True, {})


def test_old_and_new_values_stand_in_the_history(engine, case):
    facts = [fact for entry in engine.queries.history(case) for fact in entry.facts if isinstance(fact, VariableSet)]
    changed = {(fact.variable, fact.old, fact.new) for fact in facts}
    assert {("x", None, 6), ("y", None, 12), ("ok", None, True)} <= changed


def test_facts_come_back_from_the_journal_as_they_went_in(engine, case):
    opened = [
        fact for entry in engine.queries.history(case) for fact in entry.facts if isinstance(fact, UserTaskOpened)
    ]
    assert opened[0].candidate_groups == ("agent",)
    first = engine.queries.history(case)[0]
    assert isinstance(first.facts[0], CaseStarted)
    assert first.at == MONDAY


def test_a_fact_of_another_version_stays_readable():
    assert fact_from("Retired", {"a": 1}) == UnknownFact(fact="Retired", values={"a": 1})
    assert fact_from("CaseSuspended", {}) == UnknownFact(fact="CaseSuspended", values={})
    assert fact_from("CaseResumed", {"dropped": 1}).name == "CaseResumed"


def test_a_payload_moved_to_another_entry_does_not_open(engine, case):
    with engine.store.read() as connection:
        cipher = engine.keys.get(connection, case)
        sealed = connection.execute(select(journal.c.payload).where(journal.c.case_id == case)).scalars().first()
    Payload.open(cipher, 1, sealed)
    with pytest.raises(InvalidTag):
        Payload.open(cipher, 2, sealed)
