"""What the forms hand over and the records keep, typed. Unknown names are ignored, hidden fields are absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from engine.schemas import Shape

DETAIL = "_detail"
MEASURES = frozenset(
    {"height_cm", "weight_kg", "systolic", "diastolic", "cigarettes", "smoking_years", "liquor_ml"},
)


@dataclass(frozen=True, slots=True)
class Cleared:
    """Takes what a form gave out of the case again: it is in the tables now."""

    answers: Any = None


@dataclass(frozen=True, slots=True)
class PlanWish:
    """A product as the customer wants it; the sum in yuan."""

    product_code: str
    sum_assured: Decimal
    premium_years: int
    policy_years: int


@dataclass(frozen=True, slots=True)
class PersonAnswers:
    """One person of the application form. Class C2."""

    name: str
    id_no: str
    sex: str
    birth_date: date
    occupation_class: str
    id_type: str = "id_card"
    id_valid_to: date | None = None
    mobile: str | None = None
    email: str | None = None
    address: str | None = None
    employer: str | None = None
    job: str | None = None


@dataclass(frozen=True, slots=True)
class BeneficiaryAnswers:
    name: str
    id_no: str
    relation: str
    rank: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class PaymentAnswers:
    bank: str
    account_no: str
    delivery: str
    dispute: str


@dataclass(frozen=True, slots=True)
class FinanceAnswers:
    """Yuan a year, or yuan of sum assured."""

    status: str
    annual_income: Decimal
    household_income: Decimal
    income_source: str
    budget: Decimal
    purpose: str
    other_life: Decimal = Decimal(0)
    other_critical_illness: Decimal = Decimal(0)
    applications_12m: int = 0
    debts: Decimal | None = None
    spouse_cover: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ApplicationAnswers:
    """The whole application form (DOMAIN §6.6)."""

    applicant: PersonAnswers
    relation: str
    beneficiary_kind: str
    payment: PaymentAnswers
    health: dict[str, Any]
    finance: FinanceAnswers
    insured: PersonAnswers | None = None
    beneficiaries: list[BeneficiaryAnswers] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ApplicationContent:
    """What is sealed into `Application.content`: the form but for health and beneficiaries, which have their own."""

    beneficiary_kind: str
    payment: PaymentAnswers
    finance: FinanceAnswers

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> ApplicationContent:
        return Shape(cls).load(values)

    def dump(self) -> dict[str, Any]:
        return Shape(ApplicationContent).dump(self)


@dataclass(frozen=True, slots=True)
class HealthAnswers:
    """The health declaration: each question yes or no, each yes with its details. Class C2, health."""

    answers: Mapping[str, Any]

    def yes(self, question: str) -> bool:
        return bool(self.answers.get(question) == "yes")

    @property
    def yes_count(self) -> int:
        """How many questions were answered with yes."""
        return sum(1 for name, answer in self.answers.items() if name not in MEASURES and answer == "yes")

    @property
    def details(self) -> dict[str, Any]:
        """Question → what was told about it."""
        return {name: self.answers.get(name + DETAIL) for name, answer in self.answers.items() if answer == "yes"}

    def number(self, name: str) -> Decimal | None:
        """A measured value, None when it was not given."""
        value = self.answers.get(name)
        return None if value in (None, "") else Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Measured:
    """Values an exam or a physician gave; they go before what the customer declared."""

    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    systolic: Decimal | None = None
    diastolic: Decimal | None = None
    bp_diagnosed_months: int | None = None
    bp_controlled_months: int | None = None
    bp_poor_compliance: bool | None = False
    lv_hypertrophy: bool | None = False
    stable_weight_2y: bool | None = False
    good_family_history: bool | None = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What the underwriter read out of the file, as codes of the table `uw_disclosures`. Class C2, health."""

    disclosures: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    measured: Measured = field(default_factory=Measured)
    note: str | None = None

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Findings:
        return Shape(cls).load(values)

    def dump(self) -> dict[str, Any]:
        return Shape(Findings).dump(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """One row of a decision table that speaks in results and reason codes."""

    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A code and why it was asked for."""

    code: str
    reason: str
