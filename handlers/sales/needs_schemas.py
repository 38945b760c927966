"""What the forms of the needs analysis hand over, typed (DOMAIN §6.2, §6.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Consents:
    """Each given or not, none ticked beforehand (PIPL art 29)."""

    sensitive_consent: str
    share_with_insurer: str = "no"
    signed_name: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """An individual customer. Class C2."""

    name: str
    id_no: str
    sex: str
    birth_date: date
    mobile: str
    address: str
    job: str
    occupation_class: str
    annual_income: Decimal
    household_income: Decimal
    income_source: str
    debts: Decimal = Decimal(0)
    id_type: str = "id_card"
    employer: str | None = None


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """Class health."""

    height_cm: Decimal
    weight_kg: Decimal
    smoker: str
    hazardous_sport: str
    conditions: str | None = None
    condition_count: int = 0


@dataclass(frozen=True, slots=True)
class HeldPolicy:
    insurer: str
    kind: str
    sum_assured: Decimal


@dataclass(frozen=True, slots=True)
class ClaimsYear:
    year: int
    premium: Decimal
    claims: Decimal


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group customer; the list of employees is a paper, never typed in here."""

    company_name: str
    uscc: str
    legal_rep: str
    industry: str
    address: str
    contact_name: str
    contact_phone: str
    headcount: int
    headcount_insured: int
    premium_source: str
    annual_revenue: Decimal
    business_status: str
    beneficial_owners: str | None = None
    formed_for_insurance: str = "no"
    claims_history: list[ClaimsYear] = field(default_factory=list)
    property_value: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class FactAnswers:
    """The customer's checklist; without the consent to sensitive data nothing else is asked."""

    consents: Consents
    person: PersonFacts | None = None
    health: HealthFacts | None = None
    policies: list[HeldPolicy] = field(default_factory=list)
    group: GroupFacts | None = None


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    kind: str
    original_seen: bool = False
    legible: bool = False
    is_true: bool = False
    verify_method: str = ""
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    field: str
    source: str
    agrees: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PapersAnswers:
    papers: list[PaperAnswer] = field(default_factory=list)
    checks: list[CheckAnswer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CoverWish:
    """Yuan of cover for one risk."""

    risk: str
    need: Decimal
    in_force: Decimal = Decimal(0)
    is_core: bool = False

    @property
    def gap(self) -> Decimal:
        """What is missing, never below zero."""
        return max(self.need - self.in_force, Decimal(0))


@dataclass(frozen=True, slots=True)
class InterviewAnswers:
    """The talk in depth (SOP 4.2.2a). Money in yuan a year."""

    method: str
    covers: list[CoverWish]
    annual_budget: Decimal
    term: str
    loss_attitude: str
    horizon: str
    needs_match: str
    can_keep_paying: str
    same_indemnity_cover: str
    special_needs: list[str] = field(default_factory=list)
    situation: str = ""
    debts_note: str | None = None


Sealed = dict[str, Any]
