"""What a customer can begin: every message start of a deployed process that carries a form for customers.

Four properties of the start event say it, so a process owner adds a way in without code:
`sop:customer-form` the form · `sop:customer-start` the words on the button · `sop:customer-about` `person` (the
default), `policy`, or `cooling_off` (a policy that can still be given back) · `sop:customer-who` which of
`policyholder insured` may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.errors import NotFound
from engine.views import MessageStart
from web.customers.policies import OwnPolicy
from web.site import site

FORM, WORDS, ABOUT, WHO = "sop:customer-form", "sop:customer-start", "sop:customer-about", "sop:customer-who"
PERSON, POLICY, COOLING_OFF = "person", "policy", "cooling_off"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be begun. `who`: the roles on a policy that may."""

    process_id: str
    deployment_id: int
    message: str
    form_id: str
    words: str
    about: str
    who: frozenset[str]

    def fits(self, policy: OwnPolicy, now: datetime) -> bool:
        """Whether it can be begun for this policy now."""
        if self.about == PERSON or not self.who & policy.roles:
            return False
        return self.about == POLICY or policy.can_be_given_back(now)


def offers() -> list[Offer]:
    """All that customers can begin, by process id."""
    starts = site().engine.queries.message_starts()
    return [_offer(start) for start in starts if FORM in start.properties]


def offer_of(process_id: str) -> Offer:
    """The offer of one process. Raises `NotFound` when customers cannot begin it."""
    for offer in offers():
        if offer.process_id == process_id:
            return offer
    raise NotFound(what="process", id=process_id)


def _offer(start: MessageStart) -> Offer:
    said = start.properties
    return Offer(
        start.process_id,
        start.deployment_id,
        start.message,
        said[FORM],
        said.get(WORDS, start.name),
        said.get(ABOUT, PERSON),
        frozenset(said.get(WHO, "policyholder").split()),
    )
