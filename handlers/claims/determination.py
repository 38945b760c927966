"""Determination: the tables propose, a person decides, law stands above both, others approve (DOMAIN §4.4, §4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry
from handlers.claims.calculating import calculation_of, refund_of, text_of, years_paid
from handlers.claims.calculation import Calculation
from handlers.claims.claim_file import find_claim, last_decision, open_health, policy_of, seal_health
from handlers.claims.clock import DETERMINATION, end_of, missed
from handlers.claims.codes import BASES, GROUNDS, OUTCOMES, REFUNDS
from handlers.claims.letters import About
from handlers.claims.review import Findings, findings_of
from handlers.parameters import local_day, whole
from handlers.records import Claim, ClaimDecision, Policy
from handlers.records.claim import ClaimStatus
from handlers.records.claim_outcome import ClaimOutcome
from handlers.words import anniversary

registry = HandlerRegistry()
RESCISSIONS = frozenset({ClaimOutcome.RESCINDED_REFUND, ClaimOutcome.RESCINDED_FORFEIT})
AGAINST = RESCISSIONS | {ClaimOutcome.DENIED}
BY_AGREEMENT = frozenset({ClaimOutcome.AGREED_SETTLEMENT, ClaimOutcome.EX_GRATIA})
SPECIAL = AGAINST | BY_AGREEMENT
"""One level higher, and two persons (DOMAIN §4.5)."""
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Inputs of the decision `claim_decision`. `ground` may tell of health."""

    ground: str
    over_2_years: bool
    """The contract was formed more than two years ago: it cannot be rescinded any more (art 16(3))."""
    known_within_30_days: bool
    suicide_within_2_years: bool
    clause_explained: bool
    official_document: bool
    two_years_premium: bool
    payable: bool
    """The calculation comes to something."""
    reduced: bool


@dataclass(frozen=True, slots=True)
class Stated:
    decision_facts: DecisionFacts
    claim_amount: Decimal
    calculation_text: str
    ground_text: str
    approvals: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the decision `claim_decision` gives."""

    outcome: ClaimOutcome
    refund: str
    basis: str
    must_pay: bool
    """Law forbids to refuse or rescind."""


@dataclass(frozen=True, slots=True)
class DecidedAnswers:
    outcome: ClaimOutcome
    reason_text: str
    amount: Decimal | None = None
    return_note: str | None = None
    """Why the approver sent it back."""
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    decided: DecidedAnswers | None = None


@dataclass(frozen=True, slots=True)
class Determining:
    claim_id: str
    action: str
    """`decide`, or `review`: the facts are reviewed once more."""
    proposal: Proposal
    claim_amount: Decimal
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class Determination:
    """What gateways and the authority table ask; reason and amounts wait sealed in the claim."""

    action: str
    problem: str | None
    outcome: ClaimOutcome | None
    outcome_text: str
    stake: Decimal
    """What the decision is about, yuan: for a denial, what would have been paid or was claimed."""


@dataclass(frozen=True, slots=True)
class Taken:
    determination: Determination
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Authority:
    level: str
    persons: int


@dataclass(frozen=True, slots=True)
class ApprovalAnswers:
    return_note: str | None = None


@dataclass(frozen=True, slots=True)
class Approving:
    claim_id: str
    approve_result: str
    """`approve` or `return`."""
    authority: Authority
    approvals: list[str]
    proposal: Proposal
    answers: ApprovalAnswers | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    approval: str
    """`return`, `more` (another person must agree) or `done`."""
    approvals: list[str]
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Recording:
    claim_id: str
    proposal: Proposal
    claim_amount: Decimal
    calculation_text: str
    authority: Authority
    approvals: list[str]


@dataclass(frozen=True, slots=True)
class Recorded:
    decision_id: str
    claim_outcome: ClaimOutcome
    claim_outcome_text: str


def facts_of(claim: Claim, policy: Policy, found: Findings, amounts: Calculation, limits: Limits) -> DecisionFacts:
    """What the table asks, counted in whole calendar days and years as the law counts them."""
    formed, today = local_day(policy.issued_at), limits.today
    event = claim.occurred_on or local_day(claim.reported_at)
    known = found.ground_known_on
    return DecisionFacts(
        ground=found.ground,
        over_2_years=today > anniversary(formed, limits.contestable_years),
        known_within_30_days=known is not None and today <= known + timedelta(days=limits.known_days),
        suicide_within_2_years=event <= anniversary(anew_from(policy, formed), limits.suicide_years),
        clause_explained=found.clause_explained == "yes",
        official_document=found.official_document == "yes",
        two_years_premium=years_paid(policy, claim) >= limits.premium_years,
        payable=amounts.total > 0 or "premium_waiver" in claim.claim_types,
        reduced=amounts.is_reduced,
    )


def anew_from(policy: Policy, formed: date) -> date:
    """From when the two years of the suicide clause run: formation, or reinstatement (Insurance Law art 44)."""
    return local_day(policy.reinstated_at) if policy.reinstated_at else formed


@dataclass(frozen=True, slots=True)
class Limits:
    """The law's numbers on this day, from the dated parameter table."""

    today: date
    contestable_years: int
    known_days: int
    suicide_years: int
    premium_years: int


