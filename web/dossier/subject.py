"""What a dossier is about: a customer, a policy or a claim, as the reader may see it, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.errors import Forbidden, NotFound
from engine.views import Readable
from handlers.records import Claim, Customer, Policy
from handlers.subjects import NUMBERS, PEOPLE, names_of_claim, names_of_customer, names_of_policy
from web.accounts.login import me
from web.dossier.words import CLAIM, CUSTOMER, POLICY, status_word
from web.i18n.dates import say_day, say_moment
from web.names import name_of_actor
from web.search.persons import person_of
from web.search.rights import own_customers, own_matters
from web.site import site

NAMES = (*NUMBERS, *PEOPLE)
"""Variables by which cases are found to belong here; not the agent's."""
MOST_RELATED = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what to say; `kind` and `id` where it is something with a dossier of its own."""

    label: str
    words: str
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another dossier that belongs to this one. `relation`: what it is to it, in words."""

    kind: str
    id: str
    number: str
    words: str
    relation: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose or what's dossier it is. `names`: the ids and numbers by which cases name it."""

    kind: str
    id: str
    title: str
    words: str
    names: frozenset[str]
    facts: tuple[Fact, ...]
    related: tuple[Related, ...] = field(default=())
    people: tuple[str, ...] = field(default=())
    """Customers whose papers belong here."""
    matters: tuple[str, ...] = field(default=())
    """Applications, policies and claims whose papers do."""


def subject_of(rows: Session, kind: str, subject_id: str, may: Readable) -> Subject:
    """The subject of a dossier. Raises `NotFound`; `Forbidden` where none of it is the reader's."""
    table, read = READERS.get(kind, (None, None))
    row = rows.get(table, subject_id) if table is not None else None
    if row is None or read is None:
        raise NotFound(what="dossier", id=subject_id)
    if not _is_theirs(rows, row, may):
        raise Forbidden(actor=me().id, verb="read", what=subject_id)
    return read(rows, row, may)


def may_open(rows: Session, kind: str, subject_id: str, may: Readable) -> bool:
    """Whether `subject_of` would give it: whether a link to the dossier leads anywhere."""
    row = rows.get(READERS[kind][0], subject_id)
    return row is not None and _is_theirs(rows, row, may)


def _is_theirs(rows: Session, row: Customer | Policy | Claim, may: Readable) -> bool:
    if may.people is None:
        return True
    table = type(row)
    own = own_customers(may) if table is Customer else own_matters(may, table)
    if rows.scalar(select(table.id).where(table.id == row.id, *own)) is not None:
        return True
    return bool(site().engine.queries.cases_about(_names_of(rows, row), names=NAMES, readable=may, limit=1).cases)


def _names_of(rows: Session, row: Customer | Policy | Claim) -> frozenset[str]:
    """The ids and numbers by which cases name it."""
    if isinstance(row, Customer):
        return names_of_customer(rows, row.id)
    return names_of_policy(rows, row) if isinstance(row, Policy) else names_of_claim(row)


def _customer(rows: Session, row: Customer, may: Readable) -> Subject:
    person = person_of(rows, row)
    policies = rows.scalars(_newest(Policy, Policy.issued_at, may, Policy.policyholder_id, Policy.insured_id, row.id))
    claims = rows.scalars(_newest(Claim, Claim.reported_at, may, Claim.customer_id, Claim.insured_id, row.id))
    related = [_related_policy(each, row.id) for each in policies] + [_related_claim(each) for each in claims]
    is_group = row.kind == "group"
    facts = (
        Fact(gettext("统一社会信用代码") if is_group else gettext("证件号码"), person.id_no),
        Fact(gettext("电话"), person.mobile),
        Fact(
            gettext("登记于"),
            gettext("%(when)s，%(who)s", when=say_moment(row.created_at), who=name_of_actor(row.created_by)),
        ),
    )
    return Subject(
        CUSTOMER,
        row.id,
        gettext("（资料已销毁）") if person.is_erased else person.name,
        gettext("团体") if is_group else gettext("个人"),
        _names_of(rows, row),
        tuple(each for each in facts if each.words),
        tuple(related),
        people=(row.id,),
    )


def _policy(rows: Session, row: Policy, may: Readable) -> Subject:
    claims = rows.scalars(
        select(Claim)
        .where(Claim.policy_id == row.id, *own_matters(may, Claim))
        .order_by(Claim.reported_at.desc())
        .limit(MOST_RELATED)
    )
    facts = (
        _whose(rows, gettext("投保人"), row.policyholder_id),
        _whose(rows, gettext("被保险人"), row.insured_id),
        Fact(gettext("代理人"), name_of_actor(row.agent_id)),
        Fact(gettext("生效"), _day(row.effective_from)),
        Fact(gettext("已交费至"), _day(row.paid_to)),
    )
    words = status_word(POLICY, row.status)
    names, related = _names_of(rows, row), tuple(_related_claim(each) for each in claims)
    told = tuple(each for each in facts if each.words)
    return Subject(POLICY, row.id, row.number, words, names, told, related, matters=(row.id, row.application_id))


def _claim(rows: Session, row: Claim, _may: Readable) -> Subject:
    policy = rows.get(Policy, row.policy_id)
    facts = (
        _whose(rows, gettext("申请人"), row.customer_id),
        _whose(rows, gettext("被保险人"), row.insured_id),
        Fact(gettext("代理人"), name_of_actor(row.agent_id)),
        Fact(gettext("出险"), _day(row.occurred_on)),
        Fact(gettext("报案"), say_moment(row.reported_at)),
    )
    related = (_related_policy(policy, ""),) if policy is not None else ()
    told = tuple(each for each in facts if each.words)
    words = status_word(CLAIM, row.status)
    return Subject(CLAIM, row.id, row.number, words, _names_of(rows, row), told, related, matters=(row.id,))


Reader = Callable[[Session, Any, Readable], Subject]
READERS: dict[str, tuple[type[Any], Reader]] = {
    CUSTOMER: (Customer, _customer),
    POLICY: (Policy, _policy),
    CLAIM: (Claim, _claim),
}


def _newest(table: Any, at: Any, may: Readable, one: Any, other: Any, customer_id: str) -> Any:
    mine = or_(one == customer_id, other == customer_id)
    return select(table).where(mine, *own_matters(may, table)).order_by(at.desc()).limit(MOST_RELATED)


def _related_policy(policy: Policy, customer_id: str) -> Related:
    holds, is_insured = policy.policyholder_id == customer_id, policy.insured_id == customer_id
    relation = [gettext("投保人")] * holds + [gettext("被保险人")] * is_insured
    said = gettext("、").join(relation)
    return Related(POLICY, policy.id, policy.number, status_word(POLICY, policy.status), said)


def _related_claim(claim: Claim) -> Related:
    return Related(CLAIM, claim.id, claim.number, status_word(CLAIM, claim.status), say_moment(claim.reported_at))


def _whose(rows: Session, label: str, customer_id: str) -> Fact:
    customer = rows.get(Customer, customer_id)
    name = person_of(rows, customer).name if customer is not None else ""
    return Fact(label, name or gettext("（资料已销毁）"), CUSTOMER, customer_id)


def _day(day: date | None) -> str:
    return say_day(day) if day is not None else ""


def related_groups(related: Sequence[Related]) -> list[tuple[str, list[Related]]]:
    """The related dossiers by kind, in their order."""
    groups: dict[str, list[Related]] = {}
    for each in related:
        groups.setdefault(each.kind, []).append(each)
    return list(groups.items())
