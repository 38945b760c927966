"""From a case to the dossiers it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web.accounts.login import me
from web.cases.reading import my_readable
from web.customers.people import customers_of
from web.dossier.subject import may_open
from web.dossier.words import CLAIM, CUSTOMER, KIND_WORDS, POLICY
from web.permissions import Permission
from web.site import site


@dataclass(frozen=True, slots=True)
class DossierLink:
    """A dossier and what it is called."""

    kind: str
    id: str
    words: str


def dossiers_of(variables: Mapping[str, Any]) -> list[DossierLink]:
    """The dossiers of the customer, the policy and the claim that these variables name, which the reader may open."""
    named = {CUSTOMER: customers_of([variables])[0], **{kind: variables.get(f"{kind}_id") for kind in (POLICY, CLAIM)}}
    links = [DossierLink(kind, str(id_), str(KIND_WORDS[kind])) for kind, id_ in named.items() if id_]
    if not links or not me().may(Permission.CASES_READ):
        return []
    may = my_readable()
    with site().reading() as rows:
        return [link for link in links if may_open(rows, link.kind, link.id, may)]
