"""Claim papers: the list by claim type, the claim form, one notice of all that is missing (SOP 4.5.3b, art 22)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from engine.registry import HandlerContext, HandlerRegistry
from engine.schemas import Shape
from handlers import privacy
from handlers.claims.claim_file import find_claim, papers_of, seal_health
from handlers.claims.clock import begin_pause, running_pause, set_clock
from handlers.claims.codes import OWN_PAPERS, PAPERS
from handlers.claims.documents import issue_application, issue_one_time_request, list_papers
from handlers.claims.letters import About, progress, say
from handlers.parameters import days_later, parameter
from handlers.people import find_customer, identity_of
from handlers.records import Claim, ClaimPaper
from handlers.records.claim import ClaimStatus, PaperStatus
from handlers.words import day_text

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Needed:
    """A row of the decision `claim_documents`."""

    kind: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Requesting:
    claim_id: str
    documents: list[Needed]


@dataclass(frozen=True, slots=True)
class Requested:
    paper_choices: list[Choice]
    papers_text: str
    papers_due_at: datetime
    papers_reminders: str
    is_first_round: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money is to go. Class C2."""

    holder: str
    bank: str
    account_no: str


@dataclass(frozen=True, slots=True)
class ClaimFormAnswers:
    """理赔申请书 (DOMAIN §6.9). Class C2, health; amounts in yuan."""

    amount_claimed: Decimal
    payee: Account
    signed_name: str
    truth_declared: bool
    records_consent: bool
    health_consent: bool
    treated_at: str | None = None
    treatment_from: date | None = None
    treatment_to: date | None = None
    diagnosis: str | None = None
    social_insurance: str | None = None
    other_insurers: int | None = None
    abroad: str | None = None
    unnatural: str | None = None
    late_reason: str | None = None
    items: str | None = None
    third_party: str | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    claim_id: str
    answers: ClaimFormAnswers


@dataclass(frozen=True, slots=True)
class Filled:
    form_problem: str | None
    """What the claimant has to put right, in a sentence."""
    answers: Any = None


@dataclass(frozen=True, slots=True)
class Bringing:
    claim_id: str
    brought: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Received:
    determination_due_at: datetime
    determination_warn_at: datetime
    advance_due_at: datetime
    clock_text: str
    brought: Any = None


@dataclass(frozen=True, slots=True)
class Checking:
    claim_id: str
    papers_missing: list[str] | None = None
    observed: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    papers_result: str
    """`complete` or `incomplete`."""
    papers_text: str
    paper_choices: list[Choice]
    determination_due_at: datetime
    determination_warn_at: datetime
    advance_due_at: datetime
    clock_text: str
    papers_missing: Any = None


@dataclass(frozen=True, slots=True)
class Notified:
    papers_due_at: datetime
    papers_reminders: str
    is_first_round: bool = False


def label_of(kind: str) -> str:
    """A paper as people call it."""
    return PAPERS.get(kind, kind)


def _listed(papers: list[ClaimPaper]) -> list[ClaimPaper]:
    return [paper for paper in papers if paper.kind not in OWN_PAPERS]


def _choices(papers: list[ClaimPaper]) -> list[Choice]:
    return [Choice(label_of(paper.kind), paper.kind) for paper in papers]


def _text(papers: list[ClaimPaper]) -> str:
    """The list as people read it, the papers that are always needed first."""
    needed = "；".join(label_of(paper.kind) for paper in papers if paper.is_needed)
    perhaps = "；".join(label_of(paper.kind) for paper in papers if not paper.is_needed)
    return needed + (f"；如适用还需：{perhaps}" if perhaps else "")


@registry.handles("claim.request_papers", takes=Requesting, gives=Requested)
def request_papers(given: Requesting, context: HandlerContext) -> Requested:
    """List the papers for these claim types, and send the claimant the list with the own link."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    kinds: dict[str, bool] = {}
    for row in given.documents:
        kinds[row.kind] = kinds.get(row.kind, False) or row.needed
    # Ids sort as the list does, so a reader always sees one order.
    for number, (kind, needed) in enumerate(kinds.items(), start=1):
        session.add(
            ClaimPaper(
                id=f"{claim.id}-P{number:02d}", claim_id=claim.id, kind=kind, is_needed=needed,
                status=PaperStatus.ASKED, asked_at=context.now,
            )
        )  # fmt: skip
    session.flush()
    papers = _listed(list(papers_of(session, claim)))
    text = _text(papers)
    due = days_later(session, "claim_papers_days", context.now)
    said = (
        f"理赔 {claim.number}：请本人填写并签署理赔申请书，并提交以下资料，最迟 {day_text(due)}。"
        "资料可由代理人或柜台代为递交，不得代填、代签。"
    )
    listing = [list_papers("资料清单", papers)]
    say(context, claim, "claim_papers_list", "理赔资料清单", said, asks_customer=True, sections=listing)
    return Requested(_choices(papers), text, due, parameter(session, "claim_papers_reminders", context.now))


@registry.handles("claim.store_form", takes=Filling, gives=Filled)
def store_form(given: Filling, context: HandlerContext) -> Filled:
    """Keep the claim form that the claimant filled and signed; money may go to the own account only (art 32)."""
    session, answers = context.session, given.answers
    claim = find_claim(session, given.claim_id)
    problem = _problem_of(context, claim, answers)
    if problem:
        return Filled(problem)
    claim.form = seal_health(context, claim, answers)
    filled = orjson.dumps(Shape(ClaimFormAnswers).dump(answers), option=orjson.OPT_SORT_KEYS)
    claim.form_hash = privacy.keyed_hash(session, filled.decode(), context.now)
    claim.signed_by, claim.signed_at = context.actor_id, context.now
    claim.amount_claimed = answers.amount_claimed
    write_account(context, claim, answers.payee)
    paper = next((paper for paper in papers_of(session, claim) if paper.kind == "claim_form"), None)
    if paper is not None:
        paper.status, paper.received_at, paper.brought_by = PaperStatus.RECEIVED, context.now, context.actor_id
    issue_application(context, claim, answers, hashlib.sha256(filled).hexdigest())
    return Filled(None)


def write_account(context: HandlerContext, claim: Claim, account: Account) -> None:
    """Seal the payee's account, with its hash for comparison."""
    held = Shape(Account).dump(account)
    claim.payee = privacy.seal(context.session, claim.customer_id, held, context.now)
    claim.account_hash = privacy.keyed_hash(context.session, account.account_no, context.now)


