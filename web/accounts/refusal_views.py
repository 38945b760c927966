"""What was refused to whom, when and why: by the engine and by the doors of the site. For administrator and auditor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.journal.access import Refusals, list_refusals
from engine.views import AccessEntry
from web.accounts.words import VERB_WORDS, address_of, say_reason, say_verb
from web.cases.reading import hidden_processes
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("refusals", __name__)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One refusal as the page prints it."""

    at: datetime
    who: str
    on_behalf_of: str | None
    attempt: str
    what: str
    case_id: str | None
    reason: str
    address: str


@blueprint.get("/refusals")
@needs(Permission.REFUSALS_READ)
def list_all() -> ResponseReturnValue:
    asked = {name: request.args.get(name, "").strip()[:80] for name in ("who", "verb", "since", "until")}
    before = request.args.get("before", type=int)
    with site().engine.store.read() as connection:
        found = list_refusals(connection, _wanted(asked), limit=PAGE + 1, before=before)
    return render_template(
        "accounts/refusals.html",
        lines=[_line(entry) for entry in found[:PAGE]],
        asked=asked,
        verbs=VERB_WORDS,
        older={**_given(asked), "before": found[PAGE - 1].id} if len(found) > PAGE else None,
        is_filtered=bool(_given(asked)),
    )


def _given(asked: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def _wanted(asked: dict[str, str]) -> Refusals:
    until = _midnight(asked["until"])
    return Refusals(
        actor_id=asked["who"] or None,
        verbs=(asked["verb"],) if asked["verb"] else (),
        since=_midnight(asked["since"]),
        until=until and until + timedelta(days=1),
        hidden=hidden_processes(),
    )


def _midnight(day: str) -> datetime | None:
    """The day's beginning in the agency's time zone; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(day), time.min, site().zone)
    except ValueError:
        return None


def _line(entry: AccessEntry) -> Line:
    return Line(
        entry.at,
        entry.actor_id,
        entry.on_behalf_of,
        say_verb(entry.verb),
        entry.what,
        entry.case_id,
        say_reason(entry),
        address_of(entry),
    )
