"""Encryption of case data: one AES-256-GCM key per case, sealed by the master key (DESIGN §6).

Destroying a case's key erases what the case said of people, and leaves every hash valid: hashes are over ciphertext.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, select

from engine.errors import BadInput, EngineError
from engine.store.cases import case_keys
from engine.store.prepared import insert_of

KEY_BYTES = 32
NONCE_BYTES = 12
ENGINE = "@engine"
"""Whose key seals what belongs to no case: the engine's own chain, buffered messages, signals."""


class CaseErased(EngineError):
    """What the case {case_id} said was erased; its proofs remain."""


class WrongMasterKey(EngineError):
    """The master key is not the one that the database was encrypted with."""


class SealBroken(EngineError, InvalidTag):
    """What the database holds of {owner} was changed or moved: it cannot be opened. sopflow verify says more."""


class MasterKey:
    """Seals the keys of the cases. Never stored in the database."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise BadInput(f"a master key has {KEY_BYTES} bytes, this one has {len(key)}")
        self._aead = AESGCM(key)
        # Tells one master key from another without giving anything of it away.
        self.id = hashlib.sha256(b"sopflow master key\0" + key).hexdigest()[:16]

    @classmethod
    def from_text(cls, text: str) -> MasterKey:
        """From base64 of 32 bytes, as `SOPFLOW_MASTER_KEY` and the key file hold it. Raises `BadInput`."""
        try:
            return cls(base64.b64decode(text.strip(), altchars=b"-_", validate=True))
        except binascii.Error as error:
            raise BadInput("the master key is not base64 of 32 bytes") from error

    @classmethod
    def from_file(cls, path: Path) -> MasterKey:
        """From a file that only its owner may read (mode 0600). Raises `BadInput`."""
        try:
            mode = path.stat().st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise BadInput(f"the master key file {path} can be read by others; run: chmod 600 {path}")
            return cls.from_text(path.read_text("ascii"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"the master key file {path} cannot be read: {error}") from error

    @classmethod
    def create_file(cls, path: Path) -> MasterKey:
        """Draw a new key into a new file of mode 0600; raises `FileExistsError` rather than replace one."""
        text = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, text + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return cls.from_text(text.decode())

    def seal(self, key: bytes, owner: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, key, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        try:
            return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
        except InvalidTag as error:
            raise WrongMasterKey from error


class Cipher:
    """Seals and opens JSON under one case's key: orjson → zstandard → AES-256-GCM.

    `purpose` is authenticated: a ciphertext moved to another case, table or row does not open.
    """

    _local = threading.local()

    def __init__(self, owner: str, key: bytes) -> None:
        self.owner = owner
        self._aead = AESGCM(key)

    def seal(self, purpose: str, value: Any) -> bytes:
        """JSON, dataclasses and aware times as ciphertext."""
        return self.seal_bytes(purpose, orjson.dumps(value))

    def seal_bytes(self, purpose: str, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        packed = self._compressor().compress(plain)
        return nonce + self._aead.encrypt(nonce, packed, f"{self.owner}\0{purpose}".encode())

    def open(self, purpose: str, sealed: bytes) -> Any:
        """The JSON value. Raises `SealBroken` when it was changed or moved."""
        return orjson.loads(self.open_bytes(purpose, sealed))

    def open_bytes(self, purpose: str, sealed: bytes) -> bytes:
        sealed = bytes(sealed)
        try:
            packed = self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{self.owner}\0{purpose}".encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(owner=self.owner) from error
        return self._decompressor().decompress(packed)

    # Making a compressor costs more than a small case; one may not be used by two threads at once.
    def _compressor(self) -> zstandard.ZstdCompressor:
        if not hasattr(self._local, "compressor"):
            self._local.compressor = zstandard.ZstdCompressor(level=1)
        made: zstandard.ZstdCompressor = self._local.compressor
        return made

    def _decompressor(self) -> zstandard.ZstdDecompressor:
        if not hasattr(self._local, "decompressor"):
            self._local.decompressor = zstandard.ZstdDecompressor()
        made: zstandard.ZstdDecompressor = self._local.decompressor
        return made


_INSERT = insert_of(case_keys, "case_id", "sealed", "master")
_SELECT = select(case_keys.c.case_id, case_keys.c.sealed).where(
    case_keys.c.case_id.in_(bindparam("case_ids", expanding=True))
)
_DESTROY = (
    case_keys.update()
    .where(case_keys.c.case_id == bindparam("owner"), case_keys.c.sealed.is_not(None))
    .values(sealed=None, erased_at=bindparam("at"))
)


class KeyRing:
    """The keys of the cases of one store."""

    def __init__(self, master: MasterKey) -> None:
        self.master = master

    def create(self, connection: Connection, owner: str) -> Cipher:
        """Draw and store the key of a new case."""
        key = secrets.token_bytes(KEY_BYTES)
        sealed = self.master.seal(key, owner)
        _INSERT.run(connection, {"case_id": owner, "sealed": sealed, "master": self.master.id})
        return Cipher(owner, key)

    def get(self, connection: Connection, owner: str) -> Cipher:
        """The cipher of a case. Raises `CaseErased` and `WrongMasterKey`."""
        found = self.get_many(connection, [owner]).get(owner)
        if found is None:
            raise CaseErased(case_id=owner)
        return found

    def cipher(self, owner: str, sealed: bytes | None) -> Cipher:
        """The cipher of a case whose sealed key was read with something else. Raises as `get` does."""
        if sealed is None:
            raise CaseErased(case_id=owner)
        return Cipher(owner, self.master.open(sealed, owner))

    def get_many(self, connection: Connection, owners: Iterable[str]) -> dict[str, Cipher]:
        """The ciphers of several cases in one query; the erased ones are missing."""
        rows = connection.execute(_SELECT, {"case_ids": list(set(owners))})
        return {
            owner: Cipher(owner, self.master.open(bytes(sealed), owner)) for owner, sealed in rows if sealed is not None
        }

    def engine(self, connection: Connection) -> Cipher:
        """The cipher of what belongs to no case; drawn at first use."""
        found = self.get_many(connection, [ENGINE]).get(ENGINE)
        return found or self.create(connection, ENGINE)

    def destroy(self, connection: Connection, owner: str, at: datetime) -> bool:
        """Destroy a case's key for ever; False when it was gone before."""
        return connection.execute(_DESTROY, {"owner": owner, "at": at}).rowcount == 1
