"""A valid and an invalid diagram for each lint rule."""

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
    STRAIGHT,
    TASK,
    TWO_EVENTS,
    TWO_FLOWS,
    LintCase,
    bodies,
    boundary,
    drawing,
    drawn,
    edge,
    event_choice,
    one,
    prop,
    repeat,
    service,
    shape,
    split,
    sub,
    tag,
    timer,
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
    "timer-value": one(timer("<bpmn:timeDuration>P1D</bpmn:timeDuration>"), timer("")),
    "timer-readable": one(
        timer("<bpmn:timeDuration>P1D</bpmn:timeDuration>"), timer("<bpmn:timeDuration>1 day</bpmn:timeDuration>")
    ),
    "timer-cron": bodies(
        timer("<bpmn:timeCycle>R/P1D</bpmn:timeCycle>", "startEvent") + END + flow("x", "end"),
        timer("<bpmn:timeCycle>0 0 9 * * *</bpmn:timeCycle>", "startEvent") + END + flow("x", "end"),
    ),
    "timer-start-static": bodies(
        timer("<bpmn:timeCycle>R/P1D</bpmn:timeCycle>", "startEvent") + END + flow("x", "end"),
        timer("<bpmn:timeCycle>=&quot;R/P1D&quot;</bpmn:timeCycle>", "startEvent") + END + flow("x", "end"),
    ),
    "handler-named": one(service(), tag("serviceTask")),
    "handler-type-set": one(
        tag("scriptTask", extend('<zeebe:taskDefinition type="a.b"/>')),
        tag("scriptTask", extend("<zeebe:taskDefinition/>")),
    ),
    "handler-known": one(service(), service('<zeebe:taskDefinition type="a.c"/>')),
    "handler-useless": one(
        tag("intermediateThrowEvent"), tag("intermediateThrowEvent", extend('<zeebe:taskDefinition type="a.b"/>'))
    ),
    "script-set": one(
        tag("scriptTask", extend('<zeebe:script expression="=1" resultVariable="r"/>')),
        tag("scriptTask", extend('<zeebe:script expression="=1"/>')),
    ),
    "decision-set": one(
        tag("businessRuleTask", extend('<zeebe:calledDecision decisionId="decision" resultVariable="r"/>')),
        tag("businessRuleTask"),
    ),
    "decision-known": one(
        tag("businessRuleTask", extend('<zeebe:calledDecision decisionId="decision" resultVariable="r"/>')),
        tag("businessRuleTask", extend('<zeebe:calledDecision decisionId="gone" resultVariable="r"/>')),
    ),
    "form-linked": one(
        user('<zeebe:formDefinition formId="form"/>'), user('<zeebe:formDefinition formKey="camunda-forms:bpmn:f"/>')
    ),
    "form-known": one(user('<zeebe:formDefinition formId="form"/>'), user('<zeebe:formDefinition formId="gone"/>')),
    "form-id-static": one(user('<zeebe:formDefinition formId="form"/>'), user('<zeebe:formDefinition formId="=f"/>')),
    "role-known": one(
        user(""), tag("userTask", extend('<zeebe:assignmentDefinition candidateGroups="agent, ghosts"/>'))
    ),
    "task-assigned": one(user(""), tag("userTask")),
    "call-named": one(
        tag("callActivity", extend('<zeebe:calledElement processId="q"/>')),
        tag("callActivity", "", 'calledElement="q"'),
    ),
    "call-known": one(
        tag("callActivity", extend('<zeebe:calledElement processId="q"/>')),
        tag("callActivity", extend('<zeebe:calledElement processId="gone"/>')),
    ),
    "call-startable": LintCase(
        *(
            diagram(
                between(tag("callActivity", extend('<zeebe:calledElement processId="other"/>'))),
                f'{SIGNAL}<bpmn:process id="other" isExecutable="true">'
                f'<bpmn:startEvent id="a">{start}</bpmn:startEvent>'
                f'<bpmn:endEvent id="b"/>{flow("a", "b")}</bpmn:process>',
            )
            for start in ("", '<bpmn:signalEventDefinition signalRef="s"/>')
        )
    ),
    "call-recursion": one(
        tag("callActivity", extend('<zeebe:calledElement processId="q"/>')),
        tag("callActivity", extend('<zeebe:calledElement processId="p"/>')),
    ),
    "call-endless": bodies(
        '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="choice" default="choice_end"/>'
        + tag("callActivity", extend('<zeebe:calledElement processId="p"/>'))
        + END
        + flow("start", "choice")
        + flow("choice", "x", "=deeper = true")
        + flow("choice", "end")
        + flow("x", "end"),
        between(tag("callActivity", extend('<zeebe:calledElement processId="p"/>'))),
    ),
    "loop-collection": one(tag("task", repeat()), tag("task", repeat(""))),
    "loop-output": one(
        tag("task", repeat('inputCollection="=a" outputCollection="b" outputElement="=c"')),
        tag("task", repeat('inputCollection="=a" outputCollection="b"')),
    ),
    "loop-completion-condition": one(
        tag("task", repeat(content="<bpmn:completionCondition>=done</bpmn:completionCondition>")),
        tag("task", repeat(content="<bpmn:completionCondition/>")),
    ),
    "loop-once": one(tag("task", repeat()), tag("task", repeat() * 2)),
    "retries": one(
        service('<zeebe:taskDefinition type="a.b" retries="5"/>'),
        service('<zeebe:taskDefinition type="a.b" retries="many"/>'),
    ),
    "priority": one(
        user('<zeebe:priorityDefinition priority="50"/>'), user('<zeebe:priorityDefinition priority="101"/>')
    ),
    "task-date": one(
        user('<zeebe:taskSchedule dueDate="2026-03-01T09:00:00+08:00"/>'),
        user('<zeebe:taskSchedule dueDate="tomorrow"/>'),
    ),
    "variable-name": one(
        tag("scriptTask", extend('<zeebe:script expression="=1" resultVariable="结果_1"/>')),
        tag("scriptTask", extend('<zeebe:script expression="=1" resultVariable="my result"/>')),
    ),
    "mapping-complete": one(
        user('<zeebe:ioMapping><zeebe:input source="=a" target="b.c"/><zeebe:input target="d"/></zeebe:ioMapping>'),
        user('<zeebe:ioMapping><zeebe:output target="b"/></zeebe:ioMapping>'),
    ),
    "header-complete": one(
        service(
            '<zeebe:taskDefinition type="a.b"/><zeebe:taskHeaders><zeebe:header key="a" value="1"/></zeebe:taskHeaders>'
        ),
        service(
            '<zeebe:taskDefinition type="a.b"/><zeebe:taskHeaders>'
            + '<zeebe:header key="a" value="1"/>' * 2
            + "</zeebe:taskHeaders>"
        ),
    ),
    "expression-marked": one(
        tag("scriptTask", extend('<zeebe:script expression="=1" resultVariable="r"/>')),
        tag("scriptTask", extend('<zeebe:script expression="1" resultVariable="r"/>')),
    ),
    "expression-empty": one(service(), service('<zeebe:taskDefinition type="="/>')),
    "expression-doubled": one(
        tag("scriptTask", extend('<zeebe:script expression="=1" resultVariable="r"/>')),
        tag("scriptTask", extend('<zeebe:script expression="==1" resultVariable="r"/>')),
    ),
    "expression-long": one(
        tag("scriptTask", extend(f'<zeebe:script expression="={"1+" * 1000}1" resultVariable="r"/>')),
        tag("scriptTask", extend(f'<zeebe:script expression="={"1+" * 10000}1" resultVariable="r"/>')),
    ),
    "expression-syntax": one(
        tag("scriptTask", extend('<zeebe:script expression="=if a then 1 else 2" resultVariable="r"/>')),
        tag("scriptTask", extend('<zeebe:script expression="=if a then" resultVariable="r"/>')),
    ),
    "expression-kind": bodies(
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", '=answer = "yes"') + flow("x", "b")),
        split("exclusiveGateway", 'default="x_b"', flow("x", "a", '="yes"') + flow("x", "b")),
        "x_a",
    ),
    "expression-function": one(
        tag("scriptTask", extend('<zeebe:script expression="=abs(n)" resultVariable="r"/>')),
        tag("scriptTask", extend('<zeebe:script expression="=absolutely(n)" resultVariable="r"/>')),
    ),
    "timer-quoted": one(
        timer("<bpmn:timeDuration>=&quot;P1D&quot;</bpmn:timeDuration>"),
        timer("<bpmn:timeDuration>=P1D</bpmn:timeDuration>"),
    ),
    "property-known": one(user(prop("sop:clause", "4.4.1a") + ""), user(prop("sop:seperate-from", "y"))),
    "property-once": one(
        user(prop("sop:clause", "4.4.1a")),
        user(
            '<zeebe:properties><zeebe:property name="sop:clause" value="4.4.1a"/>'
            '<zeebe:property name="sop:clause" value="4.4.1a"/></zeebe:properties>'
        ),
    ),
    "clause-known": one(user(prop("sop:clause", "4.4.1a")), user(prop("sop:breach", "4.4.1a 9.9"))),
    "separate-known": one(user(prop("sop:separate-from", "elsewhere")), user(prop("sop:separate-from", "gone"))),
    "separate-elsewhere": LintCase(
        diagram(between(user(prop("sop:clause", "1")))),
        diagram(between(user(prop("sop:separate-from", "gone")))),
        known=None,
    ),
    "separate-people": one(user(prop("sop:separate-from", "elsewhere")), user(prop("sop:separate-from", "end"))),
    "property-on-user-task": one(
        user(prop("sop:customer-only", "true")), tag("task", extend(prop("sop:customer-only", "true")))
    ),
    "customer-only-value": one(user(prop("sop:customer-only", "true")), user(prop("sop:customer-only", "yes"))),
    "in-person-value": one(user(prop("sop:in-person", "true")), user(prop("sop:in-person", "yes"))),
    "may-pause-value": one(
        user('<zeebe:taskSchedule dueDate="=now()"/>' + prop("sop:may-pause", "customer documents")),
        user(prop("sop:may-pause", "customer")),
    ),
    "unreachable": bodies(PLAIN, PLAIN + '<bpmn:task id="alone"/>', "alone"),
    "no-end": bodies(
        PLAIN, f'{START}<bpmn:userTask id="x"/><bpmn:userTask id="y"/>{chain("start", "x", "y", "x")}', "start"
    ),
    "loop-without-wait": bodies(
        f'{START}<bpmn:userTask id="x"/><bpmn:exclusiveGateway id="g" default="g_end"/>{END}'
        + chain("start", "x", "g", "end")
        + flow("g", "x", "=again"),
        f'{START}<bpmn:task id="x"/><bpmn:exclusiveGateway id="g" default="g_end"/>{END}'
        + chain("start", "x", "g", "end")
        + flow("g", "x", "=again"),
    ),
    "lane-lists": bodies(
        PLAIN,
        PLAIN + '<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>gone</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
        "l",
    ),
    "lane-once": bodies(
        PLAIN,
        PLAIN
        + '<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane>'
        + '<bpmn:lane id="k"><bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
    ),
    "lane-missing": bodies(
        PLAIN,
        PLAIN
        + '<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>start</bpmn:flowNodeRef>'
        + "<bpmn:flowNodeRef>end</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>",
    ),
    "lane-role": LintCase(
        *(
            diagram(
                between(tag("userTask"))
                + f'<bpmn:laneSet><bpmn:lane id="l" name="{lane}">'
                + "<bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
            )
            for lane in ("agent", "ghosts")
        )
    ),
    "pool-process": LintCase(
        *(
            diagram(
                PLAIN,
                f'<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="{ref}"/></bpmn:collaboration>',
            )
            for ref in ("p", "gone")
        ),
        "pool",
    ),
    "drawing-missing": drawing(shape("x", 200, 100), ""),
    "drawing-stale": drawing(
        shape("end", 360, 122, 36, 36), shape("end", 360, 122, 36, 36) + shape("gone", 0, 0), "gone_di"
    ),
    "drawing-numbers": drawing('width="100"', 'width="wide"', "x_di"),
    "drawing-size": LintCase(
        drawn(PLAIN, STRAIGHT),
        drawn(PLAIN, STRAIGHT + "".join(shape(f"n{n}", n, 0) for n in range(1600))),
        "definitions",
    ),
    "drawing-overlap": drawing(shape("end", 360, 122, 36, 36), shape("end", 290, 122, 36, 36)),
    "drawing-docking": drawing(edge("x_end", (300, 140), (360, 140)), edge("x_end", (320, 140), (360, 140)), "x_end"),
    "drawing-label": LintCase(
        *(
            drawn(
                PLAIN.replace('"end"/>', '"end" name="办完"/>', 1),
                STRAIGHT.replace(
                    shape("end", 360, 122, 36, 36),
                    shape("end", 360, 122, 36, 36, f'<dc:Bounds x="{x}" y="165" width="30" height="14"/>'),
                ),
            )
            for x in (363, 260)
        ),
        "end",
    ),
    "drawing-outside": LintCase(
        *(
            drawn(
                PLAIN,
                STRAIGHT + shape("pool", 50, y, 500, 200),
                '<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="p"/></bpmn:collaboration>',
            )
            for y in (50, 120)
        ),
    ),
    "drawing-boundary": LintCase(
        *(
            drawn(
                with_boundary(boundary(), flow("x", "other")),
                shape("host", 200, 100) + shape("x", x, 162, 36, 36),
                MESSAGE,
            )
            for x in (230, 330)
        ),
    ),
    "drawing-through": LintCase(
        *(
            drawn(
                between(TASK) + '<bpmn:task id="y"/>' + flow("start", "y") + flow("y", "end"),
                STRAIGHT + shape("y", 200, y) + edge("y_end", (300, 240), (378, 240), (378, 158)),
            ).replace(b"</bpmndi:BPMNPlane>", edge("start_y", *way).encode() + b"</bpmndi:BPMNPlane>")
            for y, way in ((200, ((118, 158), (118, 240), (200, 240))), (200, ((136, 140), (310, 150), (300, 240))))
        ),
        "start_y",
    ),
    "drawing-crossing": LintCase(
        *(
            drawn(
                between(TASK) + '<bpmn:task id="y"/>' + flow("start", "y") + flow("y", "end"),
                STRAIGHT
                + shape("y", 200, 200)
                + edge("start_y", (118, 158), (118, 240), (200, 240))
                + edge("y_end", *way),
            )
            for way in (
                ((300, 240), (378, 240), (378, 158)),
                ((300, 240), (330, 240), (330, 80), (378, 80), (378, 122)),
            )
        ),
        "x_end",
    ),
    "drawing-struck-out": LintCase(
        *(
            drawn(
                PLAIN.replace('"end"/>', '"end" name="办完"/>', 1),
                STRAIGHT.replace(
                    shape("end", 360, 122, 36, 36),
                    shape("end", 360, 122, 36, 36, f'<dc:Bounds x="315" y="{y}" width="30" height="14"/>'),
                ),
            )
            for y in (165, 133)
        ),
        "end",
    ),
    "drawing-name": LintCase(
        *(drawn(between(tag("task", attributes=f'name="{"很长的名称" * n}"')), STRAIGHT) for n in (7, 9)),
    ),
    "drawing-lanes": LintCase(
        *(
            drawn(
                '<bpmn:laneSet id="ls"><bpmn:lane id="one"><bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane>'
                '<bpmn:lane id="two"/></bpmn:laneSet>' + PLAIN,
                STRAIGHT + shape("one", 80, 80, 400, 120) + shape("two", 80, y, 400, 120),
            )
            for y in (200, 180)
        ),
        "one",
    ),
}
