"""Lint as a whole: several files, order, limits, files of other modelers."""

from __future__ import annotations

import time

import pytest

from engine.bpmn.findings import Severity
from engine.bpmn.iso8601 import is_cycle, is_date_time, is_duration
from engine.bpmn.lint import MAX_FINDINGS_PER_RULE, Known, has_errors, lint_diagram, lint_diagrams
from engine.spiff.iso_time import read_cycle, read_moment, read_period
from tests.engine.bpmn.diagrams import HEAD, between, chain, diagram, extend, flow
from tests.engine.bpmn.lint_parts import PLAIN, prop, tag, user


def errors(xml: bytes, known: Known | None = None) -> set[tuple[str, str | None]]:
    return {(f.rule, f.element_id) for f in lint_diagram(xml, "x.bpmn", known) if f.severity is Severity.ERROR}


def test_diagrams_of_one_deployment_know_each_others_processes_and_elements():
    call = between(tag("callActivity", extend('<zeebe:calledElement processId="q"/>')))
    apart = between(user(prop("sop:separate-from", "x2")))
    other = diagram(between('<bpmn:userTask id="x2"/>', "x2"), process='id="q" isExecutable="true"')
    files = {"a.bpmn": diagram(call), "b.bpmn": diagram(apart, process='id="r" isExecutable="true"'), "c.bpmn": other}
    assert not has_errors(lint_diagrams(files))
    del files["c.bpmn"]
    assert {finding.rule for finding in lint_diagrams(files)} >= {"call-known", "separate-known"}


def test_a_process_that_only_a_message_starts_cannot_be_called_from_another_file():
    call = diagram(between(tag("callActivity", extend('<zeebe:calledElement processId="q"/>'))))
    started = '<bpmn:startEvent id="s"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>'
    body = f'{started}<bpmn:endEvent id="e"/>{flow("s", "e")}'
    called = diagram(body, '<bpmn:message id="m" name="go"/>', process='id="q" isExecutable="true"')
    found = [f for f in lint_diagrams({"a": call, "b": called}) if f.severity is Severity.ERROR]
    assert [(f.file, f.rule, f.element_id) for f in found] == [("a", "call-startable", "x")]


def test_the_timer_of_a_start_event_cannot_need_a_variable():
    def starts(timer_text: str) -> bytes:
        definition = (
            f"<bpmn:timerEventDefinition><bpmn:timeCycle>{timer_text}</bpmn:timeCycle></bpmn:timerEventDefinition>"
        )
        return diagram(tag("startEvent", definition) + '<bpmn:endEvent id="end"/>' + flow("x", "end"))

    assert errors(starts("=how_often")) == {("expression-kind", "x")}
    assert errors(starts('="R/P1D"')) == set()


def test_a_process_id_may_be_used_in_one_file_only():
    found = [f for f in lint_diagrams({"a": diagram(PLAIN), "b": diagram(PLAIN)}) if f.rule == "process-id-once"]
    assert [(f.file, f.element_id, f.facts["first"]) for f in found] == [("b", "p", "a")]


def test_errors_come_first():
    found = lint_diagram(diagram(PLAIN + '<bpmn:task id="alone"/>'))
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=list(Severity).index)
    assert len({f.severity for f in found}) > 1


def test_one_rule_does_not_flood_the_list_and_says_so():
    found = lint_diagram(diagram(PLAIN + "".join(f'<bpmn:task id="t{n}"/>' for n in range(500))))
    lost = [f for f in found if f.rule == "unreachable"]
    assert len(lost) == MAX_FINDINGS_PER_RULE + 1
    assert "further" in lost[-1].sentence


HUGE = {
    "a long chain": lambda: START_ + "".join(f'<bpmn:task id="n{n}"/>' for n in range(4000)) + LONG_CHAIN,
    "a hundred thousand tasks": lambda: "".join(f'<bpmn:task id="n{n}"/>' for n in range(100_000)),
    "many boundary events": lambda: (
        '<bpmn:userTask id="h"/>' + "".join(f'<bpmn:boundaryEvent id="b{n}" attachedToRef="h"/>' for n in range(9000))
    ),
    "many subprocesses of one id": lambda: '<bpmn:subProcess id="a"/>' * 9000,
}
START_ = '<bpmn:startEvent id="start"/>'
LONG_CHAIN = chain("start", *(f"n{n}" for n in range(4000)))


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_is_answered_in_bounded_time(name):
    xml = diagram(HUGE[name]())
    began = time.process_time()
    assert lint_diagram(xml)
    assert time.process_time() - began < 20


