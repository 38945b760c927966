"""The customer's own facts, the papers behind them, and the check against a second source (SOP 4.2.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.registry import HandlerContext, HandlerRegistry
from engine.schemas import Shape
from handlers import privacy
from handlers.notices import Notice, tell
from handlers.parameters import days_later, local_day
from handlers.people import find_customer, health_subject, write_identity
from handlers.records import CrossCheck, Customer, NeedsAnalysis, NeedsPaper
from handlers.records.customer import Identity
from handlers.sales.codes import CHECKED, CHECKED_OF, PAPERS
from handlers.sales.confirmations import keep_confirmation
from handlers.sales.needs_schemas import FactAnswers, GroupFacts, HealthFacts, PapersAnswers, PersonFacts

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Stated:
    needs_id: str
    answers: FactAnswers


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the table `needs_papers` looks at."""

    customer_kind: str
    has_policies: bool
    states_condition: bool
    has_property: bool


@dataclass(frozen=True, slots=True)
class FactsKept:
    information_result: str
    paper_facts: PaperFacts | None = None
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Collected:
    needs_id: str
    papers_needed: list[str]
    answers: PapersAnswers


@dataclass(frozen=True, slots=True)
class PapersChecked:
    information_result: str
    information_problems: list[str] = field(default_factory=list)
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Asking:
    needs_id: str
    information_problems: list[str]


@dataclass(frozen=True, slots=True)
class AskedAgain:
    facts_due_at: datetime


def find_needs(context: HandlerContext, needs_id: str) -> NeedsAnalysis:
    """The analysis. Raises `LookupError`."""
    row = context.session.get(NeedsAnalysis, needs_id)
    if row is None:
        raise LookupError(f"there is no needs analysis {needs_id}")
    return row


@registry.handles("needs.store_facts", takes=Stated, gives=FactsKept)
def store_facts(given: Stated, context: HandlerContext) -> FactsKept:
    """Keep the customer's consents and, with them, the facts: each part under its own key (SOP 4.2.1b)."""
    session, said = context.session, given.answers
    needs = find_needs(context, given.needs_id)
    for purpose, answer in (
        ("sensitive_consent", said.consents.sensitive_consent),
        ("share_with_insurer", said.consents.share_with_insurer),
    ):
        keep_confirmation(
            context,
            customer_id=needs.customer_id,
            matter_id=needs.id,
            purpose=purpose,
            given=answer == "yes",
            document_id=str(needs.checklist_id),
            signed_name=said.consents.signed_name,
        )
    if said.consents.sensitive_consent != "yes":
        return FactsKept("refused")
    customer = find_customer(session, needs.customer_id)
    needs.facts = privacy.seal(session, customer.id, _without_health(said), context.now)
    if said.health is not None:
        health = Shape(HealthFacts).dump(said.health)
        needs.health = privacy.seal(session, health_subject(customer.id), health, context.now)
    if said.person is not None:
        _update_person(context, customer, said.person)
    if said.group is not None:
        _update_group(context, customer, said.group)
    return FactsKept("stated", _paper_facts(needs.customer_kind, said))


def _without_health(said: FactAnswers) -> dict[str, Any]:
    kept = Shape(FactAnswers).dump(said)
    kept["health"] = None
    return kept


def _update_person(context: HandlerContext, customer: Customer, person: PersonFacts) -> None:
    identity = Identity(
        name=person.name,
        id_type=person.id_type,
        id_no=person.id_no,
        mobile=person.mobile,
        address=person.address,
        employer=person.employer or "",
    )
    write_identity(context.session, customer, identity, context.now)
    customer.sex, customer.birth_date = person.sex, person.birth_date
    customer.occupation_class = person.occupation_class


def _update_group(context: HandlerContext, customer: Customer, group: GroupFacts) -> None:
    identity = Identity(
        name=group.company_name,
        id_type="uscc",
        id_no=group.uscc,
        mobile=group.contact_phone,
        address=group.address,
    )
    write_identity(context.session, customer, identity, context.now)