def limits_of(context: HandlerContext) -> Limits:
    """The limits that hold today."""

    def value(code: str) -> int:
        return whole(context.session, code, context.now)

    return Limits(
        local_day(context.now),
        value("contestability_years"),
        value("contestability_known_days"),
        value("suicide_years"),
        value("cash_value_premium_years"),
    )


@registry.handles("claim.calculate", takes=About, gives=Stated)
def calculate_claim(given: About, context: HandlerContext) -> Stated:
    """Compute the amount and gather what the table of outcomes asks."""
    claim = find_claim(context.session, given.claim_id)
    found, amounts = findings_of(context, claim.id), calculation_of(context, claim.id)
    facts = facts_of(claim, policy_of(context.session, claim), found, amounts, limits_of(context))
    return Stated(facts, amounts.total, text_of(amounts), GROUNDS[found.ground])


@registry.handles("claim.take_determination", takes=Determining, gives=Taken)
def take_determination(given: Determining, context: HandlerContext) -> Taken:
    """Hold the person's decision against law, table and calculation; keep it sealed until it is approved."""
    claim = find_claim(context.session, given.claim_id)
    if given.action == "review":
        return Taken(Determination("review", None, None, "", Decimal(0)))
    decided = given.answers.decided if given.answers else None
    problem = problem_of(decided, given.proposal, given.claim_amount, claim.amount_claimed)
    if problem or decided is None:
        return Taken(Determination("decide", problem, None, "", Decimal(0)))
    claim.decision_draft = seal_health(context, claim, replace(decided, decided_by=context.actor_id))
    against = decided.outcome in SPECIAL
    stake = (
        max(given.claim_amount, claim.amount_claimed, decided.amount or Decimal(0)) if against else given.claim_amount
    )
    return Taken(Determination("decide", None, decided.outcome, OUTCOMES[decided.outcome], stake))


def problem_of(decided: DecidedAnswers | None, proposal: Proposal, calculated: Decimal, claimed: Decimal) -> str | None:
    """What is wrong with a decision, in one sentence for the adjuster; None when it may stand."""
    if decided is None:
        return "请填写核定结论。"
    outcome = decided.outcome
    if proposal.must_pay and outcome in AGAINST:
        return f"法律不允许拒赔或解除：{BASES[proposal.basis]}。"
    if outcome in RESCISSIONS and outcome is not proposal.outcome:
        return "解除合同的法定条件不具备，或退费与法律规定不符。"
    if outcome is ClaimOutcome.DENIED and proposal.outcome not in AGAINST:
        return "查明的事实不足以拒赔；如有新的事由，请退回审核补录。"
    if outcome is ClaimOutcome.DENIED and proposal.basis in ("art16_4", "art16_5"):
        return "以未如实告知为由不赔，须解除合同（保险法司法解释二第八条）。"
    if outcome is ClaimOutcome.AGREED_SETTLEMENT and proposal.outcome not in AGAINST | {outcome}:
        return "事实清楚、应当给付的案件不得以协议减少给付。"
    if outcome in (ClaimOutcome.PAID_FULL, ClaimOutcome.PAID_PARTIAL) and outcome is not proposal.outcome:
        return f"按查明的事实和理算，结论应为“{OUTCOMES[proposal.outcome]}”。"
    if outcome is ClaimOutcome.EX_GRATIA and (proposal.outcome not in AGAINST or proposal.basis == "art27_1"):
        return "通融赔付只适用于不属保险责任、且不涉及欺诈的案件。"
    return _problem_of_amount(decided, max(calculated, claimed))


