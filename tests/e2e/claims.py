"""Those who decide on a claim, whoever leads when something is late, and whoever answers for the agency."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.people import Application
from tests.e2e.staff import Staff
from tests.web.test_browser import require_sound


class Claims(Staff):
    """Claims staff of any level; what a level may not do, the page does not offer."""

    def opens_case(self, claim: Application) -> None:
        self.opens("审查并立案", claim)
        self.picks("结论", "立案")
        self.ticks("医疗费用")
        self.finishes("审查并立案")

    def finds_nothing_missing(self, claim: Application) -> None:
        self.opens("核对资料是否齐全", claim)
        self.finishes("核对资料是否齐全")

    def reviews(
        self, claim: Application, ground: str, note: str, *, certified: int | None = None, explained: str = ""
    ) -> None:
        """What was found; `certified`: yuan of the bills; `explained`: whether an exclusion was told of at the sale."""
        self.opens("审核责任与金额", claim)
        self.picks("下一步", "审核完成")
        self.chooses("事由", ground)
        if explained:
            self.picks("免责条款已提示并说明（有证据）", explained)
        if certified is not None:
            self.writes("认可的费用（元）", str(certified))
            self.picks("有社会医疗保险", "是")
        self.writes("审核记录", note)
        self.finishes("审核责任与金额")

    def determines(self, claim: Application, outcome: str, reason: str) -> None:
        self.opens("核定", claim)
        self.picks("办理", "作出核定")
        self.chooses("结论", outcome)
        self.writes("理由（告知客户）", reason)
        self.finishes("核定")

    def approves(self, claim: Application) -> None:
        self.opens("审批", claim)
        self.picks("意见", "批准")
        self.finishes("审批")

    def words_denial(self, claim: Application, reason: str) -> None:
        self.opens("写明拒赔理由", claim)
        self.writes("告知客户的理由", reason)
        self.finishes("写明拒赔理由")


class Leader(Staff):
    """Who leads, and steps in when something is late."""

    def gives(self, task: str, holder: str, to: str, reason: str) -> None:
        """On the team's page: what somebody holds goes to a colleague, after a look at the plan."""
        self.page.goto(f"{self.address}/team")
        self.inspect(self.page)
        self.page.get_by_role("link", name=holder, exact=True).click()
        self.page.get_by_label(re.compile(task)).check()
        self.page.get_by_label("做什么").select_option(label="转交")
        self.page.get_by_label("交给谁（转交时）").select_option(label=to)
        self.page.locator("#team-tasks").get_by_label("原因").fill(reason)
        self.inspect(self.page)
        self.page.locator("#team-tasks").get_by_role("button", name="看方案").click()
        expect(self.page.get_by_text("→")).to_be_visible()
        require_sound(self.page)
        self.page.get_by_role("button", name=re.compile("确认")).click()
        expect(self.page.get_by_text(to).first).to_be_visible()
        self.inspect(self.page)


class Management(Staff):
    """Who answers for the agency, and signs what its people plan to do better."""

    def signs_review(self, review: Application, measure: str, opinion: str) -> None:
        self.opens("主管意见", review)
        expect(self.page.get_by_text(measure).first).to_be_visible()
        self.picks("结论", "签认")
        self.writes("意见", opinion)
        self.finishes("主管意见")
