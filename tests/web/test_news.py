"""News of open pages: who hears what, how many may listen, and that one look serves them all."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from engine.actor import Actor, ActorKind, Channel
from engine.engine import Engine
from engine.store.store import Store
from tests.web.conftest import LogIn
from tests.web.test_inbox import GOOD
from web.notices.news import _NEWS, MOST_OF_ONE, News, Position, Stream
from web.notices.notices import Told, tell
from web.serve import _end_streams_first

OTHER = Actor("bo.wen", ActorKind.PERSON, Channel.TEST, frozenset({"agent"}), "薄文")


@pytest.fixture
def news(engine: Engine) -> Iterator[News]:
    made = News(engine.store, most=4, tick_s=3600, heartbeat_s=0.05)
    yield made
    made.stop()


def listen(news: News, who: str, *roles: str, task: str = "", since: Position | None = None) -> Stream:
    opened = news.open(who, who, frozenset(roles), task, since)
    assert opened is not None
    return opened


def say(engine: Engine, to: str) -> None:
    with engine.store.write() as connection:
        tell(connection, engine.keys, [Told(to, "given")], "system", engine.clock.now(), "")


def heard(news: News, stream: Stream) -> list[str]:
    news._tick()
    said, stream.waiting = stream.waiting, []
    return said


def test_each_hears_what_concerns_it(engine: Engine, news: News, quote: str) -> None:
    (task,) = engine.queries.tasks_of_case(quote)
    li, zhao = listen(news, "li.na", "agent"), listen(news, "zhao.min", "underwriter")
    watcher = listen(news, "x", task=task.id)
    assert heard(news, li) == []
    engine.claim(task.id, OTHER)
    assert heard(news, li) == ["work"]  # one task less to claim
    assert heard(news, watcher) == ["task"]  # the page says calmly who has it now
    assert heard(news, zhao) == []
    say(engine, "zhao.min")
    assert heard(news, zhao) == ["notice"]
    assert heard(news, li) == []
    engine.complete(task.id, GOOD, OTHER)
    assert heard(news, watcher) == ["task"]


def test_one_look_serves_every_page(engine: Engine, store: Store, news: News) -> None:
    streams = [listen(news, f"person {n}", "agent") for n in range(4)]
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    news._tick()
    assert len([statement for statement in asked if "SELECT" in statement]) == 1
    assert len(streams) == 4


def test_the_look_reads_no_table_from_the_beginning(store: Store) -> None:
    asked = str(_NEWS.compile(store.engine))
    with store.read() as connection:
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (0,) * asked.count("?"))
        plan = [row[3] for row in found]
    assert [line for line in plan if line.startswith("SCAN")] == []
    assert len([line for line in plan if line.startswith("SEARCH")]) == 3


def test_the_places_are_bounded_and_a_browsers_oldest_page_makes_room(news: News) -> None:
    first, second = listen(news, "li.na"), listen(news, "li.na")
    third = listen(news, "li.na")
    assert (first.is_over, second.is_over, third.is_over) == (True, False, False)
    assert MOST_OF_ONE == 2
    listen(news, "a")
    listen(news, "b")
    assert news.open("c", "c", frozenset()) is None
    news.close(second)
    assert news.open("c", "c", frozenset()) is not None


def test_what_happened_while_the_connection_was_lost_is_heard(engine: Engine, news: News) -> None:
    first = listen(news, "zhao.min")
    say(engine, "zhao.min")
    again = listen(news, "zhao.min", since=first.at)
    assert again.waiting == ["notice"]
    assert Position.read("nonsense") is None
    assert Position.read("7.9") == Position(7, 9)


def test_a_stream_says_what_a_browser_understands(engine: Engine, news: News) -> None:
    stream = listen(news, "zhao.min")
    said = news.events(stream)
    assert next(said).startswith("retry: 5000\nid: ")
    assert next(said) == ":\n\n"  # nothing new: a heartbeat
    say(engine, "zhao.min")
    news._tick()
    lines = next(said).splitlines()
    assert lines[1:] == ["event: notice", "data: notice", ""]
    assert Position.read(lines[0].removeprefix("id: ")) == stream.at
    news.stop()
    assert list(said) == [":\n\n"]
    assert news.open("li.na", "li.na", frozenset()) is None


def test_a_stream_ends_after_some_minutes(news: News) -> None:
    stream = listen(news, "zhao.min")
    stream.ends_at = 0
    assert len(list(news.events(stream))) == 2
    assert news._streams == []


def test_the_door_of_the_stream(app, log_in: LogIn, engine: Engine) -> None:
    browser = log_in("li.na")
    answer = browser.get("/notices/stream?task=x")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    site = app.extensions["sopflow"]
    assert len(site.news._streams) == 1
    answer.close()
    assert site.news._streams == []
    site.news._most = 0
    assert browser.get("/notices/stream").status_code == 204  # and the page asks now and then
    assert browser.get("/notices/news").json == {"count": 0, "sentence": ""}
    say(engine, "li.na")
    assert browser.get("/notices/news").json == {"count": 1, "sentence": "有 1 条新通知"}


def test_a_server_that_goes_down_ends_its_streams_first(news: News) -> None:
    stream = listen(news, "li.na")
    server = SimpleNamespace(task_dispatcher=SimpleNamespace(shutdown=lambda: stream.is_over))
    _end_streams_first(server, news)
    assert server.task_dispatcher.shutdown() is True
