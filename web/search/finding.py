"""Finding customers, policies, claims and cases by what was typed: `find(engine, actor, "138 0000 5678")`.

Every question is an equality, or one beginning, of an index, so the cost does not grow with what was done. What is kept
sealed is asked for by its keyed hash. Given is only what the reader may know of, and of persons only masks. Each search
is written into the access log: by whom, which kinds of key, the hash; never what was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.commands.rights import people
from engine.engine import Engine
from engine.errors import BadInput
from engine.views import CaseSummary, Readable
from handlers.privacy import SEARCH as SEARCH_KEY
from handlers.privacy import known_hash
from handlers.records import Claim, Customer, Policy
from handlers.records.subject_key import SubjectKey
from handlers.subjects import NUMBERS, PEOPLE, names_of_claim, names_of_customer, names_of_policy
from web.cases.reading import readable_to
from web.search.keys import SHORTEST_BEGINNING, Key, Kind, keys_of
from web.search.persons import Person, person_of
from web.search.rights import own_customers, own_matters, ways_to_know

HASHED = {Kind.PHONE: Customer.mobile_hash, Kind.ID_NUMBER: Customer.id_no_hash, Kind.NAME: Customer.name_hash}
"""Where the keyed hash of each kind of key stands."""
Matter = TypeVar("Matter", Policy, Claim)
SEARCH = "search"
"""The verb in the access log."""
PERSONS, ABOUT, BEGINNING = "persons", "about", "beginning"
"""What a page goes on with."""


@dataclass(frozen=True, slots=True)
class MatterHit:
    """A policy or claim. `holder`: the masked name of whose it is."""

    id: str
    number: str
    status: str
    holder: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one page of a search gives. `next`: where the page after goes on, None at the end."""

    keys: tuple[Key, ...] = ()
    customers: tuple[Person, ...] = ()
    policies: tuple[MatterHit, ...] = ()
    claims: tuple[MatterHit, ...] = ()
    cases: tuple[CaseSummary, ...] = ()
    next: str | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing was found on this page."""
        return not (self.customers or self.policies or self.claims or self.cases)


def find(
    engine: Engine, actor: Actor, text: str, *, readable: Readable | None = None, after: str | None = None,
    limit: int = 20,
) -> Found:  # fmt: skip
    """A page of what the text names among what the actor may know of; of `limit` customers and as many cases at most.

    `readable`: which cases these are; by default what the actor's roles may read. `after`: the `next` of the page
    before. Raises `BadInput` for a wrong one.
    """
    may = readable if readable is not None else readable_to(engine, actor.roles, people(actor))
    keys = keys_of(text)
    search = _Search(engine, keys, may, limit)
    with engine.store.read() as connection, Session(bind=connection, autoflush=False) as rows:
        _key = rows.get(SubjectKey, SEARCH_KEY)  # held, so that the session reads it once for all hashes
        # The same hashes as the records have: who looked for this person is answered without knowing the number.
        asked = " ".join(f"{key.kind}:{known_hash(rows, key.text) or '-'}" for key in keys)
        search.look_up(rows, *_place(after))
    found = search.found()
    counts = f"{len(found.customers)} customers, {len(found.policies)} policies, {len(found.claims)} claims"
    engine.record_read(actor, SEARCH, asked, f"{counts}, {len(found.cases)} cases")
    return found


@dataclass(slots=True)
class _Search:
    engine: Engine
    keys: tuple[Key, ...]
    may: Readable
    limit: int
    customers: list[Person] = field(default_factory=list)
    policies: list[MatterHit] = field(default_factory=list)
    claims: list[MatterHit] = field(default_factory=list)
    cases: list[CaseSummary] = field(default_factory=list)
    next: str | None = None

    def found(self) -> Found:
        matters = tuple(self.policies), tuple(self.claims)
        return Found(self.keys, tuple(self.customers), *matters, tuple(self.cases), self.next)

    def look_up(self, rows: Session, place: str, rest: str) -> None:
        """Fill in what this page shows."""
        number = next((key.text for key in self.keys if key.kind is Kind.NUMBER), "")
        if place == BEGINNING:
            self._beginning(number, rest)
            return
        customers = _customers(rows, self.keys, self.may, rest if place == PERSONS else "", self.limit + 1)
        if place == PERSONS or len(customers) > self.limit:
            self._show_persons(rows, customers)
            return
        policies = list(rows.scalars(_matters(Policy, number, self.may))) if number else []
        claims = list(rows.scalars(_matters(Claim, number, self.may))) if number else []
        if not place:
            self._show_persons(rows, customers)
            self.policies = [_hit(rows, each, each.policyholder_id) for each in policies]
            self.claims = [_hit(rows, each, each.customer_id) for each in claims]
            if number:
                called = {number, number.lower()}
                found = self.engine.queries.cases_called(called, number.lower(), readable=self.may, limit=self.limit)
                self.cases += found
        names = {number} - {""}
        if len(customers) == 1:
            names |= names_of_customer(rows, customers[0].id)
        names |= {name for each in policies for name in names_of_policy(rows, each)}
        names |= {name for each in claims for name in names_of_claim(each)}
        self._about(names, rest or None)
        if not place and self.found().is_empty:
            self._beginning(number, "")

    def _show_persons(self, rows: Session, customers: Sequence[Customer]) -> None:
        shown = customers[: self.limit]
        if shown:
            # Held while the names are opened, so that the session has every key at hand and asks for none by itself.
            _keys = rows.scalars(select(SubjectKey).where(SubjectKey.subject.in_([each.id for each in shown]))).all()
        self.customers = [person_of(rows, each) for each in shown]
        if len(customers) > self.limit:
            self.next = f"{PERSONS}:{customers[self.limit - 1].id}"

    def _about(self, names: set[str], before: str | None) -> None:
        page = self.engine.queries.cases_about(
            names, names=(*NUMBERS, *PEOPLE), readable=self.may, before=before, limit=self.limit
        )
        shown = {case.id for case in self.cases}
        self.cases += [case for case in page.cases if case.id not in shown]
        if page.more:
            self.next = f"{ABOUT}:{page.cases[-1].id}"

    def _beginning(self, number: str, rest: str) -> None:
        if len(number) < SHORTEST_BEGINNING:
            return
        case_id, _, key = rest.partition(":")
        after = (key, case_id) if rest else None
        found, following = self.engine.queries.cases_beginning(number, readable=self.may, after=after, limit=self.limit)
        self.cases += found
        if following is not None:
            self.next = f"{BEGINNING}:{following[1]}:{following[0]}"


def _place(after: str | None) -> tuple[str, str]:
    if not after:
        return "", ""
    place, colon, rest = after.partition(":")
    if place not in (PERSONS, ABOUT, BEGINNING) or not colon or not rest:
        raise BadInput("there is no such page")
    return place, rest


def _customers(rows: Session, keys: Sequence[Key], may: Readable, after: str, limit: int) -> list[Customer]:
    """Who has one of these keys, by id; one statement per kind of key and way to know of somebody."""
    found: dict[str, Customer] = {}
    for kind, column in HASHED.items():
        hashes = [known_hash(rows, key.text) for key in keys if key.kind is kind]
        if not hashes:
            continue
        for way in ways_to_know(may):
            asked = select(Customer).where(column.in_(hashes), Customer.id > after, way)
            found |= {each.id: each for each in rows.scalars(asked.order_by(Customer.id).limit(limit))}
    number = next((key.text for key in keys if key.kind is Kind.NUMBER), "")
    if number and not after:
        asked = select(Customer).where(Customer.id == number, *own_customers(may))
        found |= {each.id: each for each in rows.scalars(asked)}
    return [found[each] for each in sorted(found)][:limit]


def _matters(table: type[Matter], number: str, may: Readable) -> Select[Matter]:
    return select(table).where(or_(table.number == number, table.id == number), *own_matters(may, table))


def _hit(rows: Session, row: Policy | Claim, holder_id: str) -> MatterHit:
    holder = rows.get(Customer, holder_id)
    return MatterHit(row.id, row.number, row.status, person_of(rows, holder).name if holder is not None else "")