DURATIONS = ["P1D", "PT2H", "P1Y2M3W4DT5H6M7.5S", "P", "PT", "-PT0S", "1D", "-P1D", "PT1.5H", " P1D "]
CYCLES = ["R3/PT1H", "R/P1D", "R-1/P1D", "R0/PT1H", "R2/2026-01-01T09:00:00Z/P1D", "R3", "R3/", "R3/x", "R00/P1D"]
DATES = ["2026-03-01T09:00:00Z", "2026-03-01T09:00:00+08:00", "2026-02-30T09:00:00Z", "2026-03-01T09:00:00", "soon"]
BEYOND = ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+14:00"]
"""Moments that UTC has no date for."""


@pytest.mark.parametrize(
    ("judge", "read", "text"),
    [(is_duration, read_period, each) for each in DURATIONS]
    + [(is_cycle, read_cycle, each) for each in CYCLES]
    + [(is_date_time, read_moment, each) for each in [*DATES, *BEYOND]],
)
def test_times_that_lint_accepts_can_be_read(judge, read, text):
    if judge(text):
        read(text)


def test_ordinary_times_are_accepted():
    assert all(map(is_duration, DURATIONS[:3]))
    assert all(map(is_cycle, CYCLES[:3]))
    assert all(map(is_date_time, [*DATES[:2], DATES[3]]))
    assert not any(map(is_duration, DURATIONS[3:8]))
    assert not any(map(is_date_time, BEYOND))


def test_nothing_is_a_duration_but_no_cycle():
    assert is_duration("PT0S")
    assert not is_cycle("R3/PT0S")


GROUPS = '<zeebe:assignmentDefinition candidateGroups="{}"/>'
TOLD = Known(handlers={"a.b"}, decisions={"decision"}, processes={"process"}, roles={"agent"})


@pytest.mark.parametrize(
    ("rule", "element"),
    [
        ("handler-known", tag("serviceTask", extend('<zeebe:taskDefinition type="=&quot;gone&quot;"/>'))),
        ("call-known", tag("callActivity", extend('<zeebe:calledElement processId="=&quot;gone&quot;"/>'))),
        (
            "decision-known",
            tag(
                "businessRuleTask",
                extend('<zeebe:calledDecision decisionId="=&quot;gone&quot;" resultVariable="r"/>'),
            ),
        ),
        ("role-known", tag("userTask", extend(GROUPS.format("=[&quot;agent&quot;, &quot;gone&quot;]")))),
        ("role-known", tag("userTask", extend(GROUPS.format("=&quot;gone&quot;")))),
    ],
)
def test_a_name_in_quotes_is_looked_up_like_a_plain_one(rule, element):
    found = [each for each in lint_diagram(diagram(between(element)), known=TOLD) if each.rule == rule]
    assert [each.element_id for each in found] == ["x"]
    kept = element.replace(
        "gone", {"handler-known": "a.b", "call-known": "process", "role-known": "agent"}.get(rule, "decision")
    )
    assert rule not in {each.rule for each in lint_diagram(diagram(between(kept)), known=TOLD)}


def test_a_range_is_no_collection():
    marker = (
        "<bpmn:multiInstanceLoopCharacteristics>"
        + extend('<zeebe:loopCharacteristics inputCollection="=[1..3]"/>')
        + "</bpmn:multiInstanceLoopCharacteristics>"
    )
    findings = lint_diagram(diagram(between(user("").replace("</bpmn:userTask>", marker + "</bpmn:userTask>"))))
    assert "expression-kind" in {each.rule for each in findings}


CAMUNDA_7 = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
 id="d" exporter="Camunda Modeler" modeler:executionPlatform="Camunda Platform">
