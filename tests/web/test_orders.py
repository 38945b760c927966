"""What diagrams have the installation do through the outbox: at once, again without harm, and the case is told."""

from __future__ import annotations

from engine.clock import ManualClock
from engine.engine import Engine
from engine.outbox import Outgoing
from engine.store.store import Store
from tests.web.conftest import AGENT, LogIn
from web.accounts.operations import find_account
from web.orders import Orders


def order(engine: Engine, kind: str, payload: dict[str, object]) -> list[tuple[str, str, dict[str, object]]]:
    """Carry one out twice; gives what was answered."""
    told = []
    orders = Orders()
    orders.attach(engine)
    correlate = engine.correlate

    def hear(name, key, said, by, **more):  # type: ignore[no-untyped-def]
        told.append((name, key, said))
        return correlate(name, key, said, by, **more)

    engine.correlate = hear  # type: ignore[method-assign]
    for _ in range(2):
        orders.senders()[kind](Outgoing(kind, payload, "one"))
    return told


def test_a_leavers_access_dies_and_the_tasks_go_back(
    log_in: LogIn, engine: Engine, store: Store, clock: ManualClock, quote: str
) -> None:
    leaver = log_in("li.na")
    (task,) = engine.queries.open_tasks(case_id=quote, limit=1)
    engine.claim(task.id, AGENT)
    told = order(engine, "revoke_access", {"revocation_id": "RVC-1", "person_id": "li.na"})
    assert leaver.get("/inbox").status_code == 302
    with store.session() as rows:
        assert find_account(rows, "li.na").disabled_at == clock.now()
    assert engine.queries.open_tasks(holder="li.na", limit=1) == ()
    assert [said["tasks_released"] for _, _, said in told] == [1, 0]
    assert told[0][:2] == ("access_revoked", "RVC-1")


def test_an_account_that_never_was_is_told(engine: Engine) -> None:
    told = order(engine, "revoke_access", {"revocation_id": "RVC-2", "person_id": "nobody"})
    assert told[0][2] == {"tasks_released": 0, "has_account": False}


def test_only_ended_cases_lose_their_keys_and_the_verifier_is_asked(engine: Engine, quote: str) -> None:
    running = order(engine, "erase_cases", {"destruction_id": "DST-1", "cases": [quote]})
    assert [said["cases_erased"] for _, _, said in running] == [0, 0]
    engine.cancel(quote, AGENT, "given up")
    told = order(engine, "erase_cases", {"destruction_id": "DST-2", "cases": [quote]})
    assert told == [("cases_erased", "DST-2", {"cases_erased": 1, "is_intact": True})] * 2
