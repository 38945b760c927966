"""The pages in a real Chromium: a walk of the staff, the customer's phone, and axe on every page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from engine.engine import Engine
from tests.chromium import CHROMIUM, settle
from tests.web.conftest import AGENT, PASSWORD, RememberingDelivery
from tests.web.test_inbox import GOOD, LARGE, task_of

FRONTEND = Path(__file__).parents[2] / "web" / "frontend"
BUILT = FRONTEND.parent / "static" / "build" / "main.js"
AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the pages are not tried in a browser"),
    pytest.mark.skipif(not BUILT.exists(), reason="web/static/build is missing: run npm run build in web/frontend"),
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of: script errors, blocked content, failed requests."""
    return []


def new_page(
    browser: Browser, address: str, size: dict[str, int], complaints: list[str]
) -> tuple[BrowserContext, Page]:
    """A page of a server that outlives it: what it still loads when a test ends would else be a failed request."""
    context = browser.new_context(base_url=address, viewport=size, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    return context, page


@pytest.fixture
def desk(browser: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    context, page = new_page(browser, address, DESK, complaints)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def phone(browser: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    context, page = new_page(browser, address, PHONE, complaints)
    yield page
    context.close()
    assert complaints == []


def enter(page: Page, address: str, account: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/inbox*")


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a form-js select, whose labelled input is hidden behind what it shows."""
    page.locator(".fjs-form-field-select", has_text=label).locator(".fjs-input-group").click()
    page.get_by_text(option, exact=True).click()


def require_sound(page: Page) -> None:
    """No serious finding of axe, and nothing wider than the screen."""
    settle(page)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    serious = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]][:3])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


def test_from_login_to_the_next_task_and_the_case(desk: Page, address: str, engine: Engine, quote: str) -> None:
    engine.start("quote", {}, AGENT, business_key="Q-1002")
    enter(desk, address, "li.na")
    desk.get_by_role("link", name="待领取").click()
    desk.get_by_role("button", name="领取 录入报价 Q-1001").click()
    sum_field = desk.get_by_label("保额（元）")
    sum_field.fill("5")
    expect(desk.get_by_text("已保存")).to_be_visible()
    desk.get_by_role("button", name="完成").click()
    expect(desk.get_by_text("不能小于 1000。")).to_be_visible()  # form-js speaks Chinese
    sum_field.fill("500000")
    choose(desk, "方案", "重大疾病")
    desk.get_by_role("button", name="完成").click()
    expect(desk.get_by_text("已完成「录入报价」。")).to_be_visible()
    assert "Q-1002" in desk.inner_text("main")
    assert engine.queries.tasks_of_case(quote)[0].element == "review_quote"
    desk.goto(f"{address}/cases/{quote}")
    expect(desk.locator(".djs-element.is-current[data-element-id=review_quote]")).to_be_visible()
    expect(desk.locator(".djs-element.is-taken[data-element-id=enter_quote]")).to_be_visible()
    expect(desk.locator(".bjs-powered-by")).to_be_visible()
    desk.get_by_text("「大额？」走向：是").click()
    expect(desk.get_by_text("amount > 100000")).to_be_visible()


def test_a_reload_brings_back_what_was_typed(desk: Page, address: str, engine: Engine, quote: str) -> None:
    enter(desk, address, "li.na")
    desk.goto(f"{address}/tasks/{task_of(engine, quote)}")
    desk.get_by_role("button", name="领取任务").click()
    desk.get_by_label("备注").fill("客户下周回国")
    expect(desk.get_by_text("已保存")).to_be_visible()
    desk.reload()
    expect(desk.get_by_label("备注")).to_have_value("客户下周回国")
    # The server has it, so nothing of the customer stays in this browser.
    desk.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('sopflow'))")


def test_an_emptied_list_is_handed_in_as_empty(desk: Page, address: str, engine: Engine, quote: str) -> None:
    enter(desk, address, "li.na")
    desk.goto(f"{address}/tasks/{task_of(engine, quote)}")
    desk.get_by_role("button", name="领取任务").click()
    desk.get_by_label("保额（元）").fill("20000")
    choose(desk, "方案", "医疗")
    desk.get_by_role("button", name="完成").click()
    desk.wait_for_url("**/inbox?done=*")
    assert engine.queries.history(quote)[-1].inputs["variables"]["riders"] == []


def test_two_people_on_one_task_lose_no_keystroke(
    desk: Page, address: str, engine: Engine, quote: str, complaints: list[str]
) -> None:
    enter(desk, address, "li.na")
    task_id = task_of(engine, quote)
    desk.goto(f"{address}/tasks/{task_id}")
    desk.get_by_role("button", name="领取任务").click()
    desk.get_by_label("保额（元）").fill("20000")
    choose(desk, "方案", "医疗")
    desk.get_by_label("备注").fill("我写了很多")
    expect(desk.get_by_text("已保存")).to_be_visible()
    engine.complete(task_id, GOOD, AGENT)  # the same person in another window
    desk.get_by_role("button", name="完成").click()
    expect(desk.get_by_text("李娜已于今天")).to_be_visible()
    expect(desk.get_by_label("备注")).to_have_value("我写了很多")
    complaints.clear()  # the browser notes the 409 itself


def test_a_task_is_claimed_and_completed_without_a_mouse(desk: Page, address: str, engine: Engine, quote: str) -> None:
    hand_over = task_of(engine, quote)
    enter(desk, address, "li.na")
    desk.locator("[data-open]").wait_for()
    desk.keyboard.press("2")
    desk.wait_for_url("**tab=group*")
    desk.locator("[data-open]").wait_for()
    for key in "?", "Escape", "j", "c":
        desk.keyboard.press(key)
    desk.wait_for_url(f"**/tasks/{hand_over}*")
    desk.get_by_label("保额（元）").wait_for()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("button", name="保额（元）")).to_be_visible()  # why it cannot be completed yet
    desk.get_by_label("保额（元）").fill("20000")
    choose(desk, "方案", "医疗")
    desk.get_by_label("备注").focus()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("已完成「录入报价」。")).to_be_visible()
    assert engine.queries.task(hand_over).closed_by == "li.na"


def test_the_customer_reads_and_signs_on_a_phone(
    phone: Page, address: str, engine: Engine, quote: str, delivery: RememberingDelivery, app: Flask
) -> None:
    engine.complete(task_of(engine, quote), GOOD, AGENT)
    app.extensions["sopflow"].post.send_link(quote, customer_of(engine, quote), "li.na")
    path = re.search(r"/c/\S+", delivery.messages[-1].text)[0]
    phone.goto(address + path)
    require_sound(phone)
    phone.get_by_role("button", name="获取验证码").click()
    phone.get_by_label("验证码").fill(re.search(r"\d{6}", delivery.messages[-1].text)[0])
    phone.get_by_role("button", name="继续").click()
    expect(phone.get_by_text("保额 50000 元，年交保费 500 元")).to_be_visible()
    require_sound(phone)
    phone.get_by_label("我已阅读保险责任和责任免除").check()
    phone.get_by_label("接受").check()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="确认并签名")).to_be_visible()
    phone.get_by_label("我声明所填内容真实").check()
    require_sound(phone)
    phone.locator("canvas").evaluate("canvas => canvas.scrollIntoView({block: 'center'})")  # as a thumb would
    box = phone.locator("canvas").bounding_box()
    phone.mouse.move(box["x"] + 20, box["y"] + 40)
    phone.mouse.down()
    for step in range(12):
        phone.mouse.move(box["x"] + 20 + step * 18, box["y"] + 40 + (step % 3) * 30)
    phone.mouse.up()
    phone.get_by_role("button", name="签名并提交").click()
    expect(phone.get_by_text("谢谢，已经收到")).to_be_visible()
    require_sound(phone)
    assert engine.queries.case(quote).status == "completed"


def customer_of(engine: Engine, case_id: str) -> str:
    return engine.queries.tasks_of_case(case_id)[0].values["applicant_id"]


@pytest.mark.drawn("page of the staff", 2)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_page_of_the_staff_is_sound(
    browser: Browser,
    complaints: list[str],
    address: str,
    engine: Engine,
    quote: str,
    customer_id: str,
    prices,
    size: dict[str, int],
    language: str,
) -> None:
    engine.complete(task_of(engine, quote), LARGE, AGENT)
    second = engine.start("quote", {}, AGENT, business_key="Q-1002")
    third = engine.start("quote", {}, AGENT, business_key="Q-1003")
    prices.broken = True
    engine.complete(task_of(engine, third), GOOD, AGENT)
    context, page = new_page(browser, address, size, complaints)
    try:
        page.goto(f"{address}/login")
        page.locator(f"button[value={language}]").click()
        require_sound(page)
        for account, paths in {
            "li.na": ["/inbox", "/inbox?tab=group", f"/tasks/{task_of(engine, second)}", f"/cases/{quote}", "/cases"],
            "wang.qiang": [
                f"/dossiers/customer/{customer_id}",
                "/search",
                "/incidents",
                "/password",
                "/notices/preferences",
                f"/tasks/{task_of(engine, quote)}",
            ],
            "admin": [
                "/accounts",
                "/accounts/li.na",
                "/refusals",
                "/notices/addresses",
                "/notices/addresses/role:agent",
            ],
            "auditor": ["/reports/work"],
        }.items():
            context.clear_cookies()
            page.goto(f"{address}/login")
            page.locator(f"button[value={language}]").click()
            page.locator("#account").fill(account)
            page.locator("#password").fill(PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_url(lambda url: not url.endswith("/login"))  # an administrator begins elsewhere
            for path in paths:
                page.goto(address + path)
                require_sound(page)
    finally:
        context.close()
    assert complaints == []
