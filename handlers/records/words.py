"""A closed vocabulary as a column: the enum's value as text, alike on both stores."""

from enum import StrEnum

from sqlalchemy import Enum

LENGTH = 20


def word(members: type[StrEnum]) -> Enum:
    """The column type of an enum. No native type and no check: a new member must not need a migration."""
    return Enum(
        members, native_enum=False, length=LENGTH, values_callable=lambda enum: [member.value for member in enum]
    )
