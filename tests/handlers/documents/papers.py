"""A handler's context outside a case, and a report with everything that a document can hold."""

from datetime import UTC, datetime

from engine.registry import HandlerContext
from handlers.documents import BulletList, KeyValues, Paragraph, Section, SignatureLine, Table, Tone

NOW = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)
LONG_NAME = "阿卜杜勒·穆罕默德·本·阿卜杜勒阿齐兹·阿勒沙特"
YEARS = Table(
    ["保单年度", "累计交费（元）", "现金价值（元）", "说明"],
    [
        [str(year), f"{year * 5000:,}.00", f"{year * 3100:,}.00", "退保有损失。" * (60 if year == 9 else 1)]
        for year in range(1, 61)
    ],
    widths=[1, 2, 2, 3],
    numeric=[0, 1, 2],
)
WHO = KeyValues([("姓名", LONG_NAME), ("证件号码", "110***********1237"), ("住址", "示例路" * 40)])
GAPS = [Paragraph("按家庭收入推算。\n第二行。"), BulletList(["一", "two words"], numbered=True)]
SECTIONS = [
    Section("客户概况", [WHO]),
    Section("缺口", GAPS, sample=True),
    Section("现金价值表", [YEARS]),
    Section("说明", [Paragraph("本报告不是要约。", Tone.FIXED), Table(["甲", "乙"], [], numeric=[])]),
]
SIGNATURES = [SignatureLine("投保人", "张伟", NOW, "本人链接与验证码", "ab" * 32), SignatureLine("监护人")]


def context_of(session, case_id="case-1", key=2, now=NOW):
    """A context as a handler gets it; `sent` gathers what goes to the outbox."""
    sent = []
    made = HandlerContext(
        session=session,
        now=now,
        case_id=case_id,
        key=key,
        element="write_report",
        process_id="needs_analysis",
        attempt=1,
        headers={},
        outbox=lambda *message: sent.append(message),
        actor_id="agent.li",
    )
    return made, sent
