from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import event

from engine.engine import Engine
from engine.errors import BadInput
from engine.store.keys import Cipher, KeyRing, MasterKey, WrongMasterKey
from engine.store.store import open_store
from tests.engine.conftest import MASTER
from tests.engine.support import ADMIN, ANNA, Sketch, only_task

SECRET = "110101199003071234"


def test_a_key_file_is_made_for_its_owner_alone_and_never_replaced(tmp_path):
    path = tmp_path / "master.key"
    made = MasterKey.create_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert MasterKey.from_file(path).id == made.id
    with pytest.raises(FileExistsError):
        MasterKey.create_file(path)
    assert MasterKey.from_file(path).id == made.id


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(tmp_path, mode):
    path = tmp_path / "master.key"
    MasterKey.create_file(path)
    path.chmod(mode)
    with pytest.raises(BadInput, match="chmod 600"):
        MasterKey.from_file(path)


@pytest.mark.parametrize("text", ["", "short", "!" * 44, base64.b64encode(bytes(31)).decode()])
def test_what_is_no_key_is_refused(text, tmp_path):
    with pytest.raises(BadInput):
        MasterKey.from_text(text)
    with pytest.raises(BadInput):
        MasterKey.from_file(tmp_path / "missing")


def test_both_alphabets_of_base64_are_read():
    key = bytes([251, 255]) * 16
    assert MasterKey.from_text(base64.b64encode(key).decode()).id == MasterKey(key).id
    assert MasterKey.from_text(base64.urlsafe_b64encode(key).decode() + "\n").id == MasterKey(key).id


def test_a_ciphertext_opens_only_where_it_was_sealed():
    cipher = Cipher("case1", bytes(32))
    sealed = cipher.seal("snapshot", {"a": "测试"})
    assert cipher.open("snapshot", sealed) == {"a": "测试"}
    with pytest.raises(InvalidTag):
        cipher.open("journal", sealed)
    with pytest.raises(InvalidTag):
        Cipher("case2", bytes(32)).open("snapshot", sealed)
    with pytest.raises(InvalidTag):
        cipher.open("snapshot", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert cipher.seal("snapshot", {"a": "测试"}) != sealed


def everything(store) -> bytes:
    """Every byte that the database holds, as its tables tell."""
    from engine.store.models import metadata  # noqa: PLC0415

    seen = bytearray()
    with store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()):
                for value in row:
                    seen += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return bytes(seen)


def test_nothing_a_case_says_lies_in_the_database_in_clear(engine, store, behaviour):
    sketch = Sketch("order", properties={"sop:inbox": "id_no"}).start().user("one").service("s", "do", "1").user("two")
    engine.deploy(sketch.end().chain("start", "one", "s", "two", "end").files(), ADMIN)
    case = engine.start("order", {"id_no": SECRET}, ANNA)
    engine.save_draft(only_task(engine, case).id, {"id_no": SECRET}, ANNA)

    def fail(given, context):
        raise ValueError(f"cannot find {given.x}")

    behaviour.run = fail
    engine.complete(only_task(engine, case).id, {"x": SECRET}, ANNA)
    (incident,) = engine.queries.incidents()
    assert SECRET in incident.sentence + incident.detail
    engine.correlate("later", "k", {"id_no": SECRET}, ADMIN)
    assert only_task is not None
    assert SECRET.encode() not in everything(store)


def test_erasing_takes_every_word_and_leaves_every_proof(engine, store):
    engine.deploy(Sketch("order").start().user("one").end().chain("start", "one", "end").files(), ADMIN)
    case = engine.start("order", {"id_no": SECRET}, ANNA)
    engine.complete(only_task(engine, case).id, {"more": SECRET}, ANNA)
    assert engine.queries.case_detail(case).variables["id_no"] == SECRET
    engine.erase(case, ADMIN, "asked for by the person")
    assert engine.queries.case_detail(case).is_erased
    with store.read() as connection:
        assert KeyRing(MASTER).get_many(connection, [case]) == {}
    assert all(verdict.intact for verdict in engine.verify())
    (line,) = engine.queries.access_log(case_id=case)
    assert (line.verb, line.reason) == ("erase", "asked for by the person")


def erase_and_look(sqlite_url, registry, clock, *, overwriting: bool = True) -> tuple[bool, bool]:
    """Whether a case's sealed key and its draft still lie in the files after it was erased."""
    store = open_store(sqlite_url)
    if not overwriting:
        event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete=OFF").close())
    engine = Engine(store, registry, MASTER, clock=clock)
    engine.deploy(Sketch("order").start().user("one").end().chain("start", "one", "end").files(), ADMIN)
    case = engine.start("order", {}, ANNA)
    task = only_task(engine, case).id
    engine.save_draft(task, {"id_no": SECRET, "more": "x" * 200}, ANNA)
    with store.read() as connection:
        key = connection.exec_driver_sql("SELECT sealed FROM case_keys WHERE case_id = ?", (case,)).scalar_one()
        draft = connection.exec_driver_sql("SELECT answers FROM task_drafts WHERE task_id = ?", (task,)).scalar_one()
    main_file = Path(sqlite_url.removeprefix("sqlite:///"))
    log_file = Path(f"{main_file}-wal")

    def on_disk() -> bytes:
        return main_file.read_bytes() + log_file.read_bytes()

    # The middle of each: what is freed loses its first bytes to the list of free blocks in any case.
    key, draft = bytes(key)[16:48], bytes(draft)[16:48]
    assert key in on_disk()
    assert draft in on_disk()
    engine.complete(task, {}, ANNA)
    engine.erase(case, ADMIN, "asked for by the person")
    left = on_disk()
    engine.close()
    store.dispose()
    return key in left, draft in left


def test_erased_bytes_are_gone_from_the_files(sqlite_url, registry, clock):
    assert erase_and_look(sqlite_url, registry, clock) == (False, False)


def test_without_overwriting_the_look_into_the_files_would_find_what_is_left(sqlite_url, registry, clock):
    _, draft_is_left = erase_and_look(sqlite_url, registry, clock, overwriting=False)
    assert draft_is_left


def test_every_connection_overwrites_what_it_frees_whatever_the_build_of_sqlite_does(sqlite_url):
    store = open_store(sqlite_url)
    event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete=OFF").close(), insert=True)
    with store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1
    store.dispose()


def test_another_master_key_opens_nothing(engine, store, registry, clock):
    with pytest.raises(WrongMasterKey):
        Engine(store, registry, MasterKey(bytes(32)), clock=clock)
