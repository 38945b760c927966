"""Each check of `reading.py` is silent about a diagram that reads well, and speaks when one thing of it is spoilt."""

import pytest

from tests.engine.bpmn.diagrams import chain, flow
from tests.engine.bpmn.lint_parts import END, INSIDE, START, drawn, edge, shape, sub
from tests.sop.reading import faults, read


def named(source, target, name):
    return flow(source, target).replace("<bpmn:sequenceFlow", f'<bpmn:sequenceFlow name="{name}"')


BODY = (
    '<bpmn:startEvent id="start" name="收到"/><bpmn:userTask id="x" name="审核"/>'
    '<bpmn:boundaryEvent id="late" name="逾期" attachedToRef="x"/><bpmn:endEvent id="warned" name="已提醒"/>'
    '<bpmn:exclusiveGateway id="g" name="通过？" default="g_done"/><bpmn:endEvent id="done" name="办结"/>'
    '<bpmn:endEvent id="refused" name="退件"/>'
    + flow("start", "x")
    + flow("x", "g")
    + flow("late", "warned")
    + named("g", "done", "是")
    + named("g", "refused", "否")
)
NAME = '<dc:Bounds x="{}" y="{}" width="15" height="14"/>'
YES, NO = (f"<bpmndi:BPMNLabel>{NAME.format(*place)}</bpmndi:BPMNLabel>" for place in ((428, 119), (390, 170)))
EVENT, LATE = shape("start", 100, 122, 36, 36), shape("late", 252, 162, 36, 36, NAME.format(292, 196))
ON, OVER = edge("g_done", (410, 140), (520, 140)), edge("late_warned", (270, 198), (270, 280), (340, 280))
DRAWING = (
    EVENT
    + shape("x", 200, 100)
    + shape("g", 360, 115, 50, 50, NAME.format(378, 95))
    + shape("done", 520, 122, 36, 36)
    + shape("refused", 520, 202, 36, 36)
    + LATE
    + shape("warned", 340, 262, 36, 36)
    + edge("start_x", (136, 140), (200, 140))
    + edge("x_g", (300, 140), (360, 140))
    + OVER
    + ON.replace("</bpmndi:BPMNEdge>", f"{YES}</bpmndi:BPMNEdge>")
    + edge("g_refused", (385, 165), (385, 220), (520, 220)).replace("</bpmndi:BPMNEdge>", f"{NO}</bpmndi:BPMNEdge>")
)


def test_a_diagram_that_reads_well_has_no_faults():
    assert faults(read(drawn(BODY, DRAWING))) == []


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("covered_marks", 'x="252" y="162"', 'x="196" y="82"'),
        ("crowding", '<di:waypoint x="385" y="220"/>', '<di:waypoint x="385" y="253"/><di:waypoint x="500" y="253"/>'),
        ("struck_marks", 'x="428" y="119"', 'x="412" y="124"'),
        ("far_names", 'x="292" y="196"', 'x="320" y="196"'),
        ("kinks", '<di:waypoint x="200" y="140"/>', '<di:waypoint x="200" y="141"/>'),
        (
            "going_back",
            '<di:waypoint x="520" y="140"/>',
            '<di:waypoint x="580" y="140"/><di:waypoint x="556" y="140" />',
        ),
    ],
)
def test_what_is_spoilt_in_the_drawing_is_found(check, old, new):
    assert old in DRAWING
    found = faults(read(drawn(BODY, DRAWING.replace(old, new))))
    assert check in {each.partition(":")[0] for each in found}, found


def test_a_flow_that_leaves_its_subprocess_is_found():
    body = START + sub(INSIDE) + END + chain("start", "s", "end")
    around = shape("s", 200, 100, 300, 120) + shape("i", 220, 140, 36, 36) + shape("x", 320, 120)
    out = around + edge("i_x", (238, 140), (238, 90), (370, 90), (370, 120))
    assert "straying: i_x leaves s" in faults(read(drawn(body, out)))


def test_two_flows_on_one_line_are_found():
    together = DRAWING.replace(OVER, edge("late_warned", (270, 198), (270, 226), (450, 226), (450, 280), (376, 280)))
    assert "shared_ways: late_warned and g_refused run on one line" in faults(read(drawn(BODY, together)))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("通过？", "通过", "g asks no question"),
        (' default="g_done"', "", "g has no default"),
        (' name="否"', "", "g_refused is no answer"),
        (' name="办结"', "", "done has no name"),
    ],
)
def test_an_unclear_name_is_found(old, new, sentence):
    assert old in BODY
    assert sentence in faults(read(drawn(BODY.replace(old, new), DRAWING)))
