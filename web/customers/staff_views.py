"""The staff's side of a customer's link: send it, see whether it was opened. Nobody here sees a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from engine.errors import BadInput, TaskAlreadyClosed
from web.accounts.login import actor, me
from web.cases.reading import readable
from web.customers.people import customers_of, for_customer
from web.permissions import Permission, needs
from web.site import site
from web.tables import CustomerLink

blueprint = Blueprint("customer_links", __name__)


@dataclass(frozen=True, slots=True)
class Sent:
    by: str
    at: datetime
    opened: bool


@dataclass(frozen=True, slots=True)
class LastLink:
    """What the task page says of the link; `sent` None: there is none yet."""

    sent: Sent | None


def last_link(case_id: str) -> LastLink:
    """The newest link of a case."""
    with site().reading() as rows:
        link = rows.scalars(
            select(CustomerLink)
            .where(CustomerLink.case_id == case_id)
            .order_by(CustomerLink.created_at.desc())
            .limit(1)
        ).first()
        return LastLink(Sent(link.created_by, link.created_at, link.opened_at is not None) if link else None)


@blueprint.post("/tasks/<task_id>/customer-link")
@needs(Permission.CUSTOMER_LINKS_SEND)
def send(task_id: str) -> ResponseReturnValue:
    """Send the customer a fresh link for an open task that only the customer may do."""
    detail = site().engine.queries.task_detail(task_id, actor())
    if detail.task.state != "open":
        raise TaskAlreadyClosed(outcome=detail.task.state, by=detail.task.closed_by, at=detail.task.closed_at)
    if not for_customer(detail.task.groups):
        raise BadInput("only tasks of the customer are sent to the customer")
    _send(detail.task.case_id, detail.variables, task_id, "the customer has to act")
    return redirect(url_for("inbox.show_task", task_id=task_id))


@blueprint.post("/cases/<case_id>/customer-link")
@needs(Permission.CUSTOMER_LINKS_SEND)
def send_for_case(case_id: str) -> ResponseReturnValue:
    """Send the customer a fresh link to a running case: to see how far it is, or to withdraw, whoever has to act."""
    detail = readable(case_id)
    if detail.case.ended_at is not None:
        flash(gettext("案件已经办结，不再发送链接。"), "calm")
    else:
        _send(case_id, detail.variables, case_id, "the customer's way to the own matter")
    return redirect(url_for("cases.show", case_id=case_id))


def _send(case_id: str, variables: Mapping[str, Any], what: str, reason: str) -> None:
    person = customers_of([variables])[0]
    if person is None:
        flash(gettext("这个案件没有登记客户，无法发送链接。"), "calm")
        return
    site().engine.record_read(actor(), "send customer link", what, reason, case_id)
    contact = site().post.send_link(case_id, person, me().id)
    flash(gettext("链接已发送到客户的 %(to)s。", to=contact.masked))
