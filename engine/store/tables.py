"""Conventions of every table: one metadata, names of constraints, and the column types that both stores keep alike.

The handlers declare their records on the same `Base`, so a record and the step that wrote it share a transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


class UtcTime(TypeDecorator[datetime]):
    """An aware time. Kept in UTC; a naive one is refused, because nobody could say what it meant."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else DateTime())

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _to_postgresql if dialect.name == "postgresql" else _to_sqlite

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        return _from_postgresql if dialect.name == "postgresql" else _from_sqlite


def _to_postgresql(value: datetime | None) -> datetime | None:
    return None if value is None else _aware(value).astimezone(UTC)


@lru_cache(maxsize=256)
def _to_sqlite(value: datetime | None) -> str | None:
    # The text that SQLAlchemy's own DateTime writes, so that both compare alike; every step binds its own time often.
    if value is None:
        return None
    return _aware(value).astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no time zone")
    return value


def _from_postgresql(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _from_sqlite(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class Money(TypeDecorator[Decimal]):
    """An amount of yuan with two places, kept as whole fen: exact and summable on both stores. Never rounded here."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        fen = Decimal(value) * 100
        if fen != fen.to_integral_value():
            raise ValueError(f"{value} is not a whole number of fen")
        return int(fen)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Exact(TypeDecorator[Decimal]):
    """A decimal of any digits (a rate, a factor), kept as text: exact, not for sums or sorting in SQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(Decimal(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """Base of every mapped class. `Mapped[datetime]` is a `UtcTime`, `Mapped[Decimal]` an `Exact`."""

    metadata = metadata
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own hook
        datetime: UtcTime,
        date: Date,
        Decimal: Exact,
        str: Text,
    }


_migrations: list[Path] = [Path(__file__).parent / "migrations" / "versions"]


def register_migrations(folder: Path) -> None:
    """Add a folder of Alembic revisions (a branch of its own) to what `Store.migrate` runs."""
    if folder not in _migrations:
        _migrations.append(folder)


def migration_folders() -> tuple[Path, ...]:
    """Where the revisions are: the engine's own folder first."""
    return tuple(_migrations)
