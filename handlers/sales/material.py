"""Marketing material: submitted, checked against the word list, reviewed, used while approved (SOP 4.1.1b, 4.1.1c)."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.registry import HandlerContext, HandlerRegistry, Nothing
from handlers.notices import Notice, tell
from handlers.parameters import AGENCY_ZONE, days_later, local_day, sla_days, whole
from handlers.records import MarketingMaterial, MaterialHit, MaterialVersion
from handlers.records.marketing_material import MaterialStatus
from handlers.words import day_text

registry = HandlerRegistry()
SLA = ("review_material", "correct_material")
CHECKED = "checked"
OWN = "提交人不得审核自己的材料，请由另一人审核。"


@dataclass(frozen=True, slots=True)
class Submission:
    material_title: str
    material_channel: str
    material_text: str
    started_by: str = ""
    agent_id: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    material_id: str
    material_version: int
    material_plain: str
    submitted_by: str
    sla: dict[str, int]
    material_corrections: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the word list that met the text."""

    word: str
    category: str
    severity: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    material_id: str
    word_hits: list[Hit]
    """The last row is always there and says that the list was looked at."""


@dataclass(frozen=True, slots=True)
class Hits:
    hits_text: str
    is_blocked: bool
    material_corrections: str | None
    correct_by: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    material_id: str
    material_text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    material_version: int
    material_plain: str


@dataclass(frozen=True, slots=True)
class Review:
    material_id: str
    review_result: str
    valid_days: int | None = None
    review_corrections: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    material_result: str
    material_corrections: str | None
    material_valid_until: datetime | None
    correct_by: datetime


@dataclass(frozen=True, slots=True)
class MaterialEnd:
    material_id: str
    withdraw_reason: str | None = None


def approved_materials(session: Session, now: datetime) -> list[MarketingMaterial]:
    """What may be shown to the public at this moment; nothing else may (Order 2023-2 art 18)."""
    asked = select(MarketingMaterial).where(MarketingMaterial.status == MaterialStatus.APPROVED)
    rows = session.scalars(asked.where(MarketingMaterial.valid_until > now).order_by(MarketingMaterial.id))
    return list(rows)


def end_of_day(now: datetime, days: int) -> datetime:
    """The last moment of the agency's day so many days from now, aware UTC."""
    last = local_day(now) + timedelta(days=days)
    return datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=AGENCY_ZONE).astimezone(now.tzinfo)


