"""How far a matter is, in the customer's words: the big steps of the case's own process."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from flask_babel import gettext

from engine.bpmn.model import FlowNode, Kind, Process
from engine.views import CaseDetail, Diagram, InboxTask
from web.customers.confirmation import SIGNED_FORMS
from web.customers.people import for_customer
from web.deployed import processes_of
from web.i18n.dates import say_day
from web.i18n.words import CUSTOMER_WORD, role_word
from web.site import site

SIGNATURE = "sop:signature"
STAGE = "sop:customer-stage"
FEWEST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """`state`: `done`, `now` or `later`."""

    words: str
    state: str


def stages_of(detail: CaseDetail) -> list[Stage]:
    """The big steps of the case's own process, in the order of its flow; none when there are fewer than two.

    A diagram says in `sop:customer-stage` what an element is called to customers; elements with the same words are one
    step. Without it the steps are the processes that it calls.
    """
    if not detail.diagrams:
        return []
    own: Diagram = detail.diagrams[0]
    process = processes_of(own.sha256).get(own.process_id)
    steps = _steps(in_order(process)) if process else {}
    if len(steps) < FEWEST_SHOWN:
        return []

    def state(elements: list[str]) -> str:
        if set(elements) & set(own.active):
            return "now"
        return "done" if set(elements) & set(own.finished) else "later"

    return [Stage(site().labels.say(words), state(elements)) for words, elements in steps.items()]


def _steps(nodes: list[FlowNode]) -> dict[str, list[str]]:
    """The elements of each step, by its words."""
    named = [(node.properties.get(STAGE, ""), node.id) for node in nodes]
    if not any(words for words, _ in named):
        named = [(node.name, node.id) for node in nodes if node.kind is Kind.CALL_ACTIVITY]
    steps: dict[str, list[str]] = {}
    for words, element in named:
        if words:
            steps.setdefault(words, []).append(element)
    return steps


def doing_now(detail: CaseDetail) -> str:
    """Who of the agency has it now and until when, in one sentence; empty when no task of the staff is open."""
    open_ = [task for task in detail.open_tasks if not for_customer(task.groups)]
    doers = [words for words in dict.fromkeys(_doer(task) for task in open_) if words]
    if not doers:
        return ""
    who = gettext("、").join(doers)
    due = min((task.due_at for task in open_ if task.due_at), default=None)
    if due is None or due < site().now():
        return gettext("现在由%(who)s办理。", who=who)
    return gettext("现在由%(who)s办理，预计 %(when)s 前完成这一步。", who=who, when=say_day(due))


def _doer(task: InboxTask) -> str:
    """The lane; the first of its roles where the staff do what is drawn in the customer's lane."""
    lane = site().labels.say(task.lane)
    return role_word(task.groups[0]) if lane == CUSTOMER_WORD and task.groups else lane


def in_order(process: Process, scope: str | None = None) -> list[FlowNode]:
    """The flow nodes in the order in which a token can first reach them; a subprocess's own nodes follow it at once."""
    scope = scope or process.id
    found: dict[str, FlowNode] = {}
    waiting = deque(node.id for node in process.nodes_of(scope) if node.kind is Kind.START_EVENT)
    while waiting:
        node = process.nodes[waiting.popleft()]
        if node.id in found:
            continue
        found[node.id] = node
        if node.kind is Kind.SUB_PROCESS:
            found.update({inner.id: inner for inner in in_order(process, node.id)})
        waiting.extend(process.flows[flow].target for flow in node.outgoing)
        waiting.extend(one.id for one in process.boundary_events_of(node.id))
    return list(found.values())


def signs(task: InboxTask) -> bool:
    """Whether the task is handed in with a signature."""
    return task.form_id in SIGNED_FORMS or task.element in _signed_elements(task)


def _signed_elements(task: InboxTask) -> frozenset[str]:
    found: set[str] = set()
    for view in site().engine.queries.processes(newest_only=False):
        if view.process_id == task.process_id:
            nodes = processes_of(view.definition_sha256)[task.process_id].nodes.values()
            found |= {node.id for node in nodes if node.properties.get(SIGNATURE) == "true"}
    return frozenset(found)
