"""What comes to WeCom and DingTalk groups, and where a webhook may lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.clock import ManualClock
from engine.engine import Engine
from tests.web.notices.conftest import SIGNED, reach, say, send_all, states, want
from tests.web.outside import Robot, listening
from web.notices.courier import Courier
from web.notices.kinds import Channel, Topic, reader_of_role
from web.notices.notices import notices_of
from web.notices.sending import CannotSend
from web.notices.webhooks import WebhookPoster, allowed, signature
from web.settings import Settings


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
