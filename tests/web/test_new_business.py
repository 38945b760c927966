"""The agency's own process through the pages: from the start page to an issued policy, each by whoever has to do it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engine.actor import SYSTEM
from engine.clock import ManualClock
from engine.commands.interpreter import Isolate
from engine.commands.library import Library
from engine.engine import Engine
from engine.options import Options
from engine.store.store import Store, open_store
from handlers.clauses import CLAUSES
from handlers.page_properties import READ_BY_PAGES
from handlers.privacy import use_master_key
from handlers.records import Policy
from handlers.reference import load_reference
from handlers.registry import registry
from handlers.scenarios import package_files
from handlers.scenarios.model import Scenario, read_scenarios
from tests.postgresql import PostgresServer, Renewed
from tests.web.conftest import MASTER, LogIn, RememberingDelivery
from tests.web.test_customers import PICTURE, code_in, path_in
from web.accounts.operations import people_of
from web.app import create_app
from web.customers.post import CustomerPost
from web.installation import DIAGRAM_ROLES
from web.security import limiter
from web.settings import Settings

BOTH_STORES = True

BPMN = Path(__file__).parents[2] / "bpmn"
REACHED = ("new_business", "application", "underwriting", "policy_issue")
"""New business and what it calls: the whole SOP would take ten seconds to deploy."""
FILES = package_files(BPMN)
COMPLAINT = ("complaint", "complaint_intake", "complaint_investigation", "complaint_redress")
PEOPLE = {"agent": "li.na", "compliance": "he.jing", "operations": "wang.qiang", "underwriter": "zhao.min"}
ZHANG = {"name": "张伟", "mobile": "13800005678", "id_no": "110101199001011237"}


OPTIONS = Options(roles=DIAGRAM_ROLES, clauses=frozenset(CLAUSES), properties=READ_BY_PAGES, directory=people_of)


@dataclass
class Deployed:
    """What was compiled of these processes, once for each store."""

    interpreter: Isolate
    libraries: list[Library] = field(default_factory=list)

    def deploy_on(self, store: Store) -> None:
        clock = ManualClock(datetime(2026, 11, 20, 2, 42, tzinfo=UTC))
        with closing(
            Engine(store, registry, MASTER, clock=clock, options=OPTIONS, interpreter=self.interpreter)
        ) as made:
            deployment = made.deploy(files_of(*REACHED, *COMPLAINT), SYSTEM)
            with store.read() as connection:
                self.libraries.append(made.libraries.get(connection, deployment.id))


@pytest.fixture(scope="module")
def deployed(interpreter: Isolate) -> Deployed:
    use_master_key(MASTER)
    return Deployed(interpreter)


@pytest.fixture(scope="module")
def cast_database(deployed: Deployed, cast_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with these processes on it: deploying takes longer than most tests."""
    file = tmp_path_factory.mktemp("new-business") / "sopflow.db"
    shutil.copy(cast_database, file)
    with closing_store(f"sqlite:///{file}") as store:
        deployed.deploy_on(store)
    return file


@pytest.fixture(scope="module")
def renewed_cast(deployed: Deployed, postgres_server: PostgresServer, cast_template: str) -> Iterator[Renewed]:
    name = postgres_server.create(template=cast_template)
    with closing_store(postgres_server.url(name)) as store:
        deployed.deploy_on(store)
    with closing(Renewed(postgres_server, name)) as renewed:
        yield renewed
    postgres_server.drop(name)


@contextmanager
def closing_store(url: str) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.forget_log()
    store.dispose()


@pytest.fixture
def engine(
    store: Store, clock: ManualClock, interpreter: Isolate, post: CustomerPost, deployed: Deployed
) -> Iterator[Engine]:
    use_master_key(MASTER)
    options = replace(OPTIONS, senders=post.senders())
    made = Engine(store, registry, MASTER, clock=clock, options=options, interpreter=interpreter)
    for library in deployed.libraries:
        made.libraries.put(library)
    with made.store.session() as rows:
        load_reference(rows, {"uw_random_exam_per_mille": "0"})  # no exam by lot: every run takes the same way
    yield made
    made.close()


