"""Withdrawing an application before issue: the customer's own, on the customer's own page (SOP 4.4.2d).

Whether it can still be withdrawn the case says: as long as it waits for that message. After issue nothing does; giving
the policy back is then a cooling-off cancellation.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.views import CaseDetail
from web.customers import links
from web.customers.identity import customer, the_link
from web.permissions import Permission, needs
from web.site import site
from web.tables import CustomerLink

blueprint = Blueprint("withdrawal", __name__)
MESSAGE = "application_withdrawn"
KEY = "application_no"


@blueprint.get("/my/withdraw")
@needs(Permission.CUSTOMER)
def ask() -> ResponseReturnValue:
    """What withdrawing means, and the button."""
    if not can_withdraw(_detail()):
        return redirect(url_for("customers.my_tasks"))
    return render_template("customers/withdraw.html")


@blueprint.post("/my/withdraw")
@needs(Permission.CUSTOMER)
def withdraw() -> ResponseReturnValue:
    """Tell the case, then the link ends."""
    detail = _detail()
    if not can_withdraw(detail):
        return redirect(url_for("customers.my_tasks"))
    # The same message again, from a second press of the button, does nothing.
    message_id = f"{MESSAGE}.{the_link().id}"
    site().engine.correlate(MESSAGE, str(detail.variables[KEY]), {}, customer(), message_id=message_id)
    with site().writing() as rows:
        links.end_link(rows.get_one(CustomerLink, the_link().id), "withdrawn", site().now())
    return render_template(
        "customers/closed.html",
        title=gettext("投保申请已撤回"),
        sentence=gettext("已按您的要求撤回。交过的保费会全额退回原账户。现在可以关闭此页面。"),
        good=True,
    )


def may_withdraw() -> bool:
    """Whether the reader's application can still be withdrawn."""
    return can_withdraw(_detail())


def can_withdraw(detail: CaseDetail) -> bool:
    """Whether the case still listens for its withdrawal."""
    return KEY in detail.variables and any(one.kind == "message" and one.name == MESSAGE for one in detail.waiting)


def _detail() -> CaseDetail:
    return site().engine.queries.case_detail(the_link().case_id)
