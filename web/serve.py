"""The whole agency in one process: pages, scheduler and outbox. `sopflow serve` calls `serve_forever`."""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import structlog
import waitress
from flask import Flask

from engine.clock import Clock
from engine.errors import BadInput
from engine.feel.resident import give_back_pages
from engine.outbox import Outgoing, Sender
from engine.timers.scheduler import Scheduler
from web.app import create_app
from web.customers.delivery import ConsoleDelivery
from web.customers.post import CustomerPost
from web.installation import Installation, open_installation
from web.notices.courier import Courier
from web.notices.news import News
from web.orders import Orders
from web.settings import Settings
from web.site import KEY

THREADS = 8
OUTBOX = "outbox"
M_ARENA_MAX = -8
ARENAS = 2
TURN_S = 0.001
"""How long a thread may keep the interpreter while others wait for it. A page asks the database some thirty times and
waits for its turn after each answer; behind the outbox at work that would be Python's usual 5 ms each."""
OLD_EVERY = 2
"""Collections of the middle generation between two of the old one, which is small here: cases refer in circles."""


@dataclass(frozen=True, slots=True)
class Served:
    """The app and the installation it works on; whoever built it closes the installation."""

    app: Flask
    installation: Installation

    def close(self) -> None:
        """End what streams news, then the installation."""
        news: News = self.app.extensions[KEY].news
        news.stop()
        self.installation.close()


def build_app(settings: Settings, *, clock: Clock | None = None) -> Served:
    """Open the installation and put the app on it; messages to customers go to files in the home's outbox.

    Raises `BadInput` when nothing was set up yet, `WrongMasterKey`.
    """
    installation, post = open_with_post(settings, clock=clock)
    return Served(create_app(installation.engine, settings, post), installation)


def open_with_post(settings: Settings, *, clock: Clock | None = None) -> tuple[Installation, CustomerPost]:
    """Open the installation so that its outbox can be sent: for every process that runs a scheduler."""
    post = CustomerPost(ConsoleDelivery(settings.home / OUTBOX), settings.address)
    orders, courier = Orders(), Courier(settings)
    senders = {**post.senders(), **orders.senders(), **courier.senders()}
    senders["notice"] = _both(senders["notice"], courier.tell_of_letter)
    installation = open_installation(settings, clock=clock, senders=senders)
    post.attach(installation.store, installation.engine.clock)
    orders.attach(installation.engine)
    courier.attach(installation.engine)
    installation.engine.chores.extend(courier.chores())
    return installation, post


def _both(first: Sender, second: Sender) -> Sender:
    """A diagram's notice goes to a customer or to staff; each takes its own."""

    def send(outgoing: Outgoing) -> None:
        first(outgoing)
        second(outgoing)

    return send


def work_until(done: threading.Event, settings: Settings) -> None:
    """Run what is due, and the outbox, without pages; any number of such processes may share a PostgreSQL store."""
    quiet_logs()
    installation, _ = open_with_post(settings)
    scheduler = Scheduler(installation.engine)
    scheduler.start()
    try:
        done.wait()
    finally:
        scheduler.stop()
        installation.close()


def serve_forever(
    settings: Settings, *, host: str | None = None, port: int | None = None, with_scheduler: bool = True
) -> None:
    """Serve until interrupted; with the scheduler, timers, retries and the outbox run in this process too.

    Raises `BadInput` when the address cannot be listened on.
    """
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    quiet_logs()
    with serving(settings, with_scheduler=with_scheduler) as (_, server):
        log = structlog.get_logger(__name__)
        log.info("serving", address=settings.address, outbox=str(settings.home / OUTBOX))
        server.run()


@contextmanager
def serving(
    settings: Settings, *, with_scheduler: bool = True, clock: Clock | None = None
) -> Iterator[tuple[Served, Any]]:
    """What a server is made of, its scheduler at work; it answers once `run` is called. Raises `BadInput`."""
    share_arenas()
    sys.setswitchinterval(TURN_S)
    served = build_app(settings, clock=clock)
    _settle(served)
    try:
        server = _listen(served.app, settings)
        _end_streams_first(server, served.app.extensions[KEY].news)
        scheduler = Scheduler(served.installation.engine) if with_scheduler else None
        if scheduler:
            scheduler.start()
        try:
            yield served, server
        finally:
            if scheduler:
                scheduler.stop()
    finally:
        served.close()


def _settle(served: Served) -> None:
    """Read what is deployed before the first page asks for it; then give back what only starting needed.

    The collector passes over all of this from then on: it looks at everything again only when a quarter as much has
    been added, and beside a model of the whole SOP, cases that are long gone would pile up. Of mapped libraries the
    pages that are used come back by themselves.
    """
    served.installation.engine.queries.process_properties()
    give_back_pages()
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, OLD_EVERY)


def _listen(app: Flask, settings: Settings) -> Any:
    threads = THREADS + settings.streams  # a page that listens keeps a thread; the others must not wait for one
    try:
        return waitress.create_server(app, host=settings.host, port=settings.port, threads=threads, ident="sopflow")
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{settings.host} port {settings.port} cannot be listened on ({error}); choose another with --port"
        ) from error


def _end_streams_first(server: Any, news: News) -> None:
    """A server that goes down waits some seconds for its threads: those that stream would make it wait in vain."""
    shut_down = server.task_dispatcher.shutdown

    def end(*given: Any, **named: Any) -> Any:
        news.stop()
        return shut_down(*given, **named)

    server.task_dispatcher.shutdown = end


def share_arenas() -> None:
    """Have the C library's allocator serve all threads from two arenas, not from one each; before they start.

    Some fifteen threads would keep fifteen heaps with holes: 15 MB, and no faster under one interpreter lock.
    """
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


class PlacesOnly(logging.Formatter):
    """Of an exception that a library logs: its kind and the places it came through, not its message."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        return places_of(ei)


def places_of(exc_info: Any) -> str:
    """`KeyError at module.function:12 < …`: messages quote values, and values are people's data."""
    kind, _, trace = exc_info
    places = [f"{frame.f_code.co_qualname}:{line}" for frame, line in traceback.walk_tb(trace)]
    return f"{kind.__name__ if kind else None} at {' < '.join(reversed(places[-8:]))}"


def quiet_logs() -> None:
    """One line per event, to standard error. Tracebacks name places, never the values in hand: people's data."""
    handler = logging.StreamHandler()
    handler.setFormatter(PlacesOnly(logging.BASIC_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(places_of),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
