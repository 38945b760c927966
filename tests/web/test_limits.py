"""Limits on requests: shared by several processes, and for who is not logged in."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from engine.engine import Engine
from tests.web.conftest import LogIn
from web.accounts import operations
from web.app import create_app
from web.customers.post import CustomerPost
from web.security import limiter
from web.settings import Settings


@pytest.fixture
def redis_address() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis is not installed: counting together is not tried")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    running.terminate()
    running.wait(20)


def test_several_processes_count_together_in_redis(
    engine: Engine, settings: Settings, post: CustomerPost, redis_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "check_login", lambda *_: None)
    statuses = []
    try:
        for store in ("memory://", redis_address):
            for _ in range(2):  # an app of its own: what another process would be
                limiter.enabled = True
                app = create_app(engine, replace(settings, rate_limit_store=store), post)
                app.config["WTF_CSRF_ENABLED"] = False
                browser, guess = app.test_client(), {"account": "li.na", "password": "guess"}
                statuses.append([browser.post("/login", data=guess).status_code for _ in range(5)])
    finally:
        limiter.enabled = False
    assert statuses[:2] == [[422] * 5] * 2
    assert statuses[2:] == [[422] * 5, [422] * 3 + [429] * 2]


def test_nobody_who_is_not_logged_in_writes_without_end(app: Flask, log_in: LogIn) -> None:
    browser, member = app.test_client(), log_in("li.na")
    limiter.enabled = True
    try:
        statuses = [browser.post("/language", data={"language": "zh_CN"}).status_code for _ in range(121)]
        assert statuses == [302] * 120 + [429]
        assert member.post("/language", data={"language": "zh_CN"}).status_code == 302
        assert browser.get("/login").status_code == 200
    finally:
        limiter.reset()
        limiter.enabled = False
