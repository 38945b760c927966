"""A file becomes a model: every part of the dialect is found where it belongs."""

from __future__ import annotations

import hashlib

from engine.bpmn.model import (
    CalledDecision,
    CalledElement,
    CodedDefinition,
    EventDefinition,
    FlowNode,
    IoMapping,
    JobDefinition,
    Kind,
    MessageDefinition,
    MultiInstance,
    Process,
    Script,
    SequenceFlow,
    SignalDefinition,
    TimerDefinition,
    TimerKind,
    Trigger,
    UserTaskDefinition,
    Value,
)
from engine.bpmn.parse import parse_diagram
from tests.engine.bpmn.diagrams import between, diagram, extend, flow


def process_of(xml: bytes) -> Process:
    found, findings = parse_diagram(xml, "x.bpmn")
    assert findings == []
    assert found is not None
    (process,) = found.processes
    return process


def node_of(element: str, roots: str = "") -> FlowNode:
    return process_of(diagram(between(element), roots)).nodes["x"]


def feel(text: str) -> Value:
    return Value(text, is_feel=True)


def static(text: str) -> Value:
    return Value(text, is_feel=False)


def test_the_file_tells_its_tool_and_its_hash():
    xml = diagram(between('<bpmn:task id="x" name="看"/>'))
    found, _ = parse_diagram(xml)
    assert found.exporter == "Camunda Modeler"
    assert found.execution_platform == "Camunda Cloud"
    assert found.execution_platform_version == "8.6.0"
    assert found.sha256 == hashlib.sha256(xml).hexdigest()


def test_a_process_has_nodes_flows_version_and_properties_in_document_order():
    body = extend(
        '<zeebe:versionTag value="v7"/>'
        '<zeebe:properties><zeebe:property name="sop:clause" value="4.4"/></zeebe:properties>'
    ) + between('<bpmn:task id="x" name="看"><bpmn:documentation>为何</bpmn:documentation></bpmn:task>')
    process = process_of(diagram(body, process='id="p" name="流程" isExecutable="true"'))
    assert (process.id, process.name, process.version_tag) == ("p", "流程", "v7")
    assert process.properties == {"sop:clause": "4.4"}
    assert list(process.nodes) == ["start", "x", "end"]
    assert process.flows["start_x"] == SequenceFlow("start_x", "start", "x", "p")
    node = process.nodes["x"]
    assert (node.name, node.documentation, node.scope) == ("看", "为何", "p")
    assert (node.incoming, node.outgoing) == (("start_x",), ("x_end",))


def test_flows_come_from_the_flows_and_not_from_stale_copies_in_the_nodes():
    node = node_of('<bpmn:task id="x"><bpmn:incoming>gone</bpmn:incoming></bpmn:task>')
    assert node.incoming == ("start_x",)


def test_processes_that_are_not_executable_are_left_out():
    found, _ = parse_diagram(diagram(between('<bpmn:task id="x"/>'), process='id="p"'))
    assert found.processes == ()


def test_any_prefix_and_qualified_references_are_read():
    xml = (
        b'<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:t">'
        b'<d:message id="m" name="hello"/><d:process id="p" isExecutable="1"><d:receiveTask id="x" messageRef="t:m"/>'
        b"</d:process></d:definitions>"
    )
    assert process_of(xml).nodes["x"].event.message == MessageDefinition("m", static("hello"))


def test_conditions_lose_their_equals_sign_and_default_flows_are_known():
    body = (
        '<bpmn:exclusiveGateway id="x" default="b"/>' + flow("x", "y", "= a &gt; 1", "a") + flow("x", "z", flow_id="b")
    )
    process = process_of(diagram(body))
    assert process.flows["a"].condition == "a > 1"
    assert process.flows["b"].condition is None
    assert process.nodes["x"].default_flow == "b"


def test_a_user_task_has_form_assignment_schedule_and_priority():
    node = node_of(
        '<bpmn:userTask id="x">'
        + extend(
            '<zeebe:userTask/><zeebe:formDefinition formId="f"/><zeebe:taskSchedule dueDate="=due" followUpDate="P1D"/>'
            '<zeebe:assignmentDefinition assignee="=a" candidateGroups="g1, g2" candidateUsers="=u"/>'
            '<zeebe:priorityDefinition priority="70"/>'
        )
        + "</bpmn:userTask>"
    )
    assert node.user_task == UserTaskDefinition(
        "f", None, feel("a"), static("g1, g2"), feel("u"), feel("due"), static("P1D"), static("70")
    )


