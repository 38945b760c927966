"""Diagrams for tests, written as the part that matters: `diagram(body)` puts the rest around it."""

from __future__ import annotations

from itertools import pairwise

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:tns="http://example.org/sop"
  targetNamespace="http://example.org/sop" id="definitions" exporter="Camunda Modeler"
  modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
"""


def diagram(body: str, roots: str = "", process: str = 'id="p" isExecutable="true"') -> bytes:
    """One process around `body`; `roots` stand beside it: messages, errors, collaborations."""
    return f"{HEAD}{roots}<bpmn:process {process}>{body}</bpmn:process></bpmn:definitions>".encode()


def extend(content: str) -> str:
    """The `zeebe:` children of an element."""
    return f"<bpmn:extensionElements>{content}</bpmn:extensionElements>"


def flow(source: str, target: str, condition: str = "", flow_id: str = "") -> str:
    """One sequence flow, called `source_target` unless it has an id."""
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    head = f'<bpmn:sequenceFlow id="{flow_id or f"{source}_{target}"}" sourceRef="{source}" targetRef="{target}"'
    return f"{head}>{inner}</bpmn:sequenceFlow>" if condition else f"{head}/>"


def chain(*node_ids: str) -> str:
    """Flows from each node to the next."""
    return "".join(flow(source, target) for source, target in pairwise(node_ids))


def between(element: str, node_id: str = "x") -> str:
    """A start event, the element, an end event."""
    return f'<bpmn:startEvent id="start"/>{element}<bpmn:endEvent id="end"/>{chain("start", node_id, "end")}'
