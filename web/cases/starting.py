"""Starting a case: any process with a start form, for the roles that its diagram names (`sop:starters`).

New business has a page of its own: the customer is found or registered first, so that no identity enters the case.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.errors import AnswersRefused, Forbidden, NotFound
from engine.forms import CompiledForm, compile_form
from handlers.parameters import local_day
from handlers.records import Product
from handlers.records.customer import Identity
from web.customers.people import contact_of, find_or_register
from web.deployed import processes_of
from web.site import Site

Json = Any
PROCESS = "new_business"
INBOX = "sop:inbox"
NEW_BUSINESS, CASE = "NB", "AJ"
"""What case numbers begin with: new business; any other case (案件)."""
FORM = Path(__file__).parent / "new_business.form"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


AGENT = "agent"


@dataclass(frozen=True, slots=True)
class StartForm:
    """The form that begins a process, and the values that its choices come from."""

    process_id: str
    name: str
    schema: Json
    values: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class StartChoice:
    """A process that may be begun: its id, its name, and what it is for."""

    process_id: str
    name: str
    about: str


def choices(site: Site, roles: frozenset[str]) -> list[StartChoice]:
    """What these roles may begin, by name."""
    mine = {form.process_id for form in site.engine.queries.start_forms() if roles & form.starters}
    if AGENT in roles:
        mine.add(PROCESS)
    found = []
    for view in site.engine.queries.processes():
        if view.process_id in mine:
            about = processes_of(view.definition_sha256)[view.process_id].documentation
            found.append(StartChoice(view.process_id, site.labels.say(view.name), site.labels.say(about)))
    return sorted(found, key=lambda choice: (choice.process_id != PROCESS, choice.name))


def start_form(site: Site, process_id: str, roles: frozenset[str]) -> StartForm:
    """The start form of a process. Raises `NotFound` when it is not deployed or has none, `Forbidden`."""
    if process_id != PROCESS:
        form = site.engine.queries.start_form(process_id)
        if not roles & form.starters:
            raise Forbidden(actor="", verb="start", what=process_id)
        return StartForm(process_id, site.labels.say(form.name), form.form, {})
    names = {view.process_id: view.name for view in site.engine.queries.processes()}
    if PROCESS not in names:
        raise NotFound(what="process", id=PROCESS)
    if AGENT not in roles:
        raise Forbidden(actor="", verb="start", what=PROCESS)
    with site.reading() as rows:
        offered = rows.scalars(select(Product).where(Product.offered).order_by(Product.code))
        products = [{"label": product.name, "value": product.code} for product in offered]
    return StartForm(PROCESS, site.labels.say(names[PROCESS]), orjson.loads(FORM.read_bytes()), {"products": products})


def start(site: Site, form: StartForm, answers: Mapping[str, Json], by: Actor) -> str:
    """Check the answers, register the customer, begin the case; gives its id. Raises `AnswersRefused`."""
    now = site.now()
    if form.process_id != PROCESS:
        given = {"started_by": by.id} | ({"agent_id": by.id} if AGENT in by.roles else {})
        key = None if _is_numbered(site, form.process_id) else make_business_key(CASE, now)
        return site.engine.start_by_form(form.process_id, dict(answers), by, given, key)
    clean = _compiled().validate(answers, form.values, now)
    if not clean["plans"]:
        raise AnswersRefused(errors={"plans": [gettext("请至少填写一个方案。")]})
    with site.writing() as rows:
        identity = Identity(name=clean["name"].strip(), id_no=str(clean["id_no"]).upper(), mobile=clean["mobile"])
        customer_id = find_or_register(rows, identity, by.id, now)
        _require_same_person(rows, customer_id, identity)
    variables = {
        "agent_id": by.id,
        "applicant_id": customer_id,
        "insured_id": customer_id,
        "plans": clean["plans"],
    }
    return site.engine.start(PROCESS, variables, by, business_key=make_business_key(NEW_BUSINESS, now))


def _require_same_person(rows: Session, customer_id: str, typed: Identity) -> None:
    """Who is known by this identity number must be the one who was typed in, with the phone that was typed in.

    Otherwise the link would go to another phone than the agent was told, or to another person.
    """
    known = contact_of(rows, customer_id)
    if "".join(known.name.split()) != "".join(typed.name.split()):
        raise AnswersRefused(errors={"name": [gettext("这个证件号码登记的是另一个姓名，请与客户核对证件。")]})
    if known.mobile != typed.mobile:
        said = gettext(
            "这位客户登记的手机是 %(to)s，链接只发到登记的手机；换了号码请先办理客户资料变更。", to=known.masked
        )
        raise AnswersRefused(errors={"mobile": [said]})


def _is_numbered(site: Site, process_id: str) -> bool:
    """Whether the process gives its cases a number of its own (`claim_no`), which its tiles show."""
    columns = site.engine.queries.process_properties().get(process_id, {}).get(INBOX, "")
    return any(name.endswith("_no") for name in columns.split())


def make_business_key(prefix: str, now: datetime) -> str:
    """`NB20261121-7F3K`: what people quote. The day and four letters; two alike would only be found together."""
    return f"{prefix}{local_day(now):%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"


@cache
def _compiled() -> CompiledForm:
    return compile_form(FORM.read_bytes())
