"""Who may open which page: every route names one permission, and a route that names none opens to nobody.

The engine checks again, per task and case, what a person may do to it; this is the outer door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar

ROLES = (
    "agent",
    "compliance",
    "operations",
    "underwriter",
    "underwriter_u2",
    "underwriter_u3",
    "underwriting_committee",
    "claims",
    "claims_senior",
    "claims_manager",
    "claims_committee",
    "management",
    "agent_lead",
    "operations_lead",
    "compliance_lead",
    "underwriter_lead",
    "claims_lead",
    "process_owner",
    "auditor",
    "admin",
)
"""Role ids of SOP §3 that an account can have, then those of DESIGN §7. A customer has a link, not an account.

`underwriter` has authority U1; the higher levels of the authority table (DOMAIN §3.12) are roles held beside it;
so are `claims_senior`, `claims_manager`, `claims_committee` beside `claims` (DOMAIN §4.5).
`…_lead` is the direct leader of a department (4.7.4), held beside its role or alone.
"""

UNDERWRITING = ("underwriter", "underwriter_u2", "underwriter_u3", "underwriting_committee")
CLAIMS = ("claims", "claims_senior", "claims_manager", "claims_committee")
LEADS: dict[str, frozenset[str]] = {
    "agent_lead": frozenset({"agent"}),
    "operations_lead": frozenset({"operations"}),
    "compliance_lead": frozenset({"compliance"}),
    "underwriter_lead": frozenset(UNDERWRITING),
    "claims_lead": frozenset(CLAIMS),
    "management": frozenset({*ROLES} - {"admin", "auditor"}),
}
"""By role, the roles whose work it leads (3.7, 4.7.4): hands over, takes back, pauses; names substitutes for them."""


def led_by(roles: Iterable[str]) -> frozenset[str]:
    """The roles whose work somebody with these roles leads."""
    return frozenset().union(*(LEADS.get(role, ()) for role in roles))


class Permission(StrEnum):
    """What a route can ask for. Alphabetical; a retired one stays, because old rows name it."""

    ACCOUNTS_MANAGE = "accounts:manage"
    ACCOUNTS_READ = "accounts:read"
    ANYONE = "anyone"
    """The login page, the language switch, a customer's first step: no proof of identity yet."""
    CASES_READ = "cases:read"
    CASES_START = "cases:start"
    CUSTOMER = "customer"
    """A customer whose link and code were right."""
    CUSTOMER_LINKS_SEND = "customer-links:send"
    INCIDENTS_READ = "incidents:read"
    INCIDENTS_RESOLVE = "incidents:resolve"
    REFUSALS_READ = "refusals:read"
    REPORTS_READ = "reports:read"
    """See reports of the work that one leads or oversees; `web/reports/catalogue.py` says which."""
    SIGNED_IN = "signed-in"
    TASKS_WORK = "tasks:work"
    TEAM_LEAD = "team:lead"
    """See the work of the people one leads, hand it over, take it back; name substitutes for them."""


_STAFF = {Permission.SIGNED_IN, Permission.CASES_READ, Permission.CASES_START, Permission.TASKS_WORK}
"""What may be started is said by each diagram (`sop:starters`)."""
GRANTS: dict[str, set[Permission]] = {
    "agent": _STAFF | {Permission.CUSTOMER_LINKS_SEND},
    "compliance": _STAFF,
    "operations": _STAFF | {Permission.INCIDENTS_READ, Permission.INCIDENTS_RESOLVE, Permission.CUSTOMER_LINKS_SEND},
    "underwriter": _STAFF,
    "underwriter_u2": _STAFF,
    "underwriter_u3": _STAFF,
    "underwriting_committee": _STAFF,
    "claims": _STAFF,
    "claims_senior": _STAFF,
    "claims_manager": _STAFF,
    "claims_committee": _STAFF,
    "management": _STAFF | {Permission.INCIDENTS_READ, Permission.REPORTS_READ, Permission.TEAM_LEAD},
    "agent_lead": _STAFF | {Permission.REPORTS_READ, Permission.TEAM_LEAD},
    "operations_lead": _STAFF | {Permission.REPORTS_READ, Permission.TEAM_LEAD},
    "compliance_lead": _STAFF | {Permission.REPORTS_READ, Permission.TEAM_LEAD},
    "underwriter_lead": _STAFF | {Permission.REPORTS_READ, Permission.TEAM_LEAD},
    "claims_lead": _STAFF | {Permission.REPORTS_READ, Permission.TEAM_LEAD},
    "process_owner": _STAFF | {Permission.INCIDENTS_READ, Permission.REPORTS_READ},
    "auditor": {
        Permission.SIGNED_IN,
        Permission.ACCOUNTS_READ,
        Permission.CASES_READ,
        Permission.INCIDENTS_READ,
        Permission.REFUSALS_READ,
        Permission.REPORTS_READ,
    },
    "admin": {
        Permission.SIGNED_IN,
        Permission.ACCOUNTS_MANAGE,
        Permission.ACCOUNTS_READ,
        Permission.REFUSALS_READ,
    },
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """All that these roles grant together; an unknown role grants nothing."""
    return frozenset().union(*(GRANTS.get(role, set()) for role in roles))


View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission that opens it."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: Callable[..., Any] | None) -> Permission | None:
    """The permission that a view was marked with; None denies."""
    return getattr(view, "permission", None)
