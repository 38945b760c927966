"""The adjuster's review: what happened, whether it is covered, which amounts are certified (SOP 3.5, 4.5.3c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.registry import HandlerContext, HandlerRegistry
from handlers.claims.claim_file import find_claim, open_health, seal_health
from handlers.claims.letters import About, progress

registry = HandlerRegistry()


@dataclass(frozen=True, slots=True)
class Findings:
    """What determination stands on; yuan, percent, days. Class C2, health."""

    ground: str = "none"
    """A code of `codes.GROUNDS`."""
    ground_known_on: date | None = None
    """When the ground for rescission became known: 30 days from then (art 16(3))."""
    clause_explained: str | None = None
    """Whether the exclusion was shown and explained, with proof (art 17): `yes` or `no`."""
    official_document: str | None = None
    """Whether a judgment or like paper proves the crime (Interp. III art 22)."""
    certified_amount: Decimal | None = None
    social_insurance: str | None = None
    social_paid: Decimal | None = None
    other_paid: Decimal | None = None
    hospital_days: int | None = None
    disability_pct: Decimal | None = None
    cause_share_pct: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewing:
    claim_id: str
    answers: Findings
    review_result: str = "done"


@dataclass(frozen=True, slots=True)
class Reviewed:
    answers: Any = None


@registry.handles("claim.store_findings", takes=Reviewing, gives=Reviewed)
def store_findings(given: Reviewing, context: HandlerContext) -> Reviewed:
    """Seal what the adjuster found; the customer is told how far the claim is (5.4)."""
    claim = find_claim(context.session, given.claim_id)
    claim.findings = seal_health(context, claim, given.answers)
    if given.review_result == "done":
        progress(context, claim, "审核完成，正在核定。")
    else:
        progress(context, claim, "需要进一步核实，正在调查。")
    return Reviewed()


@registry.handles("claim.pass_small", takes=About, gives=Reviewed)
def pass_small(given: About, context: HandlerContext) -> Reviewed:
    """A small clear claim is taken as claimed: no person reviews it, and it can only be paid, never refused."""
    claim = find_claim(context.session, given.claim_id)
    claim.findings = seal_health(
        context, claim, Findings(certified_amount=claim.amount_claimed, social_insurance="yes")
    )
    return Reviewed()


def findings_of(context: HandlerContext, claim_id: str) -> Findings:
    """What was found; nothing special when nobody wrote findings. Class C2, health."""
    claim = find_claim(context.session, claim_id)
    return open_health(context.session, claim, claim.findings, Findings) or Findings()
