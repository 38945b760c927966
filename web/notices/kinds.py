"""What staff can be told: closed vocabularies. Alphabetical; a retired kind stays, because old rows name it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for a sentence that is translated where it is said
    """Mark a sentence for the catalogue."""
    return sentence


class Topic(StrEnum):
    """What a person can be told of or not."""

    CLOCK = "clock"
    COMMENT = "comment"
    DUE = "due"
    ESCALATION = "escalation"
    HANDOVER = "handover"
    INCIDENT = "incident"
    LETTER = "letter"
    NEW_WORK = "new_work"
    SUBSTITUTION = "substitution"


class Channel(StrEnum):
    """Where one is told. All but the page are outside: no customer's data travel there (DOMAIN §8)."""

    DINGTALK = "dingtalk"
    EMAIL = "email"
    PAGE = "page"
    WECOM = "wecom"


OUTSIDE = (Channel.EMAIL, Channel.WECOM, Channel.DINGTALK)
GROUPS = (Channel.WECOM, Channel.DINGTALK)
"""Channels that can reach a whole role at once."""


GROUP_TOPICS = (Topic.LETTER, Topic.NEW_WORK, Topic.ESCALATION, Topic.INCIDENT)
"""What a role is told of as such; the rest is for persons."""


class Pace(StrEnum):
    """How soon."""

    DIGEST = "digest"
    """Once a day, together."""
    NOW = "now"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Kind:
    """`sentence` is given `who` did it and the `other` person it concerns. Urgent ones may break quiet hours."""

    topic: Topic
    sentence: str
    is_urgent: bool = False


KINDS = {
    "assigned": Kind(Topic.HANDOVER, N_("流程把一件任务交给了您")),
    "comment": Kind(Topic.COMMENT, N_("%(who)s在您参与的案件里留言")),
    "due_soon": Kind(Topic.DUE, N_("您手上的一件任务快到期了")),
    "escalated": Kind(Topic.ESCALATION, N_("%(other)s手上的一件任务已超期"), is_urgent=True),
    "given": Kind(Topic.HANDOVER, N_("%(who)s把一件任务交给了您")),
    "incident": Kind(Topic.INCIDENT, N_("一个案件停下来了，等运营处理"), is_urgent=True),
    "letter": Kind(Topic.LETTER, N_("流程有一份通知给您")),
    "new_work": Kind(Topic.NEW_WORK, N_("您的岗位有一件新任务")),
    "overdue": Kind(Topic.DUE, N_("您手上的一件任务已超期"), is_urgent=True),
    "paused": Kind(Topic.CLOCK, N_("%(who)s暂停了您一件任务的时限")),
    "released": Kind(Topic.HANDOVER, N_("%(who)s把您的一件任务放回了岗位")),
    "resumed": Kind(Topic.CLOCK, N_("%(who)s恢复了您一件任务的时限")),
    "returned": Kind(Topic.HANDOVER, N_("%(other)s代理期间的一件任务已交回给您")),
    "substitute": Kind(Topic.SUBSTITUTION, N_("您将代理%(other)s")),
    "substituted": Kind(Topic.SUBSTITUTION, N_("%(other)s将代理您")),
    "substitution_over": Kind(Topic.SUBSTITUTION, N_("与%(other)s的代理已结束")),
    "taken": Kind(Topic.HANDOVER, N_("%(who)s把您的一件任务转给了%(other)s")),
    "unclaimed": Kind(Topic.ESCALATION, N_("您负责的岗位有一件无人领取的任务已超期"), is_urgent=True),
}

ROLE_READER = "role:"


def default_pace(topic: Topic, channel: Channel) -> Pace:
    """What holds until somebody chooses: everything but new work on the page, nothing outside."""
    return Pace.NOW if channel is Channel.PAGE and topic is not Topic.NEW_WORK else Pace.OFF


def reader_of_role(role: str) -> str:
    """The group of a role as a reader."""
    return ROLE_READER + role
