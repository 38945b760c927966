"""The search box: what is typed is posted, the answer has an address that tells nothing of it (`address.py`)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from web.accounts.login import actor, me
from web.cases.listing import listed
from web.cases.reading import my_readable
from web.dossier.words import status_word
from web.permissions import Permission, needs
from web.search.address import open_text, seal_text
from web.search.finding import Found, MatterHit, find
from web.search.keys import LONGEST, Kind
from web.security import limiter
from web.site import in_one_view, site

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A policy or claim as the page lists it."""

    kind: str
    id: str
    number: str
    holder: str
    words: str


def _by_account() -> str:
    return me().id


@blueprint.get("/search")
@needs(Permission.CASES_READ)
def show() -> ResponseReturnValue:
    """The box, and what can be searched by."""
    return render_template("search/search.html", typed="", found=None)


@blueprint.post("/search")
@needs(Permission.CASES_READ)
@limiter.limit("60 per minute", key_func=_by_account)
def search() -> ResponseReturnValue:
    """Take what was typed to the page of its answer."""
    typed = request.form.get("text", "").strip()[:LONGEST]
    if not typed:
        return redirect(url_for("search.show"))
    piece = seal_text(typed, me().id, current_app.config["SECRET_KEY"], site().now())
    return redirect(url_for("search.results", piece=piece), code=303)


@blueprint.get("/search/<piece>")
@needs(Permission.CASES_READ)
@in_one_view
def results(piece: str) -> ResponseReturnValue:
    """A page of what was found. Each is recorded, by the hash of what was typed."""
    typed = open_text(piece, me().id, current_app.config["SECRET_KEY"], site().now())
    if typed is None:
        return redirect(url_for("search.show"))
    after = request.args.get("after")
    found = find(site().engine, actor(), typed, readable=my_readable(), after=after)
    return render_template(
        "search/search.html",
        typed=typed,
        found=found,
        is_first=not after,
        kinds=gettext("、").join(_kinds(found)),
        matters=[_row("policy", each) for each in found.policies] + [_row("claim", each) for each in found.claims],
        cases=listed(found.cases),
        next_page=url_for("search.results", piece=piece, after=found.next) if found.next else "",
    )


def _kinds(found: Found) -> list[str]:
    words = {
        Kind.PHONE: gettext("电话"),
        Kind.ID_NUMBER: gettext("证件号码"),
        Kind.NAME: gettext("姓名"),
        Kind.NUMBER: gettext("保单号、案件号、赔案号"),
    }
    return [words[kind] for kind in dict.fromkeys(key.kind for key in found.keys)]


def _row(kind: str, hit: MatterHit) -> MatterRow:
    return MatterRow(kind, hit.id, hit.number, hit.holder, status_word(kind, hit.status))
