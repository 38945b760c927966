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
DISCLOSED = {
    "prior_adverse:any": "2年内曾被拒保、延期、加费、除外",
    "hypertension:grade_1_controlled": "高血压 1 级，已控制",
    "hypertension:160_100_now": "高血压，现达 160/100",
    "diabetes_2:a1c_to_6_5_under_3y": "2型糖尿病，糖化≤6.5、3年内",
    "diabetes_2:a1c_7_6_to_8_0_3_to_10y": "2型糖尿病，糖化7.6-8.0、3-10年",
    "diabetes_2:a1c_over_10_or_over_10y": "2型糖尿病，糖化>10或超过10年",
    "diabetes_2:other": "2型糖尿病，其他",
    "hepatitis_b:carrier_normal": "乙肝携带，肝功正常",
    "acute_hepatitis:any": "急性肝炎",
    "cirrhosis:any": "肝硬化",
    "thyroid_nodule:tirads_1_3": "甲状腺结节 1-3 类",
    "thyroid_nodule:tirads_4_or_unexamined": "甲状腺结节 4 类以上或未查",
    "thyroid_cancer:le_2cm_under_1y": "甲状腺癌≤2cm、治疗未满1年",
    "thyroid_cancer:le_4cm_over_3y": "甲状腺癌≤4cm、满3年",
    "breast_nodule:birads_1_3": "乳腺结节 1-3 类",
    "lung_nodule:under_6mm_stable_1y": "肺结节<6mm、稳定1年",
    "abnormal_exam:recheck_advised": "1年内检查异常建议复查",
    "hospital:within_2y": "2年内住院或手术",
    "hospital:listed_exception": "住院属六项例外",
    "severe:any": "癌症、中风、心梗、肾衰竭、移植、HIV",
    "depression:stable_12m": "抑郁症，稳定12个月",
    "pregnancy:from_28w": "怀孕满28周",
    "infant:low_weight_or_premature": "幼儿低体重、早产、窒息",
    "weight_loss:over_5kg_unexplained": "不明原因消瘦超过5公斤",
    "lipids:mild": "血脂轻度升高",
    "fatty_liver:any": "脂肪肝",
    "high_glucose:over_6_2": "血糖高于6.2",
    "other:any": "表外告知",
}
"""What the underwriter reads out of a file, by code of the table `uw_disclosures`: in the words of its form."""
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
LEVELS = {
    "auto": "系统自动",
    "U1": "核保员 U1",
    "U2": "核保员 U2",
    "U3": "核保员 U3",
    "committee": "核保委员会",
}
"""Who decided: levels of authority (DOMAIN §3.6)."""
