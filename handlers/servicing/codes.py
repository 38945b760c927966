"""What the codes of the catalogue, the checks and the forms are called: Chinese, as staff and customers read them."""

PAPERS = {
    "application_form": "保全申请书",
    "id_copy": "申请人身份证件",
    "police_proof": "公安机关变更证明或户籍证明",
    "specimen": "新签名样本",
    "beneficiary_id": "受益人身份证件与关系证明",
    "new_holder_papers": "新投保人身份、关系、财务与缴费资料",
    "death_papers": "投保人死亡证明与继承人资料",
    "bank_card": "本人银行卡复印件",
    "employer_proof": "单位职业证明",
    "financial_papers": "财务告知资料",
    "medical_papers": "病历与检查资料",
    "transfer_proof": "转账凭证",
    "pledge_contract": "质押合同",
    "policy": "保险合同（保单）",
    "survival_proof": "生存证明",
    "loss_statement": "挂失声明",
    "official_letter": "有权机关公函",
    "suitability": "适当性评估材料",
    "member_list": "人员清单",
    "seal": "单位公章",
    "licence": "营业执照",
    "resolution": "单位决议",
    "claims_history": "既往理赔情况",
    "power_of_attorney": "授权委托书与代办人身份证件",
}
ROLES = {
    "policyholder": "投保人",
    "insured": "被保险人",
    "beneficiary": "生存受益人",
    "new_policyholder": "新投保人",
    "group": "投保单位",
    "bank": "质权银行",
    "compliance": "合规部门",
    "court": "有权机关",
}
PROBLEMS = {
    "not_entitled": "该项目不能由此申请人提出",
    "applicant_differs": "申请人与保单登记的当事人不是同一人",
    "wrong_status": "保单状态不允许办理该项目",
    "in_flight": "同类保全申请正在办理",
    "order": "与正在办理的另一项保全不能同时进行",
    "must_be_in_person": "该项目须由本人办理",
    "agent_in_the_way": "代理人不得代办涉及资金的项目",
    "lost_policy": "保单挂失补发后的限制期未满",
    "payee_differs": "收付款账户不是本人账户",
    "identity_not_confirmed": "申请人身份未能核实",
    "representative_not_confirmed": "代办人授权未能核实",
    "papers_false": "资料不真实",
    "compliance_refused": "合规审查未通过",
    "consent_refused": "须同意的人不同意",
    "underwriting_refused": "核保不同意变更",
    "terms_refused": "客户不接受核保条件",
    "not_approved": "审批未通过",
    "field_missing": "申请内容不完整",
    "age_outside_limits": "真实年龄不在产品承保范围内",
    "sum_outside_limits": "保额不在产品允许范围内",
    "sum_wrong_way": "变更后的保额与项目方向不符",
    "no_such_plan": "保单上没有该险种",
    "term_too_short": "新的交费年期短于已交年数",
    "uninsurable_occupation": "该职业不可承保",
    "no_cash_value": "保单没有可用的现金价值",
    "loan_too_high": "贷款金额超过净现金价值的规定比例",
    "loan_too_long": "贷款期限超过规定",
    "no_loan": "没有未还的保单贷款",
    "already_pledged": "保单已质押",
    "pledged": "保单已质押，须先解除质押",
    "not_pledged": "保单未质押",
    "account_short": "账户余额不足",
    "shares_not_100": "同一顺位受益份额合计不等于 100%",
    "ranks_broken": "受益顺位不连续",
    "beneficiary_not_kin": "单位投保的，受益人须为被保险人或其近亲属",
    "no_insurable_interest": "新投保人对被保险人没有保险利益",
    "cooling_off_over": "犹豫期已过",
    "nothing_due": "没有应付款项",
    "lapse_too_old": "中止已超过二年",
    "already_so": "与现状相同，无需变更",
    "not_frozen": "保单未被冻结",
    "member_unknown": "清单中有不在册的人员",
    "too_few_members": "减人后人数低于团体最低人数",
    "overtaken": "办理期间保单已变化，原申请不能再写入",
    "withdrawn": "客户撤回",
    "lapsed": "逾期未补齐、未确认",
    "unpaid": "逾期未缴款",
}
RISKS = {
    "early_surrender": "持有不足二年、退还比例高",
    "agent_cluster": "同一代理人短期内多件退保",
    "foreign_contact": "联系方式非本人",
    "contact_changed": "近期变更过联系方式",
    "account_changed": "近期变更过账户",
    "elderly": "申请人年满六十岁",
    "represented": "由他人代办",
    "item_high": "项目本身高风险",
    "item_medium": "项目本身中风险",
}
PAYMENT_MODES = {"annual": "年交", "half_yearly": "半年交", "quarterly": "季交", "monthly": "月交"}
STATUSES = {
    "issued": "已出单",
    "in_force": "有效",
    "lapsed": "中止",
    "terminated": "终止",
    "cancelled": "撤销",
}
ENDINGS = {"surrender": "退保", "cooling_off": "犹豫期撤单", "maturity": "满期", "claim": "理赔", "rescission": "解除"}
RELATIONS = {
    "self": "本人",
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "supported_relative": "其他受其扶养的近亲属",
    "relative": "其他近亲属",
    "employer": "用人单位",
    "other": "其他",
}
SEXES = {"male": "男", "female": "女"}
RESULTS = {
    "done": "办结",
    "refused": "未予办理",
    "withdrawn": "客户撤回",
    "lapsed": "逾期终止",
    "overtaken": "未予办理",
}
CHANNELS = {"counter": "柜面", "hotline": "电话", "online": "线上", "agent": "代理人转交", "post": "邮寄"}
LEVELS = {"low": "低", "medium": "中", "high": "高"}
STEPS = {"operate": "经办", "review": "复核", "approve": "审批", "compliance": "合规审查", "L0": "规则自动通过"}
DECISIONS = {"go_on": "通过", "return": "退回经办", "refuse": "不予办理", "pass": "通过，可以继续"}
SIGNED = {
    "request": "提出申请",
    "consent": "同意变更",
    "loss_figures": "退保损失确认书",
    "loan_terms": "保单贷款协议",
    "terms": "核保条件",
    "keeping": "保留保单",
    "disclosure": "健康告知",
}
"""What a person signed."""
RETENTION = {"declined": "客户仍要退保", "keeps": "客户愿意保留保单", "kept": "保留保单", "not_reached": "未联系上"}
DIRECTIONS = {"in": "收", "out": "付"}
PAYMENT_STATES = {"kept": "已收", "returned": "已退回", "ordered": "已安排划付"}
UNDERWRITTEN = {
    "standard": "同意按原条件变更",
    "rated": "加费后同意变更",
    "exclusion": "附除外责任后同意变更",
    "postponed": "延期处理",
    "declined": "不同意变更",
    "deemed": "法定期限内未答复，视为同意",
}
KEEPING = ("insurance_law_87", "aml_law_34", "sop_5_1")
"""Rules that a servicing file is kept under (DOMAIN §2.9): contract's end, identity and transactions, five years."""


def say(codes: list[str], words: dict[str, str]) -> str:
    """`a、b` of codes that `words` knows; unknown codes stay themselves."""
    return "、".join(words.get(code, code) for code in codes)
