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
    knowing = None if known_to is None else known_to.split()
    if recipient in ROLES and to == recipient:
        members = members_of(rows.connection(), recipient, among=knowing)
        return [*members, *([reader_of_role(recipient)] if knowing is None else [])]
    account = select(Account.id).where(Account.id == to)
    if knowing is not None:
        account = account.where(Account.roles.any(AccountRole.role.in_(knowing)))
    return list(rows.scalars(account))
