"""Taking something back: on the customer's own page (SOP 4.3.3c, 4.4.2d, 4.5.2b, 4.5.3, 5.3).

What can be taken back the diagrams say, per process: `sop:withdraw-by` the message, `sop:withdraw-words` what the
button says, `sop:withdraw-note` what it means, `sop:withdraw-done` what is said afterwards. Whether it still can the
case says: as long as it waits for that message. Only the person whom the case is about can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import NotFound
from engine.views import CaseDetail
from web.customers import confirmation, links
from web.customers.confirmation import WITHDRAW, Signature
from web.customers.identity import customer, the_link
from web.customers.matters import require_mine
from web.customers.people import customers_of
from web.permissions import Permission, needs
from web.site import site
from web.tables import CustomerLink

blueprint = Blueprint("withdrawal", __name__)
BY, WORDS, NOTE, DONE = "sop:withdraw-by", "sop:withdraw-words", "sop:withdraw-note", "sop:withdraw-done"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The way to take a case back. `key`: the correlation key that it waits with; words in the reader's language."""

    message: str
    key: str
    words: str
    note: str
    done: str

    @property
    def shown(self) -> dict[str, Any]:
        """What the page puts before the customer."""
        return {"words": self.words, "note": self.note}


@blueprint.get("/my/withdraw")
@needs(Permission.CUSTOMER)
def ask() -> ResponseReturnValue:
    """What withdrawing means, and the button: for the link's own case."""
    return ask_for(the_link().case_id)


@blueprint.post("/my/withdraw")
@needs(Permission.CUSTOMER)
def withdraw() -> ResponseReturnValue:
    """Tell the link's own case; then the link ends."""
    return withdraw_from(the_link().case_id)


@blueprint.get("/my/matters/<case_id>/withdraw")
@needs(Permission.CUSTOMER)
def ask_for(case_id: str) -> ResponseReturnValue:
    """The same for any case of the customer's own."""
    found = withdrawal_of(_detail(case_id))
    if found is None:
        return redirect(url_for("customers.matter", case_id=case_id))
    sha256 = confirmation.digest(found.shown)
    return render_template("customers/withdraw.html", withdrawal=found, case_id=case_id, shown_sha256=sha256)


@blueprint.post("/my/matters/<case_id>/withdraw")
@needs(Permission.CUSTOMER)
def withdraw_from(case_id: str) -> ResponseReturnValue:
    """Keep what was confirmed, then tell the case."""
    found, link, now = withdrawal_of(_detail(case_id)), the_link(), site().now()
    if found is None:
        return redirect(url_for("customers.matter", case_id=case_id))
    seen = request.form.get("shown", "")
    if seen and seen != confirmation.digest(found.shown):
        return redirect(url_for(".ask_for", case_id=case_id))
    kept = confirmation.keep(f"{WITHDRAW}{found.message}", found.shown, Signature("submitted"), now, case_id=case_id)
    # The same message again, from a second press of the button, does nothing; nobody listening any more: too late.
    published = site().engine.correlate(
        found.message, found.key, {}, customer(), message_id=f"{found.message}.{case_id}", ttl=timedelta(0)
    )
    if not published.cases:
        return render_template(
            "customers/closed.html",
            title=gettext("已经不能撤回"),
            sentence=gettext("这项业务刚刚有了进展。请回到主页查看。"),
        ), 409
    confirmation.accept(kept.id, now)
    if case_id == link.case_id:
        with site().writing() as rows:
            links.end_link(rows.get_one(CustomerLink, link.id), "withdrawn", now)
    title, _, rest = found.done.partition("。" if "。" in found.done else ". ")
    return render_template("customers/closed.html", title=title, sentence=rest.strip(), good=True)


def withdrawal_of(detail: CaseDetail) -> Withdrawal | None:
    """How the reader can take this case back; None when it does not listen for it, or is about somebody else."""
    said = site().engine.queries.process_properties()
    running = {diagram.process_id for diagram in detail.diagrams}
    declared = {said[name][BY]: said[name] for name in running if BY in said.get(name, {})}
    for one in detail.waiting:
        if one.kind == "message" and one.name in declared and one.key:
            mine = customers_of([detail.variables])[0] == the_link().customer_id
            return _worded(str(one.name), str(one.key), declared[str(one.name)]) if mine else None
    return None


def _worded(message: str, key: str, said: Mapping[str, str]) -> Withdrawal:
    say = site().labels.say
    words = say(said.get(WORDS, "撤回"))
    return Withdrawal(message, key, words, say(said.get(NOTE, "")), say(said.get(DONE, "")) or gettext("已撤回"))


def _detail(case_id: str) -> CaseDetail:
    if not case_id:
        raise NotFound(what="case", id=case_id)
    require_mine(case_id)
    return site().engine.queries.case_detail(case_id)
