"""Which day it is for a deed: that of the visit in which it is done, and outside of visits the tracker's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from grants.settings import SOFIA

_visited_on: ContextVar[date | None] = ContextVar("visited_on", default=None)


@contextmanager
def on_the_day(day: date) -> Iterator[None]:
    """Everything done inside is done on that day."""
    before = _visited_on.set(day)
    try:
        yield
    finally:
        _visited_on.reset(before)


def day_of_deed() -> date:
    """The day on which something is done now, for what follows a deed without having been there."""
    return _visited_on.get() or datetime.now(SOFIA).date()
