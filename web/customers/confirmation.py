"""What a customer confirmed: the hash of exactly what was shown, when, from where, signed how."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from flask import request
from flask_babel import gettext

from engine.errors import AnswersRefused
from handlers.privacy import seal
from web.customers.identity import the_link
from web.i18n.locale import chosen_language
from web.site import site
from web.tables import CustomerConfirmation

Json = Any
SIGNED_FORMS = frozenset({"sign_application"})
"""Forms that are handed in with a signature. A diagram may also say so of an element: `sop:signature` = `true`."""
BEGIN, CONSENT, WITHDRAW = "begin:", "consent:", "withdraw:"
"""What is confirmed that is no task: the beginning of a process, a consent to a purpose, a withdrawal by a message."""
TYPED_NAME_KEYS = ("signed_name",)
PNG = "data:image/png;base64,"
MAX_SIGNATURE_BYTES = 300_000
SMALLEST_SIGNATURE_BYTES = 200
"""An empty canvas of any size packs smaller than a stroke; a picture under this is a dot or nothing."""


@dataclass(frozen=True, slots=True)
class Signature:
    """`drawn` with the PNG, `typed` with the name, or `submitted` without either."""

    method: str
    content: str | None = None


def digest(shown: Json) -> str:
    """SHA-256 (hex) over the canonical JSON of what a page shows."""
    return hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()


def read_signature(answers: Json) -> Signature:
    """The signature of the request. Raises `AnswersRefused` when there is none or it is no picture."""
    if request.form.get("way") == "type":
        name = (request.form.get("signature_name") or _typed_name(answers)).strip()
        if not name:
            raise _unsigned(gettext("请输入您的姓名作为签名。"))
        return Signature("typed", name[:60])
    image = request.form.get("signature_image", "")
    if not image.startswith(PNG) or not SMALLEST_SIGNATURE_BYTES < len(image) <= MAX_SIGNATURE_BYTES:
        raise _unsigned(gettext("请在签名区手写签名。"))
    if not base64.b64decode(image[len(PNG) :], validate=True).startswith(b"\x89PNG\r\n\x1a\n"):
        raise _unsigned(gettext("请在签名区手写签名。"))
    return Signature("drawn", image)


def keep(task_id: str, shown: Json, signature: Signature, now: datetime, *, case_id: str) -> CustomerConfirmation:
    """Write the evidence down before the step, so that it is there whatever happens after.

    `task_id`: the task, or `BEGIN` with the process, `WITHDRAW` with the message. `case_id`: empty until there is one.
    """
    link = the_link()
    with site().writing() as rows:
        made = CustomerConfirmation(
            id=f"confirmation-{secrets.token_hex(8)}",
            link_id=link.id,
            case_id=case_id,
            task_id=task_id,
            confirmed_at=now,
            remote_address=request.remote_addr or "",
            language=chosen_language(),
            method=signature.method,
            shown_sha256=digest(shown),
            sealed_shown=seal(rows, link.customer_id, shown, now),
            sealed_signature=seal(rows, link.customer_id, signature.content, now) if signature.content else None,
        )
        rows.add(made)
    return made


def accept(confirmation_id: str, now: datetime, *, case_id: str = "") -> None:
    """The engine has taken the step. `case_id`: of the case that it began."""
    with site().writing() as rows:
        row = rows.get_one(CustomerConfirmation, confirmation_id)
        row.accepted_at, row.case_id = now, case_id or row.case_id


def _typed_name(answers: Json) -> str:
    inner = answers.get("answers") if isinstance(answers.get("answers"), dict) else answers
    return str(next((inner[key] for key in TYPED_NAME_KEYS if inner.get(key)), ""))


def _unsigned(sentence: str) -> AnswersRefused:
    return AnswersRefused(errors={"": [sentence]})
