"""Underwriting a group by the rules of DOMAIN §3.11: whom to cover, premium per life, by whose authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import ROUND_DOWN, Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry
from handlers.new_business.application_file import find_application, plan_lines, seal_health
from handlers.new_business.codes import GROUP_FINDINGS, OUTCOMES
from handlers.new_business.group import lives_of
from handlers.new_business.letters import write_notice
from handlers.new_business.terms import AUTO, RESULT_OF, STATUS_OF, Recorded
from handlers.new_business.underwriting import (
    COMMITTEE,
    AuthorityFacts,
    DecidedAnswers,
    TermsAnswers,
    draft_of,
    seal_draft,
)
from handlers.parameters import days_later, local_day, parameter, whole
from handlers.quote import yearly_premium
from handlers.records import (
    Application,
    GroupApplication,
    GroupLife,
    PlanLine,
    PlanTerms,
    Product,
    UnderwritingDecision,
)
from handlers.records.application import ApplicationStatus
from handlers.records.underwriting_decision import Outcome, Reasons
from handlers.words import FEN, day_text, yuan_text

registry = HandlerRegistry()
STANDARD = "standard"
LAW = ("decline", "block")
FOR_MANAGEMENT, BELOW_COMMITTEE = "refer_management", "U3"
"""A loss ratio over 120 % is for the highest level, as if the one below had passed it up."""
"""Results that no person can overrule."""
OF_LIVES = ("group_medical", "employer_liability")
"""Kinds whose sum is for the lives together; the sum of others does not depend on them."""
HAZARDOUS = ("5", "6")
ANY_AGE = 40
AUTO_REASON = "符合团体标准承保条件。"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Only:
    application_id: str


@dataclass(frozen=True, slots=True)
class Group:
    """What the table `uw_group` looks at: counts and shares, nobody's name."""

    formed_to_insure: bool
    lives: int
    employer_pays_all: bool
    participation_pct: Decimal
    other_dependants: bool
    not_at_work: bool
    over_free_limit: bool
    class_5_6_pct: Decimal
    loss_ratio_pct: Decimal
    beneficiary_breach: bool


@dataclass(frozen=True, slots=True)
class Stated:
    group: Group
    authority_facts: AuthorityFacts


@dataclass(frozen=True, slots=True)
class Finding:
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposing:
    application_id: str
    group_findings: list[Finding]
    authority_facts: AuthorityFacts


@dataclass(frozen=True, slots=True)
class Proposed:
    group_is_standard: bool
    group_findings_text: str
    group_premium_text: str
    authority_facts: AuthorityFacts


@dataclass(frozen=True, slots=True)
class Authority:
    level: str
    rank: int


@dataclass(frozen=True, slots=True)
class DecisionAnswers:
    reason_text: str | None = None
    extra_pct: Decimal | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    application_id: str
    group_action: str
    """`accept`, `decline`, `ask` or `up`."""
    authority: Authority
    authority_facts: AuthorityFacts
    group_findings: list[Finding]
    answers: DecisionAnswers | None = None


@dataclass(frozen=True, slots=True)
class GroupDecision:
    action: str
    outcome: Outcome | None
    outcome_text: str
    four_eyes: bool
    problem: str | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Taken:
    group_decision: GroupDecision
    authority_facts: AuthorityFacts
    offered_rank: int
    underwriting_result: str | None
    """`asked` when the group has to add something; else not known yet."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Level:
    level: str


@dataclass(frozen=True, slots=True)
class Recording:
    application_id: str
    group_findings: list[Finding]
    authority: Level | None = None
    group_decision: GroupDecision | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """Yuan a year of a group's products: each line's covered sum and premium, and each life's share."""

    lines: list[tuple[PlanLine, Product, Decimal, Decimal]] = field(default_factory=list)
    shares: list[Decimal] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((premium for _, _, _, premium in self.lines), Decimal(0))


def share_out(amount: Decimal, among: int) -> list[Decimal]:
    """An amount in parts that add up to it exactly; the fen that are left go to the first."""
    if among == 0:
        return []
    each = (amount / among).quantize(FEN, rounding=ROUND_DOWN)
    left = int((amount - each * among) / FEN)
    return [each + (FEN if number < left else 0) for number in range(among)]


