"""Who waits for whom: the open steps of all running cases together, with whom each is and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from engine.actor import Actor
from engine.views import CaseSummary
from web.cases.elements import ElementNames
from web.cases.standing import Place, task_place, waiting_place
from web.deployed import processes_of
from web.names import remember_names
from web.site import site

MOST = 200


@dataclass(frozen=True, slots=True)
class Wait:
    """One place where a case stands. `since` None: not known, as of a timer."""

    place: Place
    case_id: str
    process_name: str
    since: datetime | None
    is_stopped: bool = False


def waits_of(cases: Sequence[CaseSummary], reader: Actor) -> list[Wait]:
    """What stopped first, then what people have to do, the most urgent first, then what only time or messages bring."""
    running = {case.id: case for case in cases if case.ended_at is None}
    queries = site().engine.queries
    tasks = queries.open_tasks(case_ids=list(running), limit=MOST) if running else ()
    stopped = queries.incidents(case_ids=list(running), limit=MOST) if running else ()
    quiet = {case_id: waits for case_id, waits in queries.waiting(list(running)).items() if waits}
    remember_names(task.holder for task in tasks)
    names = _names([running[each] for each in {*quiet, *(one.case_id for one in stopped)}])
    return [
        *(
            Wait(
                Place(names[one.case_id].of_element(one.element), gettext("异常，等运营处理")),
                one.case_id, running[one.case_id].process_name, one.raised_at, is_stopped=True,
            )
            for one in stopped
        ),
        *(
            Wait(task_place(task, reader), task.case_id, running[task.case_id].process_name, task.opened_at)
            for task in tasks
        ),
        *(
            Wait(waiting_place(one, names[case_id]), case_id, running[case_id].process_name, None)
            for case_id, found in quiet.items()
            for one in found
        ),
    ]  # fmt: skip


def _names(cases: Sequence[CaseSummary]) -> Mapping[str, ElementNames]:
    hashes = site().engine.queries.definitions_of((case.process_id, case.process_version) for case in cases)
    made = {version: names_of(sha256) for version, sha256 in hashes.items()}
    return {case.id: made[case.process_id, case.process_version] for case in cases}


def names_of(sha256: str) -> ElementNames:
    """The labels of a diagram, and beside them of all that was deployed with it: a case walks through several."""
    everything = site().engine.queries.processes_beside(sha256)
    return ElementNames(processes_of(sha256).values(), ElementNames(everything.values()))