def own_names(context: HandlerContext, claim: Claim) -> set[str]:
    """Names that an account may be in: the claimant's and the insured's, never the agent's."""
    people = {claim.customer_id, claim.insured_id}
    names = {identity_of(context.session, find_customer(context.session, one)).name for one in people}
    return {"".join(name.split()) for name in names}


def _problem_of(context: HandlerContext, claim: Claim, answers: ClaimFormAnswers) -> str | None:
    claimant = identity_of(context.session, find_customer(context.session, claim.customer_id)).name
    if "".join(answers.signed_name.split()) != "".join(claimant.split()):
        return "签名须与申请人姓名一致，任何人不得代签。"
    if "".join(answers.payee.holder.split()) not in own_names(context, claim):
        return "收款账户须为申请人或被保险人本人账户，代理人及他人不得代领。"
    return None


@registry.handles("claim.receive_papers", takes=Bringing, gives=Received)
def receive_papers(given: Bringing, context: HandlerContext) -> Received:
    """Register what arrived. The first time starts the statutory clock, later times end its pause."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    brought = set(given.brought or [])
    for paper in papers_of(session, claim):
        if paper.kind in brought:
            paper.status, paper.received_at, paper.brought_by = PaperStatus.RECEIVED, context.now, context.actor_id
    if claim.first_received_at is None:
        claim.first_received_at, claim.status = context.now, ClaimStatus.RECEIVED
    pause = running_pause(session, claim)
    if pause is not None and pause.ended_at is None:
        pause.ended_at = context.now
        session.flush()
    clock = set_clock(context, claim)
    progress(context, claim, f"已收到资料，正在核对是否齐全。{clock.clock_text}。")
    return Received(clock.determination_due_at, clock.determination_warn_at, clock.advance_due_at, clock.clock_text)


@registry.handles("claim.compile_missing", takes=Checking, gives=Checked)
def compile_missing(given: Checking, context: HandlerContext) -> Checked:
    """Compile **one** list of everything that is missing; after the notice nothing new may be asked (art 22)."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    papers = list(papers_of(session, claim))
    unfit, was_told = set(given.papers_missing or []), any(paper.on_notice for paper in papers)
    missing = []
    for paper in _listed(papers):
        is_absent = paper.status is PaperStatus.MISSING or (paper.is_needed and paper.received_at is None)
        lacks = paper.kind in unfit or is_absent
        if lacks and (paper.on_notice or not was_told):
            paper.status = PaperStatus.MISSING
            missing.append(paper)
        elif paper.received_at is not None:
            paper.status = PaperStatus.ACCEPTED
    claim.fraud_indicators = sorted({*claim.fraud_indicators, *(given.observed or [])})
    if missing:
        if was_told and (pause := running_pause(session, claim)) is not None:
            # What the notice names has not arrived yet, so the clock goes on standing (Interp. II art 15).
            pause.ended_at = None
            session.flush()
    else:
        claim.status, claim.complete_at = ClaimStatus.ACCEPTED, context.now
    clock = set_clock(context, claim)
    return Checked(
        "incomplete" if missing else "complete",
        _text(missing) if missing else "资料齐全",
        _choices(missing) if missing else _choices(_listed(papers)),
        clock.determination_due_at, clock.determination_warn_at, clock.advance_due_at, clock.clock_text,
    )  # fmt: skip


@registry.handles("claim.one_time_notice", takes=About, gives=Notified)
def send_one_time_notice(given: About, context: HandlerContext) -> Notified:
    """Name everything missing at once and stop the clock; a second time only reminds of the same list."""
    session = context.session
    claim = find_claim(session, given.claim_id)
    missing = [paper for paper in papers_of(session, claim) if paper.status is PaperStatus.MISSING]
    due = days_later(session, "claim_papers_days", context.now)
    if any(paper.on_notice for paper in missing):
        lines = "\n".join(f"- {label_of(paper.kind)}" for paper in missing)
        text = f"理赔 {claim.number}：一次性补件通知所列资料仍缺：\n{lines}"
        say(context, claim, "reminder", "补件提醒", text)
    else:
        for paper in missing:
            paper.on_notice = True
        begin_pause(context, claim, "one_time_document_request")
        issue_one_time_request(context, claim, missing, due)
    return Notified(due, parameter(session, "claim_papers_reminders", context.now))
