"""What can be done to an account. Each takes an ORM session: its caller's transaction, which the history shares.

`by` is the account, or the installation's own word, in whose name it is done; it stands in the account's history.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.errors import BadInput, Conflict, Forbidden, NotFound
from engine.registry import Person
from handlers import privacy
from web.accounts import policy, second_factor
from web.accounts.events import Event, record_event
from web.accounts.passwords import MAX_LENGTH, hash_password, make_one_time_password, password_fits
from web.accounts.sessions import end_session, end_sessions, token_hash
from web.accounts.tables import ForeignIdentity
from web.permissions import ROLES
from web.tables import Account, AccountRole

__all__ = ["token_hash"]
INSTALLATION = "system"
_ID = re.compile(r"[a-z][a-z0-9._-]{1,39}")


def create_account(
    session: Session, account_id: str, name: str, roles: Iterable[str], now: datetime, *, password: str | None = None,
    by: str = INSTALLATION,
) -> str:  # fmt: skip
    """Create an account; returns its one-time password (made here unless given), which is kept nowhere.

    Raises `BadInput` for an unusable id, name or role, `Conflict` if the account exists.
    """
    if not _ID.fullmatch(account_id):
        raise BadInput("an account's id is 2 to 40 small letters, digits, dots and dashes, and begins with a letter")
    name, roles = _good_name(name), _good_roles(roles)
    if session.get(Account, account_id) is not None:
        raise Conflict(f"the account {account_id} exists already", id=account_id)
    password = password or make_one_time_password()
    session.add(
        Account(
            id=account_id,
            name=name,
            password_hash=hash_password(password),
            password_is_one_time=True,
            created_at=now,
            roles=[AccountRole(role=role) for role in sorted(roles)],
        )
    )
    record_event(session, account_id, by, Event.CREATED, now, roles=sorted(roles))
    session.flush()
    return password


def find_account(session: Session, account_id: str) -> Account:
    """The account, or `NotFound`."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound(what="account", id=account_id)
    return account


def list_accounts(session: Session) -> list[Account]:
    """All accounts by id."""
    return list(session.scalars(select(Account).order_by(Account.id)))


def people_of(session: Session, account_ids: Collection[str]) -> dict[str, Person]:
    """Who has these accounts, disabled ones too: the engine's directory, for papers that name people."""
    asked = select(Account.id, Account.name, AccountRole.role).outerjoin(AccountRole)
    found: dict[str, Person] = {}
    for row in session.execute(asked.where(Account.id.in_(account_ids))):
        before = found.get(row.id, Person(row.name))
        found[row.id] = Person(row.name, before.roles | {row.role} if row.role else before.roles)
    return found


def check_login(session: Session, account_id: str, password: str) -> Account | None:
    """The account if it lives and the password is its own. Slow on purpose: not for a write transaction."""
    account = session.get(Account, account_id)
    if not password_fits(password[:MAX_LENGTH], account.password_hash if account else None):
        return None
    return None if account is None or account.disabled_at is not None else account


def is_account(session: Session, account_id: str) -> bool:
    """Whether there is such an account, living or not."""
    return session.get(Account, account_id) is not None


def check_new_password(session: Session, account_id: str, old: str, new: str) -> str:
    """The hash of a new own password. Raises `Forbidden` when the old one is not right, `PasswordRefused`.

    Slow on purpose: not for a write transaction; `set_password` writes what this gave.
    """
    account = find_account(session, account_id)
    if not password_fits(old[:MAX_LENGTH], account.password_hash):
        raise Forbidden("the present password is not right", actor=account_id, verb="change", what="password")
    policy.require_good(session, account, new)
    return hash_password(new)


def set_password(session: Session, account_id: str, new_hash: str, *, now: datetime, keep_token: str) -> None:
    """Set an own password; all other sessions of the account end."""
    account = find_account(session, account_id)
    policy.remember_password(session, account, now)
    account.password_hash = new_hash
    account.password_is_one_time = False
    record_event(session, account_id, account_id, Event.PASSWORD_CHANGED, now)
    end_sessions(session, account_id, now, but=keep_token)


