"""What the catalogue, the forms and the records of servicing hand over, typed. Unknown names are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from engine.schemas import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of the catalogue (decision `servicing_catalogue`): what may be asked for, by whom, on what terms."""

    name: str
    applicants: list[str]
    consents: list[str]
    """Whose signed consent is needed besides: `insured`, `new_policyholder`."""
    papers: list[str]
    underwriting: str
    """`no`, `maybe` (the operator says), `yes`."""
    level: str
    """`L0` to `L3`: the least review; risk may raise it."""
    risk: str
    money: str
    """`none`, `in`, `out`."""
    in_person: bool
    kind: str
    not_beside: list[str]
    """Exclusive kinds that must not be in flight at the same time; the own kind is always one."""
    statuses: list[str]
    fields: list[str]
    operation: str
    route: str


@dataclass(frozen=True, slots=True)
class BeneficiaryRow:
    name: str
    id_no: str
    relation: str
    rank: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class AllocationRow:
    fund: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class MemberRow:
    name: str
    id_no: str
    occupation_class: str = "1"
    plan: str = "A"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """The new policyholder. Class C2."""

    name: str
    id_no: str
    relation: str
    """To the insured."""
    sex: str | None = None
    birth_date: date | None = None
    mobile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything a request may ask for; an item uses the fields that its row names. Class C2, kept sealed."""

    new_name: str | None = None
    new_id_type: str | None = None
    new_id_no: str | None = None
    new_mobile: str | None = None
    new_email: str | None = None
    new_address: str | None = None
    true_birth_date: date | None = None
    true_sex: str | None = None
    new_occupation_class: str | None = None
    changed_on: date | None = None
    bank: str | None = None
    account_no: str | None = None
    account_holder: str | None = None
    payment_mode: str | None = None
    premium_years: int | None = None
    plan_line: int | None = None
    new_sum: Decimal | None = None
    product_code: str | None = None
    amount: Decimal | None = None
    months: int | None = None
    pledgee: str | None = None
    switch: str | None = None
    dividend_option: str | None = None
    annuity_option: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    fund_from: str | None = None
    fund_to: str | None = None
    allocation: list[AllocationRow] = field(default_factory=list)
    disclosure: str | None = None
    """Health: sealed apart, under the insured's health key."""
    beneficiaries: list[BeneficiaryRow] = field(default_factory=list)
    new_holder: PersonRow | None = None
    members: list[MemberRow] = field(default_factory=list)
    leaving: list[MemberRow] = field(default_factory=list)
    plan: str | None = None
    contact_name: str | None = None
    letter_no: str | None = None
    reason: str | None = None

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Change:
        return Shape(cls).load(values)

    def dump(self) -> dict[str, Any]:
        return Shape(Change).dump(self)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a list in a form."""

    label: str
    value: str
