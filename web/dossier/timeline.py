"""The key facts of several cases as one story, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext

from engine import facts
from engine.views import CaseSummary, HistoryEntry
from web.cases.elements import ElementNames
from web.cases.history import History, Line
from web.dossier.waits import names_of
from web.names import remember_names
from web.site import site

KEY_COMMANDS = frozenset(
    {"start", "complete", "correlate", "fire_timer", "cancel", "suspend", "resume", "resolve_incident", "erase"}
)
"""What moves a matter on. Who took or gave back a task, or paused a clock, stands on the case's own page."""
KEY_FACTS = (
    facts.CaseEnded,
    facts.ErrorThrown,
    facts.EscalationThrown,
    facts.IncidentRaised,
    facts.UserTaskClosed,
    facts.UserTaskOpened,
)
"""Of what followed: who is asked next, what went another way, how it ended; automatic steps and timers are left out."""
PAGE = 25


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words, and of which case. Values and reasons are left to the case's own history."""

    case_id: str
    process_name: str
    business_key: str
    who: str
    line: Line


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of the story; `next`: where the page after goes on."""

    lines: tuple[Told, ...]
    next: int | None


def timeline_of(cases: Sequence[CaseSummary], before: int | None = None) -> Timeline:
    """A page of what happened in these cases together."""
    by_id = {case.id: case for case in cases}
    page = site().engine.queries.history_of(list(by_id), KEY_COMMANDS, before=before, limit=PAGE)
    stories = {
        sha256: History(_names(sha256), _nothing) for sha256 in {each.definition_sha256 for each in page.entries}
    }
    remember_names(entry.actor_id for entry in page.entries)
    told = [
        Told(entry.case_id, case.process_name, case.business_key or "", _who(entry, line, by_id), line)
        for entry in page.entries
        for case in (by_id[entry.case_id],)
        for line in stories[entry.definition_sha256].tell([_key_facts(entry)])
    ]
    return Timeline(tuple(told), page.next)


def _key_facts(entry: HistoryEntry) -> HistoryEntry:
    return replace(entry, facts=tuple(fact for fact in entry.facts if isinstance(fact, KEY_FACTS)))


def _who(entry: HistoryEntry, line: Line, cases: Mapping[str, CaseSummary]) -> str:
    """Who did it; where a message of another case did, that case by its name."""
    case = cases.get(entry.actor_id)
    if case is None:
        return line.who
    return gettext("「%(name)s」", name=site().labels.say(case.process_name))


def _names(sha256: str | None) -> ElementNames:
    return names_of(sha256) if sha256 else ElementNames(())


def _nothing(_name: str, _value: object, **_where: str) -> str:
    # One entry alone does not tell in which process a value was set, so it cannot tell health from the rest.
    return ""
