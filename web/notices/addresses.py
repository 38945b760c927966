"""Where people are reached outside: set by the administrator, sealed, never shown again.

An account's addresses lie under the account's own key, which is destroyed when its owner leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import BadInput
from handlers import privacy
from web.accounts import second_factor
from web.accounts.events import Event, record_event
from web.notices.kinds import GROUPS, ROLE_READER, Channel
from web.notices.sending import Address, CannotSend
from web.notices.tables import NoticeAddress
from web.notices.webhooks import allowed
from web.settings import Settings

LONGEST = 500
_MAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+")


def set_address(
    rows: Session, reader: str, channel: Channel, address: Address, *, by: str, now: datetime, settings: Settings
) -> None:
    """Keep where a channel reaches a reader. Raises `BadInput` for an address that would never be written to."""
    require_usable(reader, channel, address, settings)
    sealed = privacy.seal(rows, subject(reader), {"to": address.to, "secret": address.secret}, now)
    rows.merge(
        NoticeAddress(
            reader=reader, channel=channel.value, sealed=sealed, hint=hint_of(channel, address), set_by=by, set_at=now
        )
    )
    _record(rows, reader, channel, by, now, is_set=True)


def remove_address(rows: Session, reader: str, channel: Channel, *, by: str, now: datetime) -> None:
    """Forget it; nothing happens where there is none."""
    row = rows.get(NoticeAddress, (reader, channel.value))
    if row is not None:
        rows.delete(row)
        _record(rows, reader, channel, by, now, is_set=False)


def require_usable(reader: str, channel: Channel, address: Address, settings: Settings) -> None:
    """Raise `BadInput` unless the channel could write there."""
    is_role = reader.startswith(ROLE_READER)
    if len(address.to) > LONGEST or len(address.secret) > LONGEST or not address.to.isprintable():
        raise BadInput("the address is too long, or holds signs that no address has")
    if channel is Channel.PAGE or (is_role and channel not in GROUPS):
        raise BadInput("that channel has no addresses")
    if channel is Channel.EMAIL:
        if not _MAIL.fullmatch(address.to):
            raise BadInput("that is no e-mail address")
        return
    try:
        allowed(address.to, settings)
    except CannotSend as refused:
        raise BadInput("only HTTPS addresses of hosts on the installation's list are posted to") from refused


def address_of(rows: Session, reader: str, channel: Channel) -> Address | None:
    """Where the channel reaches the reader; None: nowhere, or the reader's key is gone."""
    row = rows.get(NoticeAddress, (reader, channel.value))
    if row is None:
        return None
    try:
        return Address(**privacy.unseal(rows, subject(reader), row.sealed))
    except privacy.ErasedError:
        return None


def addresses_of(rows: Session, readers: Iterable[str]) -> dict[tuple[str, Channel], NoticeAddress]:
    """What is kept of these readers' addresses, without the addresses."""
    found = rows.scalars(select(NoticeAddress).where(NoticeAddress.reader.in_(list(readers))))
    return {(row.reader, Channel(row.channel)): row for row in found}


def hint_of(channel: Channel, address: Address) -> str:
    """`l***@agency.example`, `oapi.dingtalk.com …4f2a`: enough to tell two apart."""
    if channel is Channel.EMAIL:
        name, _, domain = address.to.rpartition("@")
        return f"{name[:1]}***@{domain}"
    return f"{urlsplit(address.to).hostname} …{address.to[-4:]}"


def subject(reader: str) -> str:
    """Whose key seals it."""
    return f"notices:{reader}" if reader.startswith(ROLE_READER) else second_factor.subject(reader)


def _record(rows: Session, reader: str, channel: Channel, by: str, now: datetime, *, is_set: bool) -> None:
    event = Event.NOTICE_ADDRESS_SET if is_set else Event.NOTICE_ADDRESS_REMOVED
    record_event(rows, reader, by, event, now, channel=channel.value)
