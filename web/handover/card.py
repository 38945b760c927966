"""What a task's page offers beside the form: hand it over, take it over as a substitute, let its clock stand still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.views import InboxTask, TaskDetail
from web.accounts.login import actor, me
from web.customers.people import for_customer
from web.handover.giving import keepers
from web.inbox.due import GROUND_WORDS
from web.permissions import led_by
from web.site import site


@dataclass(frozen=True, slots=True)
class HandoverCard:
    """For one reader. `grounds`: codes and words, empty while the clock may not be paused."""

    task_id: str
    may_hand_over: bool
    may_take_over: str
    """Name of the principal whose task a substitute could take over now; empty: no."""
    held_for: str | None
    grounds: tuple[tuple[str, str], ...]
    paused_at: datetime | None
    paused_by: str
    pause_words: str
    pause_reason: str
    may_resume: bool

    @property
    def is_empty(self) -> bool:
        return not (self.may_hand_over or self.may_take_over or self.held_for or self.grounds or self.paused_at)


def card_of(detail: TaskDetail) -> HandoverCard:
    """The card of a task for the reader of this request, who asked for the detail."""
    task, by = detail.task, actor()
    controls = task.state == "open" and may_control(task)
    runs = task.due_at is not None and task.due_at > site().now()
    grounds = detail.pausable if controls and runs else ()
    takes_over = task.state == "open" and by.on_behalf_of is not None and task.holder == by.on_behalf_of
    return HandoverCard(
        task_id=task.id,
        may_hand_over=controls and task.holder != "" and not for_customer(task.groups),
        may_take_over=by.on_behalf_of or "" if takes_over else "",
        held_for=task.held_for,
        grounds=tuple((ground, str(GROUND_WORDS[ground])) for ground in grounds),
        paused_at=task.paused_at if task.state == "open" else None,
        paused_by=task.paused_by,
        pause_words=str(GROUND_WORDS[task.pause_ground]) if task.pause_ground else "",
        pause_reason=task.pause_reason if controls else "",
        may_resume=controls,
    )


def may_control(task: InboxTask) -> bool:
    """Whether the reader has the task in hand or leads the work on it. The engine asks again."""
    by = actor()
    mine = {by.id, by.on_behalf_of} & set(keepers(task))
    return bool(mine) or (by.on_behalf_of is None and bool(led_by(me().roles) & set(task.groups)))
