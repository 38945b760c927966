"""The customer over the whole life of a policy, on a phone that is touched: from the first facts to the last notice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.customer import Customer, Outbox
from tests.e2e.people import Application, Person

POCKET = {"width": 390, "height": 844}


class Policyholder(Customer):
    """Everything that a customer does beside the application."""

    def __init__(self, browser: Browser, address: str, who: Mapping[str, str], outbox: Outbox) -> None:
        Person.__init__(self, browser, address, POCKET, has_touch=True, is_mobile=True)
        self.who = who
        self.outbox = outbox

    def hands_in(self) -> None:
        """With a signature where one is asked for."""
        signs = self.page.locator("canvas").count() > 0
        if signs:
            self.draws_signature()
        self.submits("签名并提交" if signs else "提交")

    def draws_signature(self) -> None:
        """With a finger."""
        pad = self.page.locator("canvas")
        pad.evaluate("pad => pad.scrollIntoView({block: 'center'})")  # as a thumb would
        box = pad.bounding_box()
        assert box
        finger = self.context.new_cdp_session(self.page)
        ways = [(box["x"] + 20 + step * 18, box["y"] + 40 + (step % 3) * 20) for step in range(10)]
        for number, (x, y) in enumerate(ways):
            kind = "touchMove" if number else "touchStart"
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        finger.detach()

    def tells_facts(self, *, income: int) -> None:
        """Consent, then who one is, what one earns, how one is."""
        self.waits_for_form()
        consents = self.group("授权")
        self.picks("同意处理敏感个人信息", "同意", consents)
        self.picks("同意向保险公司提供", "同意", consents)
        self.writes("本人签名", self.who["name"], consents)
        person, who = self.group("身份与职业"), self.who
        self.writes("姓名", who["name"], person)
        self.writes("证件号码", who["id_no"], person)
        self.picks("性别", "男", person)
        self.writes_day("出生日期", who["birth_date"], person)
        self.writes("手机号码", who["mobile"], person)
        self.writes("联系地址", "北京市朝阳区示例路 1 号", person)
        self.writes("职业", "会计", person)
        self.chooses("职业类别", "1", person)
        self.writes("本人年收入（元）", str(income), person)
        self.writes("家庭年收入（元）", "300000", person)
        self.writes("收入来源", "工资", person)
        self.writes("负债（元）", "0", person)
        health = self.group("健康与习惯")
        self.writes("身高（厘米）", "175", health)
        self.writes("体重（公斤）", "70", health)
        self.picks("吸烟", "否", health)
        self.picks("从事危险运动", "否", health)
        self.writes("现有或曾有的疾病（项数）", "1", health)
        self.writes("疾病名称、时间、治疗", "乙肝病毒携带，2015年，肝功能正常", health)
        self.hands_in()

    def confirms_report(self) -> None:
        self.waits_for_form()
        self.picks("您的决定", "内容属实，继续")
        will = self.page.get_by_label("我已了解上述提示，继续是本人意愿")
        if will.count():
            will.check()
        self.writes("本人签名", self.who["name"])
        self.hands_in()

    def accepts_risks(self) -> None:
        """Reads the proposal and the disclosure of risks, copies the sentence, signs."""
        self.waits_for_form()
        self.picks("您的决定", "接受")
        self.ticks("我已了解责任免除、等待期、犹豫期和退保损失", "投保是本人意愿")
        self.writes("请抄写：本人已知晓产品风险", "本人已知晓产品风险")
        self.writes("本人签名", self.who["name"])
        self.hands_in()

    def pays_what_is_asked(self) -> str:
        """The premium that the page names, from the own account; gives it as it was written."""
        self.waits_for_form()
        asked = re.search(r"应缴 ([\d,.]+) 元", self.page.inner_text(".fjs-form"))
        assert asked
        self.pays(float(asked[1].replace(",", "")))
        return asked[1]

    def signs_receipt(self) -> None:
        self.waits_for_form()
        self.picks("核对结果", "无误，签收")
        self.ticks("代理人已讲解保险责任、责任免除、缴费、续期与理赔", "我知道犹豫期自签收之日起算，期内可以解除合同")
        self.writes("投保人签名", self.who["name"])
        self.hands_in()

    def comes_home(self) -> None:
        """By oneself: the agency's page asks for the number, the link comes to the phone and opens one's own page."""
        self.page.goto(f"{self.address}/c")
        self.inspect(self.page)
        self.page.get_by_label("手机号码").fill(self.who["mobile"])
        self.page.get_by_role("button", name="发送链接").click()
        expect(self.page.get_by_role("heading", name="请查看您的手机")).to_be_visible()
        self.inspect(self.page)
        self.enters(self.outbox.next("link", self.who["mobile"]))
        expect(self.page.get_by_role("heading", name=re.compile("您好"))).to_be_visible()
        self.inspect(self.page)

    def goes_home(self) -> None:
        self.page.get_by_role("link", name="我的主页").first.click()
        expect(self.page.get_by_role("heading", name="我的保单")).to_be_visible()

    def reports_loss(self, day: str, place: str, course: str) -> Application:
        """From the policy on one's own page; the case that came of it, by the number on its page."""
        self.page.get_by_role("link", name="报案").click()
        self.waits_for_form()
        self.ticks("医疗费用")
        self.writes_day("出险日期", day)
        self.writes("地点", place)
        self.writes("经过", course)
        self.hands_in()
        self.page.wait_for_url(re.compile(r"/my/matters/\w+$"))
        self.inspect(self.page)
        number = re.search(r"LP\w[\w-]*", self.page.inner_text("main"))
        assert number, self.page.inner_text("main")
        return Application(number[0], self.page.url.rpartition("/")[2])

    def claims(self, amount: int, diagnosis: str) -> None:
        """The claim form, signed."""
        self.waits_for_form()
        self.writes("申请金额（元）", str(amount))
        self.writes("诊断", diagnosis)
        self.picks("有社会医疗保险", "是")
        self.picks("在境外发生或治疗", "否")
        payee = self.group("收款账户")
        self.writes("户名", self.who["name"], payee)
        self.writes("开户银行", "示例银行", payee)
        self.writes("账号", self.who["account_no"], payee)
        self.ticks(
            "授权查阅与本次事故有关的就诊及事故记录",
            "单独同意为理赔处理健康信息",
            "声明所填属实；谎称事故、虚报损失的，依法承担责任",
        )
        self.writes("签名", self.who["name"])
        self.hands_in()

    def photographs(self, kind: str, picture: Path) -> None:
        """A paper, taken with the camera."""
        self.page.get_by_role("link", name="上传资料（拍照）").click()
        self.inspect(self.page)
        self.page.get_by_label("这是什么资料").select_option(label=kind)
        self.page.get_by_label("图片").set_input_files(picture)
        self.page.get_by_role("button", name="上传").click()
        expect(self.page.get_by_text(kind).first).to_be_visible()
        self.inspect(self.page)

    def reads_letter(self, title: str, *words: str) -> None:
        """One of the letters on the page that lies open says all of this."""
        letter = self.page.locator("details").filter(has=self.page.locator("summary", has_text=title)).first
        if letter.get_attribute("open") is None:
            letter.locator("summary").click()
        for each in words:
            expect(letter.get_by_text(each).first).to_be_visible()
        self.inspect(self.page)

    def answers_decision(self, answer: str) -> None:
        self.waits_for_form()
        self.picks("您的答复", answer)
        self.hands_in()

    def confirms_money(self) -> None:
        self.waits_for_form()
        self.ticks("款项已到账")
        self.hands_in()
