"""Rows of events: every trigger in every position, as Camunda 8 accepts them (BPMN 2.0 chapter 10.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.bpmn.elements.activities import KIND_NAMES
from engine.bpmn.elements.row import Chapter, ElementRow, refused, runs
from engine.bpmn.text import Text

TRIGGER_NAMES = {
    "none": Text("none", "空"),
    "message": Text("message", "消息"),
    "timer": Text("timer", "定时"),
    "signal": Text("signal", "信号"),
    "error": Text("error", "错误"),
    "escalation": Text("escalation", "升级"),
    "terminate": Text("terminate", "终止"),
    "link": Text("link", "链接"),
    "compensate": Text("compensation", "补偿"),
    "conditional": Text("conditional", "条件"),
    "cancel": Text("cancel", "取消"),
    "multiple": Text("multiple", "多重"),
}

TIMER_NAMES = {
    "date": Text("date", "日期"),
    "duration": Text("duration", "时长"),
    "cycle": Text("cycle", "周期"),
}

_NEVER = {
    "link": (
        Text("Link events are not run: a case would stay there for ever.", "系统不执行链接事件：案件会永远停在那里。"),
        Text(
            "Draw one sequence flow instead, or split the diagram with a call activity.",
            "请直接画一条顺序流，或用调用活动拆分流程图。",
        ),
    ),
    "compensate": (
        Text("Compensation is not run: nothing would be undone.", "系统不执行补偿：不会撤销任何内容。"),
        Text(
            "Draw the undoing as ordinary tasks after an error or escalation event.",
            "请在错误或升级事件之后，用普通任务画出撤销步骤。",
        ),
    ),
    "conditional": (
        Text(
            "Conditional events are not run: nothing watches the variables.",
            "系统不执行条件事件：没有机制持续监视变量。",
        ),
        Text(
            "Decide with an exclusive gateway after the task that changes the value, or use a message event.",
            "请在改变该值的任务之后用排他网关判断，或使用消息事件。",
        ),
    ),
    "cancel": (
        Text(
            "Cancel events belong to transactions, which are not run.", "取消事件属于事务子流程，系统不执行事务子流程。"
        ),
        Text("Use an error end event and an error boundary event.", "请使用错误结束事件和错误边界事件。"),
    ),
    "multiple": (
        Text("An event with several triggers is not run.", "系统不执行含多个触发条件的事件。"),
        Text(
            "Draw one event per trigger; several to wait for at once follow an event-based gateway.",
            "请为每个触发条件单独画一个事件；需要同时等待时，放在事件网关之后。",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class _Position:
    """A place where events stand. `timers`: the timer kinds that run there; `why_not`: by trigger, else `otherwise`."""

    id: str
    name: Text
    triggers: tuple[str, ...]
    timers: tuple[str, ...] = ()
    suffix: str = ""
    otherwise: tuple[Text, Text] = (Text("", ""), Text("", ""))
    why_not: dict[str, tuple[Text, Text]] = field(default_factory=dict)

    def rows(self) -> Iterator[ElementRow]:
        """Every trigger in this position."""
        for trigger in TRIGGER_NAMES:
            for timer in TIMER_NAMES if trigger == "timer" else ("",):
                yield self._row(trigger, timer)

    def _row(self, trigger: str, timer: str) -> ElementRow:
        parts = (self.id, trigger, self.suffix, timer)
        row_id = ".".join(part for part in parts if part)
        kind = TIMER_NAMES.get(timer, Text("", ""))
        about = Text(
            f"{self.name.en}: {TRIGGER_NAMES[trigger].en} {kind.en}".rstrip(),
            f"{self.name.zh}：{TRIGGER_NAMES[trigger].zh}{kind.zh}",
        )
        if trigger in self.triggers and (not timer or timer in self.timers):
            return runs(row_id, Chapter.EVENTS, about)
        reasons = {**_NEVER, **self.why_not}
        return refused(
            row_id, Chapter.EVENTS, about, *reasons.get(f"{trigger}.{timer}", reasons.get(trigger, self.otherwise))
        )


_NO_CYCLE = (
    Text("A cycle cannot repeat here: it happens only once.", "周期在此处无法重复：它只会发生一次。"),
    Text(
        "Use a duration or a date; a cycle belongs to a non-interrupting event.",
        "请使用时长或日期；周期只用于非中断事件。",
    ),
)
_TO_END = Text("Use an end event, or a boundary event that catches it.", "请使用结束事件，或能捕获它的边界事件。")
_ERRORS_INTERRUPT = (
    Text("An error always interrupts.", "错误事件总是中断性的。"),
    Text("Make the event interrupting, or use an escalation instead.", "请改为中断事件，或改用升级事件。"),
)
_START = _Position(
    "start_event",
    Text("Start event", "开始事件"),
    ("none", "message", "timer", "signal"),
    ("date", "cycle"),
    otherwise=(
        Text("A case cannot be started by this.", "案件不能由它启动。"),
        Text(
            "Start with a none, message, timer or signal start event.",
            "请使用空开始、消息开始、定时开始或信号开始事件。",
        ),
    ),
    why_not={
        "timer.duration": (
            Text(
                "A start event cannot wait for a duration: there is no case yet that it could begin with.",
                "开始事件不能等待时长：此时还没有可以起算的案件。",
            ),
            Text("Use a date, or a cycle such as R1/PT1H.", "请使用日期，或周期（如 R1/PT1H）。"),
        )
    },
)
_START_IN_SUB_PROCESS = _Position(
    "start_event.sub_process",
    Text("Start event of an embedded subprocess", "嵌入子流程的开始事件"),
    ("none",),
    otherwise=(
        Text(
            "An embedded subprocess starts when the flow reaches it, by nothing else.",
            "嵌入子流程只在流程到达时开始，不能由其他方式触发。",
        ),
        Text(
            "Use a none start event here, and a catch event behind it; or make it an event subprocess.",
            "请在此使用空开始事件，并在其后放捕获事件；或改为事件子流程。",
        ),
    ),
)
_CATCH = _Position(
    "intermediate_catch_event",
    Text("Intermediate catch event", "中间捕获事件"),
    ("message", "timer", "signal"),
    ("date", "duration"),
    otherwise=(
        Text("The flow cannot wait for this here.", "流程不能在此等待它。"),
        Text(
            "Use a message, timer or signal; errors and escalations are caught by boundary events and event "
            "subprocesses.",
            "请使用消息、定时或信号；错误和升级由边界事件或事件子流程捕获。",
        ),
    ),
    why_not={"timer.cycle": _NO_CYCLE},
)
_THROW = _Position(
    "intermediate_throw_event",
    Text("Intermediate throw event", "中间抛出事件"),
    ("none", "message", "signal", "escalation"),
    otherwise=(Text("This cannot be thrown on the way.", "不能在流程中途抛出它。"), _TO_END),
)
_END = _Position(
    "end_event",
    Text("End event", "结束事件"),
    ("none", "message", "signal", "error", "escalation", "terminate"),
    otherwise=(
        Text("A flow cannot end by this.", "流程不能以它结束。"),
        Text(
            "Use a none, message, signal, error, escalation or terminate end event.",
            "请使用空结束、消息、信号、错误、升级或终止结束事件。",
        ),
    ),
)


def _boundary(*, interrupting: bool) -> _Position:
    return _Position(
        "boundary_event",
        Text("Interrupting boundary event", "中断边界事件")
        if interrupting
        else Text("Non-interrupting boundary event", "非中断边界事件"),
        ("message", "timer", "signal", "escalation", *(("error",) if interrupting else ())),
        ("date", "duration") if interrupting else ("date", "duration", "cycle"),
        "interrupting" if interrupting else "non_interrupting",
        (
            Text("A boundary event cannot wait for this.", "边界事件不能等待它。"),
            Text(
                "Use a message, timer, signal, error or escalation boundary event.",
                "请使用消息、定时、信号、错误或升级边界事件。",
            ),
        ),
        {"timer.cycle": _NO_CYCLE, "error": _ERRORS_INTERRUPT},
    )


def _event_sub_process(*, interrupting: bool) -> _Position:
    return _Position(
        "event_sub_process",
        Text("Start of an interrupting event subprocess", "中断事件子流程的开始事件")
        if interrupting
        else Text("Start of a non-interrupting event subprocess", "非中断事件子流程的开始事件"),
        ("message", "timer", "signal", "escalation", *(("error",) if interrupting else ())),
        ("date", "duration") if interrupting else ("date", "duration", "cycle"),
        "interrupting" if interrupting else "non_interrupting",
        (
            Text("An event subprocess cannot be started by this.", "事件子流程不能由它启动。"),
            Text(
                "Start it with a message, timer, signal, error or escalation.",
                "请用消息、定时、信号、错误或升级来启动。",
            ),
        ),
        {"timer.cycle": _NO_CYCLE, "error": _ERRORS_INTERRUPT},
    )


_POSITIONS = (
    _START,
    _START_IN_SUB_PROCESS,
    _event_sub_process(interrupting=True),
    _event_sub_process(interrupting=False),
    _CATCH,
    _THROW,
    _boundary(interrupting=True),
    _boundary(interrupting=False),
    _END,
)

_HOSTS = (
    *(runs(f"boundary_host.{kind}", Chapter.BOUNDARY_HOSTS, name) for kind, name in KIND_NAMES.items()),
    runs("boundary_host.multi_instance", Chapter.BOUNDARY_HOSTS, Text("Multi-instance activity", "多实例活动")),
    *(
        refused(
            f"boundary_host.{kind}",
            Chapter.BOUNDARY_HOSTS,
            name,
            Text(
                "Boundary events sit on tasks, embedded subprocesses and call activities only.",
                "边界事件只能附着在任务、嵌入子流程和调用活动上。",
            ),
            Text("Move the boundary event to the activity that it watches.", "请把边界事件移到它所监视的活动上。"),
        )
        for kind, name in (
            ("event_sub_process", Text("Event subprocess", "事件子流程")),
            ("event", Text("Event", "事件")),
            ("gateway", Text("Gateway", "网关")),
        )
    ),
)

ROWS: tuple[ElementRow, ...] = (
    *(row for position in _POSITIONS for row in position.rows()),
    runs(
        "start_event.several",
        Chapter.EVENTS,
        Text("Several start events, each starting a case of its own", "多个开始事件，各自启动一个案件"),
    ),
    *_HOSTS,
)
