"""Everybody at work in one agency, and what they do together in every application."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from playwright.sync_api import Browser, Page

from tests.e2e.agency import Agency, AgencyAhead
from tests.e2e.customer import Customer, Outbox
from tests.e2e.people import Application, Person
from tests.e2e.staff import Agent, Compliance, Operations, Staff, Underwriter

One = TypeVar("One", bound=Staff)
NUMBERS = itertools.count(1)
CHECK_LETTERS = "10X98765432"


def new_customer(name: str) -> dict[str, str]:
    """Somebody whom the agency does not know yet: a man of 36, with numbers of his own."""
    number = next(NUMBERS)
    stem = f"11010119900203{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True)) % 11
    return {
        "name": name,
        "mobile": f"1361234{number:04d}",
        "id_no": stem + CHECK_LETTERS[check],
        "sex": "male",
        "birth_date": "1990-02-03",
        "account_no": f"622202020000{number:07d}",
    }


class Shift:
    """Whoever is needed comes to a desk and logs in, and again after a night: sessions end by themselves."""

    def __init__(self, browser: Browser, agency: AgencyAhead, looks: Callable[[Page], None]) -> None:
        self.browser = browser
        self.agency = agency
        self.looks = looks
        self.today = agency.lets_pass(0)
        self._people: dict[str, Staff] = {}
        self._at_work: set[str] = set()

    @property
    def staff(self) -> tuple[Staff, ...]:
        return tuple(self._people.values())

    def comes(self, kind: type[One], account: str) -> One:
        """The colleague with this account, logged in."""
        person = self._people.get(account)
        if person is None:
            person = self._people[account] = kind(self.browser, self.agency.address, account)
            person.inspect = self.looks
            person.logs_in_for_the_first_time(self.agency.passwords[account])
        elif account not in self._at_work:
            person.logs_in()
        self._at_work.add(account)
        return cast("One", person)

    def waits(self, days: int) -> None:
        """Everybody goes home, and so many days go by."""
        for person in self._people.values():
            person.page.goto("about:blank")
        self._at_work.clear()
        self.today = self.agency.lets_pass(days)


@dataclass
class Office:
    """Everybody at work, and the means to get a new customer to a phone."""

    agency: Agency
    browser: Browser
    outbox: Outbox
    agent: Agent
    compliance: Compliance
    operations: Operations
    underwriter: Underwriter
    senior: Underwriter
    second_senior: Underwriter
    customers: list[Customer]

    def meets(self, name: str) -> Customer:
        customer = Customer(self.browser, self.agency.address, new_customer(name), self.outbox)
        self.customers.append(customer)
        return customer

    def customer_of_demo(self, mobile: str) -> Customer:
        """Somebody whom the demo agency knows already."""
        return Customer(self.browser, self.agency.address, {"mobile": mobile}, self.outbox)

    @property
    def staff(self) -> tuple[Person, ...]:
        seniors = (self.senior, self.second_senior)
        return (self.agent, self.compliance, self.operations, self.underwriter, *seniors)

    def submits(
        self, customer: Customer, product: str, years: tuple[int, int], sum_assured: int = 500_000, **disclosed: object
    ) -> Application:
        """From the proposal to underwriting: link, form, signature, papers, both checks, entry."""
        application = self.agent.starts_application(customer.who, product, sum_assured, years)
        self.applies(customer, **disclosed)
        extra = ("健康证明（病历、检查报告）",) if "discloses" in disclosed else ()
        self.agent.brings_papers(application, *extra)
        self.passes_papers(application)
        return application

    def applies(self, customer: Customer, **disclosed: object) -> None:
        """The customer's own part: link, form, signature."""
        customer.opens_link()
        customer.fills_application(**disclosed)
        customer.signs_application()
        customer.is_thanked()

    def passes_papers(self, application: Application) -> None:
        """Both checks, and the entry."""
        self.compliance.passes_papers(application)
        self.operations.passes_papers(application)
        self.operations.enters(application)

    def receives(self, customer: Customer, application: Application, premium: int) -> None:
        """The first premium comes, the policy goes out and is right."""
        customer.pays(premium)
        customer.is_thanked()
        self.issues(application, premium)

    def issues(self, application: Application, premium: int) -> None:
        self.operations.issues_policy(application, premium)
        self.agent.checks_policy(application)
