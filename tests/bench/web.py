"""`sopflow bench web`: pages and completions of a big agency through HTTP, on two stores of the same work in turn."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import statistics
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from engine.errors import BadInput
from tests.bench.big import Home, Size, Stores, Tell, build
from tests.bench.desk import Desk, Server, serve
from tests.bench.faults import STEPS
from tests.bench.people import identity_of
from tests.bench.report import MS

MOST_P95_MS = 100
MOST_GROWTH = 1.5
"""Of a page with all done tasks over the same page with one in a hundred: noise, not size."""
MOST_OVER_ENGINE = 4
READERS = ("agent", "operations", "compliance", "underwriter.4")
NARROWED = ("process=application", "due=today", "high=1", "key=NB2026", "key=NB20261101-000")
ROUNDS = 4
CASES = 30
WARM_UP = 1
PREFERRED = {"shared_buffers": "512MB", "max_wal_size": "8GB", "checkpoint_timeout": "30min", "max_connections": "60"}
"""Of the PostgreSQL server that the benchmark starts; everything else, durability too, as installed."""


MANY, FEW = "many_done", "few_done"


@dataclass(frozen=True, slots=True)
class WebFigures:
    """One kind of request on one store, on the installation with all done tasks. `load`: the machine's, one minute."""

    work: str
    store: str
    requests: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    growth: float
    """Over the same requests where one in a hundred is done: medians, each path's against its own."""
    over_engine: float | None
    """Of the engine's own completion, in the same process, in turn."""
    load: float
    broken: str = ""
    note: str = ""


@dataclass(slots=True)
class Timed:
    """Seconds by path, with all and with few done tasks."""

    full: dict[str, list[float]] = field(default_factory=dict)
    few: dict[str, list[float]] = field(default_factory=dict)

    def add(self, path: str, full: float, few: float) -> None:
        self.full.setdefault(path, []).append(full)
        self.few.setdefault(path, []).append(few)

    def figures(self, work: str, store: str, *, engine: Timed | None = None, held: bool = True) -> WebFigures:
        """What the requests cost; `held`: whether the limit of 100 ms is theirs."""
        every = sorted(second * MS for seconds in self.full.values() for second in seconds)
        medians = {path: statistics.median(seconds) for path, seconds in self.full.items()}
        growth = sum(medians.values()) / sum(statistics.median(seconds) for seconds in self.few.values())
        slowest = max(medians, key=lambda path: medians[path])
        over = self._middle() / engine._middle() if engine else None
        p95 = statistics.quantiles(every, n=20)[-1] if len(every) > 1 else every[0]
        broken = [f"p95 over {MOST_P95_MS} ms"] * (held and p95 >= MOST_P95_MS)
        broken += [f"grows with what is done, {growth:.2f}"] * (growth > MOST_GROWTH)
        broken += [f"over {MOST_OVER_ENGINE} times the engine"] * (over is not None and over > MOST_OVER_ENGINE)
        return WebFigures(
            work=work, store=store, requests=len(every), p50_ms=round(statistics.median(every), 1),
            p95_ms=round(p95, 1), max_ms=round(every[-1], 1), growth=round(growth, 2),
            over_engine=round(over, 2) if over else None, load=round(os.getloadavg()[0], 1), broken="; ".join(broken),
            note=f"slowest {slowest}, {medians[slowest] * MS:.1f} ms",
        )  # fmt: skip

    def _middle(self) -> float:
        return statistics.mean(statistics.median(seconds) for seconds in self.full.values())


@dataclass(frozen=True, slots=True)
class Page:
    """What somebody asks for. `what`: in words that are the same on both sides."""

    account: str
    path: str
    what: str


@dataclass(slots=True)
class Side:
    """One of the two installations, served, with everybody logged in."""

    server: Server
    desks: dict[str, Desk]


