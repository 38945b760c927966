"""What the codes of compliance are called: Chinese, as staff and customers read them."""

COMPLAINT_KINDS = {
    "mis_selling": "销售误导",
    "service": "服务质量",
    "claim": "理赔纠纷",
    "premium": "保费与收费",
    "servicing": "保全与退保",
    "data": "个人信息",
    "aml_objection": "反洗钱措施异议",
    "other": "其他",
}
COMPLAINT_PAPERS = {
    "id_copy": "身份证复印件",
    "bank_card_copy": "银行卡复印件",
    "policy": "保险合同",
    "messages": "聊天或短信记录",
    "recording": "录音",
    "material": "宣传材料",
    "statement": "书面说明",
}
COMPLAINT_OUTCOMES = {"upheld": "投诉成立", "partly": "部分成立", "not_upheld": "不成立"}
REMEDIES = {
    "explain": "解释",
    "refund": "退款",
    "correction": "更正",
    "rectification": "责令整改",
    "training": "培训",
    "conduct_breach": "移送违规处理",
}
INSIDE = frozenset({"rectification", "training", "conduct_breach"})
"""Remedies that ask somebody of the agency to answer for it."""
COMPLAINT_STATUSES = {
    "open": "办理中",
    "answered": "已答复",
    "accepted": "客户接受",
    "silent": "客户未表态",
    "elsewhere": "客户另寻其他途径",
    "withdrawn": "客户撤回",
    "not_ours": "非本机构客户",
}
WAYS_ON = (
    "如不接受本答复，您可以：（一）在期限内通过本页申请由他人复核；（二）向行业调解组织申请调解；"
    "（三）按合同约定申请仲裁；（四）向人民法院提起诉讼。您也可以向金融监管部门反映。"
)
"""Every answer to a complaint names these ways (DOMAIN §2.6)."""
BREACH_KINDS = {
    "false_advertising": "虚假宣传",
    "exaggeration": "夸大或承诺收益",
    "hiding_exclusions": "隐瞒免责或重要事实",
    "proxy_signing": "代签名",
    "proxy_payment": "代缴、代领保险金",
    "leaking_data": "泄露客户信息",
    "fraud": "串通欺诈",
    "not_rectified": "拒不整改",
    "other": "其他",
}
SANCTIONS = {"warning": "警告", "training": "脱产培训", "suspension": "暂停销售资格", "dismissal": "解除合同"}
FINDINGS = {
    "exaggeration": "夸大收益",
    "hidden_exclusions": "未说明免责",
    "signature": "签名问题",
    "recording": "录音录像不合格",
    "papers": "资料不全",
    "follow_up": "回访不及时",
    "mis_selling": "销售误导",
    "service": "服务质量",
    "other": "其他",
}
EVENT_KINDS = {
    "laundering": "涉嫌洗钱",
    "fraud": "保险欺诈",
    "insider": "内部人员违法",
    "data_leak": "信息泄露",
    "mass_complaint": "集中误导或群访",
    "regulatory": "监管处罚风险",
    "other": "其他",
}
EVENT_LEVELS = {"none": "不构成", "minor": "一般", "moderate": "较大", "major": "重大"}
CHECKS = {
    "exaggeration": "夸大收益、误导比较",
    "hidden_exclusions": "免责、等待期、退保损失未说明",
    "signature": "签名问题",
    "recording": "录音录像质量",
}
INSPECTION_KINDS = {"quarterly": "季度计划检查", "sampling": "销售抽查", "special": "专项检查"}
SAMPLE_REASONS = {
    "random": "按比例抽取",
    "elderly": "老年投保人",
    "high_premium": "高额保费",
    "complaint": "有投诉",
    "follow_up_problem": "回访有问题",
}
SOURCES = {
    "customer": "客户",
    "staff": "工作人员代为登记",
    "compliance": "合规部门",
    "inspection": "合规检查",
    "complaint": "投诉处理",
    "follow_up": "回访",
    "servicing": "保全服务",
    "claim": "理赔",
    "fault": "故障处理",
    "emergency": "突发事件",
    "audit": "审计",
    "internal_audit": "内部审计",
    "external_audit": "外部检查",
    "risk_warning": "风险预警",
    "rectification": "整改",
    "conduct_breach": "违规处理",
}
"""Where a matter came from."""
TOPICS = {
    "conduct": "合规与禁止行为",
    "product": "产品与适当性",
    "rule_change": "规则变更",
    "claims": "理赔服务",
    "data": "客户信息保护",
    "grade_3": "P3 级产品销售资格",
    "grade_4": "P4 级产品销售资格",
    "grade_5": "P5 级产品销售资格",
}
GRADES = {"grade_3": 3, "grade_4": 4, "grade_5": 5}
"""Topics whose test grants the right to sell products up to a grade."""
PLACE_STATUSES = {
    "invited": "已通知",
    "attended": "已到课",
    "passed": "通过",
    "failed": "未通过",
    "overdue": "未到课或未考",
}
TEST_KEY = {"q1": "no", "q2": "no", "q3": "no", "q4": "yes", "q5": "no"}
"""The right answers of the test on conduct (SOP 4.1.1c, 4.6.1a, 4.3.3b)."""
