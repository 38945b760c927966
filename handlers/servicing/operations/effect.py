"""What an item does to a policy: worked out first, shown, approved, and only then written.

An operation reads the scene and gives its effect: before and after, money, what stands against it, and the function
that writes it. So the figures that were approved and what is written come from the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.registry import HandlerContext
from handlers.records import Customer, Policy, PolicyPlan, Product, ServicingRecord
from handlers.servicing.record import change_of, policy_of
from handlers.servicing.schemas import Change
from handlers.worth import plans_of

Json = Any


@dataclass(frozen=True, slots=True)
class Scene:
    """A request with everything that its operation looks at."""

    context: HandlerContext
    record: ServicingRecord
    policy: Policy
    change: Change

    @property
    def session(self) -> Session:
        return self.context.session

    @property
    def plans(self) -> Sequence[PolicyPlan]:
        return plans_of(self.session, self.policy)

    @property
    def holder(self) -> Customer:
        return self.session.get_one(Customer, self.policy.policyholder_id)

    @property
    def insured(self) -> Customer:
        return self.session.get_one(Customer, self.policy.insured_id)

    def plan(self) -> PolicyPlan:
        """The product that the change names by its line; the first when it names none. Raises `Against`."""
        wanted = self.change.plan_line or self.plans[0].line if self.plans else None
        found = next((plan for plan in self.plans if plan.line == wanted), None)
        if found is None:
            raise Against("no_such_plan")
        return found

    def product(self, code: str | None) -> Product:
        """A product by code. Raises `Against`."""
        found = self.session.get(Product, code) if code else None
        if found is None:
            raise Against("no_such_plan")
        return found


class Against(Exception):
    """Something stands against the change; `problems` are codes of `codes.PROBLEMS`."""

    def __init__(self, *problems: str) -> None:
        super().__init__(", ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Before and after by name of what changes; yuan in and out; lines to show; `write` makes it so."""

    before: Mapping[str, Json] = field(default_factory=dict)
    after: Mapping[str, Json] = field(default_factory=dict)
    money_in: Decimal = Decimal(0)
    money_out: Decimal = Decimal(0)
    lines: Sequence[tuple[str, str]] = ()
    """Label and words, for letters and for what is signed; no personal data."""
    write: Callable[[], object]


Operation = Callable[[Scene], Effect]
OPERATIONS: dict[str, Operation] = {}


def operation(*names: str) -> Callable[[Operation], Operation]:
    """Register an operation under the names that the catalogue's column `operation` uses."""

    def register(run: Operation) -> Operation:
        for name in names:
            if name in OPERATIONS:
                raise ValueError(f"two operations are named {name}")
            OPERATIONS[name] = run
        return run

    return register


def scene_of(context: HandlerContext, record: ServicingRecord) -> Scene:
    """The scene of a request as it stands now."""
    return Scene(context, record, policy_of(context.session, record), change_of(context.session, record))


def required(value: Any) -> Any:
    """The value. Raises `Against` when the request does not say it."""
    if value is None or value in ("", []):
        raise Against("field_missing")
    return value


def differing(before: Mapping[str, Json], after: Mapping[str, Json]) -> None:
    """Raises `Against` when nothing would change."""
    if before == after:
        raise Against("already_so")


def set_columns(row: Any, values: Mapping[str, Any]) -> Callable[[], object]:
    """A writer that sets columns of a row."""

    def write() -> None:
        for name, value in values.items():
            setattr(row, name, value)

    return write
