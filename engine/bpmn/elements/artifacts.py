"""Rows of what is drawn around the flow: pools, lanes, data, notes; and of what stands beside the processes."""

from __future__ import annotations

from engine.bpmn.elements.row import Chapter, ElementRow, drawn, refused, runs
from engine.bpmn.elements.snake import snake
from engine.bpmn.text import Text

DRAWN_ELEMENTS = {
    "textAnnotation": Text("Text annotation", "文本注释"),
    "association": Text("Association", "关联线"),
    "group": Text("Group", "分组框"),
    "dataObject": Text("Data object", "数据对象"),
    "dataObjectReference": Text("Data object reference", "数据对象引用"),
    "dataStoreReference": Text("Data store reference", "数据存储引用"),
    "dataStore": Text("Data store", "数据存储"),
    "participant": Text("Pool", "泳池"),
    "messageFlow": Text("Message flow", "消息流"),
    "collaboration": Text("Collaboration", "协作图"),
    "category": Text("Category", "类别"),
    "itemDefinition": Text("Item definition", "数据项定义"),
}
"""BPMN elements that a reader sees and that have no effect, in Camunda 8 as here."""

_DATA = Text("Data input and output of an activity", "活动的数据输入与输出")
_DATA_WHY = Text(
    "Data mapped by BPMN data associations or ioSpecification is not moved.",
    "系统不执行 BPMN 数据关联或 ioSpecification 中的数据映射。",
)
_DATA_REMEDY = Text("Use input and output mappings (zeebe:ioMapping).", "请使用输入、输出映射（zeebe:ioMapping）。")

ROWS: tuple[ElementRow, ...] = (
    runs("lane", Chapter.ARTIFACTS, Text("Lane (the role of its user tasks)", "泳道（其中用户任务的角色）")),
    *(drawn(snake(name), Chapter.ARTIFACTS, text) for name, text in DRAWN_ELEMENTS.items()),
    refused("data_mapping", Chapter.ARTIFACTS, _DATA, _DATA_WHY, _DATA_REMEDY),
    refused(
        "potential_owner",
        Chapter.ARTIFACTS,
        Text("BPMN resource roles (performer, potential owner)", "BPMN 资源角色（执行人、候选人）"),
        Text("Who does the task is not read from BPMN resource roles.", "系统不从 BPMN 资源角色读取任务的办理人。"),
        Text("Set assignee or candidate groups of the task (Camunda 8).", "请设置任务的办理人或候选组（Camunda 8）。"),
    ),
    refused(
        "choreography",
        Chapter.ARTIFACTS,
        Text("Choreography diagram", "编排图"),
        Text("Choreographies are not run.", "系统不执行编排图。"),
        Text("Draw pools with processes and message flows.", "请改用泳池、流程和消息流来表达。"),
    ),
    refused(
        "global_task",
        Chapter.ARTIFACTS,
        Text("Global task", "全局任务"),
        Text("Global tasks are not run.", "系统不执行全局任务。"),
        Text("Make it a process of its own and call that.", "请把它做成独立流程再调用。"),
    ),
    refused(
        "import",
        Chapter.ARTIFACTS,
        Text("Import of another file", "导入其他文件"),
        Text("Other files are never read from within a diagram.", "系统从不在流程图中读取其他文件。"),
        Text(
            "Deploy the files together, and refer to their processes and decisions by id.",
            "请把这些文件一起部署，并按 id 引用其中的流程和决策。",
        ),
    ),
    refused(
        "unknown",
        Chapter.ARTIFACTS,
        Text("Any other element", "其他元素"),
        Text("<{what}> is no element that the engine runs.", "系统不执行 <{what}>。"),
        Text("Replace it by elements of the table (sopflow elements).", "请用元素表（sopflow elements）中的元素代替。"),
    ),
)