def reset_password(
    session: Session, account_id: str, now: datetime, password: str | None = None, *, by: str = INSTALLATION
) -> str:
    """Give an account a new one-time password and end its sessions; returns the password."""
    account = find_account(session, account_id)
    if not account.password_is_one_time:
        policy.remember_password(session, account, now)
    password = password or make_one_time_password()
    account.password_hash = hash_password(password)
    account.password_is_one_time = True
    record_event(session, account_id, by, Event.PASSWORD_RESET, now)
    end_sessions(session, account_id, now)
    return password


def rename_account(session: Session, account_id: str, name: str, now: datetime, *, by: str) -> None:
    """Give an account another person's name, as after a wedding. Raises `BadInput`, `NotFound`."""
    account, name = find_account(session, account_id), _good_name(name)
    if name != account.name:
        record_event(session, account_id, by, Event.RENAMED, now, old=account.name, new=name)
        account.name = name


def change_roles(session: Session, account_id: str, roles: Iterable[str], now: datetime, *, by: str) -> None:
    """Give an account other roles, from its next click on. Raises `BadInput`; `Forbidden`: nobody changes the own."""
    account, wanted = find_account(session, account_id), _good_roles(roles)
    if wanted == account.role_ids:
        return
    if account_id == by:
        raise Forbidden("nobody may change the own roles", actor=by, verb="change", what="roles")
    record_event(session, account_id, by, Event.ROLES_CHANGED, now, old=sorted(account.role_ids), new=sorted(wanted))
    account.roles = [row for row in account.roles if row.role in wanted] + [
        AccountRole(role=role) for role in sorted(wanted - account.role_ids)
    ]


def revoke_sessions(session: Session, account_id: str, short_id: str, now: datetime, *, by: str) -> None:
    """End one session of the account (`sessions.end_session`), or all with no `short_id`. Raises `NotFound`."""
    find_account(session, account_id)
    if short_id:
        end_session(session, account_id, short_id, now)
    else:
        end_sessions(session, account_id, now)
    record_event(session, account_id, by, Event.SESSIONS_ENDED, now)


def take_second_factor(session: Session, account_id: str, now: datetime, *, by: str) -> None:
    """For somebody who lost it. Raises `Forbidden`: one's own goes only with a code, on one's own page."""
    if account_id == by:
        raise Forbidden("nobody takes the own second factor away here", actor=by, verb="remove", what="second factor")
    find_account(session, account_id)
    second_factor.remove(session, account_id, now, by=by)


def disable_account(session: Session, account_id: str, by: str, now: datetime) -> None:
    """A leaver: the account, its sessions and all by which it could prove who it is die at once.

    Nobody disables the own account: `Forbidden`. Safe to repeat.
    """
    if account_id == by:
        raise Forbidden("nobody may disable the own account", actor=by, verb="disable", what=account_id)
    account = find_account(session, account_id)
    end_sessions(session, account_id, now)
    if account.disabled_at is not None:
        return
    account.disabled_at = now
    second_factor.forget(session, account_id)
    session.execute(delete(ForeignIdentity).where(ForeignIdentity.account_id == account_id))
    privacy.erase(session, second_factor.subject(account_id))
    record_event(session, account_id, by, Event.DISABLED, now)


def enable_account(session: Session, account_id: str, now: datetime, *, by: str = INSTALLATION) -> str:
    """Back again, with a new one-time password, which is returned."""
    find_account(session, account_id).disabled_at = None
    record_event(session, account_id, by, Event.ENABLED, now)
    return reset_password(session, account_id, now, by=by)


def _good_name(name: str) -> str:
    if not name.strip():
        raise BadInput("an account needs a person's name")
    return name.strip()


def _good_roles(roles: Iterable[str]) -> frozenset[str]:
    wanted = frozenset(roles)
    if not wanted or wanted - set(ROLES):
        raise BadInput(f"an account needs roles out of {', '.join(ROLES)}")
    return wanted
