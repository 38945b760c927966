"""A valid and an invalid diagram for each lint rule about lanes, pools and the drawing."""

from tests.engine.bpmn.diagrams import between, diagram, flow
from tests.engine.bpmn.lint_parts import (
    MESSAGE,
    PLAIN,
    STRAIGHT,
    TASK,
    LintCase,
    bodies,
    boundary,
    drawing,
    drawn,
    edge,
    shape,
    tag,
    with_boundary,
)

CASES = {
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
