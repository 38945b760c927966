"""What the codes of tables and forms are called: Chinese, as staff and customers read them (DOMAIN §1.5, §4)."""

from typing import Final

from handlers.records.claim import PaperStatus

TYPES: Final = {
    "death_illness": "疾病身故",
    "death_accident": "意外身故",
    "disability": "伤残",
    "critical_illness": "重大疾病",
    "medical": "医疗费用",
    "hospital_cash": "住院津贴",
    "premium_waiver": "豁免保费",
    "property": "财产损失",
    "liability": "责任",
}
LUMP_SUMS: Final = frozenset({"death_illness", "death_accident", "critical_illness"})
"""Types that pay the sum assured and use it up."""
DEATHS: Final = frozenset({"death_illness", "death_accident"})
SURVEYED: Final = frozenset({"property", "liability"})
PAPERS: Final = {
    "claim_form": "理赔申请书（含转账授权）",
    "policy": "保险合同或保单号",
    "insured_id": "被保险人身份证明",
    "beneficiary_id": "受益人/继承人身份及关系证明",
    "death_certificate": "死亡证明，或户籍注销及火化证明",
    "court_ruling": "宣告死亡的法院判决",
    "medical_record": "病历、出院小结、诊断证明",
    "pathology": "病理及检查报告",
    "invoices": "医疗费用发票原件及清单",
    "social_settlement": "社保结算单",
    "disability_report": "伤残鉴定书",
    "accident_proof": "意外事故证明（交警、工伤、公安）",
    "bank_account": "收款人银行账户",
    "estate_papers": "继承权证明",
    "loss_papers": "出险通知、损失清单、价值证明、报价及发票",
    "event_certificate": "消防/气象/公安证明",
    "survey_report": "查勘定损报告（内部）",
    "third_party_papers": "第三者索赔、和解或判决、付款凭证",
    "subrogation": "权益转让书",
    "power_of_attorney": "授权委托书及代办人证件",
    "guardian_papers": "监护人证明",
}
OWN_PAPERS: Final = frozenset({"claim_form", "survey_report"})
"""Made in the process itself, so nobody is asked to bring them."""
INDICATORS: Final = {
    "soon_after_waiting": "等待期刚过即出险",
    "within_90_days": "生效 90 天内出险",
    "within_2_years": "生效两年内出险",
    "bought_together": "短期内多处投保或保额与收入不符",
    "many_insurers": "同一风险在三家以上保险人投保",
    "hospital_off_network": "医院不在约定范围或与居住、工作地不符",
    "papers_disagree": "发票、姓名、证件、日期或血型不一致",
    "late_notice": "报案迟于十日且无理由",
    "frequent_claims": "一年内多次理赔",
    "recent_changes": "近六个月增保、附加或变更受益人",
    "distant_beneficiary": "受益人并非近亲属或与投保人关系可疑",
    "unwitnessed_night": "夜间单方或无见证事故",
    "older_history": "病历显示早于保单的病史",
    "shared_contact": "账户、电话或地址与另案相同",
    "watch_list": "代理人或医疗机构在关注名单",
    "presses_for_cash": "催促快速现金和解、拒交原件",
}
RELATIONS: Final = {
    "policyholder": "投保人",
    "insured": "被保险人",
    "beneficiary": "受益人",
    "heir": "继承人",
    "guardian": "监护人",
}
CHANNELS: Final = {"hotline": "热线", "agent": "代理人转报", "counter": "柜面", "online": "客户线上"}
PAPER_STATES: Final = {
    PaperStatus.ASKED: "待交",
    PaperStatus.RECEIVED: "已收",
    PaperStatus.ACCEPTED: "合格",
    PaperStatus.MISSING: "缺",
}
PAYMENT_KINDS: Final = {"benefit": "赔款", "advance": "先予支付款", "refund": "退费"}
BANDS: Final = {"none": "无需关注", "desk": "案头核查", "field": "实地调查", "siu": "专案调查并报合规"}
ROUTES: Final = {
    "straight_through": "小额快赔",
    "standard": "一般审核",
    "investigate": "调查",
    "coverage_review": "保障责任复核",
    "siu": "专案调查",
    "survey": "查勘定损",
}
GROUNDS: Final = {
    "none": "属于保险责任，无异议",
    "not_covered": "不属于保险责任",
    "waiting_period": "等待期内出险",
    "not_in_force": "出险时合同不在有效期内",
    "non_disclosure_intentional": "故意不如实告知",
    "non_disclosure_gross": "因重大过失未如实告知且严重影响事故发生",
    "fabricated": "谎称发生保险事故",
    "inflated": "虚报损失或部分材料不实",
    "suicide": "自杀",
    "holder_harm": "投保人故意造成",
    "crime": "故意犯罪或抗拒刑事强制措施",
    "exclusion": "属于责任免除",
    "mixed_cause": "多因一果、原因难以确定",
    "doubt": "双方证据均不充分",
}
OUTCOMES: Final = {
    "paid_full": "正常赔付",
    "paid_partial": "部分赔付",
    "agreed_settlement": "协议赔付",
    "ex_gratia": "通融赔付",
    "denied": "拒赔",
    "rescinded_refund": "解除合同并退还保费",
    "rescinded_forfeit": "解除合同不退保费",
}
REFUNDS: Final = {
    "none": "不退费",
    "premium": "退还已交保费",
    "cash_value": "退还现金价值",
    "cash_value_others": "向其他权利人退还现金价值",
}
LINES: Final = {
    "sum_assured": "保险金额",
    "disability_share": "按伤残等级比例",
    "expense": "认可的费用",
    "social_paid": "扣减社保支付",
    "other_paid": "扣减其他途径赔付",
    "deductible": "扣减免赔额",
    "pay_pct": "按给付比例",
    "daily": "住院津贴",
    "loss": "核定损失",
    "under_insurance": "不足额投保按比例",
    "salvage": "扣减残值",
    "rescue_cost": "施救费用（损失之外另计）",
    "limit": "以剩余保险金额为限",
    "cause_share": "按原因力比例",
    "policy_loan": "扣减保单贷款本息",
    "premium_owed": "扣减欠交保费",
}
INVESTIGATED: Final = {
    "consistent": "与报案一致",
    "inconsistent": "与报案不一致",
    "inconclusive": "未能查明",
    "fraud_indicated": "存在欺诈迹象",
}
BASES: Final = {
    "art16_3": "保险法第十六条第三款：合同成立已逾二年，不得解除合同，应当给付",
    "art16_30d": "保险法第十六条第三款：知道解除事由已逾三十日，解除权消灭，应当给付",
    "art16_4": "保险法第十六条第四款",
    "art16_5": "保险法第十六条第五款",
    "art17": "保险法第十七条：责任免除条款未提示、说明，不产生效力",
    "art22": "保险法第二十二条",
    "art23": "保险法第二十三条",
    "art24": "保险法第二十四条",
    "art27_1": "保险法第二十七条第一款",
    "art27_3": "保险法第二十七条第三款",
    "art36": "保险法第三十六条",
    "art43": "保险法第四十三条",
    "art44": "保险法第四十四条",
    "art44_over": "保险法第四十四条：合同成立或复效已逾二年，应当给付",
    "art45": "保险法第四十五条",
    "interp3_22": "保险法司法解释（三）第二十二条：无有效法律文书，不得以犯罪为由拒赔",
    "interp3_25": "保险法司法解释（三）第二十五条",
    "art55": "保险法第五十五条、第五十六条及合同约定",
    "clause": "合同约定",
    "doubt": "双方协商",
}
REMINDERS: Final = {
    "describe_loss": "请补充报案经过",
    "claim_papers": "理赔申请书或资料尚未交齐",
    "investigation": "调查反馈期限临近",
    "confirm_loss": "定损金额等待您确认",
    "answer_decision": "理赔决定等待您的答复",
    "mend_account": "收款账户有误，请更正",
    "confirm_receipt": "请确认理赔款是否到账",
}
APPEAL_WAYS: Final = (
    "如对本决定有异议，您可以：一、直接向本机构申诉，由未参与本案的人员复核；"
    "二、向保险消费者投诉维权电话或金融监管机构投诉；三、申请调解；四、按合同约定申请仲裁或向人民法院起诉。"
)