def price_group(context: HandlerContext, application: Application, extra_pct: Decimal = Decimal(0)) -> Priced:
    """Premium at an extra percentage: of covers of lives, only for those that are not excluded."""
    session, listed = context.session, lives_of(context.session, application)
    covered = sum(1 for life in listed if life.excluded is None)
    priced = Priced(shares=[Decimal(0)] * covered)
    for line, product in plan_lines(session, application):
        is_of_lives = product.kind in OF_LIVES and bool(listed)
        asked = line.sum_assured
        insured = (asked * covered / len(listed)).quantize(FEN) if is_of_lives else asked
        on = local_day(context.now)
        premium = yearly_premium(
            session, product.code, sum_assured=insured, sex="group", age=ANY_AGE, on=on, extra_pct=extra_pct
        )
        priced.lines.append((line, product, insured, premium))
        for number, share in enumerate(share_out(premium, covered) if is_of_lives else []):
            priced.shares[number] += share
    return priced


@registry.handles("group.state_facts", takes=Only, gives=Stated)
def state_group_facts(given: Only, context: HandlerContext) -> Stated:
    """Look at the list: who is kept out by rule, and the figures that the table `uw_group` asks for."""
    session = context.session
    application = find_application(session, given.application_id)
    declared, listed = session.get_one(GroupApplication, application.id), lives_of(session, application)
    for life in listed:
        life.excluded = _excluded(life)
    session.flush()
    insurable = [life for life in listed if life.excluded is None]
    covers = [line.sum_assured for line, product in plan_lines(session, application) if product.kind == "group_medical"]
    each = max(covers, default=Decimal(0)) / max(len(listed), 1)
    free = min(
        Decimal(whole(session, "group_free_cover_times", context.now)) * each,
        Decimal(whole(session, "group_free_cover_max", context.now)),
    )
    employees = [life for life in insurable if life.relation == "employee"]
    group = Group(
        formed_to_insure=declared.formed_to_insure,
        lives=len(insurable),
        employer_pays_all=declared.premium_source == "employer",
        participation_pct=_pct(Decimal(len(employees)), Decimal(declared.headcount)),
        other_dependants=any(life.excluded == "dependant_rule" for life in listed),
        not_at_work=any(life.excluded == "not_actively_at_work" for life in listed),
        over_free_limit=each > free,
        class_5_6_pct=_pct(Decimal(_hazardous(insurable)), Decimal(len(insurable))),
        loss_ratio_pct=_pct(declared.claims_3y, declared.premium_3y),
        beneficiary_breach=declared.beneficiary_breach,
    )
    facts = AuthorityFacts(by_person=True, clean=False, cover=each, rating=Decimal(0), outcome=Outcome.STANDARD)
    return Stated(group, facts)


def _excluded(life: GroupLife) -> str | None:
    if life.relation == "other":
        return "dependant_rule"
    return None if life.actively_at_work else "not_actively_at_work"


def _hazardous(lives: Sequence[GroupLife]) -> int:
    return sum(1 for life in lives if life.occupation_class in HAZARDOUS)


def _pct(part: Decimal, whole_of: Decimal) -> Decimal:
    return (part * HUNDRED / whole_of).quantize(Decimal("0.1")) if whole_of else Decimal(0)


@registry.handles("group.propose", takes=Proposing, gives=Proposed)
def propose(given: Proposing, context: HandlerContext) -> Proposed:
    """Keep what the table found, and say it and the premium in words for whoever decides."""
    application = find_application(context.session, given.application_id)
    met = [finding for finding in given.group_findings if finding.result != STANDARD]
    context.session.get_one(GroupApplication, application.id).findings = [finding.reason for finding in met]
    text = "；".join(GROUP_FINDINGS.get(finding.reason, finding.reason) for finding in met) or "未触发任何规则"
    priced = price_group(context, application)
    facts = given.authority_facts
    if any(finding.result == FOR_MANAGEMENT for finding in met):
        facts = replace(facts, referred_from=BELOW_COMMITTEE)
    return Proposed(not met, text, f"{yuan_text(priced.total)} 元（{len(priced.shares)} 人）", facts)


