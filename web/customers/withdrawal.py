"""Leaving a proposal or withdrawing an application before issue: on the customer's own page (SOP 4.3.3c, 4.4.2d).

Whether it can still be withdrawn the case says: as long as it waits for that message. After issue nothing does; giving
the policy back is then a cooling-off cancellation.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.views import CaseDetail, Waiting
from web.customers import links
from web.customers.identity import customer, the_link
from web.permissions import Permission, needs
from web.site import site
from web.tables import CustomerLink

blueprint = Blueprint("withdrawal", __name__)
APPLICATION, SALES = "application_withdrawn", "sales_withdrawn"
MESSAGES = (APPLICATION, SALES)
"""What a case may wait for: before the application exists the whole journey ends, from then on the application does."""


@blueprint.get("/my/withdraw")
@needs(Permission.CUSTOMER)
def ask() -> ResponseReturnValue:
    """What withdrawing means, and the button."""
    listening = withdrawal_of(_detail())
    if listening is None:
        return redirect(url_for("customers.my_tasks"))
    return render_template("customers/withdraw.html", is_application=listening.name == APPLICATION)


@blueprint.post("/my/withdraw")
@needs(Permission.CUSTOMER)
def withdraw() -> ResponseReturnValue:
    """Tell the case, then the link ends."""
    listening = withdrawal_of(_detail())
    if listening is None:
        return redirect(url_for("customers.my_tasks"))
    name = str(listening.name)
    # The same message again, from a second press of the button, does nothing.
    message_id = f"{name}.{the_link().id}"
    site().engine.correlate(name, str(listening.key), {}, customer(), message_id=message_id)
    with site().writing() as rows:
        links.end_link(rows.get_one(CustomerLink, the_link().id), "withdrawn", site().now())
    if name == APPLICATION:
        title = gettext("投保申请已撤回")
        sentence = gettext("已按您的要求撤回。交过的保费会全额退回原账户。现在可以关闭此页面。")
    else:
        title, sentence = gettext("已终止"), gettext("已按您的要求终止，此事不再继续。现在可以关闭此页面。")
    return render_template("customers/closed.html", title=title, sentence=sentence, good=True)


def may_withdraw() -> str:
    """The message by which the reader can still leave, or withdraw the application; empty when nothing listens."""
    listening = withdrawal_of(_detail())
    return str(listening.name) if listening is not None else ""


def withdrawal_of(detail: CaseDetail) -> Waiting | None:
    """The message by which the case still listens for its withdrawal; None when nothing does."""
    return next((one for one in detail.waiting if one.kind == "message" and one.name in MESSAGES and one.key), None)


def _detail() -> CaseDetail:
    return site().engine.queries.case_detail(the_link().case_id)