def test_a_bare_user_task_still_has_its_definition():
    assert node_of('<bpmn:userTask id="x"/>').user_task == UserTaskDefinition()


def test_a_service_task_has_type_retries_headers_and_mappings():
    node = node_of(
        '<bpmn:serviceTask id="x">'
        + extend(
            '<zeebe:taskDefinition type="a.b" retries="5"/><zeebe:taskHeaders><zeebe:header key="k" value="v"/>'
            '</zeebe:taskHeaders><zeebe:ioMapping><zeebe:input source="=a" target="b.c"/>'
            '<zeebe:output source="text" target="d"/></zeebe:ioMapping>'
        )
        + "</bpmn:serviceTask>"
    )
    assert node.job == JobDefinition(static("a.b"), static("5"), {"k": "v"})
    assert node.inputs == (IoMapping(feel("a"), "b.c"),)
    assert node.outputs == (IoMapping(static("text"), "d"),)


def test_script_decision_and_call_are_read():
    script = node_of(
        '<bpmn:scriptTask id="x">'
        + extend('<zeebe:script expression="=1+1" resultVariable="r"/>')
        + "</bpmn:scriptTask>"
    )
    assert script.script == Script("1+1", "r")
    decision = node_of(
        '<bpmn:businessRuleTask id="x">'
        + extend('<zeebe:calledDecision decisionId="d" resultVariable="r"/>')
        + "</bpmn:businessRuleTask>"
    )
    assert decision.called_decision == CalledDecision(static("d"), "r")
    call = node_of(
        '<bpmn:callActivity id="x">'
        + extend('<zeebe:calledElement processId="q" propagateAllChildVariables="false"/>')
        + "</bpmn:callActivity>"
    )
    assert call.called_element == CalledElement(
        static("q"), propagate_all_child_variables=False, propagate_all_parent_variables=True
    )


def test_multi_instance_is_read():
    loop = extend(
        '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="all"'
        ' outputElement="=one"/>'
    )
    node = node_of(
        '<bpmn:task id="x"><bpmn:multiInstanceLoopCharacteristics isSequential="true">'
        + loop
        + "<bpmn:completionCondition>= done</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:task>"
    )
    assert node.loop == MultiInstance(
        is_sequential=True,
        input_collection="items",
        input_element="item",
        output_collection="all",
        output_element="one",
        completion_condition="done",
    )


def event_of(definition: str, roots: str = "", kind: str = "intermediateCatchEvent") -> EventDefinition:
    return node_of(f'<bpmn:{kind} id="x">{definition}</bpmn:{kind}>', roots).event


def test_every_trigger_is_read_with_what_belongs_to_it():
    message = f'<bpmn:message id="m" name="=n">{extend("""<zeebe:subscription correlationKey="=k"/>""")}</bpmn:message>'
    catches = event_of('<bpmn:messageEventDefinition messageRef="m"/>', message)
    assert catches == EventDefinition(Trigger.MESSAGE, message=MessageDefinition("m", feel("n"), "k"))
    starts = event_of('<bpmn:messageEventDefinition messageRef="m"/>', message, "startEvent")
    assert starts.message.correlation_key is None
    in_event_sub_process = process_of(
        diagram(
            '<bpmn:subProcess id="s" triggeredByEvent="true"><bpmn:startEvent id="x">'
            '<bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent></bpmn:subProcess>',
            message,
        )
    )
    assert in_event_sub_process.nodes["x"].event.message.correlation_key == "k"
    signal = event_of('<bpmn:signalEventDefinition signalRef="s"/>', '<bpmn:signal id="s" name="alarm"/>')
    assert signal.signal == SignalDefinition("s", static("alarm"))
    error = event_of(
        '<bpmn:errorEventDefinition errorRef="e"/>', '<bpmn:error id="e" name="E" errorCode="e-1"/>', "endEvent"
    )
    assert error == EventDefinition(Trigger.ERROR, coded=CodedDefinition("e", "E", static("e-1")))
    escalation = event_of("<bpmn:escalationEventDefinition/>", kind="intermediateThrowEvent")
    assert escalation == EventDefinition(Trigger.ESCALATION, coded=CodedDefinition(None, None, None))
    assert event_of("<bpmn:terminateEventDefinition/>", kind="endEvent") == EventDefinition(Trigger.TERMINATE)
    assert event_of("") == EventDefinition(Trigger.NONE)


