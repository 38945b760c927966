"""A case's history in words: one line per journal entry, with what followed from it and why.

Every fact of the engine's vocabulary either has a saying here or is named in `SILENT`; a test walks the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from flask_babel import gettext

from engine.actor import ActorKind
from engine.facts import ElementActivated, Fact
from web.cases.elements import ElementNames
from web.cases.reasons import Reason, decision_reasons, gateway_reason
from web.i18n.dates import say_moment
from web.i18n.words import CUSTOMER_WORD
from web.incidents.words import incident_words
from web.names import name_of_actor

Json = Any


class Entry(Protocol):
    """What a journal entry gives to a reader."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_id(self) -> str: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def command(self) -> str: ...
    @property
    def element(self) -> str | None: ...
    @property
    def inputs(self) -> Mapping[str, Json] | None:
        """None: erased."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: who did what when, what followed, why, and which values changed."""

    seq: int
    at: datetime
    who: str
    sentence: str
    tone: str
    """`person`, `machine`, `bad` or `end`."""
    followed: tuple[str, ...]
    reasons: tuple[Reason, ...]
    changes: tuple[tuple[str, str, str], ...]
    """Name, old and new value of each variable, as this reader may see them."""


@dataclass(slots=True)
class Told:
    """What the facts of one entry came to."""

    followed: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    tone: str = ""


class History:
    """Tells entries in order; remembers which element each key stands for."""

    def __init__(self, names: ElementNames, say_value: Callable[..., str]) -> None:
        """`say_value(name, value, process_id=…)` gives the value as the reader may see it."""
        self._names = names
        self._say_value = say_value
        self._process_of: dict[int, str] = {}

    def tell(self, entries: Iterable[Entry]) -> list[Line]:
        """The lines of these entries, in their order."""
        return [self._line(entry) for entry in entries]

    def show_in(self, key: int) -> Callable[[str, Json], str]:
        """How values are shown that were set or looked at by this element instance or scope."""
        return partial(self._say_value, process_id=self._process_of.get(key, ""))

    def name(self, element: str | None) -> str:
        """「…」 around the element's label."""
        return gettext("「%(name)s」", name=self._names.of_element(element)) if element else ""

    def flow(self, flow: str) -> str:
        return self._names.of_flow(flow)

    def follow_up(self, entry: Entry) -> str:
        """When the holder looks at the task again, and why."""
        task, when = self.name(entry.element), _said(entry, "new")
        if entry.inputs is not None:
            if entry.inputs["new"] is None:
                return gettext("不再安排跟进%(task)s", task=task)
            when = say_moment(datetime.fromisoformat(when))
        told, reason = gettext("安排于%(when)s跟进%(task)s", when=when, task=task), _said(entry, "reason")
        return gettext("%(what)s：%(reason)s", what=told, reason=reason) if reason else told

    def _line(self, entry: Entry) -> Line:
        told = Told()
        for fact in entry.facts:
            if isinstance(fact, ElementActivated):
                self._process_of[fact.key] = fact.process_id
            say = SAYINGS.get(fact.name)
            if say is not None:
                say(self, fact, told)
        opening = COMMANDS.get(entry.command, _unknown_command)
        person = entry.command in BY_PEOPLE
        return Line(
            seq=entry.seq,
            at=entry.at,
            who=str(CUSTOMER_WORD) if entry.actor_kind == ActorKind.CUSTOMER else name_of_actor(entry.actor_id),
            sentence=opening(self, entry),
            tone=told.tone or ("person" if person else "machine"),
            followed=tuple(told.followed),
            reasons=tuple(told.reasons),
            changes=tuple(told.changes),
        )


