"""A valid and an invalid diagram for each lint rule about the file, its flows, events and gateways."""

from tests.engine.bpmn.diagrams import HEAD, between, chain, diagram, extend, flow
from tests.engine.bpmn.lint_parts import (
    CATCH,
    END,
    INSIDE,
    MESSAGE,
    ON_MESSAGE,
    PLAIN,
    SIGNAL,
    START,
    TASK,
    TWO_EVENTS,
    TWO_FLOWS,
    LintCase,
    bodies,
    boundary,
    event_choice,
    one,
    service,
    split,
    sub,
    tag,
    user,
    with_boundary,
)

CASES = {
    "file-size": bodies(
        PLAIN, PLAIN + "".join(f'<bpmn:task id="t{n}"/>{flow("x", f"t{n}")}' for n in range(5000)), "definitions"
    ),
    "file-nesting": bodies(
        PLAIN, "".join(f'<bpmn:subProcess id="s{n}">' for n in range(22)) + "</bpmn:subProcess>" * 22, "s20"
    ),
    "file-platform": LintCase(
        diagram(PLAIN), diagram(PLAIN).replace(b'"Camunda Cloud"', b'"Camunda Platform"'), "definitions"
    ),
    "process-present": LintCase(diagram(PLAIN), f"{HEAD}</bpmn:definitions>".encode(), "definitions"),
    "process-executable": LintCase(diagram(PLAIN), diagram(PLAIN, process='id="p"'), "p"),
    "process-ignored": LintCase(
        diagram(PLAIN), diagram(PLAIN, '<bpmn:process id="q"><bpmn:startEvent id="a"/></bpmn:process>'), "q"
    ),
    "process-empty": bodies(PLAIN, "", "p"),
    "id-missing": bodies(PLAIN, PLAIN + "<bpmn:task/>", "p"),
    "id-form": bodies(PLAIN, PLAIN.replace('"x"', '"1 x"'), "1 x"),
    "id-unique": bodies(PLAIN, PLAIN + TASK),
    "attribute-boolean": one(
        tag("subProcess", INSIDE.replace("x", "y"), 'triggeredByEvent="false"'),
        tag("task", "", 'isForCompensation="no"'),
    ),
    "extension-must-understand": LintCase(
        diagram(PLAIN, '<bpmn:extension definition="a"/>'),
        diagram(PLAIN, '<bpmn:extension definition="tns:a" mustUnderstand="true"/>'),
        "definitions",
    ),
    "expression-language": bodies(
        PLAIN,
        split(
            "exclusiveGateway",
            'default="x_b"',
            flow("x", "a", "=true").replace("xsi:type=", 'language="groovy" xsi:type=') + flow("x", "b"),
        ),
        "x_a",
    ),
    "element-supported": one(TASK, tag("task", "", 'isForCompensation="true"')),
    "other-engine": one(service(), tag("serviceTask", "", 'camunda:class="a.B"')),
    "other-engine-harmless": one(TASK, tag("task", "", 'camunda:modelerTemplate="a"')),
    "unknown-extension": one(TASK, tag("task", extend('<w:hint xmlns:w="urn:w"/>')), "x"),
    "zeebe-known": one(service(), service('<zeebe:taskDefinition type="a.b"/><zeebe:executionListeners/>')),
    "zeebe-placed": one(service(), tag("userTask", extend('<zeebe:taskDefinition type="a.b"/>'))),
    "zeebe-once": one(service(), service('<zeebe:taskDefinition type="a.b"/>' * 2)),
    "zeebe-attribute": one(service(), service('<zeebe:taskDefinition type="a.b" colour="red"/>')),
    "zeebe-attribute-placed": one(tag("task", "", 'zeebe:modelerTemplate="t"'), tag("task", "", 'zeebe:type="a.b"')),
    "zeebe-binding": one(
        user('<zeebe:formDefinition formId="form" bindingType="deployment"/>'),
        user('<zeebe:formDefinition formId="form" bindingType="versionTag" versionTag="v1"/>'),
    ),
    "zeebe-binding-latest": one(
        user('<zeebe:formDefinition formId="form"/>'),
        user('<zeebe:formDefinition formId="form" bindingType="latest"/>'),
    ),
    "flow-ends": bodies(PLAIN, PLAIN + flow("x", "gone"), "x_gone"),
    "flow-misplaced": bodies(
        PLAIN,
        PLAIN + f'<bpmn:laneSet id="l"><bpmn:lane id="x1">{flow("a", "b", flow_id="f")}</bpmn:lane></bpmn:laneSet>',
        "f",
    ),
    "flow-crosses-scope": bodies(
        START + sub(INSIDE) + END + chain("start", "s", "end"),
        START + sub(INSIDE) + END + chain("start", "s", "end") + flow("start", "x"),
        "start_x",
    ),
    "flow-into-start": bodies(PLAIN, PLAIN + flow("x", "start"), "x_start"),
    "flow-out-of-end": bodies(PLAIN, PLAIN + '<bpmn:endEvent id="more"/>' + flow("end", "more"), "end_more"),
    "flow-at-event-sub-process": bodies(
        PLAIN + sub(ON_MESSAGE, 'triggeredByEvent="true"'),
        PLAIN + sub(ON_MESSAGE, 'triggeredByEvent="true"') + flow("x", "s"),
        "x_s",
        MESSAGE,
    ),
    "default-known": bodies(
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", "=true") + flow("x", "b")),
        split("exclusiveGateway", 'default="gone"', flow("x", "a", "=true") + flow("x", "b", "=true")),
    ),
    "default-without-condition": bodies(
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", "=true") + flow("x", "b")),
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", "=true") + flow("x", "b", "=true")),
        "x_b",
    ),
    "condition-empty": bodies(
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", "=true") + flow("x", "b")),
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", " ") + flow("x", "b")),
        "x_a",
    ),
    "flow-copies": one(
        tag("task", "<bpmn:incoming>start_x</bpmn:incoming><bpmn:outgoing>x_end</bpmn:outgoing>"),
        tag("task", "<bpmn:incoming>gone</bpmn:incoming>"),
    ),
    "start-missing": bodies(PLAIN, TASK + END + flow("x", "end"), "p"),
    "start-none-once": bodies(PLAIN, PLAIN + '<bpmn:startEvent id="again"/>' + flow("again", "x"), "again"),
    "start-of-sub-process": bodies(
        START + sub(INSIDE) + END + chain("start", "s", "end"),
        START + sub('<bpmn:task id="x"/>') + END + chain("start", "s", "end"),
        "s",
    ),
    "start-outgoing": bodies(PLAIN, START + TASK, "start"),
    "gateway-outgoing": LintCase(
        diagram(between(tag("parallelGateway"))),
        diagram(START + tag("parallelGateway") + flow("start", "x")),
    ),
    "gateway-conditions": bodies(
        split("inclusiveGateway", 'default="x_b"', flow("x", "a", "=true") + flow("x", "b")),
        split("inclusiveGateway", "", flow("x", "a", "=true") + flow("x", "b")),
        "x_b",
    ),
    "gateway-default": bodies(
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", "=true") + flow("x", "b")),
        split("exclusiveGateway", "", flow("x", "a", "=true") + flow("x", "b", "=false")),
    ),
    "event-gateway-choice": bodies(
        event_choice(TWO_EVENTS, TWO_FLOWS),
        event_choice(TWO_EVENTS, flow("x", "m1") + flow("m1", "t1") + flow("t1", "end")),
        roots=MESSAGE,
    ),
    "event-gateway-target": bodies(
        event_choice(TWO_EVENTS, TWO_FLOWS),
        event_choice(TWO_EVENTS, TWO_FLOWS.replace(flow("m1", "end"), flow("m1", "t1"))),
        "t1",
        MESSAGE,
    ),
    "join-of-a-choice": bodies(
        split("parallelGateway", "", flow("x", "a") + flow("x", "b")),
        f'{START}<bpmn:exclusiveGateway id="g" default="g_b"/><bpmn:task id="a"/><bpmn:task id="b"/>'
        f"{tag('parallelGateway')}"
        f"{END}{chain('start', 'g')}{flow('g', 'a', '=true')}{flow('g', 'b')}{chain('a', 'x', 'end')}{flow('b', 'x')}",
    ),
    "join-of-itself": bodies(
        split("parallelGateway", "", flow("x", "a") + flow("x", "b")),
        f'{START}{tag("parallelGateway")}<bpmn:userTask id="a"/>{END}{chain("start", "x", "a", "end")}{flow("a", "x")}',
    ),
    "boundary-attached": bodies(
        with_boundary(boundary(), flow("x", "other")),
        with_boundary(boundary('attachedToRef="gone"'), flow("x", "other")),
        roots=MESSAGE,
    ),
    "boundary-outgoing": bodies(
        with_boundary(boundary(), flow("x", "other")), with_boundary(boundary(), ""), roots=MESSAGE
    ),
    "boundary-never-happens": bodies(
        with_boundary(boundary(), flow("x", "other")),
        with_boundary(boundary(), flow("x", "other"), '<bpmn:manualTask id="host"/>'),
        roots=MESSAGE,
    ),
    "reference-known": one(
        CATCH, tag("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="gone"/>'), roots=MESSAGE
    ),
    "message-named": one(CATCH, tag("intermediateCatchEvent", "<bpmn:messageEventDefinition/>"), roots=MESSAGE),
    "message-correlation-key": LintCase(
        diagram(between(CATCH), MESSAGE), diagram(between(CATCH), '<bpmn:message id="m" name="hello"/>')
    ),
    "signal-named": one(
        tag("intermediateThrowEvent", '<bpmn:signalEventDefinition signalRef="s"/>'),
        tag("intermediateThrowEvent", "<bpmn:signalEventDefinition/>"),
        roots=SIGNAL,
    ),
    "event-code": one(
        tag("intermediateThrowEvent", '<bpmn:escalationEventDefinition escalationRef="e"/>'),
        tag("intermediateThrowEvent", "<bpmn:escalationEventDefinition/>"),
        roots='<bpmn:escalation id="e" escalationCode="late"/>',
    ),
    "event-code-static": LintCase(
        *(
            diagram(
                with_boundary(boundary(definition='<bpmn:errorEventDefinition errorRef="e"/>'), flow("x", "other")),
                f'<bpmn:error id="e" errorCode="{code}"/>',
            )
            for code in ("broken", "=code")
        )
    ),
    "start-name-static": LintCase(
        *(
            diagram(
                '<bpmn:startEvent id="x"><bpmn:signalEventDefinition signalRef="s"/></bpmn:startEvent>'
                + END
                + flow("x", "end"),
                f'<bpmn:signal id="s" name="{name}"/>',
            )
            for name in ("alarm", "=name")
        )
    ),
    "event-claimed-twice": bodies(
        with_boundary(boundary(), flow("x", "other")),
        with_boundary(boundary().replace('"x"', '"first"') + boundary(), flow("x", "other") + flow("first", "other")),
        roots=MESSAGE,
    ),
    "error-uncaught": LintCase(
        diagram(PLAIN),
        diagram(
            START + tag("endEvent", '<bpmn:errorEventDefinition errorRef="e"/>') + flow("start", "x"),
            '<bpmn:error id="e" errorCode="broken"/>',
        ),
    ),
}