<bpmn:process id="p" isExecutable="true" camunda:historyTimeToLive="180">
<bpmn:startEvent id="start" camunda:initiator="who"/><bpmn:userTask id="u" camunda:assignee="${who}"
 camunda:formKey="embedded:app:form.html"><bpmn:extensionElements><camunda:taskListener event="create" class="a.B"/>
</bpmn:extensionElements></bpmn:userTask><bpmn:serviceTask id="s" camunda:class="a.B" camunda:asyncBefore="true"/>
<bpmn:exclusiveGateway id="g"/><bpmn:scriptTask id="c" scriptFormat="groovy"><bpmn:script>x = 1</bpmn:script>
</bpmn:scriptTask><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="u"/><bpmn:sequenceFlow id="f2" sourceRef="u" targetRef="s"/>
<bpmn:sequenceFlow id="f3" sourceRef="s" targetRef="g"/><bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="c">
<bpmn:conditionExpression>${approved}</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="f5" sourceRef="g" targetRef="end"/><bpmn:sequenceFlow id="f6" sourceRef="c" targetRef="end"/>
</bpmn:process></bpmn:definitions>"""

FLOWABLE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
 xmlns:flowable="http://flowable.org/bpmn" typeLanguage="http://www.w3.org/2001/XMLSchema"
 expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace="http://www.flowable.org/processdef">
<process id="p" isExecutable="true"><startEvent id="start" flowable:initiator="who"/>
<userTask id="u" flowable:candidateGroups="sales"/><serviceTask id="s" flowable:delegateExpression="${mailer}"/>
<endEvent id="end"/><sequenceFlow id="f1" sourceRef="start" targetRef="u"/>
<sequenceFlow id="f2" sourceRef="u" targetRef="s"/><sequenceFlow id="f3" sourceRef="s" targetRef="end"/>
</process></definitions>"""

SIGNAVIO = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:signavio="http://www.signavio.com"
 exporter="Signavio Process Editor, http://www.signavio.com" id="sid-1" expressionLanguage="http://www.w3.org/TR/XPath">
<process id="sid-2" isExecutable="false"><extensionElements/><startEvent id="sid-3" name=""><extensionElements>
<signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/></extensionElements><outgoing>sid-6</outgoing>
</startEvent><task completionQuantity="1" id="sid-4" isForCompensation="false" name="Check" startQuantity="1">
<incoming>sid-6</incoming><outgoing>sid-7</outgoing></task><endEvent id="sid-5"><incoming>sid-7</incoming></endEvent>
<sequenceFlow id="sid-6" isImmediate="true" sourceRef="sid-3" targetRef="sid-4"/>
<sequenceFlow id="sid-7" sourceRef="sid-4" targetRef="sid-5"/></process></definitions>"""

BIZAGI = """<?xml version="1.0"?><definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 targetNamespace="http://www.bizagi.com/definitions/_1" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
<process id="Id_1" name="Process 1"><documentation/><startEvent id="Id_2"><extensionElements>
<bizagi:BizagiExtensions xmlns:bizagi="http://www.bizagi.com/bpmn20"><bizagi:BizagiProperties/>
</bizagi:BizagiExtensions></extensionElements></startEvent><task id="Id_3" name="A"/><endEvent id="Id_4"/>
<sequenceFlow id="Id_5" sourceRef="Id_2" targetRef="Id_3"/><sequenceFlow id="Id_6" sourceRef="Id_3" targetRef="Id_4"/>
</process><dataStore id="DS_1" name="Files"/></definitions>"""

JBPM = """<bpmn2:definitions xmlns:bpmn2="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
 xmlns:drools="http://www.jboss.org/drools"><bpmn2:itemDefinition id="_i" structureRef="String"/>
