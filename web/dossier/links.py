"""From a case to the dossiers it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web.customers.people import customers_of
from web.dossier.words import CLAIM, CUSTOMER, KIND_WORDS, POLICY


@dataclass(frozen=True, slots=True)
class DossierLink:
    """A dossier and what it is called."""

    kind: str
    id: str
    words: str


def dossiers_of(variables: Mapping[str, Any]) -> list[DossierLink]:
    """The dossiers of the customer, the policy and the claim that these variables of a case name."""
    named = {CUSTOMER: customers_of([variables])[0], **{kind: variables.get(f"{kind}_id") for kind in (POLICY, CLAIM)}}
    return [DossierLink(kind, str(id_), str(KIND_WORDS[kind])) for kind, id_ in named.items() if id_]
