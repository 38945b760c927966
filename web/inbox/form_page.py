"""What the page of a task's form needs: the schema in the reader's language, values, draft, errors by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from flask_babel import gettext

from engine.errors import AnswersRefused, BadInput
from web.i18n.dates import say_moment
from web.i18n.locale import chosen_language
from web.inbox.form_layout import with_rows, without_templates
from web.names import name_of_actor
from web.site import site

Json = Any
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class FormPage:
    """Handed to the island as data attributes. `draft` has the shape `{"answers", "savedAt"}` or is None."""

    schema: Json
    values: Mapping[str, Json]
    draft_key: str
    draft: Json = None
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    saved_words: str = ""
    based_on: str = ""
    """Which draft of one's own the page goes on from: its time."""
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused answer, for the summary above the form."""

    field: str
    sentence: str


def form_page(
    schema: Json,
    variables: Mapping[str, Json],
    draft_key: str,
    *,
    draft: Json = None,
    draft_at: datetime | None = None,
    draft_by: str | None = None,
    errors: Mapping[str, list[str]] | None = None,
    read_only: bool = False,
) -> FormPage:
    """The form as a page shows it. Of the case's variables only those go out that the form names."""
    fields, shown = fields_of(schema), named_in(schema, variables)
    kept = None
    if draft is not None:
        # What the form only shows comes from the case, in today's language, not from the day the draft was saved.
        only_shown = shown.keys() - fields
        typed = draft
        if isinstance(draft, dict):
            typed = {name: value for name, value in draft.items() if name not in only_shown}
        kept = {"answers": typed, "savedAt": draft_at.isoformat() if draft_at else ""}
    if read_only and not variables:
        schema = without_templates(schema)
    return FormPage(
        schema=with_rows(site().labels.translate_form(schema)),
        values=site().labels.translate_values(shown, fields),
        draft_key=draft_key,
        draft=kept,
        errors=errors or {},
        saved_words=_saved_words(draft_at, draft_by),
        based_on=draft_at.isoformat() if draft_at and not draft_by else "",
        read_only=read_only,
    )


def _saved_words(at: datetime | None, by: str | None) -> str:
    if at is None:
        return ""
    if by:
        return gettext("%(who)s的草稿，%(at)s保存；您接着写。", who=name_of_actor(by), at=say_moment(at))
    return gettext("已保存 %(at)s", at=say_moment(at))


def named_in(schema: Json, variables: Mapping[str, Json]) -> dict[str, Json]:
    """The variables whose names occur anywhere in the schema: keys, paths and expressions are all in there."""
    words = set(re.findall(r"\w+", orjson.dumps(schema).decode()))
    return {name: value for name, value in variables.items() if name in words}


def fields_of(schema: Json) -> frozenset[str]:
    """The variables that the form itself writes: their values go back as they came.

    What stands in a group or list with a path is written within that path.
    """
    found: set[str] = set()
    for component in schema.get("components") or []:
        own = component.get("path") or component.get("key")
        found |= {str(own).partition(".")[0]} if own else fields_of(component)
    return frozenset(found)


def read_answers(text: str) -> dict[str, Json]:
    """What the browser sent as `answers`. Raises `BadInput`."""
    try:
        answers = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as error:
        raise BadInput("the answers are not JSON") from error
    if not isinstance(answers, dict):
        raise BadInput("the answers are not an object")
    return answers


def problems_of(refused: AnswersRefused, schema: Json) -> list[Problem]:
    """The refused answers with the labels of their fields, in the order of the form."""
    labels = labels_by_path(site().labels.translate_form(schema))
    order = {path: number for number, path in enumerate(labels)}
    errors: Mapping[str, list[str]] = errors_of(refused)
    paths = sorted(errors, key=lambda path: (order.get(_INDEX.sub("", path), len(order)), path))
    return [Problem(label_of_path(path, labels), sentence) for path in paths for sentence in errors[path]]


def errors_of(refused: AnswersRefused) -> Mapping[str, list[str]]:
    """Sentences by field path in the reader's language."""
    problems = refused.facts.get("problems")
    if chosen_language() == "en" and problems:
        return {path: [one.sentence("en") for one in found] for path, found in problems.items()}
    errors: Mapping[str, list[str]] = refused.facts.get("errors", {})
    return errors


def label_of_path(path: str, labels: Mapping[str, str]) -> str:
    """The label of the field at a path, with the row of a list; the path itself where the form has no such field."""
    label = labels.get(_INDEX.sub("", path), path)
    places = [str(int(found[1:-1]) + 1) for found in _INDEX.findall(path)]
    return gettext("%(label)s（第 %(row)s 行）", label=label, row=".".join(places)) if places else label


def options_by_path(schema: Json, above: str = "") -> dict[str, dict[str, str]]:
    """What the values of every field with options are called, by its path; rows of lists have no number."""
    found: dict[str, dict[str, str]] = {}
    for component in schema.get("components") or []:
        key = component.get("key") or component.get("path")
        path = ".".join(part for part in (above, key) if part) if key else above
        if options := component.get("values"):
            found[path] = {str(option.get("value")): str(option.get("label")) for option in options}
        found.update(options_by_path(component, path))
    return found


def label_of_field(component: Json) -> str:
    """What a field of a form is called; days and times keep their label elsewhere. Empty: it has none."""
    return str(component.get("label") or component.get("dateLabel") or component.get("timeLabel") or "")


def labels_by_path(schema: Json, above: str = "") -> dict[str, str]:
    """The label of every field of a form by its path, in the order of the form; rows of lists have no number."""
    found: dict[str, str] = {}
    for component in schema.get("components") or []:
        key = component.get("key") or component.get("path")
        path = ".".join(part for part in (above, key) if part) if key else above
        if key:
            found[path] = label_of_field(component) or key
        found.update(labels_by_path(component, path))
    return found