def run_web(
    store: str, size: Size, tell: Tell, *, rounds: int = ROUNDS, cases: int = CASES, warm_up: int = WARM_UP
) -> list[WebFigures]:
    """The figures on one store: `sqlite`, `postgresql` (a server of its own), or the address of an empty database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sopflow-bench-")))
        stores, settled = stack.enter_context(_stores(store, folder))
        begun = time.perf_counter()
        few, full, passwords = build(folder, stores, size, datetime.now(UTC), tell)
        settled()
        made = time.perf_counter() - begun
        tell("measure", 0, 1)
        sides = _side(stack, full, passwords), _side(stack, few, passwords)
        first, *others = Measure(*sides, store.partition(":")[0], rounds, cases, warm_up, tell).rows()
        return [dataclasses.replace(first, note=f"{first.note}; made in {made:.0f} s"), *others]


def _side(stack: ExitStack, home: Home, passwords: Mapping[str, str]) -> Side:
    server = stack.enter_context(serve(home))
    desks = {account: Desk(server.port) for account in READERS}
    for account, desk in desks.items():
        stack.callback(desk.leave)
        desk.log_in(account, passwords[account])
    server.wait_idle()
    return Side(server, desks)


@dataclass(frozen=True, slots=True)
class Measure:
    """Makes every kind of request on both installations in turn."""

    full: Side
    few: Side
    store: str
    rounds: int
    cases: int
    warm_up: int
    tell: Tell

    def rows(self) -> list[WebFigures]:
        """The figures of pages, then those of completions."""
        kinds = (("inbox page", inbox_paths), ("counts", count_paths), ("search", search_paths))
        return [self._pages(work, paths) for work, paths in kinds] + self._completions()

    def _pages(self, work: str, paths: Callable[[Side], Iterator[Page]]) -> WebFigures:
        timed = Timed()
        # Each side finds its own: an address of search results is sealed by its server.
        asked = list(zip(paths(self.full), paths(self.few), strict=True))
        for number in range(self.rounds + self.warm_up):
            for full, few in asked:
                pair = self.full.desks[full.account].get(full.path), self.few.desks[few.account].get(few.path)
                assert [answer.status for answer in pair] == [200, 200], full.path
                if number >= self.warm_up:
                    timed.add(f"{full.account} {full.what}", *(answer.seconds for answer in pair))
            self.tell(work, number + 1, self.rounds + self.warm_up)
        return timed.figures(work, self.store)

    def _completions(self) -> list[WebFigures]:
        """Each step of so many cases: through HTTP on the one, on the other, and by the engines themselves."""
        timed = {name: Timed() for name in ("task page", "completion", "next page", "engine")}
        for number in range(self.cases + self.warm_up):
            into = timed if number >= self.warm_up else {name: Timed() for name in timed}
            self._one_case(into)
            self.tell("completions", number + 1, self.cases + self.warm_up)
        own = timed["engine"]
        return [
            timed["task page"].figures("task page", self.store),
            timed["completion"].figures("completion", self.store, engine=own),
            timed["next page"].figures("next page", self.store),
            own.figures("engine's own completion", self.store, held=False),
        ]

    def _one_case(self, timed: dict[str, Timed]) -> None:
        sides = (self.full, self.few)
        made = [side.server.ask(begin=2) for side in sides]
        for place, step in enumerate(STEPS):
            answers, engine = [], []
            for side, (by_page, by_engine) in zip(sides, made, strict=True):
                task_id = side.server.ask(task=[by_page, place])
                answers.append(side.desks[step.account].complete(task_id, step.answers))
                engine.append(side.server.ask(complete=[by_engine, place]))
            timed["engine"].add(step.element, *engine)
            for name, pair in zip(("task page", "completion", "next page"), zip(*answers, strict=True), strict=True):
                timed[name].add(step.element, *(answer.seconds for answer in pair))


def inbox_paths(side: Side) -> Iterator[Page]:
    """Every queue of every reader, the large ones in every order, narrowed, and on their second page."""
    for account in READERS:
        asked = [f"tab={tab}" for tab in ("mine", "group", "overdue", "follow_up", "waiting", "done")]
        asked += [f"tab={tab}&sort={sort}" for tab in ("group", "mine") for sort in ("priority", "opened", "value")]
        asked += [f"tab=group&{narrowed}" for narrowed in NARROWED]
        yield from (Page(account, f"/inbox?{words}", words) for words in asked)
        following = re.search(r'rel="next" href="([^"]+)"', side.desks[account].get("/inbox?tab=group").text)
        if following:
            yield Page(account, following[1].replace("&amp;", "&"), "tab=group, second page")


def count_paths(_side: Side) -> Iterator[Page]:
    """What an open page asks for now and then."""
    return (Page(account, "/inbox/counts", "counts") for account in READERS)


def search_paths(side: Side) -> Iterator[Page]:
    """Numbers of open and ended cases, whole and their beginnings, a person by each key, what is not there; lists."""
    shown = re.search(r"NB\d{8}-\d{7}\b", side.desks["operations"].get("/inbox?tab=group").text)
    number, person = shown[0] if shown else "NB20260301-1", identity_of(1)
    typed = {
        "open case": number, "some open cases": number[:-3],
        "some ended cases": "NB20250310-1", "a year's ended cases": "NB2025", "all cases": "NB",
        "policy": "PB100000007",
        "name": person.name, "telephone": person.mobile, "identity number": person.id_no, "nothing": "NX-NOTHING",
    }  # fmt: skip
    for account in ("agent", "operations"):
        desk = side.desks[account]
        for what, text in typed.items():
            yield Page(account, f"/cases?q={urllib.parse.quote(text)}", f"cases: {what}")
            found = desk.post("/search", {"text": text})
            if found.location:
                yield Page(account, found.location, f"search: {what}")
        for tab in ("active", "completed", "all"):
            yield Page(account, f"/cases?tab={tab}", f"list of {tab} cases")


@contextmanager
def _stores(store: str, folder: Path) -> Iterator[tuple[Stores, Callable[[], None]]]:
    """Two empty databases, and what to call when everything is written."""
    if store == "sqlite":
        first, second = folder / "full.db", folder / "few.db"
        # What wrote the gigabytes is not measured: they are on the disk before the first request.
        stores = Stores(f"sqlite:///{first}", f"sqlite:///{second}", partial(_copy, first, second))
        yield stores, partial(_settle, first, second)
        return
    if store != "postgresql":
        name = make_url(store).database
        twin = make_url(store).set(database=f"{name}_few")
        yield Stores(store, twin.render_as_string(False), lambda: _twin(store, str(name))), lambda: None
        _on_server(store, f'DROP DATABASE "{name}_few"')
        return
    from tests.postgresql import FORGETFUL, INSTALL_POSTGRESQL, PostgresServer, postgresql_programs  # noqa: PLC0415

    programs = postgresql_programs()
    if programs is None:
        raise BadInput(INSTALL_POSTGRESQL)
    server = PostgresServer(programs, {**PREFERRED, **FORGETFUL})
    try:
        server.create(name=MANY)

        def settled() -> None:
            # Written without durability, measured with it: not while gigabytes that nobody waited for are on their way
            # to the disk, in whose queue every commit of a completion would stand.
            server.halt()
            os.sync()
            server.start(PREFERRED)

        yield Stores(server.url(MANY), server.url(FEW), lambda: _twin(server.url(MANY), MANY, FEW)), settled
    finally:
        server.stop()


def _copy(first: Path, second: Path) -> None:
    shutil.copy(first, second)


def _settle(*files: Path) -> None:
    for file in files:
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


def _twin(url: str, name: str, twin: str = "") -> None:
    _on_server(url, f'CREATE DATABASE "{twin or name + "_few"}" TEMPLATE "{name}" STRATEGY file_copy')


def _on_server(url: str, sql: str) -> None:
    address = make_url(url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(address.render_as_string(False), autocommit=True) as connection:
        connection.execute(sql)
