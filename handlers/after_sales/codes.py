"""Closed words of forms and records, with what they mean to people. Chinese; pages translate."""

from collections.abc import Mapping

REMINDERS: Mapping[str, tuple[tuple[str, ...], bool, str]] = {
    # task: (whom, whether only the customer can do it, what)
    "deliver_policy": (("agent",), False, "保单尚未送达客户，请尽快当面送达并讲解"),
    "sign_receipt": (("customer", "agent"), True, "请核对保单并由投保人本人签署回执"),
    "visit_customer": (("agent",), False, "新保单服务回访尚未完成"),
    "call_periodically": (("agent",), False, "客户定期回访尚未完成"),
    "pay_renewal": (("customer", "agent"), True, "续期保费尚未缴纳，请由投保人本人账户支付"),
    "confirm_cancellation": (("customer", "agent"), True, "请本人确认犹豫期解除合同的申请"),
}
EXPLAINED = {
    "cover": "保险责任",
    "exclusions": "责任免除",
    "premium_term": "缴费期与缴费方式",
    "renewal": "续期与宽限期",
    "claims": "理赔流程",
    "cooling_off": "犹豫期权利",
    "keeping": "保单保管",
    "channels": "服务与投诉渠道",
}
POLICY_ERRORS = {
    "parties": "投保人、被保险人",
    "beneficiaries": "受益人",
    "plans": "险种与保额",
    "premium": "保费",
    "terms": "特别约定",
    "other": "其他",
}
FOLLOW_UP_KINDS = {
    "new_policy": "新契约回访",
    "agent_visit": "代理人新单服务回访",
    "existing_quarterly": "在保客户季度回访",
    "existing_half_year": "在保客户半年回访",
}
CHANNELS = {"phone": "电话", "visit": "上门", "letter": "信函", "online": "线上"}
OUTCOMES = {
    "pending": "进行中",
    "standard": "回访成功",
    "unsuccessful": "未成功",
    "problem": "问题件",
    "refused": "拒绝回访",
    "surrendered": "保单已终止",
    "appointment": "预约再访",
}
ATTEMPT_RESULTS = OUTCOMES
UNSUCCESSFUL = {
    "no_answer": "无人接听",
    "unreachable": "无法接通",
    "wrong_number": "号码错误",
    "hung_up": "挂断",
    "dialect": "方言不通",
    "identity_failed": "身份核对不符",
    "not_cooperative": "不配合",
    "illness": "疾病",
    "complaint": "投诉",
    "says_not_bought": "否认投保",
    "letter_no_reply": "信函未回复",
    "visited_not_met": "上门未遇",
    "other": "其他",
}
PROBLEMS = {
    "not_disclosed_health_finance": "未如实告知健康或财务",
    "risk_sentence_not_copied": "未抄写风险提示语句",
    "wants_surrender": "要求退保",
    "applicant_signature_by_other": "投保人非本人签名",
    "insured_signature_by_other": "被保险人非本人签名",
    "told_it_is_deposit": "被告知是存款",
    "benefit_misstated": "利益说明不实",
    "cooling_off_unclear": "不清楚犹豫期",
    "term_unclear": "不清楚缴费期限",
    "cover_unclear": "不清楚保险责任",
    "recording_not_own_will": "录音非本人意愿",
    "not_recorded": "应录未录",
    "policy_not_delivered": "保单未送达",
    "other": "其他",
}
ROUTES = {"complaint": "转投诉处理", "correction": "更正", "cancellation": "犹豫期解除合同"}
QUESTIONS = {
    "is_applicant": "您是投保人本人吗",
    "signed_personally": "投保人、被保险人是否本人签名",
    "read_notes": "是否阅读并理解产品说明和投保提示",
    "knows_cover": "是否清楚保险责任、责任免除和保险期间",
    "knows_surrender_loss": "是否清楚退保可能有损失",
    "knows_cooling_off": "是否清楚犹豫期起算、期限和权利",
    "knows_premium_term": "是否清楚缴费期限和频率",
    "own_will": "是否出于本人真实意愿",
    "policy_received": "是否已收到保单",
    "explained": "代理人是否已讲解保单",
    "needs_changed": "保障需求有变化",
    "contact_changed": "联系方式有变化",
    "premium_reminded": "已提醒续期缴费",
    "has_questions": "有疑问",
}
NO_MEANS = {
    # a question answered "no" → the problem it is
    "is_applicant": "applicant_signature_by_other",
    "signed_personally": "applicant_signature_by_other",
    "read_notes": "cover_unclear",
    "knows_cover": "cover_unclear",
    "knows_surrender_loss": "cover_unclear",
    "knows_cooling_off": "cooling_off_unclear",
    "knows_premium_term": "term_unclear",
    "own_will": "recording_not_own_will",
    "policy_received": "policy_not_delivered",
    "explained": "cover_unclear",
}