BY_PEOPLE = {
    "start", "complete", "claim", "release", "assign", "cancel", "suspend", "resume", "erase", "set_variables",
    "pause_clock", "resume_clock", "follow_up",
}  # fmt: skip
COMMANDS: dict[str, Callable[[History, Entry], str]] = {
    "start": lambda _, __: gettext("启动案件"),
    "complete": lambda story, entry: gettext("完成%(task)s", task=story.name(entry.element)),
    "claim": lambda story, entry: gettext("领取%(task)s", task=story.name(entry.element)),
    "release": lambda story, entry: gettext("放回%(task)s", task=story.name(entry.element)) + _because(entry),
    "pause_clock": lambda story, entry: gettext("暂停%(task)s的时限", task=story.name(entry.element)) + _because(entry),
    "resume_clock": lambda story, entry: (
        gettext("恢复%(task)s的时限", task=story.name(entry.element)) + _because(entry)
    ),
    "assign": lambda story, entry: gettext(
        "把%(task)s交给%(who)s：%(reason)s",
        task=story.name(entry.element),
        who=name_of_actor(_said(entry, "new")),
        reason=_said(entry, "reason"),
    ),
    "follow_up": lambda story, entry: story.follow_up(entry),
    "report_form": lambda story, entry: gettext("%(task)s的表单无法检查，已通知运营", task=story.name(entry.element)),
    "fire_timer": lambda story, entry: gettext("到时间：%(element)s", element=story.name(entry.element)),
    "run_job": lambda story, entry: gettext("再次尝试%(element)s", element=story.name(entry.element)),
    "correlate": lambda story, entry: gettext("收到消息：%(element)s", element=story.name(entry.element)),
    "catch_signal": lambda story, entry: gettext("收到信号：%(element)s", element=story.name(entry.element)),
    "resolve_incident": lambda _, __: gettext("处理异常，重新执行"),
    "set_variables": lambda _, entry: gettext("更改数据：%(reason)s", reason=_said(entry, "reason")),
    "cancel": lambda _, entry: gettext("取消案件：%(reason)s", reason=_said(entry, "reason")),
    "suspend": lambda _, entry: gettext("暂停案件：%(reason)s", reason=_said(entry, "reason")),
    "resume": lambda _, __: gettext("恢复案件"),
    "erase": lambda _, entry: gettext("销毁数据密钥：%(reason)s", reason=_said(entry, "reason")),
}


def _said(entry: Entry, name: str) -> str:
    """What the command was given; of an erased case nobody can tell any more."""
    return gettext("（已销毁）") if entry.inputs is None else str(entry.inputs.get(name, ""))


def _because(entry: Entry) -> str:
    reason = _said(entry, "reason")
    return gettext("：%(reason)s", reason=reason) if reason else ""


def _unknown_command(_story: History, entry: Entry) -> str:
    return entry.command


def _opened(story: History, fact: Any, told: Told) -> None:
    if fact.due_at:
        told.followed.append(
            gettext("新任务%(task)s，期限%(when)s", task=story.name(fact.element), when=say_moment(fact.due_at))
        )
    else:
        told.followed.append(gettext("新任务%(task)s", task=story.name(fact.element)))


def _closed(story: History, fact: Any, told: Told) -> None:
    if not fact.completed:
        told.followed.append(gettext("任务%(task)s不再需要", task=story.name(fact.element)))


def _gateway(story: History, fact: Any, told: Told) -> None:
    told.reasons.append(gateway_reason(fact, story.name(fact.element), story.flow, story.show_in(fact.key)))


def _decision(story: History, fact: Any, told: Told) -> None:
    told.reasons.extend(decision_reasons(fact, story.name(fact.element), story.show_in(fact.key)))


def _handler(story: History, fact: Any, told: Told) -> None:
    if fact.failure is not None:
        told.tone = "bad"
        told.followed.append(
            gettext("自动步骤%(step)s没有成功：%(why)s", step=story.name(fact.element), why=fact.failure)
        )
    elif fact.bpmn_error is not None:
        told.followed.append(
            gettext(
                "自动步骤%(step)s：%(why)s",
                step=story.name(fact.element),
                why=fact.bpmn_error.get("message") or fact.bpmn_error.get("code"),
            )
        )
    else:
        told.followed.append(gettext("自动步骤%(step)s已完成", step=story.name(fact.element)))


