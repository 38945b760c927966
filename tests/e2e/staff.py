"""The colleagues with accounts: one class per role, one verb for each thing the role does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, expect

from tests.e2e.people import Application, Person, labelled
from tests.web.test_browser import require_sound

PASSWORD = "right-horse-battery"
DESK = {"width": 1280, "height": 800}


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

    def logs_in(self) -> None:
        self.page.goto(f"{self.address}/login")
        self.page.get_by_label("账号").fill(self.account)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(f"{self.address}/inbox*")

    def opens(self, task: str, application: Application) -> None:
        """Claim a task from the group's tab and wait for its form."""
        self.page.goto(f"{self.address}/inbox?tab=group")
        self.page.get_by_role("button", name=f"领取 {task} {application.key}").click()
        expect(self.page.get_by_role("heading", name=task, level=1)).to_be_visible()
        self.waits_for_form()

    def takes_up(self, task: str, application: Application, *tile_says: str) -> None:
        """Go on with a task that is one's own already; its tile says this."""
        self.page.goto(f"{self.address}/inbox?tab=mine")
        tile = self.page.locator("[data-tile]").filter(has_text=application.key).filter(has_text=task)
        for words in tile_says:
            expect(tile).to_contain_text(words)
        self.inspect(self.page)
        self.page.get_by_role("link", name=f"办理 {task} {application.key}").click()
        self.waits_for_form()

    def cannot_take(self, task: str, application: Application) -> None:
        """The task is there for colleagues, and no button claims it for this one."""
        self.page.goto(f"{self.address}/cases/{application.case_id}")
        self.page.get_by_role("link", name=task).click()
        expect(self.page.get_by_text("双人复核")).to_be_visible()
        expect(self.page.get_by_role("button", name="领取任务")).to_have_count(0)

    def is_led_to(self, task: str, why: str) -> None:
        """What opened by itself after the last task, and the reason given for it."""
        expect(self.page.get_by_role("heading", name=task, level=1)).to_be_visible()
        expect(self.page.get_by_role("status").filter(has_text=why)).to_be_visible()

    def is_saved(self) -> None:
        expect(self.page.get_by_text("已保存")).to_be_visible()

    def finishes(self, task: str) -> None:
        self.page.get_by_role("button", name="完成").click()
        expect(self.page.get_by_text(f"已完成「{task}」。")).to_be_visible()

    def looks_at(self, application: Application, process: str | None = None) -> None:
        """The case page, on the diagram of one of its processes."""
        where = f"?process={process}" if process else ""
        self.page.goto(f"{self.address}/cases/{application.case_id}{where}")
        self.page.locator(".djs-element").first.wait_for()
        self.inspect(self.page)

    def finds_case(self, standing: str) -> Application:
        """In the list, by the step that a case is at; then its page."""
        self.page.goto(f"{self.address}/cases")
        tile = self.page.locator(".case-tile").filter(has_text=standing).last
        expect(tile).to_contain_text("*")  # whose it is, masked
        tile.get_by_role("link").click()
        self.page.wait_for_url(re.compile(r"/cases/\w+$"))
        return Application(self.page.locator("h1 .key").inner_text(), self.page.url.rpartition("/")[2])

    def sends_link(self) -> None:
        """From the case page, whatever the case is waiting for."""
        self.page.get_by_role("button", name=re.compile("发送链接")).click()
        expect(self.page.get_by_text("链接已发送到客户的")).to_be_visible()

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

    def brings_evidence(self, application: Application, *kinds: str) -> None:
        """What underwriting asked for, brought at once."""
        self.opens("补充资料、安排体检", application)
        self.ticks(*kinds)
        self.finishes("补充资料、安排体检")

    def adjusts_plan(
        self, application: Application, product: str, sum_assured: int, years: tuple[int, int], wish: str
    ) -> None:
        """The plan anew, as talked over with the customer."""
        self.opens("调整投保方案", application)
        row = self.page.locator(".fjs-repeat-row-container").first
        self.chooses("产品", product, within=row)
        self.writes("保额（元）", str(sum_assured), within=row)
        self.writes("缴费年数", str(years[0]), within=row)
        self.writes("保险年数", str(years[1]), within=row)
        self.writes("客户要求", wish)
        self.finishes("调整投保方案")

    def finds_policy_wrong(self, application: Application, difference: str, note: str) -> None:
        self.opens("核对保单与投保单", application)
        self.picks("核对结果", "有差异")
        self.ticks(difference)
        self.writes("说明", note)
        self.finishes("核对保单与投保单")

    def compares_policy(self, application: Application) -> None:
        self.opens("核对保单与投保单", application)
        self.picks("核对结果", "一致")

    def checks_policy(self, application: Application) -> None:
        self.compares_policy(application)
        self.finishes("核对保单与投保单")


