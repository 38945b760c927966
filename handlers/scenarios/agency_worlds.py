"""Worlds of reviews and meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from handlers.records import Meeting, MeetingAction
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
