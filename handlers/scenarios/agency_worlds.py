"""Worlds of reviews and meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from handlers.records import BusinessReview, GoodCase, Meeting, MeetingAction, ReviewMeasure
from handlers.records.business_review import MeasureStatus, ReviewStatus
from handlers.records.good_case import GoodCaseStatus
from handlers.records.meeting import ActionStatus, MeetingStatus
from handlers.scenarios.worlds import world

Json = Any


@world("open_meeting_action")
def open_meeting_action(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:  # noqa: ARG001
    """Last month's meeting left one action of operations undone."""
    at = now - timedelta(days=28)
    meeting = Meeting(
        id="MTG-WORLD",
        number="LH-WORLD",
        called_at=at,
        hold_by=at,
        agenda="无未决事项；通报各部门情况",
        status=MeetingStatus.SIGNED,
    )
    session.add(meeting)
    session.flush()
    action = MeetingAction(
        id="MTA-WORLD",
        meeting_id=meeting.id,
        action="上月的核对清单",
        owner="operations",
        due_on=date(2026, 2, 20),
        status=ActionStatus.OVERDUE,
    )
    session.add(action)
    session.flush()
    return {"earlier_meeting_id": meeting.id}


@world("open_review_measures")
def open_review_measures(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:  # noqa: ARG001
    """An earlier review of the agent left two measures that no review has checked."""
    review = BusinessReview(
        id="BRV-WORLD",
        number="FP-WORLD",
        agent_id="agent.li",
        period="month",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 31),
        figures={},
        problems=[],
        opened_at=now,
        due_at=now,
        status=ReviewStatus.SIGNED,
    )
    session.add(review)
    session.flush()
    for number, (action, status) in enumerate(
        (("完善客户记录", MeasureStatus.DONE), ("开展讲座", MeasureStatus.OPEN)), start=1
    ):
        session.add(
            ReviewMeasure(
                id=f"BRM-WORLD{number}",
                review_id=review.id,
                agent_id="agent.li",
                action=action,
                owner="agent",
                due_on=date(2026, 2, 20 + number),
                status=status,
            )
        )
    session.flush()
    return {"earlier_review_id": review.id}


@world("published_case")
def published_case(session: Session, given: Mapping[str, Json], now: datetime) -> dict[str, Json]:  # noqa: ARG001
    """A case that stands in the library."""
    row = GoodCase(
        id="GCS-WORLD",
        number="AL-WORLD",
        category="service",
        proposed_by="agent.li",
        proposed_at=now,
        title="回访发现缺口",
        story="回访时发现保额不足。",
        lesson="先问变化。",
        published_at=now,
        status=GoodCaseStatus.PUBLISHED,
    )
    session.add(row)
    session.flush()
    return {"good_case_no": row.number}