@pytest.fixture
def app(engine: Engine, settings: Settings, post: CustomerPost) -> Flask:
    limiter.enabled = True
    made = create_app(engine, settings, post)
    made.config.update(WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    return made


@pytest.fixture
def issued() -> Scenario:
    """The demo's story of a healthy application that ends in a policy."""
    return next(story for story in read_scenarios(BPMN / "demo.yaml") if story.name == "已签发")


def files_of(*processes: str) -> dict[str, bytes]:
    return {name: content for name, content in FILES.items() if name.split("/")[0] in processes}


def begin(browser: FlaskClient, story: Scenario, **changes: object):
    answers = ZHANG | {"plans": story.given["plans"]} | changes
    return browser.post("/cases/new/new_business", data={"answers": orjson.dumps(answers).decode()})


def open_task(engine: Engine, case_id: str, element: str) -> str:
    return next(task.id for task in engine.queries.tasks_of_case(case_id) if task.element == element)


class Phone:
    """The customer's browser: opens the newest link whenever the last one is used up."""

    def __init__(self, app: Flask, engine: Engine, delivery: RememberingDelivery, agent: FlaskClient) -> None:
        self.browser = app.test_client()
        self._engine, self._delivery, self._agent = engine, delivery, agent

    def open(self, task_id: str) -> str:
        page = self.browser.get("/my")
        if page.status_code != 200 or 'name="shown"' not in page.text:
            self._agent.post(f"/tasks/{task_id}/customer-link")
            link = path_in(self._delivery)
            self.browser.post(f"{link}/code")
            self.browser.post(f"{link}/enter", data={"code": code_in(self._delivery)})
            page = self.browser.get("/my")
        return page.text

    def hand_in(self, task_id: str, answers: dict) -> None:
        shown = re.search(r'name="shown" value="(\w+)"', self.open(task_id))[1]
        data = {"answers": orjson.dumps(answers).decode(), "shown": shown, "way": "draw", "signature_image": PICTURE}
        answer = self.browser.post(f"/my/{task_id}", data=data)
        assert answer.status_code == 302, answer.text


def test_an_application_becomes_a_policy_through_the_pages(
    app: Flask, log_in: LogIn, engine: Engine, delivery: RememberingDelivery, issued: Scenario
) -> None:
    browsers = {role: log_in(account) for role, account in PEOPLE.items()}
    case_id = begin(browsers["agent"], issued).location.rpartition("/")[2]
    phone = Phone(app, engine, delivery, browsers["agent"])
    for step in issued.steps:
        task_id = open_task(engine, case_id, step.what)
        if step.by == "customer":
            phone.hand_in(task_id, dict(step.answers))
            continue
        browser = browsers[step.by or "agent"]
        browser.post(f"/tasks/{task_id}/claim")
        page = browser.get(f"/tasks/{task_id}").text
        assert "data-schema=" in page
        assert "110101199001011237" not in page
        data = {"answers": orjson.dumps(dict(step.answers)).decode()}
        answer = browser.post(f"/tasks/{task_id}/complete", data=data)
        assert answer.status_code == 302, answer.text
    assert engine.queries.case(case_id).status == "completed"
    with engine.store.session() as rows:
        assert rows.scalars(select(Policy)).one().agent_id == "li.na"
    page = browsers["agent"].get(f"/cases/{case_id}").text
    assert "案件办结" in page
    assert "出单通知" in page
    assert browsers["underwriter"].get(f"/cases/{case_id}?process=underwriting").status_code == 200


def test_the_invitation_goes_out_by_itself(
    log_in: LogIn, engine: Engine, delivery: RememberingDelivery, issued: Scenario
) -> None:
    begin(log_in("li.na"), issued)
    engine.dispatch_outbox()
    assert [(message.kind, message.to) for message in delivery.messages] == [("link", "13800005678")]


def test_the_customer_reads_the_own_application_before_signing_it_and_sees_how_far_it_is(
    app: Flask, log_in: LogIn, engine: Engine, delivery: RememberingDelivery, issued: Scenario
) -> None:
    agent = log_in("li.na")
    case_id = begin(agent, issued).location.rpartition("/")[2]
    phone = Phone(app, engine, delivery, agent)
    fill = open_task(engine, case_id, "fill_application")
    page = phone.open(fill)
    assert [words in page for words in ("投保</span>", "核保</span>", "收费与出单</span>")]
    assert page.index(">投保<") < page.index(">核保<") < page.index(">收费与出单<")
    phone.hand_in(fill, dict(issued.steps[0].answers))
    page = phone.open(open_task(engine, case_id, "sign_application"))
    assert "您填写的内容" in page
    assert "110101199001011237" in page  # the own number, in full
    assert "<canvas" in page


def test_reviewers_see_the_file_masked_and_health_only_where_it_is_decided_on(
    app: Flask, log_in: LogIn, engine: Engine, delivery: RememberingDelivery, issued: Scenario
) -> None:
    agent = log_in("li.na")
    case_id = begin(agent, issued).location.rpartition("/")[2]
    phone = Phone(app, engine, delivery, agent)
    for number, element in enumerate(("fill_application", "sign_application")):
        phone.hand_in(open_task(engine, case_id, element), dict(issued.steps[number].answers))
    papers = open_task(engine, case_id, "assemble_papers")
    agent.post(f"/tasks/{papers}/complete", data={"answers": orjson.dumps(dict(issued.steps[2].answers)).decode()})
    review = open_task(engine, case_id, "review_papers")
    page = log_in("he.jing").get(f"/tasks/{review}").text
    assert "投保档案" in page
    assert "张伟" in page
    assert "110***********1237" in page
    assert "体重" not in page
    assert "投保档案" not in log_in("zhao.min").get(f"/tasks/{review}").text  # not an underwriter's task
    read = [entry for entry in engine.queries.access_log(case_id=case_id) if entry.verb == "read file"]
    assert read[0].actor_id == "he.jing"


def test_a_customer_who_is_known_is_not_registered_twice(log_in: LogIn, engine: Engine, issued: Scenario) -> None:
    agent = log_in("li.na")
    cases = [begin(agent, issued).location.rpartition("/")[2] for _ in range(2)]
    people = {engine.queries.case_detail(case_id).variables["applicant_id"] for case_id in cases}
    keys = {engine.queries.case(case_id).business_key for case_id in cases}
    assert len(people) == 1
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"name": ""}, "投保人姓名"),
        ({"mobile": "123"}, "投保人手机"),
        ({"id_no": "1"}, "投保人身份证号"),
        ({"plans": []}, "方案"),
    ],
)
def test_an_incomplete_start_comes_back_and_starts_nothing(
    log_in: LogIn, engine: Engine, issued: Scenario, changes: dict, label: str
) -> None:
    answer = begin(log_in("li.na"), issued, **changes)
    assert answer.status_code == 422
    assert f"<strong>{label}</strong>" in answer.text
    assert engine.queries.cases().cases == ()


