"""The applicant on a phone, and the folder that stands for what the phone receives."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.people import PATIENCE, Person

PHONE = {"width": 360, "height": 780}


class Outbox:
    """The folder that stands for the customers' phones until a provider of messages is set up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: set[Path] = set()

    def forget_links(self) -> None:
        """Whoever goes on by one link has no need of those that came before."""
        self.read |= set(self.folder.glob("*-link-*.txt"))

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
        letter = self.page.locator("details").filter(has=self.page.locator("summary", has_text=title)).first
        if letter.get_attribute("open") is None:
            letter.locator("summary").click()
        expect(letter.get_by_text(words)).to_be_visible()

    def _follows(self, text: str) -> None:
        self.enters(text)
        self.page.get_by_label("办理进度").wait_for()

    def enters(self, text: str) -> None:
        """By the link of a message, and the code that comes to the same phone."""
        self.page.goto(re.search(r"https?://\S+", text)[0])
        self.inspect(self.page)
        self.page.get_by_role("button", name="获取验证码").click()
        self.page.get_by_label("验证码").wait_for()
        code = re.search(r"\d{6}", self.outbox.next("code", self.who["mobile"]).partition("\n")[2])[0]
        self.page.get_by_label("验证码").fill(code)
        self.page.get_by_role("button", name="继续").click()

    def fills_application(
        self,
        *,
        height: int = 175,
        weight: float = 70,
        income: int = 200_000,
        discloses: Mapping[str, tuple[str, str, str]] | None = None,
    ) -> None:
        """The whole application. `income`: yuan a year. `discloses`: question → disease, when, result; every other
        question is answered no."""
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
        self.tells_finances(income)
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

    def tells_finances(self, income: int) -> None:
        money = self.group("六、财务告知")
        self.chooses("就业状况", "受雇", money)
        for label, amount in {
            "被保险人年收入（元，无则填 0）": str(income),
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

    def answers_terms(self, answer: str, wish: str = "") -> None:
        self.waits_for_form()
        self.picks("您的答复", answer)
        if wish:
            self.writes("希望如何调整", wish)
        if answer.startswith("接受"):
            self.ticks("我已阅读并理解加费、除外等条件")
        self.submits()

    def pays(self, amount: float, *, holder: str = "") -> None:
        """From the own account; `holder`: from somebody else's."""
        self.waits_for_form()
        self.picks("缴费方式", "银行转账")
        self.writes("账户姓名", holder or self.who["name"])
        self.writes("账号", self.who["account_no"])
        self.writes("金额（元）", str(amount))
        self.submits()

    def is_told_to_pay_again(self, words: str) -> None:
        """The form is there again, and says why."""
        self.waits_for_form()
        expect(self.page.locator(".fjs-form").get_by_text(words).first).to_be_visible()

    def submits(self, words: str = "提交") -> None:
        """Hand in, and wait until another form or none has taken this one's place."""
        self.outbox.forget_links()
        handed_in = self.page.locator("form.task-form").get_attribute("action")
        self.page.get_by_role("button", name=words, exact=True).click()
        expect(self.page.locator(f'form.task-form[action="{handed_in}"]')).to_have_count(0)

    def is_thanked(self) -> None:
        expect(self.page.get_by_role("heading", name="谢谢，已经收到")).to_be_visible()
        self.inspect(self.page)
