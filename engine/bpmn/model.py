"""A process as the diagram says it: immutable, free of XML, free of SpiffWorkflow.

`parse.py` makes it from a file, the lint rules read it, `engine/spiff` compiles it. Every expression is kept as FEEL
source *without* the leading `=`; a static value is kept as a Python string. Ids are those of the diagram.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a flow node is (BPMN 2.0 chapter 10)."""

    START_EVENT = "startEvent"
    END_EVENT = "endEvent"
    INTERMEDIATE_CATCH_EVENT = "intermediateCatchEvent"
    INTERMEDIATE_THROW_EVENT = "intermediateThrowEvent"
    BOUNDARY_EVENT = "boundaryEvent"
    TASK = "task"
    USER_TASK = "userTask"
    SERVICE_TASK = "serviceTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    MANUAL_TASK = "manualTask"
    SCRIPT_TASK = "scriptTask"
    BUSINESS_RULE_TASK = "businessRuleTask"
    EXCLUSIVE_GATEWAY = "exclusiveGateway"
    PARALLEL_GATEWAY = "parallelGateway"
    INCLUSIVE_GATEWAY = "inclusiveGateway"
    EVENT_BASED_GATEWAY = "eventBasedGateway"
    SUB_PROCESS = "subProcess"
    """Embedded; an event subprocess has `triggered_by_event`."""
    CALL_ACTIVITY = "callActivity"


class Trigger(StrEnum):
    """What an event waits for or throws."""

    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    TERMINATE = "terminate"


class TimerKind(StrEnum):
    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Value:
    """A Camunda 8 attribute that is either static text or, with a leading `=` in the file, FEEL."""

    text: str
    is_feel: bool


@dataclass(frozen=True, slots=True)
class TimerDefinition:
    kind: TimerKind
    value: Value


@dataclass(frozen=True, slots=True)
class MessageDefinition:
    """`correlation_key` is FEEL (`zeebe:subscription`), None on throws and on start events of a process."""

    ref: str
    name: Value
    correlation_key: str | None = None


@dataclass(frozen=True, slots=True)
class CodedDefinition:
    """An error or escalation; `code` None catches every code."""

    ref: str | None
    name: str | None
    code: Value | None


@dataclass(frozen=True, slots=True)
class SignalDefinition:
    ref: str
    name: Value


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """One trigger and the part that belongs to it."""

    trigger: Trigger
    timer: TimerDefinition | None = None
    message: MessageDefinition | None = None
    signal: SignalDefinition | None = None
    coded: CodedDefinition | None = None


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One `zeebe:input` or `zeebe:output`. `source` FEEL or static text, `target` a (dotted) variable name."""

    source: Value
    target: str


@dataclass(frozen=True, slots=True)
class JobDefinition:
    """`zeebe:taskDefinition`: the handler type, its retries (FEEL or number), static headers."""

    type: Value
    retries: Value = Value("3", is_feel=False)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UserTaskDefinition:
    """Everything `zeebe:` says of a user task. Dates are FEEL or ISO 8601 text; `candidate_groups` are role ids."""

    form_id: str | None = None
    """`zeebe:formDefinition formId`: the id of a `.form` file of the deployment."""
    external_reference: str | None = None
    assignee: Value | None = None
    candidate_groups: Value | None = None
    candidate_users: Value | None = None
    due_date: Value | None = None
    follow_up_date: Value | None = None
    priority: Value | None = None
    """0 to 100, 50 when absent, as in Camunda 8."""


@dataclass(frozen=True, slots=True)
class CalledElement:
    process_id: Value
    propagate_all_child_variables: bool = True
    propagate_all_parent_variables: bool = True


@dataclass(frozen=True, slots=True)
class CalledDecision:
    decision_id: Value
    result_variable: str


@dataclass(frozen=True, slots=True)
class Script:
    expression: str
    result_variable: str


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """`zeebe:loopCharacteristics`; collections and conditions are FEEL."""

    is_sequential: bool
    input_collection: str
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    completion_condition: str | None = None


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One flow node. Parts that do not belong to its kind are None or empty."""

    id: str
    kind: Kind
    name: str = ""
    documentation: str = ""
    scope: str = ""
    """Id of the subprocess, or of the process, that holds the node."""
    lane: str | None = None
    """Name of the innermost lane that lists the node; a boundary event has its host's lane."""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str | None = None
    event: EventDefinition | None = None
    attached_to: str | None = None
    is_interrupting: bool = True
    """Of boundary events and of event subprocess starts."""
    triggered_by_event: bool = False
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    form_id: str | None = None
    """Of a none start event: the form whose answers a case begins with, as in Camunda 8."""
    job: JobDefinition | None = None
    user_task: UserTaskDefinition | None = None
    script: Script | None = None
    called_element: CalledElement | None = None
    called_decision: CalledDecision | None = None
    loop: MultiInstance | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    """`zeebe:properties`; ours begin with `sop:` (`sop:clause`, `sop:separate-from`, …)."""


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    id: str
    source: str
    target: str
    scope: str
    name: str = ""
    condition: str | None = None
    """FEEL without the leading `=`."""


@dataclass(frozen=True, slots=True)
class Process:
    """One executable process: flat maps by id; nesting is told by `FlowNode.scope`. Orders are document order."""

    id: str
    name: str
    nodes: Mapping[str, FlowNode]
    flows: Mapping[str, SequenceFlow]
    lanes: tuple[str, ...] = ()
    version_tag: str | None = None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    def nodes_of(self, scope: str) -> tuple[FlowNode, ...]:
        """The flow nodes directly in a scope, in document order."""
        return tuple(node for node in self.nodes.values() if node.scope == scope)

    def boundary_events_of(self, node_id: str) -> tuple[FlowNode, ...]:
        """The boundary events attached to an activity, in document order."""
        return tuple(node for node in self.nodes.values() if node.attached_to == node_id)


@dataclass(frozen=True, slots=True)
class Diagram:
    """One `.bpmn` file: its executable processes, and the SHA-256 (hex) of its bytes."""

    processes: tuple[Process, ...]
    sha256: str
    exporter: str = ""
    execution_platform: str = ""
    execution_platform_version: str = ""
