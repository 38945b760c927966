"""The statutory clock of a claim: 30 days to determine, standing from the one-time notice until the papers come.

Insurance Law arts 22, 23, 25; Interp. II art 15. Whole calendar days: a period ends with its last day's last moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.breaches import record_breach
from handlers.claims.claim_file import find_claim
from handlers.claims.letters import LEAD, About, say
from handlers.parameters import AGENCY_ZONE, local_day, whole
from handlers.records import Breach, Claim, ClaimPause
from handlers.words import day_text

registry = HandlerRegistry()
DETERMINATION, ADVANCE = "claim_determination_days", "claim_advance_days"


@dataclass(frozen=True, slots=True)
class Clock:
    determination_due_at: datetime
    determination_warn_at: datetime
    advance_due_at: datetime
    clock_text: str


def end_of(day: date, now: datetime) -> datetime:
    """The last moment of a calendar day of the agency, aware, in the zone of `now`."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=AGENCY_ZONE).astimezone(now.tzinfo)


def paused_days(session: Session, claim: Claim, now: datetime) -> int:
    """Calendar days that the clock stood; a pause that still runs counts until today."""
    rows = session.scalars(select(ClaimPause).where(ClaimPause.claim_id == claim.id))
    return sum((local_day(row.ended_at or now) - local_day(row.began_at)).days for row in rows)


def begin_pause(context: HandlerContext, claim: Claim, reason: str) -> None:
    """The one-time notice was delivered: the clock stands."""
    pause = ClaimPause(id=context.new_id("CPS"), claim_id=claim.id, reason=reason, began_at=context.now)
    context.session.add(pause)
    context.session.flush()


def running_pause(session: Session, claim: Claim) -> ClaimPause | None:
    """The newest pause, whether it ended or not."""
    newest = select(ClaimPause).where(ClaimPause.claim_id == claim.id).order_by(ClaimPause.began_at.desc())
    return session.scalar(newest.limit(1))


def set_clock(context: HandlerContext, claim: Claim) -> Clock:
    """Compute the due dates anew from first receipt and pauses, and write them to the claim."""
    session = context.session
    if claim.first_received_at is None:
        raise LookupError(f"no papers were received for {claim.number}: its clock has not begun")
    start = local_day(claim.first_received_at) + timedelta(days=paused_days(session, claim, context.now))
    anchor = claim.first_received_at
    due = end_of(start + timedelta(days=whole(session, DETERMINATION, anchor)), context.now)
    advance = end_of(start + timedelta(days=whole(session, ADVANCE, anchor)), context.now)
    warn = due - timedelta(days=whole(session, "claim_warn_days_before", context.now))
    claim.determination_due_at, claim.advance_due_at = due, advance
    return Clock(due, max(warn, context.now), advance, f"法定核定期限 {day_text(due)}")


def missed(
    context: HandlerContext, claim: Claim, code: str, what: str, due_at: datetime, matter_id: str | None = None
) -> bool:
    """Record a missed limit and tell who must know (SOP 5.1, 5.4); False when it was recorded before.

    `code`: the parameter that holds the limit; `matter_id`: what is late, the claim unless told.
    """
    matter = matter_id or claim.id
    known = context.session.scalar(select(Breach.id).where(Breach.code == code, Breach.matter_id == matter))
    record_breach(
        context, code, f"理赔 {claim.number} {what}", clause="5.4", matter_id=matter, due_at=due_at,
        policy_id=claim.policy_id, agent_id=claim.agent_id, tells=(LEAD, "compliance", "management"),
    )  # fmt: skip
    return known is None


@registry.handles("claim.warn_clock", takes=About, gives=Nothing)
def warn_of_clock(given: About, context: HandlerContext) -> Nothing:
    """The determination limit nears: the lead of claims is told (5.4)."""
    claim = find_claim(context.session, given.claim_id)
    text = f"理赔 {claim.number} 尚未核定，法定期限 {_due(claim.determination_due_at)}，请即督办。"
    say(context, claim, "claim_clock_warning", "核定期限预警", text, LEAD, "claims")
    return Nothing()


@registry.handles("claim.record_overrun", takes=About, gives=Nothing)
def record_overrun(given: About, context: HandlerContext) -> Nothing:
    """The determination limit was missed: a recorded breach, told to the lead and to the customer with the reason."""
    claim = find_claim(context.session, given.claim_id)
    if claim.determination_due_at is None:
        raise LookupError(f"{claim.number} has no determination limit")
    if missed(context, claim, DETERMINATION, "核定", claim.determination_due_at):
        text = f"理赔 {claim.number} 的核定需要更长时间，我们已督促办理；逾期造成的损失由我们依法承担。"
        say(context, claim, "claim_progress", "理赔进度", text)
    return Nothing()


def _due(moment: datetime | None) -> str:
    return day_text(moment) if moment else ""
