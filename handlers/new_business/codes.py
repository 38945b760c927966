"""What the codes of tables and forms are called: Chinese, as staff and customers read them."""

PAPERS = {
    "id_copy": "身份证复印件",
    "bank_card_copy": "银行卡复印件",
    "insured_id_copy": "被保险人身份证明",
    "relation_proof": "关系证明",
    "guardian_papers": "监护人证明",
    "health_proof": "健康证明（病历、检查报告）",
    "occupation_proof": "职业证明",
    "suitability_declaration": "适当性声明",
    "own_will_confirmation": "自愿投保确认",
    "double_recording": "双录回执",
    "application_notice": "投保提示书（客户已签）",
}
FROM_CUSTOMER = {
    "form_identity": "投保单：身份信息",
    "form_beneficiaries": "投保单：受益人",
    "form_health": "投保单：健康告知详情",
    "form_finance": "投保单：财务信息",
    "form_signature": "投保单：签名",
    "form_guardian_signature": "投保单：监护人签名",
}
"""Only the customer can mend these: nobody fills or signs for a customer (SOP 4.4.1a)."""
EVIDENCE = {
    "exam_a": "A 类体检（体格、尿检、静息心电图）",
    "exam_b": "B 类体检（A 类加血检、乙肝、肝肾功能、血脂、血糖）",
    "exam_c": "C 类体检（B 类加胸部影像、超声、肿瘤标志物、财务问卷、调查）",
    "financial_papers": "财务资料",
    "agent_report": "代理人报告",
    "personal_statement": "亲笔声明",
    "checklist": "核对表",
    "contract_investigation": "契约调查（两名以上调查员）",
    "financial_questionnaire": "财务问卷",
    "income_proof": "收入证明或营业执照",
    "relation_proof": "关系证明或被保险人书面说明",
    "beneficiary_id": "受益人身份证复印件",
    "physician_statement": "医师说明",
    "hazard_questionnaire": "危险运动、职业问卷",
    "bp_three_readings": "血压三次记录",
    "hba1c": "糖化血红蛋白报告",
    "liver_tests": "肝功能与超声报告",
    "ultrasound": "超声报告",
    "pathology": "病理报告",
    "ct": "CT 报告",
    "recheck_report": "复查报告",
    "discharge_summary": "出院小结",
    "birth_record": "出生记录",
    "letter_copy": "既往核保函件",
}
EXAMS = ("exam_a", "exam_b", "exam_c")
"""Cumulative: a higher exam covers the lower ones (DOMAIN §3.4)."""
OUTCOMES = {
    "standard": "标准承保",
    "special_terms": "特别约定（降低保额）",
    "exclusion": "除外承保",
    "rated": "加费承保",
    "postponed": "延期",
    "declined": "拒保",
}
DIFFERENCES = {
    "parties": "投保人、被保险人",
    "beneficiaries": "受益人",
    "plans": "险种与保额",
    "premium": "保费",
    "terms": "加费、除外等条件",
    "delivery": "保单形式",
}
KINDS = {"life": "寿险", "critical_illness": "重疾险", "medical": "医疗险", "accident": "意外险"}
GROUP_PAPERS = {
    "business_licence": "营业执照",
    "employee_list_stamped": "加盖公章的被保险人名单",
    "handler_authority": "经办人授权书与身份证明",
}
GROUP_RELATIONS = {"employee": "员工", "spouse": "员工配偶", "child": "员工子女", "parent": "员工父母", "other": "其他"}
GROUP_FINDINGS = {
    "formed_to_insure": "团体为投保而组成，不得承保",
    "too_few_lives": "可承保人数不足法定最低人数",
    "small_group": "3 至 4 人，须逐人健康告知",
    "employer_pays_not_all_join": "单位全额缴费而未全员参保，须说明",
    "participation_low": "参保比例不足 75%",
    "dependant_rule": "名单中有配偶、子女、父母以外的附属被保险人，不予承保该人",
    "not_actively_at_work": "有人未在岗，返岗前不承保该人",
    "over_free_cover_limit": "个人保额超过免核保额，超出部分须医学资料",
    "hazardous_share": "5 至 6 类职业占比超过 30%",
    "loss_ratio": "近三年赔付率超过 85%，须调整费率",
    "loss_ratio_high": "近三年赔付率超过 120%，须报管理层",
    "beneficiary_rule": "受益人须为被保险人或其近亲属",
}
"""Reasons of the table `uw_group` in words; what is standard is not named."""
ANSWERS = {"accept": "接受", "adjust": "调整方案", "withdraw": "放弃"}
REMINDERS = {
    "fill_application": "您的投保单尚未填写、签署",
    "answer_terms": "核保条件等待您的答复",
    "pay_premium": "首期保费尚未缴清",
    "bring_evidence": "核保所需资料尚未补齐",
    "fill_group_application": "贵单位的团体投保单尚未填写、签署",
    "answer_group_terms": "团体核保条件等待贵单位答复",
}
CLOSINGS = {
    "withdrawn": "投保申请已按您的要求撤回",
    "lapsed": "投保申请因逾期而终止",
    "stopped": "投保申请经合规审核终止",
}