def _problem_of_amount(decided: DecidedAnswers, most: Decimal) -> str | None:
    if decided.outcome not in BY_AGREEMENT:
        return None
    if decided.amount is None or decided.amount <= 0:
        return "协议或通融赔付须写明金额。"
    return "金额不得超过理算金额与索赔金额。" if decided.amount > most else None


@registry.handles("claim.store_approval", takes=Approving, gives=Approved)
def store_approval(given: Approving, context: HandlerContext) -> Approved:
    """One more person agreed, or sent it back with a note; law's days are counted again before it stands."""
    claim = find_claim(context.session, given.claim_id)
    draft = _draft(context.session, claim)
    if given.approve_result == "return":
        note = given.answers.return_note if given.answers else None
        return _returned(context, claim, draft, note or "")
    if draft.outcome in RESCISSIONS and not _may_rescind(context, claim, given.proposal):
        return _returned(context, claim, draft, "审批期间解除权已逾法定期限。")
    approvals = [*given.approvals, context.actor_id]
    return Approved("done" if len(approvals) >= given.authority.persons else "more", approvals)


def _returned(context: HandlerContext, claim: Claim, draft: DecidedAnswers, note: str) -> Approved:
    claim.decision_draft = seal_health(context, claim, replace(draft, return_note=note))
    return Approved("return", [])


def _may_rescind(context: HandlerContext, claim: Claim, proposal: Proposal) -> bool:
    found, amounts = findings_of(context, claim.id), calculation_of(context, claim.id)
    facts = facts_of(claim, policy_of(context.session, claim), found, amounts, limits_of(context))
    return proposal.basis == "art27_1" or (facts.known_within_30_days and not facts.over_2_years)


def _draft(session: Session, claim: Claim) -> DecidedAnswers:
    draft = draft_of(session, claim)
    if draft is None:
        raise LookupError(f"nothing was determined for {claim.number}")
    return draft


def draft_of(session: Session, claim: Claim) -> DecidedAnswers | None:
    """What was determined and is not recorded yet. Class C2, health."""
    return open_health(session, claim, claim.decision_draft, DecidedAnswers)


@registry.handles("claim.record_determination", takes=Recording, gives=Recorded)
def record_determination(given: Recording, context: HandlerContext) -> Recorded:
    """Write the decision; from here the days for notice run (art 24). A determination out of time is a breach."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    is_auto = given.authority.level == AUTO
    reason = f"{BASES[given.proposal.basis]}。{given.calculation_text}"
    draft = DecidedAnswers(given.proposal.outcome, reason) if is_auto else _draft(session, claim)
    before, amounts = last_decision(session, claim), calculation_of(context, claim.id)
    refund = given.proposal.refund if draft.outcome is given.proposal.outcome else "none"
    days = whole(session, "claim_denial_notice_days", context.now)
    decision = ClaimDecision(
        id=context.new_id("CLD"),
        claim_id=claim.id,
        version=before.version + 1 if before else 1,
        outcome=draft.outcome,
        amount=_amount(draft, given.claim_amount),
        refund=refund_of(context, policy_of(session, claim), refund),
        refund_kind=refund,
        lines=[{"code": line.code, "amount": str(line.amount)} for line in amounts.lines],
        basis=[given.proposal.basis],
        reasons=seal_health(context, claim, draft.reason_text),
        level=given.authority.level,
        decided_by=draft.decided_by or AUTO,
        approved_by=given.approvals,
        decided_at=context.now,
        notice_due_at=end_of(local_day(context.now) + timedelta(days=days), context.now),
    )
    session.add(decision)
    claim.status, claim.decision_draft = ClaimStatus.DECIDED, None
    if before is None and claim.determination_due_at is not None and context.now > claim.determination_due_at:
        missed(context, claim, DETERMINATION, "核定", claim.determination_due_at)
    session.flush()
    text = OUTCOMES[decision.outcome] + (f"，{REFUNDS[refund]}" if refund != "none" else "")
    return Recorded(decision.id, decision.outcome, text)


def _amount(draft: DecidedAnswers, calculated: Decimal) -> Decimal:
    if draft.outcome in AGAINST:
        return Decimal(0)
    return draft.amount or Decimal(0) if draft.outcome in BY_AGREEMENT else calculated
