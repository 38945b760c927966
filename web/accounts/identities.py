"""Which account somebody at an OpenID provider is. The provider's own `sub` decides, once it is bound.

The first login binds: the claim that the installation names (`SOPFLOW_OIDC_CLAIM`) must be the id of an account that an
administrator has made. From then on names at the provider may change or be given to others: only the bound subject gets
in, and nobody else gets into that account.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Forbidden
from web.accounts.events import Event, record_event
from web.accounts.tables import ForeignIdentity
from web.tables import Account


def account_of_identity(session: Session, issuer: str, subject: str, name: str, now: datetime) -> Account:
    """The living account of a subject, bound now if it comes for the first time. Raises `Forbidden`."""
    bound = session.get(ForeignIdentity, (issuer, subject))
    account = session.get(Account, bound.account_id if bound else name)
    if account is None or account.disabled_at is not None:
        raise Forbidden("there is no account for this identity", actor=name, verb="log in", what=issuer)
    if bound is None:
        if _bound(session, account.id, issuer) is not None:
            raise Forbidden("the account is somebody else's at the provider", actor=name, verb="log in", what=issuer)
        session.add(ForeignIdentity(issuer=issuer, subject=subject, account_id=account.id, bound_at=now))
        record_event(session, account.id, account.id, Event.IDENTITY_BOUND, now, issuer=issuer)
    return account


def identities_of(session: Session, account_id: str) -> list[ForeignIdentity]:
    """Who the account is at which provider."""
    asked = select(ForeignIdentity).where(ForeignIdentity.account_id == account_id).order_by(ForeignIdentity.issuer)
    return list(session.scalars(asked))


def unbind(session: Session, account_id: str, now: datetime, *, by: str) -> None:
    """Forget who the account is at its providers. Safe to repeat."""
    for row in identities_of(session, account_id):
        session.delete(row)
        record_event(session, account_id, by, Event.IDENTITY_REMOVED, now, issuer=row.issuer)


def _bound(session: Session, account_id: str, issuer: str) -> ForeignIdentity | None:
    asked = select(ForeignIdentity).where(ForeignIdentity.account_id == account_id, ForeignIdentity.issuer == issuer)
    return session.scalar(asked)
