"""What a claim comes to: limits, deductible, ratios, proportion, debts. Yuan as Decimal, each line rounded to the fen.

Sample rules, not a company's manual, but for proportion (art 55), rescue costs (art 57) and double insurance (art 56).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from handlers.claims.review import Findings
from handlers.words import FEN

ZERO, HUNDRED = Decimal(0), Decimal(100)
PAYS = {
    "death_illness": ("life", "critical_illness"),
    "death_accident": ("life", "accident"),
    "disability": ("accident",),
    "critical_illness": ("critical_illness",),
    "medical": ("medical",),
    "hospital_cash": ("medical",),
    "premium_waiver": (),
    "property": ("property",),
    "liability": ("property",),
}
"""Which kinds of product answer for which type of claim."""
CUTS = frozenset({"deductible", "pay_pct", "under_insurance", "limit", "cause_share", "not_certified"})
"""Lines that make a payment a partial one (DOMAIN §4.4 row 2)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The sample figures of the parameter table: yuan and percent."""

    medical_deductible: Decimal
    medical_pay_pct: Decimal
    medical_pay_pct_no_social: Decimal
    hospital_daily: Decimal
    property_deductible: Decimal


@dataclass(frozen=True, slots=True)
class Loss:
    """The surveyed loss of a property claim."""

    loss: Decimal
    insurable_value: Decimal
    rescue_cost: Decimal = ZERO
    salvage: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Case:
    """All that the calculation looks at."""

    types: Collection[str]
    sums: dict[str, Decimal]
    """Sum assured by kind of product."""
    used: dict[str, Decimal]
    """What was paid already out of the sum, by kind."""
    claimed: Decimal
    findings: Findings
    rules: Rules
    loss: Loss | None = None
    premium_owed: Decimal = ZERO
    loans: Decimal = ZERO
    """Loans on the policy with interest, and what an earlier decision of the claim kept back for them."""


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    amount: Decimal
    """What this line adds; negative when it takes away."""


@dataclass(frozen=True, slots=True)
class Calculation:
    lines: list[Line] = field(default_factory=list)
    total: Decimal = ZERO
    is_reduced: bool = False


def fen(amount: Decimal) -> Decimal:
    """Rounded to the fen, halves up."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def calculate(case: Case) -> Calculation:
    """Every type of the claim in turn, then the share of the cause, then what the contract is owed."""
    lines: list[Line] = []
    for kind in case.types:
        lines += _of_type(kind, case)
    total = sum((line.amount for line in lines), ZERO)
    share = case.findings.cause_share_pct
    if share is not None and share < HUNDRED and total > 0:
        cut = fen(total * (HUNDRED - share) / HUNDRED)
        lines.append(Line("cause_share", -cut))
        total -= cut
    for code, owed in (("policy_loan", case.loans), ("premium_owed", case.premium_owed)):
        taken = min(owed, total)
        if taken > 0:
            lines.append(Line(code, -taken))
            total -= taken
    return Calculation(lines, max(total, ZERO), any(line.code in CUTS for line in lines))


def _of_type(kind: str, case: Case) -> list[Line]:
    insured = sum((case.sums.get(one, ZERO) for one in PAYS[kind]), ZERO)
    used = sum((case.used.get(one, ZERO) for one in PAYS[kind]), ZERO)
    if insured <= 0:
        return []
    if kind == "disability":
        lines = [Line("disability_share", fen(insured * (case.findings.disability_pct or ZERO) / HUNDRED))]
    elif kind == "medical":
        lines = list(_medical(case))
    elif kind == "hospital_cash":
        lines = [Line("daily", case.rules.hospital_daily * (case.findings.hospital_days or 0))]
    elif kind in ("property", "liability"):
        return list(_property(case, insured - used)) if case.loss else []
    else:
        lines = [Line("sum_assured", insured)]
    return _limited(lines, insured - used)


def _limited(lines: list[Line], left: Decimal) -> list[Line]:
    over = sum((line.amount for line in lines), ZERO) - max(left, ZERO)
    return [*lines, Line("limit", -over)] if over > 0 else lines


def _medical(case: Case) -> Iterator[Line]:
    found, rules = case.findings, case.rules
    expense = case.claimed if found.certified_amount is None else min(found.certified_amount, case.claimed)
    yield Line("expense", expense)
    if expense < case.claimed:
        yield Line("not_certified", ZERO)
    rest = expense
    for code, amount in (
        ("social_paid", found.social_paid or ZERO),
        ("other_paid", found.other_paid or ZERO),
        ("deductible", rules.medical_deductible),
    ):
        taken = min(amount, rest)
        if taken > 0:
            yield Line(code, -taken)
            rest -= taken
    pct = rules.medical_pay_pct_no_social if found.social_insurance == "no" else rules.medical_pay_pct
    if pct < HUNDRED and rest > 0:
        yield Line("pay_pct", -fen(rest * (HUNDRED - pct) / HUNDRED))


def _property(case: Case, left: Decimal) -> Iterator[Line]:
    """Loss less salvage and other insurers' part, in proportion where under-insured, less deductible; rescue on top."""
    loss = case.loss or Loss(ZERO, ZERO)
    insured = case.sums.get("property", ZERO)
    yield Line("loss", loss.loss)
    rest = loss.loss
    for code, amount in (("salvage", loss.salvage), ("other_paid", case.findings.other_paid or ZERO)):
        taken = min(amount, rest)
        if taken > 0:
            yield Line(code, -taken)
            rest -= taken
    share = insured / loss.insurable_value if loss.insurable_value > insured else Decimal(1)
    if share < 1:
        cut = fen(rest * (1 - share))
        yield Line("under_insurance", -cut)
        rest -= cut
    taken = min(case.rules.property_deductible, rest)
    if taken > 0:
        yield Line("deductible", -taken)
        rest -= taken
    if rest > left:
        yield Line("limit", left - rest)
    if loss.rescue_cost > 0:
        # Outside the loss, up to the sum insured once more, in the same proportion (arts 55, 57).
        yield Line("rescue_cost", min(fen(loss.rescue_cost * share), insured))
