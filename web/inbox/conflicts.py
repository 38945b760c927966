"""When somebody else was first: who did what meanwhile, and where it differs from what is typed here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.views import HistoryEntry, TaskDetail
from web.accounts.login import actor
from web.cases.elements import ElementNames
from web.cases.history import History
from web.cases.reading import SEES_HEALTH
from web.deployed import processes_of
from web.inbox.form_page import label_of_path, labels_by_path, options_by_path
from web.masking import say_value
from web.site import site

Json = Any
MOST_STEPS = 6
ROW = re.compile(r"\[\d+\]")
MOST_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose two values differ, both as the reader may see them."""

    field: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done meanwhile."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Conflicting:
    """What the bar says; empty sentence: there is no conflict."""

    sentence: str
    steps: tuple[Step, ...] = ()
    differences: tuple[Difference, ...] = ()


def conflict_with(detail: TaskDetail, typed: dict[str, Json], version: int | None, sentence: str) -> Conflicting:
    """What happened to the case since the page was shown, and how the answers that were taken differ from the typed.

    `version`: the task's when the page was shown. The reading of the history is recorded.
    """
    if not detail.may_complete:
        return Conflicting(sentence)
    task = detail.task
    # A task that was shown open was changed last at `version`; what closed it is the entry of its own version.
    after = min(version if version is not None else task.version - 1, task.version - 1)
    entries = [
        entry
        for entry in site().engine.queries.history(task.case_id, after=after)
        if entry.element == task.element or entry.command in ("set_variables", "suspend", "resume", "cancel")
    ][:MOST_STEPS]
    site().engine.record_read(actor(), "read history", task.id, "conflict", task.case_id)
    taken = next((_taken(entry, task.key) for entry in entries if _taken(entry, task.key) is not None), None)
    found = differences(detail, taken, typed) if taken is not None else ()
    return Conflicting(sentence, steps_of(entries), tuple(found))


def steps_of(entries: list[HistoryEntry]) -> tuple[Step, ...]:
    """Who did what when, in words, without any value."""
    hashes = dict.fromkeys(entry.definition_sha256 for entry in entries if entry.definition_sha256)
    names = ElementNames(process for sha256 in hashes for process in processes_of(sha256).values())
    lines = History(names, lambda *_, **__: "").tell(entries)
    return tuple(Step(line.at, line.who, line.sentence) for line in lines)


def differences(detail: TaskDetail, theirs: Json, mine: Json) -> tuple[Difference, ...]:
    """The fields in which two sets of answers differ, in the order of the form, masked for the reader."""
    form = site().labels.translate_form(detail.form) if detail.form else {}
    labels, options = labels_by_path(form), options_by_path(form)
    left, right = dict(_leaves(theirs)), dict(_leaves(mine))
    paths = [path for path in {**left, **right} if left.get(path) != right.get(path)]
    return tuple(
        Difference(
            label_of_path(path, labels),
            *(_say(detail, path, leaves, options.get(ROW.sub("", path), {})) for leaves in (left, right)),
        )
        for path in paths[:MOST_FIELDS]
    )


def _say(detail: TaskDetail, path: str, leaves: dict[str, Json], options: dict[str, str]) -> str:
    if path not in leaves:
        return "—"
    sees_health = bool(actor().roles & SEES_HEALTH)
    name = path.rpartition(".")[2].partition("[")[0]
    said = say_value(name, leaves[path], process_id=detail.task.process_id, sees_health=sees_health)
    return options.get(said, said)  # what is masked is no option


def _taken(entry: HistoryEntry, key: int) -> Json | None:
    if entry.command != "complete" or entry.inputs is None or entry.inputs.get("key") != key:
        return None
    return entry.inputs.get("variables")


def _leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    elif value not in (None, "", [], {}):
        yield path, value
