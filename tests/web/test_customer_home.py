"""What a customer can do by themself: ask for a link, see what is theirs, begin something and take it back."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from engine.clock import ManualClock
from engine.engine import Engine
from engine.errors import AnswersRefused
from handlers.consents import has_consented
from handlers.documents import Picture, documents_of_case
from handlers.privacy import unseal
from handlers.records import Complaint, Document, Policy, PrivacyConsent
from handlers.scenarios import CAST, EngineFactory
from handlers.scenarios.cast import prepare
from tests.web.conftest import RememberingDelivery
from tests.web.test_customers import code_in, path_in
from web.app import create_app
from web.customers import pictures
from web.customers.pictures import photograph
from web.customers.post import CustomerPost
from web.security import limiter
from web.settings import Settings
from web.tables import CustomerConfirmation, CustomerLink

ZHANG, PHONE = "CUS-ZHANGWEI", "13800005678"
SAID = {"answers": {"said": "缴费通知没有收到", "wants": "请补发通知"}}
LOSS = {
    "claim_types": ["medical"],
    "answers": {"event": {"occurred_on": "2026-11-18", "place": "北京", "course": "下楼时摔倒"}},
}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 20, 2, 42, tzinfo=UTC))


@pytest.fixture
def engine(sop_engines: EngineFactory, clock: ManualClock) -> Iterator[Engine]:
    with sop_engines(clock) as made:
        yield made


@pytest.fixture
def policy(engine: Engine, clock: ManualClock) -> str:
    """Zhang Wei's policy, in force."""
    with engine.store.session() as rows:
        return prepare(rows, {"world": "policy_in_force"}, clock.now())["policy_id"]


