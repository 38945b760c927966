from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag

from engine.store.keys import MasterKey, WrongMasterKey
from handlers import privacy

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_what_was_sealed_opens_again_and_is_not_readable_at_rest(session):
    sealed = privacy.seal(session, "CUS-1", {"name": "张伟"}, NOW)
    assert "张伟".encode() not in sealed
    assert privacy.unseal(session, "CUS-1", sealed) == {"name": "张伟"}


def test_a_value_moved_to_another_person_does_not_open(session):
    sealed = privacy.seal(session, "CUS-1", "张伟", NOW)
    privacy.seal(session, "CUS-2", "李娜", NOW)
    with pytest.raises(InvalidTag):
        privacy.unseal(session, "CUS-2", sealed)


def test_erasing_the_key_of_health_leaves_the_identity(session):
    identity = privacy.seal(session, "CUS-1", "张伟", NOW)
    health = privacy.seal(session, "CUS-1/health", "高血压", NOW)
    assert privacy.unseal(session, "CUS-1/health", health) == "高血压"
    assert privacy.erase(session, "CUS-1/health")
    with pytest.raises(privacy.ErasedError):
        privacy.unseal(session, "CUS-1/health", health)
    assert privacy.unseal(session, "CUS-1", identity) == "张伟"


def test_the_search_hash_ignores_blanks_and_case_but_tells_people_apart(session):
    def hashed(text):
        return privacy.keyed_hash(session, text, NOW)

    assert hashed("11010119900307003x") == hashed(" 110101 19900307 003X")
    assert hashed("110101199003070030") != hashed("110101199003070031")
    assert "1101" not in hashed("110101199003070030")


def test_another_master_key_opens_nothing(session):
    sealed = privacy.seal(session, "CUS-1", "张伟", NOW)
    privacy.use_master_key(MasterKey(bytes(32)))
    with pytest.raises(WrongMasterKey):
        privacy.unseal(session, "CUS-1", sealed)
