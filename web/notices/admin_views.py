"""The administrator's pages of notices: which ways work, where people and roles are reached, what did not arrive."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.errors import BadInput, NotFound
from web.accounts import operations
from web.accounts.login import me
from web.i18n.locale import LANGUAGES
from web.i18n.words import role_word
from web.notices.addresses import addresses_of, remove_address, set_address
from web.notices.courier import deliveries_of, topics_of
from web.notices.kinds import GROUP_TOPICS, GROUPS, OUTSIDE, ROLE_READER, Channel, reader_of_role
from web.notices.preferences import preferences_of, save_preferences
from web.notices.sending import Address
from web.notices.views import SAY, channel_of, read_preferences, send_test
from web.permissions import ROLES, Permission, needs
from web.security import limiter
from web.site import site

blueprint = Blueprint("addresses", __name__, url_prefix="/notices/addresses")


@blueprint.get("")
@needs(Permission.ACCOUNTS_READ)
def show_all() -> ResponseReturnValue:
    """Every account and role with what reaches it, and the last messages of everybody."""
    with site().reading() as rows:
        people = [(account.id, account.name) for account in operations.list_accounts(rows) if not account.disabled_at]
        readers = [*people, *((reader_of_role(role), role_word(role)) for role in ROLES)]
        kept, deliveries = addresses_of(rows, [reader for reader, _ in readers]), deliveries_of(rows)
        return render_template(
            "notices/addresses.html",
            readers=[(reader, name, {c: kept[reader, c].hint for c in OUTSIDE if (reader, c) in kept})
                     for reader, name in readers],
            people=len(people),
            ready=site().courier.ready,
            deliveries=deliveries,
            topics_told=topics_of(rows, deliveries),
            names=dict(readers),
            **SAY,
        )  # fmt: skip


@blueprint.get("/<reader>")
@needs(Permission.ACCOUNTS_READ)
def show(reader: str) -> ResponseReturnValue:
    return _page(reader)


@blueprint.post("/<reader>")
@needs(Permission.ACCOUNTS_MANAGE)
def change(reader: str) -> ResponseReturnValue:
    """Set the address of one channel, or remove it where the form says so."""
    _name_of(reader)
    said, now = request.form, site().now()
    channel = channel_of(said.get("channel", ""))
    address = Address(said.get("to", "").strip(), said.get("secret", "").strip())
    try:
        with site().writing() as rows:
            if "remove" in said:
                remove_address(rows, reader, channel, by=me().id, now=now)
            else:
                set_address(rows, reader, channel, address, by=me().id, now=now, settings=site().settings)
    except BadInput:
        return _page(reader, refused=channel), 422
    flash(gettext("已保存。"))
    return redirect(url_for("addresses.show", reader=reader))


@blueprint.post("/<reader>/preferences")
@needs(Permission.ACCOUNTS_MANAGE)
def choose(reader: str) -> ResponseReturnValue:
    """What the group of a role is told; a person chooses in person."""
    if not reader.startswith(ROLE_READER):
        raise NotFound(what="role", id=reader)
    _name_of(reader)
    try:
        wanted = read_preferences(GROUPS, GROUP_TOPICS)
        with site().writing() as rows:
            save_preferences(rows, reader, wanted)
    except (BadInput, ValueError):
        return _page(reader, refusal=gettext("请把时间填完整：免打扰要有开始和结束。")), 422
    flash(gettext("已保存。"))
    return redirect(url_for("addresses.show", reader=reader))


@blueprint.post("/<reader>/test")
@needs(Permission.ACCOUNTS_MANAGE)
@limiter.limit("6 per minute")
def test(reader: str) -> ResponseReturnValue:
    _name_of(reader)
    send_test(reader)
    return redirect(url_for("addresses.show", reader=reader, _anchor="deliveries"))


def _name_of(reader: str) -> str:
    """What the reader is called. Raises `NotFound`."""
    if reader.startswith(ROLE_READER):
        role = reader.removeprefix(ROLE_READER)
        if role not in ROLES:
            raise NotFound(what="role", id=role)
        return role_word(role)
    with site().reading() as rows:
        return operations.find_account(rows, reader).name


def _page(reader: str, refused: Channel | None = None, refusal: str = "") -> str:
    name, is_role = _name_of(reader), reader.startswith(ROLE_READER)
    with site().reading() as rows:
        deliveries = deliveries_of(rows, reader)
        return render_template(
            "notices/address.html",
            reader=reader,
            name=name,
            is_role=is_role,
            channels=GROUPS if is_role else OUTSIDE,
            addresses={channel: row for (_, channel), row in addresses_of(rows, [reader]).items()},
            wanted=preferences_of(rows, [reader])[reader],
            ready=site().courier.ready,
            hosts=site().settings.webhook_hosts,
            deliveries=deliveries,
            topics_told=topics_of(rows, deliveries),
            topics=GROUP_TOPICS,
            refused=refused,
            refusal=refusal,
            languages=LANGUAGES,
            **SAY,
        )
