"""A journey through the pages: the customer's own checklist, and leaving before there is an application."""

from __future__ import annotations

from pathlib import Path

import orjson
from flask import Flask

from engine.engine import Engine
from handlers.scenarios.model import merged, read_shelf
from tests.web.conftest import LogIn, RememberingDelivery
from tests.web.test_customers import code_in, path_in
from tests.web.test_new_business import (  # noqa: F401 - the agency's own site
    FILES,
    SYSTEM,
    Phone,
    app,
    cast_database,
    deployed,
    engine,
    open_task,
)

_, SHELF = read_shelf(Path(__file__).parents[2] / "bpmn" / "sales_answers.yaml")
MET = merged(SHELF.answers["contact_held"], {"answers": {"name": "张伟", "phone": "13800005678"}})


def test_the_customer_fills_in_the_checklist_and_leaves(
    app: Flask,  # noqa: F811
    log_in: LogIn,
    engine: Engine,  # noqa: F811
    delivery: RememberingDelivery,
) -> None:
    engine.deploy(FILES, SYSTEM)  # a journey reaches far beyond new business
    agent = log_in("li.na")
    begun = agent.post("/cases/new/sales_journey", data=_form(SHELF.answers["contact_plan"]))
    case_id = begun.location.rpartition("/")[2]
    for element, answers in (("hold_first_contact", MET), ("confirm_match", SHELF.answers["matched"])):
        task = open_task(engine, case_id, element)
        agent.post(f"/tasks/{task}/claim")
        assert agent.post(f"/tasks/{task}/complete", data=_form(answers)).status_code == 302
    phone = Phone(app, engine, delivery, agent)
    task = open_task(engine, case_id, "fill_individual")
    assert "客户信息采集清单" in phone.open(task)
    phone.hand_in(task, SHELF.answers["facts_zhang"])
    page = agent.get(f"/cases/{case_id}").text
    assert "110101199001011237" not in page
    agent.post(f"/cases/{case_id}/customer-link")
    link, fresh = path_in(delivery), app.test_client()
    fresh.post(f"{link}/code")
    fresh.post(f"{link}/enter", data={"code": code_in(delivery)})
    assert "我要终止咨询" in fresh.get("/my").text
    assert "已终止" in fresh.post("/my/withdraw").text
    assert engine.queries.case(case_id).end_event == "journey_withdrawn"


def _form(answers: object) -> dict[str, str]:
    return {"answers": orjson.dumps(answers).decode()}
