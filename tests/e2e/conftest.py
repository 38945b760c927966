"""One server and one browser for all stories of a test file; the office looks itself over after each story."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.agency import Agency
from tests.e2e.office import Office
from tests.e2e.people import Person
from tests.e2e.staff import Agent, Compliance, Operations, Underwriter
from tests.web.test_browser import CHROMIUM, FLAGS


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Agency(tmp_path_factory.mktemp("agency") / "home", port)
    made.set_up()
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-sync"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def colleagues(agency: Agency, browser: Browser) -> Office:
    def arrives(kind: type, account: str) -> Person:
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
