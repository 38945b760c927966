"""What a reader wants to be told, by which channel, how soon, and when not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from engine.errors import BadInput
from engine.store.many import among
from web.i18n.locale import DEFAULT, LANGUAGES
from web.notices.kinds import Channel, Pace, Topic, default_pace
from web.notices.quiet_hours import DIGEST_HOUR, Hours
from web.notices.tables import NoticeChoice, NoticePreference

LAST_HOUR, LAST_MINUTE = 23, 24 * 60 - 1
Choices = Mapping[tuple[Topic, Channel], Pace]


@dataclass(frozen=True, slots=True)
class Preferences:
    """Of one reader. `choices` holds only what differs from the default."""

    hours: Hours = field(default_factory=Hours)
    language: str = DEFAULT
    choices: Choices = field(default_factory=dict)

    def pace(self, topic: Topic, channel: Channel) -> Pace:
        return self.choices.get((topic, channel), default_pace(topic, channel))


def preferences_of(rows: Session, readers: Iterable[str]) -> dict[str, Preferences]:
    """By reader; who has chosen nothing has the defaults."""
    wanted = list(dict.fromkeys(readers))
    asked = select(NoticePreference).where(NoticePreference.reader.in_(wanted))
    kept = {row.reader: row for row in rows.scalars(asked)}
    chosen = choices_of(rows.connection(), wanted)
    return {
        reader: Preferences(_hours(kept.get(reader)), _language(kept.get(reader)), chosen.get(reader, {}))
        for reader in wanted
    }


def choices_of(connection: Connection, readers: Iterable[str]) -> dict[str, dict[tuple[Topic, Channel], Pace]]:
    """What differs from the default, by reader."""
    table = NoticeChoice.__table__.c
    mine = among(connection, table.reader, list(readers))
    asked = select(table.reader, table.topic, table.channel, table.pace).where(mine)
    found: dict[str, dict[tuple[Topic, Channel], Pace]] = {}
    for reader, topic, channel, pace in connection.execute(asked):
        found.setdefault(reader, {})[Topic(topic), Channel(channel)] = Pace(pace)
    return found


def readers_who_want(connection: Connection, topic: Topic) -> frozenset[str]:
    """Who has switched a topic on anywhere that is off by default."""
    table = NoticeChoice.__table__.c
    asked = select(table.reader).where(table.topic == topic.value, table.pace != Pace.OFF.value)
    return frozenset(connection.scalars(asked))


def save_preferences(rows: Session, reader: str, wanted: Preferences) -> None:
    """Keep a reader's preferences instead of the earlier ones. Raises `BadInput`."""
    hours = wanted.hours
    minutes = [each for each in (hours.quiet_from, hours.quiet_until) if each is not None]
    if not 0 <= hours.digest_hour <= LAST_HOUR or any(not 0 <= each <= LAST_MINUTE for each in minutes):
        raise BadInput("that is no time of day")
    if len(minutes) == 1:
        raise BadInput("quiet hours have a beginning and an end")
    if wanted.language not in LANGUAGES:
        raise BadInput("that language is not spoken")
    rows.merge(
        NoticePreference(
            reader=reader, digest_hour=hours.digest_hour, quiet_from=hours.quiet_from, quiet_until=hours.quiet_until,
            working_days_only=hours.working_days_only, urgent_breaks_quiet=hours.urgent_breaks_quiet,
            language=wanted.language,
        )
    )  # fmt: skip
    rows.execute(delete(NoticeChoice).where(NoticeChoice.reader == reader))
    rows.add_all(
        NoticeChoice(reader=reader, topic=topic.value, channel=channel.value, pace=pace.value)
        for (topic, channel), pace in wanted.choices.items()
        if pace is not default_pace(topic, channel)
    )
    rows.flush()


def _hours(row: NoticePreference | None) -> Hours:
    if row is None:
        return Hours(DIGEST_HOUR)
    return Hours(row.digest_hour, row.quiet_from, row.quiet_until, row.working_days_only, row.urgent_breaks_quiet)


def _language(row: NoticePreference | None) -> str:
    return DEFAULT if row is None else row.language
