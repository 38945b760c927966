"""Rows of gateways and sequence flows (BPMN 2.0 chapters 10.6 and 8.4.13)."""

from __future__ import annotations

from engine.bpmn.elements.row import Chapter, ElementRow, refused, runs
from engine.bpmn.text import Text

_GATEWAYS = {
    "exclusive_gateway": Text("Exclusive gateway", "排他网关"),
    "parallel_gateway": Text("Parallel gateway", "并行网关"),
    "inclusive_gateway": Text("Inclusive gateway", "包容网关"),
}
_USES = {
    "split": Text("split", "分支"),
    "join": Text("join", "汇合"),
    "mixed": Text("join and split", "汇合并分支"),
}
_FLOW_FROM_GATEWAY = Text(
    "Put an exclusive or inclusive gateway behind the activity, and the condition on a flow of the gateway.",
    "请在该活动之后放一个排他网关或包容网关，并把条件写在网关的流出线上。",
)

ROWS: tuple[ElementRow, ...] = (
    *(
        runs(f"{kind}.{use}", Chapter.GATEWAYS, Text(f"{name.en}: {how.en}", f"{name.zh}：{how.zh}"))
        for kind, name in _GATEWAYS.items()
        for use, how in _USES.items()
    ),
    *(
        runs(
            f"event_based_gateway.{trigger}",
            Chapter.GATEWAYS,
            Text(f"Event-based gateway waiting for a {name.en}", f"事件网关：等待{name.zh}"),
        )
        for trigger, name in (
            ("message", Text("message", "消息")),
            ("timer", Text("timer", "定时")),
            ("signal", Text("signal", "信号")),
        )
    ),
    refused(
        "event_based_gateway.other",
        Chapter.GATEWAYS,
        Text("Event-based gateway waiting for anything else", "事件网关：等待其他元素"),
        Text(
            "An event-based gateway chooses between message, timer and signal catch events only; {target} is none.",
            "事件网关只能在消息、定时、信号中间捕获事件之间选择；{target} 不是。",
        ),
        Text(
            "Lead the flow to an intermediate catch event (instead of a receive task: a message catch event).",
            "请把流出线连到中间捕获事件（接收任务请改为消息捕获事件）。",
        ),
    ),
    refused(
        "event_based_gateway.parallel",
        Chapter.GATEWAYS,
        Text("Parallel event-based gateway", "并行事件网关"),
        Text("An event-based gateway that waits for all its events is not run.", "系统不执行等待全部事件的事件网关。"),
        Text("Use a parallel gateway followed by catch events.", "请使用并行网关，其后放捕获事件。"),
    ),
    refused(
        "event_based_gateway.instantiate",
        Chapter.GATEWAYS,
        Text("Event-based gateway that starts a case", "启动案件的事件网关"),
        Text("An event-based gateway cannot start a case.", "事件网关不能启动案件。"),
        Text("Draw one message start event per message.", "请为每个消息画一个消息开始事件。"),
    ),
    refused(
        "complex_gateway",
        Chapter.GATEWAYS,
        Text("Complex gateway", "复杂网关"),
        Text("Complex gateways are not run.", "系统不执行复杂网关。"),
        Text(
            "Use exclusive, inclusive and parallel gateways; to go on after some of many, use a multi-instance "
            "activity with a completion condition.",
            "请使用排他、包容和并行网关；若只需等待其中若干个，请使用带完成条件的多实例活动。",
        ),
    ),
    runs("sequence_flow", Chapter.FLOWS, Text("Sequence flow", "顺序流")),
    runs(
        "sequence_flow.conditional",
        Chapter.FLOWS,
        Text("Conditional flow from an exclusive or inclusive gateway", "排他或包容网关的条件流"),
    ),
    runs(
        "sequence_flow.default",
        Chapter.FLOWS,
        Text("Default flow of an exclusive or inclusive gateway", "排他或包容网关的默认流"),
    ),
    runs(
        "sequence_flow.implicit_split",
        Chapter.FLOWS,
        Text("Several flows out of an activity or event (all are taken)", "活动或事件的多条流出线（全部执行）"),
    ),
    runs(
        "sequence_flow.implicit_merge",
        Chapter.FLOWS,
        Text("Several flows into an activity or event (each arrives by itself)", "活动或事件的多条流入线（各自到达）"),
    ),
    runs(
        "sequence_flow.implicit_end",
        Chapter.FLOWS,
        Text("No flow out of an activity or event (the flow ends there)", "活动或事件没有流出线（流程在此结束）"),
    ),
    refused(
        "sequence_flow.conditional_elsewhere",
        Chapter.FLOWS,
        Text("Conditional flow from anything but an exclusive or inclusive gateway", "排他或包容网关以外元素的条件流"),
        Text(
            "Conditions work only on flows of exclusive and inclusive gateways.",
            "条件只在排他网关和包容网关的流出线上生效。",
        ),
        _FLOW_FROM_GATEWAY,
    ),
    refused(
        "sequence_flow.default_elsewhere",
        Chapter.FLOWS,
        Text("Default flow of anything but an exclusive or inclusive gateway", "排他或包容网关以外元素的默认流"),
        Text("Default flows work only at exclusive and inclusive gateways.", "默认流只在排他网关和包容网关上生效。"),
        _FLOW_FROM_GATEWAY,
    ),
)
