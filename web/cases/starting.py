"""Starting a new application: the customer is found or registered, then the case begins (`bpmn/README.md`)."""

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
from engine.errors import AnswersRefused, NotFound
from engine.forms import CompiledForm, compile_form
from handlers.parameters import local_day
from handlers.records import Product
from handlers.records.customer import Identity
from web.customers.people import contact_of, find_or_register
from web.site import Site

Json = Any
PROCESS = "new_business"
FORM = Path(__file__).parent / "new_business.form"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class StartForm:
    """The form that begins a process, and the values that its choices come from."""

    process_id: str
    schema: Json
    values: Mapping[str, Json]


def start_form(site: Site) -> StartForm:
    """The start form of new business. Raises `NotFound` when the process is not deployed."""
    if PROCESS not in {view.process_id for view in site.engine.queries.processes()}:
        raise NotFound(what="process", id=PROCESS)
    with site.reading() as rows:
        offered = rows.scalars(select(Product).where(Product.offered).order_by(Product.code))
        products = [{"label": product.name, "value": product.code} for product in offered]
    return StartForm(PROCESS, orjson.loads(FORM.read_bytes()), {"products": products})


def start(site: Site, form: StartForm, answers: Mapping[str, Json], by: Actor) -> str:
    """Check the answers, register the customer, begin the case; gives its id. Raises `AnswersRefused`."""
    now = site.now()
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
    return site.engine.start(PROCESS, variables, by, business_key=make_business_key(now))


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


def make_business_key(now: datetime) -> str:
    """`NB20261121-7F3K`: what people quote. The day and four letters; two alike would only be found together."""
    return f"NB{local_day(now):%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"


@cache
def _compiled() -> CompiledForm:
    return compile_form(FORM.read_bytes())
