"""How the policy stands: pledged, frozen, lost, issued anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from handlers.parameters import parameter
from handlers.servicing.operations.effect import Against, Effect, Scene, operation, required, set_columns


def _marks(scene: Scene, values: dict[str, Any], money_in: Decimal = Decimal(0)) -> Effect:
    before = {name: _text(getattr(scene.policy, name)) for name in values}
    after = {name: _text(value) for name, value in values.items()}
    return Effect(before=before, after=after, money_in=money_in, write=set_columns(scene.policy, values))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


@operation("pledge")
def pledge(scene: Scene) -> Effect:
    """To a bank, with the insured's written consent (Insurance Law art 34(2))."""
    if scene.policy.pledged_to is not None:
        raise Against("already_pledged")
    return _marks(scene, {"pledged_to": required(scene.change.pledgee)})


@operation("unpledge")
def unpledge(scene: Scene) -> Effect:
    if scene.policy.pledged_to is None:
        raise Against("not_pledged")
    return _marks(scene, {"pledged_to": None})


@operation("freeze")
def freeze(scene: Scene) -> Effect:
    """On an official letter: nothing moves until it is lifted."""
    required(scene.change.letter_no)
    if scene.policy.frozen_at is not None:
        raise Against("already_so")
    return _marks(scene, {"frozen_at": scene.context.now})


@operation("unfreeze")
def unfreeze(scene: Scene) -> Effect:
    required(scene.change.letter_no)
    if scene.policy.frozen_at is None:
        raise Against("not_frozen")
    return _marks(scene, {"frozen_at": None})


@operation("lost_report")
def report_lost(scene: Scene) -> Effect:
    if scene.policy.lost_reported_at is not None:
        raise Against("already_so")
    return _marks(scene, {"lost_reported_at": scene.context.now})


@operation("lost_lift")
def lift_lost_report(scene: Scene) -> Effect:
    if scene.policy.lost_reported_at is None:
        raise Against("already_so")
    return _marks(scene, {"lost_reported_at": None})


@operation("reissue")
def reissue(scene: Scene) -> Effect:
    """A new paper in the place of a lost one, for a fee; surrender rests for a while (sample rule)."""
    fee = Decimal(parameter(scene.session, "reissue_fee", scene.context.now))
    return _marks(scene, {"reissued_at": scene.context.now, "lost_reported_at": None}, fee)