CORRECTION = "须更正的内容（不写个人信息）"


class Compliance(Staff):
    def wants_corrected(self, words: str) -> None:
        """Of the proposal that lies open."""
        self.picks("意见", "退回")
        self.writes(CORRECTION, words)

    def approves_proposal(self, *, after: str) -> None:
        """The proposal that lies open; `after`: what a colleague wrote about it before."""
        expect(self.page.get_by_label(labelled(CORRECTION))).to_have_value(after)
        self.picks("意见", "批准")
        self.finishes("审核方案")

    def is_too_late(self, who: str, words: str) -> None:
        """A colleague was first: the page says who, and what was typed is still there."""
        self.page.get_by_role("button", name="完成").click()
        expect(self.page.get_by_role("alert").filter(has_text=who).first).to_be_visible()
        expect(self.page.get_by_label(labelled(CORRECTION))).to_have_value(words)
        require_sound(self.page)  # what came of a form cannot be opened in a second window
        self.complaints.clear()  # the browser notes the 409 itself

    def passes_papers(self, application: Application) -> None:
        self.opens("合规审核资料", application)
        self.picks("结论", "通过")
        self.finishes("合规审核资料")

    def sends_papers_back(self, application: Application, missing: str, reason: str) -> None:
        self.opens("合规审核资料", application)
        self.picks("结论", "退回补正")
        self.ticks(missing)
        self.writes("理由", reason)
        self.finishes("合规审核资料")


class Operations(Staff):
    def passes_papers(self, application: Application) -> None:
        self.opens("核对投保资料", application)
        self.picks("结论", "齐全、有效")
        self.finishes("核对投保资料")

    def sends_papers_back(self, application: Application, missing: str) -> None:
        self.opens("核对投保资料", application)
        self.picks("结论", "有缺漏")
        self.ticks(missing)
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

    def corrects_policy(self, application: Application, premium: int, note: str) -> None:
        self.opens("更正保单", application)
        self.writes("年交保费（元）", str(premium))
        self.picks("保单形式", "纸质")
        self.writes("更正说明", note)
        self.finishes("更正保单")

    def calls_customer(self, policy: Application, customer: Mapping[str, str]) -> None:
        """The official follow-up: the law's questions, each answered yes."""
        self.opens("电话回访", policy)
        self.picks("联系结果", "已联系上")
        self.writes("证件号码后四位", customer["id_no"][-4:])
        self.writes_day("出生日期", customer["birth_date"])
        for question in self.group("身份与问题").locator(".fjs-form-field-radio").all():
            question.get_by_label("是", exact=True).check()
        self.writes("录音编号", "REC-2026-0001")
        self.finishes("电话回访")

    def pays_claim(self, claim: Application, customer: Mapping[str, str]) -> None:
        """To the account of the claim form, and to no other."""
        self.opens("付款", claim)
        self.writes("户名", customer["name"])
        self.writes("开户银行", "示例银行")
        self.writes("账号", customer["account_no"])
        self.picks("银行结果", "已付出")
        self.finishes("付款")


READING = "阅卷：告知归类、录入检查值"


class Underwriter(Staff):
    def reads_file(self, application: Application, *findings: str, asks_for: str = "") -> None:
        """Sort what was disclosed into the manual's words; `asks_for`: one more paper."""
        self.opens(READING, application)
        self.ticks(*findings)
        if asks_for:
            self.ticks(asks_for)
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
        reduced_to: int | None = None,
        review_after: str = "",
    ) -> None:
        self.opens("人工核保", application)
        self.picks("去向", "作出决定")
        self.picks("结论", outcome)
        if review_after:
            self.writes_day("何时可再申请", review_after)
        if extra_pct is not None or exclusion or reduced_to is not None:
            self.names_terms(extra_pct, exclusion, reduced_to)
        self.writes("告知客户的理由", reason)

    def names_terms(self, extra_pct: int | None, exclusion: str, reduced_to: int | None) -> None:
        row = self.page.locator(".fjs-repeat-row-container").first
        box = row.locator(".fjs-form-field-select")
        box.locator(".fjs-input-group").click()
        box.locator(".fjs-dropdownlist-item").first.click()
        if extra_pct is not None:
            self.writes("加费 %", str(extra_pct), within=row)
        if reduced_to is not None:
            self.writes("降低后保额（元）", str(reduced_to), within=row)
        if exclusion:
            self.ticks(exclusion, within=row)

    def agrees_as_second(self, application: Application) -> None:
        self.opens("第二人复核", application)
        self.picks("复核", "同意")
        self.finishes("第二人复核")
