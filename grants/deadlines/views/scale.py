"""A year as a line of a thousand parts. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

SCALE: Final = 1000
MOST: Final = 400  # rows of a kind that one year shows


def place_in(year: int, day: date) -> int:
    """Where in its year a day begins, and no further than the edge."""
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return max(0, min(SCALE, (day.toordinal() - first) * SCALE // (after - first)))
