"""The papers of an application: collected by the agent, reviewed by two departments, one list of what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers import privacy
from handlers.new_business.application import Only, guardian_signed, is_minor
from handlers.new_business.application_file import beneficiaries_of, content_of, find_application, health_of, plan_lines
from handlers.new_business.codes import FROM_CUSTOMER, PAPERS
from handlers.new_business.letters import Missing
from handlers.new_business.schemas import Coded
from handlers.parameters import local_day
from handlers.people import birth_of, find_customer
from handlers.quote import yearly_premium
from handlers.records import Application, Paper
from handlers.records.application import ApplicationStatus
from handlers.sales_rights import grade_of
from handlers.words import age_on

registry = HandlerRegistry()
WHOLE = Decimal(100)
RATIO = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class PaperAnswers:
    kind: str
    original_seen: bool | None = False
    legible: bool | None = False
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class AgentReport:
    """What the agent knows of the customer from the sale (SOP 4.2.3b)."""

    needs_match: str
    can_keep_paying: str
    same_indemnity_cover: str
    low_income: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FileAnswers:
    report: AgentReport
    papers: list[PaperAnswers] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Collected:
    application_id: str
    answers: FileAnswers


@dataclass(frozen=True, slots=True)
class Facts:
    """What `suitability` and `required_papers` look at: no name, no amount, only ages, ratios and yes or no."""

    relation: str
    applicant_age: int
    insured_age: int
    any_yes: bool
    occupation_class: str
    needs_match: bool
    can_keep_paying: bool
    same_indemnity_cover: bool
    income_below_region: bool
    income_known: bool
    regular_premium: bool
    long_term: bool
    age_at_last_premium: int
    agent_grade_too_low: bool
    single_premium_to_income: Decimal | None
    annual_premium_to_income: Decimal | None
    premium_to_budget: Decimal | None


@dataclass(frozen=True, slots=True)
class CollectedFacts:
    facts: Facts
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Reviews:
    application_id: str
    papers_required: list[Coded]
    review_result: str
    check_papers_result: str
    review_missing: list[str] | None = None
    check_papers_missing: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    papers_result: str
    """`complete`, `missing` or `stop`."""
    missing: list[Missing]
    missing_text: str | None
    missing_from_customer: bool


@registry.handles("application.store_papers", takes=Collected, gives=CollectedFacts)
def store_papers(given: Collected, context: HandlerContext) -> CollectedFacts:
    """One row per paper, the agent's report sealed, and the facts for the rules."""
    session = context.session
    application = find_application(session, given.application_id)
    for paper in given.answers.papers:
        session.add(
            Paper(
                id=context.new_id("PAP"),
                application_id=application.id,
                kind=paper.kind,
                original_seen=bool(paper.original_seen),
                legible=bool(paper.legible),
                valid_to=paper.valid_to,
                received_at=context.now,
                brought_by=context.actor_id,
            )
        )
    report = given.answers.report
    kept = {name: getattr(report, name) for name in AgentReport.__slots__}
    application.report = privacy.seal(session, application.applicant_id, kept, context.now)
    session.flush()
    return CollectedFacts(_facts(context, application, report))


def _facts(context: HandlerContext, application: Application, report: AgentReport) -> Facts:
    session, day = context.session, local_day(context.now)
    applicant = find_customer(session, application.applicant_id)
    insured = find_customer(session, application.insured_id)
    finance, lines = content_of(session, application).finance, plan_lines(session, application)
    applicant_age, insured_age = age_on(birth_of(applicant), day), age_on(birth_of(insured), day)
    premium = {True: Decimal(0), False: Decimal(0)}
    for line, product in lines:
        premium[line.premium_years == 1] += yearly_premium(
            session,
            product.code,
            sum_assured=line.sum_assured,
            sex=insured.sex or "",
            age=insured_age,
            on=day,
        )
    return Facts(
        relation=application.relation or "other",
        applicant_age=applicant_age,
        insured_age=insured_age,
        any_yes=health_of(session, application).yes_count > 0,
        occupation_class=insured.occupation_class or "",
        needs_match=report.needs_match == "yes",
        can_keep_paying=report.can_keep_paying == "yes",
        same_indemnity_cover=report.same_indemnity_cover == "yes" and any(p.is_indemnity for _, p in lines),
        income_below_region=report.low_income == "yes",
        income_known=finance.household_income > 0,
        regular_premium=premium[False] > 0,
        long_term=any(line.policy_years > 1 for line, _ in lines),
        age_at_last_premium=applicant_age + max(line.premium_years for line, _ in lines),
        agent_grade_too_low=any(p.grade > grade_of(session, application.agent_id, context.now) for _, p in lines),
        single_premium_to_income=_ratio(premium[True], finance.household_income),
        annual_premium_to_income=_ratio(premium[False], finance.household_income),
        premium_to_budget=_ratio(sum(premium.values(), Decimal(0)), finance.budget),
    )


def _ratio(amount: Decimal, of: Decimal) -> Decimal | None:
    return (amount / of).quantize(RATIO) if of > 0 else None


@registry.handles("application.compile_missing", takes=Reviews, gives=Compiled)
def compile_missing(given: Reviews, context: HandlerContext) -> Compiled:
    """One complete list out of the rules, compliance's review and operations' check (SOP 4.4.2a)."""
    if given.review_result == "stop":
        return Compiled("stop", [], None, missing_from_customer=False)
    application = find_application(context.session, given.application_id)
    codes = dict.fromkeys(_missing_by_rule(context.session, application, given.papers_required, context.now))
    if given.review_result == "return":
        codes |= dict.fromkeys(given.review_missing or [])
    if given.check_papers_result == "return":
        codes |= dict.fromkeys(given.check_papers_missing or [])
    missing = [Missing(code, _label(code), code in FROM_CUSTOMER) for code in codes]
    if not missing:
        return Compiled("complete", [], None, missing_from_customer=False)
    text = "；".join(item.label for item in missing)
    return Compiled("missing", missing, text, missing_from_customer=any(item.from_customer for item in missing))


def _missing_by_rule(
    session: Session, application: Application, required: Iterable[Coded], now: datetime
) -> Iterable[str]:
    day = local_day(now)
    good = {
        paper.kind
        for paper in session.scalars(select(Paper).where(Paper.application_id == application.id))
        if paper.original_seen and paper.legible and (paper.valid_to is None or paper.valid_to >= day)
    }
    yield from (row.code for row in required if row.code not in good)
    if not application.signature_matches:
        yield "form_signature"
    if is_minor(session, application, now) and not guardian_signed(session, application):
        yield "form_guardian_signature"
    shares: dict[int, Decimal] = defaultdict(Decimal)
    for person in beneficiaries_of(session, application):
        shares[person.rank] += person.share_pct
    if any(total != WHOLE for total in shares.values()):
        yield "form_beneficiaries"


def _label(code: str) -> str:
    return PAPERS.get(code) or FROM_CUSTOMER[code]


@registry.handles("application.submit", takes=Only, gives=Nothing)
def submit_application(given: Only, context: HandlerContext) -> Nothing:
    """Hand the entered application to underwriting (SOP 4.4.2a)."""
    application = find_application(context.session, given.application_id)
    application.status, application.submitted_at = ApplicationStatus.SUBMITTED, context.now
    return Nothing()
