"""Rows of tasks, calls, subprocesses and their repetition (BPMN 2.0 chapters 10.3)."""

from __future__ import annotations

from engine.bpmn.elements.row import Chapter, ElementRow, refused, runs
from engine.bpmn.text import Text

KIND_NAMES = {
    "task": Text("Undefined task", "未定义任务"),
    "user_task": Text("User task", "用户任务"),
    "service_task": Text("Service task", "服务任务"),
    "send_task": Text("Send task", "发送任务"),
    "receive_task": Text("Receive task", "接收任务"),
    "manual_task": Text("Manual task", "手工任务"),
    "script_task": Text("Script task", "脚本任务"),
    "business_rule_task": Text("Business rule task", "业务规则任务"),
    "sub_process": Text("Embedded subprocess", "嵌入子流程"),
    "call_activity": Text("Call activity", "调用活动"),
}
"""Every activity, by the first part of its row ids."""

_ACTIVITIES = (
    runs("task", Chapter.ACTIVITIES, Text("Undefined task (passed through)", "未定义任务（直接通过）")),
    runs("manual_task", Chapter.ACTIVITIES, Text("Manual task (passed through)", "手工任务（直接通过）")),
    runs("user_task", Chapter.ACTIVITIES, KIND_NAMES["user_task"]),
    runs("service_task", Chapter.ACTIVITIES, KIND_NAMES["service_task"]),
    runs("send_task", Chapter.ACTIVITIES, Text("Send task (a handler sends)", "发送任务（由处理程序发送）")),
    runs("receive_task", Chapter.ACTIVITIES, KIND_NAMES["receive_task"]),
    runs("script_task.expression", Chapter.ACTIVITIES, Text("Script task with FEEL", "脚本任务（FEEL 表达式）")),
    runs("script_task.job", Chapter.ACTIVITIES, Text("Script task with a handler", "脚本任务（处理程序）")),
    runs(
        "business_rule_task.decision",
        Chapter.ACTIVITIES,
        Text("Business rule task with a DMN decision", "业务规则任务（DMN 决策）"),
    ),
    runs(
        "business_rule_task.job",
        Chapter.ACTIVITIES,
        Text("Business rule task with a handler", "业务规则任务（处理程序）"),
    ),
    runs("call_activity", Chapter.ACTIVITIES, KIND_NAMES["call_activity"]),
    refused(
        "script_task.code",
        Chapter.ACTIVITIES,
        Text("Script task with program code", "脚本任务（程序代码）"),
        Text("A diagram holds no program code; only FEEL is evaluated.", "流程图中不得含有程序代码；系统只执行 FEEL。"),
        Text(
            "Write the script as a FEEL expression, or use a service task with a handler.",
            "请把脚本改写为 FEEL 表达式，或改用带处理程序的服务任务。",
        ),
    ),
    refused(
        "receive_task.instantiate",
        Chapter.ACTIVITIES,
        Text("Receive task that starts a case", "启动案件的接收任务"),
        Text("A receive task cannot start a case.", "接收任务不能启动案件。"),
        Text("Put a message start event in front of it.", "请在其前面使用消息开始事件。"),
    ),
    refused(
        "activity.compensation",
        Chapter.ACTIVITIES,
        Text("Activity for compensation", "补偿活动"),
        Text("Compensation is not run; this activity would never happen.", "系统不执行补偿；该活动永远不会发生。"),
        Text(
            "Draw the undoing as ordinary tasks after an error or escalation boundary event.",
            "请在错误或升级边界事件之后，用普通任务画出撤销步骤。",
        ),
    ),
    refused(
        "activity.quantity",
        Chapter.ACTIVITIES,
        Text("Activity that takes or gives several tokens", "消耗或产生多个令牌的活动"),
        Text(
            "startQuantity and completionQuantity other than 1 are not run.",
            "系统不支持 1 以外的 startQuantity 或 completionQuantity。",
        ),
        Text("Use a parallel gateway, or a multi-instance activity.", "请使用并行网关或多实例活动。"),
    ),
)

