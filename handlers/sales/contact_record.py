"""《客户初步对接记录表》: what is printed of a first contact (SOP 4.1.2c, DOMAIN §6.1)."""

from __future__ import annotations

from engine.registry import HandlerContext
from handlers import privacy
from handlers.documents import KeyValues, Paragraph, Section, issue_document
from handlers.records import Contact
from handlers.sales.codes import CHANNELS, GOALS, INCOMES, KINDS, LEVELS, MATCHES, SEGMENTS
from handlers.words import day_text


def issue_contact_record(context: HandlerContext, contact: Contact, reason: str) -> str:
    """Issue the record; gives the document's id."""
    customer_id = str(contact.customer_id)
    said = privacy.unseal(context.session, customer_id, contact.content or b"")
    goals = "、".join(GOALS[goal] for goal in said["protection_goals"]) or "无"
    consent = f"同意（{day_text(contact.held_at or context.now)}）" if contact.marketing_consent else "不同意"
    head = [
        ("对接时间", day_text(contact.held_at or context.now)),
        ("渠道", CHANNELS[contact.channel]),
        ("目标客群", SEGMENTS[contact.segment]),
        ("客户类型", KINDS[contact.customer_kind]),
        ("客户", said["name"]),
        ("联系电话", said["phone"]),
        ("代理人", contact.agent_id),
    ]
    learned = [
        ("保障目标", goals),
        ("职业或行业", said["occupation"] or "—"),
        ("家庭或单位情况", said["note"] or "—"),
        ("收入区间", INCOMES.get(said["income_band"], "—")),
        ("已有保单", said["existing_policies"] or "—"),
        ("风险承受能力", LEVELS.get(said["risk_tolerance"], "—")),
    ]
    done = [
        ("出示执业证", "是"),
        ("使用统一话术", "是"),
        ("说明服务范围与合规声明", "是"),
        ("告知个人信息处理规则", day_text(contact.privacy_notice_at or context.now)),
        ("同意接收营销信息", consent),
    ]
    judged = [
        ("初步判断", MATCHES[str(contact.match_opinion)]),
        ("下一步", said["next_step"] or "—"),
        ("下次联系", said["next_contact"] or "—"),
    ]
    return issue_document(
        context,
        kind="first_contact_record",
        subject_id=customer_id,
        agent_id=contact.agent_id,
        matter_id=contact.id,
        recipient="internal",
        sections=[
            Section("对接情况", [KeyValues(head)]),
            Section("了解到的情况", [KeyValues(learned, columns=1)]),
            Section("规定动作", [KeyValues(done)]),
            Section("判断", [KeyValues(judged), Paragraph(f"原因：{reason}" if reason else "与规则建议一致。")]),
        ],
    )
