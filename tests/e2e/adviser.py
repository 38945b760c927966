"""The agent before and after the application: first contact, needs, proposal; delivery and the agent's own call."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import expect

from tests.e2e.people import Application
from tests.e2e.staff import Agent

TOLD = (
    "已出示执业证",
    "已使用统一话术",
    "已介绍服务范围、产品类型和优势",
    "已说明合规声明",
    "已告知个人信息处理规则",
)
EXPLAINED = (
    "保险责任",
    "责任免除",
    "等待期",
    "保费和缴费期间",
    "保险期间",
    "退保损失与现金价值",
    "犹豫期",
    "宽限期、失效与复效",
    "如实告知义务及后果",
    "理赔流程和所需资料",
    "服务和投诉渠道",
)
HANDED_OVER = (
    "保险责任",
    "责任免除",
    "缴费期与缴费方式",
    "续期与宽限期",
    "理赔流程",
    "犹豫期权利",
    "保单保管",
    "服务与投诉渠道",
)


class Adviser(Agent):
    """The agent over the whole life of a customer."""

    def plans_contact(self) -> Application:
        self.page.get_by_role("link", name="新建").click()
        self.inspect(self.page)
        self.page.get_by_role("link", name=re.compile("客户旅程")).click()
        self.waits_for_form()
        self.picks("客户类型", "个人")
        self.chooses("目标客群", "31–50 岁家庭")
        self.chooses("渠道", "营业网点")
        self.page.get_by_role("button", name="启动").click()
        self.page.wait_for_url(re.compile(r"/cases/(?!new)\w+$"))
        return Application(self.page.locator("h1 .key").inner_text(), self.page.url.rpartition("/")[2])

    def meets(self, journey: Application, customer: Mapping[str, str]) -> None:
        """The first contact, by the script, and whether the agency has what is wanted."""
        self.opens("初次对接并记录", journey)
        self.writes("姓名或单位名称", customer["name"])
        self.writes("联系电话", customer["mobile"])
        self.chooses("年龄段", "31–50 岁")
        self.writes("职业或行业", "会计")
        self.chooses("收入区间", "20–50 万")
        self.writes("家庭或单位情况", "已婚，一个孩子")
        self.ticks("健康")
        self.chooses("风险承受能力（初步）", "中")
        self.ticks(*TOLD)
        self.finishes("初次对接并记录")
        self.is_led_to("判断是否匹配", "同一案件")
        self.opens("判断是否匹配", journey)
        self.picks("您的判断", "匹配")
        self.finishes("判断是否匹配")

    def checks_facts(self, journey: Application) -> None:
        """Papers for what the customer told, and a second source for health and work."""
        self.opens("收集核实资料并核对", journey)
        papers, checks = self.list_of("资料"), self.list_of("与第二来源核对")
        brought = (("身份证件复印件", "公安核验"), ("收入证明", "单位核实"), ("健康证明", "医院系统"))
        for number, (kind, how) in enumerate(brought):
            row = self.row(papers, number)
            self.chooses("资料", kind, within=row)
            self.ticks("已见原件", "清晰", "已核实", within=row)
            self.writes("核实方式", how, within=row)
        for number, (fact, source) in enumerate((("健康状况", "体检报告"), ("职业类别", "劳动合同"))):
            row = self.row(checks, number)
            self.chooses("事实", fact, within=row)
            self.writes("第二来源", source, within=row)
            self.picks("一致", "是", within=row)
        self.finishes("收集核实资料并核对")

    def interviews(self, journey: Application, *, need: int, budget: int) -> None:
        """`need`: yuan of cover against illness; `budget`: yuan a year."""
        self.opens("深入面谈", journey)
        self.picks("方式", "面谈")
        self.writes("家庭或单位结构、资产负债与现金流", "已婚，一个孩子，房贷已还清")
        row = self.row(self.list_of("保障需要"), 0)
        self.chooses("风险", "疾病", within=row)
        self.writes("需要保额（元）", str(need), within=row)
        self.writes("已有保额（元）", "0", within=row)
        self.ticks("核心需要", within=row)
        self.writes("年保费预算（元）", str(budget))
        self.picks("期限", "短期")
        self.picks("能接受的损失", "少量")
        self.picks("资金可用多久", "五年以上")
        self.picks("需求与我们的产品范围匹配", "是")
        self.picks("有能力持续缴费", "是")
        self.picks("已有同类费用补偿型保险", "否")
        self.finishes("深入面谈")

    def designs(
        self, journey: Application, product: str, sum_assured: int, years: tuple[int, int], reason: str
    ) -> None:
        self.opens("设计方案", journey)
        row = self.row(self.list_of("推荐组合"), 0)
        self.chooses("产品", product, within=row)
        self.writes("保额（元）", str(sum_assured), within=row)
        self.writes("缴费年数", str(years[0]), within=row)
        self.writes("保险年数", str(years[1]), within=row)
        self.writes("保额依据", "按疾病缺口测算")
        self.writes("方案优势与匹配", "补上疾病的缺口，在预算之内")
        self.writes("本版说明或修改原因（不写个人信息）", reason)
        self.finishes("设计方案")

    def is_stopped(self, journey: Application, words: str) -> None:
        """The plan broke a rule: the task is there again and says which."""
        self.opens("设计方案", journey)
        expect(self.page.locator(".fjs-form").get_by_text(words).first).to_be_visible()

    def designs_again(self, sum_assured: int, reason: str) -> None:
        row = self.row(self.list_of("推荐组合"), 0)
        self.writes("保额（元）", str(sum_assured), within=row)
        self.writes("保额依据", "与疾病缺口相当")
        self.writes("方案优势与匹配", "补上疾病的缺口，在预算之内")
        self.writes("本版说明或修改原因（不写个人信息）", reason)
        self.finishes("设计方案")

    def explains(self, journey: Application) -> None:
        self.opens("通俗讲解方案", journey)
        self.ticks(*EXPLAINED)
        self.picks("讲解方式", "当面")
        self.finishes("通俗讲解方案")

    def finds_policy(self) -> Application:
        """The newest that waits to be brought to its holder: its number is on the tile."""
        self.page.goto(f"{self.address}/inbox?tab=group")
        self.inspect(self.page)
        tile = self.page.locator(".tile").filter(has_text="送达并讲解保单").last
        return Application(tile.locator(".key").first.inner_text(), "")

    def delivers(self, policy: Application) -> None:
        self.opens("送达并讲解保单", policy)
        self.picks("送达方式", "当面送达")
        self.ticks(*HANDED_OVER)
        self.finishes("送达并讲解保单")

    def calls_on_customer(self, policy: Application) -> None:
        self.opens("服务回访客户", policy)
        self.picks("联系结果", "已联系上")
        for question in self.group("问题").locator(".fjs-form-field-radio").all():
            question.get_by_label("是", exact=True).check()
        self.finishes("服务回访客户")

    def brings_claim_papers(self, claim: Application, *papers: str) -> None:
        self.opens("递交理赔资料", claim)
        self.ticks(*papers)
        self.finishes("递交理赔资料")

    def looks_back(self, problem: str, measure: str, by: str) -> Application:
        """The review of the month that ended: what the figures say, why, and what is to become better until `by`."""
        self.page.goto(f"{self.address}/inbox?tab=group")
        tile = self.page.locator(".tile").filter(has_text="个人业务复盘")
        expect(tile).to_contain_text("还有")
        expect(tile).to_contain_text("未领取")
        review = Application(tile.locator(".key").first.inner_text(), "")
        self.opens("分析原因，制定措施", review)
        self.writes("总结", f"{problem}，下月改进。")
        cause, better = self.row(self.list_of("问题与原因"), 0), self.row(self.list_of("改进措施"), 0)
        self.writes("问题", problem, within=cause)
        self.chooses("原因", "服务跟进不及时", within=cause)
        self.writes("依据", "本月指标", within=cause)
        self.writes("措施", measure, within=better)
        self.chooses("责任人", "代理人本人", within=better)
        self.writes_day("期限", by, within=better)
        self.picks("推荐典型案例", "否")
        self.finishes("分析原因，制定措施")
        return review
