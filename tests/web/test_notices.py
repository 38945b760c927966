"""What staff are told, and when: on the page, outside, at once, after quiet hours, once a day, once only."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine.actor import SYSTEM
from engine.clock import ManualClock
from engine.engine import Engine
from engine.errors import BadInput
from engine.options import Options
from engine.outbox import Outgoing
from engine.registry import HandlerRegistry
from engine.timers.calendar import statutory
from handlers.page_properties import READ_BY_PAGES
from handlers.records import Document
from tests.web.conftest import AGENT, MASTER, QUOTE, Asked, LogIn, Priced, account
from tests.web.outside import MailServer, Robot, certificate, listening
from tests.web.test_inbox import GOOD
from web.accounts.tables import AccountEvent
from web.handover import giving
from web.notices.addresses import address_of, set_address
from web.notices.courier import MOST_ATTEMPTS, Courier, deliveries_of
from web.notices.kinds import KINDS, Channel, Pace, Topic, reader_of_role
from web.notices.notices import Told, notices_of, tell
from web.notices.preferences import Preferences, save_preferences
from web.notices.quiet_hours import Hours, moment_for
from web.notices.sending import Address, CannotSend, Problem
from web.notices.tables import NoticeAddress
from web.notices.webhooks import WebhookPoster, allowed, signature
from web.notices.words import CHANNEL_WORDS, PACE_WORDS, PROBLEM_WORDS, TOPIC_WORDS
from web.permissions import LEADS
from web.settings import Mail, Settings, read_settings
from web.tables import Account, AccountRole, StaffNotice

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIGNED = "sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0%3D"
REASON = "张三丰 13812345678 要改约"


@pytest.fixture
def mail_server(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with listening(MailServer(pem)) as server:
        yield server


@pytest.fixture
def robot() -> Iterator[Robot]:
    with listening(Robot()) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail_server: MailServer, robot: Robot) -> Settings:
    mail = Mail("127.0.0.1", mail_server.server_address[1], "starttls", "agency", "pass word", "sopflow@agency.example")
    return replace(settings, mail=mail, webhook_hosts=(robot.host,), webhooks_private=True)


@pytest.fixture
def courier(settings: Settings) -> Courier:
    return Courier(settings)


@pytest.fixture
def engine(store, clock, interpreter, prices, post, courier: Courier) -> Iterator[Engine]:
    registry = HandlerRegistry()
    registry.handles("quote.price", takes=Asked, gives=Priced)(prices)
    options = Options(senders={**post.senders(), **courier.senders()}, properties=READ_BY_PAGES, leads=LEADS)
    made = Engine(store, registry, MASTER, clock=clock, options=options, interpreter=interpreter)
    made.deploy({file.name: file.read_bytes() for file in QUOTE.iterdir()}, SYSTEM)
    courier.attach(made)
    yield made
    made.close()


def reach(engine: Engine, settings: Settings, reader: str, channel: Channel, to: str, secret: str = "") -> None:
    with engine.store.session() as rows:
        address = Address(to, secret)
        set_address(rows, reader, channel, address, by="admin", now=engine.clock.now(), settings=settings)


def want(engine: Engine, reader: str, channel: Channel, pace: Pace = Pace.NOW, topic=Topic.HANDOVER, **hours) -> None:
    with engine.store.session() as rows:
        save_preferences(rows, reader, Preferences(Hours(**hours), choices={(topic, channel): pace}))


def say(engine: Engine, to: str, kind: str = "given", **more) -> None:
    with engine.store.write() as connection:
        tell(connection, engine.keys, [Told(to, kind, **more)], "wang.qiang", engine.clock.now(), REASON)


def states(engine: Engine, reader: str = "li.na") -> list[tuple[str, int, str | None]]:
    with engine.store.session() as rows:
        return [(row.state, row.attempts, row.problem) for row in deliveries_of(rows, reader)]


def send_all(engine: Engine) -> None:
    while engine.dispatch_outbox():
        pass


def letter(taken: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(taken, policy=email.policy.default)


# when


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


NIGHT = Hours(quiet_from=22 * 60, quiet_until=7 * 60 + 30)


@pytest.mark.parametrize(
    ("hours", "now", "goes"),
    [
        (NIGHT, local(20, 21, 59), local(20, 21, 59)),
        (NIGHT, local(20, 22), local(21, 7, 30)),
        (NIGHT, local(21, 7, 29), local(21, 7, 30)),
        (NIGHT, local(21, 7, 30), local(21, 7, 30)),
        (Hours(quiet_from=12 * 60, quiet_until=14 * 60), local(20, 13), local(20, 14)),
        (Hours(quiet_from=0, quiet_until=0), local(20, 3), local(20, 3)),
        (replace(NIGHT, working_days_only=True), local(20, 23), local(23, 7, 30)),  # Friday night → Monday
        (replace(NIGHT, working_days_only=True), local(21, 12), local(23, 7, 30)),
        (replace(NIGHT, working_days_only=True), local(1, 10, month=10), local(8, 7, 30, month=10)),  # national day
        (replace(NIGHT, working_days_only=True), local(20, 10, month=9), local(20, 10, month=9)),  # a make-up Sunday
    ],
)
def test_what_comes_in_quiet_hours_waits_for_their_end(hours: Hours, now: datetime, goes: datetime) -> None:
    found = moment_for(hours, Pace.NOW, now, SHANGHAI, statutory())
    assert found == goes
    assert found.tzinfo in (UTC, SHANGHAI)


def test_what_is_urgent_breaks_quiet_hours_if_the_person_says_so() -> None:
    late = local(20, 23)
    assert moment_for(NIGHT, Pace.NOW, late, SHANGHAI, statutory(), is_urgent=True) == late
    silent = replace(NIGHT, urgent_breaks_quiet=False)
    assert moment_for(silent, Pace.NOW, late, SHANGHAI, statutory(), is_urgent=True) == local(21, 7, 30)


def test_the_digest_goes_at_its_hour_on_a_day_that_is_worked() -> None:
    def digest(hours: Hours, now: datetime) -> datetime:
        return moment_for(hours, Pace.DIGEST, now, SHANGHAI, statutory(), is_urgent=True)

    assert digest(Hours(9), local(20, 8)) == local(20, 9)
    assert digest(Hours(9), local(20, 9)) == local(21, 9)
    assert digest(Hours(9, working_days_only=True), local(20, 9)) == local(23, 9)
    assert digest(replace(NIGHT, digest_hour=6), local(20, 9)) == local(21, 7, 30)


# by e-mail


def test_a_task_that_is_handed_over_is_told_by_mail_without_a_customers_data(
    engine: Engine, settings: Settings, mail_server: MailServer, quote: str, store
) -> None:
    made = account(store, "li.na")
    with store.session() as rows:
        rows.add(
            Account(id="bo.wen", name="薄文", password_hash=made.password_hash, password_is_one_time=False,
                    created_at=made.created_at, roles=[AccountRole(role="agent")])
        )  # fmt: skip
    reach(engine, settings, "bo.wen", Channel.EMAIL, "bo.wen@agency.example")
    want(engine, "bo.wen", Channel.EMAIL)
    (task,) = engine.queries.tasks_of_case(quote)
    engine.claim(task.id, AGENT)
    giving.hand_over(engine, task.id, "bo.wen", AGENT, REASON)
    assert notices_of(engine, "bo.wen")[0].words == REASON  # on the page, where it is sealed
    send_all(engine)
    ((to, text, is_safe, user),) = mail_server.letters
    assert (to, is_safe, user) == ("bo.wen@agency.example", True, "agency pass word")
    said = letter(text)
    assert said["Subject"] == "sopflow：李娜把一件任务交给了您"
    body = said.get_content()
    assert "录入报价" in body
    assert f"案件 {quote}" in body
    assert f"{settings.address}/tasks/{task.id}" in body
    assert not any(part in body + said["Subject"] for part in ("张三丰", "13812345678", "改约", "Q-1001"))
    assert states(engine, "bo.wen") == [("sent", 1, None)]


def test_nothing_is_sent_twice_however_often_the_outbox_comes(
    engine: Engine, settings: Settings, courier: Courier, mail_server: MailServer
) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL)
    say(engine, "li.na")
    send_all(engine)
    (notice,) = notices_of(engine, "li.na")
    for _ in range(2):
        courier.senders()["staff_notices"](Outgoing("staff_notices", {"ids": [notice.id]}, "again"))
        courier.senders()["staff_message"](
            Outgoing("staff_message", {"reader": "li.na", "channel": "email",
                                       "batch": f"staff_message.email.notice.{notice.id}"}, "again")
        )  # fmt: skip
    send_all(engine)
    assert len(mail_server.letters) == 1


def test_a_night_of_notices_comes_as_one_message_in_the_morning(
    engine: Engine, settings: Settings, mail_server: MailServer, clock: ManualClock
) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL, quiet_from=10 * 60, quiet_until=9 * 60)
    for _ in range(3):
        say(engine, "li.na")
    send_all(engine)
    assert mail_server.letters == []
    assert states(engine) == [("queued", 0, None)] * 3
    clock.move_to(local(21, 8, 59))
    send_all(engine)
    assert mail_server.letters == []
    clock.move_to(local(21, 9))
    send_all(engine)
    ((_, text, *_),) = mail_server.letters
    assert letter(text)["Subject"] == "sopflow：3 条通知"
    assert letter(text).get_content().count("王强把一件任务交给了您") == 3
    assert states(engine) == [("sent", 1, None)] * 3


def test_the_days_digest_is_one_message(engine, settings, mail_server: MailServer, clock: ManualClock) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL, Pace.DIGEST, digest_hour=17)
    say(engine, "li.na")
    clock.advance(timedelta(hours=3))
    say(engine, "li.na", "released")
    send_all(engine)
    assert mail_server.letters == []
    clock.move_to(local(20, 17))
    send_all(engine)
    ((_, text, *_),) = mail_server.letters
    assert "放回了岗位" in letter(text).get_content()
    clock.advance(timedelta(days=1))
    send_all(engine)
    assert len(mail_server.letters) == 1


def test_a_reader_of_english_is_written_to_in_english(engine, settings, mail_server: MailServer, quote: str) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    with engine.store.session() as rows:
        choices = {(Topic.HANDOVER, Channel.EMAIL): Pace.NOW}
        save_preferences(rows, "li.na", Preferences(language="en", choices=choices))
    say(engine, "li.na")
    send_all(engine)
    ((_, text, *_),) = mail_server.letters
    assert letter(text)["Subject"] == "sopflow: 王强 gave you a task"


def test_a_server_that_refuses_for_now_is_asked_again_and_one_that_refuses_for_good_is_not(
    engine: Engine, settings: Settings, mail_server: MailServer, clock: ManualClock
) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL)
    mail_server.refuses = "451 try later"
    say(engine, "li.na")
    send_all(engine)
    assert states(engine) == [("queued", 1, "address_refused 451")]
    send_all(engine)
    assert states(engine) == [("queued", 1, "address_refused 451")]  # not before its time
    clock.advance(timedelta(seconds=31))
    mail_server.refuses = ""
    send_all(engine)
    assert states(engine) == [("sent", 2, None)]
    mail_server.refuses = "550 no such user"
    say(engine, "li.na")
    send_all(engine)
    assert states(engine)[0] == ("failed", 1, "address_refused 550")


def test_a_server_that_never_answers_is_given_up_after_a_while(engine, settings, clock: ManualClock) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL)
    gone = Courier(replace(settings, mail=replace(settings.mail, port=1)))
    gone.attach(engine)
    say(engine, "li.na")
    engine._dispatcher._senders = {**engine._dispatcher._senders, **gone.senders()}
    for _ in range(MOST_ATTEMPTS + 4):
        send_all(engine)
        clock.advance(timedelta(hours=2))
    assert states(engine) == [("failed", MOST_ATTEMPTS, "unreachable ConnectionRefusedError")]


def test_one_dead_server_is_not_waited_for_twice(engine, settings, courier: Courier, mail_server: MailServer) -> None:
    for name in ("li.na", "zhao.min"):
        reach(engine, settings, name, Channel.EMAIL, f"{name}@agency.example")
        want(engine, name, Channel.EMAIL)
        say(engine, name)
    asked = []

    class Dead:
        def send(self, message, address) -> None:
            asked.append(address.to)
            raise CannotSend(Problem.TIMED_OUT)

    courier._ways = {Channel.EMAIL: Dead()}
    send_all(engine)
    assert len(asked) == 1
    assert {states(engine, name)[0][2] for name in ("li.na", "zhao.min")} == {"timed_out", "resting"}


# by robots


def test_a_dingtalk_robot_gets_what_is_signed(engine: Engine, settings: Settings, clock: ManualClock) -> None:
    with listening(Robot("SEC-very-secret")) as dingtalk:
        dingtalk.now = lambda: clock.now().timestamp()
        own = replace(settings, webhook_hosts=(dingtalk.host,))
        courier = Courier(own)
        courier.attach(engine)
        engine._dispatcher._senders = {**engine._dispatcher._senders, **courier.senders()}
        address = f"http://{dingtalk.host}/robot/send?access_token=abc"
        reach(engine, own, "li.na", Channel.DINGTALK, address, "SEC-very-secret")
        want(engine, "li.na", Channel.DINGTALK)
        say(engine, "li.na")
        send_all(engine)
        (said,) = dingtalk.taken
        assert said["msgtype"] == "markdown"
        assert said["markdown"]["title"] == "sopflow：王强把一件任务交给了您"
        reach(engine, own, "li.na", Channel.DINGTALK, address, "another secret")
        say(engine, "li.na")
        send_all(engine)
        assert states(engine) == [("failed", 1, "refused errcode 310000"), ("sent", 1, None)]


def test_the_signature_is_dingtalks() -> None:
    # Computed with openssl dgst -sha256 -hmac over the documented text.
    assert signature(1700000000000, "this is secret") == SIGNED


def test_a_wecom_group_of_a_role_is_told_and_busy_means_later(
    engine: Engine, settings: Settings, robot: Robot, clock: ManualClock
) -> None:
    group = reader_of_role("operations")
    reach(engine, settings, group, Channel.WECOM, f"http://{robot.host}/cgi-bin/webhook/send?key=abc")
    want(engine, group, Channel.WECOM, topic=Topic.INCIDENT)
    robot.answers = [(200, {"errcode": 45009}), (503, {})]
    say(engine, group, "incident")
    assert notices_of(engine, "wang.qiang") == []
    for wait in (0, 31, 61):
        clock.advance(timedelta(seconds=wait))
        send_all(engine)
    assert robot.asked == 3
    (said,) = robot.taken
    assert "一个案件停下来了" in said["markdown"]["content"]
    assert states(engine, group) == [("sent", 3, None)]


def test_only_listed_hosts_over_https_at_public_addresses_are_posted_to(settings: Settings, robot: Robot) -> None:
    strict = replace(settings, webhook_hosts=("oapi.dingtalk.com", "localhost"), webhooks_private=False)
    for address in (
        "http://oapi.dingtalk.com/robot/send", "https://oapi.dingtalk.com.evil.example/", "https://evil.example/",
        "https://oapi.dingtalk.com@evil.example/", "https://oapi.dingtalk.com:8443/", "file:///etc/passwd", "https://[::1",
        "https://169.254.169.254/latest",
    ):  # fmt: skip
        with pytest.raises(CannotSend, match="host_not_allowed"):
            allowed(address, strict)
    assert allowed("https://oapi.dingtalk.com/robot/send?access_token=1", strict).hostname == "oapi.dingtalk.com"
    with pytest.raises(CannotSend, match="private_address"):
        WebhookPoster(strict).post("https://localhost/robot", {})
    robot.answers = [(302, {})]
    with pytest.raises(CannotSend, match="HTTP 302") as refused:
        WebhookPoster(settings).post(f"http://{robot.host}/x", {})
    assert refused.value.is_lasting
    assert robot.asked == 1


# who, what


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
    engine: Engine, courier: Courier, quote: str, clock: ManualClock, store, prices
) -> None:
    made = account(store, "li.na")
    with store.session() as rows:
        rows.add(
            Account(id="lin.feng", name="林峰", password_hash=made.password_hash, password_is_one_time=False,
                    created_at=made.created_at, roles=[AccountRole(role="agent_lead")])
        )  # fmt: skip

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