def _variable(story: History, fact: Any, told: Told) -> None:
    show = story.show_in(fact.scope_key)
    old = "" if fact.created else show(fact.variable, fact.old)
    told.changes.append((fact.variable, old, show(fact.variable, fact.new)))


def _timer_set(story: History, fact: Any, told: Told) -> None:
    told.followed.append(
        gettext("定时%(timer)s：%(when)s", timer=story.name(fact.element), when=say_moment(fact.due_at))
    )


def _waiting(story: History, fact: Any, told: Told) -> None:
    told.followed.append(gettext("开始等待%(event)s", event=story.name(fact.element)))


def _incident(story: History, fact: Any, told: Told) -> None:
    told.tone = "bad"
    told.followed.append(
        gettext(
            "异常，已转运营处理%(step)s：%(why)s",
            step=story.name(fact.element),
            why=incident_words(fact.kind, fact.sentence),
        )
    )


def _thrown(story: History, fact: Any, told: Told) -> None:
    told.followed.append(gettext("从%(step)s转入例外处理（%(code)s）", step=story.name(fact.element), code=fact.code))


def _job(story: History, fact: Any, told: Told) -> None:
    told.followed.append(
        gettext("将于%(when)s再次尝试%(step)s", step=story.name(fact.element), when=say_moment(fact.due_at))
    )


def _signal(story: History, fact: Any, told: Told) -> None:
    told.followed.append(gettext("发出信号%(step)s", step=story.name(fact.element)))


def _clock_paused(_story: History, fact: Any, told: Told) -> None:
    told.followed.append(gettext("原定期限%(when)s", when=say_moment(fact.due_at)))


def _clock_resumed(_story: History, fact: Any, told: Told) -> None:
    told.followed.append(gettext("新的期限%(when)s", when=say_moment(fact.new)))


def _ended(story: History, fact: Any, told: Told) -> None:
    told.tone = "end"
    how = {
        "completed": gettext("案件办结"),
        "terminated": gettext("案件终止"),
        "cancelled": gettext("案件取消"),
    }
    told.followed.append(how.get(fact.outcome, fact.outcome) + story.name(fact.end_event))


def _limit(_story: History, _fact: Any, told: Told) -> None:
    told.followed.append(gettext("一项计算超出了时间或内存的限制，已被停止"))


def _unknown(_story: History, fact: Any, told: Told) -> None:
    told.followed.append(gettext("其他记录：%(name)s", name=fact.fact))


SAYINGS: dict[str, Callable[[History, Any, Told], None]] = {
    "CaseEnded": _ended,
    "DecisionEvaluated": _decision,
    "ErrorThrown": _thrown,
    "EscalationThrown": _thrown,
    "GatewayDecided": _gateway,
    "HandlerRan": _handler,
    "IncidentRaised": _incident,
    "JobScheduled": _job,
    "LimitReached": _limit,
    "SignalThrown": _signal,
    "SubscriptionOpened": _waiting,
    "TaskClockPaused": _clock_paused,
    "TaskClockResumed": _clock_resumed,
    "TimerSet": _timer_set,
    "UnknownFact": _unknown,
    "UserTaskClosed": _closed,
    "UserTaskOpened": _opened,
    "VariableSet": _variable,
}
SILENT = {
    # The entry's own sentence says it.
    "CaseResumed",
    "CaseStarted",
    "CaseSuspended",
    "IncidentResolved",
    "MessageCorrelated",
    "SignalCaught",
    "TaskAssigned",
    "TaskClaimed",
    "TaskFollowUpSet",
    "TaskReleased",
    "TimerFired",
    # The diagram shows it.
    "ElementActivated",
    "ElementCompleted",
    "ElementTerminated",
    "FlowTaken",
    "JobClosed",
    "SubscriptionClosed",
    "TimerCancelled",
    # In the engine's own chain, not in a case's.
    "MessageReceived",
    "OperationBegun",
    "OperationEnded",
    "ProcessDeployed",
    "SignalBroadcast",
    "SubstitutionAppointed",
    "SubstitutionEnded",
}
