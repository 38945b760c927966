"""What a diagram has the installation itself do, through the outbox: end a leaver's access, destroy cases' keys.

Handlers know no accounts and cannot reach the engine; they queue an order in the step's own transaction, this carries
it out after the commit and answers with a message to the case that waits. The outbox delivers at least once: each
order may be carried out again and changes nothing then, and the same answer is heard once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from engine.actor import Actor, ActorKind, Channel
from engine.commands.cases import CaseStillRunning
from engine.engine import Engine
from engine.errors import NotFound
from engine.outbox import Outgoing, Sender
from engine.store.keys import CaseErased
from web.accounts.leaving import dismiss

INSTALLATION = Actor("system", ActorKind.SYSTEM, Channel.SCHEDULER, frozenset({"admin"}), "system")
"""Acts on nobody's behalf: the case says who approved what it does."""
KEPT = timedelta(days=30)


class Orders:
    """Carries out orders on the engine, which is attached once it is open: it wants its senders before."""

    _engine: Engine

    def attach(self, engine: Engine) -> None:
        """Say on what orders are carried out. Nothing can be sent before."""
        self._engine = engine

    def senders(self) -> Mapping[str, Sender]:
        """What the engine's outbox hands over, by kind (`handlers/governance/`)."""
        return {"revoke_access": self._revoke_access, "erase_cases": self._erase_cases}

    def _revoke_access(self, outgoing: Outgoing) -> None:
        """The account, its sessions and its claims die (SOP 5.2); no account of that name: nothing to end."""
        try:
            released, has_account = dismiss(self._engine, outgoing.payload["person_id"], INSTALLATION), True
        except NotFound:
            released, has_account = 0, False
        said: dict[str, int | bool] = {"tasks_released": released, "has_account": has_account}
        self._answer("access_revoked", outgoing.payload["revocation_id"], said, outgoing)

    def _erase_cases(self, outgoing: Outgoing) -> None:
        """Destroy the keys of ended cases, then ask the verifier about every one of them."""
        destruction, erased, intact = outgoing.payload["destruction_id"], 0, True
        for case_id in outgoing.payload["cases"]:
            try:
                self._engine.erase(case_id, INSTALLATION, f"destruction {destruction}")
            except CaseErased:
                pass  # by the same order, before a crash
            except CaseStillRunning:
                continue
            erased += 1
            intact = intact and all(verdict.intact for verdict in self._engine.verify(case_id))
        self._answer("cases_erased", destruction, {"cases_erased": erased, "is_intact": intact}, outgoing)

    def _answer(self, name: str, key: str, said: dict[str, int | bool], outgoing: Outgoing) -> None:
        message_id = f"answer.{outgoing.idempotency_key}"
        self._engine.correlate(name, key, said, INSTALLATION, message_id=message_id, ttl=KEPT)
