"""Who is logged in: Flask-Login over the table of sessions, and the actor of a request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, session
from flask_login import LoginManager, UserMixin, current_user

from engine.actor import Actor, ActorKind, Channel
from web.accounts.operations import account_of_session
from web.permissions import Permission, permissions_of
from web.site import site
from web.tables import Account

login_manager = LoginManager()
# The table of sessions decides; Flask-Login's own fingerprint would log people out whose address changes.
login_manager.session_protection = None


@dataclass(frozen=True)
class Person(UserMixin):
    """The logged-in member of staff, as pages see one."""

    id: str
    name: str
    roles: frozenset[str]
    password_is_one_time: bool
    token: str

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def may(self, permission: str) -> bool:
        """For templates: `current_user.may("cases:start")`."""
        return Permission(permission) in self.permissions

    def get_id(self) -> str:
        return self.token


def person_of(account: Account, token: str) -> Person:
    """The page's view of an account."""
    return Person(account.id, account.name, account.role_ids, account.password_is_one_time, token)


@login_manager.user_loader
def load_person(token: str) -> Person | None:
    """Called once per request; the database decides each time, so a disabled account is out at its next click."""
    with site().reading() as rows:
        account = account_of_session(rows, token, site().now())
        return None if account is None else person_of(account, token)


def me() -> Person:
    """The logged-in person; only behind a permission that needs one."""
    person: Person = current_user._get_current_object()  # noqa: SLF001 - Werkzeug's own way to the object behind
    return person


def actor() -> Actor:
    """The logged-in person as the engine's actor."""
    person = me()
    return Actor(person.id, ActorKind.PERSON, Channel.WEB, person.roles, person.name)


def forget_other_identities() -> None:
    """A fresh login starts from an empty cookie but for the language, so no older session can be fixed on it."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.pop("_login_user", None)
