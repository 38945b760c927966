"""Rules of compliance: golden cases of its tables, the draw of samples, the limits of law for complaints."""

from datetime import UTC, date, datetime

import pytest

from engine.clock import ManualClock
from engine.dmn import evaluate_decision
from handlers.compliance.complaint import _due_at
from handlers.compliance.inspection import _lot, _period
from handlers.records import Complaint, Sanction
from handlers.sales_rights import sales_rights_suspended
from handlers.scenarios.cast import prepare
from tests.sop.decisions import table

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("severity", "repeat", "harmed", "code"),
    [
        ("grave", False, False, "dismissal"),
        ("serious", True, False, "dismissal"),
        ("serious", False, True, "suspension"),
        ("ordinary", True, False, "suspension"),
        ("ordinary", False, True, "training"),
        ("ordinary", False, False, "warning"),
    ],
)
def test_a_sanction_is_as_heavy_as_the_breach(severity, repeat, harmed, code):
    given = {"severity": severity, "is_repeat": repeat, "customers_harmed": harmed}
    assert (
        evaluate_decision(table("conduct_breach", "conduct_sanction_table"), "conduct_sanction", given)["code"] == code
    )


@pytest.mark.parametrize(
    ("assessment", "level", "reported"),
    [
        ({"is_event": False, "kind": "laundering", "customers": 9, "amount": 9}, "none", False),
        ({"is_event": True, "kind": "laundering", "customers": 0, "amount": 0}, "major", True),
        ({"is_event": True, "kind": "fraud", "customers": 1, "amount": 1}, "major", False),
        ({"is_event": True, "kind": "data_leak", "customers": 10, "amount": 0}, "major", False),
        ({"is_event": True, "kind": "data_leak", "customers": 9, "amount": 0}, "moderate", False),
        ({"is_event": True, "kind": "other", "customers": 0, "amount": 50000}, "moderate", False),
        ({"is_event": True, "kind": "other", "customers": 4, "amount": 49999.99}, "minor", False),
    ],
)
def test_a_risk_event_has_its_level(assessment, level, reported):
    levels = table("compliance_risk_event", "risk_event_level_table")
    found = evaluate_decision(levels, "risk_event_level", {"assessment": assessment})
    assert (found["level"], found["report_suspicion"]) == (level, reported)


@pytest.fixture(scope="module")
def session(sop_engines):
    with sop_engines(ManualClock(NOW)) as engine, engine.store.session() as opened:
        prepare(opened, {"world": "none"}, NOW)
        yield opened


@pytest.mark.parametrize(
    ("kind", "complexity", "due"),
    [
        ("service", "simple", "2026-03-17"),
        ("service", "complex", "2026-04-01"),
        ("mis_selling", "simple", "2026-03-17"),
        ("mis_selling", "complex", "2026-03-23"),
        ("aml_objection", "complex", "2026-03-17"),
    ],
)
def test_the_earlier_limit_of_law_holds_for_a_complaint(session, kind, complexity, due):
    due_at = _due_at(session, Complaint(kind=kind, complexity=complexity, received_at=NOW))
    assert due_at.isoformat() == f"{due}T15:59:59+00:00"


def test_a_suspension_keeps_from_selling_on_its_days_and_until_it_is_lifted(session):
    row = Sanction(
        id="SAN-1", breach_id="CBR-1", person_id="agent.li", code="suspension",
        valid_from=date(2026, 3, 2), valid_to=date(2026, 5, 31),
    )  # fmt: skip
    session.add(row)
    session.flush()
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 31), date(2026, 6, 1)]
    assert [sales_rights_suspended(session, "agent.li", day) for day in days] == [False, True, True, False]
    row.lifted_at = NOW
    session.flush()
    assert not sales_rights_suspended(session, "agent.li", date(2026, 3, 2))


def test_samples_are_of_full_months_and_the_draw_can_be_repeated():
    assert _period("sampling", date(2026, 3, 5), 0) == (date(2026, 2, 1), date(2026, 2, 28))
    assert _period("quarterly", date(2026, 1, 8), 0) == (date(2025, 10, 1), date(2025, 12, 31))
    assert _period("special", date(2026, 1, 8), 7) == (date(2026, 1, 1), date(2026, 1, 8))
    lots = [_lot("2026-02", f"POL-{number}") for number in range(50)]
    assert lots == [_lot("2026-02", f"POL-{number}") for number in range(50)]
    assert sorted(lots) != [_lot("2026-03", f"POL-{number}") for number in range(50)]
    assert len(set(lots)) == 50
