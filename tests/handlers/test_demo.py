from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import select

from engine.actor import Actor, ActorKind, Channel
from engine.clock import ManualClock
from handlers.demo import load_demo
from handlers.records import Customer, Parameter, Policy
from handlers.reference import load_reference

DRAWN = "uw_random_exam_per_mille"


def test_the_demo_agency_has_cases_at_seven_points(sop_engines):
    people = {
        role: Actor(role, ActorKind.PERSON, Channel.TEST, frozenset({role}))
        for role in ("agent", "compliance", "operations", "underwriter")
    }
    clock = ManualClock(datetime(2026, 11, 21, 1, tzinfo=UTC))
    with sop_engines(clock) as engine:
        with engine.store.session() as session:
            load_reference(session, {DRAWN: 1000})  # else everybody without an exam would be drawn for one
        assert load_demo(engine, people) == 7
        cases = engine.queries.cases(process_id="new_business", limit=20).cases
        standing = Counter(
            tuple(sorted(task.element for task in engine.queries.tasks_of_case(case.id))) for case in cases
        )
        assert standing == {
            (): 1,
            ("fill_application",): 1,
            ("check_papers", "review_papers"): 1,
            ("underwrite",): 1,
            ("answer_terms",): 1,
            ("pay_premium",): 1,
            ("check_policy",): 1,
        }
        assert engine.queries.incidents() == ()
        with engine.store.session() as session:
            assert set(session.scalars(select(Customer.created_by))) == {"agent"}
            issued = session.scalars(select(Policy)).all()
            assert len(issued) == 2
            assert share_drawn(session) == "1000"


def share_drawn(session):
    return session.scalars(select(Parameter.value).where(Parameter.code == DRAWN)).one()
