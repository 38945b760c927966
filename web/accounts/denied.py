"""What the doors of the site refused: written to the engine's access log, beside what the engine itself refuses.

Names the route and the reason, never what was typed: the log is not encrypted. Whoever is not logged in and is only
asked to log in was refused nothing, and is not written down.
"""

from __future__ import annotations

import structlog
from flask import request
from flask_login import current_user
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.exc import SQLAlchemyError

from engine.actor import Actor, ActorKind, Channel
from engine.errors import StoreUnavailable
from engine.journal.access import REFUSED, record_access
from engine.tracing import where
from web.accounts.login import actor
from web.site import site

NOBODY = "nobody"
"""Whoever is not logged in. What was typed as an account may be a password in the wrong field."""
LOGIN, OPEN = "log_in", "open"
MOST_PER_MINUTE = RateLimitItemPerMinute(20)
"""Of one person at one address, in each process: a flood is cut off in the log too."""
ONE_PER_MINUTE = RateLimitItemPerMinute(1)
_flood = FixedWindowRateLimiter(MemoryStorage())
log = structlog.get_logger(__name__)


def record_denied(reason: str, *, verb: str = OPEN, account_id: str | None = None) -> None:
    """Write down that this request was refused; `reason` is a word of `web/i18n/words.py`."""
    address, who = request.remote_addr or "unknown", _who(account_id)
    if not _flood.hit(MOST_PER_MINUTE, address, who.id):
        return
    try:
        with site().engine.store.write() as connection:
            said = f"{reason} ({address})"
            record_access(connection, site().now(), who, verb, _what(), REFUSED, said)
    except (SQLAlchemyError, StoreUnavailable) as error:
        log.warning("refusal not recorded", action="access_log_failed", verb=verb, error=where(error))


def record_too_many() -> None:
    """The first in a minute of each address and route is enough."""
    if _flood.hit(ONE_PER_MINUTE, request.remote_addr or "", _what()):
        record_denied("too_many")


def _who(account_id: str | None) -> Actor:
    if account_id is None and current_user.is_authenticated:
        return actor()
    return Actor(account_id or NOBODY, ActorKind.PERSON, Channel.WEB)


def _what() -> str:
    # The rule, not the address: a link's token and a search's words stand in addresses.
    return request.url_rule.rule if request.url_rule else request.method
