"""The people of an application, each at a browser of their own: they read labels, write, choose and press.

Nothing here knows an element's id or calls the engine; what a person cannot find on the page, a test cannot do.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PASSWORD = "right-horse-battery"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 780}
PATIENCE = 20_000
"""Milliseconds that a person waits for a page of a busy machine."""


def labelled(label: str) -> re.Pattern[str]:
    """The label of a field, with or without the star of a required one."""
    return re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")


@dataclass(frozen=True)
class Application:
    """What an agent asks to begin with, and the case number that was given."""

    key: str
    case_id: str


class Person:
    """Somebody at a browser. Everything that the browser complained of is kept in `complaints`."""

    def __init__(self, browser: Browser, address: str, size: Mapping[str, int], language: str = "zh-CN") -> None:
        self.address = address
        self.size = dict(size)
        self.complaints: list[str] = []
        self.inspect: Callable[[Page], None] = lambda _: None
        """Looks at every page that this person stops at."""
        self._opens(browser.new_context(viewport=dict(size), locale=language))

    def _opens(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def sharpens(self, scale: int) -> None:
        """Take the same session to a screen of more dots: a drawing's words can be read in a picture of it."""
        old = self.context
        state, browser = old.storage_state(), old.browser
        assert browser
        self._opens(browser.new_context(viewport=self.size, storage_state=state, device_scale_factor=scale))
        old.close()

    def leaves(self) -> None:
        self.context.close()

    def writes(self, label: str, text: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_label(labelled(label)).fill(text)

    def picks(self, question: str, option: str, within: Locator | None = None) -> None:
        """Answer a question of round buttons."""
        box = (within or self.page).locator(".fjs-form-field-radio").filter(has_text=question)
        box.get_by_label(option, exact=True).check()

    def ticks(self, *labels: str, within: Locator | None = None) -> None:
        for label in labels:
            (within or self.page).get_by_label(labelled(label)).check()

    def chooses(self, label: str, option: str, within: Locator | None = None) -> None:
        """Open a list and take one of its lines."""
        box = (within or self.page).locator(".fjs-form-field-select").filter(has_text=label)
        box.locator(".fjs-input-group").click()
        box.get_by_text(option, exact=True).last.click()

    def writes_day(self, label: str, day: str, within: Locator | None = None) -> None:
        """A day, written as `2026-11-22` into a field of days."""
        field = (within or self.page).get_by_label(labelled(label))
        field.fill(day)
        field.press("Enter")

    def group(self, title: str) -> Locator:
        """The box of fields with this title."""
        return self.page.locator(".fjs-form-field-grouplike").filter(
            has=self.page.locator("> label, > .fjs-form-field-label").filter(has_text=title)
        )

    def waits_for_form(self) -> None:
        self.page.locator(".fjs-form").wait_for()
        self.inspect(self.page)


class Staff(Person):
    """A colleague with an account."""

    def __init__(self, browser: Browser, address: str, account: str) -> None:
        super().__init__(browser, address, DESK)
        self.account = account

    def logs_in_for_the_first_time(self, one_time_password: str) -> None:
        """With the one-time password, which has to be replaced at once."""
        self.page.goto(f"{self.address}/login")
        self.page.locator("#account").fill(self.account)
        self.page.locator("#password").fill(one_time_password)
        self.page.get_by_role("button", name="登录").click()
        self.writes("当前密码", one_time_password)
        self.writes("新密码", PASSWORD)
        self.writes("再输一遍新密码", PASSWORD)
        self.page.get_by_role("button", name="保存").click()
        expect(self.page.get_by_text("密码已更改。")).to_be_visible()

    def opens(self, task: str, application: Application) -> None:
        """Claim a task from the group's tab and wait for its form."""
        self.page.goto(f"{self.address}/inbox?tab=group")
        self.page.get_by_role("button", name=f"领取 {task} {application.key}").click()
        expect(self.page.get_by_role("heading", name=task, level=1)).to_be_visible()
        self.waits_for_form()

    def cannot_take(self, task: str, application: Application) -> None:
        """The task is there for colleagues, and no button claims it for this one."""
        self.page.goto(f"{self.address}/cases/{application.case_id}")
        self.page.get_by_role("link", name=task).click()
        expect(self.page.get_by_text("双人复核")).to_be_visible()
        expect(self.page.get_by_role("button", name="领取任务")).to_have_count(0)

    def finishes(self, task: str) -> None:
        self.page.get_by_role("button", name="完成").click()
        expect(self.page.get_by_text(f"已完成「{task}」。")).to_be_visible()

    def looks_at(self, application: Application, process: str | None = None) -> None:
        """The case page, on the diagram of one of its processes."""
        where = f"?process={process}" if process else ""
        self.page.goto(f"{self.address}/cases/{application.case_id}{where}")
        self.page.locator(".djs-element").first.wait_for()
        self.inspect(self.page)

    def opens_reason(self, words: str) -> None:
        """Unfold why a gateway or a table decided as it did."""
        self.page.locator("details.reason > summary").filter(has_text=words).first.click()


class Agent(Staff):
    def starts_application(
        self, customer: Mapping[str, str], product: str, sum_assured: int, years: tuple[int, int]
    ) -> Application:
        """Register the customer and the plan; the customer's link goes out by itself."""
        self.asks_to_start(customer, product, sum_assured, years)
        return self.has_started()

    def has_started(self) -> Application:
        self.page.wait_for_url(re.compile(r"/cases/(?!new)\w+$"))
        key = re.search(r"NB\d{8}-\w{4}", self.page.inner_text("h1"))
        assert key
        return Application(key[0], self.page.url.rpartition("/")[2])

    def asks_to_start(
        self, customer: Mapping[str, str], product: str, sum_assured: int, years: tuple[int, int]
    ) -> None:
        self.fills_start(customer, product, sum_assured, years)
        self.page.get_by_role("button", name="启动").click()

    def fills_start(self, customer: Mapping[str, str], product: str, sum_assured: int, years: tuple[int, int]) -> None:
        self.page.get_by_role("link", name="新建").click()
        self.page.get_by_role("link", name="新契约").click()
        self.waits_for_form()
        self.writes("投保人姓名", customer["name"])
        self.writes("投保人手机", customer["mobile"])
        self.writes("投保人身份证号", customer["id_no"])
        self.chooses("产品", product)
        self.writes("保额（元）", str(sum_assured))
        self.writes("交费年数", str(years[0]))
        self.writes("保障年数", str(years[1]))

    def brings_papers(self, application: Application, *extra: str) -> None:
        """Collect the papers, say what was seen, write the report."""
        self.opens("收集投保资料", application)
        self.ticks("已当面提醒客户如实告知义务")
        kinds = ("身份证复印件", "银行卡复印件", "投保提示书（客户已签）", *extra)
        rows = self.page.locator(".fjs-repeat-row-container")
        for number, kind in enumerate(kinds):
            if rows.count() <= number:
                self.page.get_by_role("button", name="新增一项").click()
            self.chooses("资料", kind, within=rows.nth(number))
            self.ticks("已见原件", "清晰可辨", within=rows.nth(number))
        self.picks("产品符合客户需求", "是")
        self.picks("有能力持续缴费", "是")
        self.picks("已有同类费用补偿保险", "否")
        self.picks("收入低于当地人均", "否")
        self.finishes("收集投保资料")

    def compares_policy(self, application: Application) -> None:
        self.opens("核对保单与投保单", application)
        self.picks("核对结果", "一致")

    def checks_policy(self, application: Application) -> None:
        self.compares_policy(application)
        self.finishes("核对保单与投保单")


class Compliance(Staff):
    def passes_papers(self, application: Application) -> None:
        self.opens("合规审核资料", application)
        self.picks("结论", "通过")
        self.finishes("合规审核资料")


class Operations(Staff):
    def passes_papers(self, application: Application) -> None:
        self.opens("核对投保资料", application)
        self.picks("结论", "齐全、有效")
        self.finishes("核对投保资料")

    def enters(self, application: Application) -> None:
        self.opens("录入投保单", application)
        self.ticks("姓名、证件号码已逐字核对", "险种、保额、缴费期已核对", "账户为投保人本人")
        self.finishes("录入投保单")

    def issues_policy(self, application: Application, premium: int) -> None:
        self.writes_policy(application, premium)
        self.finishes("出单")

    def writes_policy(self, application: Application, premium: int) -> None:
        self.opens("出单", application)
        self.ticks("已对照投保单和核保决定")
        self.writes("年交保费（元）", str(premium))
        self.picks("保单形式", "纸质")


READING = "阅卷：告知归类、录入检查值"


class Underwriter(Staff):
    def reads_file(self, application: Application, *findings: str) -> None:
        """Sort what was disclosed into the manual's words."""
        self.opens(READING, application)
        self.ticks(*findings)
        self.finishes(READING)

    def decides(self, application: Application, outcome: str, reason: str, **terms: Any) -> None:
        """Take the decision; `terms` as `prepares_decision` takes them."""
        self.prepares_decision(application, outcome, reason, **terms)
        self.finishes("人工核保")

    def prepares_decision(
        self,
        application: Application,
        outcome: str,
        reason: str,
        *,
        extra_pct: int | None = None,
        exclusion: str = "",
        review_after: str = "",
    ) -> None:
        self.opens("人工核保", application)
        self.picks("去向", "作出决定")
        self.picks("结论", outcome)
        if review_after:
            self.writes_day("何时可再申请", review_after)
        if extra_pct is not None or exclusion:
            self.names_terms(extra_pct, exclusion)
        self.writes("告知客户的理由", reason)

    def names_terms(self, extra_pct: int | None, exclusion: str) -> None:
        row = self.page.locator(".fjs-repeat-row-container").first
        box = row.locator(".fjs-form-field-select")
        box.locator(".fjs-input-group").click()
        box.locator(".fjs-dropdownlist-item").first.click()
        if extra_pct is not None:
            self.writes("加费 %", str(extra_pct), within=row)
        if exclusion:
            self.ticks(exclusion, within=row)

    def agrees_as_second(self, application: Application) -> None:
        self.opens("第二人复核", application)
        self.picks("复核", "同意")
        self.finishes("第二人复核")


class Outbox:
    """The folder that stands for the customers' phones until a provider of messages is set up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: set[Path] = set()

    def next(self, kind: str, to: str, says: str = "") -> str:
        """The newest message of a kind to a number that was not read yet and says this, as soon as it is there."""
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            for file in sorted(self.folder.glob(f"*-{kind}-*.txt"), key=lambda file: file.stat().st_mtime_ns)[::-1]:
                text = file.read_text("utf-8")
                if file not in self.read and text.startswith(f"To: {to}\n\n") and says in text:
                    self.read.add(file)
                    return text
            threading.Event().wait(0.05)
        raise AssertionError(f"no {kind} came to {to}")


class Customer(Person):
    """The applicant, on a phone."""

    def __init__(self, browser: Browser, address: str, who: Mapping[str, str], outbox: Outbox) -> None:
        super().__init__(browser, address, PHONE)
        self.who = who
        self.outbox = outbox

    def opens_link(self) -> None:
        """Follow the link of the newest message and enter the code that comes to the same phone."""
        self._follows(self.outbox.next("link", self.who["mobile"]))

    def reads_notice(self, title: str, words: str) -> None:
        """The message says only the title; what was decided is read behind its link."""
        text = self.outbox.next("notice", self.who["mobile"], title)
        assert words not in text
        self._follows(text)
        expect(self.page.get_by_text(words)).to_be_visible()

    def _follows(self, text: str) -> None:
        self.page.goto(re.search(r"https?://\S+", text)[0])
        self.inspect(self.page)
        self.page.get_by_role("button", name="获取验证码").click()
        self.page.get_by_label("验证码").wait_for()
        code = re.search(r"\d{6}", self.outbox.next("code", self.who["mobile"]).partition("\n")[2])[0]
        self.page.get_by_label("验证码").fill(code)
        self.page.get_by_role("button", name="继续").click()
        self.page.get_by_label("办理进度").wait_for()

    def fills_application(
        self, *, height: int = 175, weight: float = 70, discloses: Mapping[str, tuple[str, str, str]] | None = None
    ) -> None:
        """The whole application. `discloses`: question → disease, when, result; every other question is answered no."""
        self.waits_for_form()
        who = self.who
        person = self.group("一、投保人")
        self.writes("姓名", who["name"], person)
        self.chooses("证件类型", "居民身份证", person)
        self.writes("证件号码", who["id_no"], person)
        self.picks("性别", {"male": "男", "female": "女"}[who["sex"]], person)
        self.writes_day("出生日期", who["birth_date"], person)
        self.writes("手机号码", who["mobile"], person)
        self.writes("联系地址", "北京市朝阳区示例路 1 号", person)
        self.writes("职业", "会计", person)
        self.chooses("职业类别", "1 类 室内", person)
        self.picks("二、投保人是被保险人的", "本人")
        self.picks("三、身故受益人", "法定继承人")
        payment = self.group("四、缴费与送达")
        self.writes("开户银行", "示例银行", payment)
        self.writes("投保人本人账号", who["account_no"], payment)
        self.picks("保单形式", "纸质", payment)
        self.picks("争议处理", "诉讼", payment)
        self.discloses_health(height, weight, discloses or {})
        self.tells_finances()
        self.submits()

    def discloses_health(self, height: int, weight: float, discloses: Mapping[str, tuple[str, str, str]]) -> None:
        health = self.group("五、健康与生活告知（被保险人）")
        self.writes("3. 身高（厘米）", str(height), health)
        self.writes("体重（公斤）", str(weight), health)
        self.writes("5. 每日吸烟（支；12 个月内不吸填 0）", "0", health)
        self.writes("6. 每日饮白酒（毫升，不饮填 0）", "0", health)
        for question in health.locator(".fjs-form-field-radio").all():
            question.get_by_label("否", exact=True).check()
        for question, (disease, when, result) in discloses.items():
            self.picks(question, "是", health)
            detail = health.locator(".fjs-form-field-group").filter(has_text="疾病或事项").last
            self.writes("疾病或事项", disease, detail)
            self.writes("时间", when, detail)
            self.writes("结果与现状", result, detail)

    def tells_finances(self) -> None:
        money = self.group("六、财务告知")
        self.chooses("就业状况", "受雇", money)
        for label, amount in {
            "被保险人年收入（元，无则填 0）": "200000",
            "家庭年收入（元）": "300000",
            "收入来源": "工资",
            "年保费预算（元）": "20000",
            "投保目的": "家庭保障",
            "其他公司寿险保额（元）": "0",
            "其他公司重疾保额（元）": "0",
            "过去一年另投保件数": "0",
        }.items():
            self.writes(label, amount, money)

    def signs_application(self) -> None:
        self.reads_before_signing()
        self.draws_signature()
        self.submits("签名并提交")

    def reads_before_signing(self) -> None:
        expect(self.page.get_by_role("heading", name="确认并亲笔签名", level=1)).to_be_visible()
        self.waits_for_form()
        for box in self.page.locator(".fjs-form-field-checkbox input").all():
            box.check()
        self.picks("被保险人（或其监护人）同意本合同及保险金额", "是")
        self.writes("投保人签名（姓名）", self.who["name"])

    def draws_signature(self) -> None:
        pad = self.page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        self.page.mouse.move(box["x"] + 20, box["y"] + 40)
        self.page.mouse.down()
        for step in range(10):
            self.page.mouse.move(box["x"] + 20 + step * 18, box["y"] + 40 + (step % 3) * 20)
        self.page.mouse.up()

    def withdraws(self) -> None:
        self.page.get_by_role("link", name="我要撤回投保申请").click()
        self.inspect(self.page)
        self.page.get_by_role("button", name="确认撤回").click()
        expect(self.page.get_by_role("heading", name="投保申请已撤回")).to_be_visible()
        self.inspect(self.page)

    def answers_terms(self, answer: str) -> None:
        self.waits_for_form()
        self.picks("您的答复", answer)
        if answer.startswith("接受"):
            self.ticks("我已阅读并理解加费、除外等条件")
        self.submits()

    def pays(self, amount: int) -> None:
        self.waits_for_form()
        self.picks("缴费方式", "银行转账")
        self.writes("账户姓名", self.who["name"])
        self.writes("账号", self.who["account_no"])
        self.writes("金额（元）", str(amount))
        self.submits()

    def submits(self, words: str = "提交") -> None:
        """Hand in, and wait until another form or none has taken this one's place."""
        handed_in = self.page.locator("form.task-form").get_attribute("action")
        self.page.get_by_role("button", name=words, exact=True).click()
        expect(self.page.locator(f'form.task-form[action="{handed_in}"]')).to_have_count(0)

    def is_thanked(self) -> None:
        expect(self.page.get_by_role("heading", name="谢谢，已经收到")).to_be_visible()
        self.inspect(self.page)