<bpmn2:process id="p" drools:packageName="com.example" isExecutable="true"><bpmn2:property id="v" itemSubjectRef="_i"/>
<bpmn2:startEvent id="start"/><bpmn2:userTask id="u"><bpmn2:ioSpecification><bpmn2:dataInput id="i1" name="TaskName"/>
<bpmn2:inputSet/><bpmn2:outputSet/></bpmn2:ioSpecification><bpmn2:dataInputAssociation><bpmn2:targetRef>i1
</bpmn2:targetRef><bpmn2:assignment><bpmn2:from>a</bpmn2:from><bpmn2:to>i1</bpmn2:to></bpmn2:assignment>
</bpmn2:dataInputAssociation><bpmn2:potentialOwner id="po"/></bpmn2:userTask><bpmn2:endEvent id="end"/>
<bpmn2:sequenceFlow id="a" sourceRef="start" targetRef="u"/><bpmn2:sequenceFlow id="b" sourceRef="u" targetRef="end"/>
</bpmn2:process></bpmn2:definitions>"""


def test_a_camunda_7_diagram_is_refused_at_each_setting_that_would_be_ignored():
    found = errors(CAMUNDA_7.encode())
    assert {("file-platform", "d"), ("other-engine", "start"), ("other-engine", "u"), ("other-engine", "s")} <= found
    assert {("expression-marked", "f4"), ("element-supported", "c"), ("gateway-conditions", "f5")} <= found
    assert ("handler-named", "s") in found
    harmless = [f for f in lint_diagram(CAMUNDA_7.encode()) if f.rule == "other-engine-harmless"]
    assert [(f.element_id, f.severity) for f in harmless] == [("p", Severity.WARNING)]


def test_a_flowable_diagram_is_refused_with_a_way_out():
    found = [f for f in lint_diagram(FLOWABLE.encode()) if f.rule == "other-engine"]
    assert {f.element_id for f in found} == {"start", "u", "s"}
    assert any("task definition" in f.remedy for f in found)


@pytest.mark.parametrize(("xml", "process"), [(SIGNAVIO, "sid-2"), (BIZAGI, "Id_1")])
def test_a_plain_drawing_of_another_modeler_only_lacks_being_executable(xml, process):
    assert errors(xml.encode()) == {("process-executable", process)}


def test_an_executable_signavio_drawing_passes():
    assert errors(SIGNAVIO.replace('"false"', '"true"', 1).encode()) == set()


def test_data_mappings_and_owners_of_jbpm_are_refused():
    found = lint_diagram(JBPM.encode())
    rows = {f.facts.get("row") for f in found if f.rule == "element-supported"}
    assert {"data_mapping", "potential_owner"} <= rows


def test_drawn_data_is_no_error():
    data = (
        '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="r" dataObjectRef="o"/>'
        '<bpmn:textAnnotation id="t"><bpmn:text>hm</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="a" sourceRef="x" targetRef="t"/><bpmn:group id="g"/>'
    )
    arrow = "<bpmn:dataOutputAssociation><bpmn:targetRef>r</bpmn:targetRef></bpmn:dataOutputAssociation>"
    assert errors(diagram(between(tag("task", arrow)) + data)) == set()


@pytest.mark.parametrize(
    ("element", "row"),
    [
        ('<bpmn:complexGateway id="x"/>', "complex_gateway"),
        ('<bpmn:transaction id="x"/>', "transaction"),
        ('<bpmn:adHocSubProcess id="x"/>', "ad_hoc_sub_process"),
        ('<bpmn:choreographyTask id="x"/>', "choreography_task"),
        ('<bpmn:task id="x"><bpmn:standardLoopCharacteristics/></bpmn:task>', "standard_loop"),
        ('<bpmn:task id="x" completionQuantity="2"/>', "activity.quantity"),
        ('<bpmn:task id="x"><bpmn:surprise/></bpmn:task>', "unknown"),
        ('<bpmn:teleportTask id="x"/>', "unknown"),
        ('<bpmn:receiveTask id="x" instantiate="true"/>', "receive_task.instantiate"),
        (tag("intermediateThrowEvent", "<bpmn:linkEventDefinition/>"), "intermediate_throw_event.link"),
        (tag("intermediateThrowEvent", "<bpmn:compensateEventDefinition/>"), "intermediate_throw_event.compensate"),
        (tag("intermediateCatchEvent", "<bpmn:conditionalEventDefinition/>"), "intermediate_catch_event.conditional"),
        (tag("intermediateCatchEvent"), "intermediate_catch_event.none"),
        (
            tag("intermediateCatchEvent", "<bpmn:eventDefinitionRef>e</bpmn:eventDefinitionRef>"),
            "intermediate_catch_event.multiple",
        ),
        (tag("intermediateThrowEvent", "<bpmn:errorEventDefinition/>"), "intermediate_throw_event.error"),
    ],
)
def test_what_does_not_run_is_refused_by_its_row(element, row):
    found = [f for f in lint_diagram(diagram(between(element))) if f.rule == "element-supported"]
    assert (row, "x", Severity.ERROR) in [(f.facts["row"], f.element_id, f.severity) for f in found]


def timer(kind: str, text: str) -> str:
    definition = f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    return tag("intermediateCatchEvent", definition)


@pytest.mark.parametrize(
    ("element", "fits"),
    [
        (timer("timeDuration", '=duration("P1D")'), True),
        (timer("timeDuration", '=@"P1D"'), True),
        (timer("timeDuration", '="3 days"'), False),
        (timer("timeDuration", "=how_long"), True),
        (timer("timeDuration", "=3"), False),
        (timer("timeDate", "=now() + @&quot;P3D&quot;"), True),
        (timer("timeDate", "=today()"), True),
        (timer("timeDate", "=null"), False),
        (user('<zeebe:priorityDefinition priority="=if late then 90 else 10"/>'), True),
        (user('<zeebe:priorityDefinition priority="=1000"/>'), False),
        (user("<zeebe:taskSchedule dueDate='=now() + @\"P3D\"'/>"), True),
        (user("<zeebe:taskSchedule dueDate='=@\"P3D\"'/>"), False),
        (tag("serviceTask", extend('<zeebe:taskDefinition type="=kind" retries="=2"/>')), True),
        (tag("serviceTask", extend('<zeebe:taskDefinition type="=1" retries="=2"/>')), False),
        (tag("serviceTask", extend('<zeebe:taskDefinition type="a" retries="=0"/>')), False),
    ],
)
def test_an_expression_without_variables_must_give_what_its_place_wants(element, fits):
    found = "expression-kind" in {rule for rule, _ in errors(diagram(between(element)))}
    assert found is (not fits)


def test_a_second_root_process_and_pools_are_fine():
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="a" processRef="p"/><bpmn:participant id="b"/>'
        '<bpmn:messageFlow id="mf" sourceRef="a" targetRef="b"/></bpmn:collaboration>'
    )
    other = (
        between('<bpmn:task id="y"/>', "y")
        .replace('"start', '"start2')
        .replace('"end', '"end2')
        .replace("_end", "_end2")
    )
    other = f'<bpmn:process id="q" isExecutable="true">{other}</bpmn:process>'
    assert errors(diagram(PLAIN, pools + other)) == set()


def test_an_xml_head_alone_is_a_finding():
    assert errors(f"{HEAD}</bpmn:definitions>".encode()) == {("process-present", "definitions")}


def test_a_loop_with_a_way_out_by_a_boundary_event_can_end():
    body = (
        '<bpmn:startEvent id="start"/><bpmn:userTask id="u"/><bpmn:endEvent id="end"/>'
        '<bpmn:boundaryEvent id="b" attachedToRef="u"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    assert errors(diagram(body + flow("start", "u") + flow("u", "u") + flow("b", "end"))) == set()


def test_the_cycle_function_of_camunda_8_is_judged_like_a_text():
    def rules(feel):
        timer = f"<bpmn:timerEventDefinition><bpmn:timeCycle>{feel}</bpmn:timeCycle></bpmn:timerEventDefinition>"
        start = f'<bpmn:startEvent id="x">{timer}</bpmn:startEvent><bpmn:endEvent id="end"/>{flow("x", "end")}'
        return {each.rule for each in lint_diagram(diagram(start)) if each.severity is Severity.ERROR}

    assert rules('=cycle(3, duration("P1D"))') == set()
    assert rules('=cycle(0, duration("P1D"))') == {"expression-kind"}
