"""The list of cases in words: whose matter it is, where it stands. A few questions for the whole page, none per row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from engine.views import CaseSummary, InboxTask, IncidentView
from web.cases.elements import ElementNames
from web.customers.people import customers_of, masked_names
from web.deployed import processes_of
from web.i18n.words import role_word
from web.names import name_of_actor, number_of, remember_names
from web.site import site
from web.tables import CustomerLink

MANY = 500
"""More open tasks than any page of cases has."""
STATUS_WORDS = {
    "active": (lambda: gettext("办理中"), "accent"),
    "suspended": (lambda: gettext("已暂停"), "soon"),
    "completed": (lambda: gettext("已办结"), "good"),
    "terminated": (lambda: gettext("已终止"), ""),
    "cancelled": (lambda: gettext("已取消"), ""),
}


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in words. `customer`: masked, empty when none is known; `standing`: its open steps, or how it ended."""

    id: str
    process_name: str
    business_key: str
    customer: str
    standing: str
    status_words: str
    tone: str
    started_by: str
    changed_at: datetime


def listed(cases: Sequence[CaseSummary]) -> list[ListedCase]:
    """The rows of a page of cases, in its order."""
    ids = [case.id for case in cases]
    tasks = _by_case(site().engine.queries.open_tasks(case_ids=ids, limit=MANY))
    incidents = _by_case(site().engine.queries.incidents(case_ids=ids, limit=MANY))
    customers = _customers(ids, tasks)
    names = _names(cases)
    remember_names([case.started_by for case in cases] + [task.holder for found in tasks.values() for task in found])
    return [
        ListedCase(
            id=case.id,
            process_name=case.process_name,
            business_key=_number(case, tasks[case.id]),
            customer=customers.get(case.id, ""),
            standing=_standing(case, tasks[case.id], incidents[case.id], names[case.process_id, case.process_version]),
            status_words=STATUS_WORDS[case.status][0](),
            tone=STATUS_WORDS[case.status][1],
            started_by=case.started_by,
            changed_at=case.changed_at,
        )
        for case in cases
    ]


def _number(case: CaseSummary, tasks: Sequence[InboxTask]) -> str:
    return number_of(case.business_key, {name: value for task in tasks for name, value in task.values.items()})


def _by_case(found: Iterable[Any]) -> defaultdict[str, list[Any]]:
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for one in found:
        rows[one.case_id].append(one)
    return rows


def _standing(
    case: CaseSummary, tasks: Sequence[InboxTask], incidents: Sequence[IncidentView], names: ElementNames
) -> str:
    if case.ended_at is not None:
        return names.of_element(case.end_event) if case.end_event else ""
    places = [gettext("异常，等运营处理")] * bool(incidents) + [_place(task) for task in tasks]
    return gettext("；").join(places) or gettext("等待时间或消息")


def _place(task: InboxTask) -> str:
    """The step, and with whom it is."""
    who = name_of_actor(task.holder) if task.holder else gettext("、").join(role_word(group) for group in task.groups)
    step = site().labels.say(task.label) or task.element
    return gettext("%(step)s（%(who)s）", step=step, who=who) if who else step


def _names(cases: Sequence[CaseSummary]) -> dict[tuple[str, int], ElementNames]:
    """The labels of the version that each case runs on."""
    found = site().engine.queries.definitions_of((case.process_id, case.process_version) for case in cases)
    return {version: ElementNames(processes_of(sha256).values()) for version, sha256 in found.items()}


def _customers(ids: Sequence[str], tasks: Mapping[str, Sequence[InboxTask]]) -> dict[str, str]:
    """Masked names by case: an open task names the customer; once there is none, the link that was sent does."""
    people: dict[str, str] = {}
    with site().reading() as rows:
        asked = select(CustomerLink.case_id, CustomerLink.customer_id).where(CustomerLink.case_id.in_(ids))
        people.update({row.case_id: row.customer_id for row in rows.execute(asked.distinct())})
    known = {case_id: found[0].values for case_id, found in tasks.items() if found}
    named = customers_of(known.values())
    people.update({case_id: person for case_id, person in zip(known, named, strict=True) if person})
    masked = masked_names(people.values())
    return {case_id: masked[person] for case_id, person in people.items() if person in masked}
