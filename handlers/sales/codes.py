"""The words behind the codes of the sales part, as documents and files show them."""

SEGMENTS = {
    "young": "18–30 岁个人",
    "family": "31–50 岁家庭",
    "senior": "51 岁以上个人",
    "sme": "中小企业",
    "institution": "机关事业单位",
    "association": "协会团体",
}
CHANNELS = {
    "branch": "营业网点",
    "community": "社区活动",
    "seminar": "讲座",
    "forum": "行业论坛",
    "referral": "客户转介绍",
    "friend": "亲友介绍",
    "app": "官方应用",
    "official_account": "官方公众号",
    "short_video": "官方短视频",
    "live": "已报批的直播",
    "community_group": "知识社群",
    "bank": "合作银行",
    "hospital": "合作医院",
    "hr": "企业人力资源部门",
    "intermediary": "合作中介",
    "other": "其他渠道",
}
GOALS = {
    "health": "健康",
    "accident": "意外",
    "pension": "养老",
    "education": "教育",
    "property": "财产",
    "liability": "责任",
}
KINDS_OF_GOAL = {
    "health": ("critical_illness", "medical", "group_medical"),
    "accident": ("accident",),
    "pension": (),
    "education": (),
    "property": ("property",),
    "liability": ("employer_liability",),
}
"""Which kinds of product answer a goal; for pension and education the sample range holds none."""
RISKS = {"illness": "疾病", "accident": "意外", "death": "身故", "property": "财产损失", "liability": "责任"}
KINDS_OF_RISK = {
    "illness": ("critical_illness", "medical", "group_medical"),
    "accident": ("accident",),
    "death": ("life",),
    "property": ("property",),
    "liability": ("employer_liability",),
}
LEVELS = {"low": "低", "medium": "中", "high": "高"}
INCOMES = {"0_5": "5 万以下", "5_20": "5–20 万", "20_50": "20–50 万", "50_up": "50 万以上", "untold": "不愿说明"}
KINDS = {"individual": "个人", "group": "团体"}
MATCHES = {"match": "匹配", "partial": "部分匹配", "no_match": "不匹配"}
OPINIONS = {"suitable": "适合", "declaration": "须声明", "unsuitable": "建议终止"}
PAPERS = {
    "id_copy": "身份证件复印件",
    "income_proof": "收入证明",
    "health_proof": "健康证明",
    "policy_copies": "已有保单复印件",
    "business_licence": "营业执照",
    "employee_list": "员工名单",
    "operations_statement": "经营情况说明",
    "claims_history": "近三年理赔记录",
    "property_list": "财产清单",
}
CHECKED = {
    "health": "健康状况",
    "occupation": "职业类别",
    "identity": "身份信息",
    "headcount": "在职人数",
    "claims": "理赔记录",
}
"""Key facts that are compared with a second source (SOP 4.2.1b)."""
CHECKED_OF = {"individual": ("health", "occupation"), "group": ("headcount", "claims")}
REASONS = {
    "needs_mismatch": "需求与产品范围明显不符",
    "cannot_keep_paying": "持续缴费能力明显不足",
    "same_indemnity_cover": "已有同类费用补偿型保险",
    "over_income_share": "预算占家庭年收入的比例偏高",
    "extra_care_age": "年龄较大，须额外说明",
    "low_tolerance": "风险承受能力较低，只能考虑低等级产品",
    "too_few_insured": "团体人数低于法定下限",
    "formed_for_insurance": "为投保而组成的团体",
    "income_missing": "收入未填",
}
PROBLEMS = {
    "no_line": "没有列出产品",
    "not_in_range": "产品不在可选范围内",
    "above_tolerance": "产品等级高于客户的风险承受能力",
    "above_agent_grade": "产品等级高于代理人的销售等级，须由有资格的代理人办理",
    "above_budget": "年保费超过客户预算",
    "core_gap_open": "核心保障缺口没有对应的产品",
    "sum_out_of_range": "保额不在产品允许的范围内",
    "over_insured": "费用补偿型保险额超过需要，属于过度投保",
}
WARNINGS = {
    "over_income_share": "年保费超过家庭年收入的 20%（示例比例）",
    "gap_partly_open": "有缺口只得到部分保障，须向客户说明",
    "extra_care_age": "客户年龄较大，须额外说明",
    "savings_over_protection": "储蓄型保费高于保障型保费，不符合保障优先",
}
PROTECTION = frozenset(
    {"life", "critical_illness", "medical", "accident", "group_medical", "employer_liability", "property"}
)
LINKED = frozenset({"investment_linked"})
"""Kinds that need a test of tolerance and are always recorded."""
NODES = {
    "show_id": "出示身份和执业证件",
    "explicit_notice": "明确告知正在录音录像",
    "show_materials": "出示投保提示书、条款和产品说明",
    "rights_and_duties": "说明权利义务与风险",
    "truthful_disclosure": "提示如实告知",
    "explicit_answer": "客户明确回答",
    "signing": "客户本人签署",
    "follow_up_question": "说明回访问题",
}
"""The eight steps that a recording shows (DOMAIN §2.1)."""
POINTS = {
    "cover": "保险责任",
    "exclusions": "责任免除",
    "waiting": "等待期",
    "premium": "保费和缴费期间",
    "term": "保险期间",
    "surrender": "退保损失与现金价值",
    "cooling_off": "犹豫期",
    "grace": "宽限期、失效与复效",
    "disclosure": "如实告知义务及后果",
    "claims": "理赔流程和所需资料",
    "service": "服务和投诉渠道",
}
"""What the law asks to be pointed out before an application (Order 2023-2 art 25)."""