def _paper_facts(kind: str, said: FactAnswers) -> PaperFacts:
    return PaperFacts(
        customer_kind=kind,
        has_policies=bool(said.policies),
        states_condition=said.health is not None and said.health.condition_count > 0,
        has_property=said.group is not None and said.group.property_value > 0,
    )


@registry.handles("needs.check_papers", takes=Collected, gives=PapersChecked)
def check_papers(given: Collected, context: HandlerContext) -> PapersChecked:
    """Complete, legible, true, valid; key facts agree with a second source; else one list of what is wrong."""
    session, needs = context.session, find_needs(context, given.needs_id)
    rounds = session.scalar(select(func.max(NeedsPaper.round)).where(NeedsPaper.needs_id == needs.id)) or 0
    _keep_papers(context, needs, given.answers, rounds + 1)
    _keep_checks(context, needs, given.answers, rounds + 1)
    problems = [*_paper_problems(given, context), *_check_problems(needs, given.answers)]
    return PapersChecked("incomplete" if problems else "complete", problems)


def _keep_papers(context: HandlerContext, needs: NeedsAnalysis, said: PapersAnswers, number: int) -> None:
    for paper in said.papers:
        context.session.add(
            NeedsPaper(
                id=context.new_id("NPA"),
                needs_id=needs.id,
                round=number,
                kind=paper.kind,
                original_seen=paper.original_seen,
                legible=paper.legible,
                is_true=paper.is_true,
                verify_method=paper.verify_method,
                valid_to=paper.valid_to,
                received_at=context.now,
                verified_by=context.actor_id,
            )
        )


def _keep_checks(context: HandlerContext, needs: NeedsAnalysis, said: PapersAnswers, number: int) -> None:
    for check in said.checks:
        subject = health_subject(needs.customer_id)
        note = privacy.seal(context.session, subject, check.note, context.now) if check.note else None
        context.session.add(
            CrossCheck(
                id=context.new_id("NCC"),
                needs_id=needs.id,
                round=number,
                field=check.field,
                source=check.source,
                agrees=check.agrees == "yes",
                note=note,
                checked_at=context.now,
                checked_by=context.actor_id,
            )
        )


def _paper_problems(given: Collected, context: HandlerContext) -> list[str]:
    brought = {paper.kind: paper for paper in given.answers.papers}
    problems = []
    for code in (one for one in dict.fromkeys(given.papers_needed) if one in PAPERS):
        paper = brought.get(code)
        if paper is None:
            problems.append(f"缺少{PAPERS[code]}")
        elif not paper.legible:
            problems.append(f"{PAPERS[code]}不清晰")
        elif not paper.is_true:
            problems.append(f"{PAPERS[code]}未能核实")
        elif paper.valid_to is not None and paper.valid_to < local_day(context.now):
            problems.append(f"{PAPERS[code]}已过期")
    return problems


def _check_problems(needs: NeedsAnalysis, said: PapersAnswers) -> list[str]:
    checked = {check.field: check for check in said.checks}
    problems = []
    for name in CHECKED_OF[needs.customer_kind]:
        if name not in checked:
            problems.append(f"{CHECKED[name]}尚未与第二来源核对")
        elif checked[name].agrees != "yes":
            problems.append(f"{CHECKED[name]}与第二来源不一致，请客户更正或说明")
    return problems


@registry.handles("needs.ask_again", takes=Asking, gives=AskedAgain)
def ask_again(given: Asking, context: HandlerContext) -> AskedAgain:
    """Send the one list of what is missing or disagrees to the customer, with the own link."""
    needs = find_needs(context, given.needs_id)
    notice = Notice(
        kind="missing_list",
        title="需要补充或更正的资料",
        text="\n".join(f"- {problem}" for problem in given.information_problems),
        customer_id=needs.customer_id,
        agent_id=needs.agent_id,
        matter_id=needs.id,
    )
    tell(context, notice, "customer", "agent", asks_customer=True)
    return AskedAgain(days_later(context.session, "facts_days", context.now))
