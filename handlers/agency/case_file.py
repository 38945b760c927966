"""The draft of a library case, for those who de-identify, review and approve it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from handlers.agency.good_cases import CATEGORIES, draft_of
from handlers.records import GoodCase
from handlers.sections import Line, Section

READERS = frozenset({"agent", "compliance", "operations", "underwriter", "claims", "management"})


class UnknownGoodCaseError(LookupError):
    """There is no library case with this id."""


def good_case_file(session: Session, case_id: str, roles: Collection[str]) -> list[Section]:
    """The draft as it stands. Raises `UnknownGoodCaseError`, and `ErasedError` when the person was erased."""
    row = session.get(GoodCase, case_id)
    if row is None:
        raise UnknownGoodCaseError(case_id)
    draft = draft_of(session, row) if READERS & frozenset(roles) else None
    if draft is None:
        return []
    lines = (
        Line("类别", CATEGORIES[row.category]),
        Line("标题", draft["title"]),
        Line("经过", draft["story"]),
        Line("启示", draft["lesson"]),
    )
    return [Section("案例草稿", lines)]
