"""Up to which product grade a seller may sell, dated (Order 2023-2 arts 15, 16)."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base


class AgentGrade(Base):
    """The newest row whose day has come holds; without one the parameter `agent_grade_default` does."""

    __tablename__ = "agent_grades"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    grade: Mapped[int]
    """1 to 5, as products are graded P1 to P5."""
    valid_from: Mapped[date]
    granted_by: Mapped[str]
    matter_id: Mapped[str | None]
    """What it was granted in: a training, an appraisal."""

    __table_args__ = (Index(None, "person_id", "valid_from"),)
