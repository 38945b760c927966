"""Cases of the reader in which nobody has a task: time, a machine or a message from outside moves them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from engine.actor import Actor
from engine.views import QuietCase, Waiting
from web.cases.elements import ElementNames
from web.deployed import processes_of
from web.i18n.dates import say_moment
from web.site import site

SHOWN = 20


@dataclass(frozen=True, slots=True)
class QuietRow:
    """A case and, in words, what it waits for."""

    case_id: str
    process_name: str
    business_key: str | None
    started_at: datetime
    words: str


def quiet_rows(reader: Actor) -> list[QuietRow]:
    """The reader's newest."""
    found = site().engine.queries.quiet_cases(reader, limit=SHOWN)
    if not found:
        return []
    names = _names({one.case.process_id for one in found})
    return [
        QuietRow(one.case.id, one.case.process_name, one.case.business_key, one.case.started_at, _words(one, names))
        for one in found
    ]


def _names(process_ids: set[str]) -> ElementNames:
    views = [view for view in site().engine.queries.processes() if view.process_id in process_ids]
    return ElementNames(process for view in views for process in processes_of(view.definition_sha256).values())


def _words(one: QuietCase, names: ElementNames) -> str:
    messages = [wait for wait in one.waiting if wait.kind == "message"]
    jobs = [wait for wait in one.waiting if wait.kind == "job"]
    timers = sorted((wait for wait in one.waiting if wait.kind == "timer" and wait.due_at), key=_due)
    if jobs:
        return gettext("自动步骤「%(step)s」稍后再试", step=names.of_element(jobs[0].element))
    said = [gettext("外部消息「%(what)s」", what=names.of_element(wait.element)) for wait in messages[:2]]
    if timers:
        said.append(gettext("到%(when)s", when=say_moment(_due(timers[0]))))
    return gettext("，或").join(said)


def _due(wait: Waiting) -> datetime:
    assert wait.due_at is not None  # noqa: S101 - filtered
    return wait.due_at
