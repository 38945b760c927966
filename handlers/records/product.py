"""What may be sold, and its sample premium rates."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables import Base, Money


class Product(Base):
    __tablename__ = "products"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    """`life`, `critical_illness`, `medical`, `accident`; groups: `group_medical`, `employer_liability`, `property`."""
    customer_kind: Mapped[str] = mapped_column(default="individual")
    """Who may buy it: `individual` or `group`."""
    min_age: Mapped[int]
    max_age: Mapped[int]
    min_sum: Mapped[Decimal] = mapped_column(Money)
    max_sum: Mapped[Decimal] = mapped_column(Money)
    has_death_benefit: Mapped[bool]
    is_indemnity: Mapped[bool]
    """Reimburses cost: holding two is double insurance (Order 2023-2 art 28)."""
    grade: Mapped[int]
    """Product grade P1 to P5."""
    waiting_days: Mapped[int]
    cooling_off_days: Mapped[int]
    offered: Mapped[bool] = mapped_column(default=True)


class ProductRate(Base):
    """Yearly premium per 1,000 yuan of sum assured: a sample table, not a company's tariff."""

    __tablename__ = "product_rates"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    product_code: Mapped[str] = mapped_column(ForeignKey("products.code"))
    sex: Mapped[str]
    age_from: Mapped[int]
    age_to: Mapped[int]
    per_mille: Mapped[Decimal]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    mark: Mapped[str] = mapped_column(default="I")

    __table_args__ = (Index(None, "product_code", "sex", "age_from"),)
