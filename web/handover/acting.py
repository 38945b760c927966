"""In whose name this browser works: as oneself, or as a substitute; what the banner on every page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g, session

from web.handover import mandates
from web.handover.mandates import Mandate
from web.notices.notices import count_new
from web.site import site

CHOSEN = "acting"
"""In the signed cookie: the substitution that was chosen. Whether it still holds is asked at every request."""


def mandate_of(account_id: str) -> Mandate | None:
    """The mandate that this browser works under; None: as oneself, also when the mandate has ended since."""
    if "mandate" not in g:
        chosen = session.get(CHOSEN)
        g.mandate = None
        if chosen:
            with site().reading() as rows:
                g.mandate = mandates.mandate(rows, chosen, account_id, site().now())
            if g.mandate is None:
                session.pop(CHOSEN)
                g.mandate_is_over = True
    found: Mandate | None = g.mandate
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A substitution as the banner offers it. `name`: the principal."""

    id: str
    name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands above every page: in whose name, that one is away oneself, what one could do, what is new."""

    acting: Mandate | None
    is_over: bool
    away_until: datetime | None
    away_substitutes: tuple[str, ...]
    choices: tuple[Choice, ...]
    new_notices: int


def banner_of(account_id: str) -> Banner:
    """One look at the substitutions and notices of the account."""
    acting, now = mandate_of(account_id), site().now()
    with site().reading() as rows:
        running = [found for found in mandates.current(rows, account_id, now) if found.starts_at <= now]
        offered = [mandates.mandate(rows, found.id, account_id, now) for found in running]
        new_notices = count_new(rows, account_id)
    away = [found for found in running if found.principal_id == account_id]
    return Banner(
        acting=acting,
        is_over=g.get("mandate_is_over", False),
        away_until=max((found.ends_at for found in away), default=None),
        away_substitutes=tuple(found.substitute_id for found in away),
        choices=tuple(Choice(each.id, each.principal_name, each.ends_at) for each in offered if each is not None),
        new_notices=new_notices,
    )
