"""Messages join the processes: whatever one says another hears, and whatever one waits for somebody says."""

import ast
from pathlib import Path

from engine.bpmn.model import Kind
from engine.deployment import read_package
from handlers.scenarios import package_files
from tests.sop.decisions import BPMN

HANDLERS = Path(__file__).parents[2] / "handlers"
PROCESSES = read_package(package_files(BPMN)).processes.values()
THROWS = (Kind.INTERMEDIATE_THROW_EVENT, Kind.END_EVENT)
NOBODY_TAKES = {
    "policy_status_changed": "informs whoever wants to know; no process of ours must act on it (4.7.3)",
}
"""Message → why no process waits for it."""
FROM_OUTSIDE = {
    "access_revoked": "the installation answers the order to end an account (web/orders.py)",
    "application_withdrawn": "the customer's own page (web/customers/withdrawal.py)",
    "cancellation_withdrawn": "the customer's own page, until the own confirmation",
    "cases_erased": "the installation answers the order to destroy keys (web/orders.py)",
    "collaboration_requested": "another system of the agency asks for help; people use the start form",
    "complaint_withdrawn": "the customer's own page",
    "loss_reported": "the insurer's hot line passes a report on; people use the start form",
    "question_asked": "the customer's own page (`sop:customer-form`, web/customers/beginning.py)",
    "sales_withdrawn": "the customer's own page",
}
"""Message → who says it, where no process or handler does."""


def said() -> set[str]:
    by_diagrams = {
        node.job.headers["message"]
        for process in PROCESSES
        for node in process.nodes.values()
        if node.job is not None and "message" in node.job.headers
    }
    return by_diagrams | said_by_handlers()


def said_by_handlers() -> set[str]:
    """First arguments of `context.publish`, where they are written out."""
    return {
        call.args[0].value
        for file in HANDLERS.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "publish"
        and isinstance(call.args[0], ast.Constant)
    }


def heard() -> set[str]:
    return {
        node.event.message.name.text
        for process in PROCESSES
        for node in process.nodes.values()
        if node.event is not None and node.event.message is not None and node.kind not in THROWS
    }


def test_every_message_is_heard_by_a_process():
    assert said() - heard() == set(NOBODY_TAKES)


def test_every_message_that_is_waited_for_is_said_by_somebody():
    assert heard() - said() == set(FROM_OUTSIDE)


def test_a_throw_event_says_the_message_that_the_diagram_shows():
    """The event's name for readers of the diagram, and the header that is sent, are one message."""
    differing = [
        f"{process.id}: {node.id}"
        for process in PROCESSES
        for node in process.nodes.values()
        if node.kind in THROWS
        and node.event is not None
        and node.event.message is not None
        and (node.job is None or node.job.headers.get("message") != node.event.message.name.text)
    ]
    assert differing == []
