"""What diagrams send to staff (SOP 4.7.1, 4.7.3): the document lies in the case's file, its readers are told of it."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.outbox import Outgoing
from engine.store.keys import CaseErased
from handlers.records import Document
from web.cases.reading import CONFIDENTIAL
from web.notices.kinds import reader_of_role
from web.notices.lookout import members_of
from web.notices.notices import Told, tell
from web.permissions import ROLES
from web.tables import Account, AccountRole

CUSTOMER = "customer"
SYSTEM = "system"


def tell_of_letter(engine: Engine, outgoing: Outgoing) -> None:
    """Tell whom a diagram's notice is for, once, however often the outbox comes with it."""
    said, case_id = outgoing.payload, outgoing.case_id
    if said["recipient"] == CUSTOMER:
        return
    known_to = engine.queries.process_properties().get(engine.queries.case(case_id).process_id, {}).get(CONFIDENTIAL)
    with engine.store.session() as rows:
        document = rows.get_one(Document, said["document_id"])
        key = f"letter|{outgoing.idempotency_key}"
        told = [Told(reader, "letter", key=key) for reader in _readers(rows, said["recipient"], said["to"], known_to)]
        with suppress(CaseErased):
            tell(rows.connection(), engine.keys, told, SYSTEM, engine.clock.now(), document.title, case_id=case_id)


def _readers(rows: Session, recipient: str, to: str, known_to: str | None) -> list[str]:
    """A role's members and its group; or the person, an agent mostly, if there is such an account.

    `known_to`: of a confidential process, the roles that may know of it at all (AML Law art 35); no group is told then.
    """
    is_role = recipient in ROLES and to == recipient
    names = members_of(rows.connection(), recipient) if is_role else (to,)
    # One statement, however many members a role has: the next page of whoever completed a task waits beside it.
    accounts = select(Account.id).where(Account.id.in_(names)).order_by(Account.id)
    if known_to is not None:
        may_know = AccountRole.role.in_(known_to.split())
        return list(rows.scalars(accounts.where(Account.roles.any(may_know))))
    return [*rows.scalars(accounts), *([reader_of_role(recipient)] if is_role else [])]