_SUB_PROCESSES = (
    runs("sub_process", Chapter.SUB_PROCESSES, KIND_NAMES["sub_process"]),
    runs(
        "event_sub_process.in_process",
        Chapter.SUB_PROCESSES,
        Text("Event subprocess of the process", "流程级事件子流程"),
    ),
    runs(
        "event_sub_process.in_sub_process",
        Chapter.SUB_PROCESSES,
        Text("Event subprocess in an embedded subprocess", "嵌入子流程内的事件子流程"),
    ),
    runs(
        "event_sub_process.in_event_sub_process",
        Chapter.SUB_PROCESSES,
        Text("Event subprocess in an event subprocess", "事件子流程内的事件子流程"),
    ),
    refused(
        "transaction",
        Chapter.SUB_PROCESSES,
        Text("Transaction", "事务子流程"),
        Text(
            "Transactions are not run: nothing would be undone on cancel.",
            "系统不执行事务子流程：取消时不会撤销任何内容。",
        ),
        Text(
            "Use an embedded subprocess with an error boundary event, and tasks that undo.",
            "请使用带错误边界事件的嵌入子流程，并用任务画出撤销步骤。",
        ),
    ),
    refused(
        "ad_hoc_sub_process",
        Chapter.SUB_PROCESSES,
        Text("Ad-hoc subprocess", "即席子流程"),
        Text("Ad-hoc subprocesses are not run.", "系统不执行即席子流程。"),
        Text(
            "Draw the choices with an exclusive or inclusive gateway in an embedded subprocess.",
            "请在嵌入子流程中用排他网关或包容网关画出各种选择。",
        ),
    ),
    *(
        refused(
            row_id,
            Chapter.SUB_PROCESSES,
            name,
            Text("Choreographies are not run.", "系统不执行编排（Choreography）图元。"),
            Text("Draw pools with processes and message flows.", "请改用泳池、流程和消息流来表达。"),
        )
        for row_id, name in (
            ("choreography_task", Text("Choreography task", "编排任务")),
            ("sub_choreography", Text("Sub-choreography", "子编排")),
            ("call_choreography", Text("Call choreography", "调用编排")),
        )
    ),
)

_REPEATS = (
    *(
        runs(
            f"multi_instance.{mode}.{kind}",
            Chapter.MULTI_INSTANCE,
            Text(f"{how.en} multi-instance: {name.en.lower()}", f"{how.zh}多实例：{name.zh}"),
        )
        for mode, how in (("sequential", Text("Sequential", "顺序")), ("parallel", Text("Parallel", "并行")))
        for kind, name in KIND_NAMES.items()
    ),
    runs(
        "multi_instance.output_collection",
        Chapter.MULTI_INSTANCE,
        Text("Multi-instance: results gathered in a list", "多实例：结果汇总为列表"),
    ),
    runs(
        "multi_instance.completion_condition",
        Chapter.MULTI_INSTANCE,
        Text("Multi-instance: ended early by a condition", "多实例：按条件提前结束"),
    ),
    refused(
        "multi_instance.cardinality",
        Chapter.MULTI_INSTANCE,
        Text("Multi-instance by a number", "按次数的多实例"),
        Text("A number of repetitions (loopCardinality) is not run.", "系统不执行按次数重复（loopCardinality）。"),
        Text(
            "Give an input collection instead, for example =for i in 1..3 return i.",
            "请改用输入集合，例如 =for i in 1..3 return i。",
        ),
    ),
    refused(
        "multi_instance.data_ref",
        Chapter.MULTI_INSTANCE,
        Text("Multi-instance over data objects", "基于数据对象的多实例"),
        Text(
            "Data objects and events of a multi-instance activity are not read.",
            "系统不读取多实例活动的数据对象和事件设置。",
        ),
        Text(
            "Set the input and output collections of the activity (Camunda 8), and remove these settings.",
            "请设置该活动的输入、输出集合（Camunda 8），并删除这些设置。",
        ),
    ),
    refused(
        "multi_instance.event_sub_process",
        Chapter.MULTI_INSTANCE,
        Text("Multi-instance event subprocess", "多实例事件子流程"),
        Text("An event subprocess cannot be repeated.", "事件子流程不能设为多实例。"),
        Text("Put the repeated activity inside the event subprocess.", "请把要重复的活动放在事件子流程里面。"),
    ),
    refused(
        "standard_loop",
        Chapter.MULTI_INSTANCE,
        Text("Standard loop", "标准循环"),
        Text(
            "Standard loops are not run: the activity would happen only once.",
            "系统不执行标准循环：该活动只会发生一次。",
        ),
        Text(
            "Draw the loop with an exclusive gateway, or use a multi-instance activity.",
            "请用排他网关画出循环，或使用多实例活动。",
        ),
    ),
)

ROWS: tuple[ElementRow, ...] = (*_ACTIVITIES, *_SUB_PROCESSES, *_REPEATS)
