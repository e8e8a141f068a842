"""The opening figures of a project as they are set together: which row each line has, and what it becomes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from grants.budget.opening import FIGURES, Claimed

Row = Mapping[str, Any]


def stamp_of(rows: Sequence[Row], terms: Row | None = None) -> str:
    """A short mark of what stands now; another one means that somebody changed it meanwhile."""
    marks = sorted((row["id"], row["version"]) for row in rows)
    return sha256(repr((marks, terms and (terms["id"], terms["version"]))).encode()).hexdigest()[:20]


def of_lines(rows: Sequence[Row], currency: str) -> dict[int, Row]:
    """The one row of each line in this currency; lines with several of them are left to their own pages."""
    times = Counter(row["line_id"] for row in rows)
    return {
        row["line_id"]: row
        for row in rows
        if row["line_id"] is not None and times[row["line_id"]] == 1 and row["currency"] == currency
    }


def others(rows: Sequence[Row], currency: str) -> list[Row]:
    """The rows that are not set together with all lines: of no line, of another currency, several of one line."""
    together = {row["id"] for row in of_lines(rows, currency).values()}
    return [row for row in rows if row["id"] not in together]


@dataclass(frozen=True, slots=True)
class Opened:
    """The opening figures as they are from now on: what was claimed on each line until a day, and the next package."""

    until: date | None
    package: str
    currency: str
    claimed: Mapping[int, Claimed]
    partners: Mapping[int, int | None]
    stamp: str

    def values(self) -> dict[int, dict[str, Any] | None]:
        """The row of each line, or None where nothing was claimed on it."""
        return {line: self._row(line, claimed) if claimed else None for line, claimed in self.claimed.items()}

    def _row(self, line: int, claimed: Claimed) -> dict[str, Any]:
        amounts = {f"{name}_cents": cents for name, cents in zip(FIGURES, claimed.figures, strict=True)}
        whose = {"line_id": line, "partner_id": self.partners.get(line)}
        return {**whose, "until_on": self.until, **amounts, "currency": self.currency}

    def row_of(self, rows: Sequence[Any], line: int) -> Any:
        """The row a line has now, if it has one."""
        return of_lines(rows, self.currency).get(line)