@pytest.fixture
def app(engine: Engine, settings: Settings, delivery: RememberingDelivery, clock: ManualClock) -> Flask:
    post = CustomerPost(delivery, "http://localhost")
    post.attach(engine.store, clock)
    limiter.enabled = True
    made = create_app(engine, settings, post)
    made.config.update(WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    return made


def ask_for_link(app: Flask, mobile: str, policy_no: str = "") -> str:
    answer = app.test_client().post("/c", data={"mobile": mobile, "policy_no": policy_no})
    said = answer.text.partition("<main")[2]  # the head holds a token against forgery, other each time
    answer.close()
    return said


@pytest.fixture
def phone(app: Flask, policy: str, delivery: RememberingDelivery) -> FlaskClient:
    """Zhang Wei's browser, in by a link asked for."""
    ask_for_link(app, PHONE)
    return enter(app, delivery)


def enter(app: Flask, delivery: RememberingDelivery) -> FlaskClient:
    browser, link = app.test_client(), path_in(delivery)
    browser.post(f"{link}/code")
    assert browser.post(f"{link}/enter", data={"code": code_in(delivery)}).location == "/my"
    assert browser.get("/my").location == "/my/home"
    return browser


def begin(browser: FlaskClient, address: str, answers: dict, **changes: str):
    page = browser.get(address).text
    hidden = dict(re.findall(r'name="(shown|seed)" value="(\w+)"', page))
    return browser.post(address, data=hidden | {"answers": orjson.dumps(answers).decode()} | changes)


def case_of(answer) -> str:
    assert answer.status_code == 302, answer.text
    return answer.location.rpartition("/")[2]


def test_asking_for_a_link_says_the_same_whoever_asks(
    app: Flask, policy: str, delivery: RememberingDelivery, engine: Engine, clock: ManualClock
) -> None:
    answers = {ask_for_link(app, number) for number in ("13800000000", "nonsense", PHONE)}
    assert len(answers) == 1
    assert [message.to for message in delivery.messages] == [PHONE]
    ask_for_link(app, PHONE)
    assert len(delivery.messages) == 1  # not again within ten minutes
    clock.advance(timedelta(minutes=11))
    ask_for_link(app, PHONE, policy_no="P-not-theirs")
    assert len(delivery.messages) == 1
    with engine.store.session() as rows:
        number = rows.get_one(Policy, policy).number
    ask_for_link(app, f"+86 {PHONE}", policy_no=number)
    assert len(delivery.messages) == 2


def test_the_home_shows_what_is_the_customers_own(phone: FlaskClient, engine: Engine, clock: ManualClock) -> None:
    with engine.store.session() as rows:
        prepare(rows, {"world": "policy_in_force", "policy_number": 2, "policyholder": "CUS-CHENJING"}, clock.now())
        mine, other = (rows.get_one(Policy, f"POL-WORLD{number}").number for number in (1, 2))
    page = phone.get("/my/home").text
    assert "张伟，您好" in page
    assert mine in page
    assert other not in page
    assert "/my/begin/claim?policy=POL-WORLD1" in page
    assert "/my/begin/cooling_off_cancellation" not in page  # the period is over
    assert phone.get("/my/begin/claim?policy=POL-WORLD2").status_code == 404
    assert phone.get("/my/begin/cooling_off_cancellation?policy=POL-WORLD1").status_code == 404
    assert phone.get("/my/begin/training").status_code == 404


def test_a_complaint_is_made_once_with_its_evidence_and_can_be_taken_back(
    phone: FlaskClient, engine: Engine, clock: ManualClock
) -> None:
    page = phone.get("/my/begin/complaint?policy=POL-WORLD1").text
    hidden = dict(re.findall(r'name="(shown|seed)" value="(\w+)"', page)) | {"answers": orjson.dumps(SAID).decode()}
    case_id = case_of(phone.post("/my/begin/complaint?policy=POL-WORLD1", data=hidden))
    assert case_of(phone.post("/my/begin/complaint?policy=POL-WORLD1", data=hidden)) == case_id
    started = engine.queries.case(case_id)
    assert started.started_by.startswith("link-")
    with engine.store.session() as rows:
        complaint = rows.scalars(select(Complaint)).one()
        assert (complaint.customer_id, complaint.policy_id, complaint.source) == (ZHANG, "POL-WORLD1", "customer")
        assert complaint.agent_id == "agent.li"  # the seller, who may not handle it
        kept = rows.scalars(select(CustomerConfirmation).order_by(CustomerConfirmation.id)).all()
        assert {(row.task_id, row.case_id, row.accepted_at) for row in kept} == {
            ("begin:complaint", case_id, clock.now())
        }
        shown = unseal(rows, ZHANG, kept[0].sealed_shown)
    assert shown["answers"] == SAID
    assert shown["policy"] in page
    home = phone.get("/my/home").text
    assert f"/my/matters/{case_id}" in home
    assert "我要撤回投诉" in phone.get(f"/my/matters/{case_id}").text
    assert "投诉已撤回" in phone.post(f"/my/matters/{case_id}/withdraw").text
    assert engine.queries.case(case_id).end_event == "complaint_taken_back"
    assert "我要撤回投诉" not in phone.get(f"/my/matters/{case_id}").text


def test_a_policy_given_back_is_taken_back_until_the_own_confirmation_ends_it(
    phone: FlaskClient, engine: Engine, clock: ManualClock
) -> None:
    with engine.store.session() as rows:
        policy = rows.get_one(Policy, "POL-WORLD1")
        policy.received_at, policy.cooling_off_until = clock.now(), clock.now() + timedelta(days=15)
    address = "/my/begin/cooling_off_cancellation?policy=POL-WORLD1"
    case_id = case_of(begin(phone, address, {"understood": True}))
    assert "我要撤回解除申请" in phone.get(f"/my/matters/{case_id}").text
    assert "解除申请已撤回" in phone.post(f"/my/matters/{case_id}/withdraw").text
    assert engine.queries.case(case_id).end_event == "taken_back"
    clock.advance(timedelta(minutes=5))
    again = case_of(begin(phone, address, {"understood": True}))
    (task,) = engine.queries.tasks_of_case(again)
    confirmed = {"own_will": True, "loses_cover": True, "why": "budget", "signed_name": "张伟"}
    engine.complete(task.id, {"answers": confirmed}, CAST["customer"])
    assert "我要撤回" not in phone.get(f"/my/matters/{again}").text
    assert phone.post(f"/my/matters/{again}/withdraw").location == f"/my/matters/{again}"


def test_a_loss_reported_by_oneself_needs_no_second_telling(phone: FlaskClient, engine: Engine) -> None:
    address = "/my/begin/claim?policy=POL-WORLD1"
    refused = begin(phone, address, {"claim_types": [], "answers": {}})
    assert refused.status_code == 422
    assert "出险日期" in refused.text
    assert begin(phone, address, LOSS, shown="0" * 64).status_code == 409
    case_id = case_of(begin(phone, address, LOSS))
    detail = engine.queries.case_detail(case_id)
    assert detail.variables["answers"] is None
    assert detail.variables["customer_id"] == ZHANG
    assert [task.element for task in detail.open_tasks] == ["open_case"]


def test_a_question_is_answered_on_the_own_page(phone: FlaskClient, engine: Engine) -> None:
    case_id = case_of(begin(phone, "/my/begin/customer_question", {"answers": {"question": "什么时候扣款？"}}))
    page = phone.get(f"/my/matters/{case_id}").text
    assert "现在由运营支持办理" in page
    assert 'aria-current="step"' in page
    (task,) = engine.queries.tasks_of_case(case_id)
    engine.complete(task.id, {"treat_as": "question", "answers": {"answer": "周年日当天。"}}, CAST["operations"])
    page = phone.get(f"/my/matters/{case_id}").text
    assert "周年日当天。" in page
    letter = re.search(r'href="(/my/documents/[^"]+\.pdf)"', phone.get("/my/home").text)[1]
    assert phone.get(letter).data[:5] == b"%PDF-"


def picture(size: tuple[int, int] = (2400, 1800), kind: str = "JPEG", **extra: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **extra)
    return out.getvalue()


def send(browser: FlaskClient, case_id: str, content: bytes, paper: str = "identity", name: str = "id.jpg"):
    data = {"paper": paper, "pictures": [(BytesIO(content), name)]}
    return browser.post(f"/my/matters/{case_id}/papers", data=data, content_type="multipart/form-data")


def test_papers_are_drawn_anew_sealed_and_shown_to_who_may_see_them(phone: FlaskClient, engine: Engine) -> None:
    case_id = case_of(begin(phone, "/my/begin/complaint", SAID))
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    taken = picture(exif=exif)
    assert b"taken at home" in taken
    assert send(phone, case_id, taken).status_code == 302
    assert send(phone, case_id, picture(kind="PNG"), paper="medical").status_code == 302
    with engine.store.session() as rows:
        variables = engine.queries.case_detail(case_id).variables
        seen = documents_of_case(rows, case_id, variables, {"compliance"})
        medical = documents_of_case(rows, case_id, variables, {"claims"})
        row = rows.get_one(Document, seen[0].id)
    assert [one.kind for one in seen] == ["brought_paper"]
    assert {one.kind for one in medical} == {"brought_paper", "brought_health_paper"}
    assert (row.subject_id, row.sealed_under, row.case_id) == (ZHANG, ZHANG, case_id)
    shown = next(block for block in seen[0].spec.sections[0].blocks if isinstance(block, Picture))
    kept = base64.b64decode(shown.jpeg)
    assert (shown.width, shown.height) == (1600, 1200)
    assert b"taken at home" not in kept
    assert kept not in row.content
    assert phone.get(f"/my/documents/{row.id}.pdf").data[:5] == b"%PDF-"


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 not a picture", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b""]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(AnswersRefused):
        photograph(content)


def test_a_picture_for_somebody_elses_case_or_too_large_is_refused(
    phone: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = engine.start("complaint", {"customer_id": "CUS-CHENJING"}, CAST["operations"])
    assert send(phone, other, picture((10, 10))).status_code == 404
    own = case_of(begin(phone, "/my/begin/complaint", SAID))
    assert send(phone, own, picture((10, 10)), paper="nonsense").status_code == 422
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    assert send(phone, own, picture((10, 10))).status_code == 422
    with engine.store.session() as rows:
        assert rows.scalars(select(Document).where(Document.kind == "brought_paper")).all() == []


def test_consent_is_given_and_taken_back_with_its_evidence(
    phone: FlaskClient, engine: Engine, clock: ManualClock
) -> None:
    assert "尚未表示" in phone.get("/my/privacy").text
    for given in ("yes", "no"):
        clock.advance(timedelta(minutes=1))
        phone.post("/my/privacy/marketing", data={"given": given})
        with engine.store.session() as rows:
            assert has_consented(rows, ZHANG, "marketing") is (given == "yes")
    with engine.store.session() as rows:
        said = rows.scalars(select(PrivacyConsent)).all()
        kept = {rows.get_one(CustomerConfirmation, one.confirmation_id).task_id for one in said}
    assert [one.given for one in said].count(True) == 1
    assert kept == {"consent:marketing"}
    assert phone.post("/my/privacy/nonsense", data={"given": "yes"}).status_code == 404


def test_the_copy_of_ones_data_holds_ones_own_and_nobody_elses(
    phone: FlaskClient, engine: Engine, clock: ManualClock
) -> None:
    begin(phone, "/my/begin/complaint", SAID)
    with engine.store.session() as rows:
        theirs = {"world": "policy_in_force", "policy_number": 2, "policyholder": "CUS-CHENJING", "insured": ZHANG}
        prepare(rows, theirs, clock.now())
    answer = phone.post("/my/data.json")
    data = answer.get_json()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert (data["customer"]["name"], data["customer"]["id_no"]) == ("张伟", "110101199001011237")
    assert [one["number"] for one in data["policies"]] == ["P20251016WORLD001"]
    assert data["complaints"][0]["said"] == SAID["answers"]["said"]
    assert [set(one) for one in data["insured_by"]] == [{"number", "status"}]
    assert "陈静" not in answer.text
    read = [entry for entry in engine.queries.access_log() if entry.verb == "copy own data"]
    assert [entry.actor_kind for entry in read] == ["customer"]


def test_a_change_is_asked_for_filled_in_and_withdrawn_on_the_phone(phone: FlaskClient, engine: Engine) -> None:
    case_id = case_of(begin(phone, "/my/begin/policy_servicing?policy=POL-WORLD1", {"item_code": "pos_contact_change"}))
    assert "填写并签署保全申请" in phone.get(f"/my/matters/{case_id}").text
    assert "需要您办理" in phone.get("/my/home").text
    home = phone.get("/my/home").text
    assert "保单变更与办理" in home
    assert "保单保全" not in home  # the trade's own word
    assert "变更申请已撤回" in phone.post(f"/my/matters/{case_id}/withdraw").text
    assert engine.queries.case_detail(case_id).variables["handling_result"] == "withdrawn"


def test_a_new_policy_can_be_given_back(app: Flask, engine: Engine, delivery: RememberingDelivery) -> None:
    with engine.store.session() as rows:
        prepare(rows, {"world": "policy_issued"}, engine.clock.now())
    ask_for_link(app, PHONE)
    phone = enter(app, delivery)
    address = "/my/begin/cooling_off_cancellation?policy=POL-WORLD1"
    assert address in phone.get("/my/home").text
    case_id = case_of(begin(phone, address, {"understood": True}))
    assert "本人确认解除合同" in phone.get(f"/my/matters/{case_id}").text


def test_another_customers_case_is_not_found(
    app: Flask, phone: FlaskClient, engine: Engine, delivery: RememberingDelivery, clock: ManualClock
) -> None:
    case_id = case_of(begin(phone, "/my/begin/complaint", SAID))
    with engine.store.session() as rows:
        prepare(rows, {"world": "policy_in_force", "policy_number": 2, "policyholder": "CUS-CHENJING"}, clock.now())
    ask_for_link(app, "13900004321")
    chen = enter(app, delivery)
    for address in (f"/my/matters/{case_id}", f"/my/matters/{case_id}/withdraw"):
        assert phone.get(address).status_code == 200
        assert chen.get(address).status_code == 404
    assert chen.post(f"/my/matters/{case_id}/withdraw").status_code == 404
    assert case_id not in chen.get("/my/home").text


def test_who_is_only_insured_cannot_take_the_applicants_application_back(
    app: Flask, engine: Engine, delivery: RememberingDelivery, clock: ManualClock
) -> None:
    with engine.store.session() as rows:
        started = prepare(
            rows,
            {
                "applicant": ZHANG,
                "insured": "CUS-CHENJING",
                "plans": [{"product_code": "TL-A", "sum_assured": 500000, "premium_years": 20, "policy_years": 20}],
            },
            clock.now(),
        )
    case_id = engine.start("new_business", started, CAST["agent"])
    post = app.extensions["sopflow"].post
    for customer_id, may in ((ZHANG, True), ("CUS-CHENJING", False)):
        post.send_link(case_id, customer_id, "agent.li")
        browser, link = app.test_client(), path_in(delivery)
        browser.post(f"{link}/code")
        browser.post(f"{link}/enter", data={"code": code_in(delivery)})
        assert ("我要撤回投保申请" in browser.get("/my").text) is may
    browser.post("/my/withdraw")
    assert engine.queries.case(case_id).status == "active"


def test_a_link_that_has_ended_offers_to_ask_for_a_new_one(app: Flask, phone: FlaskClient, clock: ManualClock) -> None:
    clock.advance(timedelta(hours=2))
    page = phone.get("/my/home", follow_redirects=True)
    assert page.status_code == 410
    assert "链接已失效" in page.text
    assert 'name="mobile"' in page.text
    assert phone.get("/c").status_code == 200  # told once


def test_a_home_link_is_kept_as_hashes_and_ends_the_one_before(
    app: Flask, phone: FlaskClient, engine: Engine, delivery: RememberingDelivery, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=11))
    ask_for_link(app, PHONE)
    with engine.store.session() as rows:
        first, second = rows.scalars(select(CustomerLink).order_by(CustomerLink.created_at)).all()
        assert (first.case_id, first.end_reason, second.ended_at) == ("", "replaced", None)
        assert path_in(delivery).removeprefix("/c/") not in repr(second.token_sha256)
