"""What roles are told about the agency's own matters, and texts sealed under the agency's key (SOP 4.7.3, 5.2)."""

from __future__ import annotations

from typing import Any

from engine.registry import HandlerContext
from handlers import privacy
from handlers.notices import AGENCY, Notice, tell


def tell_roles(context: HandlerContext, kind: str, title: str, text: str, matter_id: str, *roles: str) -> None:
    """A notice to roles of the agency about a matter of its own; it names no customer."""
    tell(context, Notice(kind=kind, title=title, text=text, matter_id=matter_id), *roles)


def tell_person(context: HandlerContext, kind: str, title: str, text: str, matter_id: str, person_id: str) -> None:
    """A notice to one member of staff, sealed under that person's own key."""
    notice = Notice(kind=kind, title=title, text=text, matter_id=matter_id, customer_id=person_id, agent_id=person_id)
    tell(context, notice, "agent")


def sealed(context: HandlerContext, said: dict[str, Any], before: bytes | None = None) -> bytes:
    """`said` laid over what was sealed before, under the agency's key."""
    return privacy.seal(context.session, AGENCY, opened(context, before) | said, context.now)


def opened(context: HandlerContext, content: bytes | None) -> dict[str, Any]:
    """What `sealed` closed; empty for nothing."""
    if content is None:
        return {}
    return dict(privacy.unseal(context.session, AGENCY, content))
