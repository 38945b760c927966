"""Who works in the big agency and whom it serves: accounts beside those of the demo agency, and customers."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from engine.store.keys import MasterKey
from handlers import privacy
from handlers.people import plain_name
from handlers.records.customer import Identity
from web.setup import ACCOUNTS

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉"
TASKS_OF_AN_AGENT = 500
"""Open tasks of the whole agency to one agent; other roles have fewer people."""
TASKS_OF_OTHERS = 2500
ROLES = ("agent", "operations", "compliance", "underwriter")
DEMO = {role: role for role in ROLES} | {"underwriter": "underwriter.4"}
"""Of the demo agency's people those who have a share of the work: the underwriter with every authority."""
UNUSABLE = "!"
"""As a password's hash: nobody logs in with it."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Staff:
    """Accounts by role: the demo agency's people among as many others as the work is for."""

    by_role: Mapping[str, tuple[str, ...]]

    @classmethod
    def hired(cls, tasks: int) -> Staff:
        """As many as so many open tasks need."""
        found: dict[str, tuple[str, ...]] = {}
        for role in ROLES:
            count = max(3, tasks // (TASKS_OF_AN_AGENT if role == "agent" else TASKS_OF_OTHERS))
            found[role] = (DEMO[role], *(f"{role}.b{number:04d}" for number in range(count)))
        return cls(found)

    def of(self, role: str, rng: random.Random) -> str:
        """Somebody of the role; of its senior levels, the same people."""
        return rng.choice(self.by_role[self._plain(role)])

    def like(self, account: str, rng: random.Random) -> str:
        """Somebody of the role that an account of the demo agency has."""
        return self.of(ACCOUNTS[account][1][0], rng) if account in ACCOUNTS else self.of("agent", rng)

    def accounts(self, now: datetime) -> Iterator[Row]:
        """Rows of those whom the demo agency has not."""
        rng = random.Random(2)  # noqa: S311 - no secret is drawn
        for name in self._new():
            yield {
                "id": name, "name": name_of(rng), "password_hash": UNUSABLE, "password_is_one_time": False,
                "created_at": now, "disabled_at": None,
            }  # fmt: skip

    def roles(self) -> Iterator[Row]:
        """The rows of their roles."""
        return ({"account_id": name, "role": name.partition(".")[0]} for name in self._new())

    def _new(self) -> Iterator[str]:
        return (name for names in self.by_role.values() for name in names[1:])

    @staticmethod
    def _plain(role: str) -> str:
        return "underwriter" if role.startswith("underwrit") else role if role in ROLES else "operations"


def name_of(rng: random.Random) -> str:
    """A name of two or three characters."""
    return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.randint(1, 2)))


def customer_id(number: int) -> str:
    return f"CUS-B{number:08d}"


def identity_of(number: int) -> Identity:
    """Customer number so and so: the same name, number and telephone in every run."""
    given = GIVEN[number * 7 % len(GIVEN)] + GIVEN[number * 13 // 7 % len(GIVEN)]
    return Identity(
        name=SURNAMES[number % len(SURNAMES)] + given,
        id_no=f"110101{1950 + number % 55}{number:08d}", mobile=f"13{number:09d}",
        address="北京市朝阳区示例路 1 号",
    )  # fmt: skip


def search_key(session: Session, now: datetime) -> bytes:
    """The key under which customers are found by number; drawn if nobody had one."""
    return privacy._key(session, privacy.SEARCH, now)


def customers(
    search: bytes, master: MasterKey, count: int, now: datetime, size: int = 4000
) -> Iterator[tuple[int, dict[str, list[Row]]]]:
    """Batches of customers with keys of their own, sealed and findable as `handlers/privacy.py` writes them.

    By itself and not through it: it draws each key in a statement of its own.
    """
    rng = random.Random(3)  # noqa: S311 - keys of invented people
    for first in range(0, count, size):
        rows: dict[str, list[Row]] = {"subject_keys": [], "customers": []}
        for number in range(first, min(first + size, count)):
            subject, identity = customer_id(number), identity_of(number)
            key, nonce = rng.randbytes(privacy.KEY), rng.randbytes(privacy.NONCE)
            sealed = AESGCM(key).encrypt(nonce, orjson.dumps(asdict(identity)), subject.encode())
            wrapped = master.seal(key, privacy._owner(subject))
            rows["subject_keys"].append({"subject": subject, "wrapped": wrapped, "created_at": now})
            rows["customers"].append({
                "id": subject, "kind": "individual", "identity": nonce + sealed,
                "id_no_hash": _hash(search, identity.id_no), "mobile_hash": _hash(search, identity.mobile),
                "name_hash": _hash(search, plain_name(identity.name)),
                "created_at": now, "created_by": "agent",
            })  # fmt: skip
        yield len(rows["customers"]), rows


def _hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