def test_timers_are_static_or_feel():
    cycle = event_of("<bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>")
    assert cycle.timer == TimerDefinition(TimerKind.CYCLE, static("R3/PT1H"))
    due = event_of("<bpmn:timerEventDefinition><bpmn:timeDate>= due</bpmn:timeDate></bpmn:timerEventDefinition>")
    assert due.timer == TimerDefinition(TimerKind.DATE, feel("due"))


def test_a_dangling_error_reference_does_not_turn_into_catching_everything():
    assert event_of('<bpmn:errorEventDefinition errorRef="gone"/>').coded is None


def test_what_does_not_run_is_left_out():
    process = process_of(
        diagram(
            '<bpmn:complexGateway id="g"/><bpmn:transaction id="t"><bpmn:task id="inside"/></bpmn:transaction>'
            '<bpmn:intermediateCatchEvent id="l"><bpmn:linkEventDefinition/></bpmn:intermediateCatchEvent>'
            '<bpmn:endEvent id="two"><bpmn:terminateEventDefinition/><bpmn:errorEventDefinition/></bpmn:endEvent>'
            '<bpmn:task id="kept"/><bpmn:task/>'
        )
    )
    assert list(process.nodes) == ["kept"]


def test_subprocesses_nest_and_boundary_events_know_their_host():
    process = process_of(
        diagram(
            '<bpmn:subProcess id="s"><bpmn:subProcess id="e" triggeredByEvent="true">'
            '<bpmn:startEvent id="on" isInterrupting="false"/></bpmn:subProcess></bpmn:subProcess>'
            '<bpmn:boundaryEvent id="b" attachedToRef="s" cancelActivity="false"/>'
        )
    )
    assert process.nodes["e"].triggered_by_event
    assert (process.nodes["on"].scope, process.nodes["on"].is_interrupting) == ("e", False)
    assert (process.nodes["b"].attached_to, process.nodes["b"].is_interrupting) == ("s", False)
    assert [node.id for node in process.nodes_of("p")] == ["s", "b"]
    assert process.nodes["s"].kind is Kind.SUB_PROCESS


def test_the_innermost_lane_holds_a_node_and_a_boundary_event_is_where_its_host_is():
    process = process_of(
        diagram(
            '<bpmn:laneSet><bpmn:lane id="l1" name="外"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
            "<bpmn:flowNodeRef>s</bpmn:flowNodeRef><bpmn:flowNodeRef>b</bpmn:flowNodeRef><bpmn:childLaneSet>"
            '<bpmn:lane id="l2" name="内"><bpmn:flowNodeRef>s</bpmn:flowNodeRef></bpmn:lane>'
            '<bpmn:lane id="l3"/></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>'
            '<bpmn:task id="a"/><bpmn:subProcess id="s"><bpmn:task id="in"/></bpmn:subProcess>'
            '<bpmn:boundaryEvent id="b" attachedToRef="s"/><bpmn:task id="nowhere"/>'
        )
    )
    lanes = {node.id: node.lane for node in process.nodes.values()}
    assert lanes == {"a": "外", "s": "内", "in": "内", "b": "内", "nowhere": None}
    assert process.lanes == ("外", "内", "l3")


def test_boundary_events_that_hold_each_other_do_not_lead_round_in_a_circle():
    process = process_of(
        diagram(
            '<bpmn:boundaryEvent id="a" attachedToRef="b"/><bpmn:boundaryEvent id="b" attachedToRef="a"/>'
            '<bpmn:boundaryEvent id="c" attachedToRef="c"/>'
        )
    )
    assert {node.lane for node in process.nodes.values()} == {None}


def test_all_executable_processes_of_a_collaboration_are_read():
    two = '<bpmn:process id="q" isExecutable="true"><bpmn:task id="y"/></bpmn:process>'
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="a" processRef="p"/>'
        '<bpmn:participant id="b" processRef="q"/></bpmn:collaboration>'
    )
    found, findings = parse_diagram(diagram('<bpmn:task id="x"/>', pools + two))
    assert findings == []
    assert [process.id for process in found.processes] == ["q", "p"]