def test_only_agents_start_business(log_in: LogIn, issued: Scenario) -> None:
    assert log_in("zhao.min").get("/cases/new/new_business").status_code == 403
    assert "/cases/new/new_business" not in log_in("zhao.min").get("/cases/new").text
    assert "/cases/new/new_business" in log_in("li.na").get("/cases/new").text
    page = log_in("li.na").get("/cases/new/new_business").text
    assert "示例" in page  # the products on offer


def test_the_customer_and_the_agent_open_a_notice_as_pdf_and_nobody_else(
    app: Flask, log_in: LogIn, engine: Engine, delivery: RememberingDelivery, clock: ManualClock, issued: Scenario
) -> None:
    agent = log_in("li.na")
    case_id, other = (begin(agent, issued).location.rpartition("/")[2] for _ in range(2))
    clock.advance(timedelta(days=8))
    while engine.fire_due():
        pass
    agent = log_in("li.na")  # the session of eight days ago is over
    page = agent.get(f"/cases/{case_id}").text
    assert "提醒" in page
    address = re.search(r'href="(/cases/[^"]+\.pdf)"', page)[1]
    answer = agent.get(address)
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert log_in("auditor").get(address).status_code == 404
    assert agent.get(address.replace(case_id, other)).status_code == 404
    read = [entry for entry in engine.queries.access_log(case_id=case_id) if entry.verb == "read document"]
    assert [entry.actor_id for entry in read] == ["li.na"]
    phone = Phone(app, engine, delivery, agent)
    own = re.search(r'href="(/my/documents/[^"]+\.pdf)"', phone.open(open_task(engine, case_id, "fill_application")))[1]
    assert phone.browser.get(own).data[:5] == b"%PDF-"
    assert phone.browser.get(own.replace("DOC-", "DOC-X")).status_code == 404
    assert phone.browser.get(f"/my/documents/{address.rpartition('/')[2]}").status_code == 404  # the agent's copy
    assert app.test_client().get(own).location == "/c"


def test_with_no_task_open_the_customer_still_sees_the_progress_and_can_withdraw(
    app: Flask, log_in: LogIn, engine: Engine, delivery: RememberingDelivery, issued: Scenario
) -> None:
    agent = log_in("li.na")
    case_id = begin(agent, issued).location.rpartition("/")[2]
    phone = Phone(app, engine, delivery, agent)
    for number, element in enumerate(("fill_application", "sign_application")):
        phone.hand_in(open_task(engine, case_id, element), dict(issued.steps[number].answers))
    link = path_in_newest_link(delivery)
    assert app.test_client().get(link).status_code == 200  # as long as it can be withdrawn, the link opens
    agent.post(f"/cases/{case_id}/customer-link")  # the agent has to act now, not the customer
    assert app.test_client().get(link).location == "/c"
    fresh = app.test_client()
    link = path_in(delivery)
    fresh.post(f"{link}/code")
    fresh.post(f"{link}/enter", data={"code": code_in(delivery)})
    page = fresh.get("/my").text
    assert "目前没有需要您办理的事项" in page  # and no thanks: nothing was handed in through this link
    assert "办理进度" in page
    assert "我要撤回投保申请" in page
    assert f"/my/matters/{case_id}" in fresh.get("/my/home").text
    assert "提出投诉" in fresh.get("/my/begin/complaint").text
    assert "上传资料" in fresh.get(f"/my/matters/{case_id}/papers").text
    assert fresh.post("/my/privacy/marketing", data={"given": "yes"}).status_code == 302
    assert "张伟" in fresh.post("/my/data.json").text
    assert app.test_client().post("/c", data={"mobile": ZHANG["mobile"]}, buffered=True).status_code == 200
    assert "投保申请已撤回" in fresh.post("/my/withdraw").text
    assert engine.queries.case(case_id).end_event == "application_withdrawn"


def path_in_newest_link(delivery: RememberingDelivery) -> str:
    text = next(message.text for message in reversed(delivery.messages) if message.kind == "link")
    return re.search(r"http://localhost(/c/\S+)", text)[1]
