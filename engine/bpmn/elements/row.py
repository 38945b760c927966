"""One row of the table of elements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn.text import Text


class Verdict(StrEnum):
    RUNS = "runs"
    """The engine carries it out as Camunda 8 does; a probe proves it."""
    DRAWN = "drawn"
    """For the reader only: allowed, and without effect here and in Camunda 8."""
    REFUSED = "refused"
    """Not run rightly, so deploy refuses it."""


class Chapter(StrEnum):
    """How the table is divided when it is printed."""

    ACTIVITIES = "activities"
    MULTI_INSTANCE = "multi_instance"
    SUB_PROCESSES = "sub_processes"
    GATEWAYS = "gateways"
    FLOWS = "flows"
    EVENTS = "events"
    BOUNDARY_HOSTS = "boundary_hosts"
    EXTENSIONS = "extensions"
    ARTIFACTS = "artifacts"


CHAPTER_NAMES = {
    Chapter.ACTIVITIES: Text("Tasks and calls", "任务与调用"),
    Chapter.MULTI_INSTANCE: Text("Repetition", "多实例与循环"),
    Chapter.SUB_PROCESSES: Text("Subprocesses", "子流程"),
    Chapter.GATEWAYS: Text("Gateways", "网关"),
    Chapter.FLOWS: Text("Sequence flows", "顺序流"),
    Chapter.EVENTS: Text("Events", "事件"),
    Chapter.BOUNDARY_HOSTS: Text("What boundary events may sit on", "边界事件可附着的元素"),
    Chapter.EXTENSIONS: Text("Settings (zeebe: elements)", "执行设置（zeebe: 扩展元素）"),
    Chapter.ARTIFACTS: Text("Pools, lanes and drawing aids", "池、泳道与图示元素"),
}


@dataclass(frozen=True, slots=True)
class ElementRow:
    """An element in a position: what the engine does with it. `id` is stable: probes and findings name it.

    `reason` and `remedy` are set when it is refused.
    """

    id: str
    chapter: Chapter
    verdict: Verdict
    name_en: str
    name_zh: str
    reason_en: str = ""
    reason_zh: str = ""
    remedy_en: str = ""
    remedy_zh: str = ""


def runs(row_id: str, chapter: Chapter, name: Text) -> ElementRow:
    """A row that is accepted."""
    return ElementRow(row_id, chapter, Verdict.RUNS, name.en, name.zh)


def drawn(row_id: str, chapter: Chapter, name: Text) -> ElementRow:
    """A row that is accepted and has no effect."""
    return ElementRow(row_id, chapter, Verdict.DRAWN, name.en, name.zh)


def refused(row_id: str, chapter: Chapter, name: Text, reason: Text, remedy: Text) -> ElementRow:
    """A row that is refused."""
    return ElementRow(row_id, chapter, Verdict.REFUSED, name.en, name.zh, reason.en, reason.zh, remedy.en, remedy.zh)
