"""Incidents: what stopped, why, and trying it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.views import IncidentView
from web.accounts.login import actor
from web.cases.elements import ElementNames
from web.cases.reading import hidden_processes
from web.deployed import processes_of
from web.incidents.words import incident_words
from web.permissions import Permission, needs
from web.site import site

blueprint = Blueprint("incidents", __name__)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in words."""

    id: str
    case_id: str
    business_key: str | None
    label: str
    sentence: str
    detail: str
    raised_at: datetime
    remedy: str


@blueprint.get("/incidents")
@needs(Permission.INCIDENTS_READ)
def list_incidents() -> ResponseReturnValue:
    """All open incidents, the oldest first."""
    names = _all_names()
    hidden = hidden_processes()
    rows = [_row(one, names) for one in site().engine.queries.incidents() if one.process_id not in hidden]
    return render_template("incidents/incidents.html", incidents=rows)


@blueprint.post("/incidents/<incident_id>/retry")
@needs(Permission.INCIDENTS_RESOLVE)
def retry(incident_id: str) -> ResponseReturnValue:
    """Try the failed thing again and say whether it went on."""
    site().engine.resolve_incident(incident_id, actor())
    again = {one.case_id for one in site().engine.queries.incidents()}
    if incident_id.partition(".")[0] in again:
        flash(gettext("已再试一次，但还是没有成功。原因见下。"), "calm")
    else:
        flash(gettext("已再试一次，案件继续往下走了。"))
    return redirect(url_for("incidents.list_incidents"))


def _all_names() -> ElementNames:
    views = site().engine.queries.processes()
    return ElementNames(process for view in views for process in processes_of(view.definition_sha256).values())


def _row(one: IncidentView, names: ElementNames) -> IncidentRow:
    return IncidentRow(
        id=one.id,
        case_id=one.case_id,
        business_key=one.business_key,
        label=names.of_element(one.element),
        sentence=incident_words(one.kind, one.sentence),
        detail=f"{one.sentence} {one.detail}".strip(),
        raised_at=one.raised_at,
        remedy=gettext("先排除原因，再点“再试一次”。只会重做没有成功的这一步。"),
    )
