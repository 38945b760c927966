"""What comes by e-mail: at once, after quiet hours, once a day, once only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.clock import ManualClock
from engine.engine import Engine
from engine.outbox import Outgoing
from tests.web.conftest import AGENT
from tests.web.notices.conftest import REASON, join, letter, local, reach, say, send_all, states, want
from tests.web.outside import MailServer
from web.handover import giving
from web.notices.courier import MOST_ATTEMPTS, Courier
from web.notices.kinds import Channel, Pace, Topic
from web.notices.notices import notices_of
from web.notices.preferences import Preferences, save_preferences
from web.notices.sending import CannotSend, Problem
from web.settings import Settings


def test_a_task_that_is_handed_over_is_told_by_mail_without_a_customers_data(
    engine: Engine, settings: Settings, mail_server: MailServer, quote: str
) -> None:
    join(engine, "bo.wen", "薄文", "agent")
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


def test_the_record_says_what_was_told_and_what_is_held_back_and_until_when(
    engine: Engine, settings: Settings, mail_server: MailServer, clock: ManualClock, log_in
) -> None:
    reach(engine, settings, "li.na", Channel.EMAIL, "li.na@agency.example")
    want(engine, "li.na", Channel.EMAIL, Pace.DIGEST, digest_hour=17)
    say(engine, "li.na")
    send_all(engine)
    record = log_in("li.na").get("/notices/preferences").text.partition('id="deliveries"')[2]
    assert "任务交接" in record
    assert "留到 今天 17:00 一并发送" in record
    clock.move_to(local(20, 17))
    mail_server.refuses = "451 try later"
    send_all(engine)
    assert "还会再试" in log_in("li.na").get("/notices/preferences").text


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
