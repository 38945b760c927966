"""What the stories share: one set-up for all workers; a server, a browser and an office for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.agency import Agency, AgencyAhead
from tests.e2e.office import Office
from tests.e2e.people import Person
from tests.e2e.staff import Agent, Compliance, Operations, Staff, Underwriter


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Where what is set up once stands, for all workers of the run."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if hasattr(request.config, "workerinput") else base) / "ready-agency"


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory, ready: Path) -> Iterator[Agency]:
    """Served as it is."""
    made = Agency.of_its_own(tmp_path_factory.mktemp("agency") / "home", ready)
    made.open()
    yield made
    made.close()


@pytest.fixture
def agency_ahead(tmp_path: Path, ready: Path) -> Iterator[AgencyAhead]:
    """Another, in which days go by as a story wants it."""
    made = AgencyAhead.of_its_own(tmp_path / "home", ready)
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def colleagues(agency: Agency, browser: Browser) -> Office:
    def arrives(kind: type[Staff], account: str) -> Person:
        person = kind(browser, agency.address, account)
        person.logs_in_for_the_first_time(agency.passwords[account])
        return person

    return Office(
        agency=agency,
        browser=browser,
        outbox=agency.outbox,
        agent=arrives(Agent, "agent"),
        compliance=arrives(Compliance, "compliance"),
        operations=arrives(Operations, "operations"),
        underwriter=arrives(Underwriter, "underwriter"),
        senior=arrives(Underwriter, "underwriter.3"),
        second_senior=arrives(Underwriter, "underwriter.4"),
        customers=[],
    )


@pytest.fixture
def office(colleagues: Office) -> Iterator[Office]:
    """The office; afterwards no browser complained, and the server's log tells nothing of a customer."""
    yield colleagues
    log = colleagues.agency.log.read_text("utf-8")
    assert "delivery.written" in log  # it is the log of this very server
    for customer in colleagues.customers:
        assert customer.complaints == []
        for secret in ("name", "mobile", "id_no", "account_no"):
            assert customer.who[secret] not in log
        customer.leaves()
    colleagues.customers.clear()
    for person in colleagues.staff:
        person.inspect = lambda _: None
    assert [person.complaints for person in colleagues.staff] == [[]] * len(colleagues.staff)