def plain_words(text: str) -> str:
    """The text as the word list reads it: one width, one case, no blanks or signs between the characters."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum() or sign == "%")


@registry.handles("material.register", takes=Submission, gives=Submitted)
def register_material(given: Submission, context: HandlerContext) -> Submitted:
    """Keep the submitted wording as version 1."""
    by = given.started_by or given.agent_id or context.actor_id
    material = MarketingMaterial(
        id=context.new_id("MAT"),
        title=given.material_title,
        channel=given.material_channel,
        status=MaterialStatus.SUBMITTED,
        version=1,
        submitted_by=by,
        submitted_at=context.now,
    )
    context.session.add(material)
    context.session.flush()
    _write_version(context, material, given.material_text, by)
    plain = plain_words(f"{given.material_title}\n{given.material_text}")
    return Submitted(material.id, 1, plain, by, sla_days(context.session, context.now, SLA))


@registry.handles("material.correct", takes=Correction, gives=Corrected)
def correct_material(given: Correction, context: HandlerContext) -> Corrected:
    """Keep the corrected wording as the next version; it is checked from the beginning."""
    material = _material(context, given.material_id)
    material.version += 1
    material.status = MaterialStatus.SUBMITTED
    _write_version(context, material, given.material_text, context.actor_id)
    return Corrected(material.version, plain_words(f"{material.title}\n{given.material_text}"))


@registry.handles("material.record_hits", takes=Checked, gives=Hits)
def record_hits(given: Checked, context: HandlerContext) -> Hits:
    """Keep what the word list found; a forbidden word sends the text back with the reason."""
    material, hits = _material(context, given.material_id), [hit for hit in given.word_hits if hit.severity != CHECKED]
    for hit in hits:
        context.session.add(
            MaterialHit(
                id=context.new_id("MHT"),
                material_id=material.id,
                version=material.version,
                word=hit.word,
                category=hit.category,
                severity=hit.severity,
                reason=hit.reason,
            )
        )
    text = "\n".join(f"- “{hit.word}”：{hit.reason}" for hit in hits)
    is_blocked = any(hit.severity == "block" for hit in hits)
    if is_blocked:
        material.status = MaterialStatus.RETURNED
        _version(context, material).result = "blocked"
    due = days_later(context.session, "material_correct_days", context.now)
    return Hits(text or "没有命中词表。", is_blocked, text if is_blocked else None, due)


@registry.handles("material.record_review", takes=Review, gives=Reviewed)
def record_review(given: Review, context: HandlerContext) -> Reviewed:
    """Approve for a time, never longer than the parameter says, or return with what to correct."""
    material, session = _material(context, given.material_id), context.session
    version = _version(context, material)
    version.reviewed_by, version.reviewed_at = context.actor_id, context.now
    due = days_later(session, "material_correct_days", context.now)
    own = context.actor_id == material.submitted_by
    if given.review_result != "approve" or own:
        # Whoever holds both roles still may not approve the own material (SOP 4.1.1b, DESIGN §7).
        version.result, version.corrections = "rejected", OWN if own else given.review_corrections or ""
        material.status = MaterialStatus.RETURNED
        _tell(context, material, "宣传材料退回修改", f"《{material.title}》退回修改：{version.corrections}")
        return Reviewed("rejected", version.corrections, None, due)
    version.result, material.status, material.approved_at = "approved", MaterialStatus.APPROVED, context.now
    most = whole(session, "material_valid_max_days", context.now)
    asked = min(given.valid_days or most, most)
    material.valid_until = until = end_of_day(context.now, asked)
    _tell(
        context,
        material,
        "宣传材料批准使用",
        f"《{material.title}》第 {material.version} 版可以使用至{day_text(until)}。",
    )
    return Reviewed("approved", None, until, due)


@registry.handles("material.expire", takes=MaterialEnd, gives=Nothing)
def expire_material(given: MaterialEnd, context: HandlerContext) -> Nothing:
    """The approval ran out: everybody stops using it."""
    return _end(context, given, MaterialStatus.EXPIRED, "批准期届满", "agent")


@registry.handles("material.withdraw", takes=MaterialEnd, gives=Nothing)
def withdraw_material(given: MaterialEnd, context: HandlerContext) -> Nothing:
    """Compliance took the approval back before its time."""
    return _end(context, given, MaterialStatus.WITHDRAWN, given.withdraw_reason or "", "agent", "management")


@registry.handles("material.drop", takes=MaterialEnd, gives=Nothing)
def drop_material(given: MaterialEnd, context: HandlerContext) -> Nothing:
    """Nobody corrected it in time."""
    return _end(context, given, MaterialStatus.DROPPED, "逾期未修改", "agent")


def _end(context: HandlerContext, given: MaterialEnd, status: MaterialStatus, reason: str, *to: str) -> Nothing:
    material = _material(context, given.material_id)
    material.status, material.ended_at, material.end_reason = status, context.now, reason
    _tell(context, material, "宣传材料停止使用", f"《{material.title}》即日起不得使用：{reason}。", *to)
    return Nothing()


def _material(context: HandlerContext, material_id: str) -> MarketingMaterial:
    return context.session.get_one(MarketingMaterial, material_id)


def _version(context: HandlerContext, material: MarketingMaterial) -> MaterialVersion:
    asked = select(MaterialVersion).where(MaterialVersion.material_id == material.id)
    return context.session.scalars(asked.where(MaterialVersion.version == material.version)).one()


def _write_version(context: HandlerContext, material: MarketingMaterial, text: str, by: str) -> None:
    context.session.add(
        MaterialVersion(
            id=context.new_id("MTV"),
            material_id=material.id,
            version=material.version,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            written_by=by,
            written_at=context.now,
        )
    )
    context.session.flush()


def _tell(context: HandlerContext, material: MarketingMaterial, title: str, text: str, *to: str) -> None:
    notice = Notice(
        kind="material_review", title=title, text=text, agent_id=material.submitted_by, matter_id=material.id
    )
    tell(context, notice, *(to or ("agent",)))
