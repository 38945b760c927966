"""Papers that a customer sends as pictures: sealed into the file of the case, beside what the agency issued."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers import privacy
from handlers.documents.content import LAYOUT, DocumentSpec, KeyValues, Picture, Section, as_json
from handlers.documents.issue import UNNAMED, Recipient
from handlers.documents.kinds import kind_of
from handlers.parameters import local_day
from handlers.people import health_subject
from handlers.records import Document
from handlers.words import day_text

KINDS_OF_PAPER = {
    "identity": "身份证件",
    "bank_card": "银行卡",
    "medical": "病历、诊断、体检等健康资料",
    "receipt": "发票、费用清单",
    "proof": "其他证明",
}
"""What a picture can show; `medical` is health data, sealed under the person's health key (DOMAIN §8)."""
HEALTH = "medical"
LETTERS = 10


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture as it is kept: JPEG, without what the camera wrote beside it."""

    jpeg: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.jpeg).hexdigest()


def keep_brought(
    session: Session,
    pictures: Sequence[Photograph],
    *,
    paper: str,
    customer_id: str,
    case_id: str,
    by: str,
    scanned: str,
    now: datetime,
) -> str:
    """Seal pictures of one paper into a case's file; gives the document's id.

    `paper`: a key of `KINDS_OF_PAPER`. `by`: the customer's link. `scanned`: what the scan for malware said, or that
    there was none. Raises `KeyError` for an unknown paper.
    """
    kind = kind_of("brought_health_paper" if paper == HEALTH else "brought_paper")
    facts = [("资料", KINDS_OF_PAPER[paper]), ("提交", day_text(now)), ("病毒扫描", scanned)]
    facts += [(f"图片 {number} SHA-256", one.sha256) for number, one in enumerate(pictures, start=1)]
    shown = [Picture(base64.b64encode(one.jpeg).decode(), one.width, one.height) for one in pictures]
    letters = base64.b32encode(secrets.token_bytes(LETTERS)).decode()[:LETTERS]
    spec = DocumentSpec(
        kind=kind.id,
        number=f"{kind.number}-{local_day(now).year}-{letters}",
        version=1,
        title=f"{kind.zh}：{KINDS_OF_PAPER[paper]}",
        title_en=kind.en,
        issued_at=now,
        issued_by="客户",
        agency=UNNAMED,
        sections=[Section("", [KeyValues(facts, columns=1), *shown])],
        about={"link": by},
    )
    sealed_under = health_subject(customer_id) if kind.holds_health else customer_id
    sealed = privacy.seal(session, sealed_under, as_json(spec), now)
    row = Document(
        id=f"DOC-{letters}{secrets.token_hex(3).upper()}",
        kind=kind.id,
        number=spec.number,
        version=1,
        layout=LAYOUT,
        title=spec.title,
        subject_id=customer_id,
        sealed_under=sealed_under,
        case_id=case_id,
        recipient=str(Recipient.BOTH),
        content=sealed,
        sha256=hashlib.sha256(sealed).hexdigest(),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id
