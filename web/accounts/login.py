"""Who is logged in: Flask-Login over the table of sessions, and the actor of a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from engine.actor import Actor, ActorKind, Channel
from web.accounts.second_factor import is_privileged
from web.accounts.sessions import Origin, device_of, find_session, is_due_to_be_seen, open_session, see
from web.handover.acting import mandate_of
from web.permissions import Permission, permissions_of
from web.site import site

WITH_CODE = "+code"
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
    method: str = "password"
    """How it was proved who it is (`sessions.Origin`)."""
    last_seen_at: datetime | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    def may(self, permission: str) -> bool:
        """For templates: `current_user.may("cases:start")`."""
        return Permission(permission) in self.permissions

    @property
    def lacks_second_factor(self) -> bool:
        """Whether these roles, passed on ones too, ask for a second proof that this session has not given."""
        if self.method.endswith(WITH_CODE):
            return False
        mandate = mandate_of(self.id)
        return is_privileged(self.roles | (mandate.roles if mandate else frozenset()))

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def load_person(token: str) -> Person | None:
    """Called once per request; the database decides each time, so a disabled account is out at its next click."""
    with site().reading() as rows:
        found = find_session(rows, token, site().now(), site().settings.idle)
        if found is None:
            return None
        account, row = found
        return Person(
            account.id, account.name, account.role_ids, account.password_is_one_time, token, row.method,
            row.last_seen_at,
        )  # fmt: skip


View = TypeVar("View", bound=Callable[..., Any])


def unattended(view: View) -> View:
    """Mark a view that an open page asks by itself: it does not show that somebody sits before it."""
    view.is_unattended = True  # type: ignore[attr-defined]
    return view


def note_seen() -> None:
    """Keep when and from where the session was last used, at most every minute."""
    person, now = me(), site().now()
    if person.last_seen_at is not None and is_due_to_be_seen(person.last_seen_at, now):
        with site().writing() as rows:
            see(rows, person.token, request.remote_addr or "", now)


def let_in(account_id: str, method: str) -> None:
    """Log this browser in, on a fresh cookie. Only after every proof that is asked of the account."""
    origin = Origin(request.remote_addr or "", device_of(request.user_agent.string), method)
    with site().writing() as rows:
        token = open_session(rows, account_id, site().now(), origin)
    forget_other_identities()
    # Flask-Login wants no more of a user than its id; the next request loads the person.
    login_user(Person(account_id, "", frozenset(), password_is_one_time=False, token=token))
    session.permanent = True


def me() -> Person:
    """The logged-in person; only behind a permission that needs one."""
    person: Person = current_user._get_current_object()  # noqa: SLF001 - Werkzeug's own way to the object behind
    return person


def actor() -> Actor:
    """The logged-in person as the engine's actor; as somebody's substitute while this browser works in his name."""
    person = me()
    mandate = mandate_of(person.id)
    if mandate is not None:
        return mandate.actor(person.name, Channel.WEB)
    return Actor(person.id, ActorKind.PERSON, Channel.WEB, person.roles, person.name)


def forget_other_identities() -> None:
    """A fresh login starts from an empty cookie but for the language, so no older session can be fixed on it."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.pop("_login_user", None)
