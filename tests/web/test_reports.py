"""Reports: every figure is as long as the list behind it, and means what a review means; on both stores."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.agency.figures import LABELS, Period, figures_of
from handlers.records import (
    Application,
    Claim,
    ClaimAppeal,
    ClaimDecision,
    ClaimPayment,
    Complaint,
    Contact,
    FollowUp,
    FollowUpAttempt,
    NeedsAnalysis,
    Policy,
    PremiumDemand,
    PremiumPayment,
    Proposal,
    Training,
    TrainingPlace,
    UnderwritingDecision,
)
from tests.web.conftest import AGENT
from tests.web.test_handover import colleagues  # noqa: F401 - 林峰 leads the agents, 吴芳 is management
from web.reports.catalogue import REPORTS
from web.reports.export import BOM

BOTH_STORES = True
NOW = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
DAY = timedelta(days=1)
MASKED, PLAIN = "张**", "张三丰"
LINK = re.compile(r'<a href="(/reports/[^"]+/rows\?[^"]+)">([\d,]+)</a>')


@pytest.fixture
def records(store, customer_id):
    """One matter of each kind: two applications (one issued, one declined), a late claim, a follow-up, a complaint."""
    with store.session() as rows:
        for made in _sale(customer_id), _claim(customer_id), _service(customer_id):
            for layer in made:
                rows.add_all(layer)
                rows.flush()
    return customer_id


def _sale(who):
    person = {"customer_id": who, "agent_id": "li.na", "opened_at": NOW - 20 * DAY}
    shared = {**person, "customer_kind": "individual"}
    yield [
        Contact(id="C1", status="developed", case_id="c1", segment="x", channel="x", **shared),
        Contact(id="C2", status="refused", case_id="c2", segment="x", channel="x", **shared),
        NeedsAnalysis(id="N1", status="confirmed", case_id="c1", **shared),
        Training(
            id="T1", topic="product", source="staff", role="agent", title="产品", hours=Decimal(2),
            opened_at=NOW - 9 * DAY,
        ),
    ]  # fmt: skip
    yield [
        Proposal(id="P1", status="shown", version=1, needs_id="N1", case_id="c1", **person),
        TrainingPlace(id="TP1", training_id="T1", person_id="li.na", hours=Decimal(2), finished_at=NOW - 8 * DAY),
        _application("A1", who, "issued"),
        _application("A2", who, "declined"),
    ]
    yield [_decision("D1", "A1", "rated", "U2", answer="accept"), _decision("D2", "A2", "declined", "U3")]
    yield [
        Policy(
            id="POL1", number="P-1", application_id="A1", decision_id="D1", policyholder_id=who, insured_id=who,
            agent_id="li.na", delivery="paper", annual_premium=Decimal(1000), effective_from=date(2026, 11, 12),
            status="in_force", issued_at=NOW - 9 * DAY, issued_by="wang.qiang",
        ),
        PremiumDemand(
            id="PD1", application_id="A1", decision_id="D1", amount=Decimal(1000), due_at=NOW, status="paid",
            created_at=NOW - 10 * DAY,
        ),
    ]  # fmt: skip
    yield [
        PremiumPayment(
            id="PP1", demand_id="PD1", amount=Decimal("1000.50"), method="transfer", payer=b"", account_hash="",
            status="kept", received_at=NOW - 9 * DAY,
        )
    ]  # fmt: skip


def _application(id_, who, status):
    return Application(
        id=id_, number=f"TB-{id_}", version=1, status=status, applicant_id=who, insured_id=who, agent_id="li.na",
        opened_at=NOW - 15 * DAY, submitted_at=NOW - 14 * DAY, closed_at=NOW - 9 * DAY,
    )  # fmt: skip


def _decision(id_, application_id, outcome, level, answer=None):
    return UnderwritingDecision(
        id=id_, application_id=application_id, version=1, outcome=outcome, level=level, decided_by="zhao.min",
        reasons=b"", annual_premium=Decimal(1000), decided_at=NOW - 12 * DAY, answer=answer,
    )  # fmt: skip


def _claim(who):
    yield [
        Claim(
            id="CL1", number="LP-1", policy_id="POL1", customer_id=who, insured_id=who, agent_id="li.na",
            channel="hotline", reported_by=who, claimant_relation="self", status="settled", reported_at=NOW - 7 * DAY,
            determination_due_at=NOW - 4 * DAY, closed_at=NOW - 2 * DAY,
        ),
        Claim(
            id="CL2", number="LP-2", policy_id="POL1", customer_id=who, insured_id=who, agent_id="li.na",
            channel="hotline", reported_by=who, claimant_relation="self", status="received", reported_at=NOW - DAY,
        ),
    ]  # fmt: skip
    yield [
        ClaimDecision(
            id="CD1", claim_id="CL1", version=1, outcome="paid_partial", amount=Decimal("800.20"), refund=Decimal(0),
            refund_kind="none", lines=[], basis=[], reasons=b"", level="adjuster", decided_by="auto", approved_by=[],
            decided_at=NOW - 3 * DAY, notice_due_at=NOW,
        ),
        ClaimPayment(
            id="CP1", claim_id="CL1", kind="benefit", amount=Decimal("800.20"), due_at=NOW, status="paid",
            paid_at=NOW - 2 * DAY,
        ),
        ClaimAppeal(
            id="CA1", number="SS-1", claim_id="CL1", channel="online", grounds=b"", raised_at=NOW - 2 * DAY, due_at=NOW
        ),
    ]  # fmt: skip


def _service(who):
    yield [
        FollowUp(
            id=f"F{number}", kind=kind, policy_id="POL1", customer_id=who, agent_id="li.na",
            period_on=date(2026, 11, 12), due_at=NOW - 5 * DAY, outcome=outcome, problems=problems,
            opened_at=NOW - 8 * DAY, closed_at=closed,
        )
        for number, (kind, outcome, problems, closed) in enumerate(
            (
                ("new_policy", "standard", [], NOW - 6 * DAY),
                ("agent_visit", "problem", ["cover_unclear"], NOW - 4 * DAY),
                ("existing_quarterly", "pending", [], None),
            )
        )
    ]  # fmt: skip
    yield [
        FollowUpAttempt(
            id="FA1", follow_up_id="F0", number=1, channel="phone", result="standard", by="sun.yue", at=NOW
        ),
        *(
            Complaint(
                id=f"K{number}", number=f"TS-{number}", source="staff", customer_id=who, agent_id="li.na", kind=kind,
                sealed_under=who, content=b"", status=status, received_at=NOW - 6 * DAY, due_at=due, outcome=outcome,
                answered_at=answered,
            )
            for number, (kind, status, due, outcome, answered) in enumerate(
                (
                    ("mis_selling", "accepted", NOW, "upheld", NOW - DAY),
                    ("service", "answered", NOW - 3 * DAY, "not_upheld", NOW - DAY),
                    (None, "open", NOW - DAY, None, None),
                    ("service", "withdrawn", None, None, None),
                )
            )
        ),
    ]  # fmt: skip


@pytest.fixture
def done(engine, quote):
    """A quotation that 李娜 has entered; the next task waits."""
    (task,) = engine.queries.tasks_of_case(quote)
    engine.claim(task.id, AGENT)
    engine.complete(task.id, {"amount": 200000, "plan": "ci"}, AGENT)
    return quote


def test_every_figure_is_as_long_as_the_list_behind_it(log_in, records, done):
    browser, followed = log_in("auditor"), set()
    for report in REPORTS:
        page = browser.get(f"/reports/{report}?from=2026-10-01&to=2026-11-20").text
        for found, number in LINK.findall(page):
            address = html.unescape(found)
            kind = (report, *(part for part in re.split("[?&]", address) if not re.match("from|to|agent", part)))
            if kind in followed or "training_hours" in kind[-1]:  # hours, not how many trainings
                continue
            followed.add(kind)
            rows = browser.get(address)
            assert (rows.status_code, f"{number} 条" in rows.text) == (200, True), address
            assert PLAIN not in rows.text
    assert {kind[0] for kind in followed} == {*REPORTS}
    assert MASKED in browser.get("/reports/claims/rows?what=decided").text


def test_the_figures_of_a_report_are_those_of_the_review(log_in, store, records):
    with store.session() as rows:
        figures = figures_of(rows, "li.na", Period(date(2026, 10, 1), date(2026, 11, 20)))
    assert (figures["policies_issued"], figures["premium_income"], figures["conversion_pct"]) == (
        "1",
        "1,000.50",
        "50.0",
    )
    assert (figures["follow_up_success_pct"], figures["mis_selling_cases"], figures["training_hours"]) == (
        "100.0",
        "1",
        "2",
    )
    browser, period = log_in("auditor"), "from=2026-10-01&to=2026-11-20"
    answer = browser.get(f"/reports/agents/export/csv?table=agents&{period}").data.decode().removeprefix(BOM)
    heads, own, idle, _total = (line.split(",") for line in answer.splitlines())
    assert len(heads) == len(LABELS) + 1
    plain = [figures[code].replace(",", "").replace("—", "") for code in LABELS]
    assert own == ["李娜", *plain]
    assert idle[:4] == ["薄文", "0", "0", "0"]  # who sold nothing is not left out
    official = browser.get(f"/reports/follow-up?{period}").text
    assert figures["follow_up_success_pct"] + " %" in official
