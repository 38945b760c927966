"""The agency at work under a simulated clock: nothing that could not be done, nothing stuck, a history that is true."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from engine.bpmn.model import Kind
from engine.clock import ManualClock
from engine.deployment import read_package
from handlers.people import identity_of
from handlers.records import Breach, Customer
from handlers.reference import load_reference
from handlers.scenarios import package_files
from handlers.simulation import BehaviourFault, read_behaviours, simulate
from handlers.simulation.people import id_number, invent
from handlers.simulation.values import UnknownWordError, fill
from tests.sop.decisions import BPMN
from web.setup import demo_people

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAYS, SEED = 40, 1
LIMITS = {
    "cancellations": ("pay_by", "coalesce(paid_at, closed_at)"),
    "claim_decisions": ("notice_due_at", "told_at"),
    "claim_payments": ("due_at", "paid_at"),
    "claims": ("determination_due_at", "(SELECT min(decided_at) FROM claim_decisions d WHERE d.claim_id = row.id)"),
    "complaints": ("due_at", "coalesce(answered_at, closed_at)"),
    "faults": ("fix_by", "coalesce(fixed_at, closed_at)"),
    "follow_ups": (
        "due_at",
        "coalesce((SELECT max(at) FROM follow_up_attempts WHERE follow_up_id = row.id), closed_at)",
    ),
    "policy_deliveries": ("due_at", "coalesce(handed_over_at, closed_at)"),
    "rectifications": ("due_at", "coalesce(submitted_at, closed_at)"),
    "servicing_records": ("limit_at", "coalesce(effective_at, closed_at)"),
}
"""Table → column of the limit, and when what it asks for was done."""
STANDS_STILL = {
    "claims": "EXISTS (SELECT 1 FROM claim_pauses p WHERE p.claim_id = row.id AND p.ended_at IS NULL)",
}
"""Where the clock does not run: papers are asked for (Insurance Law art 22)."""


@pytest.fixture(scope="module")
def worked(sop_engines):
    """An engine after some weeks of work, and what was done in them."""
    clock = ManualClock(START)
    with sop_engines(clock) as engine:
        with engine.store.session() as session:
            load_reference(session)
        course = simulate(engine, clock, read_behaviours(BPMN), demo_people(), days=DAYS, seed=SEED)
        yield engine, course


def test_all_that_the_files_say_could_be_done(worked):
    _, course = worked
    assert course.started.total() > 0
    assert course.completed.total() > course.started.total()
    assert dict(course.problems) == {}


def test_every_user_task_says_how_it_is_done():
    behaviours = read_behaviours(BPMN)
    missing = [
        f"{process.id}: {node.id}"
        for process in read_package(package_files(BPMN)).processes.values()
        for node in process.nodes.values()
        if node.kind is Kind.USER_TASK
        and node.id not in (behaviours[process.id].tasks if process.id in behaviours else {})
    ]
    assert missing == []


def test_nothing_is_stuck_and_the_history_is_true(worked):
    engine, _ = worked
    assert [incident.sentence for incident in engine.queries.incidents()] == []
    assert [verdict.sentence for verdict in list(engine.verify()) if not verdict.intact] == []
    ended = [case.id for case in engine.queries.cases(limit=200).cases][::10]
    assert ended
    assert [case for case in ended if not engine.replay(case).agrees] == []


def test_no_limit_is_overrun_unnoticed(worked):
    engine, _ = worked
    with engine.store.session() as session:
        late = {
            (table, row_id)
            for table, (limit, done) in LIMITS.items()
            for (row_id,) in session.execute(
                text(
                    f"SELECT id FROM {table} row WHERE {limit} < coalesce({done}, :now)"  # noqa: S608 - names of ours
                    f" AND NOT {STANDS_STILL.get(table, '1 = 0')}"
                ),
                {"now": f"{engine.clock.now():%Y-%m-%d %H:%M:%S.%f}"},
            )
        }
        recorded = set(session.scalars(select(Breach.matter_id)))
    assert late, "nothing was late: the simulation is too kind to tell anything"
    assert {(table, row_id) for table, row_id in late if row_id not in recorded} == set()


def test_the_clock_stands_at_the_end_of_the_last_day(worked):
    engine, course = worked
    assert engine.clock.now() == START + timedelta(days=course.days)
    assert engine.earliest_due() is None or engine.earliest_due() >= engine.clock.now()


def test_a_word_that_stands_for_nothing_is_refused():
    assert fill({"a": ["@name", 1]}, {"name": "张"}, {}, START) == {"a": ["张", 1]}
    assert fill("@today+30", {}, {}, START) == "2026-04-01"
    assert fill("@number.due", {}, {"due": "1,950.00"}, START) == 1950
    rows = {"earlier": [{"id": 1}, {"id": 2, "result": None}]}
    assert fill({"each": "@var.earlier", "result": "done"}, {}, rows, START) == [
        {"id": 1, "result": "done"}, {"id": 2, "result": "done"},
    ]  # fmt: skip
    with pytest.raises(UnknownWordError, match="@nobody"):
        fill("@nobody", {"name": "张"}, {}, START)


def test_a_file_that_says_nonsense_is_refused_by_name(tmp_path):
    (tmp_path / "sale").mkdir()
    (tmp_path / "sale" / "simulation.yaml").write_text("tasks: {sell: [{after: [PT1H, soon], by: agent}]}")
    with pytest.raises(BehaviourFault, match=r"simulation.yaml: sell: 'soon' is not a duration"):
        read_behaviours(tmp_path)


def test_invented_people_have_numbers_that_check_and_belong_to_nobody():
    person, again = (invent(random.Random(1), START.date()) for _ in range(2))  # noqa: S311 - drawn again on purpose
    assert person == again
    assert person.id_no.startswith("000000")
    assert id_number(random.Random(1), START.date(), "male")[16] in "13579"  # noqa: S311


def test_no_case_holds_personal_data(worked):
    """Names, numbers and phones are sealed columns of tables; a case carries ids, dates, counts (DOMAIN §8 a)."""
    engine, _ = worked
    with engine.store.session() as session:
        known = [identity_of(session, customer) for customer in session.scalars(select(Customer))]
    secrets = {text for who in known for text in (who.name, who.id_no, who.mobile, who.email) if len(text) > 1}
    assert secrets
    held = {
        (case.process_id, name)
        for case in engine.queries.cases(limit=500).cases
        for name, value in engine.queries.case_detail(case.id).variables.items()
        if any(secret in str(value) for secret in secrets)
    }
    assert held == set()
