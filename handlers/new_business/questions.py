"""What the application form asks of health and habits; a document says the questions with their answers."""

QUESTIONS = {
    "prior_adverse": "1. 过去两年内，您的投保申请是否曾被拒保、延期、加费或除外？",
    "claims": "2. 您是否曾就人身保险提出理赔？",
    "weight_change": "4. 过去 6 个月体重是否增减超过 5 公斤？",
    "drugs": "7. 您是否曾使用毒品，或滥用药物？",
    "abnormal_exam": "8. 过去一年的检查（化验、心电图、超声、影像、内镜、病理）是否异常并被建议复查？",
    "hospital": "9. 过去两年内是否住院、手术，或被建议住院、手术（分娩、已愈外伤、阑尾炎、急性胃肠炎、一次肺炎、感冒除外）？",  # noqa: E501 - one sentence of the form
    "tumour": "10. 您是否患有或曾患肿瘤、结节、囊肿、息肉？",
    "heart": "11. 心脏或血管疾病，或血压达到 160/100？",
    "brain": "12. 脑或神经系统疾病（中风、癫痫、帕金森等）？",
    "kidney": "13. 肾脏疾病（肾炎、肾结石、肾功能异常等）？",
    "liver": "14. 肝脏疾病（肝炎、乙肝病毒携带、脂肪肝、肝硬化等）？",
    "digestive": "15. 消化系统疾病（溃疡、克罗恩病、胰腺炎等）？",
    "lung": "16. 呼吸系统疾病（慢阻肺、哮喘、肺结核等）？",
    "blood": "17. 血液疾病（贫血、白血病、血友病等）？",
    "endocrine": "18. 内分泌疾病（糖尿病、甲状腺疾病、痛风），或空腹血糖高于 6.2？",
    "immune": "19. 免疫系统疾病（红斑狼疮、类风湿等）？",
    "mental": "20. 精神疾病（抑郁症、双相障碍等）？",
    "congenital": "21. 先天性或遗传性疾病？",
    "infectious": "22. 法定传染病，或艾滋病病毒检测阳性？",
    "eyes_ears": "23. 视力或听力障碍（高度近视 1000 度以上、青光眼、耳聋等）？",
    "disability": "24. 残疾或肢体功能障碍？",
    "transplant": "25. 器官或骨髓移植？",
    "symptoms": "26. 过去一年内是否有胸痛、咯血、便血、持续发热、不明原因消瘦或肿块？",
    "women": "27. 女性：宫颈、乳腺疾病，或怀孕满 28 周？",
    "child": "28. 不满三岁儿童：出生体重低于 2.5 公斤、早产或窒息？",
    "family_history": "29. 父母、兄弟姐妹是否有人在 60 岁前患癌症、心脏病、中风、糖尿病或遗传病？",
    "hazardous_sport": "30. 是否从事潜水、跳伞、攀岩、赛车、私人飞行，或计划出国居住三个月以上？",
    "occupation_hazard": "31. 工作中是否涉及高处、高压电、爆炸物、井下或海上作业？",
}
"""By name; only what is asked has to be disclosed (Insurance Law art 16)."""
