"""All clocks of one case at once: what of its open tasks the reader may let stand still, and what stands still."""

from __future__ import annotations

from dataclasses import dataclass

from engine.views import InboxTask
from web.accounts.login import actor
from web.handover.card import may_control
from web.inbox.due import GROUND_WORDS
from web.leads.operations import DONE, Decision, begin, run
from web.leads.plans import Verb
from web.site import site


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """`running`: tasks whose clock the reader may let stand still on one of `grounds`; `paused`: those that stand."""

    running: int
    paused: int
    grounds: tuple[tuple[str, str], ...]


def clocks_of(case_id: str) -> CaseClocks:
    """For the reader of this request; a substitute acts on single tasks only."""
    running, paused = _tasks(case_id)
    grounds = dict.fromkeys(ground for found in running.values() for ground in found)
    return CaseClocks(len(running), len(paused), tuple((ground, str(GROUND_WORDS[ground])) for ground in grounds))


def pause_case(case_id: str, ground: str, reason: str) -> tuple[int, int]:
    """Pause every clock that may stand still on this ground, as one operation; gives how many did and did not."""
    running, _ = _tasks(case_id)
    return _run(Verb.PAUSE, [task_id for task_id, found in running.items() if ground in found], reason, ground)


def resume_case(case_id: str, reason: str) -> tuple[int, int]:
    """Let every clock that stands still run on, as one operation; gives how many did and did not."""
    return _run(Verb.RESUME, _tasks(case_id)[1], reason, None)


def _run(verb: Verb, task_ids: list[str], reason: str, ground: str | None) -> tuple[int, int]:
    if not task_ids:
        return 0, 0
    made = begin(site().engine, Decision(verb, [(task_id, None) for task_id in task_ids], reason, ground), actor())
    done = run(site().engine, made, actor()).count(DONE)
    return done, len(task_ids) - done


def _tasks(case_id: str) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Tasks with the grounds on which they may pause now, and those that are paused: of what the reader controls."""
    if actor().on_behalf_of is not None:
        return {}, []
    queries, now = site().engine.queries, site().now()
    mine: list[InboxTask] = [task for task in queries.tasks_of_case(case_id) if may_control(task)]
    timed = [task for task in mine if task.due_at is not None and task.due_at > now]
    grounds = {task.id: queries.grounds(task.id) for task in timed}
    return {task_id: found for task_id, found in grounds.items() if found}, [
        task.id for task in mine if task.paused_at is not None
    ]
