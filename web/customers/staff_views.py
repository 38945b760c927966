"""The staff's side of a customer's link: send it, see whether it was opened. Nobody here sees a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from engine.errors import BadInput, TaskAlreadyClosed
from web.accounts.login import actor, me
from web.customers.people import customers_of
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
    if "customer" not in detail.task.groups:
        raise BadInput("only tasks of the customer are sent to the customer")
    person = customers_of([detail.variables])[0]
    if person is None:
        flash(gettext("这个案件没有登记客户，无法发送链接。"), "calm")
        return redirect(url_for("inbox.show_task", task_id=task_id))
    site().engine.record_read(actor(), "send customer link", task_id, "the customer has to act", detail.task.case_id)
    contact = site().post.send_link(detail.task.case_id, person, me().id)
    flash(gettext("链接已发送到客户的 %(to)s。", to=contact.masked))
    return redirect(url_for("inbox.show_task", task_id=task_id))
