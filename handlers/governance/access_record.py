"""What a leaver opened of protected data before leaving, from the access log (SOP 5.2, DOMAIN §6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from engine.registry import HandlerContext
from engine.store.history import access_log
from handlers.documents import facts, issue_document, listed
from handlers.notices import AGENCY
from handlers.parameters import AGENCY_ZONE, whole
from handlers.records import Revocation
from handlers.words import day_text

MOST = 200
"""Rows in the record; the log itself holds all of them."""
OUTCOMES = {"read": "已查阅", "refused": "被拒绝"}


def issue_access_record(context: HandlerContext, row: Revocation) -> str:
    """The newest entries of the days before leaving, and how many there are in all; gives the document's id."""
    session = context.session
    days = whole(session, "leaver_access_days", context.now)
    since = context.now - timedelta(days=days)
    own = (access_log.c.actor_id == row.person_id, access_log.c.at >= since)
    counted = session.execute(
        select(access_log.c.outcome, func.count()).where(*own).group_by(access_log.c.outcome)
    ).all()
    number = {str(outcome): int(count) for outcome, count in counted}
    newest = session.execute(select(access_log).where(*own).order_by(access_log.c.id.desc()).limit(MOST)).all()
    rows = [
        [f"{one.at.astimezone(AGENCY_ZONE):%Y-%m-%d %H:%M}", one.verb, one.what, OUTCOMES[one.outcome]]
        for one in newest
    ]
    head = [
        ("人员", row.person_id),
        ("期间", f"{day_text(since)}至{day_text(context.now)}"),
        ("查阅次数", str(number.get("read", 0))),
        ("被拒次数", str(number.get("refused", 0))),
        ("所列", f"最近 {len(rows)} 次" if rows else ""),
    ]
    return issue_document(
        context,
        kind="data_access_record",
        subject_id=AGENCY,
        matter_id=row.id,
        sections=[
            facts("离职前的数据查阅", head, sample=True),
            listed("查阅明细", ["时间", "操作", "对象", "结果"], rows, widths=[3, 3, 4, 1]),
        ],
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(AGENCY_ZONE):%Y-%m-%d %H:%M}"