@registry.handles("group.take_decision", takes=Deciding, gives=Taken)
def take_group_decision(given: Deciding, context: HandlerContext) -> Taken:
    """Check the person's decision against law and itself, and state it for the authority table."""
    application = find_application(context.session, given.application_id)
    answers, facts = given.answers or DecisionAnswers(), given.authority_facts
    problem = _problem(given, answers)
    outcome = None if problem else _outcome(context, application, given.group_action, answers)
    if problem is None and given.group_action == "ask":
        text = f"团体投保单 {application.number}：{answers.question}\n请补充或更正后重新签署。"
        write_notice(context, application, "group_question", "核保问题函", text, asks_customer=True)
    elif problem is None and given.group_action == "up":
        facts = replace(facts, referred_from=given.authority.level)
    elif outcome is not None:
        facts = replace(facts, rating=answers.extra_pct or Decimal(0), outcome=outcome)
        terms = [TermsAnswers(line="all", extra_pct=answers.extra_pct)]
        draft = DecidedAnswers(outcome, answers.reason_text or "", terms)
        application.decision_draft = seal_draft(context, application, draft)
    decision = GroupDecision(
        action=given.group_action,
        outcome=outcome,
        outcome_text=OUTCOMES[outcome] if outcome else "",
        four_eyes=outcome is Outcome.DECLINED,
        problem=problem,
        decided_by=context.actor_id,
    )
    asked = problem is None and given.group_action == "ask"
    return Taken(decision, facts, given.authority.rank, "asked" if asked else None)


def _problem(given: Deciding, answers: DecisionAnswers) -> str | None:
    if given.group_action == "up":
        return "已是最高权限，不能再上呈。" if given.authority.level == COMMITTEE else None
    if given.group_action == "ask":
        return None if answers.question else "请写明要单位补充什么。"
    by_law = [finding for finding in given.group_findings if finding.result in LAW]
    if given.group_action == "accept" and by_law:
        return f"不得承保：{'；'.join(GROUP_FINDINGS[finding.reason] for finding in by_law)}。"
    repriced = any(finding.result in ("reprice", FOR_MANAGEMENT) for finding in given.group_findings)
    if given.group_action == "accept" and repriced and not answers.extra_pct:
        return "赔付率超过 85%，承保须加费。"
    return None if (answers.reason_text or "").strip() else "请写明理由。"


def _outcome(
    context: HandlerContext, application: Application, action: str, answers: DecisionAnswers
) -> Outcome | None:
    if action not in ("accept", "decline"):
        return None
    if action == "decline":
        return Outcome.DECLINED
    if answers.extra_pct:
        return Outcome.RATED
    kept_out = any(life.excluded for life in lives_of(context.session, application))
    return Outcome.SPECIAL_TERMS if kept_out else Outcome.STANDARD


@registry.handles("group.record_decision", takes=Recording, gives=Recorded)
def record_group_decision(given: Recording, context: HandlerContext) -> Recorded:
    """Write the decision, the terms of each product and each life's premium (SOP 4.4.2c)."""
    session = context.session
    application = find_application(session, given.application_id)
    draft = draft_of(session, application) if given.group_decision else None
    outcome = draft.outcome if draft else Outcome.STANDARD
    codes = [finding.reason for finding in given.group_findings if finding.result != STANDARD]
    reasons = Reasons(codes, draft.reason_text if draft else AUTO_REASON)
    row = UnderwritingDecision(
        id=context.new_id("UWD"),
        application_id=application.id,
        version=application.version,
        outcome=outcome,
        level=given.authority.level if draft and given.authority else AUTO,
        decided_by=given.group_decision.decided_by if draft and given.group_decision else AUTO,
        reviewed_by=context.actor_id if outcome is Outcome.DECLINED else None,
        reasons=seal_health(session, application, asdict(reasons), context.now),
        annual_premium=Decimal(0),
        decided_at=context.now,
    )
    session.add(row)
    session.flush()
    if outcome is Outcome.DECLINED:
        application.closed_at, application.close_reason = context.now, outcome.value
    else:
        extra = draft.terms[0].extra_pct or Decimal(0) if draft else Decimal(0)
        row.annual_premium = _write_terms(context, application, row, extra)
    application.decision_draft = None
    application.status = STATUS_OF.get(outcome, ApplicationStatus.DECIDED)
    due = days_later(session, "terms_days", context.now)
    reminders = parameter(session, "terms_reminders", context.now)
    return Recorded(row.id, outcome, RESULT_OF.get(outcome), due, day_text(due), reminders)


def _write_terms(
    context: HandlerContext, application: Application, row: UnderwritingDecision, extra: Decimal
) -> Decimal:
    priced = price_group(context, application, extra)
    for line, _, insured, premium in priced.lines:
        context.session.add(
            PlanTerms(
                id=context.new_id("TRM"),
                decision_id=row.id,
                plan_id=line.id,
                outcome=row.outcome,
                sum_assured=insured,
                extra_pct=extra,
                occupation_factor=Decimal(1),
                exclusions=[],
                premium=premium,
            )
        )
    covered = [life for life in lives_of(context.session, application) if life.excluded is None]
    for life, share in zip(covered, priced.shares, strict=True):
        life.premium = share
    context.session.flush()
    return priced.total
