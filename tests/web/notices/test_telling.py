"""Who is told what, chooses what, and sees what was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.clock import ManualClock
from engine.engine import Engine
from engine.errors import BadInput
from engine.outbox import Outgoing
from handlers.records import Document
from tests.web.conftest import AGENT, LogIn
from tests.web.notices.conftest import join, letter, reach, say, send_all, states, want
from tests.web.outside import MailServer, Robot
from tests.web.test_inbox import GOOD
from web.accounts.tables import AccountEvent
from web.notices.addresses import address_of
from web.notices.courier import Courier, deliveries_of
from web.notices.kinds import KINDS, Channel, Pace, Topic
from web.notices.notices import notices_of
from web.notices.sending import Address, Problem
from web.notices.tables import NoticeAddress
from web.notices.words import CHANNEL_WORDS, PACE_WORDS, PROBLEM_WORDS, TOPIC_WORDS
from web.settings import Mail, Settings, read_settings
from web.tables import Account, StaffNotice


def test_addresses_are_sealed_and_shown_to_nobody(
    engine: Engine, settings: Settings, robot: Robot, log_in: LogIn
) -> None:
    admin, address = log_in("admin"), f"http://{robot.host}/robot/send?access_token=topsecret4f2a"
    said = {"channel": "dingtalk", "to": address, "secret": "SECabc"}
    assert admin.post("/notices/addresses/li.na", data=said).status_code == 302
    with engine.store.session() as rows:
        row = rows.get(NoticeAddress, ("li.na", "dingtalk"))
        assert b"topsecret" not in row.sealed
        assert address_of(rows, "li.na", Channel.DINGTALK) == Address(address, "SECabc")
        (event,) = rows.scalars(select(AccountEvent).where(AccountEvent.event == "notice_address_set"))
    pages = [admin.get(f"/notices/addresses{part}").text for part in ("", "/li.na")]
    pages.append(log_in("li.na").get("/notices/preferences").text)
    for page in pages:
        assert "…4f2a" in page
        assert "topsecret" not in page
        assert "SECabc" not in page
    assert "钉钉" in admin.get("/accounts/li.na").text
    assert event.facts == {"channel": "dingtalk"}
    refused = admin.post("/notices/addresses/li.na", data={"channel": "wecom", "to": "https://10.0.0.1/hook?key=mine"})
    assert refused.status_code == 422
    assert "这个地址不能用" in refused.text
    assert "key=mine" not in refused.text
    assert log_in("li.na").get("/notices/addresses").status_code == 403
    assert log_in("auditor").get("/notices/addresses/role:operations").status_code == 200
    assert log_in("auditor").post("/notices/addresses/li.na", data=said).status_code == 403
    admin.post("/notices/addresses/li.na", data={"channel": "dingtalk", "remove": "1"})
    with engine.store.session() as rows:
        assert address_of(rows, "li.na", Channel.DINGTALK) is None


def test_a_person_chooses_and_tries_a_way(engine, settings, log_in: LogIn, robot: Robot, mail_server) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    li = log_in("li.na")
    said = {
        "digest_hour": "17", "quiet_from": "22:00", "quiet_until": "07:30", "working_days_only": "1", "language": "en",
        "handover.page": "off", "handover.email": "now", "due.email": "digest",
    }  # fmt: skip
    assert li.post("/notices/preferences", data=said | {"quiet_until": ""}).status_code == 422
    assert li.post("/notices/preferences", data=said).status_code == 302
    page = li.get("/notices/preferences").text
    assert 'value="22:00"' in page
    assert "l***@agency.example" in page
    assert "还没有您的地址" in page
    li.post("/notices/test", data={"channel": "email"})
    assert li.post("/notices/test", data={"channel": "page"}).status_code == 422
    send_all(engine)
    ((_, text, *_),) = mail_server.letters
    assert "test message" in letter(text)["Subject"]
    assert "已发送" in li.get("/notices/preferences").text
    say(engine, "li.na")
    assert not notices_of(engine, "li.na")[0].is_new  # not on the page, as chosen


def test_a_way_that_nobody_configured_says_so(app, log_in: LogIn, engine) -> None:
    site = app.extensions["sopflow"]
    site.courier.__init__(replace(site.settings, mail=None, webhook_hosts=()))
    assert log_in("li.na").get("/notices/preferences").text.count("系统没有配置这个渠道") == 3
    site.courier.send_test("li.na", Channel.EMAIL, "1")
    assert states(engine) == [("failed", 0, "not_configured")]


def test_who_has_left_is_written_to_no_more(engine, settings, store, clock, mail_server: MailServer) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL, Pace.DIGEST)
    say(engine, "li.na")
    send_all(engine)
    with store.session() as rows:
        rows.get(Account, "li.na").disabled_at = clock.now()
    clock.advance(timedelta(days=2))
    send_all(engine)
    assert mail_server.letters == []
    assert states(engine) == [("dropped", 0, None)]


def test_time_and_machines_are_told_of_once(
    engine: Engine, courier: Courier, quote: str, clock: ManualClock, prices
) -> None:
    join(engine, "lin.feng", "林峰", "agent_lead")

    def look() -> None:
        for chore in courier.chores():
            chore()

    def kinds(who: str) -> list[str]:
        return sorted(notice.kind for notice in notices_of(engine, who))

    look()
    (task,) = engine.queries.tasks_of_case(quote)
    engine.claim(task.id, AGENT)
    assert task.due_at is not None
    clock.move_to(task.due_at - timedelta(minutes=90))
    look()
    look()
    assert kinds("li.na") == ["due_soon"]
    clock.move_to(task.due_at + timedelta(minutes=1))
    look()
    clock.advance(timedelta(seconds=30))
    look()
    assert kinds("li.na") == ["due_soon", "overdue"]
    (told,) = notices_of(engine, "lin.feng")
    assert (told.kind, told.other) == ("escalated", "li.na")
    prices.broken = True
    engine.complete(task.id, GOOD, AGENT)
    for _ in range(6):
        clock.advance(timedelta(hours=1))
        engine.fire_due()
    assert engine.queries.incidents()
    look()
    look()
    assert kinds("wang.qiang") == kinds("sun.yue") == ["incident"]


def test_new_work_of_a_role_is_told_to_whoever_wants_to_hear_of_it(engine, courier: Courier, customer_id: str) -> None:
    want(engine, "li.na", Channel.PAGE, topic=Topic.NEW_WORK)
    look_out = courier.chores()[0]
    look_out()
    engine.start("quote", {"applicant_id": customer_id, "agent_id": "li.na"}, AGENT)
    look_out()
    look_out()
    assert [notice.kind for notice in notices_of(engine, "li.na")] == ["new_work"]
    assert notices_of(engine, "zhao.min") == []


def test_what_a_diagram_sends_to_staff_reaches_the_role_once(engine, courier: Courier, quote: str, log_in) -> None:
    with engine.store.session() as rows:
        rows.add(
            Document(id="DOC-1", kind="meeting_notice", number="N-1", version=1, layout=0, title="月度会议通知",
                     subject_id="AGENCY", sealed_under="AGENCY", recipient="operations", content=b"", sha256="",
                     created_at=engine.clock.now(), case_id=quote)
        )  # fmt: skip
    said = {"kind": "x", "document_id": "DOC-1", "recipient": "operations", "to": "operations"}
    for _ in range(2):
        courier.tell_of_letter(Outgoing("notice", said, "DOC-1.operations", quote))
    assert [(n.kind, n.words, n.case_id) for n in notices_of(engine, "wang.qiang")] == [
        ("letter", "月度会议通知", quote)
    ]
    assert len(notices_of(engine, "sun.yue")) == 1
    assert notices_of(engine, "li.na") == []
    courier.tell_of_letter(Outgoing("notice", said | {"recipient": "customer", "to": "CUS-1"}, "other", quote))
    page = log_in("wang.qiang").get("/notices").text
    assert "月度会议通知" in page
    assert "报价 · Q-1001" in page
    assert f"/cases/{quote}" in page


def test_whoever_spoke_in_a_case_hears_of_the_next_word(engine, quote: str, log_in: LogIn) -> None:
    (task,) = engine.queries.tasks_of_case(quote)
    engine.claim(task.id, AGENT)
    operations = log_in("wang.qiang")
    assert operations.post(f"/tasks/{task.id}/comments", data={"text": "客户下周回国"}).status_code == 302
    (told,) = notices_of(engine, "li.na")
    assert (told.kind, told.words) == ("comment", "客户下周回国")
    log_in("li.na").post(f"/tasks/{task.id}/comments", data={"text": "好"})
    assert [notice.words for notice in notices_of(engine, "wang.qiang")] == ["好"]


def test_the_words_cover_the_vocabularies() -> None:
    assert set(CHANNEL_WORDS) == set(Channel)
    assert set(TOPIC_WORDS) == set(Topic) == {kind.topic for kind in KINDS.values()}
    assert set(PACE_WORDS) == set(Pace)
    assert set(PROBLEM_WORDS) == set(Problem)


def test_settings_say_what_mail_needs() -> None:
    said = {"SOPFLOW_SMTP_HOST": "smtp.agency.example", "SOPFLOW_SMTP_FROM": "sopflow@agency.example"}
    assert read_settings(said).mail == Mail("smtp.agency.example", 587, "starttls", "", "", "sopflow@agency.example")
    assert read_settings({}).mail is None
    for wrong in (
        {"SOPFLOW_SMTP_FROM": ""},
        {"SOPFLOW_SMTP_SECURITY": "none"},
        {"SOPFLOW_SMTP_SECURITY": "maybe"},
        {"SOPFLOW_SMTP_PORT": "x"},
        {"SOPFLOW_STREAMS": "-1"},
    ):
        with pytest.raises(BadInput):
            read_settings(said | wrong)


def test_a_notice_whose_message_had_gone_travels_in_one_of_its_own(
    engine: Engine, settings: Settings, courier: Courier, mail_server: MailServer, clock: ManualClock
) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL, Pace.DIGEST, digest_hour=17)
    say(engine, "li.na")
    engine.dispatch_outbox(limit=1)
    (notice,) = notices_of(engine, "li.na")
    with engine.store.session() as rows:
        (row,) = deliveries_of(rows, "li.na")
        rows.get(StaffNotice, notice.id)
        row.batch = "staff_message.email.gone"
    clock.advance(timedelta(days=1))
    send_all(engine)
    assert mail_server.letters == []
    for chore in courier.chores():
        chore()
    send_all(engine)
    assert len(mail_server.letters) == 1
