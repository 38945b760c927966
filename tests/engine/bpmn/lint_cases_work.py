"""A valid and an invalid diagram for each lint rule about timers, tasks, expressions, properties and reachability."""

from tests.engine.bpmn.diagrams import between, chain, diagram, extend, flow
from tests.engine.bpmn.lint_parts import (
    END,
    PLAIN,
    SIGNAL,
    START,
    LintCase,
    bodies,
    one,
    prop,
    repeat,
    service,
    split,
    tag,
    timer,
    user,
)

CASES = {
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
    "call-propagation": one(
        *(
            tag(
                "callActivity",
                extend(
                    f'<zeebe:calledElement processId="q" propagateAllChildVariables="{asked}"/>'
                    '<zeebe:ioMapping><zeebe:output source="=a" target="b"/></zeebe:ioMapping>'
                ),
            )
            for asked in ("false", "true")
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
}
