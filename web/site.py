"""What every page can reach: the engine, the store, the settings and the clock, in one typed place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy.orm import Session

from engine.engine import Engine
from engine.timers.calendar import statutory
from web.settings import Settings

if TYPE_CHECKING:
    from web.customers.post import CustomerPost
    from web.i18n.labels import Labels
    from web.notices.courier import Courier
    from web.notices.news import News

KEY = "sopflow"


@dataclass(frozen=True, slots=True)
class Site:
    """Made once by `create_app`; the pages take it with `site()`."""

    engine: Engine
    settings: Settings
    post: CustomerPost
    labels: Labels
    courier: Courier
    news: News

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone: pages show its wall clock."""
        return ZoneInfo(self.settings.time_zone)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """An ORM session that writes nothing and so waits for no writer."""
        with self.engine.store.read() as connection, Session(bind=connection, autoflush=False) as session:
            yield session

    def writing(self) -> AbstractContextManager[Session]:
        """An ORM session in one write transaction, committed at the end."""
        return self.engine.store.session()

    def count_working_days(self, after: date, until: date) -> int:
        """Working days after the first day, up to and including the second; 0 when there are none."""
        return statutory().working_days_between(after, until)

    def now(self) -> datetime:
        """The time of this request, aware UTC."""
        return self.engine.clock.now()


def site() -> Site:
    """The site of the current request."""
    return current_app.extensions[KEY]


Page = TypeVar("Page", bound=Callable[..., Any])


def in_one_view(page: Page) -> Page:
    """Mark a page that asks much and writes nothing it reads again: it is all of one moment (`Store.view`)."""

    @wraps(page)
    def shown(*given: Any, **named: Any) -> Any:
        with site().engine.store.view():
            return page(*given, **named)

    return shown  # type: ignore[return-value]
